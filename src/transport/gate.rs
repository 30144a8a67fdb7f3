//! The gate: all calls of an operation wait for its rate limit in one line, instead of each backing off alone.

mod learning;
mod rate_limit;
mod sharing;
#[cfg(test)]
mod simulation;
mod store;
#[cfg(test)]
mod tests;
mod window;

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use super::lock::lock;
use super::operation::Operation;
use super::trace;
use crate::limits::SharedLimits;
pub(crate) use learning::Closing;
use learning::{Learning, Ticket, Turn};
pub use rate_limit::RateLimit;
use sharing::Counting;
use store::{Asked, Shared, Store};

/// The gates of a client, one for each operation that was called.
pub(crate) struct Gates {
    by_operation: Mutex<HashMap<&'static str, Arc<Gate>>>,
    random: Mutex<fastrand::Rng>,
    shared: Option<SharedStore>,
}

/// A store, and the project whose processes share it.
pub(crate) struct SharedStore {
    pub limits: Arc<dyn SharedLimits>,
    pub project_id: String,
    pub is_old: Arc<AtomicBool>,
}

impl Gates {
    pub fn new(random: fastrand::Rng, shared: Option<SharedStore>) -> Self {
        Self { by_operation: Mutex::default(), random: Mutex::new(random), shared }
    }

    pub fn of(&self, operation: &Operation) -> Arc<Gate> {
        let new = || {
            // The API allows 100 searches in a minute.
            let learning = Learning::new(operation.is_search(), lock(&self.random).fork());
            let store = self.shared.as_ref().map(|SharedStore { limits, project_id, is_old }| {
                // What is in braces tells a cluster that the keys belong together.
                let prefix = format!("stytch-b2b:{{{project_id}:{}}}:", operation.path);
                Arc::new(Store { limits: Arc::clone(limits), prefix, is_old: Arc::clone(is_old) })
            });
            let shared = store.as_ref().map(|_| Shared::new(lock(&self.random).fork()));
            Arc::new(Gate { operation: operation.path, store, state: Mutex::new(State::new(learning, shared)) })
        };
        Arc::clone(lock(&self.by_operation).entry(operation.path).or_insert_with(new))
    }

    /// Of all operations whose limit was met, here or by others, in the order of their names.
    pub fn rate_limits(&self) -> Vec<RateLimit> {
        let gates: Vec<Arc<Gate>> = lock(&self.by_operation).values().cloned().collect();
        let mut known: Vec<RateLimit> = gates
            .iter()
            .map(|gate| lock(&gate.state).rate_limit(gate.operation))
            .filter(|known| known.throttled > 0 || known.project_share.is_some())
            .collect();
        known.sort_unstable_by_key(|known| known.operation);
        known
    }
}

/// One operation's gate.
pub(crate) struct Gate {
    operation: &'static str,
    store: Option<Arc<Store>>,
    state: Mutex<State>,
}

struct State {
    learning: Learning,
    shared: Option<Shared>,
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
    /// How a store counts it.
    counting: Option<Counting>,
}

/// Why there is no pass yet.
enum Wait {
    /// Until then, or until notified.
    Until(Option<Instant>),
    /// Until the store has answered.
    Asks,
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
    fn new(learning: Learning, shared: Option<Shared>) -> Self {
        Self { learning, shared, next_place: 0, line: BTreeMap::new(), first_leaves: None, sent: 0, throttled: 0 }
    }

    fn rate_limit(&self, operation: &'static str) -> RateLimit {
        let now = Instant::now();
        let closed_for = self.closed_until(now).map(|until| until.saturating_duration_since(now));
        let (share, window) = self.learning.known();
        let noted = self.shared.as_ref().and_then(|_| self.learning.windows.current(now));
        RateLimit {
            operation,
            closed_for: closed_for.filter(|wait| !wait.is_zero()),
            waiting: self.line.len(),
            share,
            project_share: self.shared.as_ref().and_then(|shared| shared.sharing.limit()),
            window: window.or(noted.map(|(_, _, period)| period)),
            sent: self.sent,
            throttled: self.throttled,
        }
    }

    fn closed_until(&self, now: Instant) -> Option<Instant> {
        let shared = self.shared.as_ref().filter(|shared| shared.is_used(now));
        self.learning.closed_until().max(shared.and_then(|shared| shared.closed_until(&self.learning.windows, now)))
    }

    /// Whether the store decides who leaves. A high limit is not looked for: it is shared when it was met.
    fn is_shared(&self, now: Instant) -> bool {
        self.learning.is_limited() && self.shared.as_ref().is_some_and(|shared| shared.is_used(now))
    }

    fn is_first(&self, number: u64) -> bool {
        self.line.first_key_value().is_none_or(|(first, _)| *first >= number)
    }

    /// The turn of one of the line, if a store decides; nothing if it is to be asked.
    fn shared_turn(&mut self, number: u64, now: Instant) -> Option<Turn> {
        let is_first = self.is_first(number);
        let closed_until = self.learning.closed_until();
        let shared = self.shared.as_mut()?;
        match closed_until.max(shared.ask_at).filter(|at| now < *at) {
            _ if !is_first || shared.asks => Some(Turn::Later),
            Some(at) => Some(Turn::At(at)),
            None => {
                shared.asks = true;
                None
            }
        }
    }

