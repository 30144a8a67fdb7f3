//! Faults on the way: what is sent again, and what the error says of the effect.

use std::time::Duration;

use serde_json::json;
use stytch_b2b::types::OrganizationsCreateRequest;
use stytch_b2b::{Error, Outcome, TimeoutKind};
use tokio::net::TcpListener;
use tokio::time::Instant;

use crate::support::clock::{STEP, paused};
use crate::support::server::{Reply, Server, api_error, organization};

/// Everything after which it is unknown whether the request took effect.
fn faults() -> Vec<Reply> {
    let statuses =
        [408, 500, 502, 503, 504].map(|status| Reply::Json(status, api_error(status, "internal_server_error")));
    let mut faults = vec![Reply::Close, Reply::Reset, Reply::Raw(b"garbage\r\n\r\n".to_vec()), Reply::Silence];
    faults.extend(statuses);
    faults
}

fn success() -> Reply {
    Reply::Json(200, json!({"request_id": "r", "status_code": 200, "organization": organization()}))
}

#[test]
fn a_write_that_may_have_taken_effect_is_sent_once() {
    paused(async {
        for fault in faults() {
            let script = fault.clone();
            let server = Server::start(move |_, _| script.clone()).await;
            let error =
                server.client().organizations().create(OrganizationsCreateRequest::new("Acme")).await.unwrap_err();
            assert_eq!((server.count(), error.attempts(), error.outcome()), (1, 1, Outcome::Unknown), "{fault:?}");
        }
    });
}

#[test]
fn reads_and_repeatable_writes_survive_two_faults() {
    paused(async {
        for fault in faults() {
            let script = fault.clone();
            let server = Server::start(move |_, number| if number % 3 < 2 { script.clone() } else { success() }).await;
            let client = server.client();
            client.organizations().get("acme").await.unwrap();
            assert_eq!(server.count(), 3, "{fault:?}");
            let request = stytch_b2b::types::OrganizationsUpdateRequest::new().organization_name("Acme");
            client.organizations().update("acme", request).await.unwrap();
            let requests = server.requests();
            assert_eq!(requests.len(), 6, "{fault:?}");
            let first = &requests[3];
            for again in &requests[4..] {
                assert_eq!(
                    (&first.method, &first.target, &first.headers, &first.body),
                    (&again.method, &again.target, &again.headers, &again.body)
                );
            }
        }
    });
}

#[test]
fn the_third_fault_is_returned() {
    paused(async {
        for fault in faults() {
            let script = fault.clone();
            let server = Server::start(move |_, _| script.clone()).await;
            let call = server.client().organizations().get("acme").timeout(Duration::from_secs(120));
            let error = call.await.unwrap_err();
            assert_eq!((server.count(), error.attempts()), (3, 3), "{fault:?}");
        }
    });
}

#[test]
fn a_deletion_that_finds_nothing_after_a_fault_says_that_it_was_likely_applied() {
    paused(async {
        let server = Server::start(|_, number| match number {
            0 => Reply::Close,
            _ => Reply::Json(404, api_error(404, "organization_not_found")),
        })
        .await;
        let error = server.client().organizations().delete("acme").await.unwrap_err();
        assert_eq!((error.status(), error.attempts(), error.outcome()), (Some(404), 2, Outcome::LikelyApplied));
        let error = server.client().organizations().delete("acme").await.unwrap_err();
        assert_eq!((error.attempts(), error.outcome()), (1, Outcome::Rejected));
    });
}

#[test]
fn nothing_was_sent_over_a_refused_connection() {
    paused(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        let client =
            stytch_b2b::Client::builder("project-test-1", "secret-test-1").base_url(format!("http://{address}"));
        let client = client.jitter_seed(3).build().unwrap();
        let refused = client.organizations().create(OrganizationsCreateRequest::new("Acme")).await.unwrap_err();
        assert_eq!((refused.attempts(), refused.outcome()), (3, Outcome::NotSent));
        assert!(matches!(refused, Error::Transport(_)));

        let late = async {
            tokio::time::sleep(2 * STEP).await;
            Server::on(TcpListener::bind(address).await.unwrap(), |_, _| success())
        };
        let policy = stytch_b2b::RetryPolicy::default().max_attempts(50).base_backoff(Duration::from_millis(200));
        let call = client.organizations().create(OrganizationsCreateRequest::new("Acme")).retry(policy);
        let (server, created) = tokio::join!(late, call.into_future());
        created.unwrap();
        assert_eq!(server.count(), 1);
    });
}

