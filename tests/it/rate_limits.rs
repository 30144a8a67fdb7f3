//! Rate limits: which are waited out, how, and that nobody else is held up.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::future::join_all;
use serde_json::{Value, json};
use stytch_b2b::types::{MagicLinksAuthenticateRequest, OrganizationsCreateRequest, OrganizationsSearchRequest};
use stytch_b2b::{Client, Error, Outcome, RetryPolicy};
use tokio::time::Instant;

use crate::secrets::logged;
use crate::support::clock::{STEP, paused};
use crate::support::server::{Reply, Server, api_error, organization};

pub const MINUTE: Duration = Duration::from_secs(60);
/// 12:00:37 on some day, in seconds since the epoch: the window is well under way.
const BEGIN: u64 = 1_795_262_437;

/// The API's rate limit: so many requests in a minute, counted by the clock.
pub struct FixedWindow {
    began: Instant,
    limit: usize,
    says_when: bool,
    state: Mutex<(u64, usize)>,
    refused: Mutex<usize>,
}

impl FixedWindow {
    pub fn new(limit: usize, says_when: bool) -> Self {
        Self { began: Instant::now(), limit, says_when, state: Mutex::default(), refused: Mutex::default() }
    }

    pub fn refused(&self) -> usize {
        *self.refused.lock().unwrap()
    }

    pub fn answer(&self, success: Value) -> Reply {
        let now = Duration::from_secs(BEGIN) + self.began.elapsed();
        let minute = now.as_secs() / 60;
        let mut state = self.state.lock().unwrap();
        if state.0 != minute {
            *state = (minute, 0);
        }
        state.1 += 1;
        let date = ("Date", httpdate::fmt_http_date(std::time::UNIX_EPOCH + now));
        if state.1 <= self.limit {
            return Reply::Full(200, vec![date], success.to_string().into_bytes());
        }
        *self.refused.lock().unwrap() += 1;
        let mut headers = vec![date];
        if self.says_when {
            headers.push(("Retry-After", (60 - now.as_secs() % 60).to_string()));
        }
        Reply::Full(429, headers, api_error(429, "too_many_requests").to_string().into_bytes())
    }
}

/// A server that finds nothing, so many times in a minute.
pub async fn server(limit: usize, says_when: bool) -> (Server, Arc<FixedWindow>) {
    let window = Arc::new(FixedWindow::new(limit, says_when));
    let page = json!({"status_code": 200, "request_id": "r", "organizations": [], "results_metadata": {"total": 0}});
    let counted = Arc::clone(&window);
    (Server::start(move |_, _| window.answer(page.clone())).await, counted)
}

/// 450 searches at once against a window of 100 a minute.
fn searches(says_when: bool) {
    paused(async {
        let (server, window) = server(100, says_when).await;
        let client = server.builder().timeout(10 * MINUTE).build().unwrap();
        let began = Instant::now();
        let call = || client.organizations().search(OrganizationsSearchRequest::new()).into_future();
        let results = join_all((0..450).map(|_| call())).await;
        let failed: Vec<String> =
            results.iter().filter_map(|result| result.as_ref().err()).map(Error::to_string).collect();
        assert_eq!(failed, Vec::<String>::new());
        let wasted = window.refused();
        assert_eq!(server.count(), 450 + wasted);
        assert!(wasted <= 60, "{wasted} requests were wasted");
        // The rest of the first minute and four more windows are needed, the last one for a part.
        assert!(
            began.elapsed() < Duration::from_secs(23) + 3 * MINUTE + Duration::from_secs(15),
            "{:?}",
            began.elapsed()
        );
        println!("Retry-After {says_when}: {wasted} wasted, {:?}", began.elapsed());
    });
}

#[test]
fn many_searches_share_one_line_when_the_api_says_when() {
    searches(true);
}

#[test]
fn many_searches_share_one_line_when_the_api_does_not_say_when() {
    searches(false);
}

#[test]
fn what_is_known_of_a_limit_is_told_by_the_client_and_by_events() {
    let test = async {
        let (server, window) = server(10, true).await;
        let client = server.builder().timeout(10 * MINUTE).build().unwrap();
        assert_eq!(client.rate_limits(), []);
        let watch = async {
            tokio::time::sleep(Duration::from_secs(5)).await;
            client.rate_limits()
        };
        let (results, during) = tokio::join!(join_all((0..35).map(|_| search(&client))), watch);
        assert!(results.iter().all(Result::is_ok));
        assert_eq!(during.len(), 1);
        let closed_for = during[0].closed_for.unwrap();
        assert!(closed_for > Duration::from_secs(15) && closed_for < Duration::from_secs(20), "{closed_for:?}");
        assert_eq!((during[0].operation, during[0].waiting), ("organizations.search", 25));
        assert_eq!(during[0].sent, 10 + during[0].throttled);

        let after = client.clone().rate_limits();
        let refused = u64::try_from(window.refused()).unwrap();
        assert_eq!((after[0].sent, after[0].throttled, after[0].waiting), (35 + refused, refused, 0));
        assert_eq!((after[0].share, after[0].window), (Some(10.0), Some(MINUTE)));
        refused
    };
    let (refused, log) = logged(test);
    let events: Vec<&str> = log.lines().filter(|line| line.contains(": rate limit operation=")).collect();
    let closings = events.iter().filter(|line| line.contains("closed_ms=")).count();
    assert!(closings >= 3 && closings <= usize::try_from(refused).unwrap(), "{events:#?}");
    assert!(events.len() >= closings + 3, "{events:#?}");
    assert!(events.iter().any(|line| line.contains("share=10.0 window_ms=60000")), "{events:#?}");
}

