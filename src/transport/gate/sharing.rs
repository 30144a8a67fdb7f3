//! A limit that all processes of a project share through a store: pure, as what one process learns alone. What the store answers
//! goes in, what is right now comes out.
//!
//! While no limit is known, few requests are under way at once in all processes. The first refusal tells the window; from then on
//! each window's requests are ranked as they leave, and no more than the limit do. Now and then a window is tried beyond it: the ranks
//! that succeed or are refused say what the limit is.

use std::time::Duration;

use tokio::time::Instant;

use super::learning::Closing;
use super::window::Windows;
use crate::limits::{Counted, Counter};

/// Requests under way at once, in all processes, while no limit is known: so many, and one more for so many that succeeded. A limit
/// that is met then costs about one refusal in a hundred.
const FIRST_WIDTH: i64 = 2;
const WIDER: i64 = 100;
/// Requests beyond the limit that are under way at once when a window is tried.
const MOST_TRIED: i64 = 2;
/// How long a process waits before it asks again whether one of these requests has ended; it doubles so often.
const FIRST_POLL: Duration = Duration::from_millis(4);
const DOUBLED: u32 = 4;
/// The window after a refusal is tried beyond what it found. With each refusal that finds the same it is every second one, every
/// fourth, and so on, so often.
const MOST_CALM: u32 = 4;
/// Over what part of a window processes begin in it, and how long that is at most: the store is asked by all of them.
const SPREAD: f64 = 0.1;
const MOST_SPREAD: Duration = Duration::from_millis(500);
/// How long counters and notes are remembered, and in how many windows at least.
const COUNTED: Duration = Duration::from_secs(10);
const NOTED: Duration = Duration::from_secs(3_600);
const NOTED_WINDOWS: u32 = 32;

/// What the processes have noted. Moments are milliseconds by the store's clock.
#[derive(Clone, Debug, Default, PartialEq)]
struct Note {
    /// A second of the API's clock, and a moment that was not before it.
    origin: Option<(u64, u64)>,
    /// An end of a window, and the greatest common divisor of all distances to other ends.
    end: Option<(u64, u64)>,
    longest_wait: u64,
    limit: Option<i64>,
    /// What the last refusal found, and how often others have found the same.
    limit_before: Option<i64>,
    calm: u32,
    /// A second of the API's clock in the window of the last refusal.
    refused: Option<u64>,
    closed_until: u64,
}

impl Note {
    /// One that this version can not read is none.
    fn read(text: &str) -> Option<Self> {
        let (origin, end, longest_wait, limit, limit_before, calm, refused, closed_until) =
            serde_json::from_str(text).ok()?;
        Some(Self { origin, end, longest_wait, limit, limit_before, calm, refused, closed_until })
    }

    fn text(&self) -> Option<String> {
        let Self { origin, end, longest_wait, limit, limit_before, calm, refused, closed_until } = self;
        let fields = (origin, end, longest_wait, limit, limit_before, calm, refused, closed_until);
        serde_json::to_string(&fields).ok()
    }
}

/// Where a request is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    Window {
        period: u64,
        number: u64,
    },
    /// A second of the store's clock, while nothing is known of windows.
    Second(u64),
}

/// A request that is counted, and how many left before it in its slot, if the store said so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Counting {
    pub slot: Slot,
    pub rank: Option<i64>,
}

/// What follows from the store's answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Verdict {
    Go(Counting),
    /// Not before then. What was counted is to be taken back.
    Wait(Instant),
    /// The same, since nothing is left of the window.
    Full(Instant),
    /// There is a better question.
    Again,
}

/// A moment by the store's clock, between two of ours. What is converted comes rather late than early, so that nobody begins before
/// a window does.
#[derive(Clone, Copy, Debug)]
struct Clock {
    time: Duration,
    sent: Instant,
    heard: Instant,
}

impl Clock {
    fn ours(&self, time: Duration) -> Option<Instant> {
        match time.checked_sub(self.time) {
            Some(later) => self.heard.checked_add(later),
            None => self.heard.checked_sub(self.time - time),
        }
    }

