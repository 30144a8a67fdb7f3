//! What a client can be told, and what holds whatever it is told.

use std::time::Duration;

use serde_json::json;
use stytch_b2b::{Client, Error, MemberCredential, OrganizationId, Outcome, TransportKind, reqwest};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::support::clock::paused;
use crate::support::server::{Reply, Server, api_error, organization};

fn builder(base_url: &str) -> stytch_b2b::ClientBuilder {
    let builder = Client::builder("project-test-1", "secret-test-1").base_url(base_url).jitter_seed(7);
    builder.retry(stytch_b2b::RetryPolicy::none())
}

#[test]
fn an_own_http_client_keeps_its_settings_but_for_those_that_are_switched_off() {
    paused(async {
        // It says redirects, a header, and that one name is resolved to the server.
        let elsewhere = Server::start(|_, _| Reply::Json(200, json!({}))).await;
        let location = elsewhere.base_url();
        let server = Server::start(move |request, _| match request.path() {
            "/v1/b2b/organizations/moved" => Reply::Full(307, vec![("Location", location.clone())], Vec::new()),
            _ => Reply::Json(503, api_error(503, "internal_server_error")),
        })
        .await;
        let address = server.base_url().trim_start_matches("http://").parse().unwrap();
        let headers = [("x-of-the-caller".parse().unwrap(), "yes".parse().unwrap())].into_iter().collect();
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::limited(5))
            .retry(
                reqwest::retry::for_host("sandbox")
                    .max_retries_per_request(3)
                    .classify_fn(|attempt| attempt.retryable()),
            )
            .referer(true)
            .default_headers(headers)
            .resolve("sandbox", address);
        let base_url = format!("http://sandbox:{}", address.port());
        let client = builder(&base_url).allow_http_host("sandbox").http_client(http).build().unwrap();

        let moved = client.organizations().get("moved").await.unwrap_err();
        assert_eq!((moved.status(), elsewhere.connections()), (Some(307), 0));
        client.organizations().get("unavailable").await.unwrap_err();
        let requests = server.requests();
        assert_eq!(requests.len(), 2, "no retry but the policy's");
        let header = |name: &str| requests[1].headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        assert_eq!(header("x-of-the-caller").unwrap().1, "yes");
        assert!(header("user-agent").unwrap().1.starts_with("stytch-b2b-rust/"));
        assert!(header("accept-encoding").is_none() && header("referer").is_none());
    });
}

#[test]
fn plain_http_needs_loopback_or_permission() {
    let other = |host: &str| builder("http://sandbox:4010").allow_http_host(host).build();
    assert!(other("sandbox").is_ok());
    let error = other("another").unwrap_err().to_string();
    assert!(error.contains("http://sandbox:4010") && error.contains("allow_http_host"), "{error}");
    let error = builder("https://user:hidden@api.example.com/a?b=hidden").build().unwrap_err().to_string();
    assert!(error.contains("https://api.example.com/a") && !error.contains("hidden"), "{error}");
    // What is no address at all may be a secret.
    let error = format!("{:?}", builder("hidden").build().unwrap_err());
    assert!(!error.contains("hidden"), "{error}");
}

/// In real time: a handshake and a look-up are work of other threads, which a clock that stands still runs past.
#[tokio::test]
async fn a_connection_that_is_not_made_says_to_where_and_why() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let refused = of_kind(builder(&format!("http://{free}")), TransportKind::NoConnection).await;
    assert!(refused.contains(&format!("no connection to {free}: connection refused")), "{refused}");

    let http = reqwest::Client::builder().dns_resolver(std::sync::Arc::new(NoNames));
    let unknown = builder("http://sandbox:4010").allow_http_host("sandbox").http_client(http);
    let unknown = of_kind(unknown, TransportKind::NoConnection).await;
    assert!(unknown.contains("no connection to sandbox:4010: the name does not resolve"), "{unknown}");
}

