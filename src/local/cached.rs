//! A value that is fetched, kept for a while and fetched again: one fetch at a time, in a task of its own.
//!
//! What is done is decided by [`State::step`], which has no clock and waits for nothing.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::time::Instant;

use crate::error::Error;
use crate::transport::lock;

/// After the first failure of a value that was never there, it is this long until the next fetch; then twice as long, and so on.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// For how long a value is good.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terms {
    /// From this age on it is fetched again, while the one that is there is used.
    pub renew_after: Duration,
    /// From this age on a caller waits for the new one first.
    pub good_for: Duration,
    /// Up to this age it is used when the new one can not be had.
    pub kept_for: Duration,
    /// How long after the beginning of one fetch the next one may begin.
    pub again_after: Duration,
}

/// Clones share the value.
pub(super) struct Cached<T> {
    state: Arc<Mutex<State<T>>>,
}

struct State<T> {
    held: Option<Held<T>>,
    /// When the last fetch began.
    began: Option<Instant>,
    /// What became of the last fetch, unless it succeeded.
    failure: Option<Failure>,
    /// Closes when the fetch that is under way ends.
    flight: Option<watch::Receiver<()>>,
}

struct Held<T> {
    value: Arc<T>,
    since: Instant,
    terms: Terms,
}

struct Failure {
    error: Error,
    at: Instant,
    /// How many there were in a row.
    count: u32,
}

/// What a caller does next.
enum Step<T> {
    Use(Arc<T>),
    UseAndRenew(Arc<T>),
    /// Wait for a fetch: the one under way, or a new one.
    Wait,
    Fail(Error),
}

impl<T> State<T> {
    fn step(&self, now: Instant) -> Step<T> {
        let Some(held) = self.held(now) else { return self.step_without_value(now) };
        let age = now.duration_since(held.since);
        let may_begin = self.may_begin(now);
        if age < held.terms.good_for {
            let renew = age >= held.terms.renew_after && may_begin && self.flight.is_none();
            let value = Arc::clone(&held.value);
            return if renew { Step::UseAndRenew(value) } else { Step::Use(value) };
        }
        if may_begin || self.flight.is_some() { Step::Wait } else { Step::Use(Arc::clone(&held.value)) }
    }

    fn step_without_value(&self, now: Instant) -> Step<T> {
        match &self.failure {
            Some(failure) if self.flight.is_none() && now.duration_since(failure.at) < failure.pause() => {
                Step::Fail(failure.error.clone())
            }
            _ => Step::Wait,
        }
    }

    /// The value that can still be used.
    fn held(&self, now: Instant) -> Option<&Held<T>> {
        self.held.as_ref().filter(|held| now.duration_since(held.since) < held.terms.kept_for)
    }

    /// Whether the last fetch began long enough ago.
    fn may_begin(&self, now: Instant) -> bool {
        let again_after = self.held.as_ref().map(|held| held.terms.again_after).unwrap_or_default();
        self.began.is_none_or(|began| now.duration_since(began) >= again_after)
    }
}

impl Failure {
    fn pause(&self) -> Duration {
        let doubled = 1_u32.checked_shl(self.count - 1).unwrap_or(u32::MAX);
        FIRST_PAUSE.saturating_mul(doubled).min(LONGEST_PAUSE)
    }
}

