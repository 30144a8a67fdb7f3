//! Some processes and a store that only counts, in time that is only counted.

use std::collections::HashMap;
use std::time::Duration;

use tokio::time::Instant;

use super::{Clock, Counting, Note, Sharing, Slot, Verdict};
use crate::limits::{Counted, Counter};
use crate::transport::gate::learning::Closing;
use crate::transport::gate::window::Windows;

/// 2026-11-21 12:00:00 UTC by the API's clock, when a window of any usual length up to an hour begins, and what the store's clock says
/// then.
const NOON: u64 = 1_795_262_400;
const STORE: Duration = Duration::from_secs(500);
const MINUTE: u64 = 60;

struct World {
    noon: Instant,
    /// Since noon.
    at: Duration,
    totals: HashMap<String, i64>,
    note: Option<String>,
}

struct Process {
    sharing: Sharing,
    windows: Windows,
}

impl Process {
    fn new() -> Self {
        Self { sharing: Sharing::new(fastrand::Rng::with_seed(7)), windows: Windows::default() }
    }
}

impl World {
    fn new() -> Self {
        // Time enough before it for moments of the past.
        let noon = Instant::now() + Duration::from_secs(10_000);
        Self { noon, at: Duration::ZERO, totals: HashMap::new(), note: None }
    }

    /// One in which windows of a minute are known, and how many requests one takes; it was refused at noon.
    fn knowing(limit: i64) -> Self {
        let mut world = Self::new();
        world.write(|note| *note = minutes(limit));
        world
    }

    fn write(&mut self, change: impl FnOnce(&mut Note)) {
        let mut note = self.noted();
        change(&mut note);
        self.note = note.text();
    }

    fn noted(&self) -> Note {
        self.note.as_deref().and_then(Note::read).unwrap_or_default()
    }

    fn set(&mut self, millis: u64) {
        self.at = Duration::from_millis(millis);
    }

    fn now(&self) -> Instant {
        self.noon + self.at
    }

    fn date(&self) -> u64 {
        NOON + self.at.as_secs()
    }

    /// Since noon, in milliseconds.
    fn millis(&self, moment: Instant) -> u128 {
        (moment - self.noon).as_millis()
    }

    fn count(&mut self, counters: &[Counter]) -> Counted {
        let mut count = |counter: &Counter| {
            let total = self.totals.entry(counter.key.clone()).or_default();
            *total += counter.add;
            *total
        };
        let totals = counters.iter().map(&mut count).collect();
        Counted { totals, note: self.note.clone(), now: STORE + self.at }
    }

    /// Asks for one request, as the gate does.
    fn ask(&mut self, Process { sharing, windows }: &mut Process) -> Verdict {
        let now = self.now();
        for _ in 0..3 {
            let slot = sharing.slot(windows, now).map(|slot| (slot, sharing.to_count(slot)));
            let counted = self.count(&slot.map_or_else(Vec::new, |(slot, asked)| Sharing::counters(slot, asked, 0)));
            let verdict = sharing.told(slot, &counted, windows, (now, now));
            if let (Some((slot, asked)), false) = (slot, matches!(verdict, Verdict::Go(_))) {
                self.count(&Sharing::counters(slot, -asked, 0));
            }
            if verdict != Verdict::Again {
                return verdict;
            }
        }
        panic!("there is always a better question");
    }

    fn go(&mut self, process: &mut Process) -> Counting {
        match self.ask(process) {
            Verdict::Go(counting) => counting,
            verdict => panic!("{verdict:?}"),
        }
    }

    fn go_all<const N: usize>(&mut self, process: &mut Process) -> [Counting; N] {
        std::array::from_fn(|_| self.go(process))
    }

    /// When to ask again, and, if the window is full, until when.
    fn wait(&mut self, process: &mut Process) -> (u128, Option<u128>) {
        match self.ask(process) {
            Verdict::Wait(until) => (self.millis(until), None),
            Verdict::Full { until, ask_at } => (self.millis(ask_at), Some(self.millis(until))),
            verdict => panic!("{verdict:?}"),
        }
    }

