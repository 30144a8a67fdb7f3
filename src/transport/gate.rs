//! The gate: all calls of an operation wait for its rate limit in one line, instead of each backing off alone.

mod learning;
mod rate_limit;
#[cfg(test)]
mod simulation;
mod window;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use super::lock::lock;
use super::operation::Operation;
use super::trace;
pub(crate) use learning::Closing;
use learning::{Learning, Ticket, Turn};
pub use rate_limit::RateLimit;

/// The gates of a client, one for each operation that was called.
pub(crate) struct Gates {
    by_operation: Mutex<HashMap<&'static str, Arc<Gate>>>,
    random: Mutex<fastrand::Rng>,
}

impl Gates {
    pub fn new(random: fastrand::Rng) -> Self {
        Self { by_operation: Mutex::default(), random: Mutex::new(random) }
    }

    pub fn of(&self, operation: &Operation) -> Arc<Gate> {
        let new = || {
            // The API allows 100 searches in a minute.
            let learning = Learning::new(operation.is_search(), lock(&self.random).fork());
            Arc::new(Gate { operation: operation.path, state: Mutex::new(State::new(learning)) })
        };
        Arc::clone(lock(&self.by_operation).entry(operation.path).or_insert_with(new))
    }

    /// Of all operations that met a limit, in the order of their names.
    pub fn rate_limits(&self) -> Vec<RateLimit> {
        let gates: Vec<Arc<Gate>> = lock(&self.by_operation).values().cloned().collect();
        let mut known: Vec<RateLimit> = gates
            .iter()
            .map(|gate| lock(&gate.state).told(gate.operation))
            .filter(|known| known.throttled > 0)
            .collect();
        known.sort_unstable_by_key(|known| known.operation);
        known
    }
}

/// One operation's gate.
pub(crate) struct Gate {
    operation: &'static str,
    state: Mutex<State>,
}

struct State {
    learning: Learning,
    next_place: u64,
    /// Those who wait, in the order they came.
    line: BTreeMap<u64, Waiting>,
    /// When the first of the line may leave. Who can not wait so long is not held up by it.
    first_leaves: Option<Instant>,
    sent: u64,
    throttled: u64,
}

struct Waiting {
    notify: Arc<Notify>,
    deadline: Option<Instant>,
}

/// A call's place in line, kept over all its attempts; given back when it is dropped.
pub(crate) struct Place {
    gate: Arc<Gate>,
    number: u64,
    notify: Arc<Notify>,
}

/// A request that may be under way; it makes room when it is dropped.
pub(crate) struct Pass {
    gate: Arc<Gate>,
    ticket: Ticket,
}

/// Why there is no pass yet.
enum Wait {
    /// Until then, or until notified.
    Until(Option<Instant>),
    /// The gate opens after the deadline.
    TooLong,
}

impl Gate {
    /// A place at the end of the line.
    pub fn place(self: &Arc<Self>) -> Place {
        let mut state = lock(&self.state);
        let number = state.next_place;
        state.next_place += 1;
        Place { gate: Arc::clone(self), number, notify: Arc::default() }
    }
}

impl State {
    fn new(learning: Learning) -> Self {
        Self { learning, next_place: 0, line: BTreeMap::new(), first_leaves: None, sent: 0, throttled: 0 }
    }

    fn told(&self, operation: &'static str) -> RateLimit {
        let closed_for = self.learning.closed_until().map(|until| until.saturating_duration_since(Instant::now()));
        let (share, window) = self.learning.known();
        RateLimit {
            operation,
            closed_for: closed_for.filter(|wait| !wait.is_zero()),
            waiting: self.line.len(),
            share,
            window,
            sent: self.sent,
            throttled: self.throttled,
        }
    }

