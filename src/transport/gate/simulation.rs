//! Many processes and one rate limit, in time that is only counted: what the gate is judged by.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Duration;

use tokio::time::Instant;

use super::learning::{Closing, Learning, Ticket, Turn};

/// 2026-11-21 12:00:00 UTC, when a window of any length up to an hour begins.
const NOON: u64 = 1_795_262_400;

/// Who calls, and what the API allows.
#[derive(Clone, Copy, Debug)]
struct Setting {
    processes: usize,
    /// Of each process, all at once.
    calls: usize,
    limit: u64,
    window: Duration,
    /// When the first process begins, after a window has; the others follow within `stagger`.
    begin: Duration,
    stagger: Duration,
    /// The longest way of a request to the API; it is uniform from a tenth of it.
    latency: Duration,
    /// How many requests of a window somebody else takes.
    others: fn(window: u64) -> u64,
}

#[derive(Clone, Copy, Debug)]
struct Outcome {
    /// When the last call had its answer, over when it could have been allowed at the earliest.
    time: f64,
    /// Refused requests over calls.
    wasted: f64,
}

struct Process {
    learning: Learning,
    waiting: usize,
    /// When it was told to ask again.
    asks: Option<Duration>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Ask,
    Arrives { sent: u64 },
    Answered { sent: u64, refused: Option<(u64, u64)>, date: u64 },
}

/// Runs until every call has succeeded.
fn run(setting: Setting, seed: u64) -> Outcome {
    let began = Instant::now();
    let mut random = fastrand::Rng::with_seed(seed);
    let mut events = BinaryHeap::new();
    let mut processes: Vec<Process> = (0..setting.processes)
        .map(|_| {
            let learning = Learning::new(true, fastrand::Rng::with_seed(random.u64(..)));
            Process { learning, waiting: setting.calls, asks: None }
        })
        .collect();
    let mut number = 0;
    let mut push = |events: &mut BinaryHeap<_>, at: Duration, process: usize, event: Event| {
        number += 1;
        events.push(Reverse((at, number, process, event)));
    };
    for process in 0..setting.processes {
        push(&mut events, setting.stagger.mul_f64(random.f64()), process, Event::Ask);
    }
    let way = |random: &mut fastrand::Rng| setting.latency.mul_f64(0.1 + 0.9 * random.f64());
    let (mut sent, mut tickets): (u64, Vec<Ticket>) = (0, Vec::new());
    let (mut window, mut used, mut wasted, mut last) = (0, 0, 0_usize, Duration::ZERO);
    let (calls, mut steps) = (setting.processes * setting.calls, 0);
    while let Some(Reverse((at, _, number, event))) = events.pop() {
        // A call takes some fifteen.
        steps += 1;
        assert!(steps <= 100 * calls, "calls wait for ever");
        let process = &mut processes[number];
        match event {
            Event::Ask => process.asks = None,
            Event::Arrives { sent } => {
                let now = Duration::from_secs(NOON) + setting.begin + at;
                let current = (now.as_nanos() / setting.window.as_nanos()) as u64;
                if current != window {
                    (window, used) = (current, (setting.others)(current));
                }
                let end = Duration::from_secs((current + 1) * setting.window.as_secs());
                let refused = (used >= setting.limit)
                    .then(|| (now.as_secs(), (end - now).as_nanos().div_ceil(1_000_000_000) as u64));
                used += u64::from(refused.is_none());
                wasted += usize::from(refused.is_some());
                let answered = Event::Answered { sent, refused, date: now.as_secs() };
                push(&mut events, at + way(&mut random), number, answered);
                continue;
            }
            Event::Answered { sent, refused, date } => {
                let (ticket, now) = (tickets[sent as usize], began + at);
                process.learning.ended();
                match refused {
                    Some((date, wait)) => {
                        process.waiting += 1;
                        let closing = Closing { wait: Duration::from_secs(wait), ends: Some((date, wait)) };
                        process.learning.throttled(ticket, now, |_| Some(closing));
                    }
                    None => {
                        process.learning.answered(ticket, Some(date), now);
                        last = at;
                    }
                }
            }
        }
        while process.waiting > 0 {
            match process.learning.turn(began + at, process.waiting, None) {
                Turn::Go(ticket) => {
                    process.waiting -= 1;
                    tickets.push(ticket);
                    push(&mut events, at + way(&mut random), number, Event::Arrives { sent });
                    sent += 1;
                }
                Turn::At(then) => {
                    let then = (then - began).max(at);
                    if process.asks.is_none_or(|asks| then < asks) {
                        process.asks = Some(then);
                        push(&mut events, then, number, Event::Ask);
                    }
                    break;
                }
                Turn::Later => break,
            }
        }
    }
    assert!(processes.iter().all(|process| process.waiting == 0), "calls wait for ever");
    Outcome { time: last.as_secs_f64() / ideal(setting).as_secs_f64(), wasted: wasted as f64 / calls as f64 }
}

