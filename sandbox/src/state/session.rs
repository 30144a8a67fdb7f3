//! Member sessions, and intermediate ones: of someone who has proved something, but not yet enough.

use crate::clock::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// A member session as the API shows it, and its token, which it does not show.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct MemberSession {
    pub(crate) member_session_id: String,
    pub(crate) member_id: String,
    pub(crate) organization_id: String,
    pub(crate) organization_slug: String,
    pub(crate) started_at: Timestamp,
    pub(crate) last_accessed_at: Timestamp,
    pub(crate) expires_at: Timestamp,
    pub(crate) authentication_factors: Vec<Value>,
    pub(crate) roles: Vec<String>,
    pub(crate) custom_claims: Map<String, Value>,
    #[serde(skip)]
    pub(crate) token: String,
}

/// What someone has proved so far.
#[derive(Debug, Clone)]
pub(crate) struct IntermediateSession {
    pub(crate) email_address: String,
    pub(crate) factors: Vec<Value>,
    pub(crate) expires_at: Timestamp,
}

const TIDY_FROM: usize = 10_000;

/// All sessions.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    by_id: HashMap<String, MemberSession>,
    tokens: HashMap<String, String>,
    intermediate: HashMap<String, IntermediateSession>,
    /// How many sessions there may be before those that are over are looked for.
    tidy_at: usize,
}

impl Sessions {
    /// Forgets the sessions that are over, once there are many.
    pub(crate) fn tidy(&mut self, now: Timestamp) {
        if self.by_id.len() + self.intermediate.len() < self.tidy_at {
            return;
        }
        self.by_id.retain(|_, session| session.expires_at > now);
        self.tokens.retain(|_, id| self.by_id.contains_key(id));
        self.intermediate.retain(|_, session| session.expires_at > now);
        self.tidy_at = 2 * (self.by_id.len() + self.intermediate.len()) + TIDY_FROM;
    }

    /// Adds a session, or puts it in the place of the one with the same id.
    pub(crate) fn put(&mut self, session: MemberSession) {
        self.tokens.insert(session.token.clone(), session.member_session_id.clone());
        self.by_id.insert(session.member_session_id.clone(), session);
    }

    /// The session with this id, unless it is over.
    pub(crate) fn find(&self, id: &str, now: Timestamp) -> Option<&MemberSession> {
        self.by_id.get(id).filter(|session| session.expires_at > now)
    }

    /// The session with this token, unless it is over.
    pub(crate) fn find_by_token(&self, token: &str, now: Timestamp) -> Option<&MemberSession> {
        self.find(self.tokens.get(token)?, now)
    }

    /// The member's sessions, oldest first.
    pub(crate) fn of_member(&self, member_id: &str, now: Timestamp) -> Vec<&MemberSession> {
        let mut sessions: Vec<&MemberSession> =
            self.by_id.values().filter(|session| session.member_id == member_id && session.expires_at > now).collect();
        sessions.sort_by(|one, other| {
            (one.started_at, &one.member_session_id).cmp(&(other.started_at, &other.member_session_id))
        });
        sessions
    }

    pub(crate) fn revoke(&mut self, id: &str) {
        if let Some(session) = self.by_id.remove(id) {
            self.tokens.remove(&session.token);
        }
    }

    pub(crate) fn revoke_member(&mut self, member_id: &str) {
        let ids: Vec<String> = self
            .by_id
            .values()
            .filter(|session| session.member_id == member_id)
            .map(|session| session.member_session_id.clone())
            .collect();
        ids.iter().for_each(|id| self.revoke(id));
    }

    /// Ends all sessions of the session's member but itself.
    pub(crate) fn revoke_others(&mut self, session: &MemberSession) {
        self.revoke_member(&session.member_id);
        self.put(session.clone());
    }

    pub(crate) fn put_intermediate(&mut self, token: String, session: IntermediateSession) {
        self.intermediate.insert(token, session);
    }

    pub(crate) fn intermediate(&self, token: &str, now: Timestamp) -> Option<&IntermediateSession> {
        self.intermediate.get(token).filter(|session| session.expires_at > now)
    }

    pub(crate) fn remove_intermediate(&mut self, token: &str) {
        self.intermediate.remove(token);
    }

    pub(crate) fn len(&self) -> usize {
        self.by_id.len()
    }
}
