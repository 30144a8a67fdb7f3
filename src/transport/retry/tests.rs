//! The decision table, row by row.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::{HeaderMap, HeaderValue, Method, StatusCode};

use super::Decision::{AfterThrottle, Again, AtGate, Return, TooLate};
use super::{Budget, Closing, Decision, Event, Retry, RetryPolicy, Situation, closing, decide, outcome, retry_after};
use crate::error::Outcome;
use crate::transport::STYTCH;
use crate::transport::operation::{Class, Operation};

static R: Operation = operation(Class::Replay, false);
static I: Operation = operation(Class::Idempotent, false);
static N: Operation = operation(Class::Once, false);
static R_PERSON: Operation = operation(Class::Replay, true);
static N_PERSON: Operation = operation(Class::Once, true);

const fn operation(class: Class, per_person: bool) -> Operation {
    Operation {
        path: "test",
        method: Method::POST,
        template: "/test",
        parameters: &[],
        end: "/test",
        class,
        public: false,
        form: false,
        per_person,
        paginated: false,
    }
}

fn situation<'a>(operation: &'a Operation, policy: &'a RetryPolicy) -> Situation<'a> {
    Situation {
        operation,
        policy,
        attempts: 1,
        throttled: 0,
        elapsed: Duration::from_secs(1),
        timeout: Duration::from_secs(30),
        gate_opens_in: Duration::from_secs(1),
        budget_left: true,
        jitter: 0.5,
    }
}

fn status(status: u16) -> Event {
    Event::Status { status: StatusCode::from_u16(status).unwrap(), is_throttle: false, retry_after: None }
}

fn throttle(retry_after: Option<u64>) -> Event {
    Event::Status {
        status: StatusCode::TOO_MANY_REQUESTS,
        is_throttle: true,
        retry_after: retry_after.map(Duration::from_secs),
    }
}

fn other_429() -> Event {
    Event::Status {
        status: StatusCode::TOO_MANY_REQUESTS,
        is_throttle: false,
        retry_after: Some(Duration::from_secs(1)),
    }
}

const fn again(millis: u64) -> Decision {
    Again { after: Duration::from_millis(millis) }
}

/// Half of the first bound, with jitter 0.5.
const SOON: Decision = again(50);

#[test]
fn an_event_knows_its_status() {
    let of = |event: Event| (event.status().map(|status| status.as_u16()), event.is_throttle());
    assert_eq!([of(throttle(None)), of(other_429())], [(Some(429), true), (Some(429), false)]);
    assert_eq!([of(status(503)), of(Event::NoAnswer)], [(Some(503), false), (None, false)]);
}

#[test]
fn every_row_of_the_table() {
    let policy = RetryPolicy::default();
    let unavailable = Event::Status {
        status: StatusCode::SERVICE_UNAVAILABLE,
        is_throttle: false,
        retry_after: Some(Duration::from_secs(3)),
    };
    // What happened, then the decision for R, I and N, and what it says of the effect.
    let rows = [
        (Event::NotConnected { untrusted: true }, [Return, Return, Return], Outcome::NotSent),
        (Event::NotConnected { untrusted: false }, [SOON, SOON, SOON], Outcome::NotSent),
        (throttle(None), [AtGate, AtGate, AtGate], Outcome::Rejected),
        (throttle(Some(5)), [AtGate, AtGate, AtGate], Outcome::Rejected),
        (throttle(Some(76)), [Return, Return, Return], Outcome::Rejected),
        (other_429(), [Return, Return, Return], Outcome::Rejected),
        (status(429), [Return, Return, Return], Outcome::Rejected),
        (status(408), [SOON, SOON, Return], Outcome::Unknown),
        (status(500), [SOON, SOON, Return], Outcome::Unknown),
        (status(502), [SOON, SOON, Return], Outcome::Unknown),
        (status(503), [SOON, SOON, Return], Outcome::Unknown),
        (status(504), [SOON, SOON, Return], Outcome::Unknown),
        (unavailable, [again(3250), again(3250), Return], Outcome::Unknown),
        (Event::NoAnswer, [SOON, SOON, Return], Outcome::Unknown),
        (Event::BrokenSuccess, [SOON, Return, Return], Outcome::LikelyApplied),
        (status(301), [Return, Return, Return], Outcome::Rejected),
        (status(307), [Return, Return, Return], Outcome::Rejected),
        (status(400), [Return, Return, Return], Outcome::Rejected),
        (status(401), [Return, Return, Return], Outcome::Rejected),
        (status(404), [Return, Return, Return], Outcome::Rejected),
        (status(501), [Return, Return, Return], Outcome::Unknown),
        (status(204), [Return, Return, Return], Outcome::LikelyApplied),
    ];
    for (event, expected, effect) in rows {
        let decisions = [&R, &I, &N].map(|operation| decide(&situation(operation, &policy), &event));
        assert_eq!(decisions, expected, "{event:?}");
        assert_eq!(outcome(&event), effect, "{event:?}");
    }
}

