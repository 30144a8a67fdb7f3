//! [`RateLimit`]: what people see of a gate.

use std::time::Duration;

/// What a client knows of the rate limit of one operation, as [`Client::rate_limits`](crate::Client::rate_limits) tells it.
///
/// The same is a `tracing` event of the level `DEBUG`, `rate limit`, whenever the limit is met and whenever a window of it begins
/// for this client.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct RateLimit {
    /// The operation, by its path in this client, as `organizations.search`.
    pub operation: &'static str,
    /// How long no request leaves, because the window is used up; `None` if requests leave.
    pub closed_for: Option<Duration>,
    /// How many calls wait for their turn.
    pub waiting: usize,
    /// How many requests of this client a window takes, as far as it has learned; `None` after the limit was not met for a while.
    pub share: Option<f64>,
    /// How many requests of all processes a window takes, if they share their limits through a store.
    pub project_share: Option<u64>,
    /// How long a window lasts, if that is known.
    pub window: Option<Duration>,
    /// How many requests were sent so far.
    pub sent: u64,
    /// How many of them met the limit.
    pub throttled: u64,
}
