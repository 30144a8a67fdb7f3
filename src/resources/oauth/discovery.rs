//! `client.oauth().discovery()`.

use crate::call::Call;
use crate::raw;
use crate::resources::handle::handle;
use crate::types::{OauthDiscoveryAuthenticateRequest, OauthDiscoveryAuthenticateResponse};

handle! {
    /// OAuth logins that began before an organization was chosen.
    OauthDiscovery
}

impl OauthDiscovery<'_> {
    /// Turns the token of a discovery OAuth login into an intermediate session.
    ///
    /// The intermediate session is valid for 10 minutes; use it to join, switch to or create an organization.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::OauthDiscoveryAuthenticateRequest;
    ///
    /// let request = OauthDiscoveryAuthenticateRequest::new("...");
    /// let response = client.oauth().discovery().authenticate(request).await?;
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
    /// - `pkce_mismatch`: The code verifier does not fit the challenge the flow began with; start the flow again in
    ///   the same browser.
    /// - `too_many_requests`: Too many attempts by or for this person; the client returns it at once, so tell them to
    ///   wait and try again.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/authenticate-discovery-oauth>
    pub fn authenticate(&self, request: OauthDiscoveryAuthenticateRequest) -> Call<OauthDiscoveryAuthenticateResponse> {
        Call::new(self.client, raw::oauth_discovery_authenticate(&request))
    }
}
