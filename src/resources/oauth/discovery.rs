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
    /// # async fn example(client: stytch_b2b::Client, token: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::OauthDiscoveryAuthenticateRequest;
    ///
    /// let found = client.oauth().discovery().authenticate(OauthDiscoveryAuthenticateRequest::new(token)).await?;
    /// println!("hello {}, where to?", found.full_name);
    /// for choice in found.discovered_organizations {
    ///     println!("- {:?}", choice.organization.map(|it| it.organization_name));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `oauth_token_not_found` (404): The token is unknown, used or expired; start the login again.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/authenticate-discovery-oauth>
    pub fn authenticate(&self, request: OauthDiscoveryAuthenticateRequest) -> Call<OauthDiscoveryAuthenticateResponse> {
        Call::new(self.client, raw::oauth_discovery_authenticate(&request))
    }
}