    fn ask_at(&mut self, at: Instant) {
        if let Some(shared) = &mut self.shared {
            shared.ask_at = Some(at);
        }
    }

    /// The turn of one of the line.
    fn turn(&mut self, number: u64, deadline: Option<Instant>, now: Instant) -> Turn {
        let is_first = self.is_first(number);
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
                Err(Wait::Asks) => match self.ask(deadline).await {
                    Some(pass) => return Ok(pass),
                    None => false,
                },
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
        let now = Instant::now();
        let until = lock(&self.gate.state).closed_until(now);
        until.map_or(Duration::ZERO, |until| until.saturating_duration_since(now))
    }

    fn try_pass(&self, deadline: Option<Instant>, now: Instant) -> Result<Pass, Wait> {
        let mut state = lock(&self.gate.state);
        let window = state.learning.number();
        let passed = self.take_turn(&mut state, deadline, now);
        let news = (state.learning.number() != window).then(|| state.rate_limit(self.gate.operation));
        drop(state);
        if let (Ok(Pass { counting: Some(_), .. }), Some(store)) = (&passed, &self.gate.store) {
            self.gate.tell(store);
        }
        if let Some(known) = news {
            trace::rate_limit(&known);
        }
        passed
    }

    fn take_turn(&self, state: &mut State, deadline: Option<Instant>, now: Instant) -> Result<Pass, Wait> {
        let turn = if state.is_shared(now) {
            state.shared_turn(self.number, now)
        } else {
            Some(state.turn(self.number, deadline, now))
        };
        let at = match turn {
            Some(Turn::Go(ticket)) => {
                return Ok(self.goes_alone(state, ticket, now));
            }
            Some(Turn::At(at)) => Some(at),
            Some(Turn::Later) | None => None,
        };
        state.line.entry(self.number).or_insert_with(|| Waiting { notify: Arc::clone(&self.notify), deadline });
        if turn.is_none() {
            return Err(Wait::Asks);
        }
        if state.closed_until(now).is_some_and(|until| is_before(deadline, until)) {
            return Err(Wait::TooLong);
        }
        Err(Wait::Until(at.into_iter().chain(deadline).min()))
    }

    /// Asks the store, as the first of the line.
    async fn ask(&self, deadline: Option<Instant>) -> Option<Pass> {
        let store = self.gate.store.as_ref()?;
        let asked = self.gate.ask(store).await;
        let now = Instant::now();
        let mut state = lock(&self.gate.state);
        match asked {
            Asked::Go(counting) => {
                let waiting = state.line.len();
                let ticket = state.learning.leaves(now, waiting);
                Some(self.goes(&mut state, ticket, Some(counting)))
            }
            Asked::Slow => match state.turn(self.number, deadline, now) {
                Turn::Go(ticket) => Some(self.goes_alone(&mut state, ticket, now)),
                Turn::At(at) => {
                    state.ask_at(at);
                    None
                }
                Turn::Later => None,
            },
            Asked::Wait => None,
        }
    }

    /// With what this process knows itself.
    fn goes_alone(&self, state: &mut State, ticket: Ticket, now: Instant) -> Pass {
        let State { shared, learning, .. } = &mut *state;
        let counting = shared.as_mut().and_then(|shared| shared.leaves(&learning.windows, now));
        self.goes(state, ticket, counting)
    }

    fn goes(&self, state: &mut State, ticket: Ticket, counting: Option<Counting>) -> Pass {
        state.line.remove(&self.number);
        state.sent += 1;
        state.wake_first();
        Pass { gate: Arc::clone(&self.gate), ticket, counting }
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
    /// The API answered, and not with a rate limit; at what second of its clock, if it says so and there is something to learn from it.
    pub fn answered(&self, date: impl FnOnce() -> Option<u64>) {
        let mut state = lock(&self.gate.state);
        let date = if state.learning.is_limited() { date() } else { None };
        state.learning.answered(self.ticket, date, Instant::now());
        drop(state);
        if let Some(counting) = self.counting {
            self.gate.counted(counting, None);
        }
    }

    /// The API answered with a rate limit. `closing` says for how long, if at all, given how many closings there were.
    pub fn throttled(&self, closing: impl FnOnce(u32) -> Option<Closing>) {
        let mut state = lock(&self.gate.state);
        state.throttled += 1;
        let mut closing_of_now = None;
        let is_news = state.learning.throttled(self.ticket, Instant::now(), |closings| {
            closing_of_now = closing(closings);
            closing_of_now
        });
        if !is_news {
            return;
        }
        // Some may find that their turn does not come in time.
        state.line.values().for_each(Waiting::wake);
        let known = state.rate_limit(self.gate.operation);
        drop(state);
        if let Some(counting) = self.counting {
            self.gate.counted(counting, closing_of_now);
        }
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
