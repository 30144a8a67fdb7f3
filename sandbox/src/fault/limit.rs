//! Rate limits in fixed windows, as the API has them.

use super::Target;
use crate::error::ApiError;
use crate::incoming::Incoming;
use crate::operations::is_limited_per_person;
use crate::specification::Operation;
use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Beyond this many, those whose windows are over are forgotten.
const MOST_COUNTED: usize = 10_000;
/// Windows whose numbers are kept, the one of now included.
const RECENT: usize = 30;

/// At most so many requests to each operation in each window. Windows are aligned to the clock: one of a minute
/// begins with the minute, not with the first request.
///
/// ```
/// use stytch_b2b_sandbox::RateLimit;
///
/// RateLimit::per_minute(100).on("organizations_search");
/// assert_eq!("100/min".parse::<RateLimit>()?, RateLimit::per_minute(100));
/// # Ok::<(), stytch_b2b_sandbox::RateLimitParseError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a rate limit does nothing until it is given to a sandbox"]
pub struct RateLimit {
    requests: u64,
    window: Duration,
    target: Target,
    says_when: bool,
    each_person: bool,
}

/// Not a rate limit such as `100/min`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateLimitParseError(String);

/// A rate limit, and what each operation has used of its window.
#[derive(Debug)]
pub(crate) struct Meter {
    limit: RateLimit,
    /// The recent windows of each operation, or person: the last one at the end.
    used: HashMap<String, VecDeque<Window>>,
}

#[derive(Debug, Clone, Copy)]
struct Window {
    number: u128,
    requests: u64,
}

/// How far the window of now is used.
#[derive(Debug)]
pub(crate) struct Usage {
    /// The operation, with the person if the limit is for each.
    pub(crate) whose: String,
    pub(crate) limit: u64,
    pub(crate) window: Duration,
    /// Until the window ends.
    pub(crate) left: Duration,
    /// Requests in the recent windows, refused ones included; the window of now is the last.
    pub(crate) requests: Vec<u64>,
}

impl RateLimit {
    /// So many requests in each window of this length.
    pub fn new(requests: u64, window: Duration) -> Self {
        Self {
            requests,
            window: window.max(Duration::from_millis(1)),
            target: Target::Any,
            says_when: false,
            each_person: false,
        }
    }

    /// So many requests a second.
    pub fn per_second(requests: u64) -> Self {
        Self::new(requests, Duration::from_secs(1))
    }

    /// So many requests a minute.
    pub fn per_minute(requests: u64) -> Self {
        Self::new(requests, Duration::from_secs(60))
    }

    /// So many requests an hour.
    pub fn per_hour(requests: u64) -> Self {
        Self::new(requests, Duration::from_secs(60 * 60))
    }

    /// So many requests a day.
    pub fn per_day(requests: u64) -> Self {
        Self::new(requests, Duration::from_secs(24 * 60 * 60))
    }

    /// Only for one operation or route: see [`Fault::on`](crate::Fault::on).
    pub fn on(mut self, target: &str) -> Self {
        self.target = Target::parse(target);
        self
    }

    /// For each person, as the API limits logins: counts only operations of that kind, by the email address, member id or
    /// phone number of the request.
    pub fn for_each_person(mut self) -> Self {
        self.each_person = true;
        self
    }

    /// With `Retry-After` in the refusals; the real API promises none.
    pub fn with_retry_after(mut self) -> Self {
        self.says_when = true;
        self
    }
}

impl Meter {
    pub(crate) fn new(limit: RateLimit) -> Self {
        Self { limit, used: HashMap::new() }
    }

    /// Counts the request; an error when it is one too many.
    pub(crate) fn count(
        &mut self,
        operation: &Operation,
        incoming: &Incoming,
        now: SystemTime,
    ) -> Result<(), ApiError> {
        if !self.limit.target.covers(Some(operation), &operation.method, &incoming.path) {
            return Ok(());
        }
        let mut whose = operation.id.clone();
        if self.limit.each_person {
            if !is_limited_per_person(operation) {
                return Ok(());
            }
            let Some(person) = incoming.person() else { return Ok(()) };
            whose = format!("{whose} {}", person.to_lowercase());
        }
        self.count_in_window(whose, now)
    }

    /// Counts a request to a connection's `base_url`; an error when it is one too many.
    pub(crate) fn count_scim(
        &mut self,
        connection_id: &str,
        incoming: &Incoming,
        now: SystemTime,
    ) -> Result<(), ApiError> {
        if self.limit.each_person || !self.limit.target.covers(None, &incoming.method, &incoming.path) {
            return Ok(());
        }
        self.count_in_window(connection_id.to_owned(), now)
    }

    fn count_in_window(&mut self, whose: String, now: SystemTime) -> Result<(), ApiError> {
        let (number, left) = self.window(now);
        if self.used.len() >= MOST_COUNTED {
            self.used.retain(|_, windows| windows.back().is_some_and(|window| window.number == number));
        }
        let windows = self.used.entry(whose).or_default();
        if windows.back().is_none_or(|window| window.number != number) {
            if windows.len() == RECENT {
                windows.pop_front();
            }
            windows.push_back(Window { number, requests: 0 });
        }
        let requests = windows.back_mut().map_or(0, |window| {
            window.requests += 1;
            window.requests
        });
        if requests <= self.limit.requests {
            return Ok(());
        }
        let mut error = ApiError::new(429, "too_many_requests", "The rate limit of this window is used up.");
        if self.limit.says_when {
            error.retry_after = u64::try_from(left.as_millis().div_ceil(1000)).ok();
        }
        Err(error)
    }

    /// The number of the window of now, and how long it lasts yet.
    fn window(&self, now: SystemTime) -> (u128, Duration) {
        let since = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        let length = self.limit.window.as_millis().max(1);
        let left = u64::try_from(length - since % length).unwrap_or(u64::MAX);
        (since / length, Duration::from_millis(left))
    }

    /// Of every operation, or person, that was counted, in the order of their names.
    pub(crate) fn usage(&self, now: SystemTime) -> Vec<Usage> {
        let (number, left) = self.window(now);
        let requests = |windows: &VecDeque<Window>| {
            let first =
                windows.front().map_or(number, |window| window.number).max((number + 1).saturating_sub(RECENT as u128));
            let of = |number| windows.iter().find(|window| window.number == number).map_or(0, |window| window.requests);
            (first..=number).map(of).collect()
        };
        let mut usage: Vec<Usage> = self
            .used
            .iter()
            .map(|(whose, windows)| Usage {
                whose: whose.clone(),
                limit: self.limit.requests,
                window: self.limit.window,
                left,
                requests: requests(windows),
            })
            .collect();
        usage.sort_unstable_by(|one, other| one.whose.cmp(&other.whose));
        usage
    }
}

impl FromStr for RateLimit {
    type Err = RateLimitParseError;

    /// `100/min`: a number and one of `s`, `min`, `h`, `d` and their longer names.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || RateLimitParseError(text.to_owned());
        let (requests, unit) = text.split_once('/').ok_or_else(error)?;
        let requests = requests.trim().parse().map_err(|_| error())?;
        match unit.trim() {
            "s" | "sec" | "second" => Ok(Self::per_second(requests)),
            "m" | "min" | "minute" => Ok(Self::per_minute(requests)),
            "h" | "hour" => Ok(Self::per_hour(requests)),
            "d" | "day" => Ok(Self::per_day(requests)),
            _ => Err(error()),
        }
    }
}

impl fmt::Display for RateLimitParseError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?} is not a rate limit such as 100/min (s, min, h or d)", self.0)
    }
}

impl std::error::Error for RateLimitParseError {}
