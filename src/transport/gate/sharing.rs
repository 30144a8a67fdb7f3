//! A limit that all processes of a project share through a store: pure, as what one process learns alone. What the store answers
//! goes in, what is right now comes out.
//!
//! While no limit is known, or only one end of a window, few requests are under way at once in all processes. The first refusal tells
//! the window; from then on each window's requests are ranked as they leave, and no more than the limit do. Now and then a window is
//! tried beyond it: the ranks that succeed or are refused say what the limit is.

#[cfg(test)]
mod tests;

use std::time::Duration;

use tokio::time::Instant;

use super::learning::Closing;
use super::window::Windows;
use crate::limits::{Counted, Counter};

/// Requests under way at once, in all processes, while no limit is known or only one end of a window: so many, and one more for so many
/// that succeeded. A limit that is met then costs about one refusal in a hundred.
const FIRST_WIDTH: i64 = 2;
const WIDER: i64 = 100;
/// Requests beyond the limit that are under way at once when a window is tried, after those within it have had time to arrive.
const MOST_TRIED: i64 = 1;
/// How long a process waits before it asks again whether one of these requests has ended; it doubles so often.
const FIRST_POLL: Duration = Duration::from_millis(4);
const DOUBLED: u32 = 4;
/// The window after a refusal is tried beyond what it found. With each refusal that finds the same it is every second one, every
/// fourth, and so on, so often.
const MOST_CALM: u32 = 4;
/// Over what part of a window processes begin in it, or wait before they try it, and how long that is at most.
const SPREAD: f64 = 0.1;
const MOST_SPREAD: Duration = Duration::from_millis(500);
/// Some requests that were counted are not sent. So who finds a window full looks again, after such a part of what is left of it, but
/// not later in the window than that.
const LOOKS: std::ops::Range<f64> = 0.25..0.5;
const LAST_LOOK: f64 = 0.75;
/// By how much a process must know better when a second of the API begins, to tell the others.
const SHARPER: Duration = Duration::from_millis(50);
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
pub(super) struct Slot {
    /// The window's length in seconds, and its number, if windows are known.
    pub window: Option<(u64, u64)>,
    /// A second of the store's clock, while few are to be under way at once. Whoever ends without telling of its success is forgotten
    /// with the second.
    pub second: Option<u64>,
}

/// A request that is counted, and how many left before it in its window, if the store said so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Counting {
    pub slot: Slot,
    pub rank: Option<i64>,
}

/// How many requests the store has counted in a slot.
#[derive(Clone, Copy, Default)]
struct Totals {
    window: i64,
    second: i64,
    succeeded: i64,
    ever: i64,
}

impl Slot {
    fn read(self, totals: &[i64]) -> Option<Totals> {
        let mut totals = totals.iter().copied();
        let mut read = Totals::default();
        if self.window.is_some() {
            read.window = totals.next()?;
        }
        if self.second.is_some() {
            (read.second, read.succeeded, read.ever) = (totals.next()?, totals.next()?, totals.next()?);
        }
        Some(read)
    }
}

/// What follows from the store's answer. Unless it is `Go`, what was counted is to be taken back.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Verdict {
    Go(Counting),
    /// Not before then.
    Wait(Instant),
    /// Nothing is left of the window, which ends for this process then. Whether that is so is to be asked again, maybe sooner.
    Full {
        until: Instant,
        ask_at: Instant,
    },
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
    /// The store has no note, and had one.
    is_lost: bool,
    clock: Option<Clock>,
    /// How many requests succeeded in a second, as the store counted last.
    succeeded: Option<(u64, i64)>,
    /// Where nothing was free when the store was asked last.
    full: Option<Slot>,
    /// When the requests within the limit of the window of that number have arrived.
    settled: Option<(u64, Instant)>,
    polls: u32,
    random: fastrand::Rng,
}

impl Sharing {
    pub fn new(random: fastrand::Rng) -> Self {
        Self {
            note: Note::default(),
            is_lost: false,
            clock: None,
            succeeded: None,
            full: None,
            settled: None,
            polls: 0,
            random,
        }
    }

