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
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, member_id: stytch_b2b::MemberId, code: stytch_b2b::Secret, token: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::OtpsSmsAuthenticateRequest;
    ///
    /// let request = OtpsSmsAuthenticateRequest::new(&organization_id, &member_id, code).intermediate_session_token(token);
    /// let login = client.otps().sms().authenticate(request).await?;
    /// println!("{} factors", login.member_session.map_or(0, |session| session.authentication_factors.len()));
    /// # Ok(())
    /// # }
    /// ```
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
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, member_id: stytch_b2b::MemberId) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::OtpsSmsSendRequest;
    ///
    /// let request = OtpsSmsSendRequest::new(&organization_id, &member_id).mfa_phone_number("+12025550147");
    /// let member = client.otps().sms().send(request).await?.member;
    /// println!("a code was sent to {}", member.mfa_phone_number);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `invalid_phone_number` (400): The number is not in E.164 form; ask for it again, with country code.
    /// - `invalid_phone_number_country_code` (400): The project does not send to this country; allow it in the
    ///   dashboard.
    /// - `unsubscribed_phone_number` (400): The owner of the number has opted out of messages; ask for another number.
    /// - `session_enforced_factor_matching_session_required` (401): The member has a second factor and the session does
    ///   not show it; ask for it first.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/otp-sms-send>
    pub fn send(&self, request: OtpsSmsSendRequest) -> Call<OtpsSmsSendResponse> {
        Call::new(self.client, raw::otps_sms_send(&request))
    }
}
