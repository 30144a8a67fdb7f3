//! How long each client takes to read a hundred thousand groups in pages of a thousand, with how many requests and how much memory.
//!
//! Each client reads in a process of its own, which this program starts in turns; a line of the output is a client, how many times
//! the seconds of plain reqwest it took (the median of the rounds), its requests and its largest memory in MiB.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use std::collections::HashMap;
use std::net::SocketAddr;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use futures::TryStreamExt as _;
use serde_json::{Value, json};
use stytch::b2b::scim_connection::{Connection, GetGroupsRequest};
use stytch_b2b::Client;
use stytch_b2b::types::ScimConnectionGetGroupsResponse;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

mod support;

use support::{median, peak};

const ROUNDS: usize = 7;
const PAGE: usize = 1000;
const GROUPS: usize = 100_000;
const CLIENTS: [&str; 5] = ["reqwest", "stytch-b2b", "stytch (Rust)", "stytch (Python)", "stytch (Node)"];

/// The pages by the number of their first group, made beforehand: it is the clients' time that is measured.
fn pages() -> HashMap<usize, String> {
    let page = |first: usize| {
        let group = |number: usize| {
            json!({
                "group_id": format!("scim-group-test-{number:036}"), "group_name": format!("Group {number}"),
                "organization_id": "organization-test-1", "connection_id": "scim-connection-test-1",
            })
        };
        let groups: Vec<Value> = (first..=GROUPS).take(PAGE).map(group).collect();
        let next = Some(first + PAGE).filter(|next| *next <= GROUPS).map(|next| next.to_string());
        let next = next.unwrap_or_default();
        let page =
            json!({"request_id": "request-id-test-1", "status_code": 200, "scim_groups": groups, "next_cursor": next});
        (first, page.to_string())
    };
    (1..=GROUPS).step_by(PAGE).map(page).collect()
}

fn serve(requests: Arc<AtomicUsize>) -> SocketAddr {
    let pages = Arc::new(pages());
    support::serve(move |mut stream| {
        let (requests, pages) = (Arc::clone(&requests), Arc::clone(&pages));
        async move {
            let mut request = Vec::new();
            let mut buffer = [0; 4096];
            while let Some(read) = stream.read(&mut buffer).await.ok().filter(|read| *read > 0) {
                request.extend_from_slice(&buffer[..read]);
                let head = String::from_utf8_lossy(&request).into_owned();
                // One of the clients sends a body with a `GET`, and it may come later than the head.
                let Some((head, body)) = head.split_once("\r\n\r\n") else { continue };
                let length = |line: &str| line.to_lowercase().strip_prefix("content-length:")?.trim().parse().ok();
                if body.len() < head.lines().find_map(length).unwrap_or(0) {
                    continue;
                }
                let cursor = head.lines().next().and_then(|line| {
                    line.split(['?', '&', ' ']).find_map(|pair| pair.strip_prefix("cursor=")?.parse().ok())
                });
                let page = &pages[&cursor.unwrap_or(1)];
                request.clear();
                requests.fetch_add(1, Ordering::Relaxed);
                let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length";
                stream.write_all(format!("{head}: {}\r\n\r\n", page.len()).as_bytes()).await.unwrap();
                stream.write_all(page.as_bytes()).await.unwrap();
            }
        }
    })
}

async fn ours(base_url: &str) -> usize {
    let client = Client::builder("project-test-1", "secret-test-1").base_url(base_url).build().unwrap();
    let groups = client.scim().connection().get_groups("organization-test-1", "scim-connection-test-1").stream();
    groups.try_fold(0, |count, _| async move { Ok(count + 1) }).await.unwrap()
}

async fn vendor(base_url: &str) -> usize {
    let vertical = stytch::client::Vertical::B2B;
    let url = base_url.parse().unwrap();
    let client = stytch::client::Client::new_with_base_url("project-test-1", "secret-test-1", url, vertical).unwrap();
    let connection = Connection::new(client);
    let (mut count, mut cursor) = (0, None);
    loop {
        let request = GetGroupsRequest {
            organization_id: "organization-test-1".to_owned(),
            connection_id: "scim-connection-test-1".to_owned(),
            cursor,
            limit: Some(1000),
        };
        let page = connection.get_groups(request).await.unwrap();
        count += page.scim_groups.len();
        cursor = page.next_cursor.filter(|cursor| !cursor.is_empty());
        if cursor.is_none() {
            return count;
        }
    }
}

async fn plain(base_url: &str) -> usize {
    let client = stytch_b2b::reqwest::Client::new();
    let url = format!("{base_url}/v1/b2b/scim/organization-test-1/connection/scim-connection-test-1");
    let (mut count, mut cursor) = (0, String::new());
    loop {
        let request = client.get(&url).basic_auth("project-test-1", Some("secret-test-1"));
        let request = request.query(&[("limit", "1000"), ("cursor", &cursor)]);
        let page: ScimConnectionGetGroupsResponse = request.send().await.unwrap().json().await.unwrap();
        count += page.scim_groups.len();
        cursor = page.next_cursor.unwrap_or_default();
        if cursor.is_empty() {
            return count;
        }
    }
}

/// What one process says: groups, seconds and KiB.
fn read(client: &str, base_url: &str) {
    rustls::crypto::ring::default_provider().install_default().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let began = Instant::now();
    let groups = runtime.block_on(async {
        match client {
            "stytch-b2b" => ours(base_url).await,
            "stytch (Rust)" => vendor(base_url).await,
            _ => plain(base_url).await,
        }
    });
    println!("{groups} {} {}", began.elapsed().as_secs_f64(), peak());
}

fn command(client: &str) -> Option<Command> {
    let variable = match client {
        "stytch (Python)" => "PYTHON_SDK",
        "stytch (Node)" => "NODE_SDK",
        _ => {
            let mut command = Command::new(std::env::current_exe().unwrap());
            command.arg(client);
            return Some(command);
        }
    };
    let words = std::env::var(variable).ok()?;
    let mut words = words.split(' ');
    let mut command = Command::new(words.next()?);
    command.args(words);
    Some(command)
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [client, base_url] = &arguments[..] {
        return read(client, base_url);
    }
    let requests: Arc<AtomicUsize> = Arc::default();
    let base_url = format!("http://{}", serve(Arc::clone(&requests)));
    let mut rounds: Vec<HashMap<&str, (f64, usize, f64)>> = Vec::new();
    for _ in 0..ROUNDS {
        let mut round = HashMap::new();
        for client in CLIENTS {
            let Some(mut command) = command(client) else { continue };
            requests.store(0, Ordering::Relaxed);
            let output = command.arg(&base_url).output().unwrap();
            assert!(output.status.success(), "{client}: {}", String::from_utf8_lossy(&output.stderr));
            let said = String::from_utf8(output.stdout).unwrap();
            let said: Vec<f64> = said.split_whitespace().map(|number| number.parse().unwrap()).collect();
            assert_eq!(said[0] as usize, GROUPS, "{client}");
            round.insert(client, (said[1], requests.load(Ordering::Relaxed), said[2] / 1024.0));
        }
        rounds.push(round);
    }
    println!("medians of {ROUNDS} rounds");
    for client in CLIENTS.into_iter().filter(|client| rounds[0].contains_key(client)) {
        let ratio = median(rounds.iter().map(|round| round[client].0 / round["reqwest"].0).collect());
        let memory = median(rounds.iter().map(|round| round[client].2).collect());
        println!("{client}\t{ratio:.2}\t{}\t{memory:.0}", rounds[0][client].1);
    }
}
