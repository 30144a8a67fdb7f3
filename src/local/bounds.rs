//! What keeps worthless tokens from costing requests, and warnings from filling logs.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use tokio::time::Instant;

use super::crypto::sha256;
use crate::error::Error;
use crate::types::Secret;

/// So often the API is asked about tokens of unknown keys, within [`WINDOW`].
const UNKNOWN_KEYS: usize = 10;
/// So many sessions that are over are remembered, each for [`WINDOW`].
const MAX_ENDED: usize = 4096;
/// So many requests of web services are asked about at a time.
#[cfg(feature = "tower")]
pub(super) const MAX_ASKING: usize = 64;
const WINDOW: Duration = Duration::from_secs(30);

/// A clock that differs by more is worth a warning.
const CLOCK_DIFFERENCE: Duration = Duration::from_secs(60);
const BETWEEN_CLOCK_WARNINGS: Duration = Duration::from_secs(60);

const MAX_ISSUERS: usize = 16;
const MAX_ISSUER_BYTES: usize = 128;

#[derive(Default)]
pub(super) struct Bounds {
    /// When the API was asked about tokens of unknown keys, oldest first.
    unknown_keys: VecDeque<Instant>,
    /// What the API said of sessions that are over, by the hash of their credential.
    ended: HashMap<[u8; 32], (Instant, Error)>,
    issuers: Vec<String>,
    clock_warned: Option<Instant>,
}

impl Bounds {
    /// Whether the API may be asked about a token of an unknown key, which is counted.
    pub fn may_ask_about_unknown_key(&mut self, now: Instant) -> bool {
        while self.unknown_keys.front().is_some_and(|asked| now.duration_since(*asked) >= WINDOW) {
            self.unknown_keys.pop_front();
        }
        let may = self.unknown_keys.len() < UNKNOWN_KEYS;
        if may {
            self.unknown_keys.push_back(now);
        }
        may
    }

    /// What the API said of this credential a moment ago, if its session was over.
    pub fn ended(&self, credential: &Secret, now: Instant) -> Option<Error> {
        if self.ended.is_empty() {
            return None;
        }
        let (since, error) = self.ended.get(&sha256(credential.expose().as_bytes()))?;
        (now.duration_since(*since) < WINDOW).then(|| error.clone())
    }

    pub fn remember_ended(&mut self, credential: &Secret, error: &Error, now: Instant) {
        if self.ended.len() >= MAX_ENDED {
            self.ended.retain(|_, (since, _)| now.duration_since(*since) < WINDOW);
        }
        if self.ended.len() < MAX_ENDED {
            self.ended.insert(sha256(credential.expose().as_bytes()), (now, error.clone()));
        }
    }

    /// Warns of an issuer that signs with the project's keys and is not expected here, once.
    pub fn warn_of_issuer(&mut self, issuer: Option<String>) {
        let mut issuer = issuer.unwrap_or_default();
        while issuer.len() > MAX_ISSUER_BYTES {
            issuer.pop();
        }
        if self.issuers.len() < MAX_ISSUERS && !self.issuers.contains(&issuer) {
            tracing::warn!(
                issuer,
                "tokens of this issuer are not judged in this process; if it is the project's, name it by \
                 ClientBuilder::token_issuer"
            );
            self.issuers.push(issuer);
        }
    }

    /// Warns when this machine's clock and the API's differ, now and then.
    pub fn warn_of_clock(&mut self, difference: Duration, now: Instant) {
        let warned = self.clock_warned.is_some_and(|warned| now.duration_since(warned) < BETWEEN_CLOCK_WARNINGS);
        if difference > CLOCK_DIFFERENCE && !warned {
            let seconds = difference.as_secs();
            tracing::warn!(seconds, "this machine's clock differs from the API's, so that no token can be judged here");
            self.clock_warned = Some(now);
        }
    }
}
