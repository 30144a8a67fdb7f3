//! What one process learns of a rate limit that it shares with processes it knows nothing of, and when its next request
//! may leave: pure, without a clock and without a socket. Events go in, a [`Turn`] comes out.
//!
//! A process sends in each window about what the last one took, its *share*, and sometimes one request more, a *probe*. What
//! the numbers cost, and which others were tried, stands in `ARCHITECTURE.md`; the simulation beside this file measures it.

#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use super::window::Windows;

/// Requests under way at once while nothing is known of a limit: at first, more with each success, and at most.
const FIRST_WIDTH: f64 = 1.0;
const WIDER: f64 = 0.34;
const MOST_WIDE: f64 = 64.0;
/// How many of these successes are remembered, to tell how many a window took.
const REMEMBERED: usize = 1_000;
/// Requests under way at once after a rate limit that does not say when its window ends.
const CAREFUL_WIDTH: u32 = 8;
/// How long a limit is remembered that is not met again.
const MEMORY: Duration = Duration::from_secs(120);
/// The smallest share: one request in 20 windows.
const LEAST_SHARE: f64 = 0.05;
/// The chance of a probe for each request of the share, and by how much it grows with each window that had none.
const PROBING: f64 = 0.12;
const IMPATIENCE: f64 = 2.0;
/// As many calls in line count as one request of the share, up to so many.
const PATIENT_LINE: f64 = 10.0;
const LONGEST_LINE: f64 = 3.0;
/// A process that came when the window was full begins as if it had waited for so many windows.
const NEWCOMER: i32 = 2;
/// In what part of the window a probe is sent: after the shares of others, and early enough to use what is left.
const PROBED: std::ops::Range<f64> = 0.03..0.2;
/// Over what part of the window the first requests are spread, and how long that is at most.
const SPREAD: f64 = 0.02;
const MOST_SPREAD: Duration = Duration::from_millis(500);

/// Whether a request may leave.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Turn {
    Go(Ticket),
    /// Not before then.
    At(Instant),
    /// When another request has been answered.
    Later,
}

/// What a request is known by when its answer comes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Ticket {
    window: u64,
    /// Whether a success tells that the window takes more than the share.
    probes: bool,
}

/// How long a rate limit lasts, as an answer says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Closing {
    pub wait: Duration,
    /// The answer's `Date` and the whole seconds from it to the end of the window, if that is known.
    pub ends: Option<(u64, u64)>,
}

/// What is known of one operation's limit.
#[derive(Debug)]
pub(super) struct Learning {
    /// How many requests may be under way while nothing is known; any number if there is no width.
    width: Option<f64>,
    under_way: u32,
    /// When requests succeeded while nothing was known, the last one first.
    successes: VecDeque<Instant>,
    /// The window of now, once a limit was met.
    window: Option<Window>,
    /// Counts windows. An answer to a request of an earlier one says nothing of this one.
    number: u64,
    /// Requests of this process that a window takes.
    share: Option<f64>,
    pub windows: Windows,
    /// Closings since nothing was known, and when the last one was.
    closings: u32,
    closed_at: Option<Instant>,
    /// Windows since a probe or a refusal.
    quiet: i32,
    /// Whether the last window took more than the share and refused nothing.
    more: bool,
    random: fastrand::Rng,
}

#[derive(Debug)]
struct Window {
    /// When this process begins in it.
    opens: Instant,
    /// Without one, it is not known when the window ends.
    period: Option<Duration>,
    end: Option<Instant>,
    /// When this process begins in the next one.
    next: Option<Instant>,
    /// Nothing is left.
    closed: bool,
    taken: u32,
    /// Requests of the share that were not sent yet.
    left: u32,
    probe: Option<Instant>,
    /// How many requests follow a probe that succeeded.
    burst: u32,
}

