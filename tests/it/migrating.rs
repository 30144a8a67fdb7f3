//! `MIGRATING.md`: what it names is there, its programs run, and no name of the vendor's crate is left out.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use stytch_b2b::Client;
use stytch_b2b::types::SessionsRevokeRequest;
use stytch_b2b_sandbox::Sandbox;
use xtask::migrating;
use xtask::migrating::names::{self, Method, Names, Type};
use xtask::migrating::table::{Here, Row, Table};

use crate::round_trip::types::TYPES;
use crate::support::difference::assert_same;
use crate::wire;

#[path = "../migrating/idioms.rs"]
#[allow(dead_code)]
mod idioms;
#[path = "../migrating/after/magic_link.rs"]
#[allow(dead_code)]
mod magic_link;
#[path = "../migrating/after/members.rs"]
#[allow(dead_code)]
mod members;
#[path = "../migrating/after/scim_groups.rs"]
#[allow(dead_code)]
mod scim_groups;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

#[test]
fn the_document_has_what_it_is_made_of() {
    let document = document();
    let made = migrating::document(Path::new(ROOT)).unwrap();
    assert!(document == made, "MIGRATING.md is stale: run `cargo xtask migrating`");
    let table = table();
    assert!(document.contains(&table.methods_text()) && document.contains(&table.types_text()));
    for program in ["magic_link", "members", "scim_groups"] {
        for side in ["before", "after"] {
            let program = read(&format!("tests/migrating/{side}/{program}.rs"));
            assert!(document.contains(&format!("```rust\n{program}```\n")), "{side} {program}");
        }
    }
}

/// By calls and types that other tests compile: the rows of the wire tests, and the list of all types.
#[test]
fn what_the_tables_name_is_public() {
    let calls: Vec<(String, &str)> = wire::rows().map(|row| (row.facade_path(), row.source)).collect();
    let call = |path: &String| calls.iter().find(|(known, _)| known == path).map(|(_, source)| *source);
    let types: BTreeSet<&str> = TYPES.iter().map(|each| each.name).collect();
    let (table, idioms) = (table(), idioms());
    for Row { theirs, here, .. } in table.methods.iter().chain(&table.types) {
        assert!(!here.is_empty(), "{theirs}");
        for here in here {
            let is_there = match here {
                Here::Method(path) => call(path).is_some(),
                Here::Arguments(path) => call(path).is_some_and(|source| !source.contains(".body()")),
                Here::Handle(path) => calls.iter().any(|(known, _)| known.starts_with(&format!("{path}."))),
                Here::Type(name) => types.contains(name.as_str()),
                Here::Text(text) => code(text).all(|code| match code.strip_prefix("types::") {
                    Some(name) => types.contains(name),
                    None => idioms.contains(&code),
                }),
            };
            assert!(is_there, "{theirs}: there is no {here}");
        }
    }
}

#[test]
fn the_tables_reach_every_operation_that_is_there_too() {
    let all: BTreeSet<String> = wire::rows().map(wire::row::Row::facade_path).collect();
    let table = table();
    let named = table.methods.iter().flat_map(|row| &row.here).filter_map(|here| match here {
        Here::Method(path) => Some(path.clone()),
        _ => None,
    });
    let only_here = BTreeSet::from(["idp.introspect_token".to_owned()]);
    assert_same(&all, &named.chain(only_here).collect());
    assert_eq!((names().version.as_str(), names().methods.len()), ("11.1.0", 131));
}

