//! What goes over the wire, for every operation: each facade method is called with a sample, and a recorder writes down
//! what arrives.

mod clients;
mod connections;
mod credentials;
mod logins;
mod organizations;
pub mod row;
pub mod sample;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::Serialize;
use serde_json::{Value, json};
use stytch_b2b::Error;

use self::row::Row;
use self::sample::{MEMBER_SESSION_TOKEN, Sample, Samples};
use crate::support::difference::{assert_same, difference};
use crate::support::server::{Reply, Request, Server};
use crate::support::snapshot;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

const FORM: &str = "application/x-www-form-urlencoded";

/// Names a sample to use in place of the repository's own.
const OTHER_SAMPLE: &str = "STYTCH_WIRE_SAMPLE";

/// A request as it arrived.
#[derive(Debug, Serialize)]
pub struct Recorded {
    pub method: String,
    pub path: String,
    pub query: Vec<(String, String)>,
    pub headers: BTreeMap<String, String>,
    pub body: Value,
}

#[tokio::test]
async fn every_operation_sends_its_sample() {
    let other = std::env::var_os(OTHER_SAMPLE).map(PathBuf::from);
    let samples = sample::read(&other.clone().unwrap_or_else(|| fixture("sample.json")));
    let recorded = check(&samples, "wire.json").await;
    // The snapshot is of the repository's own sample.
    if other.is_none() {
        snapshot(recorded, "wire");
    }
}

#[tokio::test]
async fn every_operation_sends_its_required_fields_alone() {
    let recorded = check(&sample::read(&fixture("sample_min.json")), "wire_min.json").await;
    snapshot(recorded, "wire_min");
}

/// All calls there are.
pub fn rows() -> impl Iterator<Item = &'static Row> {
    [clients::ROWS, organizations::ROWS, connections::ROWS, logins::ROWS, credentials::ROWS].into_iter().flatten()
}

/// What arrives from each row, by the operation's upstream id.
pub async fn record(samples: &Samples) -> BTreeMap<&'static str, Recorded> {
    let server = Server::start(|_, _| Reply::Json(400, json!({"status_code": 400, "error_type": "recorded"}))).await;
    let client = server.client();
    let mut recorded = BTreeMap::new();
    for Row { upstream_id, send, .. } in rows() {
        let sample = samples.get(*upstream_id).unwrap_or_else(|| panic!("no sample of {upstream_id}"));
        let error = send(&client, sample).await.expect_err("the recorder answers with an error");
        assert!(matches!(&error, Error::Api(api) if api.error_type == "recorded"), "{upstream_id}: {error}");
        assert_eq!(server.count(), 1, "{upstream_id} sends one request");
        recorded.insert(*upstream_id, server.take_last().into());
    }
    recorded
}

pub fn fixture(name: &str) -> PathBuf {
    Path::new(ROOT).join("tests/fixtures/wire").join(name)
}

/// Writes down what arrives, and compares it with the sample.
async fn check(samples: &Samples, file: &str) -> BTreeMap<&'static str, Recorded> {
    let recorded = record(samples).await;
    let target = Path::new(ROOT).join("target");
    std::fs::create_dir_all(&target).expect("the target directory can be made");
    let text = serde_json::to_string_pretty(&recorded).expect("records are JSON");
    std::fs::write(target.join(file), text + "\n").expect("the target directory can be written to");
    assert_same(&samples.keys().map(String::as_str).collect(), &recorded.keys().copied().collect());
    let problems: Vec<String> =
        recorded.iter().flat_map(|(id, recorded)| problems(id, &samples[*id], recorded)).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    recorded
}

/// What of a request is not as the sample says.
fn problems(upstream_id: &str, sample: &Sample, recorded: &Recorded) -> Vec<String> {
    let mut query = recorded.query.clone();
    query.sort();
    let header = |name: &str| recorded.headers.get(name).map(String::as_str);
    let credentials = format!("Basic {}", BASE64_STANDARD.encode("project-test-1:secret-test-1"));
    let authorization = (!sample.is_public()).then_some(credentials);
    let kind = if sample.form { FORM } else { "application/json" };
    let kind = (!recorded.body.is_null()).then_some(kind);
    let member = sample.header_params.then_some(MEMBER_SESSION_TOKEN);
    let no_body = sample.empty_body_ok && sample.body.is_null() && recorded.body == json!({});
    let comparisons = [
        ("method", json!(sample.method), json!(recorded.method)),
        ("path", json!(sample.expected_path()), json!(recorded.path)),
        ("query", json!(sample.expected_query()), json!(query)),
        ("authorization", json!(authorization), json!(header("authorization"))),
        ("member session token", json!(member), json!(header("x-stytch-member-session"))),
        ("member session JWT", Value::Null, json!(header("x-stytch-member-sessionjwt"))),
        ("content type", json!(kind), json!(header("content-type"))),
        ("body", sample.expected_body(), if no_body { Value::Null } else { recorded.body.clone() }),
    ];
    let differences = comparisons.iter().map(|(what, expected, found)| (what, difference(expected, found)));
    differences.filter_map(|(what, place)| Some(format!("{upstream_id}: {what} at {}", place?))).collect()
}

fn snapshot(mut recorded: BTreeMap<&str, Recorded>, name: &str) {
    for request in recorded.values_mut() {
        if let Some(authorization) = request.headers.get_mut("authorization") {
            *authorization = "Basic (project id and secret)".to_owned();
        }
    }
    snapshot::settings().bind(|| insta::assert_json_snapshot!(name, recorded));
}

impl From<Request> for Recorded {
    fn from(request: Request) -> Self {
        let mut headers = BTreeMap::<String, String>::new();
        for (name, value) in &request.headers {
            let before = headers.insert(name.to_lowercase(), value.clone());
            assert!(before.is_none(), "{name} comes twice");
        }
        headers.remove("host");
        if let Some(agent) = headers.get_mut("user-agent") {
            *agent = without_version(agent);
        }
        let (path, query) = (request.path().to_owned(), request.query());
        let is_form = headers.get("content-type").is_some_and(|kind| kind == FORM);
        let body = if is_form { request.form() } else { request.json() };
        Self { method: request.method, path, query, headers, body }
    }
}

fn without_version(agent: &str) -> String {
    let (product, _) = agent.split_once('/').expect("the user agent has a version");
    format!("{product}/*")
}
