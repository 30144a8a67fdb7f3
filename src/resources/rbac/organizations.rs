//! `client.rbac().organizations()`.

use crate::call::Call;
use crate::raw;
use crate::resources::handle::handle;
use crate::types::{
    OrganizationId, RbacOrganizationsGetOrgPolicyResponse, RbacOrganizationsSetOrgPolicyRequest,
    RbacOrganizationsSetOrgPolicyResponse,
};

handle! {
    /// Roles that one organization has besides those of the project.
    RbacOrganizations
}

impl RbacOrganizations<'_> {
    /// Reads the roles that one organization has in addition to the project's.
    ///
    /// In private beta: Stytch has to enable it for the workspace. Official SDKs cache the answer for 5 minutes.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId) -> Result<(), stytch_b2b::Error> {
    /// let policy = client.rbac().organizations().get_org_policy(&organization_id).await?.org_policy;
    /// println!("{} roles of their own", policy.roles.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `enterprise_endpoint` (403): The feature is not enabled for the workspace; ask Stytch for access.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/set-rbac-org-policy>
    pub fn get_org_policy(
        &self,
        organization_id: impl Into<OrganizationId>,
    ) -> Call<RbacOrganizationsGetOrgPolicyResponse> {
        Call::new(self.client, raw::rbac_organizations_get_org_policy(organization_id.into()))
    }

    /// Replaces the roles that one organization has in addition to the project's.
    ///
    /// In private beta: Stytch has to enable it for the workspace. The list sent becomes the whole list: roles missing
    /// from it are gone. The project's own policy does not change.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::{RbacOrgPolicy, RbacOrganizationsSetOrgPolicyRequest, RbacPolicyRole, RbacPolicyRolePermission};
    ///
    /// let permission = RbacPolicyRolePermission::new("invoices", ["read", "pay"]);
    /// let role = RbacPolicyRole::new("billing", "Sees and pays invoices.", [permission]);
    /// let request = RbacOrganizationsSetOrgPolicyRequest::new(RbacOrgPolicy::new([role]));
    /// client.rbac().organizations().set_org_policy(&organization_id, request).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `enterprise_endpoint` (403): The feature is not enabled for the workspace; ask Stytch for access.
    /// - `rbac_role_duplicate` (400): Two roles have the same id; give each its own.
    /// - `invalid_permission_resource` (400): A permission names a resource that the project's policy lacks; compare
    ///   with `rbac().policy`.
    /// - `invalid_permission_action` (400): A permission names an action that its resource lacks; compare with
    ///   `rbac().policy`.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/set-rbac-org-policy>
    pub fn set_org_policy(
        &self,
        organization_id: impl Into<OrganizationId>,
        request: RbacOrganizationsSetOrgPolicyRequest,
    ) -> Call<RbacOrganizationsSetOrgPolicyResponse> {
        Call::new(self.client, raw::rbac_organizations_set_org_policy(organization_id.into(), &request))
    }
}