    /// A request succeeded. Says whether that was written down.
    fn succeed(&mut self, Process { sharing, windows }: &mut Process, counting: Counting) -> bool {
        let now = self.now();
        windows.heard(self.date(), now);
        if !sharing.is_news(counting) {
            return false;
        }
        let counted = self.count(&Sharing::counters(counting.slot, 0, 1));
        sharing.heard(Some(counting.slot), &counted, windows, (now, now));
        let is_news = sharing.succeeded(counting);
        if is_news {
            self.note = sharing.note(windows).map(|(text, _)| text);
        }
        is_news
    }

    /// A request was refused for so many seconds. Says whether that was written down.
    fn refuse(&mut self, Process { sharing, windows }: &mut Process, counting: Counting, wait: u64) -> bool {
        let now = self.now();
        let ends = (self.date(), wait);
        windows.ends(ends, now);
        let closing = Closing { wait: Duration::from_secs(wait), ends: Some(ends) };
        let counted = self.count(&Sharing::counters(counting.slot, 0, 0));
        sharing.heard(Some(counting.slot), &counted, windows, (now, now));
        let is_news = sharing.refused(counting, closing, windows, now);
        if is_news {
            self.note = sharing.note(windows).map(|(text, _)| text);
        }
        is_news
    }
}

fn minutes(limit: i64) -> Note {
    Note {
        origin: Some((NOON, 500_000)),
        end: Some((NOON + MINUTE, MINUTE)),
        longest_wait: MINUTE,
        limit: Some(limit),
        limit_before: Some(limit),
        refused: Some(NOON),
        ..Note::default()
    }
}

fn within(range: std::ops::RangeInclusive<u128>, moment: u128) {
    assert!(range.contains(&moment), "{moment} is not in {range:?}");
}

#[test]
fn few_are_under_way_in_all_processes_while_nothing_is_known() {
    let (mut world, mut one, mut other) = (World::new(), Process::new(), Process::new());
    let [first, _] = world.go_all(&mut one);
    assert_eq!((first.rank, first.slot), (None, Slot { window: None, second: Some(500) }));
    for least in [4, 8, 16, 32, 64, 64] {
        within(least..=2 * least, world.wait(&mut other).0);
    }
    assert!(!world.succeed(&mut one, first));
    world.go(&mut other);
    // Polls begin anew.
    within(4..=8, world.wait(&mut other).0);
    // Whoever is not heard of again is forgotten with the second.
    world.set(1_000);
    let [second, _] = world.go_all::<2>(&mut one);
    world.wait(&mut other);
    // One more for each hundred that succeeded: 98 after the first two.
    world.succeed(&mut one, second);
    for _ in 0..97 {
        let counting = world.go(&mut one);
        world.succeed(&mut one, counting);
    }
    world.go(&mut one);
    world.wait(&mut one);
    world.count(&Sharing::counters(second.slot, 1, 1));
    world.go(&mut one);
    world.wait(&mut one);
}

#[test]
fn the_first_refusal_tells_the_window_and_the_limit() {
    let (mut world, mut one, mut other) = (World::new(), Process::new(), Process::new());
    world.set(42_000);
    for _ in 0..7 {
        let counting = world.go(&mut other);
        world.succeed(&mut other, counting);
    }
    let [first, second] = world.go_all(&mut one);
    assert!(world.refuse(&mut one, first, 18));
    assert_eq!(one.sharing.limit(), Some(7));
    let note = world.noted();
    assert_eq!((note.limit, note.limit_before, note.calm), (Some(7), Some(7), 0));
    assert_eq!((note.end, note.longest_wait), (Some((NOON + 60, 0)), 18));
    assert_eq!((note.refused, note.closed_until), (Some(NOON), 560_000));
    // The next one says nothing new, and nobody goes on before the window ends, nor all at once then.
    assert!(!world.refuse(&mut one, second, 18));
    let (ask_at, until) = world.wait(&mut other);
    within(60_000..=60_500, ask_at);
    assert_eq!(until, Some(ask_at));
    // Only one end is known, so few are under way, though the limit is known.
    world.set(60_000);
    let [first, _] = world.go_all(&mut other);
    assert_eq!((first.rank, first.slot.second), (Some(0), Some(560)));
    assert_eq!(world.wait(&mut one).1, None);
    // A second end makes sure.
    world.set(62_000);
    let counting = world.go(&mut other);
    assert!(world.refuse(&mut other, counting, 58));
    assert_eq!(other.sharing.slot(&other.windows, world.now()).unwrap().second, None);
}

