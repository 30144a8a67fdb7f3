//! The RBAC policy of the project, and the roles that organizations add to it.

use super::member::{ADMIN_ROLE, MEMBER_ROLE};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// The resources of the API itself.
const OWN_RESOURCES: [&str; 5] = ["stytch.member", "stytch.organization", "stytch.sso", "stytch.scim", "stytch.self"];

/// A policy as the API shows it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Policy {
    pub(crate) resources: Vec<Resource>,
    pub(crate) roles: Vec<Role>,
    #[serde(default)]
    pub(crate) scopes: Vec<Scope>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Resource {
    pub(crate) resource_id: String,
    #[serde(default)]
    pub(crate) description: String,
    pub(crate) actions: Vec<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Role {
    pub(crate) role_id: String,
    #[serde(default)]
    pub(crate) description: String,
    pub(crate) permissions: Vec<Permission>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Permission {
    pub(crate) resource_id: String,
    pub(crate) actions: Vec<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Scope {
    pub(crate) scope: String,
    #[serde(default)]
    pub(crate) description: String,
    pub(crate) permissions: Vec<Permission>,
}

/// The project's policy and the organizations' own roles.
#[derive(Debug, Default)]
pub(crate) struct Policies {
    pub(crate) project: Policy,
    organizations: HashMap<String, Vec<Role>>,
}

impl Policies {
    /// The roles that an organization has added.
    pub(crate) fn own_roles(&self, organization_id: &str) -> &[Role] {
        self.organizations.get(organization_id).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn set_own_roles(&mut self, organization_id: &str, roles: Vec<Role>) {
        self.organizations.insert(organization_id.to_owned(), roles);
    }

    pub(crate) fn remove_organization(&mut self, organization_id: &str) {
        self.organizations.remove(organization_id);
    }

    pub(crate) fn has_role(&self, organization_id: &str, role_id: &str) -> bool {
        self.roles(organization_id).any(|role| role.role_id == role_id)
    }

    /// Those of the given roles that allow the action.
    pub(crate) fn granting<'r>(
        &self,
        organization_id: &str,
        role_ids: &'r [String],
        resource: &str,
        action: &str,
    ) -> Vec<&'r str> {
        let grants = |role_id: &&'r str| {
            self.roles(organization_id)
                .filter(|role| role.role_id == *role_id)
                .any(|role| role.allows(resource, action))
        };
        role_ids.iter().map(String::as_str).filter(grants).collect()
    }

    fn roles(&self, organization_id: &str) -> impl Iterator<Item = &Role> {
        self.project.roles.iter().chain(self.own_roles(organization_id))
    }
}

impl Role {
    fn allows(&self, resource: &str, action: &str) -> bool {
        self.permissions.iter().any(|permission| {
            permission.resource_id == resource
                && permission.actions.iter().any(|allowed| allowed == "*" || allowed == action)
        })
    }
}

impl Policy {
    /// The policy with the resources and roles that every project has, where it does not say otherwise itself.
    pub(crate) fn completed(mut self) -> Self {
        for id in OWN_RESOURCES {
            if !self.resources.iter().any(|resource| resource.resource_id == id) {
                self.resources.push(resource(id, &["*"]));
            }
        }
        if !self.roles.iter().any(|role| role.role_id == MEMBER_ROLE) {
            self.roles.push(role(MEMBER_ROLE, "Everyone", vec![permission("stytch.self", &["*"])]));
        }
        if !self.roles.iter().any(|role| role.role_id == ADMIN_ROLE) {
            let everything = self.resources.iter().map(|resource| permission(&resource.resource_id, &["*"]));
            self.roles.push(role(ADMIN_ROLE, "Administrators", everything.collect()));
        }
        self
    }
}

impl Default for Policy {
    /// What every project has, and something to try custom roles with: documents and an editor.
    fn default() -> Self {
        let own = vec![permission("stytch.self", &["*"]), permission("documents", &["read"])];
        let editor = vec![permission("documents", &["create", "read", "write"])];
        let policy = Self {
            resources: vec![resource("documents", &["create", "read", "write", "delete"])],
            roles: vec![role(MEMBER_ROLE, "Everyone", own), role("editor", "Editors", editor)],
            scopes: Vec::new(),
        };
        policy.completed()
    }
}

fn resource(id: &str, actions: &[&str]) -> Resource {
    Resource { resource_id: id.to_owned(), description: String::new(), actions: texts(actions) }
}

fn role(id: &str, description: &str, permissions: Vec<Permission>) -> Role {
    Role { role_id: id.to_owned(), description: description.to_owned(), permissions }
}

fn permission(resource: &str, actions: &[&str]) -> Permission {
    Permission { resource_id: resource.to_owned(), actions: texts(actions) }
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}
