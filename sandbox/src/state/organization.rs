//! Organizations and how they are found.

use crate::clock::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashMap};

/// An organization as the API shows it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Organization {
    pub(crate) organization_id: String,
    pub(crate) organization_name: String,
    pub(crate) organization_slug: String,
    pub(crate) organization_external_id: Option<String>,
    pub(crate) organization_logo_url: String,
    pub(crate) trusted_metadata: Map<String, Value>,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    pub(crate) sso_jit_provisioning: String,
    pub(crate) sso_jit_provisioning_allowed_connections: Vec<String>,
    pub(crate) sso_default_connection_id: Option<String>,
    pub(crate) sso_active_connections: Vec<Value>,
    pub(crate) scim_active_connection: Option<ActiveScimConnection>,
    pub(crate) email_allowed_domains: Vec<String>,
    pub(crate) email_jit_provisioning: String,
    pub(crate) email_invites: String,
    pub(crate) oauth_tenant_jit_provisioning: String,
    pub(crate) allowed_oauth_tenants: Option<Map<String, Value>>,
    pub(crate) claimed_email_domains: Vec<String>,
    pub(crate) auth_methods: String,
    pub(crate) allowed_auth_methods: Vec<String>,
    pub(crate) mfa_policy: String,
    pub(crate) mfa_methods: String,
    pub(crate) allowed_mfa_methods: Vec<String>,
    pub(crate) rbac_email_implicit_role_assignments: Vec<Value>,
    pub(crate) custom_roles: Vec<Value>,
    pub(crate) first_party_connected_apps_allowed_type: String,
    pub(crate) allowed_first_party_connected_apps: Vec<String>,
    pub(crate) third_party_connected_apps_allowed_type: String,
    pub(crate) allowed_third_party_connected_apps: Vec<String>,
}

/// The SCIM connection that an organization uses.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ActiveScimConnection {
    pub(crate) connection_id: String,
    pub(crate) display_name: String,
    pub(crate) bearer_token_last_four: String,
    pub(crate) bearer_token_expires_at: Option<Timestamp>,
}

impl Organization {
    /// An organization with the API's defaults.
    pub(crate) fn new(organization_id: String, name: String, slug: String, now: Timestamp) -> Self {
        let all = || "ALL_ALLOWED".to_owned();
        let none = || "NOT_ALLOWED".to_owned();
        Self {
            organization_id,
            organization_name: name,
            organization_slug: slug,
            organization_external_id: None,
            organization_logo_url: String::new(),
            trusted_metadata: Map::new(),
            created_at: now,
            updated_at: now,
            sso_jit_provisioning: all(),
            sso_jit_provisioning_allowed_connections: Vec::new(),
            sso_default_connection_id: None,
            sso_active_connections: Vec::new(),
            scim_active_connection: None,
            email_allowed_domains: Vec::new(),
            email_jit_provisioning: none(),
            email_invites: all(),
            oauth_tenant_jit_provisioning: none(),
            allowed_oauth_tenants: None,
            claimed_email_domains: Vec::new(),
            auth_methods: all(),
            allowed_auth_methods: Vec::new(),
            mfa_policy: "OPTIONAL".to_owned(),
            mfa_methods: all(),
            allowed_mfa_methods: Vec::new(),
            rbac_email_implicit_role_assignments: Vec::new(),
            custom_roles: Vec::new(),
            first_party_connected_apps_allowed_type: all(),
            allowed_first_party_connected_apps: Vec::new(),
            third_party_connected_apps_allowed_type: all(),
            allowed_third_party_connected_apps: Vec::new(),
        }
    }
}

/// All organizations, in the order in which they were made.
#[derive(Debug, Default)]
pub(crate) struct Organizations {
    made: u64,
    all: BTreeMap<u64, Organization>,
    ids: HashMap<String, u64>,
    slugs: HashMap<String, u64>,
    external_ids: HashMap<String, u64>,
}

impl Organizations {
    /// Adds an organization whose id, slug and external id are free.
    pub(crate) fn insert(&mut self, organization: Organization) {
        self.made += 1;
        self.index(&organization, self.made);
        self.all.insert(self.made, organization);
    }

    /// By id, slug or external id: the API takes any of them where an organization id stands.
    pub(crate) fn find(&self, key: &str) -> Option<&Organization> {
        self.all.get(&self.number(key)?)
    }

    /// The organization to change its own settings; not for its id, slug or external id.
    pub(crate) fn find_mut(&mut self, key: &str) -> Option<&mut Organization> {
        let number = self.number(key)?;
        self.all.get_mut(&number)
    }

    /// Puts a changed organization in the place of the one with the same id.
    pub(crate) fn replace(&mut self, organization: Organization) {
        let Some(number) = self.ids.get(&organization.organization_id).copied() else { return };
        if let Some(before) = self.all.remove(&number) {
            self.forget(&before);
        }
        self.index(&organization, number);
        self.all.insert(number, organization);
    }

    pub(crate) fn remove(&mut self, organization_id: &str) -> Option<Organization> {
        let removed = self.all.remove(self.ids.get(organization_id)?)?;
        self.forget(&removed);
        Some(removed)
    }

    pub(crate) fn has_slug(&self, slug: &str) -> bool {
        self.slugs.contains_key(slug)
    }

    pub(crate) fn has_external_id(&self, external_id: &str) -> bool {
        self.external_ids.contains_key(external_id)
    }

    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    /// Each with its number, which says where a page ended.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u64, &Organization)> {
        self.all.iter().map(|(number, organization)| (*number, organization))
    }

    fn number(&self, key: &str) -> Option<u64> {
        self.ids.get(key).or_else(|| self.slugs.get(key)).or_else(|| self.external_ids.get(key)).copied()
    }

    fn index(&mut self, organization: &Organization, number: u64) {
        self.ids.insert(organization.organization_id.clone(), number);
        self.slugs.insert(organization.organization_slug.clone(), number);
        if let Some(external_id) = &organization.organization_external_id {
            self.external_ids.insert(external_id.clone(), number);
        }
    }

    fn forget(&mut self, organization: &Organization) {
        self.ids.remove(&organization.organization_id);
        self.slugs.remove(&organization.organization_slug);
        if let Some(external_id) = &organization.organization_external_id {
            self.external_ids.remove(external_id);
        }
    }
}
