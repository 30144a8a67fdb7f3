//! A whole login in a browser: by a link in an email, by Google, by a company's SSO; with a choice of the organization, a second
//! factor, permissions, and a logout. Plain HTML, in axum.
//!
//! `cargo run --example web_app` runs it against a sandbox of its own. With `STYTCH_PROJECT_ID`, `STYTCH_SECRET` and
//! `STYTCH_PUBLIC_TOKEN` it is the real project's; `http://localhost:3000/callback` must be one of its redirect URLs.

use std::error::Error as StdError;
use std::io::Write;
use std::sync::Arc;

use axum::extract::{Form, Path, Query, RawQuery, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Router, serve};
use serde::Deserialize;
use stytch_b2b::axum::{Allowed, MemberAuth, Refusal};
use stytch_b2b::tower::{LoginCookie, SessionCookie, SessionLayer};
use stytch_b2b::types::{
    DiscoveryIntermediateSessionsExchangeRequest, DiscoveryOrganizationsListRequest,
    MagicLinksDiscoveryAuthenticateRequest, MagicLinksEmailDiscoverySendRequest, OauthDiscoveryAuthenticateRequest,
    OrganizationsUpdateRequest, SsoAuthenticateRequest, SsoSamlCreateConnectionRequest, SsoSamlUpdateByUrlRequest,
    TotpsAuthenticateRequest, TotpsCreateRequest,
};
use stytch_b2b::{
    Callback, CallbackTokenType, Client, Error, LoginResponse, MemberId, NextStep, OrganizationId, Permission, Pkce,
    Secret,
};
use stytch_b2b_sandbox::Sandbox;
use tokio::net::TcpListener;

#[path = "web_app/pages.rs"]
mod pages;

struct ReadDocuments;

impl Permission for ReadDocuments {
    const RESOURCE: &str = "documents";
    const ACTION: &str = "read";
}

struct DeleteDocuments;

impl Permission for DeleteDocuments {
    const RESOURCE: &str = "documents";
    const ACTION: &str = "delete";
}

/// What handlers share.
#[derive(Clone)]
pub struct App {
    client: Client,
    public_token: String,
    /// Where the browser finds this application.
    base_url: String,
    /// Where the API is, to which a login form may lead.
    pub api_url: String,
    demo: Option<Arc<Demo>>,
}

/// A sandbox with two organizations, of which one asks for a second factor.
struct Demo {
    sandbox: Sandbox,
    authenticator: Secret,
}

/// The session. No other site, and no sibling of this one, can set a cookie with such a name.
fn session_cookie() -> SessionCookie {
    SessionCookie::new("__Host-session_jwt").token_name("__Host-session")
}

/// What only this browser knows of the login that it began.
fn verifier_cookie() -> LoginCookie {
    LoginCookie::new("__Host-verifier")
}

/// The token of the intermediate session, while a login lacks a step.
fn login_cookie() -> LoginCookie {
    LoginCookie::new("__Host-login")
}

/// The whole application.
pub fn routes(app: App) -> Router {
    let sessions = SessionLayer::new(app.client.clone())
        .cookie_names("__Host-session_jwt", "__Host-session")
        .renew_cookie(session_cookie())
        .on_refusal(refused);
    let members = Router::new()
        .route("/documents", get(read_documents))
        .route("/organizations/{organization}/documents/delete", post(delete_document))
        .route("/switch", get(other_organizations))
        .route("/switch/{organization}", post(switch))
        .route("/logout", post(log_out))
        .layer(sessions.clone());
    let everyone = Router::new()
        .route("/", get(home))
        .route("/login/magic-link", post(send_link))
        .route("/login/oauth/{provider}", get(start_oauth))
        .route("/login/sso", get(start_sso))
        .route("/callback", get(callback))
        .route("/organizations", get(found_organizations))
        .route("/organizations/{organization}", post(choose))
        .route("/second-factor", get(ask_for_code).post(check_code))
        .layer(sessions.optional());
    let style = get(async || ([(CONTENT_TYPE, "text/css")], pages::STYLE));
    members.merge(everyone).route("/style.css", style).layer(from_fn_with_state(app.clone(), secure)).with_state(app)
}

