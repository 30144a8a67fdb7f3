//! The one module that decides whether a request is sent again: pure, without a clock and without a socket.

mod budget;
mod policy;
#[cfg(test)]
mod tests;

use std::time::{Duration, SystemTime};

use http::header::{DATE, RETRY_AFTER};
use http::{HeaderMap, StatusCode};

pub(crate) use budget::Budget;
pub use policy::{Retry, RetryPolicy};

use super::api::Api;
use super::gate::Closing;
use super::operation::{Class, Operation};
use crate::error::Outcome;

/// What an attempt came to, as far as the decision depends on it.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    /// No connection was made.
    NotConnected { untrusted: bool },
    /// The request may have arrived, and no whole answer came.
    NoAnswer,
    /// A response of success that broke off, or was too large.
    BrokenSuccess,
    /// Any other answer. A throttle is a rate limit that passes with time.
    Status { status: StatusCode, is_throttle: bool, retry_after: Option<Duration> },
}

impl Event {
    pub fn is_throttle(&self) -> bool {
        matches!(self, Self::Status { is_throttle: true, .. })
    }

    /// Of an answer, whatever it was.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Status { status, .. } => Some(*status),
            _ => None,
        }
    }
}

impl Retry {
    pub(crate) fn new(operation: &'static str, attempts: u32, event: &Event, after: Duration) -> Self {
        Self { operation, attempts, status: event.status().map(|status| status.as_u16()), after }
    }
}

/// Everything else that the decision depends on.
pub(crate) struct Situation<'a> {
    pub operation: &'a Operation,
    pub policy: &'a RetryPolicy,
    /// Attempts made so far, at least one.
    pub attempts: u32,
    /// How many of them met a rate limit.
    pub throttled: u32,
    /// Since the call began.
    pub elapsed: Duration,
    /// The limit of the whole call.
    pub timeout: Duration,
    /// Until the gate of the operation opens; zero if it is open.
    pub gate_opens_in: Duration,
    /// Whether the budget shared by all calls has a retry left.
    pub budget_left: bool,
    /// Uniform in 0..1.
    pub jitter: f64,
}

/// What to do next.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Decision {
    /// Give the caller the error.
    Return,
    /// Wait, send again, and charge the budget.
    Again { after: Duration },
    /// Wait because of a rate limit on one person, and send again. The budget is not charged: the API asked for it.
    AfterThrottle { after: Duration },
    /// Wait with all other calls of the operation until its rate limit passes, and send again.
    AtGate,
    /// Give the caller the error: another attempt would be right, and the call has no time to wait for it.
    TooLate { wait: Duration, limit: Duration },
}

/// Decides about one attempt that did not succeed.
pub(crate) fn decide(situation: &Situation, event: &Event) -> Decision {
    let policy = situation.policy;
    let decision = match event {
        Event::NotConnected { untrusted } => transient(situation, !untrusted, None),
        Event::NoAnswer => transient(situation, can_repeat(situation.operation.class), None),
        Event::BrokenSuccess => transient(situation, situation.operation.class == Class::Replay, None),
        Event::Status { is_throttle: true, retry_after, .. } => throttled(situation, *retry_after),
        Event::Status { status, retry_after, .. } => match status.as_u16() {
            503 => transient(situation, can_repeat(situation.operation.class), *retry_after),
            408 | 500 | 502 | 504 => transient(situation, can_repeat(situation.operation.class), None),
            _ => Decision::Return,
        },
    };
    let wait = match decision {
        Decision::Again { after } | Decision::AfterThrottle { after } => after,
        Decision::AtGate => situation.gate_opens_in,
        Decision::Return | Decision::TooLate { .. } => return decision,
    };
    let limit = situation.timeout.min(policy.max_elapsed);
    if wait < limit.saturating_sub(situation.elapsed) { decision } else { Decision::TooLate { wait, limit } }
}

/// What an event says about the effect of the call.
pub(crate) fn outcome(event: &Event) -> Outcome {
    match event {
        Event::NotConnected { .. } => Outcome::NotSent,
        Event::NoAnswer => Outcome::Unknown,
        Event::BrokenSuccess => Outcome::LikelyApplied,
        Event::Status { status, .. } if status.is_success() => Outcome::LikelyApplied,
        Event::Status { status, .. } if status.is_server_error() || status.as_u16() == 408 => Outcome::Unknown,
        Event::Status { .. } => Outcome::Rejected,
    }
}

