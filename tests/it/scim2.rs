//! The client for SCIM 2.0 against a server that records.

use futures::TryStreamExt;
use serde_json::{Value, json};
use stytch_b2b::Error;
use stytch_b2b::scim2::{Client, Filter, Group, Patch};

use crate::support::server::{Reply, Request, Server};

fn client(server: &Server) -> Client {
    Client::builder(format!("{}/scim/v2/", server.base_url()), "the-scim-token").jitter_seed(7).build().unwrap()
}

/// A server of so many groups that gives so many at most, whatever is asked.
async fn groups(total: usize, cap: usize) -> Server {
    Server::start(move |request, _| {
        let asked =
            |name: &str| request.query().iter().find(|(key, _)| key == name).and_then(|(_, value)| value.parse().ok());
        let start: usize = asked("startIndex").unwrap_or(1);
        let count: usize = asked("count").unwrap_or(cap).min(cap);
        let page: Vec<Value> = (start..=total).take(count).map(|number| json!({"id": format!("g-{number}")})).collect();
        Reply::Json(200, json!({"totalResults": total, "itemsPerPage": 10, "startIndex": null, "Resources": page}))
    })
    .await
}

fn targets(server: &Server) -> Vec<String> {
    server.requests().iter().map(|request| request.target.clone()).collect()
}

#[tokio::test]
async fn pages_by_index() {
    let server = groups(250, 120).await;
    let all: Vec<Group> = client(&server).groups().list().stream().try_collect().await.unwrap();
    assert_eq!(all.len(), 250);
    assert_eq!(
        targets(&server),
        [
            "/scim/v2/Groups?count=100",
            "/scim/v2/Groups?startIndex=101&count=100",
            "/scim/v2/Groups?startIndex=201&count=100",
        ]
    );
    // A server that gives less than was asked for is followed with what it gives.
    let server = groups(5, 2).await;
    let all: Vec<Group> = client(&server).groups().list().stream().try_collect().await.unwrap();
    assert_eq!((all.len(), server.count()), (5, 3));
}

/// A server that takes no notice of `startIndex` would never come to an end.
#[tokio::test]
async fn a_page_that_comes_again() {
    let server = Server::start(|_, _| Reply::Json(200, json!({"totalResults": 9, "Resources": [{"id": "g-1"}]}))).await;
    let error = client(&server).groups().list().stream().try_collect::<Vec<_>>().await.unwrap_err();
    assert!(matches!(error, Error::RepeatedCursor(_)), "{error}");
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn pages_by_cursor() {
    let server = Server::start(|_, number| {
        let page = [json!({"nextCursor": "b", "Resources": []}), json!({"Resources": [{"id": "g-1"}]})];
        Reply::Json(200, page[number].clone())
    })
    .await;
    let call = client(&server).groups().list().cursor("").filter(Filter::display_name("a")).count(7);
    let all: Vec<Group> = call.stream().try_collect().await.unwrap();
    assert_eq!(all.len(), 1);
    assert_eq!(
        targets(&server),
        [
            "/scim/v2/Groups?filter=displayName+eq+%22a%22&count=7&cursor=",
            "/scim/v2/Groups?filter=displayName+eq+%22a%22&count=7&cursor=b",
        ]
    );
}

#[tokio::test]
async fn what_is_sent_and_answered() {
    let server = Server::start(|request: &Request, _| match request.method.as_str() {
        "POST" => Reply::Json(201, json!({"id": "g-1"})),
        "PATCH" | "DELETE" => Reply::Full(204, Vec::new(), Vec::new()),
        _ => Reply::Json(
            404,
            json!({"type": "https://e.example/not-found", "title": "Not found", "status": 404, "detail": null}),
        ),
    })
    .await;
    let client = client(&server);
    assert_eq!(client.groups().create(&Group::default()).await.unwrap().id.as_deref(), Some("g-1"));
    let patched = client.groups().patch("g-1", Patch::new().replace("displayName", "New")).await.unwrap();
    assert!(patched.is_none());
    client.groups().delete("g 1").await.unwrap();
    let error = client.users().get("u-1").await.unwrap_err();
    assert_eq!((error.is_not_found(), error.error_type()), (true, Some("not-found")));
    let requests = server.requests();
    let sent: Vec<(&str, &str)> = requests.iter().map(|it| (it.method.as_str(), it.target.as_str())).collect();
    assert_eq!(
        sent,
        [
            ("POST", "/scim/v2/Groups"),
            ("PATCH", "/scim/v2/Groups/g-1"),
            ("DELETE", "/scim/v2/Groups/g%201"),
            ("GET", "/scim/v2/Users/u-1"),
        ]
    );
    for request in &requests {
        let header = |name: &str| {
            request.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
        };
        assert_eq!(header("authorization"), Some("Bearer the-scim-token"));
        assert_eq!(header("accept"), Some("application/scim+json, application/json"));
    }
    assert!(!format!("{client:?}").contains("the-scim-token"));
}
