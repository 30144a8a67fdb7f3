//! What it costs to read a hundred thousand groups: by SCIM 2.0 and by `get_groups`, each in a hundred pages of a thousand.
//!
//! The two run in turns in one process. `requests` and the growth of the process's largest memory between ten thousand and a hundred
//! thousand groups say that a stream keeps a page and no more.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures::TryStreamExt;
use serde_json::{Value, json};
use stytch_b2b::{Client, scim2};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::runtime::Runtime;

mod support;

use support::{median, peak};

const ROUNDS: usize = 11;
const PAGE: usize = 1000;
const GROUPS: [usize; 2] = [10_000, 100_000];

/// A server of so many groups, which answers in both formats, on a thread of its own.
struct Server {
    address: SocketAddr,
    groups: Arc<AtomicUsize>,
    requests: Arc<AtomicUsize>,
}

/// Whether by SCIM 2.0, the first group's number, and how many groups there are.
type Pages = HashMap<(bool, usize, usize), String>;

fn pages() -> Pages {
    let mut pages = Pages::new();
    for groups in GROUPS {
        for first in (1..=groups).step_by(PAGE) {
            pages.insert((true, first, groups), by_index(first, groups).to_string());
            pages.insert((false, first, groups), by_cursor(first, groups).to_string());
        }
    }
    pages
}

/// The number of the first group that is asked for.
fn first(target: &str) -> usize {
    let asked = |name: &str| target.split(['?', '&']).find_map(|pair| pair.strip_prefix(name))?.parse().ok();
    asked("startIndex=").or(asked("cursor=")).unwrap_or(1)
}

fn id(number: usize) -> String {
    format!("scim-group-test-{number:036}")
}

fn by_index(first: usize, groups: usize) -> Value {
    let group = |number: usize| json!({"id": id(number), "displayName": format!("Group {number}"), "meta": {"resourceType": "Group"}});
    let page: Vec<Value> = (first..=groups).take(PAGE).map(group).collect();
    json!({"totalResults": groups, "itemsPerPage": PAGE, "startIndex": first, "Resources": page})
}

fn by_cursor(first: usize, groups: usize) -> Value {
    let group = |number: usize| {
        json!({
            "group_id": id(number), "group_name": format!("Group {number}"),
            "organization_id": "organization-test-1", "connection_id": "scim-connection-test-1",
        })
    };
    let page: Vec<Value> = (first..=groups).take(PAGE).map(group).collect();
    let next = Some(first + PAGE).filter(|next| *next <= groups).map(|next| next.to_string());
    json!({"request_id": "request-id-test-1", "status_code": 200, "scim_groups": page, "next_cursor": next})
}

impl Server {
    fn start() -> Self {
        let (groups, requests) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let (serving, counting) = (groups.clone(), requests.clone());
        // Made beforehand, so that it is the client's time and memory that are measured.
        let made: Arc<Pages> = Arc::new(pages());
        let address = support::serve(move |mut stream| {
            let (groups, requests, made) = (serving.clone(), counting.clone(), made.clone());
            async move {
                let mut buffer = vec![0; 4096];
                // Requests are short, and come one at a time over a connection.
                while let Some(read) = stream.read(&mut buffer).await.ok().filter(|read| *read > 0) {
                    let head = String::from_utf8_lossy(&buffer[..read]).into_owned();
                    let target = head.split(' ').nth(1).unwrap_or_default();
                    requests.fetch_add(1, Ordering::Relaxed);
                    let groups = groups.load(Ordering::Relaxed);
                    let body = &made[&(target.starts_with("/scim/"), first(target), groups)];
                    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
                    stream.write_all(head.as_bytes()).await.unwrap();
                    stream.write_all(body.as_bytes()).await.unwrap();
                }
            }
        });
        Self { address, groups, requests }
    }
}

struct Subject {
    runtime: Runtime,
    server: Server,
    api: Client,
    provider: scim2::Client,
}

impl Subject {
    fn by_scim2(&self) -> usize {
        self.runtime.block_on(async {
            let groups = self.provider.groups().list().count(PAGE as u32).stream();
            groups.try_fold(0, |count, _| async move { Ok(count + 1) }).await.unwrap()
        })
    }

    fn by_get_groups(&self) -> usize {
        self.runtime.block_on(async {
            let groups =
                self.api.scim().connection().get_groups("organization-test-1", "scim-connection-test-1").stream();
            groups.try_fold(0, |count, _| async move { Ok(count + 1) }).await.unwrap()
        })
    }

    fn measured(&self, groups: usize, read: impl Fn(&Self) -> usize) -> (Duration, usize) {
        self.server.groups.store(groups, Ordering::Relaxed);
        self.server.requests.store(0, Ordering::Relaxed);
        let began = Instant::now();
        assert_eq!(read(self), groups);
        (began.elapsed(), self.server.requests.load(Ordering::Relaxed))
    }
}

fn main() {
    let server = Server::start();
    let base_url = format!("http://{}", server.address);
    let subject = Subject {
        runtime: tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap(),
        api: Client::builder("project-test-1", "secret-test-1").base_url(&base_url).build().unwrap(),
        provider: scim2::Client::new(format!("{base_url}/scim/v2"), "token").unwrap(),
        server,
    };
    for _ in 0..3 {
        subject.measured(10_000, Subject::by_scim2);
        subject.measured(10_000, Subject::by_get_groups);
    }
    let before = peak();
    let (_, requests) = subject.measured(100_000, Subject::by_scim2);
    println!(
        "scim2: {requests} requests for 100,000 groups, largest memory {before} KiB for 10,000 and {} KiB for 100,000",
        peak()
    );
    let (_, requests) = subject.measured(100_000, Subject::by_get_groups);
    println!("get_groups: {requests} requests for 100,000 groups");

    let ratios: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let (by_scim2, _) = subject.measured(100_000, Subject::by_scim2);
            let (by_get_groups, _) = subject.measured(100_000, Subject::by_get_groups);
            by_scim2.as_secs_f64() / by_get_groups.as_secs_f64()
        })
        .collect();
    println!("time by SCIM 2.0 over get_groups, median of {ROUNDS} rounds: {:.3}", median(ratios));
}