    /// In milliseconds.
    fn theirs(&self, moment: Instant) -> u64 {
        let earlier = self.sent.saturating_duration_since(moment);
        let time = (self.time + moment.saturating_duration_since(self.sent)).saturating_sub(earlier);
        u64::try_from(time.as_nanos().div_ceil(1_000_000)).unwrap_or(u64::MAX)
    }
}

/// What one process knows of it.
#[derive(Debug)]
pub(super) struct Sharing {
    note: Note,
    clock: Option<Clock>,
    /// How many requests succeeded in a slot, as the store counted last.
    succeeded: Option<(Slot, i64)>,
    polls: u32,
    random: fastrand::Rng,
}

impl Sharing {
    pub fn new(random: fastrand::Rng) -> Self {
        Self { note: Note::default(), clock: None, succeeded: None, polls: 0, random }
    }

    /// Where a request that leaves now is counted, unless the store was never heard.
    pub fn slot(&self, windows: &Windows, now: Instant) -> Option<Slot> {
        let clock = self.clock?;
        Some(match windows.current(now) {
            Some((number, _, period)) => Slot::Window { period: period.as_secs(), number },
            None => Slot::Second(clock.theirs(now) / 1_000),
        })
    }

    /// What one more request in this slot is counted by: requests that left, those that succeeded, and all that ever succeeded.
    pub fn counters(slot: Slot, left: i64, succeeded: i64) -> [Counter; 3] {
        let (name, lifetime) = match slot {
            Slot::Window { period, number } => {
                (format!("{period}:{number}"), Duration::from_secs(period.saturating_mul(2)).saturating_add(COUNTED))
            }
            Slot::Second(second) => (format!("second:{second}"), COUNTED),
        };
        [
            Counter { key: format!("left:{name}"), add: left, lifetime },
            Counter { key: format!("succeeded:{name}"), add: succeeded, lifetime },
            Counter { key: "succeeded".to_owned(), add: succeeded, lifetime: NOTED },
        ]
    }

    /// What the store says, in answer to one more request in this slot.
    pub fn told(
        &mut self,
        slot: Option<Slot>,
        counted: &Counted,
        windows: &mut Windows,
        (sent, now): (Instant, Instant),
    ) -> Verdict {
        self.heard(slot, counted, windows, (sent, now));
        let asked = match slot {
            Some(slot) if self.slot(windows, now) == Some(slot) => slot,
            _ => return Verdict::Again,
        };
        if let Some(until) = self.closed_until(now) {
            return Verdict::Full(self.opens(until, windows, now));
        }
        let [left, succeeded, all] = counted.totals[..] else { return Verdict::Again };
        let rank = left.saturating_sub(1);
        let is_free = match (self.note.limit, windows.current(now)) {
            (Some(limit), Some((number, end, period))) if rank >= limit => {
                if !self.tries_more(number, period) {
                    return Verdict::Full(self.opens(end, windows, now));
                }
                rank.saturating_sub(limit) < MOST_TRIED
            }
            (Some(_), Some(_)) => true,
            _ => rank.saturating_sub(succeeded) < FIRST_WIDTH + all / WIDER,
        };
        if is_free {
            self.polls = 0;
            return Verdict::Go(Counting { slot: asked, rank: Some(rank) });
        }
        let wait = FIRST_POLL.saturating_mul(1 << self.polls.min(DOUBLED)).mul_f64(1.0 + self.random.f64());
        self.polls += 1;
        Verdict::Wait(now + wait)
    }

    /// What the store says in answer to anything.
    pub fn heard(
        &mut self,
        slot: Option<Slot>,
        counted: &Counted,
        windows: &mut Windows,
        (sent, now): (Instant, Instant),
    ) {
        self.clock = Some(Clock { time: counted.now, sent, heard: now });
        self.note = counted.note.as_deref().and_then(Note::read).unwrap_or_default();
        let origin = self.note.origin.and_then(|(second, at)| Some((second, self.moment(at)?)));
        windows.merge(&Windows { origin, end: self.note.end, longest: self.note.longest_wait });
        self.succeeded = slot.zip(counted.totals.get(1).copied());
    }

