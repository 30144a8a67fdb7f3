//! What judging a session's JWT in the process costs: over the bare verification of its signature, beside `jsonwebtoken`, and in
//! front of a route.
//!
//! All run in turns, and the medians of the rounds' ratios are printed, as in `overhead.rs`.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use std::collections::HashMap;
use std::future::IntoFuture;
use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::header::{AUTHORIZATION, COOKIE};
use axum::http::{HeaderName, Request};
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use serde::Deserialize;
use serde_json::{Value, json};
use stytch_b2b::axum::Allowed;
use stytch_b2b::tower::SessionLayer;
use stytch_b2b::types::AuthenticationFactor;
use stytch_b2b::{Client, Permission, chrono};
use stytch_b2b_sandbox::{Sandbox, TokenSpec};
use tokio::runtime::Runtime;
use tower::{Service, ServiceExt};

mod support;

use support::median;

const ROUNDS: usize = 1001;
const CHECKS_IN_A_TURN: usize = 8;

type Time = chrono::DateTime<chrono::Utc>;

/// What a team would write for `jsonwebtoken`.
#[allow(dead_code)]
#[derive(Deserialize)]
struct Claims {
    sub: String,
    exp: u64,
    iat: u64,
    nbf: u64,
    #[serde(rename = "https://stytch.com/session")]
    session: Session,
    #[serde(rename = "https://stytch.com/organization")]
    organization: Organization,
    #[serde(flatten)]
    custom: HashMap<String, Value>,
}

#[allow(dead_code)]
#[derive(Deserialize)]
struct Session {
    id: String,
    started_at: Time,
    last_accessed_at: Time,
    expires_at: Time,
    authentication_factors: Vec<AuthenticationFactor>,
    roles: Vec<String>,
}

#[allow(dead_code)]
#[derive(Deserialize)]
struct Organization {
    organization_id: String,
    slug: String,
}

/// What every member may.
struct RevokeSessions;

impl Permission for RevokeSessions {
    const RESOURCE: &str = "stytch.self";
    const ACTION: &str = "revoke-sessions";
}

async fn allowed(member: Allowed<RevokeSessions>) -> &'static str {
    black_box(member.session());
    "hello"
}

struct Subject {
    runtime: Runtime,
    client: Client,
    sandbox: Sandbox,
    member: String,
    modulus: Vec<u8>,
    exponent: Vec<u8>,
    other: (DecodingKey, Validation),
    _server: Runtime,
}

impl Subject {
    fn new() -> Self {
        let server = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let sandbox = server.block_on(Sandbox::builder().start()).unwrap();
        let organization = sandbox.add_organization("Acme").unwrap();
        let member = sandbox.add_member(&organization, "ada@acme.example").unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let now = sandbox.now();
        let client = Client::builder(sandbox.project_id(), sandbox.secret()).base_url(sandbox.base_url());
        let client = client.clock(move || now + Duration::from_secs(1)).build().unwrap();
        let keys = runtime.block_on(client.sessions().get_jwks(sandbox.project_id()).into_future()).unwrap().keys;
        runtime.block_on(client.warm_up()).unwrap();
        let mut validation = Validation::new(Algorithm::RS256);
        validation.set_audience(&[sandbox.project_id()]);
        validation.set_issuer(&[format!("stytch.com/{}", sandbox.project_id())]);
        let other = (DecodingKey::from_rsa_components(&keys[0].n, &keys[0].e).unwrap(), validation);
        let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
        let (modulus, exponent) = (bytes(&keys[0].n), bytes(&keys[0].e));
        Self { runtime, client, sandbox, member, modulus, exponent, other, _server: server }
    }

    /// The JWT of a login with so many factors.
    fn jwt(&self, factors: usize, custom_claims: usize) -> String {
        let factor = |kind: &str, delivery: &str| {
            json!({
                "type": kind, "delivery_method": delivery, "sequence_order": "PRIMARY",
                "created_at": "2026-11-25T10:00:00Z", "updated_at": "2026-11-25T10:00:00Z",
                "last_authenticated_at": "2026-11-25T10:00:00Z",
                "email_factor": {"email_address": "ada@acme.example", "email_id": format!("email-test-{:036}", 1)},
            })
        };
        let shown = [factor("magic_link", "email"), factor("otp", "email")];
        let session = json!({
            "id": format!("member-session-test-{:036}", 1), "started_at": "2026-11-25T10:00:00Z",
            "last_accessed_at": "2026-11-25T10:00:00Z", "expires_at": "2036-11-25T11:00:00Z",
            "attributes": {"user_agent": "", "ip_address": ""}, "roles": ["stytch_member", "editor"],
            "authentication_factors": shown[..factors],
        });
        let spec = TokenSpec::session(&self.member).claim("https://stytch.com/session", session);
        let spec = (0..custom_claims).fold(spec, |spec, number| {
            spec.claim(&format!("claim_{number}"), json!({"name": format!("value {number}"), "list": [1, 2, 3]}))
        });
        self.sandbox.sign(spec).unwrap()
    }

