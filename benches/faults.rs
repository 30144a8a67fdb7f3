//! What each client does when something goes wrong: the same calls, against the same answers.
//!
//! Each line is a case, a client and what happened, parted by tabs. The official Python and Node SDKs take part if the environment
//! says how they are started: `PYTHON_SDK`, `NODE_SDK`, as `cargo xtask compare` does.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use stytch::b2b::organizations;
use stytch_b2b::types::{MagicLinksAuthenticateRequest, OrganizationsCreateRequest, OrganizationsSearchRequest};
use tracing_subscriber::util::SubscriberInitExt as _;

const PROJECT_ID: &str = "project-test-1";
const SECRET: &str = "SENTINEL-SECRET";
const TOKEN: &str = "SENTINEL-TOKEN";
const SESSION: &str = "SENTINEL-SESSION";
/// Longer is taken for ever.
const PATIENCE: Duration = Duration::from_secs(30);

/// What the server does with a request: which one it is, and its text.
type Answers = dyn Fn(usize, &str) -> Option<String> + Send + Sync;

struct Server {
    port: u16,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start(answers: impl Fn(usize, &str) -> Option<String> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests: Arc<Mutex<Vec<String>>> = Arc::default();
        let (seen, answers): (_, Arc<Answers>) = (Arc::clone(&requests), Arc::new(answers));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (seen, answers) = (Arc::clone(&seen), Arc::clone(&answers));
                std::thread::spawn(move || serve(stream.unwrap(), &seen, &*answers));
            }
        });
        Self { port, requests }
    }

    fn base_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    fn requests(&self) -> Vec<String> {
        std::mem::take(&mut *self.requests.lock().unwrap())
    }
}

/// One request, and then the connection is closed.
fn serve(mut stream: TcpStream, seen: &Mutex<Vec<String>>, answers: &Answers) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut request = String::new();
    while !request.ends_with("\r\n\r\n") {
        if reader.read_line(&mut request).is_ok_and(|read| read == 0) {
            return;
        }
    }
    let length = |line: &str| line.to_lowercase().strip_prefix("content-length:")?.trim().parse().ok();
    let mut body = vec![0; request.lines().find_map(length).unwrap_or(0)];
    reader.read_exact(&mut body).unwrap();
    request.push_str(&String::from_utf8(body).unwrap());
    let number = {
        let mut seen = seen.lock().unwrap();
        seen.push(request.clone());
        seen.len()
    };
    match answers(number, &request) {
        Some(answer) => stream.write_all(answer.as_bytes()).unwrap(),
        None => std::thread::sleep(2 * PATIENCE),
    }
}

