//! How fast the sandbox is: `cargo bench -p stytch-b2b-sandbox`. It prints what it measured and fails when that is not
//! enough.
#![allow(clippy::print_stdout)]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::error::Error;
use std::time::{Duration, Instant};
use stytch_b2b_sandbox::Sandbox;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const CONNECTIONS: usize = 16;
const GROUP_PAGES: usize = 40_000;
const RECORDED: usize = 1_000_000;

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

#[tokio::main]
async fn main() -> Outcome<()> {
    // Not when tests are run: without optimization the figures say nothing.
    if !std::env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let began = Instant::now();
    let sandbox = Sandbox::builder().start().await?;
    report("start", began.elapsed(), Duration::from_secs(1))?;

    let document = seed(10_000, 10).to_string();
    let began = Instant::now();
    sandbox.load(&document)?;
    let size = document.len() / 1024 / 1024;
    report(
        &format!("load 10,000 organizations with 10 members each ({size} MiB)"),
        began.elapsed(),
        Duration::from_secs(5),
    )?;

    for (name, path, body) in searches() {
        let mut connection = Connection::open(&sandbox).await?;
        let request = connection.request("POST", path, &body.to_string());
        connection.send(&request).await?;
        let began = Instant::now();
        for _ in 0..20 {
            connection.send(&request).await?;
        }
        report(&format!("search {name}"), began.elapsed() / 20, Duration::from_millis(50))?;
    }
    group_pages(&sandbox).await?;
    record(&sandbox).await
}

/// The pages of 100 groups that all connections together get in a second.
async fn group_pages(sandbox: &Sandbox) -> Outcome<()> {
    let organization = sandbox.add_organization("Groups")?;
    let connection = sandbox.add_scim_connection(&organization)?;
    sandbox.add_scim_groups(&connection, 100_000)?;
    for limit in [100, 1000] {
        let path = format!("/v1/b2b/scim/{organization}/connection/{connection}?limit={limit}");
        let pages = GROUP_PAGES * 100 / limit;
        let took = all(sandbox, &path, pages).await?;
        let rate = pages as f64 / took.as_secs_f64();
        println!("{rate:>10.0} pages of {limit} groups a second");
        if limit == 100 && rate < 2_000.0 {
            return Err("less than 2,000 pages a second".into());
        }
    }
    Ok(())
}

/// The memory that requests take up which are recorded.
async fn record(sandbox: &Sandbox) -> Outcome<()> {
    let path = "/v1/b2b/rbac/policy";
    all(sandbox, path, 20_000).await?;
    let before = resident_mebibytes();
    let took = all(sandbox, path, RECORDED).await?;
    let after = resident_mebibytes();
    println!("{:>10.0} small requests a second", RECORDED as f64 / took.as_secs_f64());
    println!("{before:>10} MiB before {RECORDED} recorded requests, {after} MiB after");
    match sandbox.requests().len() {
        10_000 => Ok(()),
        kept => Err(format!("{kept} requests were kept").into()),
    }
}

/// Sends the request so many times, over all connections.
async fn all(sandbox: &Sandbox, path: &str, requests: usize) -> Outcome<Duration> {
    let mut tasks = Vec::new();
    let began = Instant::now();
    for _ in 0..CONNECTIONS {
        let mut connection = Connection::open(sandbox).await?;
        let request = connection.request("GET", path, "");
        tasks.push(tokio::spawn(async move {
            for _ in 0..requests / CONNECTIONS {
                connection.send(&request).await?;
            }
            Outcome::Ok(())
        }));
    }
    for task in tasks {
        task.await??;
    }
    Ok(began.elapsed())
}

fn report(what: &str, took: Duration, most: Duration) -> Outcome<()> {
    println!("{:>10.1} ms to {what}", took.as_secs_f64() * 1000.0);
    if took > most { Err(format!("{what} took {took:?}, more than {most:?}").into()) } else { Ok(()) }
}

