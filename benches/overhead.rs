//! What a call costs over plain reqwest that sends the same bytes and decodes the same type.
//!
//! Both run in turns, so that a machine that gets slower or faster does so for both; the ratio of each pair of turns is
//! taken, and the median of the ratios printed. What is read is a page of SCIM groups: a full one, as streams ask for it, and
//! one of a single group, which is next to nothing, so that its ratio says what a call costs at the least.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use std::hint::black_box;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use futures::future::join_all;
use serde_json::{Value, json};
use stytch_b2b::types::ScimConnectionGetGroupsResponse;
use stytch_b2b::{Client, reqwest};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

const PAIRS: usize = 101;
const CALLS_IN_A_TURN: usize = 256;
const GROUPS: [u32; 2] = [1000, 1];

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

/// A server that answers every request with the same page, on a thread of its own.
fn serve(groups: u32) -> SocketAddr {
    let body = page(groups);
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}", body.len());
    let response = format!("{head}\r\n\r\n{body}");
    let (address, bound) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            address.send(listener.local_addr().unwrap()).unwrap();
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                stream.set_nodelay(true).unwrap();
                let response = response.clone();
                tokio::spawn(async move {
                    let mut buffer = vec![0; 4096];
                    // Requests are short, and come one at a time over a connection.
                    while stream.read(&mut buffer).await.is_ok_and(|read| read > 0) {
                        stream.write_all(response.as_bytes()).await.unwrap();
                    }
                });
            }
        });
    });
    bound.recv().unwrap()
}

struct Subject {
    runtime: Runtime,
    client: Client,
    http: reqwest::Client,
    url: String,
}

impl Subject {
    fn new(groups: u32) -> Self {
        let address = serve(groups);
        // The provider that plain reqwest asks for; the client brings its own.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self {
            runtime: tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap(),
            client: Client::builder("project-test-1", "secret-test-1")
                .base_url(format!("http://{address}"))
                .build()
                .unwrap(),
            http: reqwest::Client::builder()
                .http1_only()
                .no_proxy()
                .user_agent(format!("stytch-b2b-rust/{}", env!("CARGO_PKG_VERSION")))
                .redirect(reqwest::redirect::Policy::none())
                .timeout(Duration::from_secs(10))
                .build()
                .unwrap(),
            url: format!("http://{address}/v1/b2b/scim/acme-co/connection/connection"),
        }
    }

    async fn facade(&self) -> ScimConnectionGetGroupsResponse {
        self.client.scim().connection().get_groups("acme-co", "connection").limit(1000).await.unwrap()
    }

    async fn plain(&self) -> ScimConnectionGetGroupsResponse {
        let request = self.http.get(&self.url).header("accept", "application/json").query(&[("limit", 1000)]);
        request.basic_auth("project-test-1", Some("secret-test-1")).send().await.unwrap().json().await.unwrap()
    }

    /// The time of so many calls, `concurrent` of them at once.
    fn turn<T>(&self, calls: usize, concurrent: usize, call: impl AsyncFn() -> T) -> Duration {
        self.runtime.block_on(async {
            let began = Instant::now();
            let lane = async || {
                for _ in 0..calls / concurrent {
                    black_box(call().await);
                }
            };
            join_all((0..concurrent).map(|_| lane())).await;
            began.elapsed()
        })
    }

    fn ratio(&self, concurrent: usize) -> f64 {
        let mut ratios: Vec<f64> = (0..PAIRS)
            .map(|_| {
                let facade = self.turn(CALLS_IN_A_TURN, concurrent, || self.facade());
                let plain = self.turn(CALLS_IN_A_TURN, concurrent, || self.plain());
                facade.as_secs_f64() / plain.as_secs_f64()
            })
            .collect();
        ratios.sort_by(f64::total_cmp);
        ratios[PAIRS / 2]
    }
}

fn overhead(criterion: &mut Criterion) {
    for (groups, concurrent) in GROUPS.into_iter().flat_map(|groups| [(groups, 1), (groups, 64)]) {
        let subject = Subject::new(groups);
        let name = format!("{groups} groups, {concurrent} at once");
        let mut group = criterion.benchmark_group(&name);
        let calls = |iterations: u64| usize::try_from(iterations).unwrap() * concurrent;
        group.bench_function(BenchmarkId::from_parameter("facade"), |bencher| {
            bencher.iter_custom(|iterations| subject.turn(calls(iterations), concurrent, || subject.facade()));
        });
        group.bench_function(BenchmarkId::from_parameter("reqwest"), |bencher| {
            bencher.iter_custom(|iterations| subject.turn(calls(iterations), concurrent, || subject.plain()));
        });
        group.finish();
        println!("{name}: median of {PAIRS} ratios facade / reqwest: {:.3}", subject.ratio(concurrent));
    }
}

criterion_group!(benches, overhead);
criterion_main!(benches);