    /// Where a request that leaves now is counted, unless the store was never heard.
    pub fn slot(&self, windows: &Windows, now: Instant) -> Option<Slot> {
        let clock = self.clock?;
        let is_paced = self.note.limit.is_none() || !windows.are_sure();
        Some(Slot { window: window_of(windows, now), second: is_paced.then(|| clock.theirs(now) / 1_000) })
    }

    /// How many requests a question is for. Who found nothing free looks first: what is counted and taken back misleads others.
    pub fn to_count(&self, slot: Slot) -> i64 {
        i64::from(self.full.is_none_or(|full| full.window != slot.window))
    }

    /// What these requests are counted by: those that left and those that succeeded.
    pub fn counters(slot: Slot, left: i64, succeeded: i64) -> Vec<Counter> {
        let mut counters = Vec::new();
        if let Some((period, number)) = slot.window {
            let lifetime = Duration::from_secs(period.saturating_mul(2)).saturating_add(COUNTED);
            counters.push(Counter { key: format!("left:{period}:{number}"), add: left, lifetime });
        }
        if let Some(second) = slot.second {
            counters.push(Counter { key: format!("left:second:{second}"), add: left, lifetime: COUNTED });
            counters.push(Counter { key: format!("succeeded:second:{second}"), add: succeeded, lifetime: COUNTED });
            counters.push(Counter { key: "succeeded".to_owned(), add: succeeded, lifetime: NOTED });
        }
        counters
    }

