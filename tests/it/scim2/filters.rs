//! What filters, attributes and patches look like on the wire, and what is refused before anything is sent.

use std::fmt::Write;

use serde_json::{Map, json};
use stytch_b2b::Error;
use stytch_b2b::scim2::{Attribute, Filter, Group, Patch, User};

use super::client;
use crate::support::server::{Reply, Server};
use crate::support::snapshot;

const QUOTED: &str = "Ortiz \"and\" Sons|\\Balancer\u{7}\u{2028}ü";

#[test]
fn each_operator() {
    let name = || Filter::attribute("displayName");
    let time = "2026-11-26T12:00:00.25Z".parse::<stytch_b2b::chrono::DateTime<stytch_b2b::chrono::Utc>>().unwrap();
    let operators: [fn(Attribute, &str) -> Filter; 9] = [
        |it, value| it.eq(value),
        |it, value| it.ne(value),
        |it, value| it.co(value),
        |it, value| it.sw(value),
        |it, value| it.ew(value),
        |it, value| it.gt(value),
        |it, value| it.ge(value),
        |it, value| it.lt(value),
        |it, value| it.le(value),
    ];
    let mut filters: Vec<Filter> = operators.iter().map(|operator| operator(name(), QUOTED)).collect();
    let work = Filter::attribute("type").eq("work").and(Filter::attribute("primary").eq(true));
    filters.extend([
        name().pr(),
        Filter::attribute("active").eq(false),
        Filter::attribute("x-count").ge(-3),
        Filter::attribute("meta.lastModified").gt(time),
        Filter::attribute("urn:ietf:params:scim:schemas:core:2.0:User:name.familyName").eq(String::from("King")),
        Filter::attribute("emails").any(work),
        Filter::display_name("a"),
        Filter::user_name("a"),
        Filter::external_id("a"),
        Filter::raw("emails.value co \"@\""),
        name().eq("a").and(name().eq("b")).or(!name().eq("c")),
        !(name().eq("a").or(name().eq("b"))),
    ]);
    let mut written = String::new();
    for filter in filters {
        writeln!(written, "{filter}").unwrap();
    }
    snapshot::settings().bind(|| insta::assert_snapshot!("scim2_filters", written));
}

/// What can be no attribute waits in the call, and nothing is sent.
#[tokio::test]
async fn names_that_are_none() {
    let server = Server::start(|_, _| Reply::Json(200, json!({}))).await;
    let client = client(&server);
    let list = || client.groups().list();
    for name in
        ["", "a b", "1a", "a\"", "a eq \"b\" or c", "a[b", "ü", "a.b.c", "a,b", "urn:x y:a", "https://x:a", "a\r\nb"]
    {
        let bad = || Filter::attribute(name).eq("x");
        let good = || Filter::display_name("x");
        for call in [
            list().filter(bad()),
            list().filter(good().and(bad())),
            list().filter(bad().or(good())),
            list().filter(!bad()),
            list().filter(Filter::attribute("emails").any(bad())),
            list().filter(Filter::attribute(name).any(good())),
            list().filter(Filter::attribute(name).pr()),
            list().sort_by(name),
            list().attributes(["id", name]),
            list().excluded_attributes([name]),
        ] {
            let error = call.await.unwrap_err();
            assert!(matches!(error, Error::InvalidInput(_)), "{name:?}: {error}");
        }
    }
    assert_eq!(server.connections(), 0);
}

/// Ids are the server's, and none leads elsewhere.
#[tokio::test]
async fn ids_of_any_characters() {
    let server = Server::start(|_, _| Reply::Json(200, json!({"id": "x"}))).await;
    let client = client(&server);
    for (id, sent) in [
        ("a b", "a%20b"),
        ("ü|\"", "%C3%BC%7C%22"),
        ("a:b@c;d=e&f+g", "a%3Ab%40c%3Bd%3De%26f%2Bg"),
        ("..a", "..a"),
        (".searches", ".searches"),
    ] {
        client.users().get(id).await.unwrap();
        assert_eq!(server.take_last().target, format!("/scim/v2/Users/{sent}"));
    }
    let long = "a".repeat(513);
    let connections = server.connections();
    for id in ["", ".", "..", ".search", "a/b", "a\\b", "%2e%2e", "a?b", "a#b", "a\nb", "\u{7f}", "\u{85}", &long] {
        let (groups, group) = (client.groups(), Group::default());
        for error in [
            groups.get(id).await.unwrap_err(),
            groups.replace(id, &group).await.unwrap_err(),
            groups.patch(id, Patch::new()).await.unwrap_err(),
            groups.delete(id).await.unwrap_err(),
        ] {
            assert!(matches!(error, Error::InvalidInput(_)), "{id:?}: {error}");
            assert!(id.is_empty() || id.starts_with('.') || !error.to_string().contains(id), "{id:?}: {error}");
        }
    }
    assert_eq!((server.count(), server.connections()), (0, connections));
}

#[tokio::test]
async fn bodies() {
    let server = Server::start(|_, _| Reply::Json(200, json!({}))).await;
    let client = client(&server);
    let patch = Patch::new()
        .add("emails", json!([{"value": "ada@acme.example"}]))
        .replace("name.familyName", "King")
        .replace_all(Map::from_iter([("active".to_owned(), json!(false))]))
        .remove("phoneNumbers")
        .add_member("u-1")
        .remove_member(QUOTED);
    client.groups().patch("g-1", patch).await.unwrap();
    let path = format!("members[value eq {}]", json!(QUOTED));
    let operations = json!([
        {"op": "add", "path": "emails", "value": [{"value": "ada@acme.example"}]},
        {"op": "replace", "path": "name.familyName", "value": "King"},
        {"op": "replace", "value": {"active": false}},
        {"op": "remove", "path": "phoneNumbers"},
        {"op": "add", "path": "members", "value": [{"value": "u-1"}]},
        {"op": "remove", "path": path},
    ]);
    let request = server.take_last();
    let schemas = json!(["urn:ietf:params:scim:api:messages:2.0:PatchOp"]);
    assert_eq!(request.json(), json!({"schemas": schemas, "Operations": operations}));

    let mut user = User::new("ada");
    user.password = Some("SENTINEL-password".into());
    user.extra.insert("title".to_owned(), json!("Countess"));
    assert!(!format!("{user:?}").contains("SENTINEL"));
    client.users().create(&user).await.unwrap();
    let schemas = json!(["urn:ietf:params:scim:schemas:core:2.0:User"]);
    let sent = json!({"userName": "ada", "password": "SENTINEL-password", "schemas": schemas, "title": "Countess"});
    assert_eq!(server.take_last().json(), sent);
}
