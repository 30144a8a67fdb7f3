//! What the sandbox remembers.

mod client;
mod consent;
mod directory;
mod member;
mod message;
mod organization;
mod policy;
mod scim;
mod session;
mod sso;
mod ticket;

pub(crate) use client::{Client, ClientKind, Clients, last_four};
pub(crate) use consent::Consents;
pub(crate) use directory::{Resource, Resources, text};
pub(crate) use member::{ADMIN_ROLE, Member, Members, Password};
pub use message::Message;
pub(crate) use message::Messages;
pub(crate) use organization::{ActiveScimConnection, Organization, Organizations};
pub(crate) use policy::{Policies, Policy, Role};
pub(crate) use scim::{Groups, ScimConnection, ScimConnections};
pub(crate) use session::{IntermediateSession, MemberSession, Sessions};
pub(crate) use sso::{SsoConnection, SsoConnections, SsoKind};
pub(crate) use ticket::{Code, Codes, Ticket, TicketKind, Tickets, Unusable};

use crate::identifier::IdSource;
use std::collections::HashSet;

/// Everything that requests read and change.
#[derive(Debug)]
pub(crate) struct State {
    seed: u64,
    pub(crate) ids: IdSource,
    pub(crate) organizations: Organizations,
    pub(crate) members: Members,
    pub(crate) scim_connections: ScimConnections,
    pub(crate) sso_connections: SsoConnections,
    pub(crate) sessions: Sessions,
    pub(crate) tickets: Tickets,
    pub(crate) codes: Codes,
    pub(crate) messages: Messages,
    pub(crate) policy: Policies,
    pub(crate) clients: Clients,
    pub(crate) consents: Consents,
    pub(crate) revoked_tokens: HashSet<String>,
    /// Whether organizations have policies of their own.
    pub(crate) organization_policies: bool,
    /// Where the sandbox listens, such as `http://127.0.0.1:4010`.
    pub(crate) base_url: String,
}

impl State {
    /// Nothing yet; the same seed makes the same ids.
    pub(crate) fn new(seed: u64, organization_policies: bool, base_url: String) -> Self {
        Self {
            seed,
            ids: IdSource::new(seed),
            organizations: Organizations::default(),
            members: Members::default(),
            scim_connections: ScimConnections::default(),
            sso_connections: SsoConnections::default(),
            sessions: Sessions::default(),
            tickets: Tickets::default(),
            codes: Codes::default(),
            messages: Messages::default(),
            policy: Policies::default(),
            clients: Clients::default(),
            consents: Consents::default(),
            revoked_tokens: HashSet::new(),
            organization_policies,
            base_url,
        }
    }

    /// Forgets everything.
    pub(crate) fn reset(&mut self) {
        *self = Self::new(self.seed, self.organization_policies, std::mem::take(&mut self.base_url));
    }

    /// Removes an organization and all that belongs to it.
    pub(crate) fn remove_organization(&mut self, organization_id: &str) {
        self.organizations.remove(organization_id);
        self.scim_connections.remove(organization_id);
        self.sso_connections.remove_organization(organization_id);
        self.policy.remove_organization(organization_id);
        for member_id in self.members.remove_organization(organization_id) {
            self.revoke_member(&member_id);
        }
    }

    /// Ends the sessions of a member who is gone, and what apps were let do for it.
    pub(crate) fn revoke_member(&mut self, member_id: &str) {
        self.sessions.revoke_member(member_id);
        self.revoked_tokens.extend(self.consents.revoke_member(member_id));
    }
}