    /// What the store says, in answer to a question for so many requests in this slot.
    pub fn told(
        &mut self,
        slot: Option<(Slot, i64)>,
        counted: &Counted,
        windows: &mut Windows,
        (sent, now): (Instant, Instant),
    ) -> Verdict {
        self.heard(slot.map(|(slot, _)| slot), counted, windows, (sent, now));
        let (slot, asked) = match slot {
            Some((slot, asked)) if self.slot(windows, now) == Some(slot) => (slot, asked),
            _ => return Verdict::Again,
        };
        self.full = Some(slot);
        if let Some(until) = self.closed_until(windows, now) {
            let until = self.opens(until, windows, now);
            return Verdict::Full { until, ask_at: until };
        }
        let Some(totals) = slot.read(&counted.totals) else { return Verdict::Again };
        let rank = totals.window.saturating_sub(asked);
        let is_free = match (self.note.limit, windows.current(now)) {
            (Some(limit), Some((number, end, period))) if rank >= limit => {
                let known = self.settled.filter(|(known, _)| *known == number);
                let (_, settled) = *self.settled.insert(known.unwrap_or((number, now + spread(period))));
                if !self.tries_more(number, period) {
                    let until = self.opens(end, windows, now);
                    return Verdict::Full { until, ask_at: self.looks_again(end, period, now).unwrap_or(until) };
                }
                now >= settled && rank.saturating_sub(limit) < MOST_TRIED
            }
            _ => {
                let under_way = totals.second.saturating_sub(asked).saturating_sub(totals.succeeded);
                slot.second.is_none() || under_way < FIRST_WIDTH + totals.ever / WIDER
            }
        };
        if is_free {
            self.polls = 0;
            self.full = None;
            let counting = Counting { slot, rank: slot.window.map(|_| rank) };
            return if asked > 0 { Verdict::Go(counting) } else { Verdict::Again };
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
        let note = counted.note.as_deref().and_then(Note::read);
        self.is_lost = note.is_none() && self.note.limit.is_some();
        if let Some(note) = note {
            self.note = note;
        }
        windows.merge(&Windows { origin: self.noted_origin(), end: self.note.end, longest: self.note.longest_wait });
        let succeeded = |slot: Slot| Some((slot.second?, slot.read(&counted.totals)?.succeeded));
        self.succeeded = slot.and_then(succeeded);
    }

    /// Whether this process knows what the store does not: all of it, if the store has lost the note, or better when a second of the
    /// API begins.
    pub fn knows_more(&self, windows: &Windows) -> bool {
        let noted = self.noted_origin().filter(|_| self.note.end.is_some());
        let is_sharper =
            noted.is_some_and(|(second, at)| windows.moment(second).is_some_and(|known| known + SHARPER < at));
        self.is_lost || is_sharper
    }

    fn noted_origin(&self) -> Option<(u64, Instant)> {
        let (second, at) = self.note.origin?;
        Some((second, self.moment(at)?))
    }

    /// Whether it is news that the request succeeded.
    pub fn is_news(&self, counting: Counting) -> bool {
        counting.slot.second.is_some() || self.note.limit.zip(counting.rank).is_some_and(|(limit, rank)| rank >= limit)
    }

    /// A request of that rank succeeded, so the limit is higher. Says whether that is news.
    pub fn succeeded(&mut self, counting: Counting) -> bool {
        let Some((rank, limit)) = counting.rank.zip(self.note.limit) else { return false };
        self.note.limit = Some(limit.max(rank.saturating_add(1)));
        rank >= limit
    }

    /// A request was refused, and the store has been heard since. Says whether that is news.
    pub fn refused(&mut self, counting: Counting, closing: Closing, windows: &mut Windows, now: Instant) -> bool {
        let current = windows.current(now).filter(|_| closing.ends.is_some());
        let found = match counting.slot.window {
            Some(_) if counting.slot.window == window_of(windows, now) => counting.rank,
            Some(_) => return false,
            None => self
                .succeeded
                .filter(|(second, count)| Some(*second) == counting.slot.second && *count > 0)
                .map(|(_, count)| count),
        };
        let found = found.map(|found| found.min(self.note.limit.unwrap_or(i64::MAX)).max(1));
        if self.closed_until(windows, now).is_some() {
            // Of requests that left together any can be refused; the first of them says most.
            let is_less = found.is_some() && found < self.note.limit;
            if is_less {
                (self.note.limit, self.note.limit_before, self.note.calm) = (found, found, 0);
            }
            return is_less;
        }
        // With so little of it used, it is rather the window before that goes on.
        let is_early = counting.slot.window.is_some()
            && found.zip(self.note.limit).is_some_and(|(found, limit)| found < limit / 2);
        let found = if is_early && windows.lengthen() { None } else { found };
        let Some(clock) = self.clock else { return false };
        let until = now + closing.wait;
        self.note.closed_until = clock.theirs(current.map_or(until, |(_, end, _)| end.min(until)));
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

    pub fn closed_until(&self, windows: &Windows, now: Instant) -> Option<Instant> {
        let until = self.moment(self.note.closed_until).filter(|until| now < *until)?;
        let Some((second, (number, end, period))) = self.note.refused.zip(windows.current(now)) else {
            return Some(until);
        };
        // This process may know better when the window ends than the one that was refused.
        (number <= second / period.as_secs()).then_some(until.min(end))
    }

    /// When this process goes on after that end: not all at once.
    fn opens(&mut self, end: Instant, windows: &Windows, now: Instant) -> Instant {
        let most = windows.current(now).map_or(MOST_SPREAD, |(_, _, period)| spread(period));
        end + most.mul_f64(self.random.f64())
    }

    /// When to ask whether something of the window is left after all.
    fn looks_again(&mut self, end: Instant, period: Duration, now: Instant) -> Option<Instant> {
        let part = LOOKS.start + (LOOKS.end - LOOKS.start) * self.random.f64();
        let at = now + end.saturating_duration_since(now).mul_f64(part);
        (at + period.mul_f64(1.0 - LAST_LOOK) < end).then_some(at)
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

/// The length and the number of the window of now.
fn window_of(windows: &Windows, now: Instant) -> Option<(u64, u64)> {
    windows.current(now).map(|(number, _, period)| (period.as_secs(), number))
}

fn spread(period: Duration) -> Duration {
    period.mul_f64(SPREAD).min(MOST_SPREAD)
}
