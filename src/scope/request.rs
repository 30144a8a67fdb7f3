//! Requests that hold the session in their body.

use crate::call::MemberCredential;
use crate::types::{
    DiscoveryOrganizationsListRequest, OtpsSmsAuthenticateRequest, OtpsSmsSendRequest, PasswordsSessionResetRequest,
    RecoveryCodesRecoverRequest, SessionsAuthenticateRequest, SessionsExchangeRequest, SessionsRevokeRequest,
    TotpsAuthenticateRequest, TotpsCreateRequest,
};

pub(super) trait InBody {
    fn with_session(self, credential: &MemberCredential) -> Self;
}

macro_rules! in_body {
    ($($request:ident),* $(,)?) => {
        $(
            impl InBody for $request {
                #[inline]
                fn with_session(self, credential: &MemberCredential) -> Self {
                    let secret = credential.secret();
                    if credential.is_jwt() { self.session_jwt(secret) } else { self.session_token(secret) }
                }
            }
        )*
    };
}

in_body! {
    DiscoveryOrganizationsListRequest, OtpsSmsAuthenticateRequest, OtpsSmsSendRequest, PasswordsSessionResetRequest,
    RecoveryCodesRecoverRequest, SessionsAuthenticateRequest, SessionsExchangeRequest, SessionsRevokeRequest,
    TotpsAuthenticateRequest, TotpsCreateRequest,
}