#[test]
fn a_limit_on_one_person_is_returned_at_once_unless_asked_otherwise() {
    let (usual, patient) = (RetryPolicy::default(), RetryPolicy::default().with_person_limits());
    for operation in [&N_PERSON, &R_PERSON] {
        assert_eq!(decide(&situation(operation, &usual), &throttle(Some(1))), Return);
        let waits = [(1, Some(7)), (1, Some(0)), (1, None), (3, None)].map(|(throttled, retry_after)| {
            let situation = Situation { throttled, attempts: throttled, ..situation(operation, &patient) };
            decide(&situation, &throttle(retry_after))
        });
        assert_eq!(
            waits,
            [7_250, 1_250, 1_250, 4_250].map(|millis| AfterThrottle { after: Duration::from_millis(millis) })
        );
    }
}

#[test]
fn the_longest_retry_after_is_waited_for_and_no_longer_one() {
    let policy = RetryPolicy::default().with_person_limits();
    let decided = |operation, event| {
        decide(&Situation { timeout: Duration::from_secs(100), ..situation(operation, &policy) }, &event)
    };
    let unavailable = |seconds| Event::Status {
        status: StatusCode::SERVICE_UNAVAILABLE,
        is_throttle: false,
        retry_after: Some(Duration::from_secs(seconds)),
    };
    assert_eq!([75, 76].map(|seconds| decided(&R, unavailable(seconds))), [again(75_250), Return]);
    assert_eq!([75, 76].map(|seconds| decided(&R, throttle(Some(seconds)))), [AtGate, Return]);
    let after = Duration::from_millis(75_250);
    assert_eq!([75, 76].map(|seconds| decided(&R_PERSON, throttle(Some(seconds)))), [AfterThrottle { after }, Return]);
}

#[test]
fn writes_wait_for_rate_limits_unless_switched_off() {
    let policy = RetryPolicy::default().without_throttled_writes();
    let decisions = [&R, &I, &N].map(|operation| decide(&situation(operation, &policy), &throttle(None)));
    assert_eq!(decisions, [AtGate, AtGate, Return]);
}

