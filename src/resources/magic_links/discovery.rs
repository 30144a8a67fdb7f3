//! `client.magic_links().discovery()`.

use crate::call::Call;
use crate::raw;
use crate::resources::handle::handle;
use crate::types::{MagicLinksDiscoveryAuthenticateRequest, MagicLinksDiscoveryAuthenticateResponse};

handle! {
    /// Links that were sent before an organization was chosen.
    MagicLinksDiscovery
}

impl MagicLinksDiscovery<'_> {
    /// Turns the token of a discovery magic link into an intermediate session.
    ///
    /// The intermediate session is valid for 10 minutes; use it to join, switch to or create an organization.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, token: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::MagicLinksDiscoveryAuthenticateRequest;
    ///
    /// let request = MagicLinksDiscoveryAuthenticateRequest::new(token);
    /// let found = client.magic_links().discovery().authenticate(request).await?;
    /// println!("{} can go to {} organizations", found.email_address, found.discovered_organizations.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `unable_to_auth_magic_link` (401): The link was used before or has expired; send another one.
    /// - `magic_link_not_found` (404): The token is no discovery token of this project; check what was taken from the
    ///   URL.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/authenticate-discovery-magic-link>
    pub fn authenticate(
        &self,
        request: MagicLinksDiscoveryAuthenticateRequest,
    ) -> Call<MagicLinksDiscoveryAuthenticateResponse> {
        Call::new(self.client, raw::magic_links_discovery_authenticate(&request))
    }
}
