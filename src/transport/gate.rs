//! The gate: after a rate limit, all calls of an operation wait in one line instead of each backing off alone.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use super::lock::lock;
use super::operation::Operation;

/// Calls of a search under way at once while nothing is known of a rate limit: the API allows 100 in a minute.
const SEARCH_WINDOW: usize = 64;
/// Calls under way at once while a rate limit is fresh in memory.
const CAREFUL_WINDOW: usize = 8;
/// How long it is.
const CAREFUL_TIME: Duration = Duration::from_secs(120);

/// The gates of a client, one for each operation that was called.
#[derive(Default)]
pub(crate) struct Gates {
    by_operation: Mutex<HashMap<&'static str, Arc<Gate>>>,
}

impl Gates {
    pub fn of(&self, operation: &Operation) -> Arc<Gate> {
        let new = || {
            let open_window = if operation.is_search() { SEARCH_WINDOW } else { usize::MAX };
            Arc::new(Gate { open_window, state: Mutex::default() })
        };
        Arc::clone(lock(&self.by_operation).entry(operation.path).or_insert_with(new))
    }
}

/// One operation's gate.
pub(crate) struct Gate {
    open_window: usize,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Counts closings. An answer to a request of an earlier epoch says nothing new.
    epoch: u64,
    /// Closings since the gate was last wide open.
    closings: u32,
    closed_until: Option<Instant>,
    /// The window after a closing, and when it is forgotten.
    careful: Option<(usize, Instant)>,
    under_way: usize,
    next_place: u64,
    /// Those who wait, in the order they came.
    line: BTreeMap<u64, Arc<Notify>>,
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
    epoch: u64,
}

impl Gate {
    /// A place at the end of the line.
    pub fn place(self: &Arc<Self>) -> Place {
        let mut state = lock(&self.state);
        let number = state.next_place;
        state.next_place += 1;
        Place { gate: Arc::clone(self), number, notify: Arc::default() }
    }

    fn wake_first(&self, state: &State) {
        if let Some((_, notify)) = state.line.first_key_value() {
            notify.notify_one();
        }
    }
}

impl State {
    fn window(&mut self, open_window: usize, now: Instant) -> usize {
        match self.careful {
            Some((window, until)) if now < until => window,
            Some(_) => {
                (self.careful, self.closings) = (None, 0);
                open_window
            }
            None => open_window,
        }
    }
}

impl Place {
    /// Waits for its turn, no longer than until the deadline. Otherwise says in how long the gate opens, zero if it has.
    pub async fn pass(&self, deadline: Option<Instant>) -> Result<Pass, Duration> {
        loop {
            let closed_until = match self.try_pass(Instant::now()) {
                Ok(pass) => return Ok(pass),
                Err(closed_until) => closed_until,
            };
            let until = closed_until.into_iter().chain(deadline).min();
            let is_late = deadline.is_some_and(|deadline| closed_until.is_some_and(|until| until >= deadline));
            let turn = self.notify.notified();
            let ended = match until {
                _ if is_late => true,
                Some(until) => tokio::time::timeout_at(until, turn).await.is_err() && Some(until) == deadline,
                None => {
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
        let until = lock(&self.gate.state).closed_until;
        until.map_or(Duration::ZERO, |until| until.saturating_duration_since(Instant::now()))
    }

    /// A pass, or when it is worth to ask again, if that is known.
    fn try_pass(&self, now: Instant) -> Result<Pass, Option<Instant>> {
        let mut state = lock(&self.gate.state);
        if let Some(until) = state.closed_until {
            if now < until {
                state.line.insert(self.number, Arc::clone(&self.notify));
                return Err(Some(until));
            }
            state.closed_until = None;
        }
        let is_first = state.line.first_key_value().is_none_or(|(first, _)| *first >= self.number);
        if !is_first || state.under_way >= state.window(self.gate.open_window, now) {
            state.line.insert(self.number, Arc::clone(&self.notify));
            return Err(None);
        }
        state.line.remove(&self.number);
        state.under_way += 1;
        self.gate.wake_first(&state);
        Ok(Pass { gate: Arc::clone(&self.gate), epoch: state.epoch })
    }

    fn leave(&self) {
        let mut state = lock(&self.gate.state);
        state.line.remove(&self.number);
        self.gate.wake_first(&state);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.leave();
    }
}

impl Pass {
    /// The API answered, and not with a rate limit.
    pub fn answered(&self) {
        let mut state = lock(&self.gate.state);
        if self.epoch != state.epoch {
            return;
        }
        if let Some((window, _)) = &mut state.careful {
            *window = (*window + 1).min(CAREFUL_WINDOW);
        }
    }

    /// The API answered with a rate limit. `closing` says for how long, if at all, given how many closings there were.
    pub fn throttled(&self, closing: impl FnOnce(u32) -> Option<Duration>) {
        let mut state = lock(&self.gate.state);
        if self.epoch != state.epoch {
            return;
        }
        let Some(closing) = closing(state.closings) else { return };
        let until = Instant::now() + closing;
        state.epoch += 1;
        state.closings += 1;
        state.closed_until = Some(until);
        state.careful = Some((1, until + CAREFUL_TIME));
        // Some may find that their turn does not come in time.
        state.line.values().for_each(|notify| notify.notify_one());
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        let mut state = lock(&self.gate.state);
        state.under_way -= 1;
        self.gate.wake_first(&state);
    }
}