#[test]
fn a_name_without_a_counterpart_is_an_error() {
    let specification = serde_json::from_str(&read("openapi/stytch-b2b.json")).unwrap();
    let by_hand = read("tests/migrating/by_hand.toml");
    let error = |names: &Names, by_hand: &str| Table::new(names, &specification, by_hand).unwrap_err().to_string();

    let mut more = names();
    let http = Some("POST /v1/b2b/unheard_of".to_owned());
    more.methods.push(Method { name: "b2b::new::New::send".to_owned(), http, request: None, response: None });
    assert!(error(&more, &by_hand).contains("b2b::new::New::send"));

    let mut more = names();
    more.types.push(Type { name: "b2b::new::New".to_owned(), handle: None, fields: Default::default() });
    assert!(error(&more, &by_hand).contains("b2b::new::New"));

    let without = by_hand.replace("\"client::Client::send\"", "\"client::Client::sent\"");
    assert!(error(&names(), &without).contains("client::Client::send"));
    let further = format!("{by_hand}\"b2b::organizations::Member\" = \"a text that nobody needs\"\n");
    assert!(error(&names(), &further).contains("b2b::organizations::Member"));
}

/// What stands beside the idioms of others is a part of a file that compiles, and each test that is named is there.
#[test]
fn every_idiom_compiles_and_every_change_has_a_test() {
    let (idioms, document) = (idioms(), document());
    let tests = sources(&Path::new(ROOT).join("tests/it"));
    let (by_hand, _) = document.split_once("## Every name").unwrap();
    let rows = by_hand.lines().filter(|line| line.starts_with("| ")).map(|line| line.split('|').collect::<Vec<_>>());
    let (mut idiom_count, mut test_count) = (0, 0);
    for row in rows {
        // Nothing before the first bar, nothing after the last.
        let (here, shown_by) = match row.as_slice() {
            [_, _, here, _] => (here, None),
            [_, _, _, here, shown_by, _] => (here, Some(shown_by)),
            _ => panic!("a bar in {row:?}"),
        };
        for code in code(here) {
            assert!(idioms.contains(&code), "idioms.rs has no {code}");
            idiom_count += 1;
        }
        for name in shown_by.into_iter().flat_map(|names| code(names)) {
            assert!(tests.contains(&format!("fn {name}(")), "there is no test {name}");
            test_count += 1;
        }
    }
    assert!(idiom_count > 50 && test_count > 15, "{idiom_count} {test_count}");
}

#[test]
fn names_are_read_from_sources() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("migrating");
    let files = [
        ("Cargo.toml", "[package]\nname = \"theirs\"\nversion = \"1.2.3\"\n"),
        ("src/lib.rs", "pub mod b2b;\npub type Result<T> = std::result::Result<T, ()>;\npub struct Shown;\n"),
        ("src/client.rs", "pub struct Client { secret: String }\nstruct Hidden;\n"),
        ("src/b2b/mod.rs", "pub mod client;\npub mod things;\nmod hidden;\n"),
        ("src/b2b/client.rs", "use crate::b2b::things::Things;\npub struct Client { pub things: Things }\n"),
        (
            "src/b2b/things.rs",
            r#"use crate::consumer::parts::Part;
            pub struct GetRequest { pub thing_id: String }
            pub struct GetResponse { #[serde(rename = "type")] pub type_: Option<Vec<Part>>, pub r#in: Kind, left: Part }
            pub enum Kind { One }
            pub struct Things { http_client: crate::client::Client }
            impl Things {
                pub fn new(http_client: crate::client::Client) -> Self { Self { http_client } }
                pub async fn get(&self, body: GetRequest) -> crate::Result<GetResponse> {
                    let path = format!("/v1/things/{thing_id}?{}", body);
                    self.http_client.send(crate::Request { method: http::Method::GET, path }).await
                }
                fn hidden(&self) {}
            }"#,
        ),
        ("src/consumer/parts.rs", "pub struct Part { pub size: u8 }\npub struct Unused;\n"),
    ];
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let found = serde_json::to_value(names::read(&folder).unwrap()).unwrap();
    let (get, response) = ("b2b::things::GetRequest", "b2b::things::GetResponse");
    let fields = serde_json::json!({ "in": "b2b::things::Kind", "type": "consumer::parts::Part" });
    let expected = serde_json::json!({
        "version": "1.2.3",
        "methods": [
            { "name": "b2b::things::Things::get", "http": "GET /v1/things/{thing_id}", "request": get, "response": response },
        ],
        "types": [
            { "name": "Result" },
            { "name": "Shown" },
            { "name": "b2b::client::Client", "fields": { "things": "b2b::things::Things" } },
            { "name": get },
            { "name": response, "fields": fields },
            { "name": "b2b::things::Kind" },
            { "name": "b2b::things::Things", "handle": "things" },
            { "name": "client::Client" },
            { "name": "consumer::parts::Part" },
        ],
    });
    assert_eq!(found, expected);
}

