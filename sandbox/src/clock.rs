//! The time as the sandbox sees it: the machine's clock, moved by hand or standing still.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Tells the time; can be set to a fixed time and moved forward.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Clock {
    fixed: Option<SystemTime>,
    moved: Duration,
}

impl Clock {
    /// A clock that stands still at `time` until it is moved.
    pub(crate) fn fixed(time: SystemTime) -> Self {
        Self { fixed: Some(time), moved: Duration::ZERO }
    }

    pub(crate) fn now(&self) -> SystemTime {
        let base = self.fixed.unwrap_or_else(SystemTime::now);
        base.checked_add(self.moved).unwrap_or(base)
    }

    pub(crate) fn timestamp(&self) -> Timestamp {
        self.now().into()
    }

    pub(crate) fn advance(&mut self, by: Duration) {
        self.moved = self.moved.saturating_add(by);
    }
}

/// The last second that a date-time with a year of four digits can say.
const LAST: u64 = 253_402_300_799;

/// A moment in whole seconds since 1970, written as an RFC 3339 date-time. There is none after the year 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Timestamp(u64);

impl Timestamp {
    pub(crate) fn seconds(self) -> u64 {
        self.0
    }

    pub(crate) fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(duration.as_secs()).min(LAST))
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        humantime::parse_rfc3339(text).ok().map(Self::from)
    }
}

impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        Self(time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs().min(LAST)))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = UNIX_EPOCH.checked_add(Duration::from_secs(self.0)).unwrap_or(UNIX_EPOCH);
        humantime::format_rfc3339_seconds(time).fmt(formatter)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom(format!("{text:?} is not an RFC 3339 date-time")))
    }
}

#[cfg(test)]
mod tests {
    use super::{Clock, Timestamp};
    use std::time::{Duration, UNIX_EPOCH};

    #[test]
    fn time_ends_with_the_year_9999() {
        let mut clock = Clock::fixed(UNIX_EPOCH);
        clock.advance(Duration::from_secs(1 << 60));
        assert_eq!(clock.timestamp().to_string(), "9999-12-31T23:59:59Z");
        assert_eq!(Timestamp::from(UNIX_EPOCH).plus(Duration::MAX).to_string(), "9999-12-31T23:59:59Z");
    }
}