    /// The turn of one of the line.
    fn turn(&mut self, number: u64, deadline: Option<Instant>, now: Instant) -> Turn {
        let is_first = self.line.first_key_value().is_none_or(|(first, _)| *first >= number);
        if !is_first && !(self.first_leaves.is_some_and(|at| is_before(deadline, at))) {
            return Turn::Later;
        }
        let turn = self.learning.turn(now, self.line.len().max(1), deadline);
        if is_first {
            self.first_leaves = None;
            if let Turn::At(at) = turn {
                self.first_leaves = Some(at);
                self.line.values().filter(|waiting| is_before(waiting.deadline, at)).for_each(Waiting::wake);
            }
        }
        turn
    }

    fn wake_first(&self) {
        if let Some((_, waiting)) = self.line.first_key_value() {
            waiting.wake();
        }
    }
}

impl Waiting {
    fn wake(&self) {
        self.notify.notify_one();
    }
}

fn is_before(deadline: Option<Instant>, at: Instant) -> bool {
    deadline.is_some_and(|deadline| deadline <= at)
}

impl Place {
    /// Waits for its turn, no longer than until the deadline. Otherwise says in how long the gate opens, zero if it has.
    pub async fn pass(&self, deadline: Option<Instant>) -> Result<Pass, Duration> {
        loop {
            let turn = self.notify.notified();
            let ended = match self.try_pass(deadline, Instant::now()) {
                Ok(pass) => return Ok(pass),
                Err(Wait::TooLong) => true,
                Err(Wait::Until(Some(until))) => {
                    tokio::time::timeout_at(until, turn).await.is_err() && Some(until) == deadline
                }
                Err(Wait::Until(None)) => {
                    turn.await;
                    false
                }
            };
            if ended {
                self.leave();
                return Err(self.closed_for());
            }
        }
    }

    /// In how long the gate opens; zero if it is open.
    pub fn closed_for(&self) -> Duration {
        let until = lock(&self.gate.state).learning.closed_until();
        until.map_or(Duration::ZERO, |until| until.saturating_duration_since(Instant::now()))
    }

    fn try_pass(&self, deadline: Option<Instant>, now: Instant) -> Result<Pass, Wait> {
        let mut state = lock(&self.gate.state);
        let window = state.learning.number();
        let passed = self.take_turn(&mut state, deadline, now);
        let news = (state.learning.number() != window).then(|| state.told(self.gate.operation));
        drop(state);
        if let Some(known) = news {
            trace::rate_limit(&known);
        }
        passed
    }

    fn take_turn(&self, state: &mut State, deadline: Option<Instant>, now: Instant) -> Result<Pass, Wait> {
        let at = match state.turn(self.number, deadline, now) {
            Turn::Go(ticket) => {
                state.line.remove(&self.number);
                state.sent += 1;
                state.wake_first();
                return Ok(Pass { gate: Arc::clone(&self.gate), ticket });
            }
            Turn::At(at) => Some(at),
            Turn::Later => None,
        };
        if state.learning.closed_until().is_some_and(|until| is_before(deadline, until)) {
            return Err(Wait::TooLong);
        }
        state.line.entry(self.number).or_insert_with(|| Waiting { notify: Arc::clone(&self.notify), deadline });
        Err(Wait::Until(at.into_iter().chain(deadline).min()))
    }

    fn leave(&self) {
        let mut state = lock(&self.gate.state);
        state.line.remove(&self.number);
        state.wake_first();
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.leave();
    }
}

impl Pass {
    /// The API answered, and not with a rate limit; at what second of its clock, if it says so.
    pub fn answered(&self, date: Option<u64>) {
        lock(&self.gate.state).learning.answered(self.ticket, date, Instant::now());
    }

    /// The API answered with a rate limit. `closing` says for how long, if at all, given how many closings there were.
    pub fn throttled(&self, closing: impl FnOnce(u32) -> Option<Closing>) {
        let mut state = lock(&self.gate.state);
        state.throttled += 1;
        if !state.learning.throttled(self.ticket, Instant::now(), closing) {
            return;
        }
        // Some may find that their turn does not come in time.
        state.line.values().for_each(Waiting::wake);
        let known = state.told(self.gate.operation);
        drop(state);
        trace::rate_limit(&known);
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        let mut state = lock(&self.gate.state);
        state.learning.ended();
        state.wake_first();
    }
}