/// Nothing is kept, framed or loaded from elsewhere, and no URL with a token gets to another page.
async fn secure(State(app): State<App>, request: Request, next: Next) -> Response {
    let (is_style, has_token) = (request.uri().path() == "/style.css", request.uri().path() == "/callback");
    let mut response = next.run(request).await;
    let policy = format!(
        "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'; form-action 'self' {}",
        app.api_url
    );
    let headers = response.headers_mut();
    headers.extend(policy.try_into().map(|policy| (CONTENT_SECURITY_POLICY, policy)));
    let referrer = if has_token { "no-referrer" } else { "same-origin" };
    for (name, value) in [("referrer-policy", referrer), ("x-content-type-options", "nosniff")] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if !is_style {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

async fn home(member: Option<MemberAuth>) -> Html<String> {
    member.map_or_else(pages::login, |member| pages::home(member.session()))
}

#[derive(Deserialize)]
struct Address {
    email_address: String,
}

async fn send_link(State(app): State<App>, Form(form): Form<Address>) -> Result<Response, Failure> {
    let pkce = Pkce::generate()?;
    let request = MagicLinksEmailDiscoverySendRequest::new(form.email_address)
        .discovery_redirect_url(app.callback_url())
        .pkce_code_challenge(pkce.challenge());
    app.client.magic_links().email().discovery().send(request).await?;
    let inbox = app.demo.as_ref().map(|_| format!("{}/inbox", app.api_url));
    Ok((verifier_cookie().set(pkce.verifier())?, pages::link_sent(inbox.as_deref())).into_response())
}

async fn start_oauth(State(app): State<App>, Path(provider): Path<String>) -> Result<Response, Failure> {
    let pkce = Pkce::generate()?;
    let start = app.client.public(&app.public_token).oauth().discovery().start(provider);
    let url = start.pkce(&pkce).discovery_redirect_url(app.callback_url()).url()?;
    Ok((verifier_cookie().set(pkce.verifier())?, Redirect::to(url.as_str())).into_response())
}

#[derive(Deserialize)]
struct Company {
    organization: String,
}

async fn start_sso(State(app): State<App>, Query(company): Query<Company>) -> Result<Response, Failure> {
    let organization = app.client.organizations().get(company.organization).await?.organization;
    let pkce = Pkce::generate()?;
    let start = app.client.public(&app.public_token).sso().start_organization(organization.organization_id);
    let url = start.pkce(&pkce).login_redirect_url(app.callback_url()).url()?;
    Ok((verifier_cookie().set(pkce.verifier())?, Redirect::to(url.as_str())).into_response())
}

/// Where every login comes back to.
async fn callback(State(app): State<App>, RawQuery(query): RawQuery, headers: HeaderMap) -> Result<Response, Failure> {
    let Callback { token_type, token, .. } = Callback::parse(&query.unwrap_or_default())?;
    // Only the browser that began a login can end it.
    let verifier = verifier_cookie().get(&headers).ok_or(Failure::AnotherBrowser)?;
    let found = match token_type {
        CallbackTokenType::Discovery => {
            let request = MagicLinksDiscoveryAuthenticateRequest::new(token).pkce_code_verifier(verifier);
            app.client.magic_links().discovery().authenticate(request).await?.intermediate_session_token
        }
        CallbackTokenType::DiscoveryOAuth => {
            let request = OauthDiscoveryAuthenticateRequest::new(token).pkce_code_verifier(verifier);
            app.client.oauth().discovery().authenticate(request).await?.intermediate_session_token
        }
        CallbackTokenType::Sso => {
            let request = SsoAuthenticateRequest::new(token).pkce_code_verifier(verifier);
            let login = app.client.sso().authenticate(request).await?;
            return go_on(&login, &login.organization_id, &login.member_id);
        }
        _ => return Err(Failure::AnotherBrowser),
    };
    let cookies = (login_cookie().set(&found)?, verifier_cookie().clear());
    Ok((cookies.0, cookies.1, Redirect::to("/organizations")).into_response())
}

async fn found_organizations(State(app): State<App>, headers: HeaderMap) -> Result<Response, Failure> {
    let Some(token) = login_cookie().get(&headers) else { return Ok(Redirect::to("/").into_response()) };
    let request = DiscoveryOrganizationsListRequest::new().intermediate_session_token(token);
    let found = app.client.discovery().organizations().list(request).await?.discovered_organizations;
    Ok(pages::organizations("Where to?", "/organizations", &found).into_response())
}

async fn choose(
    State(app): State<App>,
    Path(chosen): Path<OrganizationId>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let Some(token) = login_cookie().get(&headers) else { return Ok(Redirect::to("/").into_response()) };
    let request = DiscoveryIntermediateSessionsExchangeRequest::new(chosen, token);
    let login = app.client.discovery().intermediate_sessions().exchange(request).await?;
    go_on(&login, &login.organization.organization_id, &login.member_id)
}

/// After every step of a login: the session, or the step that is missing.
fn go_on(login: &impl LoginResponse, organization: &OrganizationId, member: &MemberId) -> Result<Response, Failure> {
    Ok(match login.next_step() {
        NextStep::LoggedIn { .. } => {
            let cookies = session_cookie().set(login)?;
            (cookies, login_cookie().clear(), verifier_cookie().clear(), Redirect::to("/")).into_response()
        }
        NextStep::SecondFactor { intermediate_session_token, .. } => {
            let page = format!("/second-factor?organization_id={organization}&member_id={member}");
            (login_cookie().set(intermediate_session_token)?, verifier_cookie().clear(), Redirect::to(&page))
                .into_response()
        }
        _ => pages::message(StatusCode::FORBIDDEN, "Not this way", "This company wants another kind of login."),
    })
}

#[derive(Deserialize)]
struct SecondFactor {
    organization_id: OrganizationId,
    member_id: MemberId,
    #[serde(default)]
    code: String,
}

async fn ask_for_code(State(app): State<App>, Query(asked): Query<SecondFactor>) -> Html<String> {
    app.second_factor(&asked, false)
}

async fn check_code(
    State(app): State<App>,
    headers: HeaderMap,
    Form(form): Form<SecondFactor>,
) -> Result<Response, Failure> {
    let Some(token) = login_cookie().get(&headers) else { return Ok(Redirect::to("/").into_response()) };
    let request = TotpsAuthenticateRequest::new(&form.organization_id, &form.member_id, form.code.as_str())
        .intermediate_session_token(token);
    match app.client.totps().authenticate(request).await {
        Ok(login) => {
            let cookies = session_cookie().set(&login)?;
            Ok((cookies, login_cookie().clear(), Redirect::to("/")).into_response())
        }
        Err(error) if error.status().is_some_and(|status| (400..429).contains(&status)) => {
            Ok((StatusCode::BAD_REQUEST, app.second_factor(&form, true)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn read_documents(member: Allowed<ReadDocuments>) -> Response {
    let text = format!(
        "The documents of {}. Allowed by {:?}.",
        member.session().organization_slug,
        member.verdict().granting_roles
    );
    pages::message(StatusCode::OK, "Documents", &text)
}

/// The organization in the path must be the member's own: the page may be older than the session.
async fn delete_document(
    Path(organization): Path<OrganizationId>,
    member: Allowed<DeleteDocuments>,
) -> Result<Response, Refusal> {
    member.ensure_organization(&organization)?;
    Ok(pages::message(
        StatusCode::OK,
        "Deleted",
        &format!("A document of {} is gone.", member.session().organization_slug),
    ))
}

async fn other_organizations(member: MemberAuth) -> Result<Response, Failure> {
    let found = member.scope()?.discovery().organizations().list().await?.discovered_organizations;
    Ok(pages::organizations("Switch to", "/switch", &found).into_response())
}

async fn switch(Path(chosen): Path<OrganizationId>, member: MemberAuth) -> Result<Response, Failure> {
    let login = member.scope()?.sessions().exchange(chosen).await?;
    go_on(&login, &login.organization.organization_id, &login.member_id)
}

async fn log_out(member: MemberAuth) -> Result<Response, Failure> {
    member.scope()?.sessions().revoke().await?;
    Ok((session_cookie().clear(), Redirect::to("/")).into_response())
}

/// What a browser is shown instead of a status.
fn refused(refusal: &Refusal, _: &Parts) -> Response {
    match refusal.status() {
        StatusCode::UNAUTHORIZED => (session_cookie().clear(), Redirect::to("/")).into_response(),
        status => trouble(status),
    }
}

fn trouble(status: StatusCode) -> Response {
    match status {
        StatusCode::FORBIDDEN => pages::message(status, "Not allowed", "Your roles do not allow this here."),
        StatusCode::SERVICE_UNAVAILABLE => pages::message(status, "One moment", "Please try again in a little while."),
        _ => pages::message(status, "Our mistake", "Something is wrong with this application."),
    }
}

/// Why a step of a login failed.
enum Failure {
    Call(Error),
    AnotherBrowser,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Call(error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        match self {
            Self::AnotherBrowser => {
                let text = "This login was begun in another browser, or too long ago.";
                pages::message(StatusCode::BAD_REQUEST, "Please start again", text)
            }
            Self::Call(error) => match Refusal::from(error) {
                Refusal::Failed(error) if error.error_type() == Some("unauthorized_credentials") => {
                    trouble(StatusCode::INTERNAL_SERVER_ERROR)
                }
                refusal if refusal.status() == StatusCode::SERVICE_UNAVAILABLE => trouble(refusal.status()),
                _ => {
                    let text = "The link or code was used before, or is too old, or there is no such company.";
                    pages::message(StatusCode::BAD_REQUEST, "Please start again", text)
                }
            },
        }
    }
}

impl App {
    fn callback_url(&self) -> String {
        format!("{}/callback", self.base_url)
    }

    fn second_factor(&self, asked: &SecondFactor, failed: bool) -> Html<String> {
        let code = self.demo.as_ref().and_then(|demo| demo.sandbox.totp_code(demo.authenticator.expose()));
        pages::second_factor(asked.organization_id.as_str(), asked.member_id.as_str(), code, failed)
    }
}

/// Ada is a member of two organizations. Acme has SSO; Globex asks for a second factor, and lets her delete documents.
pub async fn demo(base_url: String) -> Result<App, Box<dyn StdError>> {
    let sandbox = Sandbox::builder().start().await?;
    let client = Client::builder(sandbox.project_id(), sandbox.secret()).base_url(sandbox.base_url()).build()?;
    sandbox.load(include_str!("web_app/seed.json"))?;
    let acme = client.organizations().get("acme").await?.organization.organization_id;
    let globex = client.organizations().get("globex").await?.organization.organization_id;
    let connection = client.sso().saml().create_connection(&acme, SsoSamlCreateConnectionRequest::new()).await?;
    let connection = connection.connection.ok_or("no connection was made")?.connection_id;
    let metadata = SsoSamlUpdateByUrlRequest::new("https://idp.example/metadata");
    client.sso().saml().update_by_url(&acme, connection, metadata).await?;
    let ada = client.organizations().members().get(&globex).email_address("ada@acme.example").await?.member_id;
    let authenticator = client.totps().create(TotpsCreateRequest::new(&globex, ada)).await?.secret;
    let required = OrganizationsUpdateRequest::new().mfa_policy("REQUIRED_FOR_ALL");
    client.organizations().update(&globex, required).await?;
    let (public_token, api_url) = (sandbox.public_token().to_owned(), sandbox.base_url().to_owned());
    let demo = Some(Arc::new(Demo { sandbox, authenticator }));
    Ok(App { client, public_token, base_url, api_url, demo })
}

/// The project that the environment names, if it does.
fn project(base_url: String) -> Result<Option<App>, Box<dyn StdError>> {
    let Ok(public_token) = std::env::var("STYTCH_PUBLIC_TOKEN") else { return Ok(None) };
    let client = Client::from_env()?;
    let start = client.public(&public_token).oauth().discovery().start("google").url()?;
    let api_url = start.origin().ascii_serialization();
    Ok(Some(App { client, public_token, base_url, api_url, demo: None }))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn StdError>> {
    let base_url = "http://localhost:3000".to_owned();
    let app = match project(base_url.clone())? {
        Some(app) => app,
        None => demo(base_url.clone()).await?,
    };
    app.client.warm_up().await?;
    let listener = TcpListener::bind("127.0.0.1:3000").await?;
    writeln!(std::io::stdout(), "open {base_url}, and log in as ada@acme.example if it is the sandbox's")?;
    Ok(serve(listener, routes(app)).await?)
}
