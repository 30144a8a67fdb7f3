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
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::OtpsEmailDiscoveryAuthenticateRequest;
    ///
    /// let request = OtpsEmailDiscoveryAuthenticateRequest::new("ada@acme.example", "...");
    /// let response = client.otps().email().discovery().authenticate(request).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `otp_code_not_found`: The code is wrong or replaced by a newer one; ask again.
    /// - `unable_to_auth_otp_code`: The code was used or has expired; send another one.
    /// - `too_many_requests`: Too many attempts by or for this person; the client returns it at once, so tell them to
    ///   wait and try again.
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
    /// let request = OtpsEmailDiscoverySendRequest::new("ada@acme.example");
    /// let response = client.otps().email().discovery().send(request).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `invalid_email`: The address is not a valid email address; ask for it again.
    /// - `inactive_email`: Mail to this address bounced before and is no longer sent; ask for another address.
    /// - `too_many_requests`: Too many attempts by or for this person; the client returns it at once, so tell them to
    ///   wait and try again.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/send-discovery-email-otp>
    pub fn send(&self, request: OtpsEmailDiscoverySendRequest) -> Call<OtpsEmailDiscoverySendResponse> {
        Call::new(self.client, raw::otps_email_discovery_send(&request))
    }
}
