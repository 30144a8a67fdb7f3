//! `scope.passwords()`.

use super::ScopedCall;
use super::handle::scoped;
use crate::resources::passwords::session::PasswordsSession;
use crate::types::{PasswordsSessionResetRequest, PasswordsSessionResetResponse, Secret};

scoped! {
    /// The member's password.
    ScopedPasswords
}

impl<'s> ScopedPasswords<'s> {
    /// By the session.
    #[must_use]
    pub fn session(&self) -> ScopedPasswordsSession<'s> {
        ScopedPasswordsSession::new(self.scope)
    }
}

scoped! {
    /// The password, by the session.
    ScopedPasswordsSession => |client| client.passwords().session() => PasswordsSession
}

impl ScopedPasswordsSession<'_> {
    /// Sets the member's password anew.
    ///
    /// The API checks the session, of which a factor must be fresh. As [`PasswordsSession::reset`].
    ///
    /// Refused to impersonated sessions. The answer makes a new scope by [`logged_in`](crate::Client::logged_in).
    #[doc(alias = "resetBySession")]
    pub fn reset(
        &self,
        password: impl Into<Secret>,
    ) -> ScopedCall<PasswordsSessionResetResponse, (), PasswordsSessionResetRequest> {
        let request =
            self.scope.with_session(PasswordsSessionResetRequest::new(self.scope.organization_id(), password));
        self.scope.by_project_with(request, |request| self.facade().reset(request))
    }
}
