//! The gate's words with a store of shared limits.

#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::learning::Closing;
use super::sharing::{Counting, Sharing, Slot, Verdict};
use super::window::Windows;
use super::{Gate, State};
use crate::limits::{Counted, Counter, SharedLimits, StoreError};
use crate::transport::lock::lock;
use crate::transport::trace;

/// How long a call waits for the store: so many moments. A process that does not get to run is not the store's fault; then moments
/// last longer, as everything does.
const MOMENT: Duration = Duration::from_millis(2);
const PATIENCE: usize = 5;
/// For the first answer of all, which takes a connection.
const FIRST_PATIENCE: usize = 50;
/// How long the process goes on alone when the store failed, or was too slow so often in a row.
const ALONE: Duration = Duration::from_secs(1);
const SLOW: u32 = 3;
/// How long the store has for anything, whoever waits for it.
const MOST: Duration = Duration::from_secs(1);
/// Better questions in a row.
const MOST_QUESTIONS: usize = 3;

/// The store, and what one operation's keys begin with.
pub(super) struct Store {
    pub limits: Arc<dyn SharedLimits>,
    pub prefix: String,
    /// Whether the store has answered, or had time to.
    pub is_old: Arc<AtomicBool>,
}

/// What came of asking the store.
pub(super) enum Asked {
    Go(Counting),
    /// The answer says when to ask again, or there was none.
    Wait,
    /// There was none in time, and the next request may fare better.
    Slow,
}

/// What a gate with a store keeps besides.
#[derive(Debug)]
pub(super) struct Shared {
    pub sharing: Sharing,
    /// Somebody asks.
    pub asks: bool,
    /// When it is right to ask again.
    pub ask_at: Option<Instant>,
    /// Until then nothing is left of the window.
    full_until: Option<Instant>,
    /// Until then the process goes on alone.
    alone_until: Option<Instant>,
    /// How often the store was too slow since it last was not.
    slow: u32,
    /// What the store is to be told, and who does it.
    news: VecDeque<News>,
    teller: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct News {
    slot: Slot,
    left: i64,
    succeeded: i64,
    /// The last of those that succeeded.
    last: Option<i64>,
    /// The first of those that were refused.
    refused: Option<(Counting, Closing)>,
}

impl Store {
    async fn count(&self, counters: &[Counter]) -> Result<Counted, StoreError> {
        let counters: Vec<Counter> = counters
            .iter()
            .map(|counter| Counter { key: [&self.prefix, counter.key.as_str()].concat(), ..counter.clone() })
            .collect();
        tokio::time::timeout(MOST, self.limits.count(&counters, &self.note_key())).await?
    }

    async fn write(&self, text: String, lifetime: Duration) {
        // What is lost is told again when the limit is met again.
        let _ = tokio::time::timeout(MOST, self.limits.write(&self.note_key(), text, lifetime)).await;
    }

    /// Its number is raised when the fields of the note change, so that two versions of this crate have a note each.
    fn note_key(&self) -> String {
        [&self.prefix, "note:1"].concat()
    }
}

impl Shared {
    pub fn new(random: fastrand::Rng) -> Self {
        let sharing = Sharing::new(random);
        Self {
            sharing,
            asks: false,
            ask_at: None,
            full_until: None,
            alone_until: None,
            slow: 0,
            news: VecDeque::new(),
            teller: None,
        }
    }

    /// Whether the store is asked at all.
    pub fn is_used(&self, now: Instant) -> bool {
        self.alone_until.is_none_or(|until| until <= now)
    }

    pub fn closed_until(&self, windows: &Windows, now: Instant) -> Option<Instant> {
        self.sharing.closed_until(windows, now).max(self.full_until.filter(|until| now < *until))
    }

    /// A request leaves that the store was not asked for. It is told of it nevertheless, if it was ever heard.
    pub fn leaves(&mut self, windows: &Windows, now: Instant) -> Option<Counting> {
        let slot = self.sharing.slot(windows, now)?;
        self.news(slot).left += 1;
        Some(Counting { slot, rank: None })
    }

    fn failed(&mut self, operation: &'static str, error: &StoreError) {
        self.alone_until = Some(Instant::now() + ALONE);
        trace::no_store(operation, Some(error));
    }

    fn was_slow(&mut self, operation: &'static str) -> Asked {
        trace::no_store(operation, None);
        self.slow += 1;
        if self.slow < SLOW {
            return Asked::Slow;
        }
        (self.slow, self.alone_until) = (0, Some(Instant::now() + ALONE));
        Asked::Wait
    }

    /// What the store is to be told of this slot.
    fn news(&mut self, slot: Slot) -> &mut News {
        let known = self.news.iter().position(|news| news.slot == slot);
        let place = known.unwrap_or_else(|| {
            self.news.push_back(News { slot, left: 0, succeeded: 0, last: None, refused: None });
            self.news.len() - 1
        });
        &mut self.news[place]
    }
}

impl Gate {
    /// Asks the store for one request.
    pub(super) async fn ask(self: &Arc<Self>, store: &Arc<Store>) -> Asked {
        let _asking = Asking(self);
        for _ in 0..MOST_QUESTIONS {
            let slot = self.with_shared(|Shared { sharing, .. }, windows| {
                sharing.slot(windows, Instant::now()).map(|slot| (slot, sharing.to_count(slot)))
            });
            let slot = slot.flatten();
            let counters = slot.map(|(slot, asked)| Sharing::counters(slot, asked, 0));
            let (asked, sent) = (Arc::clone(store), Instant::now());
            // A connection that takes longer than a call waits is made nevertheless.
            let mut answer = tokio::spawn(async move { asked.count(counters.as_deref().unwrap_or_default()).await });
            let patience = if store.is_old.load(Ordering::Relaxed) { PATIENCE } else { FIRST_PATIENCE };
            let answer = in_time(&mut answer, patience).await;
            store.is_old.store(true, Ordering::Relaxed);
            let asked =
                self.with_shared(|shared, windows| self.answered((slot, sent), answer, shared, windows)).flatten();
            self.tell(store);
            if let Some(asked) = asked {
                return asked;
            }
        }
        Asked::Wait
    }

