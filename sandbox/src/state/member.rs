//! Members and how they are found.

use crate::clock::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The role that everyone has.
pub(crate) const MEMBER_ROLE: &str = "stytch_member";
/// The role that may do everything.
pub(crate) const ADMIN_ROLE: &str = "stytch_admin";

/// A member as the API shows it, and the secrets that it does not show.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Member {
    pub(crate) organization_id: String,
    pub(crate) member_id: String,
    pub(crate) external_id: Option<String>,
    pub(crate) email_address: String,
    pub(crate) email_address_verified: bool,
    pub(crate) retired_email_addresses: Vec<Value>,
    pub(crate) status: String,
    pub(crate) name: String,
    pub(crate) trusted_metadata: Map<String, Value>,
    pub(crate) untrusted_metadata: Map<String, Value>,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    pub(crate) is_breakglass: bool,
    pub(crate) is_admin: bool,
    pub(crate) is_locked: bool,
    pub(crate) lock_created_at: Option<Timestamp>,
    pub(crate) lock_expires_at: Option<Timestamp>,
    pub(crate) member_password_id: String,
    pub(crate) mfa_enrolled: bool,
    pub(crate) default_mfa_method: String,
    pub(crate) mfa_phone_number: String,
    pub(crate) mfa_phone_number_verified: bool,
    pub(crate) totp_registration_id: String,
    pub(crate) roles: Vec<MemberRole>,
    pub(crate) sso_registrations: Vec<Value>,
    pub(crate) oauth_registrations: Vec<Value>,
    pub(crate) scim_registration: Option<Value>,
    #[serde(skip)]
    pub(crate) secrets: Option<Box<MemberSecrets>>,
}

/// A role, and why the member has it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct MemberRole {
    role_id: String,
    sources: Vec<RoleSource>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct RoleSource {
    #[serde(rename = "type")]
    kind: String,
    details: Map<String, Value>,
}

/// What a member proves itself with.
#[derive(Debug, Clone, Default)]
pub(crate) struct MemberSecrets {
    pub(crate) password: Option<Password>,
    /// Whether the password must be set anew before it can be used.
    pub(crate) password_reset_required: bool,
    pub(crate) totp_secret: Vec<u8>,
    /// Until a code has been given, the registration is not in use.
    pub(crate) pending_totp_id: Option<String>,
    /// The time step of the last code: a code can be used once.
    pub(crate) last_totp_step: u64,
    pub(crate) recovery_codes: Vec<String>,
}

/// A password as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Password {
    /// SHA-256: good enough for passwords that are made up for a test.
    Digest(Vec<u8>),
    /// A hash from elsewhere, of a kind that the sandbox does not compute.
    Migrated,
}

impl Member {
    pub(crate) fn new(organization_id: String, member_id: String, email_address: String, now: Timestamp) -> Self {
        Self {
            organization_id,
            member_id,
            external_id: None,
            email_address,
            email_address_verified: false,
            retired_email_addresses: Vec::new(),
            status: "active".to_owned(),
            name: String::new(),
            trusted_metadata: Map::new(),
            untrusted_metadata: Map::new(),
            created_at: now,
            updated_at: now,
            is_breakglass: false,
            is_admin: false,
            is_locked: false,
            lock_created_at: None,
            lock_expires_at: None,
            member_password_id: String::new(),
            mfa_enrolled: false,
            default_mfa_method: String::new(),
            mfa_phone_number: String::new(),
            mfa_phone_number_verified: false,
            totp_registration_id: String::new(),
            roles: roles(&[]),
            sso_registrations: Vec::new(),
            oauth_registrations: Vec::new(),
            scim_registration: None,
            secrets: None,
        }
    }

    /// Gives the member exactly these roles, and the one that everyone has.
    pub(crate) fn set_roles(&mut self, role_ids: &[String]) {
        self.roles = roles(role_ids);
        self.is_admin = role_ids.iter().any(|role| role == ADMIN_ROLE);
    }

    pub(crate) fn role_ids(&self) -> impl Iterator<Item = &str> {
        self.roles.iter().map(|role| role.role_id.as_str())
    }

    pub(crate) fn is_deleted(&self) -> bool {
        self.status == "deleted"
    }

    pub(crate) fn secrets_mut(&mut self) -> &mut MemberSecrets {
        self.secrets.get_or_insert_default()
    }
}

