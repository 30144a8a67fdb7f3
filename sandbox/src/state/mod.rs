//! What the sandbox remembers.

mod organization;
mod scim;

pub(crate) use organization::{ActiveScimConnection, Organization, Organizations};
pub(crate) use scim::{Groups, ScimConnection, ScimConnections};

use crate::identifier::IdSource;

/// Everything that requests read and change.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) ids: IdSource,
    pub(crate) organizations: Organizations,
    pub(crate) scim_connections: ScimConnections,
}

impl State {
    /// Nothing yet; the same seed makes the same ids.
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            ids: IdSource::new(seed),
            organizations: Organizations::default(),
            scim_connections: ScimConnections::default(),
        }
    }
}
