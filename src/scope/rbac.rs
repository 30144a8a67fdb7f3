//! What the member may do, judged in this process.

use std::fmt;
use std::sync::Arc;

use super::MemberScope;
use crate::error::{Error, Fault, Progress, TokenError};
use crate::local::{AUTHORIZE, LIFETIME};
use crate::types::{AuthorizationVerdict, MemberSession, RbacOrgPolicy, RbacPolicy};

/// What a member may do, from [`MemberScope::permissions`]: by the roles and policies of that moment.
#[derive(Clone)]
pub struct Permissions {
    session: Arc<MemberSession>,
    policy: Arc<RbacPolicy>,
    own: Option<Arc<RbacOrgPolicy>>,
}

impl MemberScope {
    /// Whether a role of the member allows an action on a resource. Asks nothing while the policies are at hand.
    ///
    /// It decides what is shown. What is done the API decides, at each call of this scope that says so.
    ///
    /// ```
    /// # async fn example(scope: stytch_b2b::scope::MemberScope) -> Result<(), stytch_b2b::Error> {
    /// match scope.is_authorized("documents", "write").await {
    ///     Ok(verdict) => println!("by {:?}", verdict.granting_roles),
    ///     Err(error) if error.is_forbidden() => println!("read only"),
    ///     Err(error) => return Err(error),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - [`Error::Denied`]: no role allows it.
    /// - [`Error::InvalidInput`]: the scope's roles are 5 minutes old, or its JWT says none; make a new scope.
    /// - [`Error::Token`]: the session has ended.
    /// - Those of [`Rbac::policy`](crate::resources::rbac::Rbac::policy), when no policy is at hand.
    #[doc(alias = "isAuthorized")]
    #[inline]
    pub async fn is_authorized(&self, resource: &str, action: &str) -> Result<AuthorizationVerdict, Error> {
        self.authorize(AUTHORIZE, resource, action).await
    }

    /// What the member may do, for a page that shows more than one action.
    ///
    /// ```
    /// # async fn example(scope: stytch_b2b::scope::MemberScope) -> Result<(), stytch_b2b::Error> {
    /// let menu = scope.permissions().await?;
    /// println!("rename: {}", menu.allows("stytch.organization", "update.info.name"));
    /// for (resource, action) in menu.iter().filter(|(resource, _)| *resource == "documents") {
    ///     println!("{action} {resource}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`is_authorized`](Self::is_authorized) but [`Error::Denied`].
    #[doc(alias = "allPermissions")]
    #[inline]
    pub async fn permissions(&self) -> Result<Permissions, Error> {
        self.check_roles(AUTHORIZE)?;
        let session = &self.proof().member_session;
        let local = self.client().local();
        let (policy, own) = local.policies_of(&session.organization_id, &session.roles).await?;
        Ok(Permissions { session: Arc::clone(session), policy, own })
    }

    #[inline]
    pub(super) async fn authorize(
        &self,
        operation: &'static str,
        resource: &str,
        action: &str,
    ) -> Result<AuthorizationVerdict, Error> {
        self.check_roles(operation)?;
        self.client().local().allow(operation, self.session(), None, resource, action).await
    }

    /// Roles of an old session may have been taken from the member since.
    fn check_roles(&self, operation: &'static str) -> Result<(), Error> {
        let unknown = match self.proof().roles_as_of {
            _ if self.has_ended() => return Err(TokenError::new(operation, Fault::Expired).into()),
            None => "the session does not say which roles the member has",
            Some(at) if self.client().local().now() >= at + LIFETIME => "the roles of the scope are 5 minutes old",
            Some(_) => return Ok(()),
        };
        Err(Error::invalid(unknown, Progress::not_sent(operation)))
    }
}

impl Permissions {
    /// Whether a role of the member allows the action on the resource.
    #[inline]
    #[must_use]
    pub fn allows(&self, resource: &str, action: &str) -> bool {
        let (own, roles) = (self.own.as_deref(), &self.session.roles);
        !self.policy.granting_roles(own, roles, resource, action).is_empty()
    }

    /// Every resource and action of the project's policy that a role of the member allows.
    #[inline]
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let all = self.policy.resources.iter().flat_map(|resource| {
            resource.actions.iter().map(|action| (resource.resource_id.as_str(), action.as_str()))
        });
        all.filter(|(resource, action)| self.allows(resource, action))
    }
}

impl fmt::Debug for Permissions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Permissions").finish_non_exhaustive()
    }
}