fn roles(role_ids: &[String]) -> Vec<MemberRole> {
    let given = role_ids.iter().map(String::as_str).filter(|id| *id != MEMBER_ROLE);
    std::iter::once(MEMBER_ROLE)
        .chain(given)
        .map(|id| MemberRole {
            role_id: id.to_owned(),
            sources: vec![RoleSource { kind: "direct_assignment".to_owned(), details: Map::new() }],
        })
        .collect()
}

/// All members, in the order in which they were made. Deleted ones are kept, to be reactivated.
#[derive(Debug, Default)]
pub(crate) struct Members {
    made: u64,
    all: BTreeMap<u64, Member>,
    ids: HashMap<String, u64>,
    /// By organization: its members by email address and by external id, without deleted ones.
    organizations: HashMap<String, OrganizationMembers>,
}

#[derive(Debug, Default)]
struct OrganizationMembers {
    numbers: BTreeSet<u64>,
    emails: HashMap<String, u64>,
    external_ids: HashMap<String, u64>,
}

impl Members {
    /// Adds a member whose id is free.
    pub(crate) fn insert(&mut self, member: Member) {
        self.made += 1;
        self.index(&member, self.made);
        self.all.insert(self.made, member);
    }

    pub(crate) fn find(&self, member_id: &str) -> Option<&Member> {
        self.all.get(self.ids.get(member_id)?)
    }

    /// A member of the organization, by member id or external id, deleted or not.
    pub(crate) fn find_in(&self, organization_id: &str, key: &str) -> Option<&Member> {
        let by_external_id = || self.organizations.get(organization_id)?.external_ids.get(key).copied();
        let number = self.ids.get(key).copied().or_else(by_external_id)?;
        self.all.get(&number).filter(|member| member.organization_id == organization_id)
    }

    /// The member of the organization with this email address, unless it is deleted.
    pub(crate) fn find_by_email(&self, organization_id: &str, email: &str) -> Option<&Member> {
        self.all.get(self.organizations.get(organization_id)?.emails.get(&email.to_lowercase())?)
    }

    /// The first member of any organization with this email address, unless it is deleted.
    pub(crate) fn find_by_address(&self, email: &str) -> Option<&Member> {
        self.iter().find(|member| !member.is_deleted() && member.email_address.eq_ignore_ascii_case(email))
    }

    pub(crate) fn has_external_id(&self, organization_id: &str, external_id: &str) -> bool {
        self.organizations.get(organization_id).is_some_and(|members| members.external_ids.contains_key(external_id))
    }

    /// Puts a changed member in the place of the one with the same id.
    pub(crate) fn replace(&mut self, member: Member) {
        let Some(number) = self.ids.get(&member.member_id).copied() else { return };
        if let Some(before) = self.all.remove(&number) {
            self.forget(&before);
        }
        self.index(&member, number);
        self.all.insert(number, member);
    }

    /// Removes all members of an organization, for good.
    pub(crate) fn remove_organization(&mut self, organization_id: &str) -> Vec<String> {
        let numbers = self.organizations.remove(organization_id).unwrap_or_default().numbers;
        let removed: Vec<String> =
            numbers.iter().filter_map(|number| self.all.remove(number)).map(|member| member.member_id).collect();
        for id in &removed {
            self.ids.remove(id);
        }
        removed
    }

    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    /// Everyone, of all organizations.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Member> {
        self.all.values()
    }

    /// The members of an organization, deleted or not, with their numbers.
    pub(crate) fn of_organization(&self, organization_id: &str) -> impl Iterator<Item = (u64, &Member)> {
        let numbers = self.organizations.get(organization_id).map(|members| &members.numbers);
        numbers.into_iter().flatten().filter_map(|number| Some((*number, self.all.get(number)?)))
    }

    fn index(&mut self, member: &Member, number: u64) {
        self.ids.insert(member.member_id.clone(), number);
        let members = self.organizations.entry(member.organization_id.clone()).or_default();
        members.numbers.insert(number);
        if member.is_deleted() {
            return;
        }
        members.emails.insert(member.email_address.to_lowercase(), number);
        if let Some(external_id) = &member.external_id {
            members.external_ids.insert(external_id.clone(), number);
        }
    }

    fn forget(&mut self, member: &Member) {
        self.ids.remove(&member.member_id);
        let Some(members) = self.organizations.get_mut(&member.organization_id) else { return };
        if member.is_deleted() {
            return;
        }
        members.emails.remove(&member.email_address.to_lowercase());
        if let Some(external_id) = &member.external_id {
            members.external_ids.remove(external_id);
        }
    }
}