impl Learning {
    /// With `paced`, few requests leave at once even while nothing is known.
    pub fn new(paced: bool, random: fastrand::Rng) -> Self {
        Self {
            width: paced.then_some(FIRST_WIDTH),
            under_way: 0,
            successes: VecDeque::new(),
            window: None,
            number: 0,
            share: None,
            windows: Windows::default(),
            closings: 0,
            closed_at: None,
            quiet: 0,
            more: false,
            random,
        }
    }

    /// Whether the first of a line may leave. If it can not wait for the next window, it need not, as long as nothing was
    /// refused in this one.
    pub fn turn(&mut self, now: Instant, line: usize, deadline: Option<Instant>) -> Turn {
        self.roll(now, line);
        let Some(window) = &mut self.window else {
            let is_wide = self.width.is_none_or(|width| f64::from(self.under_way) < width.floor());
            return if is_wide { self.go(false) } else { Turn::Later };
        };
        let wait = if window.closed {
            window.next
        } else if now < window.opens {
            Some(window.opens)
        } else if window.left > 0 {
            None
        } else {
            window.probe.or(window.next).filter(|at| now < *at)
        };
        match wait {
            Some(at) if window.closed || deadline.is_none_or(|deadline| at < deadline) => return Turn::At(at),
            _ => (),
        }
        let most = if window.period.is_some() { u32::MAX } else { CAREFUL_WIDTH };
        if self.under_way > window.taken.min(most - 1) {
            return Turn::Later;
        }
        if wait.is_some() || window.left == 0 {
            window.probe = None;
            self.quiet = 0;
            return self.go(true);
        }
        window.left -= 1;
        let ends_burst = window.left == 0 && window.burst > 1;
        self.go(ends_burst)
    }

    fn go(&mut self, probes: bool) -> Turn {
        self.under_way += 1;
        Turn::Go(Ticket { window: self.number, probes })
    }

    /// Whether few requests leave at once, or a limit was met.
    pub fn is_limited(&self) -> bool {
        self.width.is_some() || self.window.is_some()
    }

    /// A request leaves because others allowed it.
    pub fn leaves(&mut self, now: Instant, line: usize) -> Ticket {
        self.roll(now, line);
        if let Some(window) = &mut self.window {
            window.left = window.left.saturating_sub(1);
        }
        self.under_way += 1;
        Ticket { window: self.number, probes: false }
    }

    /// A request is no longer under way, whatever it came to.
    pub fn ended(&mut self) {
        self.under_way -= 1;
    }

    /// The API answered, and not with a rate limit.
    pub fn answered(&mut self, ticket: Ticket, date: Option<u64>, now: Instant) {
        if let Some(date) = date {
            self.windows.heard(date, now);
        }
        if ticket.window != self.number {
            return;
        }
        let Some(window) = &mut self.window else {
            self.width = self.width.map(|width| (width + WIDER).min(MOST_WIDE));
            self.successes.truncate(REMEMBERED - 1);
            self.successes.push_front(now);
            return;
        };
        window.taken += 1;
        if ticket.probes && !window.closed {
            window.left = window.left.saturating_add(window.burst);
            window.burst = window.burst.saturating_mul(2);
        }
    }

    /// The API answered with a rate limit; for how long, if waiting is right, `closing` says after so many earlier ones.
    /// Says whether that is news.
    pub fn throttled(&mut self, ticket: Ticket, now: Instant, closing: impl FnOnce(u32) -> Option<Closing>) -> bool {
        if ticket.window != self.number || self.window.as_ref().is_some_and(|window| window.closed) {
            return false;
        }
        let Some(closing) = closing(self.closings) else { return false };
        self.closings += 1;
        self.closed_at = Some(now);
        let (end, period) = match closing.ends {
            Some(ends) => {
                self.windows.heard(ends.0, now);
                let (end, period) = self.windows.ends(ends, now);
                (end, Some(period))
            }
            None => (now + closing.wait, None),
        };
        let taken = self.window.as_ref().map_or_else(|| self.taken_since(end, period), |window| window.taken);
        let next = end + spread(period, &mut self.random);
        self.window = Some(Window {
            opens: now,
            period,
            end: Some(end),
            next: Some(next),
            closed: true,
            taken,
            left: 0,
            probe: None,
            burst: 1,
        });
        self.successes.clear();
        true
    }

