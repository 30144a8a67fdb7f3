//! A server that records every request and answers as the test says, down to the bytes.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use stytch_b2b::{Client, ClientBuilder};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::Instant;

/// A request as it arrived.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: String,
    /// Path and query.
    pub target: String,
    /// In the order they came.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// On the runtime's clock.
    pub at: Instant,
}

/// What the server does about a request.
#[derive(Clone, Debug)]
pub enum Reply {
    /// A status and a JSON body.
    Json(u16, Value),
    /// Status, further headers, body.
    Full(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// These bytes on the wire, then the connection is closed.
    Raw(Vec<u8>),
    /// The head, then one byte of the body at a time.
    Drip { length: usize, every: Duration },
    /// The connection is closed.
    Close,
    /// The connection is reset.
    Reset,
    /// Nothing, ever.
    Silence,
}

/// An error in the API's format.
pub fn api_error(status: u16, error_type: &str) -> Value {
    json!({
        "status_code": status,
        "request_id": format!("request-id-test-{error_type}"),
        "error_type": error_type,
        "error_message": "What went wrong.",
        "error_url": "https://stytch.com/docs/api/errors",
    })
}

/// An organization with its required fields.
pub fn organization() -> Value {
    json!({
        "organization_id": "organization-test-1", "organization_name": "Acme Co", "organization_logo_url": "",
        "organization_slug": "acme-co", "sso_jit_provisioning": "ALL_ALLOWED",
        "sso_jit_provisioning_allowed_connections": null, "sso_active_connections": null,
        "email_allowed_domains": [], "email_jit_provisioning": "RESTRICTED", "email_invites": "ALL_ALLOWED",
        "auth_methods": "ALL_ALLOWED", "allowed_auth_methods": [], "mfa_policy": "OPTIONAL",
        "rbac_email_implicit_role_assignments": [], "mfa_methods": "ALL_ALLOWED", "allowed_mfa_methods": [],
        "oauth_tenant_jit_provisioning": "NOT_ALLOWED", "claimed_email_domains": [],
        "first_party_connected_apps_allowed_type": "ALL_ALLOWED", "allowed_first_party_connected_apps": [],
        "third_party_connected_apps_allowed_type": "ALL_ALLOWED", "allowed_third_party_connected_apps": [],
        "custom_roles": [],
    })
}

type Script = dyn Fn(&Request, usize) -> Reply + Send + Sync;

/// Lives as long as this value.
pub struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    _tasks: JoinSet<()>,
}

struct Shared {
    script: Box<Script>,
    requests: Mutex<Vec<Request>>,
    connections: AtomicUsize,
}

impl Server {
    /// Answers the n-th request, counted from zero, with `script(request, n)`.
    pub async fn start(script: impl Fn(&Request, usize) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback has a free port");
        Self::on(listener, script)
    }

    /// The same on a listener that the test made.
    pub fn on(listener: TcpListener, script: impl Fn(&Request, usize) -> Reply + Send + Sync + 'static) -> Self {
        let address = listener.local_addr().expect("a bound listener has an address");
        let shared =
            Arc::new(Shared { script: Box::new(script), requests: Mutex::default(), connections: AtomicUsize::new(0) });
        let mut tasks = JoinSet::new();
        let accepting = Arc::clone(&shared);
        tasks.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                accepting.connections.fetch_add(1, Ordering::SeqCst);
                connections.spawn(serve(stream, Arc::clone(&accepting)));
            }
        });
        Self { address, shared, _tasks: tasks }
    }

    /// Every request so far.
    pub fn requests(&self) -> Vec<Request> {
        self.shared.requests.lock().expect("no test panics with the lock").clone()
    }

    /// The last request, which is forgotten with all before it.
    pub fn take_last(&self) -> Request {
        let mut requests = self.shared.requests.lock().expect("no test panics with the lock");
        let last = requests.pop().expect("a request came");
        requests.clear();
        last
    }

    /// Forgets the requests so far.
    pub fn forget(&self) {
        self.shared.requests.lock().expect("no test panics with the lock").clear();
    }

    /// How many requests came.
    pub fn count(&self) -> usize {
        self.requests().len()
    }

    /// How many connections were made.
    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }

    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A client of this server, with jitter that is the same in every run.
    pub fn builder(&self) -> ClientBuilder {
        Client::builder("project-test-1", "secret-test-1").base_url(self.base_url()).jitter_seed(7)
    }

    pub fn client(&self) -> Client {
        self.builder().build().expect("the settings are valid")
    }
}

