//! SCIM connections and their groups.

use super::directory::{Resource, Resources};
use crate::clock::Timestamp;
use crate::identifier::{mix, uuid};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// A SCIM connection as the API shows it, without its tokens.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ScimConnection {
    pub(crate) organization_id: String,
    pub(crate) connection_id: String,
    pub(crate) status: &'static str,
    pub(crate) display_name: String,
    pub(crate) identity_provider: String,
    pub(crate) base_url: String,
    pub(crate) bearer_token_last_four: String,
    pub(crate) bearer_token_expires_at: Timestamp,
    /// Empty while no new token is being introduced.
    pub(crate) next_bearer_token_last_four: String,
    pub(crate) next_bearer_token_expires_at: Option<Timestamp>,
    pub(crate) scim_group_implicit_role_assignments: Vec<RoleAssignment>,
    #[serde(skip)]
    pub(crate) bearer_token: String,
    #[serde(skip)]
    pub(crate) next_bearer_token: Option<String>,
    #[serde(skip)]
    pub(crate) users: Resources,
    #[serde(skip)]
    pub(crate) groups: Resources,
}

impl ScimConnection {
    /// The roles that a member has because it is in a group.
    pub(crate) fn implicit_roles(&self, member_id: &str) -> impl Iterator<Item = &str> {
        let is_in = move |group: &Resource| {
            let members = group.fields.get("members").and_then(Value::as_array);
            members.is_some_and(|members| members.iter().any(|member| member["value"] == member_id))
        };
        let assignments = self.scim_group_implicit_role_assignments.iter();
        let given = assignments.filter(move |one| self.groups.find_pushed(&one.group_id).is_some_and(is_in));
        given.map(|assignment| assignment.role_id.as_str())
    }

    /// Whether an identity provider may push with this token now. During a rotation it may with both.
    pub(crate) fn takes(&self, token: &str, now: Timestamp) -> bool {
        let is_next = || self.next_bearer_token.as_deref() == Some(token);
        (self.bearer_token == token && self.bearer_token_expires_at > now)
            || (is_next() && self.next_bearer_token_expires_at.is_some_and(|end| end > now))
    }
}

/// A role that the members of a group have.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct RoleAssignment {
    pub(crate) role_id: String,
    pub(crate) group_id: String,
    pub(crate) group_name: String,
}

/// The groups of a connection that were not pushed: made when they are asked for, so that there can be any number.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Groups {
    start: u64,
    pub(crate) count: u64,
}

impl Groups {
    pub(crate) fn of(connection_id: &str) -> Self {
        Self { start: mix(0, connection_id.as_bytes()), count: 0 }
    }

    pub(crate) fn id(self, position: u64) -> String {
        format!("scim-group-test-{}", uuid(self.start, position))
    }

    pub(crate) fn name(self, position: u64) -> String {
        format!("Group {:05}", position + 1)
    }
}

/// All SCIM connections, by organization: each has one at most.
#[derive(Debug, Default)]
pub(crate) struct ScimConnections {
    by_organization: BTreeMap<String, ScimConnection>,
}

impl ScimConnections {
    pub(crate) fn insert(&mut self, connection: ScimConnection) {
        self.by_organization.insert(connection.organization_id.clone(), connection);
    }

    pub(crate) fn of_organization(&self, organization_id: &str) -> Option<&ScimConnection> {
        self.by_organization.get(organization_id)
    }

    pub(crate) fn of_organization_mut(&mut self, organization_id: &str) -> Option<&mut ScimConnection> {
        self.by_organization.get_mut(organization_id)
    }

    pub(crate) fn remove(&mut self, organization_id: &str) -> Option<ScimConnection> {
        self.by_organization.remove(organization_id)
    }

    pub(crate) fn find_mut(&mut self, connection_id: &str) -> Option<&mut ScimConnection> {
        self.by_organization.values_mut().find(|connection| connection.connection_id == connection_id)
    }
}
