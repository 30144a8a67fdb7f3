//! The facade: one file for each area of the API, found by the path of its documentation.

pub mod discovery;
pub mod idp;
pub mod impersonation;
pub mod magic_links;
pub mod oauth;
pub mod organizations;
pub mod otps;
pub mod passwords;
pub mod rbac;
pub mod recovery_codes;
pub mod scim;
pub mod sessions;
pub mod sso;
pub mod totps;

use crate::Call;

/// A handle on one area of the API.
macro_rules! handle {
    ($(#[$documentation:meta])* $name:ident) => {
        $(#[$documentation])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name<'c> {
            client: &'c $crate::Client,
        }

        impl<'c> $name<'c> {
            pub(crate) fn new(client: &'c $crate::Client) -> Self {
                Self { client }
            }
        }
    };
}

use handle;

/// What else a call that reads a member's tokens may answer.
#[derive(Clone, Debug, Default)]
pub struct RefreshToken {
    include_refresh_token: Option<bool>,
}

impl<T> Call<T, RefreshToken> {
    /// Whether the refresh token is answered too. Not, unless set.
    pub fn include_refresh_token(mut self, include: bool) -> Self {
        self.parameters.include_refresh_token = Some(include);
        self
    }
}