#[test]
fn attempts_budget_and_time_end_it() {
    let policy = RetryPolicy::default();
    let of = |change: fn(&mut Situation)| {
        let mut situation = situation(&R, &policy);
        change(&mut situation);
        [decide(&situation, &status(503)), decide(&situation, &throttle(None))]
    };
    assert_eq!(of(|situation| situation.attempts = 2), [again(100), AtGate]);
    assert_eq!(of(|situation| situation.attempts = 3), [Return, AtGate]);
    assert_eq!(of(|situation| (situation.attempts, situation.throttled) = (400, 398)), [again(100), AtGate]);
    assert_eq!(of(|situation| (situation.attempts, situation.throttled) = (400, 397)), [Return, AtGate]);
    assert_eq!(of(|situation| situation.budget_left = false), [Return, AtGate]);
    let late = |wait, limit| TooLate { wait: Duration::from_millis(wait), limit: Duration::from_millis(limit) };
    assert_eq!(of(|situation| situation.timeout = Duration::from_millis(1040)), [late(50, 1040), late(1000, 1040)]);
    assert_eq!(of(|situation| situation.gate_opens_in = Duration::from_secs(29)), [SOON, late(29_000, 30_000)]);
    let hasty = RetryPolicy::default().max_elapsed(Duration::from_secs(1));
    assert_eq!(decide(&situation(&R, &hasty), &status(503)), late(50, 1000));
    let sparing = RetryPolicy::default().max_throttled_attempts(4);
    let throttled = |attempts| Situation { attempts, throttled: attempts, ..situation(&R, &sparing) };
    assert_eq!([3, 4].map(|attempts| decide(&throttled(attempts), &throttle(None))), [AtGate, Return]);
    let few = RetryPolicy::default().max_attempts(2);
    let mixed = |attempts| Situation { attempts, throttled: attempts - 1, ..situation(&R, &few) };
    assert_eq!([1, 2].map(|attempts| decide(&mixed(attempts), &status(503))), [SOON, Return]);
    let once = RetryPolicy::none();
    assert_eq!(decide(&situation(&R, &once), &status(503)), Return);
    assert_eq!(decide(&situation(&R, &once), &throttle(None)), Return);
}

#[test]
fn backoff_doubles_up_to_its_bound() {
    let usual = RetryPolicy::default().max_attempts(20);
    let slow = usual.clone().base_backoff(Duration::from_secs(1)).max_backoff(Duration::from_secs(20));
    let waits = |policy: &RetryPolicy| -> Vec<Decision> {
        let situations = (1..9).map(|attempts| Situation { attempts, jitter: 1.0, ..situation(&R, policy) });
        situations.map(|situation| decide(&situation, &Event::NoAnswer)).collect()
    };
    assert_eq!(waits(&usual), [100, 200, 400, 800, 1600, 3200, 5000, 5000].map(again));
    assert_eq!(waits(&slow)[..6], [1, 2, 4, 8, 16, 20].map(|seconds| again(1_000 * seconds)));
}

#[test]
fn who_does_not_wait_for_rate_limits_does_not_wait_at_the_gate() {
    let rows = [
        (RetryPolicy::default(), true),
        (RetryPolicy::default().max_attempts(2), true),
        (RetryPolicy::none(), false),
        (RetryPolicy::none().max_throttled_attempts(2), true),
        (RetryPolicy::default().max_throttled_attempts(1), false),
        (RetryPolicy::default().max_throttled_attempts(0), false),
    ];
    for (policy, waits) in rows {
        assert_eq!(policy.waits_for_rate_limits(), waits, "{policy:?}");
    }
}

#[test]
fn a_policy_with_fewer_attempts_is_the_same_but_for_them() {
    let policy = RetryPolicy::default().max_retry_after(Duration::from_secs(7)).max_attempts(5);
    let at_most = |attempts| {
        let policy = format!("{:?}", policy.clone().at_most(attempts));
        assert!(policy.contains("max_retry_after: 7s"), "{policy}");
        policy.split(", base_backoff").next().map(str::to_owned)
    };
    let expected =
        |all, throttled| format!("RetryPolicy {{ max_attempts: {all}, max_throttled_attempts: Some({throttled})");
    assert_eq!([at_most(2), at_most(9)], [Some(expected(2, 2)), Some(expected(5, 5))]);
}

#[test]
fn the_listener_is_told() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&told);
    let policy = RetryPolicy::default().on_retry(move |retry| heard.lock().unwrap().push(retry.clone()));
    policy.tell(&Retry::new("test", 2, &throttle(None), Duration::from_secs(3)));
    policy.tell(&Retry::new("test", 3, &Event::NoAnswer, Duration::ZERO));
    let told = told.lock().unwrap();
    let told = told.iter().map(|retry| (retry.operation, retry.attempts, retry.status, retry.after.as_secs()));
    assert_eq!(told.collect::<Vec<_>>(), [("test", 2, Some(429), 3), ("test", 3, None, 0)]);
}