fn answer(status: &str, headers: &str, body: &str) -> Option<String> {
    let length = body.len();
    Some(format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"))
}

fn ok(body: &Value) -> Option<String> {
    answer("200 OK", "Content-Type: application/json\r\n", &body.to_string())
}

fn refused(status: &str, error_type: &str, headers: &str) -> Option<String> {
    let code: u16 = status[..3].parse().unwrap();
    let body = json!({
        "status_code": code, "request_id": "request-id-test-1", "error_type": error_type,
        "error_message": "made up", "error_url": "https://stytch.com",
    });
    answer(status, &format!("Content-Type: application/json\r\n{headers}"), &body.to_string())
}

fn organization() -> Value {
    let list = json!([]);
    json!({
        "organization_id": "organization-test-1", "organization_name": "Acme", "organization_slug": "acme-co",
        "organization_logo_url": "", "sso_default_connection_id": "", "organization_external_id": "",
        "sso_jit_provisioning": "ALL_ALLOWED", "sso_jit_provisioning_allowed_connections": list,
        "sso_active_connections": list, "email_allowed_domains": list, "email_jit_provisioning": "NOT_ALLOWED",
        "email_invites": "ALL_ALLOWED", "auth_methods": "ALL_ALLOWED", "allowed_auth_methods": list,
        "mfa_policy": "OPTIONAL", "mfa_methods": "ALL_ALLOWED", "allowed_mfa_methods": list,
        "oauth_tenant_jit_provisioning": "NOT_ALLOWED", "claimed_email_domains": list,
        "first_party_connected_apps_allowed_type": "ALL_ALLOWED", "allowed_first_party_connected_apps": list,
        "third_party_connected_apps_allowed_type": "ALL_ALLOWED", "allowed_third_party_connected_apps": list,
        "rbac_email_implicit_role_assignments": list, "custom_roles": list, "trusted_metadata": {},
    })
}

fn login() -> Value {
    let time = "2026-11-25T10:00:00Z";
    let list = json!([]);
    json!({
        "request_id": "request-id-test-1", "status_code": 200, "member_id": "member-test-1",
        "method_id": "email-test-1", "organization_id": "organization-test-1", "reset_sessions": false,
        "session_token": SESSION, "session_jwt": SESSION, "intermediate_session_token": "",
        "member_authenticated": true, "organization": organization(),
        "member": {
            "organization_id": "organization-test-1", "member_id": "member-test-1",
            "email_address": "ada@acme.example", "email_address_verified": true, "status": "active", "name": "Ada",
            "sso_registrations": list, "is_breakglass": false, "member_password_id": "", "oauth_registrations": list,
            "mfa_enrolled": false, "mfa_phone_number": "", "mfa_phone_number_verified": false,
            "default_mfa_method": "", "totp_registration_id": "", "retired_email_addresses": list,
            "is_locked": false, "is_admin": false, "roles": list, "external_id": "", "trusted_metadata": {},
            "untrusted_metadata": {}, "created_at": time, "updated_at": time, "lock_created_at": null,
        },
        "member_session": {
            "member_session_id": "member-session-test-1", "member_id": "member-test-1", "started_at": time,
            "last_accessed_at": time, "expires_at": time, "organization_id": "organization-test-1",
            "organization_slug": "acme-co", "roles": list,
            "authentication_factors": [{
                "type": "magic_link", "delivery_method": "email", "last_authenticated_at": time, "created_at": time,
                "updated_at": time, "sequence_order": "PRIMARY",
                "email_factor": {"email_id": "email-test-1", "email_address": "ada@acme.example"},
            }],
        },
    })
}

fn created() -> Value {
    json!({"request_id": "request-id-test-1", "status_code": 200, "organization": organization()})
}

fn found() -> Value {
    let metadata = json!({"total": 0, "next_cursor": null});
    json!({"request_id": "request-id-test-1", "status_code": 200, "organizations": [], "results_metadata": metadata})
}

/// What is called.
#[derive(Clone, Copy)]
enum Call {
    Get,
    /// Of the organization `..`.
    GetUp,
    Search,
    Create,
    Login,
}

#[derive(Clone, Copy, PartialEq)]
enum Client {
    Ours,
    Vendor,
    Python,
    Node,
}

/// What came of a call: what there is to see of it when it is printed, or the error.
struct Outcome {
    result: Option<Result<String, String>>,
    took: Duration,
}

impl Client {
    const ALL: [(Self, &str); 4] = [
        (Self::Ours, "stytch-b2b"),
        (Self::Vendor, "stytch (Rust)"),
        (Self::Python, "stytch (Python)"),
        (Self::Node, "stytch (Node)"),
    ];

    fn is_there(self) -> bool {
        self.program().is_none_or(|variable| std::env::var_os(variable).is_some())
    }

    /// What says how a client of another language is started.
    fn program(self) -> Option<&'static str> {
        match self {
            Self::Ours | Self::Vendor => None,
            Self::Python => Some("PYTHON_SDK"),
            Self::Node => Some("NODE_SDK"),
        }
    }

    fn call(self, call: Call, base_url: &str) -> Outcome {
        let began = Instant::now();
        let result = match self {
            Self::Ours => block_on(ours(call, base_url)),
            Self::Vendor => block_on(vendor(call, base_url)),
            Self::Python | Self::Node => self.other_language(call, base_url),
        };
        Outcome { result, took: began.elapsed() }
    }

    fn other_language(self, call: Call, base_url: &str) -> Option<Result<String, String>> {
        let command = std::env::var(self.program().unwrap()).unwrap();
        let name = match call {
            Call::Get => "get",
            Call::GetUp => "get_up",
            Call::Search => "search",
            Call::Create => "create",
            Call::Login => "login",
        };
        let mut words = command.split(' ');
        let mut child = std::process::Command::new(words.next().unwrap())
            .args(words)
            .args([name, base_url, PROJECT_ID, SECRET, TOKEN])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let began = Instant::now();
        while child.try_wait().unwrap().is_none() {
            if began.elapsed() > PATIENCE {
                child.kill().unwrap();
                child.wait().unwrap();
                return None;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let mut said = String::new();
        child.stdout.take().unwrap().read_to_string(&mut said).unwrap();
        let said: Value = serde_json::from_str(&said).unwrap();
        let text = said["text"].as_str().unwrap().to_owned();
        Some(if said["ok"] == true { Ok(text) } else { Err(text) })
    }
}

fn block_on(call: impl Future<Output = Result<String, String>>) -> Option<Result<String, String>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async { tokio::time::timeout(PATIENCE, call).await.ok() })
}