#[test]
fn a_refusal_that_does_not_say_when_its_window_ends_closes_for_its_time() {
    let (mut world, mut one) = (World::new(), Process::new());
    let counting = world.go(&mut one);
    let closing = Closing { wait: Duration::from_secs(2), ends: None };
    assert!(one.sharing.refused(counting, closing, &mut one.windows, world.now()));
    // None has succeeded, so the limit is still not known.
    assert_eq!(one.sharing.limit(), None);
    world.note = one.sharing.note(&one.windows).map(|(text, _)| text);
    let (ask_at, until) = world.wait(&mut one);
    within(2_000..=2_500, ask_at);
    assert_eq!(until, Some(ask_at));
    world.set(2_000);
    world.go(&mut one);
}

#[test]
fn no_more_leave_in_a_window_than_the_limit() {
    let (mut world, mut one, mut other) = (World::knowing(3), Process::new(), Process::new());
    world.set(5_000);
    let slot = Slot { window: Some((60, NOON / 60)), second: None };
    assert_eq!(world.go(&mut one), Counting { slot, rank: Some(0) });
    let [second, third] = world.go_all(&mut other);
    assert_eq!((second.rank, third.rank), (Some(1), Some(2)));
    // Within the limit success is no news.
    assert!(!one.sharing.is_news(third));
    for process in [&mut one, &mut other] {
        for _ in 0..50 {
            let (ask_at, until) = world.wait(process);
            within(5_000 + 13_750..=5_000 + 27_500, ask_at);
            within(60_000..=60_500, until.unwrap());
        }
        // Who found nothing only looks.
        assert_eq!(process.sharing.to_count(slot), 0);
        assert_eq!(process.sharing.to_count(Slot { window: Some((60, NOON / 60 + 1)), second: None }), 1);
        world.wait(process);
    }
    assert_eq!(world.totals[&format!("left:60:{}", NOON / 60)], 3);
    // What one gives back another one takes.
    world.count(&Sharing::counters(slot, -1, 0));
    assert_eq!(world.go(&mut one).rank, Some(2));
    // Late in the window nobody looks again before it ends.
    world.set(46_000);
    let (ask_at, until) = world.wait(&mut one);
    assert_eq!(until, Some(ask_at));
    within(60_000..=60_500, ask_at);
    world.set(59_999);
    world.wait(&mut one);
    world.set(60_000);
    assert_eq!(world.go(&mut one).rank, Some(0));
}

#[test]
fn an_answer_that_comes_in_the_next_window_is_none() {
    for (answered, is_answer) in [(59_999, true), (60_000, false)] {
        let (mut world, mut one) = (World::knowing(3), Process::new());
        world.set(59_990);
        world.go(&mut one);
        let slot = one.sharing.slot(&one.windows, world.now()).unwrap();
        let counted = world.count(&Sharing::counters(slot, 1, 0));
        let (sent, heard) = (world.now(), world.noon + Duration::from_millis(answered));
        let Process { sharing, windows } = &mut one;
        let verdict = sharing.told(Some((slot, 1)), &counted, windows, (sent, heard));
        assert_eq!(matches!(verdict, Verdict::Go(_)), is_answer, "{verdict:?}");
        assert_eq!(verdict == Verdict::Again, !is_answer);
    }
}

#[test]
fn a_window_after_a_refusal_is_tried_beyond_the_limit() {
    let (mut world, mut one, mut other) = (World::knowing(3), Process::new(), Process::new());
    world.set(65_000);
    world.go_all::<3>(&mut one);
    // Those within the limit have time to arrive.
    for process in [&mut one, &mut other] {
        let (ask_at, until) = world.wait(process);
        within(65_004..=65_016, ask_at);
        assert_eq!(until, None);
    }
    world.set(65_499);
    world.wait(&mut one);
    world.set(65_500);
    let tried = world.go(&mut one);
    assert_eq!(tried.rank, Some(3));
    // One at a time.
    assert_eq!(world.wait(&mut one).1, None);
    assert!(one.sharing.is_news(tried));
    assert!(world.succeed(&mut one, tried));
    assert_eq!((one.sharing.limit(), world.noted().limit), (Some(4), Some(4)));
    assert!(!world.succeed(&mut one, tried));

    let tried = world.go(&mut other);
    assert_eq!(tried.rank, Some(4));
    world.set(65_600);
    assert!(world.refuse(&mut other, tried, 55));
    let note = world.noted();
    assert_eq!((note.limit, note.limit_before, note.calm, note.refused), (Some(4), Some(4), 0, Some(NOON + 60)));
    within(120_000..=120_500, world.wait(&mut one).1.unwrap());
}

