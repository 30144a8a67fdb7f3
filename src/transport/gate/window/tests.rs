use std::time::Duration;

use tokio::time::Instant;

use super::Windows;

/// When a window of any usual length up to an hour begins.
const NOON: u64 = 1_795_262_400;

/// A moment of ours with time enough before it, when the API's clock says noon.
fn noon() -> Instant {
    Instant::now() + Duration::from_secs(10_000)
}

fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

fn knowing(end: u64, distances: u64, longest: u64) -> Windows {
    Windows { origin: None, end: Some((NOON + end, distances)), longest }
}

#[test]
fn the_answer_that_came_soonest_after_its_second_says_when_seconds_begin() {
    let (noon, mut windows) = (noon(), Windows::default());
    for (second, at, begins) in [(0, 700, 700), (2, 2_200, 200), (3, 3_200, 200), (4, 4_900, 200), (1, 1_100, 100)] {
        windows.heard(NOON + second, noon + millis(at));
        assert_eq!(windows.moment(NOON), Some(noon + millis(begins)), "{second}");
    }
    assert_eq!(windows.moment(NOON + 60), Some(noon + millis(60_100)));
    assert_eq!(windows.moment(NOON - 60), Some(noon - millis(59_900)));
    // One that is no later is not taken over.
    let origin = windows.origin;
    windows.heard(NOON + 9, noon + millis(9_100));
    assert_eq!(windows.origin, origin);
}

#[test]
fn an_end_comes_rather_late_than_early() {
    // A second and the moment at which it was heard before, as a refusal at 42.9 says that the window ends 18 seconds after 42; then
    // when it ends, and when the second after noon begins.
    for (heard, end, begins) in [
        (None, 60_900, 1_900),
        (Some((40, 40_200)), 60_200, 1_200),
        // As early as a whole second allows; any earlier, and the clock was set.
        (Some((40, 39_900)), 59_900, 900),
        (Some((40, 39_899)), 60_900, 1_900),
        // The second began before the answer came.
        (Some((40, 41_500)), 60_900, 2_500),
    ] {
        let (noon, mut windows) = (noon(), Windows::default());
        if let Some((second, at)) = heard {
            windows.heard(NOON + second, noon + millis(at));
        }
        let ends = windows.ends((NOON + 42, 18), noon + millis(42_900));
        assert_eq!(ends, (noon + millis(end), millis(60_000)), "{heard:?}");
        assert_eq!(windows.moment(NOON + 1), Some(noon + millis(begins)), "{heard:?}");
    }
    // No wait at all ends at once.
    let (noon, mut windows) = (noon(), Windows::default());
    assert_eq!(windows.ends((NOON, 0), noon).0, noon);
}

#[test]
fn how_long_windows_last() {
    // Ends as they are told: seconds after noon, seconds before the end; then the length.
    for (ends, period) in [
        (vec![(0, 60)], 60),
        (vec![(59, 1)], 1),
        (vec![(58, 2)], 2),
        (vec![(57, 3)], 60),
        (vec![(0, 5)], 5),
        (vec![(0, 10)], 10),
        (vec![(0, 7)], 7),
        (vec![(10, 30), (50, 30)], 30),
        (vec![(59, 1), (61, 1)], 1),
        (vec![(59, 1), (118, 2)], 2),
        (vec![(50, 10), (110, 10)], 60),
        (vec![(50, 10), (60, 10)], 10),
        (vec![(0, 300), (599, 1)], 300),
        (vec![(0, 3_600)], 3_600),
        // What does not fit together is learned anew from the last one.
        (vec![(0, 60), (0, 61)], 61),
        (vec![(0, 60), (64, 1)], 1),
    ] {
        let (noon, mut windows) = (noon(), Windows::default());
        let mut last = Duration::ZERO;
        for (second, wait) in &ends {
            last = windows.ends((NOON + second, *wait), noon + Duration::from_secs(*second)).1;
        }
        assert_eq!(last, Duration::from_secs(period), "{ends:?}");
    }
}

#[test]
fn the_window_of_now() {
    let (noon, mut windows) = (noon(), knowing(60, 60, 60));
    assert_eq!(windows.current(noon), None);
    windows.heard(NOON + 30, noon + millis(30_500));
    let first = NOON / 60;
    let minute = Duration::from_secs(60);
    for (at, number, ends) in [(30_500, first, 60_500), (60_499, first, 60_500), (60_500, first + 1, 120_500)] {
        assert_eq!(windows.current(noon + millis(at)), Some((number, noon + millis(ends), minute)), "{at}");
    }
    // Of a moment before anything was heard it is not told.
    assert_eq!(windows.current(noon - millis(60_000)), Some((first, noon + millis(60_500), minute)));
    let unknown = Windows { origin: windows.origin, ..Windows::default() };
    assert_eq!(unknown.current(noon), None);
}

#[test]
fn what_others_know_is_added() {
    let noon = noon();
    let mut windows = Windows::default();
    windows.merge(&Windows { origin: Some((NOON, noon)), ..knowing(60, 0, 18) });
    assert_eq!(windows, Windows { origin: Some((NOON, noon)), ..knowing(60, 0, 18) });
    // The sooner second, the common distance and the longer wait.
    windows.merge(&Windows { origin: Some((NOON + 1, noon + millis(900))), ..knowing(180, 0, 20) });
    assert_eq!(windows, Windows { origin: Some((NOON + 1, noon + millis(900))), ..knowing(60, 120, 20) });
    windows.merge(&Windows { origin: Some((NOON, noon)), ..knowing(300, 180, 10) });
    assert_eq!(windows, Windows { origin: Some((NOON + 1, noon + millis(900))), ..knowing(60, 60, 20) });
    // Nothing new.
    windows.merge(&Windows::default());
    assert_eq!(windows.end, Some((NOON + 60, 60)));
    // What does not fit is believed, and what was known is not.
    windows.merge(&knowing(67, 0, 3));
    assert_eq!((windows.end, windows.longest), (Some((NOON + 67, 0)), 3));
}

#[test]
fn two_ends_make_sure() {
    assert_eq!([knowing(60, 0, 9), knowing(60, 1, 1), knowing(60, 60, 9)].map(|it| it.are_sure()), [false, true, true]);
    assert!(!Windows::default().are_sure());
}

#[test]
fn a_window_that_goes_on_is_a_longer_one() {
    for (mut windows, longest) in [
        (knowing(2, 0, 1), Some(2)),
        (knowing(60, 0, 2), Some(3)),
        (knowing(3_600, 0, 60), Some(61)),
        (knowing(60, 60, 60), None),
        (knowing(7, 0, 1), None),
        (Windows::default(), None),
    ] {
        let before = windows.clone();
        let is_possible = windows.lengthen();
        let after = Windows { longest: longest.unwrap_or(before.longest), ..before.clone() };
        assert_eq!((is_possible, &windows), (longest.is_some(), &after), "{before:?}");
    }
}
