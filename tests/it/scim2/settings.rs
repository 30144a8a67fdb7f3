//! Where the token goes, and when a request is sent again.

use std::time::Duration;

use serde_json::json;
use stytch_b2b::scim2::{Client, Group, Patch, User};
use stytch_b2b::{Error, Outcome, RetryPolicy};
use tokio::time::Instant;

use super::{TOKEN, builder, client};
use crate::secrets::logged;
use crate::support::clock::{STEP, paused};
use crate::support::server::{Reply, Server};

#[test]
fn base_urls_that_no_token_goes_to() {
    for url in [
        "http://scim.example/v2",
        "http://10.0.0.1/v2",
        "https://user@scim.example/v2",
        "https://user:hidden@scim.example/v2",
        "https://scim.example/v2?tenant=hidden",
        "https://scim.example/v2#hidden",
        "ftp://scim.example",
        "scim.example/v2",
        "hidden",
        "",
    ] {
        let error = Client::new(url, TOKEN).unwrap_err();
        assert!(matches!(error, Error::Config(_)), "{url}: {error}");
        let said = format!("{error} {error:?}");
        assert!(!said.contains("hidden") && !said.contains(TOKEN) && !said.contains("STYTCH_"), "{said}");
    }
    for token in ["", " ", " a", "a ", "a\nb"] {
        assert!(matches!(Client::new("https://scim.example", token).unwrap_err(), Error::Config(_)), "{token:?}");
    }
    for url in [
        "https://scim.example/api/organizations/7/scim/",
        "http://127.0.0.1:1/v2",
        "http://localhost:1",
        "http://[::1]:1",
    ] {
        Client::new(url, TOKEN).unwrap();
    }
}

#[tokio::test]
async fn what_each_request_carries() {
    let server = Server::start(|_, _| Reply::Json(200, json!({}))).await;
    let client = builder(&server).user_agent_suffix("acme-sync/1").build().unwrap();
    client.groups().list().await.unwrap();
    client.groups().create(&Group::new("a")).await.unwrap();
    for (request, content_type) in server.requests().iter().zip([None, Some("application/scim+json")]) {
        let header = |name: &str| {
            let mut values = request.headers.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name));
            let value = values.next().map(|(_, value)| value.as_str());
            assert!(values.next().is_none(), "{name}");
            value
        };
        assert_eq!(header("authorization"), Some("Bearer SENTINEL-scim-token"));
        assert_eq!(header("accept"), Some("application/scim+json, application/json"));
        assert_eq!(header("content-type"), content_type);
        assert!(header("user-agent").unwrap().ends_with(" acme-sync/1"));
    }
}

/// The statuses that a read and a write are sent again after: reads three times in all, what may have taken effect once.
#[test]
fn what_is_sent_again() {
    paused(async {
        for (status, reads, writes) in
            [(500, 3, 1), (502, 3, 1), (503, 3, 1), (504, 3, 1), (501, 1, 1), (400, 1, 1), (409, 1, 1)]
        {
            let server = Server::start(move |_, _| Reply::Json(status, json!({"detail": "no"}))).await;
            let client = client(&server);
            let count = |error: Error| {
                let count = server.count();
                server.forget();
                assert_eq!(error.attempts() as usize, count);
                count
            };
            assert_eq!(count(client.groups().list().await.unwrap_err()), reads, "{status}");
            assert_eq!(count(client.groups().replace("g", &Group::new("a")).await.unwrap_err()), reads, "{status}");
            assert_eq!(count(client.groups().delete("g").await.unwrap_err()), reads, "{status}");
            assert_eq!(count(client.users().create(&User::new("a")).await.unwrap_err()), writes, "{status}");
            assert_eq!(count(client.users().patch("u", Patch::new()).await.unwrap_err()), writes, "{status}");
        }
        let server = Server::start(|_, _| Reply::Close).await;
        let error = client(&server).users().create(&User::new("a")).await.unwrap_err();
        assert_eq!((server.count(), error.outcome()), (1, Outcome::Unknown));
    });
}

/// What each wait was, in whole seconds.
fn waits(server: &Server) -> Vec<u64> {
    let at: Vec<Instant> = server.requests().iter().map(|request| request.at).collect();
    at.windows(2).map(|pair| (pair[1] - pair[0]).as_secs()).collect()
}

/// Every 429 passes with time here, whatever its body says, and writes are sent again too, since nothing happened.
#[test]
fn rate_limits() {
    paused(async {
        let bodies = [json!({"scimType": "tooMany"}).to_string(), json!({"title": "slow"}).to_string(), String::new()];
        for body in bodies {
            let limited = move |headers: Vec<(&'static str, String)>| {
                let body = body.clone().into_bytes();
                move |_: &_, number| match number {
                    0..3 => Reply::Full(429, headers.clone(), body.clone()),
                    _ => Reply::Json(200, json!({"id": "u-1"})),
                }
            };
            let server = Server::start(limited.clone()(vec![("Retry-After", "4".to_owned())])).await;
            let began = Instant::now();
            client(&server).users().create(&User::new("a")).timeout(Duration::from_secs(90)).await.unwrap();
            assert_eq!((server.count(), waits(&server)), (4, vec![4, 4, 4]));
            assert!(began.elapsed() >= Duration::from_secs(12) - STEP);

            // Without it the waits double; the date of the answer says nothing about when a window begins.
            let date = ("Date", "Thu, 26 Nov 2026 12:00:37 GMT".to_owned());
            let server = Server::start(limited(vec![date])).await;
            client(&server).groups().list().timeout(Duration::from_secs(90)).await.unwrap();
            assert_eq!((server.count(), waits(&server)), (4, vec![1, 2, 4]));
        }
    });
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let elsewhere = Server::start(|_, _| Reply::Json(200, json!({}))).await;
    for status in [301, 302, 303, 307, 308] {
        let location = format!("{}/scim/v2/Groups", elsewhere.base_url());
        let server =
            Server::start(move |_, _| Reply::Full(status, vec![("Location", location.clone())], Vec::new())).await;
        let client = builder(&server).http_client(reqwest_builder()).build().unwrap();
        for error in
            [client.groups().list().await.unwrap_err(), client.groups().create(&Group::new("a")).await.unwrap_err()]
        {
            assert!(matches!(error, Error::UnexpectedResponse(_)), "{error}");
            assert_eq!(error.status(), Some(status));
        }
        assert_eq!((server.count(), elsewhere.connections()), (2, 0));
    }
}

/// One that would follow, if it were asked.
fn reqwest_builder() -> stytch_b2b::reqwest::ClientBuilder {
    stytch_b2b::reqwest::Client::builder().redirect(stytch_b2b::reqwest::redirect::Policy::limited(3))
}

#[test]
fn the_token_is_shown_nowhere() {
    let (shown, log) = logged(async {
        let server = Server::start(|_, number| match number {
            0 => Reply::Json(500, json!({"detail": "no"})),
            1 => Reply::Json(200, json!({"Resources": 7})),
            _ => Reply::Close,
        })
        .await;
        let client = builder(&server).retry(RetryPolicy::default()).build().unwrap();
        let unreadable = client.groups().list().await.unwrap_err();
        let broken = client.groups().create(&Group::new("a")).await.unwrap_err();
        let call = client.groups().list();
        format!("{client:?} {:?} {call:?} {unreadable:?} {unreadable} {broken:?} {broken}", builder(&server))
    });
    assert!(log.contains("scim2.groups.list"), "{log}");
    assert!(!log.contains("SENTINEL") && !shown.contains("SENTINEL"), "{shown}\n{log}");
}