    fn ring(&self, message: &str, signature: &[u8]) {
        let key = RsaPublicKeyComponents { n: &self.modulus[..], e: &self.exponent[..] };
        key.verify(&RSA_PKCS1_2048_8192_SHA256, message.as_bytes(), signature).unwrap();
    }

    /// Medians: the whole check over ring, the same over `jsonwebtoken`, and ring's microseconds.
    fn medians(&self, jwt: &str) -> [f64; 3] {
        let (message, signature) = jwt.rsplit_once('.').unwrap();
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        let (mut over_ring, mut over_other, mut bare) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..ROUNDS {
            let mut seconds = [0.0; 3];
            for subject in (0..3).map(|turn| (turn + round) % 3) {
                seconds[subject] = match subject {
                    0 => self.runtime.block_on(self.checks_of_a_turn(jwt)),
                    1 => turn(|| decode::<Claims>(jwt, &self.other.0, &self.other.1).unwrap()),
                    _ => turn(|| self.ring(message, &signature)),
                };
            }
            over_ring.push(seconds[0] / seconds[2]);
            over_other.push(seconds[0] / seconds[1]);
            bare.push(seconds[2] * 1e6 / CHECKS_IN_A_TURN as f64);
        }
        [over_ring, over_other, bare].map(median)
    }

    /// Medians of the microseconds that a route takes over the check of the JWT alone: behind the layer, and without any layer.
    fn route(&self, jwt: &str, name: &HeaderName, value: &str) -> [f64; 2] {
        let layer = SessionLayer::new(self.client.clone());
        let mut checked = Router::new().route("/", get(allowed)).layer(layer);
        let mut bare = Router::new().route("/", get(async || "hello"));
        // The policies are read once.
        self.runtime.block_on(requests_of_a_turn(&mut checked, name, value));
        let (mut over_check, mut of_axum) = (Vec::new(), Vec::new());
        for round in 0..ROUNDS {
            let mut seconds = [0.0; 3];
            for subject in (0..3).map(|turn| (turn + round) % 3) {
                seconds[subject] = self.runtime.block_on(async {
                    match subject {
                        0 => self.checks_of_a_turn(jwt).await,
                        1 => requests_of_a_turn(&mut checked, name, value).await,
                        _ => requests_of_a_turn(&mut bare, name, value).await,
                    }
                });
            }
            over_check.push((seconds[1] - seconds[0]) * 1e6 / CHECKS_IN_A_TURN as f64);
            of_axum.push(seconds[2] * 1e6 / CHECKS_IN_A_TURN as f64);
        }
        [over_check, of_axum].map(median)
    }

    async fn checks_of_a_turn(&self, jwt: &str) -> f64 {
        let began = Instant::now();
        for _ in 0..CHECKS_IN_A_TURN {
            black_box(self.client.sessions().authenticate_jwt_local(jwt).await.unwrap());
        }
        began.elapsed().as_secs_f64()
    }

    /// The microseconds until a token is refused.
    fn refused(&self, token: &str) -> f64 {
        self.runtime.block_on(async {
            let mut micros = Vec::new();
            for _ in 0..ROUNDS {
                let began = Instant::now();
                black_box(self.client.sessions().authenticate_jwt_local(token).await.unwrap_err());
                micros.push(began.elapsed().as_secs_f64() * 1e6);
            }
            median(micros)
        })
    }

    /// Checks in a second by so many tasks on two threads, over those of one.
    fn throughput(&self, jwt: &str, tasks: usize) -> f64 {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let rate = |tasks: usize| {
            runtime.block_on(async {
                let (count, jwt, began) = (Arc::new(AtomicU64::new(0)), Arc::new(jwt.to_owned()), Instant::now());
                let lanes: Vec<_> = (0..tasks)
                    .map(|_| {
                        let (client, jwt, count) = (self.client.clone(), Arc::clone(&jwt), Arc::clone(&count));
                        tokio::spawn(async move {
                            while began.elapsed() < Duration::from_millis(400) {
                                for _ in 0..16 {
                                    client.sessions().authenticate_jwt_local(jwt.as_str()).await.unwrap();
                                }
                                count.fetch_add(16, Ordering::Relaxed);
                                tokio::task::yield_now().await;
                            }
                        })
                    })
                    .collect();
                for lane in lanes {
                    lane.await.unwrap();
                }
                count.load(Ordering::Relaxed) as f64 / began.elapsed().as_secs_f64()
            })
        };
        median((0..11).map(|_| rate(tasks) / rate(1)).collect())
    }

