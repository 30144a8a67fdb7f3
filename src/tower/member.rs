//! [`MemberAuth`]: the member who makes a request.

use std::fmt;
use std::sync::Arc;

use super::refusal::Refusal;
use crate::call::MemberCredential;
use crate::client::Client;
use crate::error::{Denial, DeniedError, Error};
use crate::local::{AUTHORIZE, AuthenticatedSession};
use crate::scope::MemberScope;
use crate::types::{AuthorizationVerdict, MemberSession, OrganizationId, Secret};

/// The member who makes a request, whose session was checked.
///
/// It stands in the request's extensions behind a [`SessionLayer`](super::SessionLayer); with the feature `axum` handlers take it
/// as an argument. Clones are cheap.
///
/// ```
/// # async fn example(member: stytch_b2b::tower::MemberAuth) -> Result<(), stytch_b2b::tower::Refusal> {
/// let verdict = member.allow("documents", "read").await?;
/// println!("{} may, by {:?}", member.session().member_id, verdict.granting_roles);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct MemberAuth {
    inner: Arc<Inner>,
}

struct Inner {
    client: Client,
    who: AuthenticatedSession,
    /// The session token that the request came with, if it was not a JWT.
    token: Option<Secret>,
    from_cookie: bool,
}

impl MemberAuth {
    pub(super) fn new(client: Client, who: AuthenticatedSession, token: Option<Secret>, from_cookie: bool) -> Self {
        Self { inner: Arc::new(Inner { client, who, token, from_cookie }) }
    }

    /// The session.
    #[must_use]
    pub fn session(&self) -> &MemberSession {
        &self.inner.who.member_session
    }

    /// The session, its JWT, and the API's answer if the API was asked.
    #[must_use]
    pub fn authenticated(&self) -> &AuthenticatedSession {
        &self.inner.who
    }

    /// To make calls as this member: a fresh JWT if the API was asked for one, else the credential of the request.
    #[must_use]
    pub fn credential(&self) -> MemberCredential {
        match &self.inner.token {
            Some(token) => MemberCredential::session_token(token),
            None => MemberCredential::session_jwt(&self.inner.who.session_jwt),
        }
    }

    /// Acts as this member: organization, member and session of each call follow from the request's session. No request.
    ///
    /// ```
    /// # async fn example(member: stytch_b2b::tower::MemberAuth) -> Result<(), stytch_b2b::tower::Refusal> {
    /// let organization = member.scope()?.organization().get().await?.organization;
    /// println!("{}", organization.organization_name);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`Client::scope_of`].
    pub fn scope(&self) -> Result<MemberScope, Error> {
        MemberScope::new(&self.inner.client, &self.inner.who.proof, self.credential())
    }

    /// Checks in this process that a role of the member allows the action on the resource.
    ///
    /// # Errors
    ///
    /// [`Refusal::Failed`]: 403 if no role does, 503 or 500 if the policy can not be read.
    pub async fn allow(&self, resource: &str, action: &str) -> Result<AuthorizationVerdict, Refusal> {
        Ok(self.inner.client.local().allow(AUTHORIZE, self.session(), None, resource, action).await?)
    }

    /// Checks besides that the organization, by its id, is the member's own.
    ///
    /// # Errors
    ///
    /// As [`allow`](Self::allow), and 403 if it is another one.
    pub async fn allow_in(
        &self,
        organization: impl Into<OrganizationId>,
        resource: &str,
        action: &str,
    ) -> Result<AuthorizationVerdict, Refusal> {
        Ok(self
            .inner
            .client
            .local()
            .allow(AUTHORIZE, self.session(), Some(organization.into()), resource, action)
            .await?)
    }

    /// Checks that an organization, by its id, is the member's own: the one in a path, for example. A slug is nobody's here, since
    /// it may be another organization's id.
    ///
    /// # Errors
    ///
    /// [`Refusal::Failed`], 403, with [`Denial::Tenancy`] if it is another one.
    pub fn ensure_organization(&self, organization: &OrganizationId) -> Result<(), Refusal> {
        if *organization == self.session().organization_id {
            return Ok(());
        }
        let denied = DeniedError::new(AUTHORIZE, Denial::Tenancy, "organization", "act");
        Err(Error::from(denied).into())
    }

    /// The JWT to renew a cookie with, if the API gave a fresh one for a request that came with cookies.
    pub(super) fn fresh(&self) -> Option<&AuthenticatedSession> {
        let Inner { who, from_cookie, .. } = &*self.inner;
        (*from_cookie && who.answer.is_some()).then_some(who)
    }
}

/// Ids and times alone.
impl fmt::Debug for MemberAuth {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("MemberAuth").field(&self.inner.who).finish()
    }
}
