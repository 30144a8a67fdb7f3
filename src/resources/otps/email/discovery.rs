//! `client.otps().email().discovery()`.

use crate::call::Call;
use crate::raw;
use crate::resources::handle::handle;
use crate::types::{
    OtpsEmailDiscoveryAuthenticateRequest, OtpsEmailDiscoveryAuthenticateResponse, OtpsEmailDiscoverySendRequest,
    OtpsEmailDiscoverySendResponse,
};

handle! {
    /// Passcodes by email before an organization is chosen.
    OtpsEmailDiscovery
}

impl OtpsEmailDiscovery<'_> {
    /// Turns a discovery code sent by email into an intermediate session.
    ///
    /// The intermediate session is valid for 10 minutes; use it to join, switch to or create an organization.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, code: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::OtpsEmailDiscoveryAuthenticateRequest;
    ///
    /// let request = OtpsEmailDiscoveryAuthenticateRequest::new("ada@acme.example", code);
    /// let found = client.otps().email().discovery().authenticate(request).await?;
    /// match found.discovered_organizations.len() {
    ///     0 => println!("offer to create an organization"),
    ///     count => println!("let them choose among {count}"),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/authenticate-discovery-email-otp>
    pub fn authenticate(
        &self,
        request: OtpsEmailDiscoveryAuthenticateRequest,
    ) -> Call<OtpsEmailDiscoveryAuthenticateResponse> {
        Call::new(self.client, raw::otps_email_discovery_authenticate(&request))
    }

    /// Mails a one-time code to a person whose organization is not known yet.
    ///
    /// The code is valid for 10 minutes unless set otherwise; a new one voids all earlier ones to the address. Finish
    /// with `otps().email().discovery().authenticate`.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::OtpsEmailDiscoverySendRequest;
    ///
    /// client.otps().email().discovery().send(OtpsEmailDiscoverySendRequest::new("ada@acme.example")).await?;
    /// println!("show the field for the code");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/send-discovery-email-otp>
    pub fn send(&self, request: OtpsEmailDiscoverySendRequest) -> Call<OtpsEmailDiscoverySendResponse> {
        Call::new(self.client, raw::otps_email_discovery_send(&request))
    }
}
