//! Tokens and codes that let someone in once: what the sandbox's messages hold.

use crate::clock::Timestamp;
use std::collections::{HashMap, HashSet};

/// What a token was handed out for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TicketKind {
    MagicLink,
    DiscoveryMagicLink,
    PasswordReset,
    DiscoveryPasswordReset,
    OAuth,
    DiscoveryOAuth,
    Sso,
    Impersonation,
}

/// What a token stands for.
#[derive(Debug, Clone)]
pub(crate) struct Ticket {
    pub(crate) kind: TicketKind,
    pub(crate) email_address: String,
    /// The member it lets in; tokens of discovery are of nobody in particular.
    pub(crate) member_id: Option<String>,
    /// The OAuth provider or SSO connection that it comes from.
    pub(crate) provider: String,
    pub(crate) expires_at: Timestamp,
    pub(crate) code_challenge: Option<String>,
}

/// Why a token cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unusable {
    Unknown,
    /// Used before, or too old.
    Spent,
}

/// All tokens that were handed out.
#[derive(Debug, Default)]
pub(crate) struct Tickets {
    open: HashMap<String, Ticket>,
    used: HashSet<String>,
}

/// A one-time code.
#[derive(Debug, Clone)]
pub(crate) struct Code {
    pub(crate) code: String,
    pub(crate) expires_at: Timestamp,
    /// Who takes on the address that it was sent to.
    pub(crate) new_address_of: Option<String>,
}

/// The codes that were sent, by whom they were sent to.
#[derive(Debug, Default)]
pub(crate) struct Codes {
    open: HashMap<String, Code>,
}

impl Tickets {
    pub(crate) fn issue(&mut self, token: String, ticket: Ticket) {
        self.open.insert(token, ticket);
    }

    /// The ticket of a token, which stays open until [`Tickets::spend`].
    pub(crate) fn look_up(&self, token: &str, kind: TicketKind, now: Timestamp) -> Result<&Ticket, Unusable> {
        match self.open.get(token).filter(|ticket| ticket.kind == kind) {
            Some(ticket) if ticket.expires_at > now => Ok(ticket),
            Some(_) => Err(Unusable::Spent),
            None if self.used.contains(token) => Err(Unusable::Spent),
            None => Err(Unusable::Unknown),
        }
    }

    pub(crate) fn spend(&mut self, token: &str) {
        if self.open.remove(token).is_some() {
            self.used.insert(token.to_owned());
        }
    }
}

impl Codes {
    pub(crate) fn put(&mut self, whom: String, code: Code) {
        self.open.insert(whom, code);
    }

    /// Who takes on the address that a code was sent to.
    pub(crate) fn new_address_of(&self, whom: &str) -> Option<&str> {
        self.open.get(whom)?.new_address_of.as_deref()
    }

    /// Uses a code up.
    pub(crate) fn take(&mut self, whom: &str, code: &str, now: Timestamp) -> Result<(), Unusable> {
        let sent = self.open.get(whom).ok_or(Unusable::Unknown)?;
        if sent.code != code || sent.expires_at <= now {
            return Err(Unusable::Spent);
        }
        self.open.remove(whom);
        Ok(())
    }
}
