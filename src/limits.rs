//! Rate limits that all processes of a project share through a store.
//!
//! Processes that share nothing share the API's limits too: each learns what it gets of a window, and meets the limit now and then.
//! With a store that all of them reach, the whole of a window is given out in the order of asking, and nearly no request is
//! refused. With the feature `redis`, `RedisLimits` is such a store, by Redis or Valkey; [`SharedLimits`] is what any other needs to do.
//!
//! A store that is slow, full or gone fails no call: after a few milliseconds a process goes on by what it has learned itself, and asks
//! again a second later. Keys hold the project's id and names of operations, never a secret and nothing of people.

#[cfg(feature = "redis")]
mod redis;

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;

#[cfg(feature = "redis")]
pub use self::redis::RedisLimits;

/// A store that all processes of a project reach, for [`ClientBuilder::shared_limits`](crate::ClientBuilder::shared_limits).
///
/// It counts and remembers; what follows is decided by the client. What it answers with an error, or not within a few milliseconds,
/// is done without.
pub trait SharedLimits: Send + Sync + 'static {
    /// Adds to each counter, in one atomic step for each, and reads a note. All of it should take one round trip.
    ///
    /// A counter that there is not yet, or that was not added to for its lifetime, is zero before.
    fn count<'a>(&'a self, counters: &'a [Counter], note: &'a str) -> BoxFuture<'a, Result<Counted, StoreError>>;

    /// Writes a note, to be forgotten after its lifetime unless it is written again.
    fn write<'a>(&'a self, note: &'a str, text: String, lifetime: Duration) -> BoxFuture<'a, Result<(), StoreError>>;
}

/// Why a store did not do what it was asked. It is logged at the level `DEBUG`.
pub type StoreError = Box<dyn Error + Send + Sync>;

/// What is added to a counter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counter {
    /// Its name in the store.
    pub key: String,
    /// Zero only reads it.
    pub add: i64,
    /// How long it is remembered.
    pub lifetime: Duration,
}

/// What a store answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// What the counters came to, in the order in which they were asked for.
    pub totals: Vec<i64>,
    /// The note, if there is one.
    pub note: Option<String>,
    /// The time by the store's clock, which is one for all processes, since any moment that does not change.
    pub now: Duration,
}

impl<S: SharedLimits + ?Sized> SharedLimits for Arc<S> {
    fn count<'a>(&'a self, counters: &'a [Counter], note: &'a str) -> BoxFuture<'a, Result<Counted, StoreError>> {
        (**self).count(counters, note)
    }

    fn write<'a>(&'a self, note: &'a str, text: String, lifetime: Duration) -> BoxFuture<'a, Result<(), StoreError>> {
        (**self).write(note, text, lifetime)
    }
}
