//! The example `directory_export`, killed and started again.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::Value;
use stytch_b2b::Client;
use stytch_b2b_sandbox::{RateLimit, RecordedRequest, Sandbox};
use tokio::time::sleep;

use crate::examples::directory_export;

/// What the busiest operation of an export is.
const MEMBERS: &str = "organizations_members_search";

/// An export in a process of its own. It says what it exported, and the most memory that it had.
#[test]
#[ignore = "the other tests of this file start it in a process of its own"]
fn one_export() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let mut out = Vec::new();
    runtime.block_on(directory_export::run(|name| env::var(name).ok(), &mut out)).unwrap();
    let exported = String::from_utf8(out).unwrap();
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("unknown").trim();
    println!("told {}, at most {peak} of memory", exported.trim().replace('\n', ", "));
}

/// A folder that is gone when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = env::temp_dir().join(format!("stytch-b2b-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn start(sandbox: &Sandbox, output: &Path) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["directory_export::one_export", "--exact", "--ignored", "--nocapture"])
        .env("STYTCH_PROJECT_ID", sandbox.project_id())
        .env("STYTCH_SECRET", sandbox.secret())
        .env("STYTCH_BASE_URL", sandbox.base_url())
        .env("OUTPUT", output)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// What the export says at its end.
async fn finish(child: Child) -> String {
    let output = tokio::task::spawn_blocking(|| child.wait_with_output().unwrap()).await.unwrap();
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().find_map(|line| line.split_once("told ")).unwrap().1.to_owned()
}

/// By SIGKILL, where there are signals. It must not have ended by itself.
fn kill(mut child: Child) {
    child.kill().unwrap();
    assert!(!child.wait().unwrap().success());
}

