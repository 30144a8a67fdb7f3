//! The usual B2B login, as the backend of a web application: a person proves an email address, chooses one of their
//! organizations, and shows a second factor where that organization requires one.

use std::error::Error as StdError;
use std::io::Write;

use axum::extract::{Path, State};
use axum::http::header::{RETRY_AFTER, SET_COOKIE};
use axum::http::{HeaderMap, Request, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use stytch_b2b::types::{
    DiscoveryIntermediateSessionsExchangeRequest, OrganizationsUpdateRequest, OtpsEmailDiscoveryAuthenticateRequest,
    OtpsEmailDiscoverySendRequest, SessionsAuthenticateRequest, SessionsRevokeRequest, TotpsAuthenticateRequest,
    TotpsCreateRequest,
};
use stytch_b2b::{Client, Error, MemberId, NextStep, OrganizationId, Secret};
use stytch_b2b_sandbox::Sandbox;
use tower::ServiceExt;

type Answer = Result<Response, Failure>;

/// The routes of the login. In an application: `axum::serve(listener, routes(Client::from_env()?))`.
fn routes(client: Client) -> Router {
    Router::new()
        .route("/login", post(send_code))
        .route("/login/code", post(check_code))
        .route("/login/organization/{organization_id}", post(choose))
        .route("/login/second-factor", post(second_factor))
        .route("/me", get(me))
        .route("/logout", post(log_out))
        .with_state(client)
}

#[derive(Deserialize)]
struct Address {
    email_address: String,
}

async fn send_code(State(client): State<Client>, Json(form): Json<Address>) -> Result<StatusCode, Failure> {
    client.otps().email().discovery().send(OtpsEmailDiscoverySendRequest::new(form.email_address)).await?;
    Ok(StatusCode::ACCEPTED)
}

#[derive(Deserialize)]
struct Code {
    email_address: String,
    code: Secret,
}

async fn check_code(State(client): State<Client>, Json(form): Json<Code>) -> Answer {
    let request = OtpsEmailDiscoveryAuthenticateRequest::new(form.email_address, form.code);
    let found = client.otps().email().discovery().authenticate(request).await?;
    let choices = found.discovered_organizations.iter().filter_map(|choice| {
        let organization = choice.organization.as_ref()?;
        let (id, name) = (&organization.organization_id, &organization.organization_name);
        Some(json!({"organization_id": id, "name": name, "asks_for_more": !choice.member_authenticated}))
    });
    let page = Json(choices.collect::<Value>());
    Ok(([cookie("login", found.intermediate_session_token.expose())], page).into_response())
}

async fn choose(State(client): State<Client>, Path(chosen): Path<OrganizationId>, headers: HeaderMap) -> Answer {
    let request = DiscoveryIntermediateSessionsExchangeRequest::new(chosen, value(&headers, "login"));
    let login = client.discovery().intermediate_sessions().exchange(request).await?;
    Ok(match login.next_step() {
        NextStep::LoggedIn { session_token, .. } => welcome(session_token),
        NextStep::SecondFactor { intermediate_session_token, .. } => {
            let page = Json(json!({"ask_for": "second factor", "member_id": login.member_id}));
            ([cookie("login", intermediate_session_token.expose())], page).into_response()
        }
        NextStep::PrimaryFactor { primary_required, .. } => {
            Json(json!({"ask_for": primary_required.allowed_auth_methods})).into_response()
        }
        _ => StatusCode::UNAUTHORIZED.into_response(),
    })
}

#[derive(Deserialize)]
struct SecondFactor {
    organization_id: OrganizationId,
    member_id: MemberId,
    code: Secret,
}

async fn second_factor(State(client): State<Client>, headers: HeaderMap, Json(form): Json<SecondFactor>) -> Answer {
    let request = TotpsAuthenticateRequest::new(form.organization_id, form.member_id, form.code)
        .intermediate_session_token(value(&headers, "login"));
    Ok(welcome(&client.totps().authenticate(request).await?.session_token))
}

async fn me(State(client): State<Client>, headers: HeaderMap) -> Result<Json<Value>, Failure> {
    let request = SessionsAuthenticateRequest::new().session_token(value(&headers, "session"));
    let session = client.sessions().authenticate(request).await?;
    let factors = session.member_session.authentication_factors.len();
    Ok(Json(json!({"email_address": session.member.email_address, "factors": factors})))
}

async fn log_out(State(client): State<Client>, headers: HeaderMap) -> Answer {
    client.sessions().revoke(SessionsRevokeRequest::new().session_token(value(&headers, "session"))).await?;
    Ok([cookie("session", "")].into_response())
}

fn welcome(session_token: &Secret) -> Response {
    ([cookie("session", session_token.expose())], Json(json!({"logged_in": true}))).into_response()
}

fn cookie(name: &str, value: &str) -> (axum::http::HeaderName, String) {
    (SET_COOKIE, format!("{name}={value}; Path=/; HttpOnly; Secure; SameSite=Lax"))
}

/// The value of a cookie, empty if there is none.
fn value(headers: &HeaderMap, name: &str) -> Secret {
    let cookies = headers.get("cookie").and_then(|cookies| cookies.to_str().ok()).unwrap_or_default();
    let mut pairs = cookies.split("; ").filter_map(|cookie| cookie.split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value).unwrap_or_default().into()
}

/// What the browser is told about a failed call.
struct Failure(Error);

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let Self(error) = self;
        let wait = error.retry_after().map_or(1, |wait| wait.as_secs()).to_string();
        match error.error_type() {
            _ if error.is_session_over() => StatusCode::UNAUTHORIZED.into_response(),
            // Our own mistake must not look like theirs.
            Some("unauthorized_credentials") => StatusCode::BAD_GATEWAY.into_response(),
            Some(name) if error.status() < Some(429) => (StatusCode::BAD_REQUEST, name.to_owned()).into_response(),
            _ => (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, wait)]).into_response(),
        }
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn StdError>> {
    run(&mut std::io::stdout()).await
}