    /// What follows from an answer; nothing if there is a better question.
    fn answered(
        &self,
        (slot, sent): (Option<(Slot, i64)>, Instant),
        answer: Option<Result<Counted, StoreError>>,
        shared: &mut Shared,
        windows: &mut Windows,
    ) -> Option<Asked> {
        let asked = match answer {
            Some(Ok(counted)) => {
                shared.slow = 0;
                let verdict = shared.sharing.told(slot, &counted, windows, (sent, Instant::now()));
                if let (Some((slot, _)), true) = (slot, shared.sharing.knows_more(windows)) {
                    shared.news(slot);
                }
                match verdict {
                    Verdict::Go(counting) => return Some(Asked::Go(counting)),
                    Verdict::Wait(until) => {
                        shared.ask_at = Some(until);
                        Some(Asked::Wait)
                    }
                    Verdict::Full { until, ask_at } => {
                        (shared.ask_at, shared.full_until) = (Some(ask_at), Some(until));
                        Some(Asked::Wait)
                    }
                    Verdict::Again => None,
                }
            }
            Some(Err(error)) => {
                shared.failed(self.operation, &error);
                Some(Asked::Wait)
            }
            None => Some(shared.was_slow(self.operation)),
        };
        if let Some((slot, asked @ 1..)) = slot {
            shared.news(slot).left -= asked;
        }
        asked
    }

    /// Of a request that the store counts: that it succeeded, or for how long it was refused.
    pub(super) fn counted(self: &Arc<Self>, counting: Counting, refused: Option<Closing>) {
        let Some(store) = &self.store else { return };
        self.with_shared(|shared, windows| match refused {
            Some(closing) => {
                let first = &mut shared.news(counting.slot).refused;
                let rank = |counting: Counting| counting.rank.unwrap_or(i64::MAX);
                if first.is_none_or(|(first, _)| rank(counting) < rank(first)) {
                    *first = Some((counting, closing));
                }
            }
            None if shared.sharing.is_news(counting) => {
                let news = shared.news(counting.slot);
                news.succeeded += 1;
                news.last = news.last.max(counting.rank);
            }
            None if shared.sharing.knows_more(windows) => {
                shared.news(counting.slot);
            }
            None => (),
        });
        self.tell(store);
    }

    /// Tells the store what there is to be told, all of it in turn.
    pub(super) fn tell(self: &Arc<Self>, store: &Arc<Store>) {
        let (gate, store) = (Arc::clone(self), Arc::clone(store));
        let telling = async move {
            while let Some(news) = gate.next_news() {
                let sent = Instant::now();
                let counted = store.count(&Sharing::counters(news.slot, news.left, news.succeeded)).await;
                let note = gate.with_shared(|shared, windows| match counted {
                    Ok(counted) => {
                        let now = Instant::now();
                        shared.sharing.heard(Some(news.slot), &counted, windows, (sent, now));
                        let last = Counting { slot: news.slot, rank: news.last };
                        let mut is_news = shared.sharing.knows_more(windows);
                        is_news |= news.last.is_some() && shared.sharing.succeeded(last);
                        if let Some((counting, closing)) = news.refused {
                            is_news |= shared.sharing.refused(counting, closing, windows, now);
                        }
                        is_news.then(|| shared.sharing.note(windows)).flatten()
                    }
                    Err(error) => {
                        shared.failed(gate.operation, &error);
                        None
                    }
                });
                if let Some((text, lifetime)) = note.flatten() {
                    store.write(text, lifetime).await;
                }
            }
        };
        self.with_shared(|shared, _| {
            if shared.news.is_empty() {
                return;
            }
            // One that was lost with its runtime has ended.
            if shared.teller.as_ref().is_none_or(JoinHandle::is_finished) {
                shared.teller = Some(tokio::spawn(telling));
            }
        });
    }

    fn next_news(&self) -> Option<News> {
        self.with_shared(|shared, _| {
            let news = shared.news.pop_front();
            if news.is_none() {
                shared.teller = None;
            }
            news
        })?
    }

    fn with_shared<T>(&self, work: impl FnOnce(&mut Shared, &mut Windows) -> T) -> Option<T> {
        let mut state = lock(&self.state);
        let State { shared, learning, .. } = &mut *state;
        shared.as_mut().map(|shared| work(shared, &mut learning.windows))
    }
}

async fn in_time<T>(task: &mut JoinHandle<T>, moments: usize) -> Option<T> {
    for _ in 0..moments {
        if let Ok(answer) = tokio::time::timeout(MOMENT, &mut *task).await {
            return answer.ok();
        }
    }
    None
}

/// Somebody asks the store, until it is dropped.
pub(super) struct Asking<'a>(pub &'a Arc<Gate>);

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        self.0.with_shared(|shared, _| shared.asks = false);
        lock(&self.0.state).wake_first();
    }
}
