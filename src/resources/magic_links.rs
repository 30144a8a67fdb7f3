//! `client.magic_links()`.

pub mod discovery;
pub mod email;

use self::discovery::MagicLinksDiscovery;
use self::email::MagicLinksEmail;
use crate::call::Call;
use crate::raw;
use crate::resources::handle::handle;
use crate::types::{MagicLinksAuthenticateRequest, MagicLinksAuthenticateResponse};

handle! {
    /// Logins by a link in an email.
    MagicLinks
}

impl<'c> MagicLinks<'c> {
    /// Links that were sent before an organization was chosen.
    #[must_use]
    pub fn discovery(&self) -> MagicLinksDiscovery<'c> {
        MagicLinksDiscovery::new(self.client)
    }

    /// Sends links by email.
    #[must_use]
    pub fn email(&self) -> MagicLinksEmail<'c> {
        MagicLinksEmail::new(self.client)
    }

    /// Logs a member in with the token of a magic link.
    ///
    /// The token works once. A pending or invited member becomes active. Without `session_duration_minutes` the new
    /// session lasts 60 minutes.
    ///
    /// [`NextStep`](crate::NextStep) says what the organization may still ask for.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, token: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::NextStep;
    /// use stytch_b2b::types::MagicLinksAuthenticateRequest;
    ///
    /// let request = MagicLinksAuthenticateRequest::new(token).session_duration_minutes(60);
    /// let login = client.magic_links().authenticate(request).await?;
    /// if let NextStep::LoggedIn { member_session: Some(session), .. } = login.next_step() {
    ///     println!("{} is in until {:?}", login.member.name, session.expires_at);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `unable_to_auth_magic_link` (401): The link was used before or has expired; send another one.
    /// - `magic_link_not_found` (404): The token is no magic link token of this project; check what was taken from the
    ///   URL.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/authenticate-magic-link>
    pub fn authenticate(&self, request: MagicLinksAuthenticateRequest) -> Call<MagicLinksAuthenticateResponse> {
        Call::new(self.client, raw::magic_links_authenticate(&request))
    }
}
