//! `client.otps().email()`.

pub mod discovery;

use self::discovery::OtpsEmailDiscovery;
use crate::call::Call;
use crate::raw;
use crate::resources::handle::handle;
use crate::types::{
    OtpsEmailAuthenticateRequest, OtpsEmailAuthenticateResponse, OtpsEmailLoginOrSignupRequest,
    OtpsEmailLoginOrSignupResponse,
};

handle! {
    /// Passcodes by email.
    OtpsEmail
}

impl<'c> OtpsEmail<'c> {
    /// Passcodes by email before an organization is chosen.
    #[must_use]
    pub fn discovery(&self) -> OtpsEmailDiscovery<'c> {
        OtpsEmailDiscovery::new(self.client)
    }

    /// Logs a member in with a code sent by email.
    ///
    /// The code works once and is valid for 10 minutes unless it was sent with another limit. A pending or invited
    /// member becomes active. Without `session_duration_minutes` the new session lasts 60 minutes.
    ///
    /// [`NextStep`](crate::NextStep) says what the organization may still ask for.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, code: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::OtpsEmailAuthenticateRequest;
    ///
    /// let request = OtpsEmailAuthenticateRequest::new(&organization_id, "ada@acme.example", code);
    /// match client.otps().email().authenticate(request).await {
    ///     Ok(login) => println!("{} passed, complete: {}", login.member.name, login.member_authenticated),
    ///     Err(error) if error.is_unauthorized() => println!("that is not the code"),
    ///     Err(error) => return Err(error),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/authenticate-email-otp>
    pub fn authenticate(&self, request: OtpsEmailAuthenticateRequest) -> Call<OtpsEmailAuthenticateResponse> {
        Call::new(self.client, raw::otps_email_authenticate(&request))
    }

    /// Mails a one-time code for logging in or signing up.
    ///
    /// Creates the member, with status `pending`, if the organization admits the address. New, pending and invited
    /// members get the signup mail, active ones the login mail. The code is valid for 10 minutes unless set otherwise;
    /// a new one voids all earlier ones to the address.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::OtpsEmailLoginOrSignupRequest;
    ///
    /// let request = OtpsEmailLoginOrSignupRequest::new(&organization_id, "ada@acme.example").login_expiration_minutes(5);
    /// let sent = client.otps().email().login_or_signup(request).await?;
    /// println!("ask {} for the code", sent.member.email_address);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `invalid_email_for_jit_provisioning` (400): The organization does not admit new members with this address; let
    ///   an admin invite the person.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/send-login-signup-email-otp>
    pub fn login_or_signup(&self, request: OtpsEmailLoginOrSignupRequest) -> Call<OtpsEmailLoginOrSignupResponse> {
        Call::new(self.client, raw::otps_email_login_or_signup(&request))
    }
}