#[test]
fn the_budget_pays_for_so_many_retries_and_is_given_back() {
    let budget = Budget::default();
    let spend = || {
        let mut retries = 0;
        while budget.charge() {
            assert!(retries < 36, "the budget does not end");
            retries += 1;
        }
        assert!(!budget.is_left());
        retries
    };
    assert!(budget.is_left());
    // 500 tokens, 14 for each; the 10 that are left stay.
    assert_eq!(spend(), 35);
    (0..3).for_each(|_| budget.restore(0, true));
    assert!(!budget.is_left());
    budget.restore(0, true);
    assert!(budget.is_left());
    assert_eq!(spend(), 1);
    // A call that succeeded gives back what it paid.
    budget.restore(2, false);
    assert_eq!(spend(), 2);
    budget.restore(u32::MAX, true);
    assert_eq!(spend(), 35);
}

#[test]
fn retry_after_is_seconds_or_a_date_and_nothing_else() {
    let seconds = Duration::from_secs;
    let date = "Sat, 21 Nov 2026 12:00:00 GMT";
    let rows = [
        (vec!["0"], Some(seconds(0))),
        (vec!["5"], Some(seconds(5))),
        (vec!["60"], Some(seconds(60))),
        (vec!["75"], Some(seconds(75))),
        (vec!["76"], Some(seconds(76))),
        (vec!["86400"], Some(seconds(86_400))),
        (vec!["-1"], None),
        (vec!["1.5"], None),
        (vec!["abc"], None),
        (vec![""], None),
        (vec!["99999999999"], None),
        (vec!["Sat, 21 Nov 2026 11:59:00 GMT"], Some(seconds(0))),
        (vec!["Sat, 21 Nov 2026 12:00:05 GMT"], Some(seconds(5))),
        (vec!["Saturday, 21-Nov-26 12:00:05 GMT"], None),
        (vec!["Sat, 21 Nov 100000 12:00:05 GMT"], None),
        (vec!["5", "60"], None),
        (vec![], None),
    ];
    for (values, expected) in rows {
        let mut headers = HeaderMap::from_iter([(http::header::DATE, HeaderValue::from_static(date))]);
        for value in &values {
            headers.append(http::header::RETRY_AFTER, HeaderValue::from_str(value).unwrap());
        }
        assert_eq!(retry_after(&headers), expected, "{values:?}");
    }
    let without_date =
        HeaderMap::from_iter([(http::header::RETRY_AFTER, HeaderValue::from_static("Sat, 21 Nov 2026 12:00:05 GMT"))]);
    assert_eq!(retry_after(&without_date), None);
}

#[test]
fn the_gate_closes_for_a_second_then_to_the_minute_then_longer_and_longer() {
    let policy = RetryPolicy::default();
    let closed = |headers: &HeaderMap, closings| closing(headers, (&STYTCH, &policy), closings);
    let seconds = |wait, ends| Some(Closing { wait: Duration::from_secs(wait), ends });
    let noon = 1_795_262_400;
    let dated = HeaderMap::from_iter([(http::header::DATE, HeaderValue::from_static("Sat, 21 Nov 2026 12:00:42 GMT"))]);
    let to_the_minute = seconds(18, Some((noon + 42, 18)));
    assert_eq!([0, 1, 2].map(|closings| closed(&dated, closings)), [seconds(1, None), to_the_minute, to_the_minute]);
    let bare = HeaderMap::new();
    let waits = [1, 2, 4, 8, 16, 30, 30].map(|wait| seconds(wait, None));
    assert_eq!([0, 1, 2, 3, 4, 5, 9].map(|closings| closed(&bare, closings)), waits);
    let asked = |text| HeaderMap::from_iter([(http::header::RETRY_AFTER, HeaderValue::from_static(text))]);
    let waits = [closed(&asked("7"), 3), closed(&asked("75"), 0), closed(&asked("76"), 0)];
    assert_eq!(waits, [seconds(7, None), seconds(75, None), None]);
    assert_eq!([closed(&asked("0"), 0), closed(&asked("0"), 3)], [seconds(1, None), seconds(8, None)]);
    let mut both = dated;
    both.extend(asked("7"));
    assert_eq!(closed(&both, 0), seconds(7, Some((noon + 42, 7))));
}