/// https spoken to a server of plain http: it answers in words that are not TLS.
#[tokio::test]
async fn https_to_an_http_server_is_named() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let answering = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n").await.unwrap();
        // What the client says is read, so that closing does not reset the connection.
        drop(stream.read_to_end(&mut Vec::new()).await);
    });
    let error = of_kind(builder(&format!("https://{address}")), TransportKind::NoConnection).await;
    assert!(error.contains(&format!("no connection to {address}: the server does not speak TLS")), "{error}");
    answering.await.unwrap();
}

/// Resolves no name.
struct NoNames;

impl reqwest::dns::Resolve for NoNames {
    fn resolve(&self, _: reqwest::dns::Name) -> reqwest::dns::Resolving {
        Box::pin(async { Err("there are no names here".into()) })
    }
}

#[test]
fn a_connection_that_breaks_has_a_kind() {
    paused(async {
        let closed = Server::start(|_, _| Reply::Close).await;
        of_kind(builder(&closed.base_url()), TransportKind::NoAnswer).await;
        let head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{";
        let broken = Server::start(|_, _| Reply::Raw(head.to_vec())).await;
        of_kind(builder(&broken.base_url()), TransportKind::BrokenAnswer).await;
        let large = Server::start(|_, _| Reply::Json(200, json!({"organization": organization()}))).await;
        let client = builder(&large.base_url()).max_response_bytes(10).build().unwrap();
        let Error::Transport(error) = client.organizations().get("acme").await.unwrap_err() else { panic!() };
        assert_eq!(error.kind, TransportKind::TooLarge);
    });
}

/// The error of a call, which has this kind.
async fn of_kind(builder: stytch_b2b::ClientBuilder, kind: TransportKind) -> String {
    let error = builder.build().unwrap().organizations().get("acme").await.unwrap_err();
    let Error::Transport(transport) = &error else { panic!("{error:?}") };
    assert_eq!(transport.kind, kind, "{error:?}");
    error.to_string()
}

#[test]
fn a_member_session_is_visible_ascii_or_not_sent() {
    paused(async {
        let server = Server::start(|_, _| Reply::Json(200, json!({}))).await;
        for token in ["", " ", "ü€", "a b", "a\u{7f}", "a\nb"] {
            for member in [MemberCredential::session_token(token), MemberCredential::session_jwt(token)] {
                let error = server.client().organizations().delete("a").member_session(&member).await.unwrap_err();
                assert!(matches!(error, Error::InvalidInput(_)), "{error}");
                assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 0));
            }
        }
        assert_eq!(server.count(), 0);
    });
}

#[test]
fn an_id_that_can_not_be_sent_shows_its_length_alone() {
    assert_eq!(format!("{:?}", OrganizationId::from("acme-co")), "OrganizationId(\"acme-co\")");
    let swapped = OrganizationId::from("hidden+token/with=signs");
    assert_eq!(format!("{swapped:?}"), "OrganizationId(23 bytes that can not be sent)");
}

/// One window of a minute can be waited out by a page, and not by a single call.
#[test]
fn a_page_outlasts_a_minute_and_a_call_says_what_it_would_take() {
    paused(async {
        let server = Server::start(|_, number| match number {
            0 | 2 => Reply::Full(
                429,
                vec![("Retry-After", "60".into())],
                api_error(429, "too_many_requests").to_string().into_bytes(),
            ),
            _ => {
                Reply::Json(200, json!({"request_id": "r", "status_code": 200, "scim_groups": [], "next_cursor": null}))
            }
        })
        .await;
        let groups = |client: &Client| client.scim().connection().get_groups("acme", "connection");
        let client = server.client();
        let pages: Vec<_> = futures::StreamExt::collect(groups(&client).pages()).await;
        assert!(matches!(pages[..], [Ok(_)]), "{pages:?}");

        let error = groups(&server.client()).await.unwrap_err();
        assert_eq!(error.retry_after(), Some(Duration::from_secs(60)));
        let text = error.to_string();
        assert!(text.contains("would pass the limit of 30s") && text.contains("a wait of 60"), "{text}");
    });
}