/// A sandbox, a client of it, and an organization.
pub async fn sandbox() -> (Sandbox, Client, String) {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = Client::builder(sandbox.project_id(), sandbox.secret()).base_url(sandbox.base_url()).build().unwrap();
    let organization = sandbox.add_organization("Acme Co").unwrap();
    (sandbox, client, organization)
}

#[tokio::test]
async fn a_login_by_a_link() {
    let (sandbox, client, organization) = sandbox().await;
    let address = "ada@acme.example";
    sandbox.add_member(&organization, address).unwrap();
    let run = async |arguments: &[&str]| magic_link::run(&client, arguments).await.map_err(|error| error.to_string());

    assert_eq!(run(&["send", &organization, address]).await.unwrap(), "link sent, new member: false");
    let token = sandbox.last_message_to(address).unwrap().token.unwrap();
    let session_token = run(&["log-in", &token]).await.unwrap();
    assert_eq!(run(&["check", &session_token]).await.unwrap(), address);
    client.sessions().revoke(SessionsRevokeRequest::new().session_token(session_token.as_str())).await.unwrap();
    assert_eq!(run(&["check", &session_token]).await.unwrap(), "nobody");
    assert!(run(&["log-in", &token]).await.unwrap_err().contains("unable_to_auth_magic_link"));
    assert!(run(&[]).await.unwrap_err().starts_with("send"));
}

#[tokio::test]
async fn all_members() {
    let (sandbox, client, organization) = sandbox().await;
    sandbox.add_members(&organization, 1_203).unwrap();
    let addresses: BTreeSet<String> = members::run(&client, &organization).await.unwrap().into_iter().collect();
    assert_eq!((addresses.len(), sandbox.request_count()), (1_203, 2));
}

#[tokio::test]
async fn all_groups() {
    let (sandbox, client, organization) = sandbox().await;
    let error = scim_groups::run(&client, &organization).await.unwrap_err();
    assert_eq!(error.to_string(), "the organization has no SCIM connection");
    let connection = sandbox.add_scim_connection(&organization).unwrap();
    sandbox.add_scim_groups(&connection, 2_500).unwrap();
    let groups = scim_groups::run(&client, &organization).await.unwrap();
    assert_eq!((groups.len(), sandbox.request_count()), (2_500, 5));
}

fn names() -> Names {
    migrating::names(Path::new(ROOT)).unwrap()
}

fn table() -> Table {
    migrating::table(Path::new(ROOT)).unwrap()
}

fn document() -> String {
    read("MIGRATING.md")
}

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join(path)).unwrap()
}

/// The code that is known to compile, without white space.
fn idioms() -> String {
    without_space(include_str!("../migrating/idioms.rs"))
}

/// What stands between backticks, without white space; `..` there stands for arguments of any kind.
fn code(text: &str) -> impl Iterator<Item = String> {
    text.split('`').skip(1).step_by(2).map(|code| without_space(code).trim_end_matches("..)").to_owned())
}

fn without_space(text: &str) -> String {
    text.split_whitespace().collect()
}

/// All sources below a directory, one after the other.
fn sources(directory: &Path) -> String {
    let paths = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    paths.map(|path| if path.is_dir() { sources(&path) } else { fs::read_to_string(path).unwrap() }).collect()
}
