//! Limits that processes share through a store, and stores that fail.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::{BoxFuture, join_all, pending};
use stytch_b2b::Client;
use stytch_b2b::limits::{Counted, Counter, RedisLimits, SharedLimits, StoreError};
use stytch_b2b::types::OrganizationsSearchRequest;
use tokio::time::Instant;

use crate::processes::{Limit, run};
use crate::rate_limits::{MINUTE, search, server};
use crate::secrets::logged;
use crate::support::clock::{STEP, paused};
use crate::support::redis::Redis;
use crate::support::server::Server;

/// A store in the memory of the test, whose clock is the test's.
struct Memory {
    began: Instant,
    counters: Mutex<HashMap<String, (i64, Instant)>>,
    notes: Mutex<HashMap<String, String>>,
}

impl Memory {
    fn new() -> Arc<Self> {
        Arc::new(Self { began: Instant::now(), counters: Mutex::default(), notes: Mutex::default() })
    }

    fn keys(&self) -> Vec<String> {
        let (counters, notes) = (self.counters.lock().unwrap(), self.notes.lock().unwrap());
        counters.keys().chain(notes.keys()).cloned().collect()
    }
}

impl SharedLimits for Memory {
    fn count<'a>(&'a self, counters: &'a [Counter], note: &'a str) -> BoxFuture<'a, Result<Counted, StoreError>> {
        let now = Instant::now();
        let mut known = self.counters.lock().unwrap();
        let add = |Counter { key, add, lifetime }: &Counter| {
            let (total, forgotten) = known.entry(key.clone()).or_insert((0, now + *lifetime));
            *total = if now < *forgotten { *total + add } else { *add };
            *forgotten = now + *lifetime;
            *total
        };
        let totals = counters.iter().map(add).collect();
        let note = self.notes.lock().unwrap().get(note).cloned();
        let now = Duration::from_secs(1_000_000) + self.began.elapsed();
        async move { Ok(Counted { totals, note, now }) }.boxed()
    }

    fn write<'a>(&'a self, note: &'a str, text: String, _: Duration) -> BoxFuture<'a, Result<(), StoreError>> {
        self.notes.lock().unwrap().insert(note.to_owned(), text);
        async { Ok(()) }.boxed()
    }
}

/// A store that never answers, or only with an error.
#[derive(Clone)]
struct Broken {
    hangs: bool,
    asked: Arc<AtomicUsize>,
}

impl Broken {
    fn new(hangs: bool) -> Self {
        Self { hangs, asked: Arc::default() }
    }

    fn answer<T: Send + 'static>(&self) -> BoxFuture<'static, Result<T, StoreError>> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        if self.hangs { pending().boxed() } else { async { Err("the store is full".into()) }.boxed() }
    }
}

impl SharedLimits for Broken {
    fn count<'a>(&'a self, _: &'a [Counter], _: &'a str) -> BoxFuture<'a, Result<Counted, StoreError>> {
        self.answer()
    }

    fn write<'a>(&'a self, _: &'a str, _: String, _: Duration) -> BoxFuture<'a, Result<(), StoreError>> {
        self.answer()
    }
}

fn client(server: &Server, store: impl SharedLimits) -> Client {
    server.builder().shared_limits(store).timeout(20 * MINUTE).build().unwrap()
}

/// Five clients know of each other by the store alone.
fn clients_share(says_when: bool) {
    paused(async {
        let (server, window) = server(100, says_when).await;
        let store = Memory::new();
        let clients: Vec<Client> = (0..5).map(|_| client(&server, Arc::clone(&store))).collect();
        let began = Instant::now();
        let results = join_all(clients.iter().flat_map(|client| (0..90).map(|_| search(client)))).await;
        assert!(results.iter().all(Result::is_ok));
        let refused = window.refused();
        let most = if says_when { 9 } else { 15 };
        assert!(refused <= most, "{refused} requests were refused");
        // The rest of the first minute, which began 37 seconds ago, and three more.
        let ideal = Duration::from_secs(23) + 3 * MINUTE;
        assert!(began.elapsed() < ideal.mul_f64(1.02), "{:?}", began.elapsed());
        let known = clients[0].rate_limits();
        // Of requests that left together, any can be the one that is refused.
        assert!(known[0].project_share.is_some_and(|share| (98..=100).contains(&share)), "{known:?}");
        assert_eq!(known[0].window, Some(MINUTE));
        for key in store.keys() {
            assert!(key.starts_with("stytch-b2b:{project-test-") && key.contains(":organizations.search}:"), "{key}");
            assert!(!key.contains("secret"), "{key}");
        }
    });
}

