//! Processes that share a rate limit and nothing else.

use std::env;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures::future::join_all;
use stytch_b2b::Client;
use stytch_b2b::limits::RedisLimits;
use stytch_b2b::types::OrganizationsSearchRequest;
use stytch_b2b_sandbox::{RateLimit, Sandbox};

/// What a process is told by its environment.
const BASE_URL: &str = "SANDBOX_BASE_URL";
const PROJECT_ID: &str = "SANDBOX_PROJECT_ID";
const SECRET: &str = "SANDBOX_SECRET";
const CALLS: &str = "CALLS";
const BEGIN: &str = "BEGIN";
const STORE: &str = "STORE";

/// One of the processes: it searches so many times at once, and says how many calls failed and when the last one ended.
#[test]
#[ignore = "the other tests of this file start it in processes of their own"]
fn one_of_many() {
    let told = |name| env::var(name).unwrap();
    let begin: u64 = told(BEGIN).parse().unwrap();
    let calls: u32 = told(CALLS).parse().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let client = Client::builder(told(PROJECT_ID), told(SECRET)).base_url(told(BASE_URL));
        let client = client.timeout(Duration::from_secs(600));
        let client = match env::var(STORE) {
            Ok(url) => client.shared_limits(RedisLimits::new(&url).unwrap()),
            Err(_) => client,
        };
        let client = client.build().unwrap();
        tokio::time::sleep(Duration::from_millis(begin).saturating_sub(since_1970())).await;
        let began = since_1970();
        let call = || client.organizations().search(OrganizationsSearchRequest::new()).into_future();
        let results = join_all((0..calls).map(|_| call())).await;
        let failed = results.iter().filter(|result| result.is_err()).count();
        println!("told {failed} {} {}", began.as_millis(), since_1970().as_millis());
    });
}

fn since_1970() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap()
}

/// The API allows so many searches in a window.
#[derive(Clone, Copy)]
pub struct Limit {
    pub searches: u64,
    pub window: Duration,
}

#[derive(Debug)]
pub struct Outcome {
    pub failed: u64,
    /// Refused requests over calls.
    pub wasted: f64,
    /// Over the time from the first call to the window that the last one could be allowed in.
    pub time: f64,
}

/// So many processes that make so many calls each, and share a store if there is one. They are started when a window begins, or
/// all begin then.
pub async fn run((processes, calls): (u64, u64), limit: Limit, at_once: bool, store: Option<&str>) -> Outcome {
    let sandbox = Sandbox::builder().record_limit(10).start().await.unwrap();
    sandbox.rate_limit(RateLimit::new(limit.searches, limit.window).on("organizations_search").with_retry_after());
    let window = u64::try_from(limit.window.as_millis()).unwrap();
    // With a window, so that the first one can be used as well as the others.
    let soon = since_1970() + Duration::from_millis(if at_once { 500 + 20 * processes } else { 0 });
    let begin = (u64::try_from(soon.as_millis()).unwrap() / window + 1) * window;
    if !at_once {
        tokio::time::sleep(Duration::from_millis(begin).saturating_sub(since_1970())).await;
    }
    let start = |_| {
        // The API and the store would have machines of their own.
        Command::new("nice")
            .args(["-n", "10"])
            .arg(env::current_exe().unwrap())
            .args(["processes::one_of_many", "--exact", "--ignored", "--nocapture"])
            .env(BASE_URL, sandbox.base_url())
            .env(PROJECT_ID, sandbox.project_id())
            .env(SECRET, sandbox.secret())
            .env(CALLS, calls.to_string())
            .env(BEGIN, begin.to_string())
            .envs(store.map(|url| (STORE, url)))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let children: Vec<Child> = (0..processes).map(start).collect();
    let wait = || children.into_iter().map(|child| child.wait_with_output().unwrap()).collect::<Vec<_>>();
    let outputs = tokio::task::spawn_blocking(wait).await.unwrap();
    let told: Vec<[u64; 3]> = outputs.iter().map(|output| read(&output.stdout)).collect();
    let began = told.iter().map(|[_, began, _]| *began).min().unwrap();
    let ended = told.iter().map(|[_, _, ended]| *ended).max().unwrap();
    let last_window = (began / window + (processes * calls).div_ceil(limit.searches) - 1) * window;
    let refused = sandbox.request_count() - processes * calls;
    let over = |one: u64, other: u64| one as f64 / other as f64;
    let outcome = Outcome {
        failed: told.iter().map(|[failed, _, _]| failed).sum(),
        wasted: over(refused, processes * calls),
        time: over(ended - began, last_window - began),
    };
    println!("{processes} x {calls}, at once {at_once}, a store {}: {outcome:.3?}", store.is_some());
    outcome
}

fn read(output: &[u8]) -> [u64; 3] {
    let text = String::from_utf8_lossy(output);
    let (_, numbers) = text.lines().find_map(|line| line.split_once("told ")).unwrap();
    let numbers: Vec<u64> = numbers.split(' ').map(|number| number.parse().unwrap()).collect();
    numbers.try_into().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_that_share_nothing_share_a_window() {
    let limit = Limit { searches: 20, window: Duration::from_secs(1) };
    let outcome = run((4, 20), limit, false, None).await;
    assert_eq!(outcome.failed, 0);
    assert!(outcome.wasted < 0.8 && outcome.time < 4.0, "{outcome:?}");
}

/// `cargo test -p stytch-b2b-tests --test it processes::figures -- --ignored --nocapture`
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes eight minutes"]
async fn figures() {
    let limit = Limit { searches: 100, window: Duration::from_secs(2) };
    for at_once in [true, false] {
        for calls in [(1, 450), (10, 45), (20, 100), (100, 10)] {
            for _ in 0..3 {
                assert_eq!(run(calls, limit, at_once, None).await.failed, 0);
            }
        }
    }
}
