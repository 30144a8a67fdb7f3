//! Requests that hold the session in their body.

use crate::types::{
    DiscoveryOrganizationsListRequest, OtpsSmsAuthenticateRequest, OtpsSmsSendRequest, PasswordsSessionResetRequest,
    RecoveryCodesRecoverRequest, Secret, SessionsAuthenticateRequest, SessionsExchangeRequest, SessionsRevokeRequest,
    TotpsAuthenticateRequest, TotpsCreateRequest,
};

pub(super) trait InBody {
    #[inline]
    fn with_token(self, token: Secret) -> Self;
    #[inline]
    fn with_jwt(self, jwt: Secret) -> Self;
}

macro_rules! in_body {
    ($($request:ident),* $(,)?) => {
        $(
            impl InBody for $request {
                #[inline]
                fn with_token(self, token: Secret) -> Self {
                    self.session_token(token)
                }

                #[inline]
                fn with_jwt(self, jwt: Secret) -> Self {
                    self.session_jwt(jwt)
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