fn seed(organizations: usize, members: usize) -> Value {
    let organization = |number: usize| {
        let member = |member: usize| {
            json!({"email_address": format!("person{member}@org{number}.example"), "name": format!("Person {member} of {number}"),
                "roles": if member == 0 { vec!["stytch_admin"] } else { vec![] }})
        };
        json!({
            "organization_name": format!("Organization {number}"),
            "organization_slug": format!("org-{number}"),
            "email_allowed_domains": [format!("org{number}.example")],
            "members": (0..members).map(member).collect::<Vec<_>>(),
        })
    };
    json!({"organizations": (0..organizations).map(organization).collect::<Vec<_>>()})
}

fn searches() -> Vec<(&'static str, &'static str, Value)> {
    let query = |name: &str, value: Value| json!({"operator": "AND", "operands": [{"filter_name": name, "filter_value": value}]});
    let organizations = "/v1/b2b/organizations/search";
    let many: Vec<String> = (0..1000).map(|number| format!("org-{number}")).collect();
    vec![
        ("organizations by slug", organizations, json!({"query": query("organization_slugs", json!(["org-9999"]))})),
        (
            "organizations by a part of the name",
            organizations,
            json!({"query": query("organization_name_fuzzy", json!("999"))}),
        ),
        (
            "organizations by a member's email",
            organizations,
            json!({"query": query("member_emails", json!(["person9@org9999.example"]))}),
        ),
        (
            "organizations by a part of a member's email",
            organizations,
            json!({"query": query("member_email_fuzzy", json!("9@org999"))}),
        ),
        (
            "members of 1,000 organizations by role",
            "/v1/b2b/organizations/members/search",
            json!({"organization_ids": many, "query": query("member_roles", json!(["stytch_admin"]))}),
        ),
    ]
}

/// A connection that is kept open, and a client that does as little as it can.
struct Connection {
    stream: TcpStream,
    authorization: String,
    buffer: Vec<u8>,
}

impl Connection {
    async fn open(sandbox: &Sandbox) -> Outcome<Self> {
        let stream = TcpStream::connect(sandbox.address()).await?;
        stream.set_nodelay(true)?;
        let authorization = STANDARD.encode(format!("{}:{}", sandbox.project_id(), sandbox.secret()));
        Ok(Self { stream, authorization, buffer: vec![0; 1024 * 1024] })
    }

    fn request(&self, method: &str, path: &str, body: &str) -> String {
        let authorization = &self.authorization;
        let length = body.len();
        format!(
            "{method} {path} HTTP/1.1\r\nhost: sandbox\r\nauthorization: Basic {authorization}\r\ncontent-length: {length}\r\n\r\n{body}"
        )
    }

    /// Sends a request and reads the answer to its end.
    async fn send(&mut self, request: &str) -> Outcome<()> {
        self.stream.write_all(request.as_bytes()).await?;
        let (mut read, mut wanted) = (0, None);
        loop {
            if read == self.buffer.len() {
                self.buffer.resize(read * 2, 0);
            }
            match self.stream.read(&mut self.buffer[read..]).await? {
                0 => return Err("the sandbox closed the connection".into()),
                bytes => read += bytes,
            }
            if wanted.is_none() {
                wanted = wanted_length(&self.buffer[..read])?;
            }
            if wanted.is_some_and(|wanted| read >= wanted) {
                return Ok(());
            }
        }
    }
}

/// The length of head and body together, once the head is there.
fn wanted_length(answer: &[u8]) -> Outcome<Option<usize>> {
    let Some(end) = answer.windows(4).position(|window| window == b"\r\n\r\n") else { return Ok(None) };
    let head = String::from_utf8_lossy(&answer[..end]).to_lowercase();
    if !head.starts_with("http/1.1 200") {
        return Err(head.into());
    }
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).ok_or("no length")?;
    Ok(Some(end + 4 + length.parse::<usize>()?))
}

/// What the system says that this process takes up; 0 where it does not say.
fn resident_mebibytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or_default() / 1024
}