#[test]
fn each_time_limit_ends_what_it_is_for() {
    paused(async {
        let none = stytch_b2b::RetryPolicy::none;
        let silent = Server::start(|_, _| Reply::Silence).await;
        let client = silent.builder().attempt_timeout(Duration::from_secs(4)).retry(none()).build().unwrap();
        assert_ends(client.organizations().get("a"), TimeoutKind::Attempt, Duration::from_secs(4)).await;
        let call = client.organizations().get("a").timeout(Duration::from_secs(2));
        assert_ends(call, TimeoutKind::Call, Duration::from_secs(2)).await;

        let dripping = Server::start(|_, _| Reply::Drip { length: 100, every: Duration::from_secs(1) }).await;
        let client = dripping.builder().attempt_timeout(Duration::from_secs(4)).retry(none()).build().unwrap();
        let error = assert_ends(client.organizations().get("a"), TimeoutKind::Attempt, Duration::from_secs(4)).await;
        assert_eq!((error.status(), error.outcome()), (Some(200), Outcome::LikelyApplied));

        // A listener that never says a word of TLS.
        let mute = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("https://{}", mute.local_addr().unwrap());
        let client =
            stytch_b2b::Client::builder("project-test-1", "secret-test-1").base_url(url).retry(none()).build().unwrap();
        let error = assert_ends(client.organizations().get("a"), TimeoutKind::Connect, Duration::from_secs(3)).await;
        assert_eq!(error.outcome(), Outcome::NotSent);
    });
}

async fn assert_ends(
    call: stytch_b2b::Call<stytch_b2b::types::OrganizationsGetResponse>,
    kind: TimeoutKind,
    limit: Duration,
) -> Error {
    let began = Instant::now();
    let error = call.await.unwrap_err();
    let Error::Timeout(timeout) = &error else { panic!("{error}") };
    assert_eq!((timeout.kind, timeout.limit), (kind, limit));
    assert!(began.elapsed() >= limit && began.elapsed() <= limit + 3 * STEP, "{:?}", began.elapsed());
    error
}

#[test]
fn a_backoff_past_the_deadline_is_not_begun() {
    paused(async {
        let server = Server::start(|_, _| Reply::Json(503, api_error(503, "internal_server_error"))).await;
        let policy = stytch_b2b::RetryPolicy::default()
            .base_backoff(Duration::from_secs(900))
            .max_backoff(Duration::from_secs(900));
        let began = Instant::now();
        let error = server
            .client()
            .organizations()
            .get("acme")
            .retry(policy)
            .timeout(Duration::from_secs(1))
            .await
            .unwrap_err();
        assert_eq!((server.count(), error.status()), (1, Some(503)));
        assert!(began.elapsed() <= 3 * STEP);
    });
}

#[test]
fn the_budget_ends_a_storm_of_retries() {
    paused(async {
        let server = Server::start(|_, _| Reply::Json(503, api_error(503, "internal_server_error"))).await;
        let client = server.client();
        for _ in 0..100 {
            client.organizations().get("acme").await.unwrap_err();
        }
        // 500 tokens pay for 35 retries of 14.
        assert_eq!(server.count(), 100 + 35);
    });
}

#[test]
fn a_redirect_is_not_followed() {
    paused(async {
        for status in [301, 302, 303, 307, 308] {
            let elsewhere = Server::start(|_, _| success()).await;
            let location = format!("{}/v1/b2b/organizations/acme?token=secret-in-a-query", elsewhere.base_url());
            let server =
                Server::start(move |_, _| Reply::Full(status, vec![("Location", location.clone())], Vec::new())).await;
            let error = server.client().organizations().get("acme").await.unwrap_err();
            assert_eq!((server.count(), elsewhere.connections(), error.status()), (1, 0, Some(status)));
            let Error::UnexpectedResponse(response) = &error else { panic!("{error}") };
            assert_eq!(response.redirect_origin, Some(elsewhere.base_url()));
            assert!(!format!("{error} {error:?}").contains("secret-in-a-query"));
        }
    });
}
