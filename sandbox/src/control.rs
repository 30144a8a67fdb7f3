//! The control API under `/sandbox/`: what the library's methods do, for tests in other languages.

use crate::fault::{Fault, FaultRequest, RateLimit, RateLimitRequest, duration};
use crate::lock::lock;
use crate::seed::{self, LoginTokenSeed, SeedError, TokenSpec};
use crate::shared::Shared;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

/// Seeds of many organizations are large.
const BODY_LIMIT: usize = 256 * 1024 * 1024;

/// Why a control request was refused.
enum Refusal {
    Seed(SeedError),
    /// The body is not what the request takes.
    Malformed(String),
}

impl From<SeedError> for Refusal {
    fn from(error: SeedError) -> Self {
        Self::Seed(error)
    }
}

type Shown = Result<Value, Refusal>;

/// The routes under `/sandbox`.
pub(crate) fn router() -> Router<Arc<Shared>> {
    Router::new()
        .route("/sandbox", get(summary))
        .route("/sandbox/", get(summary))
        .route("/sandbox/requests", get(requests).delete(clear_requests))
        .route("/sandbox/messages", get(messages))
        .route("/sandbox/faults", get(unmet_faults).post(add_fault).delete(clear_faults))
        .route("/sandbox/rate-limits", post(add_rate_limit).delete(clear_rate_limits))
        .route("/sandbox/seed", post(load))
        .route("/sandbox/reset", post(reset))
        .route("/sandbox/clock", get(read_clock).post(move_clock))
        .route("/sandbox/sessions", post(add_session))
        .route("/sandbox/login-tokens", post(add_login_token))
        .route("/sandbox/tokens", post(sign))
        .route("/sandbox/tokens/revoke", post(revoke_token))
        .route("/sandbox/keys", get(read_keys).post(change_keys))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RevokeRequest {
    token: String,
}

#[derive(Deserialize)]
#[serde(tag = "action", rename_all = "snake_case", deny_unknown_fields)]
enum KeysRequest {
    Rotate,
    Retire { kid: String },
    Serve { keys: Value },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClockRequest {
    #[serde(deserialize_with = "duration")]
    advance: Duration,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SessionRequest {
    member_id: String,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum LoginTokenKind {
    Oauth { member_id: String, provider: String },
    DiscoveryOauth { email_address: String, provider: String },
    Sso { member_id: String, connection_id: String },
    Impersonation { member_id: String },
}

#[derive(Deserialize)]
struct LoginTokenRequest {
    #[serde(flatten)]
    kind: LoginTokenKind,
    pkce_code_challenge: Option<String>,
}

async fn summary(State(shared): State<Arc<Shared>>) -> Response {
    let state = lock(&shared.state);
    let held = json!({
        "project_id": shared.project_id,
        "public_token": shared.public_token,
        "organizations": state.organizations.len(),
        "members": state.members.len(),
        "sessions": state.sessions.len(),
        "requests": lock(&shared.record).count(),
        "now": lock(&shared.clock).timestamp(),
    });
    show(Ok(held))
}

async fn requests(State(shared): State<Arc<Shared>>) -> Response {
    let record = lock(&shared.record);
    show(Ok(json!({"count": record.count(), "requests": record.requests()})))
}

async fn clear_requests(State(shared): State<Arc<Shared>>) -> Response {
    lock(&shared.record).clear();
    done()
}

async fn messages(State(shared): State<Arc<Shared>>, RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    let to = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "to").map(|(_, value)| value);
    let state = lock(&shared.state);
    show(Ok(json!({"messages": state.messages.to(to.as_deref()).collect::<Vec<_>>()})))
}

async fn add_fault(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    show(read::<FaultRequest>(&body, "fault").map(|fault| {
        lock(&shared.script).add(Fault::from(fault));
        json!({})
    }))
}

async fn unmet_faults(State(shared): State<Arc<Shared>>) -> Response {
    show(Ok(json!({"unmet": lock(&shared.script).unmet()})))
}

async fn clear_faults(State(shared): State<Arc<Shared>>) -> Response {
    lock(&shared.script).clear();
    done()
}

async fn add_rate_limit(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    show(read::<RateLimitRequest>(&body, "rate limit").map(|limit| {
        lock(&shared.script).limit(RateLimit::from(limit));
        json!({})
    }))
}

async fn clear_rate_limits(State(shared): State<Arc<Shared>>) -> Response {
    lock(&shared.script).clear_limits();
    done()
}

async fn load(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    let now = lock(&shared.clock).timestamp();
    let document = std::str::from_utf8(&body).map_err(|error| SeedError::Malformed(error.to_string()));
    show(
        document
            .and_then(|text| seed::load(&mut lock(&shared.state), text, now))
            .map(|()| json!({}))
            .map_err(Refusal::from),
    )
}

async fn reset(State(shared): State<Arc<Shared>>) -> Response {
    shared.reset();
    done()
}

async fn read_clock(State(shared): State<Arc<Shared>>) -> Response {
    show(Ok(json!({"now": lock(&shared.clock).timestamp()})))
}

async fn move_clock(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    show(read::<ClockRequest>(&body, "clock").map(|request| {
        let mut clock = lock(&shared.clock);
        clock.advance(request.advance);
        json!({"now": clock.timestamp()})
    }))
}

async fn add_session(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    let now = lock(&shared.clock).timestamp();
    show(read::<SessionRequest>(&body, "session").and_then(|request| {
        let session = seed::add_member_session(&mut lock(&shared.state), &shared.jwts, &request.member_id, now)?;
        Ok(json!({
            "member_session_id": session.member_session_id,
            "session_token": session.session_token,
            "session_jwt": session.session_jwt,
        }))
    }))
}

async fn add_login_token(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    let now = lock(&shared.clock).timestamp();
    show(read::<LoginTokenRequest>(&body, "login token").and_then(|request| {
        let mut seed = match request.kind {
            LoginTokenKind::Oauth { member_id, provider } => LoginTokenSeed::oauth(member_id, provider),
            LoginTokenKind::DiscoveryOauth { email_address, provider } => {
                LoginTokenSeed::discovery_oauth(email_address, provider)
            }
            LoginTokenKind::Sso { member_id, connection_id } => LoginTokenSeed::sso(member_id, connection_id),
            LoginTokenKind::Impersonation { member_id } => LoginTokenSeed::impersonation(member_id),
        };
        if let Some(challenge) = request.pkce_code_challenge {
            seed = seed.pkce_code_challenge(challenge);
        }
        Ok(json!({"token": seed::add_login_token(&mut lock(&shared.state), seed, now)?}))
    }))
}

async fn sign(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    let now = lock(&shared.clock).timestamp();
    show(
        read::<TokenSpec>(&body, "token")
            .and_then(|token| Ok(json!({"token": seed::sign(&mut lock(&shared.state), &shared.jwts, token, now)?}))),
    )
}

async fn revoke_token(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    show(read::<RevokeRequest>(&body, "token").map(|request| {
        lock(&shared.state).revoked_tokens.insert(request.token);
        json!({})
    }))
}

async fn read_keys(State(shared): State<Arc<Shared>>) -> Response {
    show(shared.jwts.jwks().map(|keys| json!({"keys": keys})).map_err(|error| Refusal::Malformed(error.to_string())))
}

async fn change_keys(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    show(read::<KeysRequest>(&body, "change of keys").map(|request| match request {
        KeysRequest::Rotate => json!({"kid": shared.jwts.rotate_keys()}),
        KeysRequest::Retire { kid } => json!({"retired": shared.jwts.retire_key(&kid)}),
        KeysRequest::Serve { keys } => {
            shared.jwts.serve_keys(keys);
            json!({})
        }
    }))
}

fn read<T: DeserializeOwned>(body: &[u8], what: &str) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|error| Refusal::Malformed(format!("the {what} is not valid: {error}")))
}

fn done() -> Response {
    show(Ok(json!({})))
}

fn show(shown: Shown) -> Response {
    let (status, value) = match shown {
        Ok(value) => (StatusCode::OK, value),
        Err(Refusal::Seed(error @ SeedError::NotFound { .. })) => {
            (StatusCode::NOT_FOUND, json!({"error": error.to_string()}))
        }
        Err(Refusal::Seed(error)) => (StatusCode::BAD_REQUEST, json!({"error": error.to_string()})),
        Err(Refusal::Malformed(problem)) => (StatusCode::BAD_REQUEST, json!({"error": problem})),
    };
    (status, [(header::CONTENT_TYPE, "application/json")], value.to_string()).into_response()
}