    /// How many requests the window that ends then took before anything was known of it.
    fn taken_since(&self, end: Instant, period: Option<Duration>) -> u32 {
        let began = period.and_then(|period| end.checked_sub(period));
        let taken = self.successes.iter().take_while(|at| began.is_none_or(|began| **at >= began)).count();
        u32::try_from(taken).unwrap_or(u32::MAX)
    }

    pub fn closed_until(&self) -> Option<Instant> {
        self.window.as_ref().filter(|window| window.closed)?.next
    }

    /// Counts the windows that this process began, the one of now included.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// How many requests of this process a window takes, and how long one lasts.
    pub fn known(&self) -> (Option<f64>, Option<Duration>) {
        let period = self.window.as_ref().and_then(|window| window.period);
        (self.share.filter(|_| period.is_some()), period)
    }

    /// Goes on to the window of now, if the last one is over.
    fn roll(&mut self, now: Instant, line: usize) {
        let Some(window) = &self.window else { return };
        if window.end.is_some_and(|end| now < end) {
            return;
        }
        let was_used = window.closed || window.left == 0;
        if !was_used && self.closed_at.is_none_or(|closed_at| now >= closed_at + MEMORY) {
            self.forget();
            return;
        }
        let Some(end) = window.end else { return };
        let is_newcomer = self.share.is_none() && window.taken == 0;
        let share = match self.share {
            Some(share) if !was_used => share,
            Some(share) if window.taken == 0 => (share / 2.0).max(LEAST_SHARE),
            _ => f64::from(window.taken.max(1)),
        };
        self.more = !window.closed && window.burst > 1;
        self.quiet = match window.closed || window.burst > 1 {
            _ if is_newcomer => NEWCOMER,
            true => 0,
            false => self.quiet + i32::from(was_used),
        };
        let (period, mut opens) = (window.period, window.next.unwrap_or(end));
        let end = period.map(|period| {
            // Windows may have passed in which nothing was to be sent.
            let passed = (now - end).as_nanos() / period.as_nanos().max(1);
            if passed > 0 {
                opens = now;
            }
            end + period.saturating_mul(u32::try_from(passed + 1).unwrap_or(u32::MAX))
        });
        self.number += 1;
        self.share = Some(share);
        self.window = Some(Window {
            opens,
            period,
            end,
            next: end.map(|end| end + spread(period, &mut self.random)),
            closed: false,
            taken: 0,
            left: if period.is_some() { (share + self.random.f64()) as u32 } else { u32::MAX },
            probe: period.and_then(|period| self.probe(share, line, (opens, period))),
            burst: 1,
        });
    }

    /// When to send more than the share, if at all.
    fn probe(&mut self, share: f64, line: usize, (opens, period): (Instant, Duration)) -> Option<Instant> {
        if self.more {
            return Some(opens);
        }
        let wish = share.max((line as f64 / PATIENT_LINE).min(LONGEST_LINE)).max(1.0);
        let chance = (PROBING * wish).min(1.0) * IMPATIENCE.powi(self.quiet);
        let at = PROBED.start + (PROBED.end - PROBED.start) * self.random.f64();
        (self.random.f64() < chance).then(|| opens + period.mul_f64(at))
    }

    fn forget(&mut self) {
        self.number += 1;
        (self.window, self.share, self.closed_at) = (None, None, None);
        (self.closings, self.quiet, self.more) = (0, 0, false);
    }
}

/// How long after the end of a window a process goes on.
fn spread(period: Option<Duration>, random: &mut fastrand::Rng) -> Duration {
    let most = period.map_or(MOST_SPREAD, |period| period.mul_f64(SPREAD).min(MOST_SPREAD));
    most.mul_f64(random.f64())
}
