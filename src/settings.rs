//! What all clones of a client share.

use std::sync::Mutex;
use std::time::Duration;

use http::HeaderValue;
use reqwest::Url;

use crate::gate::Gates;
use crate::operation::Operation;
use crate::retry::{Budget, RetryPolicy};

/// Time limits, each for what its name says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timeouts {
    pub connect: Duration,
    pub attempt: Duration,
    pub search: Duration,
    pub call: Duration,
}

/// The largest bodies that are read, in bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BodyLimits {
    pub success: u64,
    pub error: u64,
}

/// What all clones of a client share.
pub(crate) struct Settings {
    pub base_url: String,
    pub url: Url,
    pub authorization: HeaderValue,
    pub timeouts: Timeouts,
    pub bodies: BodyLimits,
    pub retry: RetryPolicy,
    pub budget: Budget,
    pub gates: Gates,
    pub jitter: Mutex<fastrand::Rng>,
}

impl Timeouts {
    pub fn attempt_of(&self, operation: &Operation) -> Duration {
        if operation.is_search() { self.search } else { self.attempt }
    }
}
