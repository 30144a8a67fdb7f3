//! `client.otps().sms()`.

use crate::call::Call;
use crate::raw;
use crate::resources::handle::handle;
use crate::types::{OtpsSmsAuthenticateRequest, OtpsSmsAuthenticateResponse, OtpsSmsSendRequest, OtpsSmsSendResponse};

handle! {
    /// Passcodes by text message, as a second factor.
    OtpsSms
}

impl OtpsSms<'_> {
    /// Completes a login, or adds a factor to a session, with a code sent by SMS.
    ///
    /// Works as second factor only: send exactly one of `intermediate_session_token`, which is used up, `session_token`
    /// and `session_jwt`. Only the latest code counts, for two minutes. Without `session_duration_minutes` the new
    /// session lasts 60 minutes.
    ///
    /// Where the organization demands a second factor of all, success enrolls the member; where it is optional,
    /// `set_mfa_enrollment` decides.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::OtpsSmsAuthenticateRequest;
    ///
    /// let request = OtpsSmsAuthenticateRequest::new("organization-test-3f1c2a9e-6d0b-4e57-9a4f-2b8c7d51e0aa", "member-test-5b0e7d42-91c3-4f6a-8e2d-c47a10f95d38", "...").intermediate_session_token("...");
    /// let response = client.otps().sms().authenticate(request).await?;
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
    /// - `intermediate_session_not_found`: The intermediate session is unknown, used up or expired; let the person
    ///   log in again.
    /// - `user_lock_limit_reached`: The member is locked after too many failed attempts; retrying does not help, wait
    ///   for the lock to end.
    /// - `too_many_requests`: Too many attempts by or for this person; the client returns it at once, so tell them to
    ///   wait and try again.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/authenticate-otp-sms>
    pub fn authenticate(&self, request: OtpsSmsAuthenticateRequest) -> Call<OtpsSmsAuthenticateResponse> {
        Call::new(self.client, raw::otps_sms_authenticate(&request))
    }

    /// Sends a one-time code to a member's phone.
    ///
    /// The code is valid for two minutes, and a new one voids the one before. Without a number of their own the member
    /// gets `mfa_phone_number` and keeps it; a number that differs from the stored one is an error. After a first
    /// factor the API sends the code by itself, so this call is for sending it again later.
    ///
    /// A member who already has a second factor must be in a session, intermediate or full, that contains it; any
    /// session sent must be that member's. Messages cost money: guard the call against abuse. Numbers outside the US
    /// and Canada need the project's country allowlist.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::OtpsSmsSendRequest;
    ///
    /// let request = OtpsSmsSendRequest::new("organization-test-3f1c2a9e-6d0b-4e57-9a4f-2b8c7d51e0aa", "member-test-5b0e7d42-91c3-4f6a-8e2d-c47a10f95d38").mfa_phone_number("+12025550147");
    /// let response = client.otps().sms().send(request).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `invalid_phone_number`: The number is not in E.164 form; ask for it again, with country code.
    /// - `invalid_phone_number_country_code`: The project does not send to this country; allow it in the dashboard.
    /// - `unsubscribed_phone_number`: The owner of the number has opted out of messages; ask for another number.
    /// - `session_enforced_factor_matching_session_required`: The member has a second factor and the session does not
    ///   show it; ask for it first.
    /// - `too_many_requests`: Too many attempts by or for this person; the client returns it at once, so tell them to
    ///   wait and try again.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/otp-sms-send>
    pub fn send(&self, request: OtpsSmsSendRequest) -> Call<OtpsSmsSendResponse> {
        Call::new(self.client, raw::otps_sms_send(&request))
    }
}