#[test]
fn a_throttled_write_is_sent_again_with_the_same_bytes() {
    paused(async {
        let server = Server::start(|_, number| match number {
            0 => Reply::Full(
                429,
                vec![("Retry-After", "5".into())],
                api_error(429, "too_many_requests").to_string().into_bytes(),
            ),
            _ => Reply::Json(200, json!({"request_id": "r", "status_code": 200, "organization": organization()})),
        })
        .await;
        server.client().organizations().create(OrganizationsCreateRequest::new("Acme Co")).await.unwrap();
        let requests = server.requests();
        assert_eq!(requests.len(), 2);
        assert_eq!((&requests[0].body, &requests[0].headers), (&requests[1].body, &requests[1].headers));
        let waited = requests[1].at - requests[0].at;
        assert!(waited >= Duration::from_secs(5) && waited <= Duration::from_millis(5_500) + 3 * STEP, "{waited:?}");
    });
}

#[test]
fn the_deadline_ends_it_whatever_the_number_of_attempts_unless_there_is_one() {
    paused(async {
        let server = Server::start(|_, _| Reply::Json(429, api_error(429, "too_many_requests"))).await;
        let client = server.client();
        let began = Instant::now();
        let error = client.organizations().get("acme").timeout(2 * MINUTE).await.unwrap_err();
        assert!(error.is_rate_limited() && error.outcome() == Outcome::Rejected, "{error}");
        // After 1, 2, 4, 8 and 16 seconds, and then every half a minute.
        assert_eq!((server.count(), error.attempts()), (8, 8));
        assert!(began.elapsed() > Duration::from_secs(91) && began.elapsed() < 2 * MINUTE, "{:?}", began.elapsed());

        let sparing = server.builder().retry(RetryPolicy::default().max_throttled_attempts(4)).build().unwrap();
        let error = sparing.organizations().get("acme").await.unwrap_err();
        assert_eq!((server.count(), error.attempts()), (8 + 4, 4));
    });
}

#[test]
fn a_limit_that_time_does_not_mend_is_returned_and_holds_nobody_up() {
    paused(async {
        for reply in [
            Reply::Json(429, api_error(429, "captcha_failed")),
            Reply::Json(429, api_error(429, "too_few_tokens_authenticated")),
            Reply::Json(429, api_error(429, "user_lock_limit_reached")),
            Reply::Json(429, api_error(429, "of_a_kind_to_come")),
            Reply::Full(429, vec![("Content-Type", "text/html".into())], b"<h1>slow down</h1>".to_vec()),
        ] {
            let server = Server::start(move |_, number| match number {
                0 => reply.clone(),
                _ => Reply::Json(404, api_error(404, "organization_not_found")),
            })
            .await;
            let client = server.client();
            let began = Instant::now();
            let error = client.organizations().get("acme").await.unwrap_err();
            assert_eq!((server.count(), error.status()), (1, Some(429)));
            assert!(client.organizations().get("acme").await.unwrap_err().is_not_found());
            assert!(began.elapsed() < Duration::from_millis(500), "{:?}", began.elapsed());
        }
    });
}

#[test]
fn a_limit_on_one_person_is_returned_at_once_with_its_time() {
    paused(async {
        let server = Server::start(|_, number| match number {
            0 => Reply::Full(
                429,
                vec![("Retry-After", "40".into())],
                api_error(429, "too_many_requests").to_string().into_bytes(),
            ),
            _ => Reply::Json(401, api_error(401, "unable_to_auth_magic_link")),
        })
        .await;
        let client = server.client();
        let login = || client.magic_links().authenticate(MagicLinksAuthenticateRequest::new("token")).into_future();
        let error = login().await.unwrap_err();
        assert_eq!((server.count(), error.retry_after()), (1, Some(Duration::from_secs(40))));
        assert!(login().await.unwrap_err().is_unauthorized());
        assert_eq!(server.count(), 2);
    });
}

