//! What servers answer: nulls, both formats of errors, neither, and whatever else comes to JSON.

use futures::TryStreamExt;
use serde_json::{Map, Value, json};
use stytch_b2b::scim2::{Group, GroupMember, ListResponse, Patch, ServiceProviderConfig, User};
use stytch_b2b::{Error, Outcome, RetryPolicy};

use super::{builder, client};
use crate::support::server::{Reply, Server};

fn fixture(name: &str) -> Value {
    let path = format!("{}/fixtures/scim2/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// A JSON pointer to every field.
fn fields(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(name, value)| {
            let at = format!("{at}/{name}");
            fields(value, &at, found);
            found.push(at);
        }),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(n, value)| fields(value, &format!("{at}/{n}"), found))
        }
        _ => {}
    }
}

fn without(document: &Value, field: &str) -> Value {
    let mut document = document.clone();
    let (parent, name) = field.rsplit_once('/').unwrap();
    document.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(name).unwrap();
    document
}

fn with_null(document: &Value, field: &str) -> Value {
    let mut document = document.clone();
    *document.pointer_mut(field).unwrap() = Value::Null;
    document
}

async fn listed(answer: Value) -> ListResponse<Group> {
    let server = Server::start(move |_, _| Reply::Json(200, answer.clone())).await;
    client(&server).groups().list().await.unwrap()
}

#[tokio::test]
async fn the_example_page_and_each_field_of_it_null() {
    let document = fixture("groups");
    let page = listed(document.clone()).await;
    assert_eq!((page.total_results, page.items_per_page, page.start_index), (Some(2), Some(10), Some(1)));
    let group = &page.resources[0];
    assert_eq!(group.display_name.as_deref(), Some("Juniper Works|Balancer|Administrator"));
    assert_eq!(group.members[1].display.as_deref(), Some("Tomas Lind"));
    assert_eq!(group.meta.as_ref().unwrap().resource_type.as_deref(), Some("Group"));

    let mut found = Vec::new();
    fields(&document, "", &mut found);
    assert_eq!(found.len(), 23);
    for field in found {
        assert_eq!(listed(with_null(&document, &field)).await, listed(without(&document, &field)).await, "{field}");
    }
    assert_eq!(listed(json!({})).await.resources, []);
}

async fn failed(status: u16, reply: Reply) -> Error {
    let server = Server::start(move |_, _| reply.clone()).await;
    let client = builder(&server).retry(RetryPolicy::none()).build().unwrap();
    let error = client.groups().get("g-1").await.unwrap_err();
    assert_eq!((error.status(), server.count()), (Some(status), 1));
    error
}