fn state(output: &Path) -> Value {
    let text = fs::read(format!("{}.state", output.display()));
    text.map_or(Value::Null, |text| serde_json::from_slice(&text).unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_export_goes_on() {
    let sandbox = Sandbox::builder().latency(Duration::from_millis(80)).start().await.unwrap();
    for number in 1..=60 {
        let organization = sandbox.add_organization(format!("Organization {number}")).unwrap();
        sandbox.add_members(&organization, if number == 20 { 2_500 } else { number % 7 }).unwrap();
        if number % 3 == 0 {
            let connection = sandbox.add_scim_connection(&organization).unwrap();
            sandbox.add_scim_groups(&connection, number).unwrap();
        }
    }
    let folder = Folder::new("killed");
    let (whole, killed) = (folder.file("whole.jsonl"), folder.file("killed.jsonl"));
    finish(start(&sandbox, &whole)).await;

    let mut random = fastrand::Rng::with_seed(1);
    let mut written = Vec::new();
    for _ in 0..3 {
        let before = sandbox.request_count();
        let child = start(&sandbox, &killed);
        let requests = random.u64(20..30);
        while sandbox.request_count() < before + requests {
            sleep(Duration::from_millis(1)).await;
        }
        sleep(Duration::from_millis(random.u64(0..150))).await;
        kill(child);
        written.push(state(&killed)["organizations"].as_u64().unwrap_or_default());
    }
    assert!(written.is_sorted() && written[2] > 0, "{written:?}");
    assert!(!killed.exists());

    // An organization that is written and then deleted must not make the export pass over another one.
    let client = Client::builder(sandbox.project_id(), sandbox.secret()).base_url(sandbox.base_url()).build().unwrap();
    client.organizations().delete(state(&killed)["done"][0].as_str().unwrap()).await.unwrap();

    finish(start(&sandbox, &killed)).await;
    assert_eq!(state(&killed), Value::Null);
    assert!(fs::read(whole).unwrap() == fs::read(killed).unwrap());
}

#[tokio::test]
async fn a_state_of_another_project_is_refused() {
    let folder = Folder::new("other-project");
    let output = folder.file("directory.jsonl").display().to_string();
    let state = r#"{"project_id": "project-test-1", "bytes": 0, "organizations": 0, "members": 0, "groups": 0, "cursor": null, "done": []}"#;
    fs::write(format!("{output}.state"), state).unwrap();
    let variable = |name: &str| match name {
        "STYTCH_PROJECT_ID" => Some("project-test-2".to_owned()),
        "STYTCH_SECRET" => Some("secret".to_owned()),
        "OUTPUT" => Some(output.clone()),
        _ => None,
    };
    let error = directory_export::run(variable, &mut Vec::new()).await.unwrap_err().to_string();
    assert_eq!(error, format!("{output}.state is of another project, project-test-1"));
}

/// How many requests were allowed and refused in each second.
type Windows = Arc<Mutex<BTreeMap<u64, [u64; 2]>>>;

fn since_1970() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap()
}

fn count(windows: &Windows, request: &RecordedRequest) {
    if request.operation.as_deref() == Some(MEMBERS) {
        let refused = usize::from(request.status == Some(429));
        windows.lock().unwrap().entry(since_1970().as_secs()).or_default()[refused] += 1;
    }
}

/// 200 members and 50 groups for each organization. A quarter of the members are those of one organization in the middle.
fn fill(sandbox: &Sandbox, organizations: u64) {
    for number in 1..=organizations {
        let large = number == organizations / 2;
        let organization = sandbox.add_organization(format!("Organization {number}")).unwrap();
        sandbox.add_members(&organization, if large { 150 + 50 * organizations } else { 150 }).unwrap();
        if large || number % 4 == 1 {
            let connection = sandbox.add_scim_connection(&organization).unwrap();
            sandbox.add_scim_groups(&connection, if large { 20 * organizations } else { 120 }).unwrap();
        }
    }
}

/// Exports so many organizations at so many requests a second, and then again with so many kills.
async fn measure(organizations: u64, limit: u64, kills: u32) {
    let windows = Windows::default();
    let observed = Arc::clone(&windows);
    let sandbox = Sandbox::builder().record_limit(10).on_request(move |request| count(&observed, request));
    let sandbox = sandbox.start().await.unwrap();
    fill(&sandbox, organizations);
    // If the API did not say how long its windows are, the client would take them for minutes.
    sandbox.rate_limit(RateLimit::per_second(limit).with_retry_after());
    let folder = Folder::new(&format!("figures-{organizations}"));
    let (whole, killed) = (folder.file("whole.jsonl"), folder.file("killed.jsonl"));

    let began = since_1970();
    println!("{}", finish(start(&sandbox, &whole)).await);
    let took = since_1970() - began;
    let counted = std::mem::take(&mut *windows.lock().unwrap());
    let [allowed, refused] = [0, 1].map(|what| counted.values().map(|window| window[what]).sum::<u64>());
    let (first, last) = (*counted.keys().next().unwrap(), *counted.keys().next_back().unwrap());
    let in_windows: Vec<u64> =
        (first..=last).map(|second| counted.get(&second).map_or(0, |window| window[0])).collect();
    // What was allowed in the last moment of a window is counted in the next.
    let full = in_windows.iter().filter(|allowed| **allowed + 2 >= limit).count();
    let least = Duration::from_secs(first + allowed.div_ceil(limit) - 1) - began;
    println!("searches for members: {refused} refused, allowed in each window: {in_windows:?}");
    println!("{full} of {} windows full; {took:.1?}, the least is {least:.1?}", in_windows.len());

    let mut random = fastrand::Rng::with_seed(2);
    let mut written = Vec::new();
    for _ in 0..kills {
        let child = start(&sandbox, &killed);
        sleep(Duration::from_millis(random.u64(50..1_300))).await;
        kill(child);
        written.push(state(&killed)["organizations"].as_u64().unwrap_or_default());
    }
    println!("organizations that were written at each kill: {written:?}");
    finish(start(&sandbox, &killed)).await;
    assert!(fs::read(whole).unwrap() == fs::read(killed).unwrap());
}

/// `cargo test --release -p stytch-b2b-tests --test it directory_export::figures -- --ignored --nocapture`
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes a minute, and is meant for `--release`"]
async fn figures() {
    measure(100, 100, 0).await;
    measure(1_000, 100, 20).await;
}
