//! What a call costs over plain reqwest that sends the same bytes and decodes the same type, and what a call of the vendor's
//! crate costs beside it.
//!
//! All three run in turns, so that a machine that gets slower or faster does so for all; the ratios of each round are taken,
//! and their medians printed. What is read is a page of SCIM groups: a full one, as streams ask for it, one of a hundred
//! groups, and one of a single group, which is next to nothing, so that its ratio says what a call costs at the least.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use std::hint::black_box;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use futures::future::join_all;
use serde_json::{Value, json};
use stytch::b2b::scim_connection::{Connection, GetGroupsRequest};
use stytch_b2b::types::ScimConnectionGetGroupsResponse;
use stytch_b2b::{Client, reqwest};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::runtime::Runtime;

mod support;

use support::median;

const ROUNDS: usize = 151;
const CALLS_IN_A_TURN: usize = 256;
const GROUPS: [u32; 3] = [1, 100, 1000];

fn page(groups: u32) -> String {
    let groups: Vec<Value> = (0..groups)
        .map(|number| {
            json!({
                "group_id": format!("scim-group-test-{number:036}"),
                "group_name": format!("Group {number}"),
                "organization_id": format!("organization-test-{:036}", 1),
                "connection_id": format!("scim-connection-test-{:036}", 1),
            })
        })
        .collect();
    json!({"request_id": "request-id-test-1", "status_code": 200, "scim_groups": groups, "next_cursor": "next"})
        .to_string()
}

/// A server that answers every request with the same page.
fn serve(groups: u32) -> SocketAddr {
    let body = page(groups);
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}", body.len());
    let response = format!("{head}\r\n\r\n{body}");
    support::serve(move |mut stream| {
        let response = response.clone();
        async move {
            let mut buffer = vec![0; 4096];
            // Requests are short, and come one at a time over a connection.
            while stream.read(&mut buffer).await.is_ok_and(|read| read > 0) {
                stream.write_all(response.as_bytes()).await.unwrap();
            }
        }
    })
}

struct Subject {
    runtime: Runtime,
    facade: Client,
    plain: reqwest::Client,
    url: String,
    vendor: Connection,
}

impl Subject {
    fn new(groups: u32) -> Self {
        let base_url = format!("http://{}", serve(groups));
        let (project_id, secret) = ("project-test-1", "secret-test-1");
        let vertical = stytch::client::Vertical::B2B;
        let vendor =
            stytch::client::Client::new_with_base_url(project_id, secret, base_url.parse().unwrap(), vertical).unwrap();
        Self {
            runtime: tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap(),
            facade: Client::builder(project_id, secret).base_url(&base_url).build().unwrap(),
            plain: reqwest::Client::builder()
                .http1_only()
                .no_proxy()
                .user_agent("stytch-b2b-rust/0.1.0")
                .redirect(reqwest::redirect::Policy::none())
                .timeout(Duration::from_secs(10))
                .build()
                .unwrap(),
            url: format!("{base_url}/v1/b2b/scim/acme-co/connection/connection"),
            vendor: Connection::new(vendor),
        }
    }

    async fn facade(&self) -> ScimConnectionGetGroupsResponse {
        self.facade.scim().connection().get_groups("acme-co", "connection").limit(1000).await.unwrap()
    }

    async fn plain(&self) -> ScimConnectionGetGroupsResponse {
        let request = self.plain.get(&self.url).header("accept", "application/json").query(&[("limit", 1000)]);
        request.basic_auth("project-test-1", Some("secret-test-1")).send().await.unwrap().json().await.unwrap()
    }

    async fn vendor(&self) -> stytch::b2b::scim_connection::GetGroupsResponse {
        let request = GetGroupsRequest {
            organization_id: "acme-co".to_owned(),
            connection_id: "connection".to_owned(),
            cursor: None,
            limit: Some(1000),
        };
        self.vendor.get_groups(request).await.unwrap()
    }

    /// The seconds that so many calls take, `concurrent` of them at once.
    fn turn<T>(&self, concurrent: usize, call: impl AsyncFn() -> T) -> f64 {
        self.runtime.block_on(async {
            let began = Instant::now();
            let lane = async || {
                for _ in 0..CALLS_IN_A_TURN / concurrent {
                    black_box(call().await);
                }
            };
            join_all((0..concurrent).map(|_| lane())).await;
            began.elapsed().as_secs_f64()
        })
    }

    /// The medians of facade over plain and vendor over plain, and of the microseconds of a plain call.
    fn medians(&self, concurrent: usize) -> [f64; 3] {
        let (mut facade, mut vendor, mut plain) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..ROUNDS {
            // Who comes first changes, so that nobody always runs after the same one.
            let mut seconds = [0.0; 3];
            for subject in (0..3).map(|turn| (turn + round) % 3) {
                seconds[subject] = match subject {
                    0 => self.turn(concurrent, || self.facade()),
                    1 => self.turn(concurrent, || self.vendor()),
                    _ => self.turn(concurrent, || self.plain()),
                };
            }
            facade.push(seconds[0] / seconds[2]);
            vendor.push(seconds[1] / seconds[2]);
            plain.push(seconds[2] * 1e6 / CALLS_IN_A_TURN as f64);
        }
        [facade, vendor, plain].map(median)
    }
}

fn main() {
    // The provider that plain reqwest and the vendor's crate ask for; the facade brings its own.
    rustls::crypto::ring::default_provider().install_default().unwrap();
    println!("medians of {ROUNDS} rounds, each of {CALLS_IN_A_TURN} calls by each");
    println!("groups, at once, facade / reqwest, vendor / reqwest, microseconds of one call by reqwest");
    for groups in GROUPS {
        let subject = Subject::new(groups);
        for concurrent in [1, 64] {
            let [facade, vendor, plain] = subject.medians(concurrent);
            println!("{groups:>6}\t{concurrent:>8}\t{facade:>18.3}\t{vendor:>18.3}\t{plain:>16.1}");
        }
    }
}
