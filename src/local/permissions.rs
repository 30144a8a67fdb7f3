//! What roles and scopes allow.

use std::collections::HashSet;

use crate::error::{Error, Progress};
use crate::types::{RbacOrgPolicy, RbacPolicy, RbacPolicyRole};

/// Stands for every action of a resource.
const ANY: &str = "*";

/// A permission whose name is a type, so that a handler or a layer can ask for it.
///
/// ```
/// use stytch_b2b::Permission;
///
/// struct ReadDocuments;
///
/// impl Permission for ReadDocuments {
///     const RESOURCE: &str = "documents";
///     const ACTION: &str = "read";
/// }
/// ```
pub trait Permission: Send + Sync + 'static {
    /// Id of the resource in the policy.
    const RESOURCE: &'static str;
    /// Name of the action.
    const ACTION: &'static str;
}

impl RbacPolicy {
    /// Which of these roles allow the action on the resource.
    ///
    /// Names are compared as they are; only `*` in a role's list of actions stands for all of them. A role that both the
    /// project and the organization have is the project's.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, session: stytch_b2b::types::MemberSession) -> Result<(), stytch_b2b::Error> {
    /// let policy = client.rbac().cached_policy().await?;
    /// let own = client.rbac().cached_org_policy(&session.organization_id).await?;
    /// let may = |action| !policy.granting_roles(Some(&own), &session.roles, "documents", action).is_empty();
    /// println!("read: {}, delete: {}", may("read"), may("delete"));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn granting_roles<'r, R: AsRef<str>>(
        &self,
        own: Option<&RbacOrgPolicy>,
        roles: &'r [R],
        resource: &str,
        action: &str,
    ) -> Vec<&'r str> {
        let own = own.map_or(&[][..], |own| &own.roles);
        let grants = |id: &&str| {
            let role = self.roles.iter().chain(own).find(|role| role.role_id == *id);
            role.is_some_and(|role| {
                role.permissions.iter().any(|granted| allows(&granted.resource_id, &granted.actions, resource, action))
            })
        };
        roles.iter().map(AsRef::as_ref).filter(grants).collect()
    }

    /// Which of these scopes of a Connected App allow the action on the resource.
    ///
    /// ```
    /// # fn example(policy: &stytch_b2b::types::RbacPolicy, token: &stytch_b2b::local::AccessTokenClaims) {
    /// let by = policy.granting_scopes(&token.scopes, "documents", "read");
    /// println!("the app may read documents by {by:?}");
    /// # }
    /// ```
    #[must_use]
    pub fn granting_scopes<'s, S: AsRef<str>>(&self, scopes: &'s [S], resource: &str, action: &str) -> Vec<&'s str> {
        let grants = |name: &&str| {
            let scope = self.scopes.iter().find(|scope| scope.scope == *name);
            scope.is_some_and(|scope| {
                scope.permissions.iter().any(|granted| allows(&granted.resource_id, &granted.actions, resource, action))
            })
        };
        scopes.iter().map(AsRef::as_ref).filter(grants).collect()
    }

    /// Checks the roles of an organization before they are set: each has a name of its own, and allows actions that exist on
    /// resources that exist, or `*` alone.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::{RbacOrgPolicy, RbacPolicyRole, RbacPolicyRolePermission};
    ///
    /// let reads = RbacPolicyRolePermission::new("documents", ["read"]);
    /// let own = RbacOrgPolicy::new([RbacPolicyRole::new("auditor", "Reads everything", [reads])]);
    /// client.rbac().cached_policy().await?.validate(&own)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::InvalidInput`] with the first role, resource or action that is wrong; mend it.
    pub fn validate(&self, own: &RbacOrgPolicy) -> Result<(), Error> {
        let mut known: HashSet<&str> = self.roles.iter().map(|role| role.role_id.as_str()).collect();
        for role in &own.roles {
            if !known.insert(&role.role_id) {
                return Err(invalid(format!("there are two roles `{}`", role.role_id)));
            }
            self.validate_role(role)?;
        }
        Ok(())
    }

    fn validate_role(&self, role: &RbacPolicyRole) -> Result<(), Error> {
        let name = &role.role_id;
        for permission in &role.permissions {
            let (id, actions) = (&permission.resource_id, &permission.actions);
            let resource = self.resources.iter().find(|resource| resource.resource_id == *id);
            let resource =
                resource.ok_or_else(|| invalid(format!("role `{name}` names an unknown resource `{id}`")))?;
            if actions.is_empty() {
                return Err(invalid(format!("role `{name}` allows nothing on `{id}`")));
            }
            if actions.len() > 1 && actions.iter().any(|action| action == ANY) {
                return Err(invalid(format!("role `{name}` has other actions beside `*` on `{id}`")));
            }
            if let Some(action) = actions.iter().find(|action| *action != ANY && !resource.actions.contains(action)) {
                return Err(invalid(format!("role `{name}` names an unknown action `{action}` of `{id}`")));
            }
        }
        Ok(())
    }

    /// Whether the project has all of these roles, so that those of the organization do not matter.
    pub(super) fn has_roles(&self, roles: &[String]) -> bool {
        roles.iter().all(|id| self.roles.iter().any(|role| role.role_id == *id))
    }
}

/// Whether a machine that has `granted` has `required`: `a:*` covers `a` and every `a:…`.
pub(super) fn covers(granted: &str, required: &str) -> bool {
    granted == required
        || granted
            .split_once(':')
            .is_some_and(|(action, resource)| resource == ANY && required.split(':').next() == Some(action))
}

fn allows(granted_resource: &str, granted_actions: &[String], resource: &str, action: &str) -> bool {
    granted_resource == resource && granted_actions.iter().any(|granted| granted == action || granted == ANY)
}

fn invalid(reason: String) -> Error {
    Error::invalid(reason, Progress::not_sent("rbac.organizations.set_org_policy"))
}