fn can_repeat(class: Class) -> bool {
    class != Class::Once
}

fn transient(situation: &Situation, allowed: bool, retry_after: Option<Duration>) -> Decision {
    let policy = situation.policy;
    if !allowed || !policy.allows(situation.attempts, situation.throttled) || !situation.budget_left {
        return Decision::Return;
    }
    match retry_after {
        Some(asked) if asked > policy.max_retry_after => Decision::Return,
        Some(asked) => Decision::Again { after: spread(asked, situation.jitter) },
        None => {
            let earlier = situation.attempts - situation.throttled - 1;
            let bound = doubled(policy.base_backoff, earlier, policy.max_backoff);
            Decision::Again { after: bound.mul_f64(situation.jitter) }
        }
    }
}

fn throttled(situation: &Situation, retry_after: Option<Duration>) -> Decision {
    let policy = situation.policy;
    let operation = situation.operation;
    let wanted =
        (policy.person_limits || !operation.per_person) && (policy.throttled_writes || can_repeat(operation.class));
    if !wanted || situation.attempts >= policy.throttled_attempts() {
        return Decision::Return;
    }
    if retry_after.is_some_and(|asked| asked > policy.max_retry_after) {
        return Decision::Return;
    }
    if !operation.per_person {
        return Decision::AtGate;
    }
    let wait = retry_after.filter(|asked| !asked.is_zero()).unwrap_or_else(|| unasked(situation.throttled - 1));
    Decision::AfterThrottle { after: spread(wait, situation.jitter) }
}

/// How long a rate limit closes the gate, after `closings` earlier ones. `None`: so long that nobody should wait.
pub(crate) fn closing(headers: &HeaderMap, (api, policy): (&Api, &RetryPolicy), closings: u32) -> Option<Closing> {
    let date = date(headers);
    let wait = match retry_after(headers).filter(|asked| !asked.is_zero()) {
        Some(asked) if asked > policy.max_retry_after => return None,
        Some(asked) => Some(asked),
        // Limits count in windows that begin with the minute on the API's clock, unless a second is enough.
        None if closings > 0 && api.counts_by_minute => date.map(|date| Duration::from_secs(60 - date % 60)),
        None => None,
    };
    Some(match wait {
        Some(wait) => Closing { wait, ends: date.map(|date| (date, wait.as_secs())) },
        None => Closing { wait: unasked(closings), ends: None },
    })
}

/// When the answer was made, in seconds since 1970 by the API's clock.
pub(crate) fn date(headers: &HeaderMap) -> Option<u64> {
    let date = imf_fixdate(only(headers, DATE)?)?;
    Some(date.duration_since(SystemTime::UNIX_EPOCH).ok()?.as_secs())
}

/// A little more than that, so that all who wait do not come back at once.
fn spread(wait: Duration, jitter: f64) -> Duration {
    wait + policy::SPREAD.mul_f64(jitter)
}

/// How long to wait for a rate limit that does not say when it ends, after that many earlier waits.
fn unasked(waits: u32) -> Duration {
    doubled(policy::FIRST_THROTTLE_WAIT, waits, policy::MAX_THROTTLE_WAIT)
}

fn doubled(first: Duration, times: u32, most: Duration) -> Duration {
    first.saturating_mul(2_u32.saturating_pow(times)).min(most)
}

/// `Retry-After`: whole seconds, or a date against the response's own `Date`. Anything else is ignored.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = only(headers, RETRY_AFTER)?;
    if (1..=10).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_digit()) {
        return value.parse().ok().map(Duration::from_secs);
    }
    let until = imf_fixdate(value)?;
    let now = imf_fixdate(only(headers, DATE)?)?;
    Some(until.duration_since(now).unwrap_or_default())
}

fn only(headers: &HeaderMap, name: http::HeaderName) -> Option<&str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

/// The one format of dates that senders may use; the parser knows obsolete ones too.
fn imf_fixdate(text: &str) -> Option<SystemTime> {
    httpdate::parse_http_date(text).ok().filter(|date| httpdate::fmt_http_date(*date) == text)
}
