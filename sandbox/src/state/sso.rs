//! SSO connections.

use serde_json::{Map, Value};
use std::collections::BTreeMap;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SsoKind {
    Saml,
    Oidc,
    External,
}

/// A connection: its fields as the API shows them.
#[derive(Debug, Clone)]
pub(crate) struct SsoConnection {
    pub(crate) kind: SsoKind,
    pub(crate) organization_id: String,
    pub(crate) connection_id: String,
    pub(crate) fields: Map<String, Value>,
}

/// All SSO connections, in the order in which they were made.
#[derive(Debug, Default)]
pub(crate) struct SsoConnections {
    made: u64,
    all: BTreeMap<u64, SsoConnection>,
}

impl SsoConnections {
    pub(crate) fn insert(&mut self, connection: SsoConnection) {
        self.made += 1;
        self.all.insert(self.made, connection);
    }

    pub(crate) fn find(&self, connection_id: &str) -> Option<&SsoConnection> {
        self.all.values().find(|connection| connection.connection_id == connection_id)
    }

    pub(crate) fn find_mut(&mut self, connection_id: &str) -> Option<&mut SsoConnection> {
        self.all.values_mut().find(|connection| connection.connection_id == connection_id)
    }

    pub(crate) fn remove(&mut self, connection_id: &str) {
        self.all.retain(|_, connection| connection.connection_id != connection_id);
    }

    pub(crate) fn remove_organization(&mut self, organization_id: &str) {
        self.all.retain(|_, connection| connection.organization_id != organization_id);
    }

    pub(crate) fn of_organization<'s>(&'s self, organization_id: &'s str) -> impl Iterator<Item = &'s SsoConnection> {
        self.all.values().filter(move |connection| connection.organization_id == organization_id)
    }
}
