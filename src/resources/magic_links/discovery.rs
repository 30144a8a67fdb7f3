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
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::MagicLinksDiscoveryAuthenticateRequest;
    ///
    /// let request = MagicLinksDiscoveryAuthenticateRequest::new("...");
    /// let response = client.magic_links().discovery().authenticate(request).await?;
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
    /// - `magic_link_not_found`: The token is no discovery token of this project; check what was taken from the URL.
    /// - `pkce_mismatch`: The code verifier does not fit the challenge the flow began with; start the flow again in
    ///   the same browser.
    /// - `too_many_requests`: Too many attempts by or for this person; the client returns it at once, so tell them to
    ///   wait and try again.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/authenticate-discovery-magic-link>
    pub fn authenticate(
        &self,
        request: MagicLinksDiscoveryAuthenticateRequest,
    ) -> Call<MagicLinksDiscoveryAuthenticateResponse> {
        Call::new(self.client, raw::magic_links_discovery_authenticate(&request))
    }
}
