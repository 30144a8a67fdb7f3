//! Permissions judged in this process.

use std::sync::Arc;

use super::Rbac;
use crate::error::Error;
use crate::local::Authorize;
use crate::types::{MemberSession, OrganizationId, RbacOrgPolicy, RbacPolicy};

impl Rbac<'_> {
    /// Checks in this process whether the roles of a session allow an action on a resource.
    ///
    /// The session must come from where it was checked: an answer of the API, or
    /// [`authenticate_jwt`](crate::resources::sessions::Sessions::authenticate_jwt). With
    /// [`organization`](Authorize::organization) the session must be that organization's.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, session: stytch_b2b::types::MemberSession, of: &str) -> Result<(), stytch_b2b::Error> {
    /// let verdict = client.rbac().authorize(&session, "invoices", "pay").organization(of).await?;
    /// println!("allowed by {:?}", verdict.granting_roles);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - [`Error::Denied`]: no role allows it, or the session is another organization's. A slug or an external id is nobody's here.
    /// - Those of [`policy`](Self::policy), when no policy is at hand.
    pub fn authorize(
        &self,
        session: &MemberSession,
        resource: impl Into<String>,
        action: impl Into<String>,
    ) -> Authorize {
        Authorize::new(self.client.local(), session, resource.into(), action.into())
    }

    /// The role policy of the project as this process knows it: 5 minutes old at most, 15 while it can not be read.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// let policy = client.rbac().cached_policy().await?;
    /// println!("{:?}", policy.granting_roles(None, &["editor", "viewer"], "documents", "write"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`policy`](Self::policy), when none is at hand. The same error is returned for a moment before the API is asked
    /// again.
    #[inline]
    pub async fn cached_policy(&self) -> Result<Arc<RbacPolicy>, Error> {
        self.client.local().policy().await
    }

    /// The roles of an organization as this process knows them: 5 minutes old at most, 15 while they can not be read.
    ///
    /// Where the project has no policies of organizations it is empty. The 256 organizations that were used last are kept.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, session: stytch_b2b::types::MemberSession) -> Result<(), stytch_b2b::Error> {
    /// let own = client.rbac().cached_org_policy(&session.organization_id).await?;
    /// println!("{} roles of its own", own.roles.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - [`Error::InvalidInput`]: it is not the API's own id, which begins with `organization-`.
    /// - Those of `organizations().get_org_policy`, when none is at hand.
    #[inline]
    pub async fn cached_org_policy(&self, id: impl Into<OrganizationId>) -> Result<Arc<RbacOrgPolicy>, Error> {
        self.client.local().organization_policy(id.into()).await
    }
}
