//! `scope.otps()`, `scope.totps()` and `scope.recovery_codes()`.

use super::ScopedCall;
use super::fence::First;
use super::handle::scoped;
use crate::resources::otps::sms::OtpsSms;
use crate::resources::recovery_codes::RecoveryCodes;
use crate::resources::totps::Totps;
use crate::types::{
    OtpsSmsAuthenticateRequest, OtpsSmsAuthenticateResponse, OtpsSmsSendRequest, OtpsSmsSendResponse,
    RecoveryCodesGetResponse, RecoveryCodesRecoverRequest, RecoveryCodesRecoverResponse, RecoveryCodesRotateRequest,
    RecoveryCodesRotateResponse, Secret, TotpsAuthenticateRequest, TotpsAuthenticateResponse, TotpsCreateRequest,
    TotpsCreateResponse,
};

scoped! {
    /// One-time passcodes.
    ScopedOtps
}

impl<'s> ScopedOtps<'s> {
    /// Passcodes by text message.
    #[must_use]
    pub fn sms(&self) -> ScopedOtpsSms<'s> {
        ScopedOtpsSms::new(self.scope)
    }
}

scoped! {
    /// Passcodes by text message, as a second factor.
    ScopedOtpsSms => |client| client.otps().sms() => OtpsSms
}

impl ScopedOtpsSms<'_> {
    /// Checks a passcode that came by text message, which becomes a factor of the session.
    ///
    /// The API checks the session, and no permission. As [`OtpsSms::authenticate`].
    ///
    /// `set_mfa_enrollment` needs `update.settings.mfa-enrolled` on `stytch.self`, and `set_default_mfa`
    /// `update.settings.default-mfa-method`: judged here, as [`is_authorized`](crate::scope::MemberScope::is_authorized) does.
    /// The answer makes a new scope by [`logged_in`](crate::Client::logged_in).
    pub fn authenticate(
        &self,
        code: impl Into<Secret>,
    ) -> ScopedCall<OtpsSmsAuthenticateResponse, (), OtpsSmsAuthenticateRequest> {
        let request = self.scope.with_session(OtpsSmsAuthenticateRequest::new(
            self.scope.organization_id(),
            self.scope.member_id(),
            code,
        ));
        self.scope.by_project_with(request, |request| self.facade().authenticate(request))
    }

    /// Sends a passcode by text message to the member.
    ///
    /// The API checks the session, and no permission. As [`OtpsSms::send`].
    ///
    /// A phone number needs `update.info.mfa-phone` on `stytch.self`, judged here as by
    /// [`is_authorized`](crate::scope::MemberScope::is_authorized), and is refused to impersonated sessions.
    #[inline]
    pub fn send(&self) -> ScopedCall<OtpsSmsSendResponse, (), OtpsSmsSendRequest> {
        let request =
            self.scope.with_session(OtpsSmsSendRequest::new(self.scope.organization_id(), self.scope.member_id()));
        self.scope.by_project_with(request, |request| self.facade().send(request))
    }
}

scoped! {
    /// Passcodes of an authenticator app, as a second factor.
    ScopedTotps => |client| client.totps() => Totps
}

impl ScopedTotps<'_> {
    /// Checks a passcode of the authenticator app, which becomes a factor of the session.
    ///
    /// The API checks the session, and no permission. As [`Totps::authenticate`].
    ///
    /// `set_mfa_enrollment` needs `update.settings.mfa-enrolled` on `stytch.self`, and `set_default_mfa`
    /// `update.settings.default-mfa-method`: judged here, as [`is_authorized`](crate::scope::MemberScope::is_authorized) does.
    /// The answer makes a new scope by [`logged_in`](crate::Client::logged_in).
    pub fn authenticate(
        &self,
        code: impl Into<Secret>,
    ) -> ScopedCall<TotpsAuthenticateResponse, (), TotpsAuthenticateRequest> {
        let request = self.scope.with_session(TotpsAuthenticateRequest::new(
            self.scope.organization_id(),
            self.scope.member_id(),
            code,
        ));
        self.scope.by_project_with(request, |request| self.facade().authenticate(request))
    }

    /// Registers an authenticator app for the member.
    ///
    /// The API checks the session, and no permission. As [`Totps::create`].
    ///
    /// Refused to impersonated sessions.
    #[inline]
    pub fn create(&self) -> ScopedCall<TotpsCreateResponse, (), TotpsCreateRequest> {
        let request =
            self.scope.with_session(TotpsCreateRequest::new(self.scope.organization_id(), self.scope.member_id()));
        self.scope.by_project_with(request, |request| self.facade().create(request))
    }
}

scoped! {
    /// Codes that stand in for a lost second factor.
    ScopedRecoveryCodes => |client| client.recovery_codes() => RecoveryCodes
}

impl ScopedRecoveryCodes<'_> {
    /// Reads the member's recovery codes.
    ///
    /// The API checks no permission here: the project's credentials decide. As [`RecoveryCodes::get`].
    ///
    /// The session is asked about first, and needs a second factor: 2 requests. Refused to impersonated sessions.
    ///
    /// # Errors
    ///
    /// - [`Error::Denied`](crate::Error::Denied) with [`Denial::StepUp`](crate::Denial::StepUp): the session has no second factor; let the member show one.
    #[inline]
    pub fn get(&self) -> ScopedCall<RecoveryCodesGetResponse> {
        self.scope
            .by_project(self.facade().get(self.scope.organization_id(), self.scope.member_id()))
            .after(First::SecondFactor)
    }

    /// Uses a recovery code as a second factor of the session.
    ///
    /// The API checks the session, and no permission. As [`RecoveryCodes::recover`].
    ///
    /// Refused to impersonated sessions. The answer makes a new scope by [`logged_in`](crate::Client::logged_in).
    pub fn recover(
        &self,
        recovery_code: impl Into<Secret>,
    ) -> ScopedCall<RecoveryCodesRecoverResponse, (), RecoveryCodesRecoverRequest> {
        let request = self.scope.with_session(RecoveryCodesRecoverRequest::new(
            self.scope.organization_id(),
            self.scope.member_id(),
            recovery_code,
        ));
        self.scope.by_project_with(request, |request| self.facade().recover(request))
    }

    /// Voids the member's recovery codes, and makes new ones.
    ///
    /// The API checks no permission here: the project's credentials decide. As [`RecoveryCodes::rotate`].
    ///
    /// The session is asked about first, and needs a second factor: 2 requests. Refused to impersonated sessions.
    ///
    /// # Errors
    ///
    /// - [`Error::Denied`](crate::Error::Denied) with [`Denial::StepUp`](crate::Denial::StepUp): the session has no second factor; let the member show one.
    #[inline]
    pub fn rotate(&self) -> ScopedCall<RecoveryCodesRotateResponse> {
        let request = RecoveryCodesRotateRequest::new(self.scope.organization_id(), self.scope.member_id());
        self.scope.by_project(self.facade().rotate(request)).after(First::SecondFactor)
    }
}
