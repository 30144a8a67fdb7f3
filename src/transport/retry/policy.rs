//! [`RetryPolicy`]: what users can say about retries.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

const ATTEMPTS: u32 = 3;

/// The spread added to a wait that the API asked one call for.
pub(super) const SPREAD: Duration = Duration::from_millis(500);
/// The first wait for a rate limit that does not say when it ends, and the longest.
pub(super) const FIRST_THROTTLE_WAIT: Duration = Duration::from_secs(1);
pub(super) const MAX_THROTTLE_WAIT: Duration = Duration::from_secs(30);

/// When a request is sent again, for a client or for one call.
///
/// Whatever the policy, a request that may have taken effect is sent again only if its operation is idempotent. Another write
/// is repeated only when nothing was sent, or when the API rejected it because of a rate limit.
///
/// The defaults:
///
/// ```
/// let policy = format!("{:?}", stytch_b2b::RetryPolicy::default());
/// // After a transient fault: 3 attempts, with a backoff between 0 and a bound that doubles from 100 ms to 5 s.
/// assert!(policy.contains("max_attempts: 3") && policy.contains("base_backoff: 100ms"));
/// assert!(policy.contains("max_backoff: 5s"));
/// // After a rate limit: any number, as long as the call's timeout allows; a `Retry-After` of up to 75 s is waited out.
/// assert!(policy.contains("max_throttled_attempts: None") && policy.contains("max_retry_after: 75s"));
/// // Writes wait for rate limits too; limits on one person's attempts are returned at once.
/// assert!(policy.contains("throttled_writes: true") && policy.contains("person_limits: false"));
/// ```
///
/// ```
/// use std::time::Duration;
/// use stytch_b2b::RetryPolicy;
///
/// let patient = RetryPolicy::default().max_attempts(5).max_backoff(Duration::from_secs(20));
/// let never = RetryPolicy::none();
/// # let _ = (patient, never);
/// ```
#[derive(Clone)]
pub struct RetryPolicy {
    max_attempts: Option<u32>,
    max_throttled_attempts: Option<u32>,
    pub(super) base_backoff: Duration,
    pub(super) max_backoff: Duration,
    pub(super) max_elapsed: Duration,
    pub(super) max_retry_after: Duration,
    pub(super) throttled_writes: bool,
    pub(super) person_limits: bool,
    on_retry: Option<Arc<Listener>>,
}

type Listener = dyn Fn(&Retry) + Send + Sync;

/// A request that is about to be sent again, as [`RetryPolicy::on_retry`] is told.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Retry {
    /// The operation, by its path in this client, as `scim.connection.get_groups`.
    pub operation: &'static str,
    /// How many requests were sent so far.
    pub attempts: u32,
    /// The status of the last answer, if there was one: 429 for a rate limit.
    pub status: Option<u16>,
    /// How long the call waits before it sends again.
    pub after: Duration,
}

impl fmt::Debug for RetryPolicy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("RetryPolicy")
            .field("max_attempts", &self.max_attempts.unwrap_or(ATTEMPTS))
            .field("max_throttled_attempts", &self.max_throttled_attempts.or(self.max_attempts))
            .field("base_backoff", &self.base_backoff)
            .field("max_backoff", &self.max_backoff)
            .field("max_elapsed", &self.max_elapsed)
            .field("max_retry_after", &self.max_retry_after)
            .field("throttled_writes", &self.throttled_writes)
            .field("person_limits", &self.person_limits)
            .finish_non_exhaustive()
    }
}

impl Default for RetryPolicy {
    /// Three attempts at transient faults, with a backoff from 100 ms to 5 s; rate limits are waited out until the call's
    /// timeout.
    fn default() -> Self {
        Self {
            max_attempts: None,
            max_throttled_attempts: None,
            base_backoff: Duration::from_millis(100),
            max_backoff: Duration::from_secs(5),
            max_elapsed: Duration::MAX,
            max_retry_after: Duration::from_secs(75),
            throttled_writes: true,
            person_limits: false,
            on_retry: None,
        }
    }
}

