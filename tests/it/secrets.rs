//! Nothing secret in any log, error, source or `Debug`: proved with sentinels.

use std::error::Error as _;
use std::io;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use stytch_b2b::{Client, Error, MemberCredential, Secret};
use tracing::Level;
use tracing_subscriber::fmt::MakeWriter;

use crate::support::clock::paused;
use crate::support::server::{Reply, Server, api_error};
use crate::support::specification::{Specification, fields};
use crate::wire::sample::{Samples, read};
use crate::wire::{fixture, rows};

const SENTINEL: &str = "SENTINEL";
const PROJECT_SECRET: &str = "SENTINEL-project-secret";

/// Everything that is logged, at the level of most detail.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Runs a test, and hands back what was logged in the meantime.
pub fn logged<T>(test: impl Future<Output = T>) -> (T, String) {
    let log = Log::default();
    // What crates write through `log` arrives too.
    let _ = tracing_log::LogTracer::init();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(Level::TRACE)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
        .with_writer(log.clone())
        .finish();
    let outcome = tracing::subscriber::with_default(subscriber, || paused(test));
    (outcome, log.text())
}

/// The samples with a sentinel in every text of a request: body, query and all.
fn samples() -> Samples {
    let mut samples = read(&fixture("sample.json"));
    for sample in samples.values_mut() {
        mark(&mut sample.body);
        sample.query.values_mut().for_each(mark);
    }
    samples
}

fn mark(value: &mut Value) {
    match value {
        Value::String(text) => *text = format!("{SENTINEL}-{text}"),
        Value::Array(items) => items.iter_mut().for_each(mark),
        Value::Object(fields) => fields.values_mut().for_each(mark),
        _ => {}
    }
}

/// What a server that wants to be logged would answer.
fn answers() -> Vec<Reply> {
    let body = format!("{{\"session_token\": \"{SENTINEL}\", \"request_id\": 7}}");
    vec![
        Reply::Json(400, api_error(400, "invalid_email")),
        Reply::Json(503, api_error(503, "internal_server_error")),
        Reply::Json(429, api_error(429, "too_many_requests")),
        Reply::Full(200, vec![("Set-Cookie", format!("session={SENTINEL}"))], body.clone().into_bytes()),
        Reply::Full(502, vec![("Content-Type", "text/html".into())], body.into_bytes()),
        Reply::Full(307, vec![("Location", format!("http://127.0.0.1:1/{SENTINEL}?token={SENTINEL}"))], Vec::new()),
        Reply::Raw(format!("HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{{\"token\": \"{SENTINEL}").into_bytes()),
        Reply::Close,
    ]
}

fn shown(error: &Error) -> String {
    let mut shown = format!("{error} {error:?} {error:#?}");
    let mut next = error.source();
    while let Some(source) = next {
        shown += &format!(" {source} {source:?}");
        next = source.source();
    }
    shown
}

#[test]
fn no_call_shows_what_it_sends_or_gets() {
    let samples = samples();
    for answer in answers() {
        let reply = answer.clone();
        let ((), log) = logged(async {
            let server = Server::start(move |_, _| reply.clone()).await;
            let client =
                Client::builder("project-test-1", PROJECT_SECRET).base_url(server.base_url()).jitter_seed(1).build();
            let client = client.unwrap();
            let calls = rows().map(|row| (row.send)(&client, &samples[row.upstream_id]));
            for (row, result) in rows().zip(futures::future::join_all(calls).await) {
                let shown = shown(&result.unwrap_err());
                assert!(!shown.contains(SENTINEL), "{} {answer:?}: {shown}", row.upstream_id);
            }
            assert!(server.count() >= 115);
            assert!(!format!("{client:?}").contains(SENTINEL));
        });
        assert!(log.contains("stytch_b2b.call"), "the log is at work");
        assert_eq!(log.lines().find(|line| line.contains(SENTINEL)), None);
        assert!(!log.contains("member-session-token"));
    }
}

#[test]
fn a_retry_is_one_event_with_its_reason_and_delay() {
    let (_, log) = logged(async {
        let server = Server::start(|_, number| match number {
            0 => Reply::Json(503, api_error(503, "internal_server_error")),
            _ => Reply::Json(404, api_error(404, "organization_not_found")),
        })
        .await;
        server.client().organizations().get("acme").await.unwrap_err()
    });
    let events: Vec<&str> = log.lines().filter(|line| line.contains("sending again")).collect();
    assert_eq!(events.len(), 1, "{events:?}");
    for fact in ["operation=\"organizations.get\"", "attempts=1", "status=503", "after_ms=", "reason=\"server error\""]
    {
        assert!(events[0].contains(fact), "{fact}: {}", events[0]);
    }
    let closed = log.lines().find(|line| line.contains("stytch_b2b.call") && line.contains("close")).unwrap();
    for fact in [
        "otel.kind=\"client\"",
        "http.request.method=\"GET\"",
        "url.template=\"/v1/b2b/organizations/{organization_id}\"",
        "server.address=\"127.0.0.1\"",
        "http.response.status_code=404",
        "http.request.resend_count=1",
        "attempts=2",
        "request_id=\"request-id-test-organization_not_found\"",
        "error.type=\"organization_not_found\"",
    ] {
        assert!(closed.contains(fact), "{fact}: {closed}");
    }
}

#[test]
fn secrets_have_no_debug() {
    let secret = Secret::from(SENTINEL);
    let member = MemberCredential::session_jwt(SENTINEL);
    let builder = Client::builder("project-test-1", SENTINEL);
    assert!(!format!("{secret:?} {member:?} {builder:?} {:?}", Some(&secret)).contains(SENTINEL));
    assert_eq!((secret.expose(), member.expose()), (SENTINEL, SENTINEL));
}

/// Names of fields that hold a credential, whatever their type is.
const CREDENTIALS: &[&str] = &[
    "access_token",
    "authorization_code",
    "bearer_token",
    "bot_access_token",
    "client_secret",
    "code",
    "code_verifier",
    "discovery_magic_links_token",
    "discovery_oauth_token",
    "existing_password",
    "hash",
    "id_token",
    "impersonation_token",
    "intermediate_session_token",
    "magic_links_token",
    "new_password",
    "next_bearer_token",
    "oauth_token",
    "password",
    "password_reset_token",
    "pkce_code_verifier",
    "private_key",
    "qr_code",
    "recovery_code",
    "recovery_codes",
    "refresh_token",
    "saml_encryption_private_key",
    "secret",
    "session_jwt",
    "session_token",
    "signing_private_key",
    "sso_token",
    "token",
];

/// A new field with a telling name must not slip in as a plain string.
#[test]
fn every_credential_is_a_secret() {
    let specification = Specification::read();
    let secret = json!({"$ref": "#/components/schemas/Secret"});
    let endings = ["_last_four", "_expires_at", "_url", "_minutes", "_custom_audience", "_template_content", "_type"];
    let harmless = |name: &str| endings.iter().any(|ending| name.ends_with(ending));
    for owner in specification.type_names() {
        for (name, schema) in fields(&specification.schema(owner)["properties"]) {
            let kind = if schema["type"] == "array" { &schema["items"] } else { schema };
            let is_text = schema["type"] == "string" || schema["items"]["type"] == "string" || *kind == secret;
            let telling = ["token", "secret", "password", "private_key", "jwt"].iter().any(|word| name.contains(word));
            let expected =
                CREDENTIALS.contains(&name) || (telling && is_text && !harmless(name) && !name.ends_with("_id"));
            assert!(!expected || *kind == secret, "{owner}.{name} is a credential and not a Secret");
        }
    }
}