    /// Whether it is news that the request succeeded.
    pub fn is_news(&self, counting: Counting) -> bool {
        match (counting.slot, self.note.limit) {
            (Slot::Window { .. }, Some(limit)) => counting.rank.is_some_and(|rank| rank >= limit),
            _ => true,
        }
    }

    /// A request of that rank succeeded, so the limit is higher. Says whether that is news.
    pub fn succeeded(&mut self, counting: Counting) -> bool {
        let is_more = self.note.limit.is_some() && self.is_news(counting);
        if let (true, Some(rank)) = (is_more, counting.rank) {
            self.note.limit = Some(rank.saturating_add(1));
        }
        is_more
    }

    /// A request was refused, and the store has been heard since. Says whether that is news.
    pub fn refused(&mut self, counting: Counting, closing: Closing, windows: &mut Windows, now: Instant) -> bool {
        let current = windows.current(now).filter(|_| closing.ends.is_some());
        let of_second =
            self.succeeded.filter(|(slot, count)| *slot == counting.slot && *count > 0).map(|(_, count)| count);
        let found = match counting.slot {
            Slot::Window { .. } if self.slot(windows, now) == Some(counting.slot) => counting.rank,
            Slot::Window { .. } => return false,
            Slot::Second(_) => of_second,
        };
        let found = found.map(|found| found.min(self.note.limit.unwrap_or(i64::MAX)).max(1));
        if self.closed_until(now).is_some() {
            // Of requests that left together any can be refused; the first of them says most.
            let is_less = found.is_some() && found < self.note.limit;
            if is_less {
                (self.note.limit, self.note.limit_before) = (found, found);
            }
            return is_less;
        }
        // With so little of it used, it is rather the window before that goes on.
        let is_early = matches!(counting.slot, Slot::Window { .. })
            && found.zip(self.note.limit).is_some_and(|(found, limit)| found < limit / 2);
        let found = found.filter(|_| !(is_early && windows.lengthen()));
        let Some(clock) = self.clock else { return false };
        self.note.closed_until = clock.theirs(current.map_or(now + closing.wait, |(_, end, _)| end));
        self.note.refused = current.map(|(number, _, period)| number * period.as_secs());
        if found.is_some() {
            let is_same = found == self.note.limit_before;
            self.note.calm = if is_same { self.note.calm.saturating_add(1).min(MOST_CALM) } else { 0 };
            (self.note.limit, self.note.limit_before) = (found, found);
        }
        true
    }

    /// The note as it is to be written, and how long it is remembered.
    pub fn note(&mut self, windows: &Windows) -> Option<(String, Duration)> {
        let clock = self.clock?;
        self.note.origin = windows.origin.map(|(second, moment)| (second, clock.theirs(moment)));
        (self.note.end, self.note.longest_wait) = (windows.end, windows.longest);
        let period = windows.current(clock.heard).map_or(Duration::ZERO, |(_, _, period)| period);
        Some((self.note.text()?, NOTED.max(period.saturating_mul(NOTED_WINDOWS))))
    }

    /// How many requests of all processes a window takes.
    pub fn limit(&self) -> Option<u64> {
        u64::try_from(self.note.limit?).ok()
    }

    pub fn closed_until(&self, now: Instant) -> Option<Instant> {
        self.moment(self.note.closed_until).filter(|until| now < *until)
    }

    /// When this process goes on after that end: not all at once.
    fn opens(&mut self, end: Instant, windows: &Windows, now: Instant) -> Instant {
        let period = windows.current(now).map_or(MOST_SPREAD, |(_, _, period)| period.mul_f64(SPREAD).min(MOST_SPREAD));
        end + period.mul_f64(self.random.f64())
    }

    fn tries_more(&self, number: u64, period: Duration) -> bool {
        let last = self.note.refused.map(|second| second / period.as_secs());
        last.is_none_or(|last| number >= last.saturating_add(1 << self.note.calm.min(MOST_CALM)))
    }

    /// A moment of the store's clock by ours.
    fn moment(&self, millis: u64) -> Option<Instant> {
        self.clock?.ours(Duration::from_millis(millis))
    }
}
