//! One gate's line, turn by turn. Moments that matter are passed, so nothing sleeps.

use std::future::pending;
use std::sync::Arc;
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

fn gates(store: Option<Silent>) -> Gates {
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
    let (gate, now) = (gates(None).of(&SEARCH), Instant::now());
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
    let gate = gates(None).of(&SEARCH);
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
    let gate = gates(None).of(&SEARCH);
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
    let gates = gates(None);
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