async fn ours(call: Call, base_url: &str) -> Result<String, String> {
    let client = stytch_b2b::Client::builder(PROJECT_ID, SECRET).base_url(base_url).build().unwrap();
    let printed = format!("{client:?}");
    let response = match call {
        Call::Get => client.organizations().get("organization-test-1").await.map(|response| format!("{response:?}")),
        Call::GetUp => client.organizations().get("..").await.map(|response| format!("{response:?}")),
        Call::Search => client
            .organizations()
            .search(OrganizationsSearchRequest::new())
            .await
            .map(|response| format!("{response:?}")),
        Call::Create => client
            .organizations()
            .create(OrganizationsCreateRequest::new("Acme"))
            .await
            .map(|response| format!("{response:?}")),
        Call::Login => {
            let request = MagicLinksAuthenticateRequest::new(TOKEN);
            let printed = format!("{request:?}");
            client.magic_links().authenticate(request).await.map(|response| format!("{printed} {response:?}"))
        }
    };
    response.map(|text| printed.clone() + &text).map_err(|error| format!("{error} {error:?}"))
}

async fn vendor(call: Call, base_url: &str) -> Result<String, String> {
    use stytch::b2b::magic_links;
    let vertical = stytch::client::Vertical::B2B;
    let client =
        stytch::client::Client::new_with_base_url(PROJECT_ID, SECRET, base_url.parse().unwrap(), vertical).unwrap();
    let get = |organization_id: &str| organizations::GetRequest { organization_id: organization_id.to_owned() };
    let organizations = organizations::Organizations::new(client.clone());
    let response = match call {
        Call::Get => organizations.get(get("organization-test-1")).await.map(|response| format!("{response:?}")),
        Call::GetUp => organizations.get(get("..")).await.map(|response| format!("{response:?}")),
        Call::Search => organizations.search(Default::default()).await.map(|response| format!("{response:?}")),
        Call::Create => {
            let request = organizations::CreateRequest { organization_name: "Acme".to_owned(), ..Default::default() };
            organizations.create(request).await.map(|response| format!("{response:?}"))
        }
        Call::Login => {
            let request =
                magic_links::AuthenticateRequest { magic_links_token: TOKEN.to_owned(), ..Default::default() };
            let printed = format!("{request:?}");
            let response = magic_links::MagicLinks::new(client).authenticate(request).await;
            response.map(|response| format!("{printed} {response:?}"))
        }
    };
    response.map_err(|error| format!("{error} {error:?}"))
}

fn what(outcome: &Outcome) -> String {
    match &outcome.result {
        Some(Ok(_)) => "succeeds".to_owned(),
        Some(Err(_)) => "fails".to_owned(),
        None => format!("still waits after {} s", PATIENCE.as_secs()),
    }
}

fn with_requests(outcome: &Outcome, requests: usize) -> String {
    let plural = if requests == 1 { "" } else { "s" };
    format!("{}, {requests} request{plural}", what(outcome))
}

fn main() {
    rustls::crypto::ring::default_provider().install_default().unwrap();
    for (client, name) in Client::ALL {
        if client.is_there() {
            for (case, said) in cases(client) {
                println!("{case}\t{name}\t{said}");
            }
        }
    }
}

fn cases(client: Client) -> Vec<(&'static str, String)> {
    let retried = |call, refusal: fn() -> Option<String>, body: fn() -> Value| {
        let server = Server::start(move |number, _| if number == 1 { refusal() } else { ok(&body()) });
        let outcome = client.call(call, &server.base_url());
        with_requests(&outcome, server.requests().len())
    };
    let read = |body: Value| {
        let server = Server::start(move |_, _| ok(&body));
        what(&client.call(Call::Login, &server.base_url()))
    };
    let busy = || refused("503 Service Unavailable", "internal_server_error", "");
    vec![
        ("a server that never answers", never(client)),
        (
            "a search that meets the rate limit, `Retry-After: 1`",
            retried(
                Call::Search,
                || refused("429 Too Many Requests", "too_many_requests", "Retry-After: 1\r\n"),
                found,
            ),
        ),
        (
            "the same without `Retry-After`",
            retried(Call::Search, || refused("429 Too Many Requests", "too_many_requests", ""), found),
        ),
        ("a read that is answered 503 once", retried(Call::Get, busy, created)),
        ("a write that is answered 503 once", retried(Call::Create, busy, created)),
        ("a redirect to another host", redirect(client)),
        ("a login whose `member.roles` is null", read(with("/member/roles", Value::Null))),
        (
            "a login by a factor of an unknown type",
            read(with("/member_session/authentication_factors/0/type", json!("brainwave"))),
        ),
        (
            "a login to an organization with an unknown policy",
            read(with("/organization/mfa_policy", json!("SOMETIMES"))),
        ),
        ("the organization whose id is `..`", up(client)),
        ("fields that are not set, of a new organization", unset(client)),
        ("a proxy's page, status 502", page(client)),
        ("secrets in what `Debug`, `repr` or `inspect` prints", printed(client)),
        ("secrets in the log at its most talkative", logged(client)),
    ]
}