/// A person logs in, against the sandbox.
pub async fn run(out: &mut impl Write) -> Result<(), Box<dyn StdError>> {
    let sandbox = Sandbox::builder().start().await?;
    let client = Client::builder(sandbox.project_id(), sandbox.secret()).base_url(sandbox.base_url()).build()?;
    let organization_id = sandbox.add_organization("Acme Co")?;
    let member_id = sandbox.add_member(&organization_id, "ada@acme.example")?;
    let request = OrganizationsUpdateRequest::new().mfa_policy("REQUIRED_FOR_ALL");
    client.organizations().update(&organization_id, request).await?;
    let authenticator = client.totps().create(TotpsCreateRequest::new(&organization_id, &member_id)).await?;
    let mut browser = Browser { routes: routes(client), cookies: String::new() };

    browser.post(out, "/login", json!({"email_address": "ada@acme.example"})).await?;
    let code = sandbox.last_message_to("ada@acme.example").and_then(|mail| mail.code).ok_or("no mail was sent")?;
    browser.post(out, "/login/code", json!({"email_address": "ada@acme.example", "code": code})).await?;
    browser.post(out, &format!("/login/organization/{organization_id}"), json!({})).await?;
    let code = sandbox.totp_code(authenticator.secret.expose()).ok_or("the secret is base32")?;
    let form = json!({"organization_id": organization_id, "member_id": member_id, "code": code});
    browser.post(out, "/login/second-factor", form).await?;
    browser.get(out, "/me").await?;
    let session = browser.cookies.clone();
    browser.post(out, "/logout", json!({})).await?;
    // Somebody kept the old cookie.
    browser.cookies = session;
    browser.get(out, "/me").await?;
    Ok(())
}

/// As much of a browser as a login needs.
struct Browser {
    routes: Router,
    cookies: String,
}

impl Browser {
    async fn post(&mut self, out: &mut impl Write, path: &str, form: Value) -> Result<(), Box<dyn StdError>> {
        let request = Request::post(path).header("content-type", "application/json").body(form.to_string())?;
        self.send(out, path, request).await
    }

    async fn get(&mut self, out: &mut impl Write, path: &str) -> Result<(), Box<dyn StdError>> {
        self.send(out, path, Request::get(path).body(String::new())?).await
    }

    async fn send(
        &mut self,
        out: &mut impl Write,
        path: &str,
        mut request: Request<String>,
    ) -> Result<(), Box<dyn StdError>> {
        request.headers_mut().insert("cookie", self.cookies.parse()?);
        let response = self.routes.clone().oneshot(request).await?;
        if let Some(cookie) = response.headers().get(SET_COOKIE) {
            self.cookies = cookie.to_str()?.split(';').next().unwrap_or_default().to_owned();
        }
        let status = response.status().as_u16();
        let body = axum::body::to_bytes(response.into_body(), 1 << 20).await?;
        writeln!(out, "{path}: {status} {}", String::from_utf8_lossy(&body))?;
        Ok(())
    }
}
