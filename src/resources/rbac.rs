//! `client.rbac()`.

#[cfg(any(feature = "local", feature = "aws-lc"))]
mod local;
pub mod organizations;

use self::organizations::RbacOrganizations;
use crate::call::Call;
use crate::raw;
use crate::resources::handle::handle;
use crate::types::RbacPolicyResponse;

handle! {
    /// Roles and permissions.
    Rbac
}

impl<'c> Rbac<'c> {
    /// Roles that one organization has besides those of the project.
    #[must_use]
    pub fn organizations(&self) -> RbacOrganizations<'c> {
        RbacOrganizations::new(self.client)
    }

    /// Reads the role policy of the project.
    ///
    /// Holds all roles, resources and scopes, which are edited in the dashboard. Cache it when permissions are checked
    /// locally; official SDKs read it again after 5 minutes.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// let policy = client.rbac().policy().await?.policy;
    /// for role in policy.iter().flat_map(|policy| &policy.roles) {
    ///     println!("{}: {}", role.role_id, role.description);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// API reference: <https://stytch.com/docs/api-reference/b2b/api/rbac/get-policy>
    pub fn policy(&self) -> Call<RbacPolicyResponse> {
        Call::new(self.client, raw::rbac_policy())
    }
}
