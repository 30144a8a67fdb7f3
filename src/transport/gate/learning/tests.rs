//! What the simulation does not show: single turns of one process.

use std::time::Duration;

use tokio::time::Instant;

use super::{Closing, Learning, Ticket, Turn};

const NOON: u64 = 1_795_262_400;

fn learning(paced: bool) -> Learning {
    Learning::new(paced, fastrand::Rng::with_seed(7))
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A rate limit at that second after noon, which says when its minute ends.
fn to_the_minute(second: u64) -> Option<Closing> {
    let wait = 60 - second % 60;
    Some(Closing { wait: seconds(wait), ends: Some((NOON + second, wait)) })
}

/// One that says no time.
fn for_seconds(wait: u64) -> Option<Closing> {
    Some(Closing { wait: seconds(wait), ends: None })
}

fn go(learning: &mut Learning, now: Instant) -> Ticket {
    match learning.turn(now, 1, None) {
        Turn::Go(ticket) => ticket,
        turn => panic!("{turn:?}"),
    }
}

fn succeed(learning: &mut Learning, count: usize, now: Instant) {
    for _ in 0..count {
        let ticket = go(learning, now);
        learning.ended();
        learning.answered(ticket, None, now);
    }
}

fn refuse(learning: &mut Learning, now: Instant, closing: Option<Closing>) -> bool {
    let ticket = go(learning, now);
    learning.ended();
    learning.throttled(ticket, now, |_| closing)
}

#[test]
fn who_can_not_wait_for_the_next_window_goes_unless_this_one_is_closed() {
    let (noon, mut one) = (Instant::now(), learning(false));
    succeed(&mut one, 3, noon + seconds(40));
    assert!(refuse(&mut one, noon + seconds(42), to_the_minute(42)));
    let Turn::At(next) = one.turn(noon + seconds(43), 1, None) else { panic!("the window is closed") };
    assert_eq!(one.closed_until(), Some(next));
    assert!((noon + seconds(60)..=noon + Duration::from_millis(60_500)).contains(&next));
    assert_eq!(one.turn(noon + seconds(43), 1, Some(noon + seconds(44))), Turn::At(next));

    // The next window takes as many, and then one beyond for who has no time for another one.
    succeed(&mut one, 3, next);
    assert_eq!(one.closed_until(), None);
    let Turn::At(later) = one.turn(next, 1, None) else { panic!("the share is used") };
    assert_eq!(one.turn(next, 1, Some(later + Duration::from_nanos(1))), Turn::At(later));
    for deadline in [later, later - seconds(1)] {
        assert!(matches!(one.turn(next, 1, Some(deadline)), Turn::Go(_)));
        one.ended();
    }
}

#[test]
fn few_leave_at_once_only_where_it_is_paced() {
    let (noon, mut paced, mut other) = (Instant::now(), learning(true), learning(false));
    assert!(paced.is_limited() && !other.is_limited());
    go(&mut paced, noon);
    assert_eq!(paced.turn(noon, 1, None), Turn::Later);
    let tickets: Vec<Ticket> = (0..100).map(|_| go(&mut other, noon)).collect();
    tickets.iter().for_each(|_| other.ended());
    assert!(other.throttled(tickets[0], noon, |_| to_the_minute(0)));
    assert!(other.is_limited());

    let mut allowed = learning(true);
    allowed.leaves(noon, 1);
    assert_eq!(allowed.turn(noon, 1, None), Turn::Later);
}

#[test]
fn few_are_under_way_after_a_limit_that_does_not_say_when_its_window_ends() {
    let (noon, mut one) = (Instant::now(), learning(false));
    assert!(refuse(&mut one, noon, for_seconds(2)));
    let until = one.closed_until().unwrap();
    assert!((noon + seconds(2)..=noon + Duration::from_millis(2_500)).contains(&until));
    assert_eq!(one.known(), (None, None));
    // One more with each success, up to eight.
    for width in [1, 2, 3, 4, 5, 6, 7, 8, 8, 8] {
        let tickets: Vec<Ticket> = (0..width).map(|_| go(&mut one, until)).collect();
        assert_eq!(one.turn(until, 1, None), Turn::Later, "{width}");
        tickets.iter().for_each(|_| one.ended());
        one.answered(tickets[0], None, until);
    }
}

#[test]
fn closings_are_counted_until_the_limit_is_forgotten() {
    let (noon, mut one) = (Instant::now(), learning(false));
    let mut now = noon;
    for expected in [0, 1, 2, 3] {
        let (ticket, mut earlier) = (go(&mut one, now), None);
        one.ended();
        one.throttled(ticket, now, |closings| {
            earlier = Some(closings);
            for_seconds(1)
        });
        assert_eq!(earlier, Some(expected));
        now = one.closed_until().unwrap();
    }
    // Who is told not to wait learns nothing.
    let number = one.number();
    assert!(!refuse(&mut one, now, None));
    assert_eq!((one.closed_until(), one.number()), (None, number + 1));
}

#[test]
fn an_answer_to_a_request_of_an_earlier_window_says_nothing() {
    let (noon, mut one) = (Instant::now(), learning(false));
    let early = go(&mut one, noon);
    assert!(refuse(&mut one, noon + seconds(1), to_the_minute(1)));
    assert_eq!(one.number(), 0);
    let next = one.closed_until().unwrap();
    one.ended();
    go(&mut one, next);
    assert_eq!(one.number(), 1);
    assert!(!one.throttled(early, next, |_| to_the_minute(0)));
    assert_eq!(one.closed_until(), None);
}

#[test]
fn the_share_is_what_the_last_window_took() {
    let (noon, mut one) = (Instant::now(), learning(false));
    assert_eq!(one.known(), (None, None));
    // Before the window, and in it; of so many the last thousand are remembered.
    succeed(&mut one, 50, noon);
    succeed(&mut one, 1_200, noon + seconds(61));
    assert!(refuse(&mut one, noon + seconds(62), to_the_minute(62)));
    assert_eq!(one.known(), (None, Some(seconds(60))));
    let next = one.closed_until().unwrap();
    go(&mut one, next);
    assert_eq!(one.known(), (Some(1_000.0), Some(seconds(60))));

    let mut other = learning(false);
    succeed(&mut other, 50, noon);
    succeed(&mut other, 7, noon + seconds(61));
    assert!(refuse(&mut other, noon + seconds(62), to_the_minute(62)));
    let next = other.closed_until().unwrap();
    go(&mut other, next);
    assert_eq!(other.known(), (Some(7.0), Some(seconds(60))));
}

#[test]
fn a_window_that_was_not_used_up_leaves_the_share() {
    let (noon, mut one) = (Instant::now(), learning(false));
    succeed(&mut one, 7, noon);
    assert!(refuse(&mut one, noon + seconds(50), to_the_minute(50)));
    // At its very end it is over.
    one.turn(noon + Duration::from_nanos(59_999_999_999), 1, None);
    assert_eq!(one.number(), 0);
    one.turn(noon + seconds(60), 1, None);
    assert_eq!(one.number(), 1);
    for window in 1..3 {
        succeed(&mut one, 2, noon + seconds(60 * window + 30));
        assert_eq!((one.number(), one.known().0), (window, Some(7.0)));
    }
    // After two minutes in which it was not met it is no limit.
    succeed(&mut one, 1, noon + seconds(185));
    assert_eq!((one.known(), one.is_limited(), one.number()), ((None, None), false, 3));
}

#[test]
fn a_probe_that_succeeds_is_followed_at_once_and_in_the_next_window() {
    let (noon, mut one) = (Instant::now(), learning(false));
    succeed(&mut one, 3, noon);
    assert!(refuse(&mut one, noon + seconds(50), to_the_minute(50)));
    // It does not begin at the very end of the window.
    let Turn::At(next) = one.turn(noon + seconds(60), 1, None) else { panic!("all would begin at once") };
    succeed(&mut one, 3, next);
    // Who has no time for the next window probes; if that succeeds, one more follows.
    let Turn::Go(probe) = one.turn(next, 1, Some(next)) else { panic!("there is no time") };
    one.ended();
    one.answered(probe, None, next);
    go(&mut one, next);
    one.turn(noon + seconds(120), 1, None);
    assert_eq!((one.quiet, one.known().0), (0, Some(4.0)));
    let window = one.window.as_ref().unwrap();
    assert_eq!(window.probe, Some(window.opens));
}

#[test]
fn windows_that_passed_unused_are_no_reason_to_wait() {
    let (noon, mut one) = (Instant::now(), learning(false));
    succeed(&mut one, 3, noon);
    assert!(refuse(&mut one, noon, to_the_minute(0)));
    let now = noon + seconds(200);
    go(&mut one, now);
    let window = one.window.as_ref().unwrap();
    assert_eq!((window.opens, window.end), (now, Some(noon + seconds(240))));
}

#[test]
fn who_comes_when_the_window_is_full_probes_soon() {
    let probes = |taken| {
        let probes = |seed: &u64| {
            let (noon, mut one) = (Instant::now(), Learning::new(false, fastrand::Rng::with_seed(*seed)));
            succeed(&mut one, taken, noon);
            assert!(refuse(&mut one, noon, to_the_minute(0)));
            one.turn(noon + seconds(60), 1, None);
            one.window.as_ref().unwrap().probe.is_some()
        };
        (0..1_000).filter(probes).count()
    };
    // The chance is 12 %, and four times that.
    assert!((90..150).contains(&probes(1)) && (430..530).contains(&probes(0)), "{} {}", probes(1), probes(0));
}
