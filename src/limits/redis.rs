//! [`RedisLimits`]: limits that are shared through Redis or Valkey.

use std::fmt;
use std::sync::OnceLock;
use std::time::Duration;

use ::redis::aio::{ConnectionManager, ConnectionManagerConfig};
use ::redis::{Client, Pipeline, RedisError, cmd};
use futures::FutureExt as _;
use futures::future::BoxFuture;

use super::{Counted, Counter, SharedLimits, StoreError};
use crate::error::Error;

/// For connecting, and for an answer. Calls do not wait so long: this only ends what hangs.
const PATIENCE: Duration = Duration::from_secs(1);
const FIRST_BACKOFF: Duration = Duration::from_millis(50);

/// Rate limits that all processes of a project share through Redis or Valkey.
///
/// The connection is made when the first call needs it, and made again when it breaks. `INCRBY`, `PEXPIRE`, `GET`, `SET` and `TIME` are
/// all that is used, on keys that begin with `stytch-b2b:` and expire.
///
/// ```
/// use stytch_b2b::Client;
/// use stytch_b2b::limits::RedisLimits;
///
/// # fn example() -> Result<(), stytch_b2b::Error> {
/// let limits = RedisLimits::new("redis://127.0.0.1:6379")?;
/// let client = Client::builder("project-live-...", "secret-live-...").shared_limits(limits).build()?;
/// # Ok(())
/// # }
/// ```
pub struct RedisLimits {
    client: Client,
    connection: OnceLock<ConnectionManager>,
}

impl RedisLimits {
    /// A store at a URL such as `redis://127.0.0.1:6379` or `redis://user:password@cache.example.com:6379/1`.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if it is no such URL. `rediss://`, for TLS, takes a dependency on the crate `redis` with one of its features for
    /// TLS; without it the URL is refused.
    pub fn new(url: &str) -> Result<Self, Error> {
        let client = Client::open(url).map_err(|error| Error::config("the URL of the store is not usable", error))?;
        Ok(Self { client, connection: OnceLock::new() })
    }

    fn connection(&self) -> Result<ConnectionManager, RedisError> {
        if let Some(connection) = self.connection.get() {
            return Ok(connection.clone());
        }
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(PATIENCE))
            .set_response_timeout(Some(PATIENCE))
            .set_min_delay(FIRST_BACKOFF)
            .set_max_delay(PATIENCE);
        let connection = ConnectionManager::new_lazy_with_config(self.client.clone(), config)?;
        Ok(self.connection.get_or_init(|| connection).clone())
    }
}

impl SharedLimits for RedisLimits {
    fn count<'a>(&'a self, counters: &'a [Counter], note: &'a str) -> BoxFuture<'a, Result<Counted, StoreError>> {
        async move {
            let mut pipeline = Pipeline::new();
            for Counter { key, add, lifetime } in counters {
                pipeline.cmd("INCRBY").arg(key).arg(*add);
                pipeline.cmd("PEXPIRE").arg(key).arg(millis(*lifetime)).ignore();
            }
            pipeline.cmd("GET").arg(note).cmd("TIME");
            let answers: Vec<::redis::Value> = pipeline.query_async(&mut self.connection()?).await?;
            let [totals @ .., note, time] = answers.as_slice() else { return Err("an answer is missing".into()) };
            let (seconds, micros): (u64, u64) = ::redis::from_redis_value_ref(time)?;
            Ok(Counted {
                totals: totals.iter().map(::redis::from_redis_value_ref).collect::<Result<_, _>>()?,
                note: ::redis::from_redis_value_ref(note)?,
                now: Duration::from_secs(seconds) + Duration::from_micros(micros),
            })
        }
        .boxed()
    }

    fn write<'a>(&'a self, note: &'a str, text: String, lifetime: Duration) -> BoxFuture<'a, Result<(), StoreError>> {
        async move {
            let mut set = cmd("SET");
            set.arg(note).arg(text).arg("PX").arg(millis(lifetime));
            Ok(set.query_async(&mut self.connection()?).await?)
        }
        .boxed()
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// The URL may have a password.
impl fmt::Debug for RedisLimits {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("RedisLimits").finish_non_exhaustive()
    }
}
