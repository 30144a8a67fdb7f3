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
    /// When the organization asks for more, `member_authenticated` is `false` and no session exists yet: pass the
    /// `intermediate_session_token` (10 minutes) on to `otps().sms()`, `totps()` or `recovery_codes()`, or to the login
    /// named in `primary_required`. Session duration and custom claims of the request do not count in that case. A
    /// valid session token or JWT in the request spares the member the second factor.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::OtpsEmailAuthenticateRequest;
    ///
    /// let request = OtpsEmailAuthenticateRequest::new("organization-test-3f1c2a9e-6d0b-4e57-9a4f-2b8c7d51e0aa", "ada@acme.example", "...").session_duration_minutes(60);
    /// let response = client.otps().email().authenticate(request).await?;
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
    /// - `organization_not_found`: The project has no organization with this id, slug or external id; check that id
    ///   and project belong together.
    /// - `user_lock_limit_reached`: The member is locked after too many failed attempts; retrying does not help, wait
    ///   for the lock to end.
    /// - `too_many_requests`: Too many attempts by or for this person; the client returns it at once, so tell them to
    ///   wait and try again.
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
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::OtpsEmailLoginOrSignupRequest;
    ///
    /// let request = OtpsEmailLoginOrSignupRequest::new("organization-test-3f1c2a9e-6d0b-4e57-9a4f-2b8c7d51e0aa", "ada@acme.example");
    /// let response = client.otps().email().login_or_signup(request).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `invalid_email_for_jit_provisioning`: The organization does not admit new members with this address; let an
    ///   admin invite the person.
    /// - `invalid_email`: The address is not a valid email address; ask for it again.
    /// - `inactive_email`: Mail to this address bounced before and is no longer sent; ask for another address.
    /// - `organization_not_found`: The project has no organization with this id, slug or external id; check that id
    ///   and project belong together.
    /// - `too_many_requests`: Too many attempts by or for this person; the client returns it at once, so tell them to
    ///   wait and try again.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/send-login-signup-email-otp>
    pub fn login_or_signup(&self, request: OtpsEmailLoginOrSignupRequest) -> Call<OtpsEmailLoginOrSignupResponse> {
        Call::new(self.client, raw::otps_email_login_or_signup(&request))
    }
}