#[test]
fn clients_share_a_window_when_the_api_says_when_it_ends() {
    clients_share(true);
}

#[test]
fn clients_share_a_window_when_the_api_does_not_say_when_it_ends() {
    clients_share(false);
}

#[test]
fn what_others_take_of_the_limit_is_found_out() {
    paused(async {
        let (server, window) = server(100, true).await;
        let (store, stranger) = (Memory::new(), server.builder().timeout(20 * MINUTE).build().unwrap());
        let clients: Vec<Client> = (0..3).map(|_| client(&server, Arc::clone(&store))).collect();
        // Sixty of the hundred in each of two minutes, and then no more.
        let others = async {
            for _ in 0..2 {
                join_all((0..60).map(|_| search(&stranger))).await;
                tokio::time::sleep(MINUTE).await;
            }
        };
        let ours = join_all(clients.iter().flat_map(|client| (0..100).map(|_| search(client))));
        let (results, ()) = tokio::join!(ours, others);
        assert!(results.iter().all(Result::is_ok));
        assert!(window.refused() <= 60, "{} requests were refused", window.refused());
    });
}

#[test]
fn a_window_that_others_used_up_is_not_waited_for_past_the_deadline() {
    paused(async {
        let (server, window) = server(10, true).await;
        let store = Memory::new();
        let [busy, hasty] = [(); 2].map(|()| client(&server, Arc::clone(&store)));
        let hurried = async {
            tokio::time::sleep(Duration::from_secs(3)).await;
            let (began, sent) = (Instant::now(), server.count());
            let call = hasty.organizations().search(OrganizationsSearchRequest::new()).timeout(Duration::from_secs(10));
            let error = call.await.unwrap_err();
            assert_eq!((error.is_timeout(), error.attempts()), (true, 0), "{error}");
            assert!(error.retry_after().is_some_and(|wait| wait > Duration::from_secs(10)), "{error}");
            assert!(began.elapsed() < Duration::from_millis(500), "{:?}", began.elapsed());
            assert_eq!(server.count(), sent);
        };
        let (results, ()) = tokio::join!(join_all((0..15).map(|_| search(&busy))), hurried);
        assert!(results.iter().all(Result::is_ok));
        assert!(window.refused() <= 6, "{} requests were refused", window.refused());
    });
}

#[test]
fn a_store_that_fails_or_hangs_fails_no_call_and_holds_none_up() {
    for hangs in [false, true] {
        let store = Broken::new(hangs);
        let asked = Arc::clone(&store.asked);
        let test = async {
            let (server, _) = server(1_000_000, true).await;
            let client = client(&server, store);
            let mut times = Vec::new();
            for _ in 0..40 {
                let began = Instant::now();
                search(&client).await.unwrap();
                times.push(began.elapsed());
            }
            times
        };
        let (times, log) = logged(test);
        // A hanging store is waited for in fifty moments while it is new, then in five; here a moment lasts a step.
        let most = if hangs { [50, 5, 5] } else { [0; 3] };
        for (time, steps) in times.iter().zip(most.into_iter().chain([0].into_iter().cycle())) {
            assert!(*time <= (steps + 3) * STEP, "{hangs}: {times:?}");
        }
        // It is asked again now and then, since it may be back, and that is all.
        let asked = asked.load(Ordering::Relaxed);
        assert!((1..=6).contains(&asked), "{hangs}: {asked}");
        assert!(log.contains("no store of rate limits"), "{log}");
        assert_eq!(log.contains("the store is full"), !hangs, "{log}");
    }
}

