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
    /// When the organization asks for more, `member_authenticated` is `false` and no session exists yet: pass the
    /// `intermediate_session_token` (10 minutes) on to `otps().sms()`, `totps()` or `recovery_codes()`, or to the login
    /// named in `primary_required`. Session duration and custom claims of the request do not count in that case. A
    /// valid session token or JWT in the request spares the member the second factor.
    ///
    /// A provider that does not verify addresses also leaves `member_authenticated` at `false`: `primary_required` then
    /// names the step to add.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::OauthAuthenticateRequest;
    ///
    /// let request = OauthAuthenticateRequest::new("...").session_duration_minutes(60);
    /// let response = client.oauth().authenticate(request).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `oauth_token_not_found`: The token is unknown, used or expired; start the login again.
    /// - `oauth_tenant_jit_provisioning_not_allowed`: The organization takes no members by OAuth tenant; let an admin
    ///   invite the person.
    /// - `pkce_mismatch`: The code verifier does not fit the challenge the flow began with; start the flow again in
    ///   the same browser.
    /// - `intermediate_session_not_found`: The intermediate session is unknown, used up or expired; let the person
    ///   log in again.
    /// - `too_many_requests`: Too many attempts by or for this person; the client returns it at once, so tell them to
    ///   wait and try again.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/authenticate-oauth>
    pub fn authenticate(&self, request: OauthAuthenticateRequest) -> Call<OauthAuthenticateResponse> {
        Call::new(self.client, raw::oauth_authenticate(&request))
    }
}