/// The answer to a login, with another value at a pointer.
fn with(pointer: &str, value: Value) -> Value {
    let mut login = login();
    *login.pointer_mut(pointer).unwrap() = value;
    login
}

fn never(client: Client) -> String {
    let server = Server::start(|_, _| None);
    let outcome = client.call(Call::Login, &server.base_url());
    match outcome.result {
        Some(_) => format!("{} after {:.0} s", what(&outcome), outcome.took.as_secs_f64()),
        None => what(&outcome),
    }
}

fn redirect(client: Client) -> String {
    let other = Server::start(|_, _| ok(&created()));
    // The same machine by another name.
    let location = format!("Location: http://localhost:{}/elsewhere\r\n", other.port);
    let server = Server::start(move |_, _| answer("302 Found", &location, ""));
    let outcome = client.call(Call::Get, &server.base_url());
    match other.requests().first() {
        None => format!("{}, not followed", what(&outcome)),
        Some(request) if request.to_lowercase().contains("\nauthorization:") => "followed, with the secret".to_owned(),
        Some(_) => format!("{}, followed, without the secret", what(&outcome)),
    }
}

fn up(client: Client) -> String {
    let server = Server::start(|_, _| ok(&created()));
    client.call(Call::GetUp, &server.base_url());
    match server.requests().first().and_then(|request| request.split(' ').nth(1).map(str::to_owned)) {
        Some(path) => format!("asks for `{path}`"),
        None => "fails, nothing is sent".to_owned(),
    }
}

fn unset(client: Client) -> String {
    let server = Server::start(|_, _| ok(&created()));
    client.call(Call::Create, &server.base_url());
    let requests = server.requests();
    let (_, body) = requests[0].split_once("\r\n\r\n").unwrap();
    let body: Value = serde_json::from_str(body).unwrap();
    match body.as_object().unwrap().values().filter(|value| value.is_null()).count() {
        0 => "left out".to_owned(),
        nulls => format!("{nulls} sent as null"),
    }
}

fn page(client: Client) -> String {
    let server = Server::start(|_, _| answer("502 Bad Gateway", "Content-Type: text/html\r\n", "<html>Bad</html>"));
    match client.call(Call::Login, &server.base_url()).result {
        Some(Err(error)) if error.contains("502") => "fails, and says 502".to_owned(),
        Some(Err(_)) => "fails, and does not say the status".to_owned(),
        _ => "succeeds".to_owned(),
    }
}

fn secrets_in(text: &str) -> String {
    let basic = STANDARD.encode(format!("{PROJECT_ID}:{SECRET}"));
    let found: Vec<&str> =
        [("the secret", SECRET), ("the secret in base64", &basic), ("the token", TOKEN), ("the session", SESSION)]
            .into_iter()
            .filter_map(|(name, value)| text.contains(value).then_some(name))
            .collect();
    if found.is_empty() { "none".to_owned() } else { found.join(", ") }
}

fn printed(client: Client) -> String {
    let server = Server::start(|_, _| ok(&login()));
    let outcome = client.call(Call::Login, &server.base_url());
    secrets_in(&outcome.result.unwrap().unwrap())
}

/// Only Rust's, since the log of other languages is not the client's own.
fn logged(client: Client) -> String {
    if client.program().is_some() {
        return "–".to_owned();
    }
    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<u8>>>);
    impl std::io::Write for Log {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    let server = Server::start(|_, _| ok(&login()));
    let _guard = subscriber.set_default();
    client.call(Call::Login, &server.base_url());
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(!text.is_empty(), "nothing was logged");
    secrets_in(&text)
}