#[test]
fn a_limit_that_is_found_again_and_again_is_tried_less_and_less() {
    let (mut world, mut one) = (World::knowing(3), Process::new());
    let mut tried = Vec::new();
    for window in 1..=60 {
        world.set(window * 60_000 + 1_000);
        world.go_all::<3>(&mut one);
        if world.wait(&mut one).1.is_some() {
            continue;
        }
        tried.push(window);
        world.set(window * 60_000 + 2_000);
        let counting = world.go(&mut one);
        assert!(world.refuse(&mut one, counting, 58));
    }
    // Two, four, eight and from then on sixteen windows later.
    assert_eq!(tried, [1, 3, 7, 15, 31, 47]);
    assert_eq!(world.noted().calm, 4);
}

#[test]
fn of_requests_that_left_together_the_first_refused_one_says_most() {
    let (mut world, mut one) = (World::knowing(9), Process::new());
    world.set(1_000);
    let together = world.go_all::<7>(&mut one);
    let mut refuse = |rank: usize| {
        let is_news = world.refuse(&mut one, together[rank], 59);
        let note = world.noted();
        (is_news, note.limit.unwrap(), note.limit_before.unwrap())
    };
    assert_eq!([6, 4, 5, 4].map(&mut refuse), [(true, 6, 6), (true, 4, 4), (false, 4, 4), (false, 4, 4)]);
    // Something is allowed in any window.
    assert_eq!(refuse(0), (true, 1, 1));
}

#[test]
fn a_refusal_of_an_earlier_window_says_nothing() {
    let (mut world, mut one) = (World::knowing(3), Process::new());
    world.set(59_900);
    let counting = world.go(&mut one);
    world.set(60_100);
    assert!(!world.refuse(&mut one, counting, 60));
    assert_eq!(world.noted(), minutes(3));
}

#[test]
fn an_early_refusal_is_of_a_window_that_goes_on() {
    let seconds = Note { end: Some((NOON + 2, 0)), longest_wait: 1, ..minutes(10) };
    // With windows of a second it is 2 seconds that one lasts; of minutes, it is the limit that is lower.
    for (note, wait, limit, longest) in [(seconds, 1, 10, 2), (minutes(10), 59, 4, 60)] {
        let (mut world, mut one) = (World::new(), Process::new());
        world.write(|noted| *noted = note);
        world.set(1_000);
        let mut counting = world.go(&mut one);
        counting.rank = Some(4);
        assert!(world.refuse(&mut one, counting, wait));
        let note = world.noted();
        assert_eq!((note.limit, note.longest_wait), (Some(limit), longest));
    }
    // Half of the limit is not early.
    let (mut world, mut one) = (World::new(), Process::new());
    world.write(|noted| *noted = Note { end: Some((NOON + 2, 0)), longest_wait: 1, ..minutes(10) });
    world.set(1_000);
    let mut counting = world.go(&mut one);
    counting.rank = Some(5);
    assert!(world.refuse(&mut one, counting, 1));
    assert_eq!((world.noted().limit, world.noted().longest_wait), (Some(5), 1));
}

#[test]
fn a_process_may_know_better_when_a_window_ends() {
    let mut world = World::knowing(3);
    world.write(|note| note.closed_until = 561_000);
    let mut one = Process::new();
    world.set(59_000);
    within(60_000..=60_500, world.wait(&mut one).0);
    let closed_until = |world: &World, one: &Process| {
        one.sharing.closed_until(&one.windows, world.now()).map(|until| world.millis(until))
    };
    assert_eq!(closed_until(&world, &one), Some(60_000));
    world.set(60_000);
    assert_eq!(closed_until(&world, &one), None);
    world.go(&mut one);
    // Without a window, until the time that was noted.
    world.write(|note| note.refused = None);
    world.wait(&mut one);
    assert_eq!(closed_until(&world, &one), Some(61_000));
    world.set(61_000);
    assert_eq!(closed_until(&world, &one), None);
}

