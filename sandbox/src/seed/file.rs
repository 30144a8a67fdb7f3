//! A whole sandbox from one JSON document.

use super::{MemberSeed, OrganizationSeed};
use super::{SeedError, apply};
use crate::clock::Timestamp;
use crate::state::{Policy, State};
use serde::Deserialize;
use serde_json::{Map, Value};

/// The document: Connected Apps, organizations with their members and SCIM connections, and a policy.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SeedFile {
    #[serde(default)]
    organizations: Vec<OrganizationEntry>,
    /// What the API's requests to create a Connected App take.
    #[serde(default)]
    connected_apps: Vec<Map<String, Value>>,
    policy: Option<Policy>,
}

#[derive(Deserialize)]
struct OrganizationEntry {
    #[serde(default)]
    members: Vec<MemberEntry>,
    scim_connection: Option<ScimEntry>,
    /// What the API's request to create an organization takes.
    #[serde(flatten)]
    fields: Map<String, Value>,
}

#[derive(Deserialize)]
struct MemberEntry {
    password: Option<String>,
    /// What the member lets Connected Apps do.
    #[serde(default)]
    connected_apps: Vec<ConsentEntry>,
    /// What the API's request to create a member takes.
    #[serde(flatten)]
    fields: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScimEntry {
    #[serde(default)]
    groups: u64,
    /// What the connection's `base_url` takes; made up if it is not given.
    bearer_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConsentEntry {
    client_id: String,
    scopes: Vec<String>,
}

/// Adds everything that the document holds; nothing when it cannot be read.
pub(crate) fn load(state: &mut State, document: &str, now: Timestamp) -> Result<(), SeedError> {
    let file: SeedFile = serde_json::from_str(document).map_err(|error| SeedError::Malformed(error.to_string()))?;
    if let Some(policy) = file.policy {
        state.policy.project = policy.completed();
    }
    for (position, fields) in file.connected_apps.into_iter().enumerate() {
        let added = apply::add_connected_app(state, &fields);
        added.map_err(|error| at(&format!("connected_apps[{position}]"), error))?;
    }
    for (position, entry) in file.organizations.into_iter().enumerate() {
        let slot = format!("organizations[{position}]");
        let organization_id = apply::add_organization(state, OrganizationSeed { fields: entry.fields }, now);
        let organization_id = organization_id.map_err(|error| at(&slot, error))?;
        if let Some(scim) = entry.scim_connection {
            let connection_id = apply::add_scim_connection(state, &organization_id, now)?;
            apply::add_scim_groups(state, &connection_id, scim.groups)?;
            if let Some(token) = scim.bearer_token {
                apply::set_scim_token(state, &connection_id, token);
            }
        }
        for (position, entry) in entry.members.into_iter().enumerate() {
            let seed = MemberSeed { fields: entry.fields, password: entry.password };
            let slot = format!("{slot}.members[{position}]");
            let member_id = apply::add_member(state, &organization_id, seed, now).map_err(|error| at(&slot, error))?;
            for consent in entry.connected_apps {
                apply::grant(state, &member_id, &consent.client_id, consent.scopes)
                    .map_err(|error| at(&slot, error))?;
            }
        }
    }
    Ok(())
}

fn at(place: &str, error: SeedError) -> SeedError {
    SeedError::Malformed(format!("{place}: {error}"))
}
