//! One gate's line, turn by turn. Moments that matter are passed, so nothing sleeps.

use std::collections::BTreeMap;
use std::future::pending;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::future::BoxFuture;
use http::Method;
use tokio::time::Instant;

use super::sharing::{Counting, Slot};
use super::store::{Asking, Shared};
use super::{Closing, Gate, Gates, Place, SharedStore, Wait};
use crate::limits::{Counted, Counter, SharedLimits, StoreError};
use crate::transport::lock::lock;
use crate::transport::{Class, Operation};

const NOON: u64 = 1_795_262_400;

static SEARCH: Operation = operation("organizations.search", true);
static WRITE: Operation = operation("organizations.create", false);

const fn operation(path: &'static str, paginated: bool) -> Operation {
    Operation {
        path,
        method: Method::POST,
        template: "/test",
        parameters: &[],
        end: "/test",
        class: Class::Replay,
        public: false,
        form: false,
        per_person: false,
        paginated,
    }
}

/// A store that never answers.
struct Silent;

impl SharedLimits for Silent {
    fn count<'a>(&'a self, _: &'a [Counter], _: &'a str) -> BoxFuture<'a, Result<Counted, StoreError>> {
        Box::pin(pending())
    }

    fn write<'a>(&'a self, _: &'a str, _: String, _: Duration) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(pending())
    }
}

/// A store in memory, whose clock stands still.
#[derive(Default)]
struct Memory {
    totals: Mutex<BTreeMap<String, i64>>,
    notes: Mutex<BTreeMap<String, String>>,
}

impl Memory {
    /// What the counters came to, without their prefix and the number of the second.
    fn total(&self, name: &str) -> i64 {
        let name = format!("{PREFIX}{name}");
        lock(&self.totals).iter().filter(|(key, _)| key.starts_with(&name)).map(|(_, total)| *total).sum()
    }

    fn note(&self) -> Option<String> {
        lock(&self.notes).get(&format!("{PREFIX}note:1")).cloned()
    }
}

const PREFIX: &str = "stytch-b2b:{project-test-1:organizations.search}:";

impl SharedLimits for Memory {
    fn count<'a>(&'a self, counters: &'a [Counter], note: &'a str) -> BoxFuture<'a, Result<Counted, StoreError>> {
        let mut totals = lock(&self.totals);
        let mut count = |counter: &Counter| {
            let total = totals.entry(counter.key.clone()).or_default();
            *total += counter.add;
            *total
        };
        let totals = counters.iter().map(&mut count).collect();
        let note = lock(&self.notes).get(note).cloned();
        Box::pin(async move { Ok(Counted { totals, note, now: Duration::from_secs(500) }) })
    }

    fn write<'a>(&'a self, note: &'a str, text: String, _: Duration) -> BoxFuture<'a, Result<(), StoreError>> {
        lock(&self.notes).insert(note.to_owned(), text);
        Box::pin(async { Ok(()) })
    }
}