#[test]
fn what_the_store_lost_is_known_by_who_heard_it() {
    let (mut world, mut one) = (World::knowing(3), Process::new());
    world.go(&mut one);
    assert!(!one.sharing.knows_more(&one.windows));
    let note = world.note.take();
    world.go(&mut one);
    assert!(one.sharing.knows_more(&one.windows));
    let (text, lifetime) = one.sharing.note(&one.windows).unwrap();
    assert_eq!((Some(text), lifetime), (note, Duration::from_secs(3_600)));
    // A note that this version can not read is none; a newcomer has nothing that could be lost.
    world.note = Some("[1]".to_owned());
    world.go(&mut one);
    assert!(one.sharing.knows_more(&one.windows));
    let mut newcomer = Process::new();
    world.go(&mut newcomer);
    assert!(!newcomer.sharing.knows_more(&newcomer.windows));
}

#[test]
fn who_knows_better_when_a_second_begins_tells_the_others() {
    for (sooner, is_told) in [(50, false), (51, true)] {
        let (mut world, mut one) = (World::knowing(3), Process::new());
        world.write(|note| note.origin = Some((NOON, 500_400)));
        world.set(10_000);
        world.go(&mut one);
        one.windows.heard(NOON + 9, world.noon + Duration::from_millis(9_400 - sooner));
        assert_eq!(one.sharing.knows_more(&one.windows), is_told, "{sooner}");
        // Without an end, the second is of no use to anybody.
        world.write(|note| (note.origin, note.end) = (Some((NOON, 500_400)), None));
        world.ask(&mut one);
        assert!(!one.sharing.knows_more(&one.windows));
    }
}

#[test]
fn a_note_is_remembered_for_an_hour_and_for_many_windows() {
    for (period, hours) in [(60, 1), (300, 2), (3_600, 32)] {
        let (mut world, mut one) = (World::knowing(3), Process::new());
        world.write(|note| (note.end, note.longest_wait) = (Some((NOON + period, period)), period));
        world.go(&mut one);
        let expected = Duration::from_secs((hours * 3_600).max(32 * period));
        assert_eq!(one.sharing.note(&one.windows).unwrap().1, expected);
    }
}

#[test]
fn notes_are_written_and_read() {
    let note = Note { calm: 2, closed_until: 560_000, ..minutes(7) };
    let text = note.text().unwrap();
    assert_eq!(Note::read(&text), Some(note));
    assert_eq!(text, "[[1795262400,500000],[1795262460,60],60,7,7,2,1795262400,560000]");
    assert_eq!(Note::read("[]"), None);
}

#[test]
fn what_is_counted() {
    let counted = |slot| {
        let counters = Sharing::counters(slot, 1, 2).into_iter();
        counters.map(|counter| (counter.key, counter.add, counter.lifetime.as_secs())).collect::<Vec<_>>()
    };
    let window = [("left:60:9".to_owned(), 1, 130)];
    assert_eq!(counted(Slot { window: Some((60, 9)), second: None }), window);
    let seconds = [
        ("left:second:500".to_owned(), 1, 10),
        ("succeeded:second:500".to_owned(), 2, 10),
        ("succeeded".to_owned(), 2, 3_600),
    ];
    assert_eq!(counted(Slot { window: None, second: Some(500) }), seconds);
    let both = [window.to_vec(), seconds.to_vec()].concat();
    assert_eq!(counted(Slot { window: Some((60, 9)), second: Some(500) }), both);
}

#[test]
fn moments_of_the_store_come_rather_late() {
    let sent = Instant::now() + Duration::from_secs(1_000);
    let millis = Duration::from_millis;
    let heard = sent + millis(10);
    let clock = Clock { time: STORE, sent, heard };
    let ours = [500_000, 501_000, 499_000].map(|time| clock.ours(millis(time)).unwrap());
    assert_eq!(ours, [heard, heard + millis(1_000), heard - millis(1_000)]);
    let theirs = [sent, sent + millis(1_000), sent - millis(1_000), sent + Duration::from_micros(1)];
    assert_eq!(theirs.map(|moment| clock.theirs(moment)), [500_000, 501_000, 499_000, 500_001]);
}