fn of_api(error: &Error) -> (&str, &str) {
    match error {
        Error::Api(api) => (error.error_type().unwrap(), &api.error_message),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn every_status_in_both_formats() {
    for status in [400_u16, 401, 403, 404, 409, 412, 413, 429, 500, 501, 503] {
        let mut problem = fixture("problem");
        problem["status"] = json!(status);
        let error = failed(status, Reply::Json(status, problem)).await;
        assert_eq!(of_api(&error), ("invalid-request", "count is less than 1"));
        for said in [json!(status), json!(status.to_string())] {
            let mut scim = fixture("error");
            scim["status"] = said;
            let error = failed(status, Reply::Json(status, scim)).await;
            assert_eq!(of_api(&error), ("invalidFilter", "the filter does not end"));
            assert_eq!(error.is_not_found(), status == 404);
            assert_eq!(error.is_unauthorized(), status == 401);
            assert_eq!(error.is_forbidden(), status == 403);
            assert_eq!(error.is_rate_limited(), status == 429);
        }
    }
}

#[tokio::test]
async fn each_field_of_an_error_null() {
    for (name, expected) in [
        (
            "problem",
            [
                ("detail", ("invalid-request", "The request can not be served")),
                ("instance", ("invalid-request", "count is less than 1")),
                ("status", ("invalid-request", "count is less than 1")),
                ("title", ("invalid-request", "count is less than 1")),
                ("type", ("", "count is less than 1")),
            ]
            .as_slice(),
        ),
        (
            "error",
            [
                ("detail", ("invalidFilter", "")),
                ("schemas", ("invalidFilter", "the filter does not end")),
                ("scimType", ("", "the filter does not end")),
                ("status", ("invalidFilter", "the filter does not end")),
            ]
            .as_slice(),
        ),
    ] {
        let document = fixture(name);
        assert_eq!(document.as_object().unwrap().len(), expected.len());
        for (field, said) in expected {
            let pointer = format!("/{field}");
            for body in [with_null(&document, &pointer), without(&document, &pointer)] {
                let error = failed(400, Reply::Json(400, body)).await;
                assert_eq!(of_api(&error), *said, "{name} without {field}");
            }
        }
        let nothing: Map<String, Value> =
            document.as_object().unwrap().keys().map(|name| (name.clone(), Value::Null)).collect();
        assert_eq!(of_api(&failed(400, Reply::Json(400, nothing.into())).await), ("", ""), "{name}");
    }
}

#[tokio::test]
async fn types_of_problems() {
    for (kind, error_type) in [
        ("about:blank", ""),
        ("", ""),
        ("https://e.example/problems/out-of-credit/", "out-of-credit"),
        ("https://e.example/problems#quota", "quota"),
        ("urn:problem-type:quota", "quota"),
        ("quota", "quota"),
    ] {
        let error = failed(403, Reply::Json(403, json!({"type": kind, "title": "No"}))).await;
        assert_eq!(of_api(&error), (error_type, "No"), "{kind}");
    }
}

#[tokio::test]
async fn answers_in_no_format_keep_their_status() {
    for status in [400, 401, 403, 404, 429, 500, 501, 502] {
        let html = Reply::Full(status, vec![("Content-Type", "text/html".into())], b"<h1>sorry</h1>".to_vec());
        for reply in [
            html,
            Reply::Full(status, vec![], vec![]),
            Reply::Json(status, json!([1])),
            Reply::Json(status, json!({"oops": 1})),
        ] {
            let error = failed(status, reply).await;
            assert!(matches!(error, Error::UnexpectedResponse(_)), "{error}");
            assert_eq!(error.is_not_found(), status == 404);
        }
    }
    // Success of a status that SCIM does not have is none.
    let error = failed(202, Reply::Json(202, json!({"id": "g-1"}))).await;
    assert!(matches!(error, Error::UnexpectedResponse(_)), "{error}");
}

#[tokio::test]
async fn what_is_answered_without_a_body() {
    let nothing = |status| move |_: &_, _| Reply::Full(status, Vec::new(), Vec::new());
    let server = Server::start(nothing(204)).await;
    let client_of = client;
    let client = client_of(&server);
    assert!(client.groups().patch("g-1", Patch::new()).await.unwrap().is_none());
    client.groups().delete("g-1").await.unwrap();
    let error = client.groups().create(&Group::new("a")).await.unwrap_err();
    assert_eq!((matches!(error, Error::Decode(_)), error.outcome()), (true, Outcome::LikelyApplied), "{error}");
    // A deletion is one, whatever else the server says about it.
    for reply in [Reply::Json(200, json!({"id": "g-1"})), Reply::Full(200, Vec::new(), b"deleted".to_vec())] {
        let server = Server::start(move |_, _| reply.clone()).await;
        client_of(&server).groups().delete("g-1").await.unwrap();
    }
    let server = Server::start(|_, _| Reply::Json(200, json!({"id": "g-1", "members": null}))).await;
    let patched = client_of(&server).groups().patch("g-1", Patch::new()).await.unwrap();
    assert_eq!(patched.unwrap().id.as_deref(), Some("g-1"));
}

#[tokio::test]
async fn what_a_server_can_do() {
    let document = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
        "documentationUri": "https://scim.example/help", "patch": {"supported": true},
        "bulk": {"supported": false, "maxOperations": 0}, "filter": {"supported": true, "maxResults": 200},
        "changePassword": {"supported": false}, "sort": {"supported": false}, "etag": {"supported": false},
        "pagination": {"cursor": true, "index": true, "defaultPaginationMethod": "index", "maxPageSize": 500, "cursorTimeout": 60},
        "authenticationSchemes": [{"type": "oauthbearertoken", "name": "Bearer", "description": "A token", "primary": true}],
        "meta": {"resourceType": "ServiceProviderConfig"}, "x": 1,
    });
    let answer = document.clone();
    let server = Server::start(move |_, _| Reply::Json(200, answer.clone())).await;
    let config = client(&server).service_provider_config().await.unwrap();
    assert_eq!(server.take_last().target, "/scim/v2/ServiceProviderConfig");
    assert_eq!(config.filter.as_ref().unwrap().max_results, Some(200));
    assert_eq!(config.pagination.as_ref().unwrap().cursor_timeout, Some(60));
    assert_eq!(serde_json::to_value(&config).unwrap(), document);
    let mut found = Vec::new();
    fields(&document, "", &mut found);
    for field in found.iter().filter(|field| !["/x", "/bulk/maxOperations"].contains(&field.as_str())) {
        let read = |document| serde_json::from_value::<ServiceProviderConfig>(document).unwrap();
        assert_eq!(read(with_null(&document, field)), read(without(&document, field)), "{field}");
    }
}

