//! `client.magic_links().email().discovery()`.

use crate::call::Call;
use crate::raw;
use crate::resources::handle::handle;
use crate::types::{MagicLinksEmailDiscoverySendRequest, MagicLinksEmailDiscoverySendResponse};

handle! {
    /// Sends links by email before an organization is chosen.
    MagicLinksEmailDiscovery
}

impl MagicLinksEmailDiscovery<'_> {
    /// Mails a magic link to a person whose organization is not known yet.
    ///
    /// The link is valid for 60 minutes unless set otherwise. Finish with `magic_links().discovery().authenticate`.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::MagicLinksEmailDiscoverySendRequest;
    ///
    /// let request = MagicLinksEmailDiscoverySendRequest::new("ada@acme.example")
    ///     .discovery_redirect_url("https://app.acme.example/discovery");
    /// let sent = client.magic_links().email().discovery().send(request).await?;
    /// println!("the link is on its way, request {}", sent.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `no_discovery_redirect_url` (400): No redirect URL was sent and the project has no default; send one.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/send-discovery-email>
    pub fn send(&self, request: MagicLinksEmailDiscoverySendRequest) -> Call<MagicLinksEmailDiscoverySendResponse> {
        Call::new(self.client, raw::magic_links_email_discovery_send(&request))
    }
}