/// When the last call could be allowed at the earliest.
fn ideal(setting: Setting) -> Duration {
    let mut calls = (setting.processes * setting.calls) as u64;
    let first = (NOON + setting.begin.as_secs()) / setting.window.as_secs();
    let mut window = first;
    loop {
        calls = calls.saturating_sub(setting.limit.saturating_sub((setting.others)(window)));
        if calls == 0 {
            break;
        }
        window += 1;
    }
    let at = Duration::from_secs(window * setting.window.as_secs());
    at.saturating_sub(Duration::from_secs(NOON) + setting.begin)
}

fn nobody(_: u64) -> u64 {
    0
}

/// Medians, and the most of any seed.
#[derive(Debug)]
struct Summary {
    time: f64,
    most_time: f64,
    wasted: f64,
    most_wasted: f64,
}

/// Begins anywhere in a window, each time elsewhere.
fn summary(setting: Setting) -> Summary {
    let (times, wasted): (Vec<f64>, Vec<f64>) = (0..SEEDS)
        .map(|seed| {
            let begin = setting.window.mul_f64(fastrand::Rng::with_seed(seed ^ 77).f64());
            let outcome = run(Setting { begin, ..setting }, seed);
            (outcome.time, outcome.wasted)
        })
        .unzip();
    let ((time, most_time), (wasted, most_wasted)) = (median_and_most(times), median_and_most(wasted));
    Summary { time, most_time, wasted, most_wasted }
}

fn median_and_most(mut values: Vec<f64>) -> (f64, f64) {
    values.sort_by(f64::total_cmp);
    (values[values.len() / 2], values[values.len() - 1])
}

const SETTING: Setting = Setting {
    processes: 1,
    calls: 450,
    limit: 100,
    window: Duration::from_secs(60),
    begin: Duration::ZERO,
    stagger: Duration::ZERO,
    latency: Duration::from_millis(5),
    others: nobody,
};
const SEEDS: u64 = 9;
const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3_600);

/// Fails unless the medians are at most these.
fn assert_within(setting: Setting, (time, wasted): (f64, f64)) {
    let summary = summary(setting);
    assert!(summary.time <= time && summary.wasted <= wasted, "{setting:?}: {summary:?}");
    assert!(summary.most_time <= 1.6 * time && summary.most_wasted <= wasted.max(0.55), "{setting:?}: {summary:?}");
}

#[test]
fn processes_that_know_nothing_of_each_other_share_a_window() {
    let rows = [(1, 450, 0.1), (10, 45, 0.2), (20, 100, 0.25), (100, 10, 0.35), (100, 50, 0.5)];
    for (processes, calls, wasted) in rows {
        for window in [MINUTE, HOUR] {
            for stagger in [Duration::ZERO, SECOND] {
                assert_within(Setting { processes, calls, window, stagger, ..SETTING }, (1.25, wasted));
            }
        }
        // Dates tell whole seconds, so the edges of windows that are as short take time to find.
        assert_within(Setting { processes, calls, window: SECOND, ..SETTING }, (1.35, wasted));
        assert_within(Setting { processes, calls, window: SECOND, stagger: SECOND, ..SETTING }, (1.55, wasted));
    }
}

#[test]
fn one_process_knows_its_share_from_the_first_window_on() {
    assert_within(SETTING, (1.005, 0.1));
}

#[test]
fn limits_of_ten_and_of_a_thousand_are_found_alike() {
    for (processes, limit, wasted) in [(1, 10, 0.3), (10, 10, 0.5), (1, 1000, 0.1), (10, 1000, 0.1), (100, 1000, 0.25)]
    {
        let calls = usize::try_from(limit).unwrap() * 10 / processes;
        assert_within(Setting { processes, calls, limit, stagger: SECOND, ..SETTING }, (1.25, wasted));
    }
}

#[test]
fn others_come_and_go() {
    let come_and_go: fn(u64) -> u64 = |window| if window / 5 % 2 == 0 { 0 } else { 60 };
    let take_all: fn(u64) -> u64 = |window| if window % 4 == 0 { 100 } else { 0 };
    for (processes, calls, time, wasted) in
        [(1, 450, 1.35, 0.2), (10, 45, 1.85, 0.2), (20, 100, 1.25, 0.3), (100, 10, 1.9, 0.5)]
    {
        for window in [SECOND, MINUTE, HOUR] {
            for others in [come_and_go, take_all] {
                assert_within(Setting { processes, calls, window, others, stagger: SECOND, ..SETTING }, (time, wasted));
            }
        }
    }
}