impl<T: Send + Sync + 'static> Cached<T> {
    /// The value, if it can be used without waiting. A new one is fetched meanwhile if it is time.
    pub fn held<F>(&self, fetch: impl FnOnce() -> F) -> Option<Arc<T>>
    where
        F: Future<Output = Result<(T, Terms), Error>> + Send + 'static,
    {
        let mut state = lock(&self.state);
        match state.step(Instant::now()) {
            Step::Use(value) => Some(value),
            Step::UseAndRenew(value) => {
                self.begin(&mut state, fetch());
                Some(value)
            }
            Step::Wait | Step::Fail(_) => None,
        }
    }

    /// The value, for which the caller waits if need be.
    pub async fn get<F>(&self, fetch: impl Fn() -> F) -> Result<Arc<T>, Error>
    where
        F: Future<Output = Result<(T, Terms), Error>> + Send + 'static,
    {
        let asked = Instant::now();
        loop {
            let flight = {
                let mut state = lock(&self.state);
                match state.step(Instant::now()) {
                    Step::Use(value) => return Ok(value),
                    Step::UseAndRenew(value) => {
                        self.begin(&mut state, fetch());
                        return Ok(value);
                    }
                    Step::Fail(error) => return Err(error),
                    Step::Wait => self.join(&mut state, &fetch),
                }
            };
            let Some(mut flight) = flight else { return alone(fetch()).await };
            // It never changes: it closes.
            let _ = flight.changed().await;
            if let Some(outcome) = self.outcome(asked) {
                return outcome;
            }
        }
    }

    /// The value as a new fetch has it, or the one that is under way. `None` when the last one began a moment ago.
    pub async fn fetched_again<F>(&self, fetch: impl Fn() -> F) -> Option<Result<Arc<T>, Error>>
    where
        F: Future<Output = Result<(T, Terms), Error>> + Send + 'static,
    {
        let asked = Instant::now();
        let flight = {
            let mut state = lock(&self.state);
            if state.flight.is_none() && !state.may_begin(asked) {
                return None;
            }
            self.join(&mut state, &fetch)
        };
        let Some(mut flight) = flight else { return Some(alone(fetch()).await) };
        let _ = flight.changed().await;
        self.outcome(asked)
    }

    /// What the fetch that was waited for leaves to be used. `None` if it was lost with the runtime that it ran on.
    fn outcome(&self, asked: Instant) -> Option<Result<Arc<T>, Error>> {
        let state = lock(&self.state);
        if let Some(held) = state.held.as_ref().filter(|held| held.since >= asked) {
            return Some(Ok(Arc::clone(&held.value)));
        }
        let failure = state.failure.as_ref().filter(|failure| failure.at >= asked)?;
        let held = state.held(Instant::now()).map(|held| Arc::clone(&held.value));
        Some(held.ok_or_else(|| failure.error.clone()))
    }

    fn join<F>(&self, state: &mut State<T>, fetch: impl Fn() -> F) -> Option<watch::Receiver<()>>
    where
        F: Future<Output = Result<(T, Terms), Error>> + Send + 'static,
    {
        match &state.flight {
            Some(flight) => Some(flight.clone()),
            None => self.begin(state, fetch()),
        }
    }

    /// Begins a fetch, which goes on whoever stops waiting for it. `None` outside of a runtime, where nothing can go on.
    fn begin<F>(&self, state: &mut State<T>, fetch: F) -> Option<watch::Receiver<()>>
    where
        F: Future<Output = Result<(T, Terms), Error>> + Send + 'static,
    {
        let runtime = Handle::try_current().ok()?;
        let (ends, flight) = watch::channel(());
        state.began = Some(Instant::now());
        state.flight = Some(flight.clone());
        let landing = Landing { state: Arc::clone(&self.state), _ends: ends };
        runtime.spawn(async move {
            let result = fetch.await;
            landing.land(result);
        });
        Some(flight)
    }
}

/// What a fetch comes to that is nobody else's. Outside of a runtime it says that there is none.
async fn alone<T>(fetch: impl Future<Output = Result<(T, Terms), Error>>) -> Result<Arc<T>, Error> {
    fetch.await.map(|(value, _)| Arc::new(value))
}

/// Ends a fetch, also one that is lost with its runtime.
struct Landing<T> {
    state: Arc<Mutex<State<T>>>,
    _ends: watch::Sender<()>,
}

impl<T> Landing<T> {
    fn land(self, result: Result<(T, Terms), Error>) {
        let mut state = lock(&self.state);
        let at = Instant::now();
        match result {
            Ok((value, terms)) => {
                state.held = Some(Held { value: Arc::new(value), since: at, terms });
                state.failure = None;
            }
            Err(error) => {
                let count = state.failure.as_ref().map_or(1, |failure| failure.count.saturating_add(1));
                state.failure = Some(Failure { error, at, count });
            }
        }
    }
}

impl<T> Drop for Landing<T> {
    fn drop(&mut self) {
        lock(&self.state).flight = None;
    }
}

impl<T> Default for Cached<T> {
    fn default() -> Self {
        Self { state: Arc::new(Mutex::new(State { held: None, began: None, failure: None, flight: None })) }
    }
}

impl<T> Clone for Cached<T> {
    fn clone(&self) -> Self {
        Self { state: Arc::clone(&self.state) }
    }
}