/// One place of a document is something else.
fn mutated(document: &Value, random: &mut fastrand::Rng) -> Value {
    let mut document = document.clone();
    for _ in 0..random.u8(1..4) {
        let mut found = vec![String::new()];
        fields(&document, "", &mut found);
        let at = found[random.usize(..found.len())].clone();
        let others = [
            Value::Null,
            json!(true),
            json!(-1),
            json!(0),
            json!(3),
            json!(250),
            json!(1.5),
            json!(""),
            json!("4100"),
            json!([]),
            json!({}),
            json!([null]),
            json!([{"id": null}, {}]),
            json!({"value": 7}),
            document.clone(),
        ];
        let other = others[random.usize(..others.len())].clone();
        match document.pointer_mut(&at) {
            Some(place) => *place = other,
            None => return other,
        }
        if let Some(map) = document.as_object_mut()
            && random.u8(..4) == 0
        {
            map.insert("nextCursor".to_owned(), json!(["a", "", "1"][random.usize(..3)]));
        }
    }
    document
}

/// Ten thousand mutated answers: a value or an error, and an end that the server's own figures allow.
#[tokio::test]
async fn mutated_answers() {
    let documents =
        [fixture("groups"), fixture("problem"), fixture("error"), fixture("groups")["Resources"][0].clone()];
    let answer = std::sync::Arc::new(std::sync::Mutex::new(Reply::Close));
    let current = answer.clone();
    let server = Server::start(move |_, _| current.lock().unwrap().clone()).await;
    let client = builder(&server).retry(RetryPolicy::none()).build().unwrap();
    let mut random = fastrand::Rng::with_seed(14);
    let (mut values, mut errors) = (0, 0);
    for _ in 0..10_000 {
        let document = mutated(&documents[random.usize(..documents.len())], &mut random);
        let status = [200, 200, 200, 201, 400, 404, 429, 500][random.usize(..8)];
        *answer.lock().unwrap() = Reply::Json(status, document.clone());
        server.forget();
        let outcome = match random.u8(..4) {
            0 => client.groups().get("g-1").await.map(drop),
            1 => client.users().create(&User::new("ada")).await.map(drop),
            2 => client.groups().patch("g-1", Patch::new()).await.map(drop),
            _ => client.groups().list().stream().try_for_each(|_| async { Ok(()) }).await,
        };
        assert!(server.count() <= 252, "{} requests for {document}", server.count());
        match outcome {
            Ok(()) => values += 1,
            Err(error) => {
                errors += 1;
                assert_ne!(error.outcome(), Outcome::NotSent, "{error}");
            }
        }
    }
    assert!(values > 1_000 && errors > 1_000, "{values} values, {errors} errors");
}

/// What is read is written again, but for what says nothing.
#[tokio::test]
async fn what_is_read_can_be_sent_back() {
    let document = fixture("groups")["Resources"][0].clone();
    let server = Server::start(move |request, _| match request.method.as_str() {
        "GET" => Reply::Json(200, document.clone()),
        _ => Reply::Json(200, request.json()),
    })
    .await;
    let client = client(&server);
    let mut group = client.groups().get("4100").await.unwrap();
    group.members.push(GroupMember::new("79"));
    let replaced = client.groups().replace("4100", &group).await.unwrap();
    assert_eq!(replaced, group);
    let mut expected = fixture("groups")["Resources"][0].clone();
    expected["members"].as_array_mut().unwrap().push(json!({"value": "79"}));
    assert_eq!(server.take_last().json(), expected);
}