    /// The requests of a million checks over an hour of the runtime's clock, of sessions and of permissions: all of them, those
    /// for keys, those for policies.
    fn requests_of_an_hour(&self, jwt: &str) -> [usize; 3] {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        let (stop, stopped) = std::sync::mpsc::channel::<()>();
        // The clock moves by hand alone, while a blocking task runs.
        let _held = runtime.spawn_blocking(move || stopped.recv());
        let now = self.sandbox.now();
        let fresh = Client::builder(self.sandbox.project_id(), self.sandbox.secret()).base_url(self.sandbox.base_url());
        let fresh = fresh.clock(move || now + Duration::from_secs(1)).build().unwrap();
        self.sandbox.clear_requests();
        runtime.block_on(async {
            fresh.warm_up().await.unwrap();
            for _ in 0..3600 {
                for check in 0..278 {
                    let who = fresh.sessions().authenticate_jwt(jwt).await.unwrap();
                    fresh.rbac().authorize(&who.member_session, "stytch.self", "revoke-sessions").await.ok();
                    // What was begun in the background goes on.
                    if check < 64 {
                        tokio::task::yield_now().await;
                    }
                }
                std::thread::sleep(Duration::from_millis(1));
                tokio::time::advance(Duration::from_secs(1)).await;
            }
        });
        drop(stop);
        let requests = self.sandbox.requests();
        let of = |operation| requests.iter().filter(|request| request.operation.as_deref() == Some(operation)).count();
        let policies = of("rbac_policy") + of("rbac_organizations_get_org_policy");
        [requests.len(), of("sessions_get_jwks"), policies]
    }
}

/// The seconds of a turn.
fn turn<T>(check: impl Fn() -> T) -> f64 {
    let began = Instant::now();
    for _ in 0..CHECKS_IN_A_TURN {
        black_box(check());
    }
    began.elapsed().as_secs_f64()
}

/// The seconds of a turn of a route, from a request that is there to its answer.
async fn requests_of_a_turn(route: &mut Router, name: &HeaderName, value: &str) -> f64 {
    let request = || Request::builder().uri("/").header(name, value).body(Body::empty()).unwrap();
    let requests: Vec<_> = (0..CHECKS_IN_A_TURN).map(|_| request()).collect();
    let began = Instant::now();
    for request in requests {
        let response = ServiceExt::<Request<Body>>::ready(route).await.unwrap().call(request).await.unwrap();
        assert!(black_box(response).status().is_success());
    }
    began.elapsed().as_secs_f64()
}

fn main() {
    let subject = Subject::new();
    println!("medians of {ROUNDS} rounds, each of {CHECKS_IN_A_TURN} checks by each");
    println!("factors, custom claims, bytes, check / ring, check / jsonwebtoken, microseconds of one by ring");
    for (factors, custom_claims) in [(1, 0), (2, 0), (1, 20)] {
        let jwt = subject.jwt(factors, custom_claims);
        let [over_ring, over_other, bare] = subject.medians(&jwt);
        let bytes = jwt.len();
        println!("{factors:>7}\t{custom_claims:>15}\t{bytes:>7}\t{over_ring:>14.3}\t{over_other:>22.3}\t{bare:>8.1}");
    }
    let jwt = subject.jwt(1, 0);
    let credentials = [(COOKIE, format!("stytch_session_jwt={jwt}")), (AUTHORIZATION, format!("Bearer {jwt}"))];
    for (name, value) in credentials {
        let [over_check, of_axum] = subject.route(&jwt, &name, &value);
        println!(
            "a route for who is allowed, by {name}: {over_check:.1} us over the check, {of_axum:.1} us of them axum's"
        );
    }
    let with_header = |name: &str, value: &str| {
        subject.sandbox.sign(TokenSpec::session(&subject.member).header(name, value)).unwrap()
    };
    let refused = [
        ("5 MB", "a".repeat(5 << 20)),
        ("16 KiB of claims", {
            let header = jwt.split('.').next().unwrap().to_owned();
            let header = String::from_utf8(URL_SAFE_NO_PAD.decode(header).unwrap()).unwrap().replace("RS256", "HS256");
            let claims: serde_json::Map<String, Value> =
                (0..600).map(|number| (format!("c{number}"), json!("some value"))).collect();
            let claims = serde_json::to_string(&claims).unwrap();
            format!(
                "{}.{}.",
                URL_SAFE_NO_PAD.encode(header),
                URL_SAFE_NO_PAD.encode(&claims[..claims.len().min(12_000)])
            )
        }),
        ("another algorithm", with_header("alg", "HS256")),
        ("an unknown key", with_header("kid", "unknown")),
    ];
    for (name, token) in refused {
        println!("refused, {name}, {} bytes: {:.1} us", token.len(), subject.refused(&token));
    }
    println!("64 tasks on two threads: {:.2} times one task", subject.throughput(&jwt, 64));
    let [all, keys, policies] = subject.requests_of_an_hour(&jwt);
    println!("1,000,800 checks in an hour: {all} requests, {keys} for keys, {policies} for policies");
}