impl RetryPolicy {
    /// Every request is sent once.
    #[must_use]
    pub fn none() -> Self {
        Self::default().max_attempts(1)
    }

    /// How many requests a call may send in all, whatever the last one came to. At least one is sent.
    ///
    /// Unless set, a call goes on after a rate limit until its timeout, and 3 requests may come to another fault.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = Some(attempts);
        self
    }

    /// How many requests a call may send when the last answer was a rate limit, in place of
    /// [`max_attempts`](Self::max_attempts). Unless set, the call's timeout decides alone.
    #[must_use]
    pub fn max_throttled_attempts(mut self, attempts: u32) -> Self {
        self.max_throttled_attempts = Some(attempts);
        self
    }

    /// The bound of the first wait after a transient fault; it doubles with every attempt, and the wait is drawn from
    /// between zero and the bound.
    #[must_use]
    pub fn base_backoff(mut self, wait: Duration) -> Self {
        self.base_backoff = wait;
        self
    }

    /// The largest bound of a wait after a transient fault.
    #[must_use]
    pub fn max_backoff(mut self, wait: Duration) -> Self {
        self.max_backoff = wait;
        self
    }

    /// No retry begins later than this after the call began; unlimited unless set. The call's timeout holds besides.
    #[must_use]
    pub fn max_elapsed(mut self, elapsed: Duration) -> Self {
        self.max_elapsed = elapsed;
        self
    }

    /// The longest `Retry-After` that a call waits for, 75 seconds unless set. A longer one is returned at once, with
    /// [`Error::retry_after`](crate::Error::retry_after).
    ///
    /// The call's timeout counts the wait: a wait that would pass it is not begun, and the error says how long both are. With
    /// the default timeout of 30 seconds a call waits for less than that; a page of a list, with 90 seconds, waits for a
    /// whole minute.
    #[must_use]
    pub fn max_retry_after(mut self, wait: Duration) -> Self {
        self.max_retry_after = wait;
        self
    }

    /// Returns a rate limit at once for operations that write and can not be repeated, although the API rejects them before
    /// they act.
    #[must_use]
    pub fn without_throttled_writes(mut self) -> Self {
        self.throttled_writes = false;
        self
    }

    /// Waits for limits on one person's attempts too, such as that of logins. By default they are returned at once, since a
    /// login form must not hang because one person tries too often.
    #[must_use]
    pub fn with_person_limits(mut self) -> Self {
        self.person_limits = true;
        self
    }

    /// Calls a function before each wait, for counters and the like. It runs within the call, so it must not block.
    #[must_use]
    pub fn on_retry(mut self, listener: impl Fn(&Retry) + Send + Sync + 'static) -> Self {
        self.on_retry = Some(Arc::new(listener));
        self
    }

    /// The same policy with at most so many attempts.
    #[cfg_attr(not(any(feature = "local", feature = "aws-lc")), allow(dead_code))]
    pub(crate) fn at_most(self, attempts: u32) -> Self {
        let all = self.max_attempts.unwrap_or(ATTEMPTS).min(attempts);
        let throttled = self.throttled_attempts().min(attempts);
        self.max_attempts(all).max_throttled_attempts(throttled)
    }

    /// Whether a call may send another request after a fault, given how many it sent, and how many met a rate limit.
    pub(super) fn allows(&self, attempts: u32, throttled: u32) -> bool {
        match self.max_attempts {
            Some(most) => attempts < most,
            None => attempts - throttled < ATTEMPTS,
        }
    }

    pub(super) fn throttled_attempts(&self) -> u32 {
        self.max_throttled_attempts.or(self.max_attempts).unwrap_or(u32::MAX)
    }

    pub(crate) fn waits_for_rate_limits(&self) -> bool {
        self.throttled_attempts() > 1
    }

    pub(crate) fn tell(&self, retry: &Retry) {
        if let Some(listener) = &self.on_retry {
            listener(retry);
        }
    }
}