impl Request {
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// The decoded query, in its order.
    pub fn query(&self) -> Vec<(String, String)> {
        let url = stytch_b2b::reqwest::Url::parse(&format!("http://host{}", self.target))
            .expect("a request target is a URL's");
        url.query_pairs().into_owned().collect()
    }

    /// The body as the fields of a form.
    pub fn form(&self) -> Value {
        let mut url = stytch_b2b::reqwest::Url::parse("http://host").expect("that is a URL");
        url.set_query(std::str::from_utf8(&self.body).ok());
        url.query_pairs().map(|(name, value)| (name.into_owned(), Value::String(value.into_owned()))).collect()
    }

    /// The body as JSON; null if there is none.
    pub fn json(&self) -> Value {
        if self.body.is_empty() { Value::Null } else { serde_json::from_slice(&self.body).expect("bodies are JSON") }
    }
}

async fn serve(mut stream: TcpStream, shared: Arc<Shared>) {
    while let Some(request) = read(&mut stream).await {
        let number = {
            let mut requests = shared.requests.lock().expect("no test panics with the lock");
            requests.push(request.clone());
            requests.len() - 1
        };
        if !reply(&mut stream, (shared.script)(&request, number)).await {
            return;
        }
    }
}

async fn read(stream: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    let head_end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8_lossy(&bytes[..head_end]).into_owned();
    let mut lines = head.lines();
    let mut first = lines.next()?.split(' ').map(str::to_owned);
    let (method, target) = (first.next()?, first.next()?);
    let headers: Vec<(String, String)> =
        lines.filter_map(|line| line.split_once(": ")).map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
    let length = headers.iter().find(|(key, _)| key.eq_ignore_ascii_case("content-length"));
    let length: usize = length.map_or(0, |(_, value)| value.parse().expect("a length is a number"));
    let mut body = bytes.split_off(head_end + 4);
    while body.len() < length {
        if stream.read_buf(&mut body).await.ok()? == 0 {
            return None;
        }
    }
    Some(Request { method, target, headers, body, at: Instant::now() })
}

/// Answers whether the connection goes on.
async fn reply(stream: &mut TcpStream, reply: Reply) -> bool {
    match reply {
        Reply::Json(status, body) => {
            let headers = vec![("Content-Type", "application/json".to_owned())];
            full(stream, status, &headers, body.to_string().as_bytes()).await
        }
        Reply::Full(status, headers, body) => full(stream, status, &headers, &body).await,
        Reply::Raw(bytes) => {
            let _ = stream.write_all(&bytes).await;
            false
        }
        Reply::Drip { length, every } => {
            let head = format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n");
            let _ = stream.write_all(head.as_bytes()).await;
            for _ in 0..length {
                tokio::time::sleep(every).await;
                if stream.write_all(b" ").await.is_err() {
                    return false;
                }
            }
            true
        }
        Reply::Close => false,
        Reply::Reset => {
            let _ = stream.set_zero_linger();
            false
        }
        Reply::Silence => std::future::pending().await,
    }
}

async fn full(stream: &mut TcpStream, status: u16, headers: &[(&'static str, String)], body: &[u8]) -> bool {
    let mut head = format!("HTTP/1.1 {status} Status\r\nContent-Length: {}\r\n", body.len());
    for (name, value) in headers {
        head += &format!("{name}: {value}\r\n");
    }
    let bytes = [head.as_bytes(), b"\r\n", body].concat();
    stream.write_all(&bytes).await.is_ok()
}