#[test]
fn what_retry_after_says_is_slept_or_returned() {
    // The header, and the wait before the second request; none if the error is returned at once.
    let rows: [(&[&str], Option<u64>); 14] = [
        (&["0"], Some(1)),
        (&["5"], Some(5)),
        (&["60"], Some(60)),
        (&["75"], Some(75)),
        (&["76"], None),
        (&["86400"], None),
        (&["-1"], Some(1)),
        (&["1.5"], Some(1)),
        (&["abc"], Some(1)),
        (&["99999999999"], Some(1)),
        (&["Sat, 21 Nov 2026 11:00:00 GMT"], Some(1)),
        (&["Sat, 21 Nov 2026 12:00:05 GMT"], Some(5)),
        (&["Sat, 21 Nov 100000 12:00:05 GMT"], Some(1)),
        (&["5", "60"], Some(1)),
    ];
    paused(async {
        for (values, expected) in rows {
            let mut headers = vec![("Date", "Sat, 21 Nov 2026 12:00:00 GMT".to_owned())];
            headers.extend(values.iter().map(|value| ("Retry-After", (*value).to_owned())));
            let server = Server::start(move |_, number| match number {
                0 => Reply::Full(429, headers.clone(), api_error(429, "too_many_requests").to_string().into_bytes()),
                _ => Reply::Json(404, api_error(404, "organization_not_found")),
            })
            .await;
            let client = server.builder().timeout(2 * MINUTE).build().unwrap();
            let error = client.organizations().get("acme").await.unwrap_err();
            let requests = server.requests();
            let waited = (requests.len() == 2).then(|| requests[1].at - requests[0].at);
            assert_eq!(waited.is_some(), expected.is_some(), "{values:?}: {error}");
            if let (Some(waited), Some(expected)) = (waited, expected.map(Duration::from_secs)) {
                let latest = expected + Duration::from_millis(500) + 3 * STEP;
                assert!(waited >= expected && waited <= latest, "{values:?}: waited {waited:?}");
            } else {
                assert!(error.retry_after().is_some(), "{values:?}");
            }
        }
    });
}

#[test]
fn a_wait_past_the_deadline_is_not_begun() {
    paused(async {
        let server = Server::start(|_, _| {
            Reply::Full(
                429,
                vec![("Retry-After", "2".into())],
                api_error(429, "too_many_requests").to_string().into_bytes(),
            )
        })
        .await;
        let client = server.client();
        let began = Instant::now();
        let error = client.organizations().get("acme").timeout(Duration::from_secs(1)).await.unwrap_err();
        assert!(error.is_rate_limited());
        assert_eq!((server.count(), error.retry_after()), (1, Some(Duration::from_secs(2))));
        // The next call finds the gate closed for longer than it has, and does not wait for it either.
        let error = client.organizations().get("acme").timeout(Duration::from_secs(1)).await.unwrap_err();
        assert!(error.is_timeout());
        assert_eq!((server.count(), error.attempts(), error.outcome()), (1, 0, Outcome::NotSent));
        assert!(began.elapsed() < Duration::from_millis(500));
    });
}

#[test]
fn a_call_that_met_the_limit_says_so_when_the_gate_stays_closed_past_its_deadline() {
    paused(async {
        // The first answer closes the gate for a second, the next one until long after the deadline of both calls.
        let server = Server::start(|_, number| {
            let mut headers = vec![("Date", "Sat, 21 Nov 2026 12:00:05 GMT".to_owned())];
            headers.extend((number >= 2).then(|| ("Retry-After", "60".to_owned())));
            Reply::Full(429, headers, api_error(429, "too_many_requests").to_string().into_bytes())
        })
        .await;
        let client = server.client();
        let began = Instant::now();
        let call = || client.organizations().get("acme").into_future();
        for result in join_all([call(), call()]).await {
            let error = result.unwrap_err();
            assert!(error.is_rate_limited(), "{error}");
            assert_eq!(error.outcome(), Outcome::Rejected);
        }
        assert_eq!(server.count(), 3);
        assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    });
}

#[test]
fn calls_that_are_sent_once_neither_wait_nor_hold_up() {
    paused(async {
        let server = Server::start(|_, _| Reply::Json(429, api_error(429, "too_many_requests"))).await;
        let client = server.builder().retry(RetryPolicy::none()).build().unwrap();
        let began = Instant::now();
        for _ in 0..3 {
            assert!(client.organizations().get("acme").await.unwrap_err().is_rate_limited());
        }
        assert_eq!(server.count(), 3);
        assert!(began.elapsed() < Duration::from_millis(500));
    });
}

#[test]
fn cancelled_calls_give_their_places_back() {
    paused(async {
        let (server, _) = server(100, true).await;
        let client = server.builder().timeout(20 * MINUTE).build().unwrap();
        let mut random = fastrand::Rng::with_seed(11);
        let calls = (0..1000).map(|_| {
            let patience = Duration::from_millis(random.u64(0..90_000));
            let call = search(&client);
            async move { tokio::time::timeout(patience, call).await.is_err() }
        });
        let cancelled = join_all(calls).await.into_iter().filter(|cancelled| *cancelled).count();
        assert!(cancelled > 500, "{cancelled}");
        let later = join_all((0..20).map(|_| search(&client))).await;
        assert!(later.iter().all(Result::is_ok));
    });
}

pub async fn search(client: &Client) -> Result<(), Error> {
    client.organizations().search(OrganizationsSearchRequest::new()).await.map(drop)
}
