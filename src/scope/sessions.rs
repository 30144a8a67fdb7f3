//! `scope.sessions()`.

use super::ScopedCall;
use super::handle::scoped;
use crate::call::AsMember;
use crate::resources::sessions::Sessions;
use crate::types::{
    OrganizationId, SessionsAuthenticateRequest, SessionsAuthenticateResponse, SessionsExchangeRequest,
    SessionsExchangeResponse, SessionsGetResponse, SessionsRevokeRequest, SessionsRevokeResponse,
};

scoped! {
    /// The member's sessions.
    ScopedSessions => |client| client.sessions() => Sessions
}

impl ScopedSessions<'_> {
    /// Asks the API about the session, and extends it if asked to.
    ///
    /// The API checks the session, and the permission of an `authorization_check`. As [`Sessions::authenticate`].
    ///
    /// The answer makes a new scope by [`logged_in`](crate::Client::logged_in).
    #[inline]
    pub fn authenticate(&self) -> ScopedCall<SessionsAuthenticateResponse, (), SessionsAuthenticateRequest> {
        let request = self.scope.with_session(SessionsAuthenticateRequest::new());
        self.scope.by_project_with(request, |request| self.facade().authenticate(request))
    }

    /// Turns the session into one in another organization of the person.
    ///
    /// The API checks the session, and what the other organization asks for. As [`Sessions::exchange`].
    ///
    /// The answer makes a scope there by [`logged_in`](crate::Client::logged_in).
    pub fn exchange(
        &self,
        organization_id: impl Into<OrganizationId>,
    ) -> ScopedCall<SessionsExchangeResponse, (), SessionsExchangeRequest> {
        let request = self.scope.with_session(SessionsExchangeRequest::new(organization_id));
        self.scope.by_project_with(request, |request| self.facade().exchange(request))
    }

    /// Lists the active sessions of the member.
    ///
    /// The API checks no permission here: the project's credentials decide. As [`Sessions::get`].
    #[inline]
    pub fn list(&self) -> ScopedCall<SessionsGetResponse> {
        self.scope.by_project(self.facade().get(self.scope.organization_id(), self.scope.member_id()))
    }

    /// Ends the session: the member logs out.
    ///
    /// The API checks no permission here: the project's credentials decide. As [`Sessions::revoke`].
    ///
    /// No role is needed to log out. Calls that carry the session fail from then on; drop the scope with them.
    #[inline]
    pub fn revoke(&self) -> ScopedCall<SessionsRevokeResponse, AsMember> {
        let request = self.scope.with_session(SessionsRevokeRequest::new());
        self.scope.by_project(self.facade().revoke(request))
    }

    /// Ends all sessions of the member.
    ///
    /// The API checks `revoke-sessions` on `stytch.self`. As [`Sessions::revoke`].
    #[doc(alias = "revokeForMember")]
    #[inline]
    pub fn revoke_all(&self) -> ScopedCall<SessionsRevokeResponse, AsMember> {
        self.scope.on_behalf(self.facade().revoke(SessionsRevokeRequest::new().member_id(self.scope.member_id())))
    }
}
