//! [`Settings`]: what all clones of a client share.

use std::fmt;
use std::sync::Mutex;
use std::time::Duration;

use http::{HeaderMap, HeaderValue};

use super::api::Api;
use super::gate::Gates;
use super::operation::Operation;
use super::retry::{Budget, RetryPolicy};

/// Time limits, each for what its name says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timeouts {
    pub connect: Duration,
    pub attempt: Duration,
    pub search: Duration,
    pub call: Duration,
    pub page: Duration,
}

/// The largest bodies that are read, in bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BodyLimits {
    pub success: u64,
    pub error: u64,
}

/// Prints as `127.0.0.1:4010`.
pub(crate) struct Server {
    pub host: String,
    pub port: u16,
}

/// What all clones of a client share.
pub(crate) struct Settings {
    pub api: &'static Api,
    pub http: reqwest::Client,
    /// Without a slash at its end.
    pub base_url: String,
    /// Where the base URL leads.
    pub server: Server,
    /// Of every request.
    pub headers: HeaderMap,
    /// The project's credentials.
    pub authorization: HeaderValue,
    pub project_id: String,
    pub timeouts: Timeouts,
    pub bodies: BodyLimits,
    pub retry: RetryPolicy,
    pub budget: Budget,
    pub gates: Gates,
    pub jitter: Mutex<fastrand::Rng>,
}

impl fmt::Display for Server {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.host, self.port)
    }
}

impl Timeouts {
    pub fn attempt_of(&self, operation: &Operation) -> Duration {
        if operation.is_search() { self.search } else { self.attempt }
    }
}