#[tokio::test]
async fn a_store_by_redis_counts_and_remembers() {
    let Some(redis) = Redis::start() else { return };
    let store = RedisLimits::new(&redis.url()).unwrap();
    let lifetime = Duration::from_millis(300);
    let counter = |key: &str, add| Counter { key: key.to_owned(), add, lifetime };
    let counted = store.count(&[counter("a", 2), counter("b", 0)], "note").await.unwrap();
    assert_eq!((counted.totals, counted.note), (vec![2, 0], None));
    store.write("note", "text".to_owned(), lifetime).await.unwrap();
    let later = store.count(&[counter("b", -1), counter("a", 1)], "note").await.unwrap();
    assert_eq!((later.totals, later.note), (vec![-1, 3], Some("text".to_owned())));
    assert!(later.now >= counted.now && later.now < counted.now + Duration::from_secs(60));
    tokio::time::sleep(2 * lifetime).await;
    let last = store.count(&[counter("a", 1)], "note").await.unwrap();
    assert_eq!((last.totals, last.note), (vec![1], None));
}

#[tokio::test]
async fn a_store_that_is_not_there_says_why_without_its_password() {
    let error = RedisLimits::new("cache:6379").unwrap_err();
    assert!(error.to_string().contains("the URL of the store"), "{error}");
    let store = RedisLimits::new("redis://user:SENTINEL@127.0.0.1:1").unwrap();
    let error = store.count(&[], "note").await.unwrap_err();
    assert!(!format!("{store:?} {error} {error:?}").contains("SENTINEL"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_that_share_a_store_are_hardly_ever_refused() {
    let Some(redis) = Redis::start() else { return };
    let limit = Limit { searches: 20, window: Duration::from_secs(1) };
    let outcome = run((4, 30), limit, false, Some(&redis.url())).await;
    assert_eq!(outcome.failed, 0);
    assert!(outcome.wasted < 0.4, "{outcome:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_is_killed_and_comes_back_fails_no_call() {
    let Some(mut redis) = Redis::start() else { return };
    let url = redis.url();
    let limit = Limit { searches: 20, window: Duration::from_secs(1) };
    let fate = async {
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        redis.kill();
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        redis.restart();
    };
    let (outcome, ()) = tokio::join!(run((4, 30), limit, false, Some(&url)), fate);
    assert_eq!(outcome.failed, 0, "{outcome:?}");
}

/// `cargo test -p stytch-b2b-tests --test it shared_limits::figures -- --ignored --nocapture`
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes ten minutes"]
async fn figures() {
    let limit = Limit { searches: 100, window: Duration::from_secs(2) };
    for at_once in [false, true] {
        for calls in [(100, 10), (1, 450), (10, 45), (20, 100)] {
            for _ in 0..3 {
                let redis = Redis::start().unwrap();
                assert_eq!(run(calls, limit, at_once, Some(&redis.url())).await.failed, 0);
            }
        }
    }
    println!("the store is killed in the middle, and comes back:");
    let mut redis = Redis::start().unwrap();
    let url = redis.url();
    let fate = async {
        tokio::time::sleep(Duration::from_secs(7)).await;
        redis.kill();
        tokio::time::sleep(Duration::from_secs(4)).await;
        redis.restart();
    };
    let (outcome, ()) = tokio::join!(run((100, 10), limit, false, Some(&url)), fate);
    assert_eq!(outcome.failed, 0);
}

/// Median times of searches in turn, without a store and with one.
#[tokio::test]
#[ignore = "measures"]
async fn what_a_store_adds() {
    let sandbox = stytch_b2b_sandbox::Sandbox::builder().record_limit(10).start().await.unwrap();
    let redis = Redis::start().unwrap();
    let builder = || Client::builder(sandbox.project_id(), sandbox.secret()).base_url(sandbox.base_url());
    let alone = builder().build().unwrap();
    let shared = builder().shared_limits(RedisLimits::new(&redis.url()).unwrap()).build().unwrap();
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..1_000 {
        for (client, times) in [&alone, &shared].into_iter().zip(&mut times) {
            let began = std::time::Instant::now();
            client.organizations().search(OrganizationsSearchRequest::new()).await.unwrap();
            times.push(began.elapsed());
        }
    }
    let medians = times.map(|mut times| {
        times.sort_unstable();
        times[times.len() / 2]
    });
    println!("medians of 1,000 searches: {:?} without a store, {:?} with one", medians[0], medians[1]);
    assert!(medians[1] < medians[0] + Duration::from_millis(1));
}