/// Waits until that is so.
async fn until(what: &str, is_so: impl Fn() -> bool) {
    for _ in 0..2_000 {
        if is_so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    panic!("it never happens that {what}");
}

fn gates(store: Option<impl SharedLimits>) -> Gates {
    let shared = store.map(|store| SharedStore {
        limits: Arc::new(store),
        project_id: "project-test-1".to_owned(),
        is_old: Arc::default(),
    });
    Gates::new(fastrand::Rng::with_seed(7), shared)
}

/// A limit that is met now, and lasts until a window of that many seconds ends.
fn meet_limit(gate: &Arc<Gate>, window: u64) {
    let Ok(pass) = gate.place().try_pass(None, Instant::now()) else { panic!("nothing is known yet") };
    pass.throttled(|_| Some(Closing { wait: Duration::from_secs(window), ends: Some((NOON, window)) }));
}

fn goes(place: &Place, now: Instant) -> bool {
    place.try_pass(None, now).is_ok()
}

#[test]
fn calls_leave_in_the_order_in_which_they_came() {
    let (gate, now) = (gates(None::<Silent>).of(&SEARCH), Instant::now());
    let [first, second, third, fourth] = std::array::from_fn(|_| gate.place());
    let Ok(pass) = first.try_pass(None, now) else { panic!("nobody is before it") };
    for place in [&second, &third, &fourth] {
        assert!(matches!(place.try_pass(None, now), Err(Wait::Until(None))));
    }
    drop(pass);
    assert!(!goes(&third, now) && !goes(&fourth, now));
    assert!(goes(&second, now));
    // Who gives up its place holds nobody up, and who comes is last.
    drop(third);
    assert!(!goes(&gate.place(), now));
    assert!(goes(&fourth, now));
}

#[test]
fn who_can_not_wait_for_a_closed_gate_is_told_at_once() {
    let gate = gates(None::<Silent>).of(&SEARCH);
    assert_eq!(gate.place().closed_for(), Duration::ZERO);
    meet_limit(&gate, 60);
    let (now, first, second) = (Instant::now(), gate.place(), gate.place());
    let Err(Wait::Until(Some(opens))) = first.try_pass(None, now) else { panic!("the gate is closed") };
    let wait = second.closed_for();
    assert!((Duration::from_secs(59)..=Duration::from_millis(60_500)).contains(&wait), "{wait:?}");
    assert!(matches!(second.try_pass(Some(opens), now), Err(Wait::TooLong)));
    let later = opens + Duration::from_nanos(1);
    assert!(matches!(second.try_pass(Some(later), now), Err(Wait::Until(Some(until))) if until == later));
}

#[test]
fn who_can_not_wait_for_the_next_window_is_not_held_up_by_who_can() {
    let gate = gates(None::<Silent>).of(&SEARCH);
    meet_limit(&gate, 1);
    // In the next window, when the share is used.
    let now = Instant::now() + Duration::from_millis(1_600);
    let (patient, hasty) = (gate.place(), gate.place());
    let at = loop {
        match patient.try_pass(None, now) {
            Ok(pass) => drop(pass),
            Err(Wait::Until(Some(at))) => break at,
            Err(_) => panic!("it is known when the next window begins"),
        }
    };
    assert!(now < at);
    assert!(matches!(hasty.try_pass(Some(at + Duration::from_nanos(1)), now), Err(Wait::Until(Some(_)))));
    let hasty = gate.place();
    assert!(hasty.try_pass(Some(at), now).is_ok());
}

#[test]
fn a_limit_is_told_once_it_was_met() {
    let gates = gates(None::<Silent>);
    let (gate, other) = (gates.of(&SEARCH), gates.of(&WRITE));
    assert!(goes(&other.place(), Instant::now()) && goes(&gate.place(), Instant::now()));
    assert_eq!(gates.rate_limits(), []);
    meet_limit(&gate, 60);
    let waiting = gate.place();
    assert!(!goes(&waiting, Instant::now()));
    let known = gates.rate_limits();
    let [known] = &known[..] else { panic!("{known:?}") };
    assert_eq!((known.operation, known.sent, known.throttled, known.waiting), ("organizations.search", 2, 1, 1));
    assert_eq!((known.share, known.project_share, known.window), (None, None, Some(Duration::from_secs(60))));
    assert!(known.closed_for.is_some_and(|wait| wait > Duration::from_secs(58)));
}

#[test]
fn one_of_the_line_asks_the_store_for_all() {
    let (gate, now) = (gates(Some(Silent)).of(&SEARCH), Instant::now());
    let (first, second) = (gate.place(), gate.place());
    assert!(matches!(first.try_pass(None, now), Err(Wait::Asks)));
    for place in [&first, &second] {
        assert!(matches!(place.try_pass(None, now), Err(Wait::Until(None))));
    }
    drop(Asking(&gate));
    assert!(matches!(second.try_pass(None, now), Err(Wait::Until(None))));
    // Not before the store said.
    let at = now + Duration::from_secs(1);
    lock(&gate.state).ask_at(at);
    assert!(matches!(first.try_pass(None, now), Err(Wait::Until(Some(until))) if until == at));
    assert!(matches!(first.try_pass(None, at), Err(Wait::Asks)));
}

#[test]
fn an_operation_whose_limit_was_not_met_asks_no_store() {
    let (gate, now) = (gates(Some(Silent)).of(&WRITE), Instant::now());
    assert!(goes(&gate.place(), now));
    meet_limit(&gate, 1);
    let later = Instant::now() + Duration::from_secs(2);
    assert!(matches!(gate.place().try_pass(None, later), Err(Wait::Asks)));
}

#[tokio::test]
async fn what_the_store_is_told_of_a_window_is_added_up() {
    let gate = gates(Some(Silent)).of(&SEARCH);
    let slot = Slot { window: Some((60, 1)), second: Some(5) };
    let counting = |rank| Counting { slot, rank };
    let closing = Closing { wait: Duration::from_secs(1), ends: None };
    for rank in [Some(5), Some(3), None, Some(4)] {
        gate.counted(counting(rank), Some(closing));
    }
    gate.counted(counting(Some(2)), None);
    gate.counted(counting(Some(1)), None);
    let other = Slot { window: Some((60, 2)), second: Some(65) };
    gate.counted(Counting { slot: other, rank: Some(0) }, None);
    gate.counted(counting(None), None);
    let state = lock(&gate.state);
    let news = state.shared.as_ref().map(Shared::news_of_slots);
    assert_eq!(news.unwrap(), [(slot, 3, Some(2), Some(3)), (other, 1, Some(0), None)]);
}

#[tokio::test]
async fn the_store_counts_what_leaves_and_what_succeeds() {
    let store = Arc::new(Memory::default());
    let gate = gates(Some(Arc::clone(&store))).of(&SEARCH);
    for done in 1..=3 {
        let Ok(pass) = gate.place().pass(None).await else { panic!("there is no limit yet") };
        assert_eq!(store.total("left:second:"), done);
        pass.answered(|| None);
        drop(pass);
        until("one more has succeeded", || store.total("succeeded:second:") == done).await;
        assert_eq!((store.total("left:second:"), store.total("succeeded")), (done, 2 * done));
    }
    assert_eq!(store.note(), None);
    let keys: Vec<String> = lock(&store.totals).keys().cloned().collect();
    assert!(keys.iter().all(|key| key.starts_with(PREFIX)), "{keys:?}");
}

#[tokio::test]
async fn who_waits_for_others_is_counted_once() {
    let store = Arc::new(Memory::default());
    let (here, there) = (gates(Some(Arc::clone(&store))).of(&SEARCH), gates(Some(Arc::clone(&store))).of(&SEARCH));
    for gate in [&here, &there] {
        assert!(gate.place().pass(None).await.is_ok());
    }
    // Neither has said that it succeeded, so there is no room in this second.
    assert!(here.place().pass(Some(Instant::now() + Duration::from_millis(40))).await.is_err());
    until("what was counted is taken back", || store.total("left:second:500") == 2).await;
}

#[tokio::test]
async fn a_limit_that_is_met_is_noted_for_all_and_noted_again_when_the_store_lost_it() {
    let store = Arc::new(Memory::default());
    let (here, there) = (gates(Some(Arc::clone(&store))), gates(Some(Arc::clone(&store))));
    let gate = here.of(&SEARCH);
    let Ok(pass) = gate.place().pass(None).await else { panic!("there is no limit yet") };
    pass.answered(|| None);
    drop(pass);
    until("one has succeeded", || store.total("succeeded:second:") == 1).await;
    let Ok(pass) = gate.place().pass(None).await else { panic!("there is no limit yet") };
    pass.throttled(|_| Some(Closing { wait: Duration::from_secs(60), ends: Some((NOON, 60)) }));
    drop(pass);
    until("the limit is noted", || store.note().is_some()).await;
    // Another process hears of it, and does not try.
    let (other, deadline) = (there.of(&SEARCH), Instant::now() + Duration::from_secs(1));
    assert!(other.place().pass(Some(deadline)).await.is_err());
    let known = there.rate_limits();
    let [known] = &known[..] else { panic!("{known:?}") };
    assert_eq!((known.project_share, known.sent), (Some(1), 0));
    assert!(known.closed_for.is_some());

    lock(&store.notes).clear();
    lock(&other.state).shared.as_mut().unwrap().forget_when_to_ask();
    let _ = other.place().pass(Some(Instant::now() + Duration::from_millis(100))).await;
    until("the limit is noted again", || store.note().is_some()).await;
}

#[tokio::test]
async fn who_waits_is_woken_when_it_is_its_turn_and_when_its_time_is_over() {
    let gate = gates(None::<Silent>).of(&SEARCH);
    let Ok(pass) = gate.place().pass(None).await else { panic!("nobody is before it") };
    let soon = Instant::now() + Duration::from_millis(20);
    assert!(gate.place().pass(Some(soon)).await.is_err_and(|wait| wait.is_zero()));
    assert!(Instant::now() >= soon);

    let place = gate.place();
    let late = Some(Instant::now() + Duration::from_secs(60));
    let waiting = tokio::spawn(async move { place.pass(late).await.is_ok() });
    until("it waits", || lock(&gate.state).line.len() == 1).await;
    drop(pass);
    assert!(tokio::time::timeout(Duration::from_secs(20), waiting).await.unwrap().unwrap());
}

#[tokio::test]
async fn what_succeeds_beyond_the_limit_raises_it_for_all() {
    let store = Arc::new(Memory::default());
    // One request in a minute, as the window before found.
    let note = format!("[[{NOON},500000],[{},60],60,1,1,0,{},0]", NOON + 60, NOON - 60);
    lock(&store.notes).insert(format!("{PREFIX}note:1"), note);
    let gate = gates(Some(Arc::clone(&store))).of(&SEARCH);
    for _ in 0..2 {
        let Ok(pass) = gate.place().pass(None).await else { panic!("this window is tried") };
        pass.answered(|| None);
    }
    until("the limit is two", || store.note().is_some_and(|note| note.contains(",60,2,"))).await;
}

#[test]
fn news_are_told_though_the_runtime_that_was_to_tell_them_is_gone() {
    let store = Arc::new(Memory::default());
    let gate = gates(Some(Arc::clone(&store))).of(&SEARCH);
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let counting = Counting { slot: Slot { window: None, second: Some(500) }, rank: None };
    runtime().block_on(async { gate.counted(counting, None) });
    runtime().block_on(async {
        gate.counted(counting, None);
        until("both are told", || store.total("succeeded:second:500") == 2).await;
    });
}
