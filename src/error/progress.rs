//! How far a failed call got, and what that says about its effect.

use std::fmt;
use std::time::Duration;

/// What is known of the effect of a failed call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// No request left this process, or none reached the API: nothing happened.
    NotSent,
    /// The API refused it: nothing happened.
    Rejected,
    /// It was sent, and nothing tells whether it took effect.
    Unknown,
    /// The API said that it succeeded, then the response was lost or unreadable; or a deletion found nothing after an
    /// earlier attempt of unknown effect.
    LikelyApplied,
}

/// What every failed call has: how far it got.
#[derive(Clone)]
pub(crate) struct Progress {
    /// The facade path of the operation, as `organizations.get`. Empty for errors outside of a call.
    pub operation: &'static str,
    pub attempts: u32,
    pub outcome: Outcome,
    pub status: Option<u16>,
    pub request_id: Option<String>,
    pub retry_after: Option<Duration>,
    pub given_up: Option<GivenUp>,
    /// Whether the operation changes anything.
    pub writes: bool,
}

/// Why a call did not wait for another attempt.
#[derive(Clone, Copy)]
pub(crate) struct GivenUp {
    pub wait: Duration,
    /// Of the whole call.
    pub limit: Duration,
}

impl Progress {
    pub const NONE: Self = Self {
        operation: "",
        attempts: 0,
        outcome: Outcome::NotSent,
        status: None,
        request_id: None,
        retry_after: None,
        given_up: None,
        writes: false,
    };

    /// Of a call that never left.
    pub fn not_sent(operation: &'static str) -> Self {
        Self { operation, ..Self::NONE }
    }
}

/// ` (status 503, request request-id-test-1, 3 attempts)`: what of it is known.
impl fmt::Display for Progress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut facts = Vec::new();
        facts.extend(self.status.map(|status| format!("status {status}")));
        facts.extend(self.request_id.as_ref().map(|id| format!("request {id}")));
        match self.attempts {
            0 => facts.push("not sent".to_owned()),
            1 => {}
            attempts => facts.push(format!("{attempts} attempts")),
        }
        if let Some(GivenUp { wait, limit }) = self.given_up {
            facts.push(format!("a wait of {wait:.1?} would pass the limit of {limit:?}"));
        }
        match self.outcome {
            Outcome::NotSent | Outcome::Rejected => {}
            _ if !self.writes => {}
            Outcome::Unknown => facts.push("may have taken effect".to_owned()),
            Outcome::LikelyApplied => facts.push("has most likely taken effect".to_owned()),
        }
        if facts.is_empty() { Ok(()) } else { write!(formatter, " ({})", facts.join(", ")) }
    }
}

/// Only what is known.
impl fmt::Debug for Progress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = formatter.debug_struct("Progress");
        fields.field("operation", &self.operation).field("attempts", &self.attempts).field("outcome", &self.outcome);
        if let Some(status) = self.status {
            fields.field("status", &status);
        }
        if let Some(request_id) = &self.request_id {
            fields.field("request_id", request_id);
        }
        if let Some(retry_after) = self.retry_after {
            fields.field("retry_after", &retry_after);
        }
        if self.writes {
            fields.field("writes", &true);
        }
        fields.finish()
    }
}
