//! `client.oauth()`.

pub mod discovery;

use self::discovery::OauthDiscovery;
use crate::call::Call;
use crate::raw;
use crate::resources::handle::handle;
use crate::types::{OauthAuthenticateRequest, OauthAuthenticateResponse};

handle! {
    /// Logins by an account at Google, Microsoft and others.
    Oauth
}

impl<'c> Oauth<'c> {
    /// OAuth logins that began before an organization was chosen.
    #[must_use]
    pub fn discovery(&self) -> OauthDiscovery<'c> {
        OauthDiscovery::new(self.client)
    }

    /// Logs a member in with the token of an OAuth login.
    ///
    /// Without `session_duration_minutes` the new session lasts 60 minutes. `provider_values` of the answer holds the
    /// provider's own tokens.
    ///
    /// [`NextStep`](crate::NextStep) says what the organization may still ask for.
    ///
    /// A provider that does not verify addresses also leaves `member_authenticated` at `false`: `primary_required` then
    /// names the step to add.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, token: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::OauthAuthenticateRequest;
    ///
    /// let login = client.oauth().authenticate(OauthAuthenticateRequest::new(token)).await?;
    /// println!("{} at {}", login.provider_subject, login.provider_type);
    /// if let Some(provider) = &login.provider_values {
    ///     println!("granted: {}", provider.scopes.join(" "));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `oauth_token_not_found` (404): The token is unknown, used or expired; start the login again.
    /// - `oauth_tenant_jit_provisioning_not_allowed` (400): The organization takes no members by OAuth tenant; let an
    ///   admin invite the person.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/authenticate-oauth>
    pub fn authenticate(&self, request: OauthAuthenticateRequest) -> Call<OauthAuthenticateResponse> {
        Call::new(self.client, raw::oauth_authenticate(&request))
    }
}
