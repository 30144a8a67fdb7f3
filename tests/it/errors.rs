//! What errors say and show: a snapshot of each kind.

use std::error::Error as _;
use std::time::Duration;

use serde_json::json;
use stytch_b2b::types::{MagicLinksAuthenticateRequest, OrganizationsCreateRequest};
use stytch_b2b::{Client, Error, MemberCredential, RetryPolicy};

use crate::support::clock::paused;
use crate::support::server::{Reply, Server, api_error, organization};
use crate::support::snapshot;

async fn answered(reply: Reply) -> Error {
    let server = Server::start(move |_, _| reply.clone()).await;
    server.client().organizations().get("acme").retry(RetryPolicy::none()).await.unwrap_err()
}

/// Every kind of error that a call can come to, and what it is about.
async fn all() -> Vec<(&'static str, Error)> {
    let mut unreadable = json!({"request_id": "request-id-test-1", "status_code": 200, "organization": organization()});
    unreadable["organization"]["organization_slug"] = json!(null);
    let html = |status| Reply::Full(status, vec![("Content-Type", "text/html".into())], b"<h1>sorry</h1>".to_vec());
    let redirect = Reply::Full(307, vec![("Location", "https://elsewhere.example/login?token=1".into())], Vec::new());
    let limited = Reply::Full(
        429,
        vec![("Retry-After", "7".into())],
        api_error(429, "too_many_requests").to_string().into_bytes(),
    );
    let mut errors = vec![
        ("not found", answered(Reply::Json(404, api_error(404, "organization_not_found"))).await),
        ("without words", answered(Reply::Json(400, json!({"status_code": 400}))).await),
        ("rate limit", answered(limited).await),
        ("proxy page", answered(html(502)).await),
        ("redirect", answered(redirect).await),
        ("unreadable success", answered(Reply::Json(200, unreadable)).await),
        ("closed connection", answered(Reply::Close).await),
        ("bad id", refused("..").await),
        ("bad member session", bad_header().await),
    ];
    let silent = Server::start(|_, _| Reply::Silence).await;
    let create = || silent.client().organizations().create(OrganizationsCreateRequest::new("Acme Co"));
    errors.push(("attempt timeout", create().await.unwrap_err()));
    errors.push(("call timeout", create().timeout(Duration::from_secs(2)).await.unwrap_err()));
    errors.extend(configuration());
    errors
}

async fn refused(id: &str) -> Error {
    let client = Client::new("project-test-1", "secret-test-1").unwrap();
    client.organizations().get(id).await.unwrap_err()
}

#[test]
fn a_blank_member_session_is_never_sent() {
    paused(async {
        let server = Server::start(|_, _| Reply::Json(200, json!({}))).await;
        let client = server.client();
        for blank in ["", " ", "\t "] {
            for member in [MemberCredential::session_token(blank), MemberCredential::session_jwt(blank)] {
                let error = client.organizations().delete("acme").member_session(&member).await.unwrap_err();
                assert!(matches!(error, Error::InvalidInput(_)), "{error}");
            }
        }
        assert_eq!(server.count(), 0);
    });
}

#[test]
fn an_id_in_a_query_is_checked_too() {
    paused(async {
        let server = Server::start(|_, _| Reply::Json(200, json!({}))).await;
        let client = server.client();
        for (organization, member) in [("", "m"), ("o", ".."), ("o", "a b")] {
            let error = client.sessions().get(organization, member).await.unwrap_err();
            assert!(matches!(error, Error::InvalidInput(_)), "{error}");
        }
        assert_eq!(server.count(), 0);
    });
}

async fn bad_header() -> Error {
    let client = Client::new("project-test-1", "secret-test-1").unwrap();
    let member = MemberCredential::session_token("not a\nheader value");
    client.organizations().delete("acme").member_session(&member).await.unwrap_err()
}

fn configuration() -> Vec<(&'static str, Error)> {
    let client = |url: &str| Client::builder("project-test-1", "secret-test-1").base_url(url).build().unwrap_err();
    vec![
        ("no project id", Client::new("", "secret-test-1").unwrap_err()),
        ("no secret", Client::new("project-test-1", "").unwrap_err()),
        ("plain http", client("http://api.example.com")),
        ("not a url", client("not a url")),
        ("another scheme", client("ftp://127.0.0.1")),
        ("user info", client("https://user:password@api.example.com")),
        ("query", client("https://api.example.com?a=b")),
        ("fragment", client("https://api.example.com#a")),
        ("time limit", Client::builder("project-test-1", "secret-test-1").timeout(Duration::ZERO).build().unwrap_err()),
        (
            "connect limit",
            Client::builder("project-test-1", "secret-test-1")
                .connect_timeout(Duration::from_secs(10))
                .build()
                .unwrap_err(),
        ),
        (
            "root certificate",
            Client::builder("project-test-1", "secret-test-1").root_certificate_pem("no PEM").build().unwrap_err(),
        ),
        (
            "root certificate beside an own client",
            Client::builder("project-test-1", "secret-test-1")
                .root_certificate_pem("x")
                .http_client(Default::default())
                .build()
                .unwrap_err(),
        ),
        ("proxy", Client::builder("project-test-1", "secret-test-1").proxy("not a url").build().unwrap_err()),
    ]
}

#[test]
fn every_kind_of_error() {
    let errors = paused(all());
    let text: Vec<String> = errors
        .iter()
        .map(|(about, error)| {
            let sources: Vec<String> =
                std::iter::successors(error.source(), |source| (*source).source()).map(ToString::to_string).collect();
            format!("{about}\n  display: {error}\n  debug: {error:?}\n  sources: {sources:?}\n")
        })
        .collect();
    snapshot::settings().bind(|| insta::assert_snapshot!("errors", text.join("\n")));
}

#[test]
fn loopback_addresses_may_be_plain_http() {
    for url in ["http://127.0.0.1:1", "http://127.9.9.9", "http://[::1]:1", "http://localhost:1/prefix/"] {
        Client::builder("project-test-1", "secret-test-1").base_url(url).build().unwrap();
    }
    for url in ["http://localhost.example.com", "http://0.0.0.0", "http://10.0.0.1", "http://[::2]"] {
        Client::builder("project-test-1", "secret-test-1").base_url(url).build().unwrap_err();
    }
}

#[test]
fn the_project_id_says_which_environment() {
    let base = |project: &str, secret: &str| format!("{:?}", Client::new(project, secret).unwrap());
    assert!(base("project-live-1", "secret-live-1").contains("https://api.stytch.com"));
    assert!(base("project-test-1", "secret-test-1").contains("https://test.stytch.com"));
}

#[test]
fn helpers_answer_by_status() {
    paused(async {
        let of = |status| answered(Reply::Json(status, api_error(status, "x")));
        assert!(of(401).await.is_unauthorized());
        assert!(of(403).await.is_forbidden());
        assert!(of(404).await.is_not_found());
        assert!(of(429).await.is_rate_limited());
        assert_eq!(of(404).await.error_type(), Some("x"));
    });
}

#[test]
fn a_login_that_can_not_be_read_is_not_lost() {
    paused(async {
        let server =
            Server::start(|_, _| Reply::Json(200, json!({"session_token": "the token", "member": null}))).await;
        let login = MagicLinksAuthenticateRequest::new("token");
        let error = server.client().magic_links().authenticate(login).await.unwrap_err();
        let Error::Decode(decode) = error else { panic!("{error}") };
        let body: serde_json::Value = serde_json::from_slice(decode.body()).unwrap();
        assert_eq!(body["session_token"], "the token");
    });
}
