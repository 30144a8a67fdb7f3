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
    /// When the organization asks for more, `member_authenticated` is `false` and no session exists yet: pass the
    /// `intermediate_session_token` (10 minutes) on to `otps().sms()`, `totps()` or `recovery_codes()`, or to the login
    /// named in `primary_required`. Session duration and custom claims of the request do not count in that case. A
    /// valid session token or JWT in the request spares the member the second factor.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::MagicLinksAuthenticateRequest;
    ///
    /// let request = MagicLinksAuthenticateRequest::new("...").session_duration_minutes(60);
    /// let response = client.magic_links().authenticate(request).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `unable_to_auth_magic_link`: The link was used before or has expired; send another one.
    /// - `magic_link_not_found`: The token is no magic link token of this project; check what was taken from the URL.
    /// - `pkce_mismatch`: The code verifier does not fit the challenge the flow began with; start the flow again in
    ///   the same browser.
    /// - `intermediate_session_not_found`: The intermediate session is unknown, used up or expired; let the person
    ///   log in again.
    /// - `too_many_requests`: Too many attempts by or for this person; the client returns it at once, so tell them to
    ///   wait and try again.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/authenticate-magic-link>
    pub fn authenticate(&self, request: MagicLinksAuthenticateRequest) -> Call<MagicLinksAuthenticateResponse> {
        Call::new(self.client, raw::magic_links_authenticate(&request))
    }
}
