//! Streams of pages: where they end, what they ask for, and that nothing is lost or read twice.

use std::time::Duration;

use futures::{StreamExt, TryStreamExt};
use serde_json::{Value, json};
use stytch_b2b::{Client, Error};

use crate::support::clock::paused;
use crate::support::server::{Reply, Request, Server, api_error};

/// A page of groups named by number.
fn page(groups: std::ops::Range<u32>, next: Option<&str>) -> Reply {
    let groups: Vec<Value> = groups
        .map(|number| json!({"group_id": number.to_string(), "group_name": "g", "organization_id": "o", "connection_id": "c"}))
        .collect();
    Reply::Json(200, json!({"request_id": "r", "status_code": 200, "scim_groups": groups, "next_cursor": next}))
}

fn cursor(request: &Request) -> Option<String> {
    request.query().into_iter().find(|(name, _)| name == "cursor").map(|(_, cursor)| cursor)
}

/// The ids of all groups, or the error that ended the stream, and the cursors that were sent.
async fn read(server: &Server, client: &Client) -> (Vec<String>, Option<Error>, Vec<Option<String>>) {
    let mut groups = client.scim().connection().get_groups("o", "c").stream();
    let mut ids = Vec::new();
    let error = loop {
        match groups.next().await {
            Some(Ok(group)) => ids.push(group.group_id),
            Some(Err(error)) => break Some(error),
            None => break None,
        }
    };
    if error.is_some() {
        assert!(groups.next().await.is_none(), "a stream ends after its first error");
    }
    (ids, error, server.requests().iter().map(cursor).collect())
}

fn numbers(range: std::ops::Range<u32>) -> Vec<String> {
    range.map(|number| number.to_string()).collect()
}

fn cursors(cursors: &[&str]) -> Vec<Option<String>> {
    std::iter::once(None).chain(cursors.iter().map(|cursor| Some((*cursor).to_owned()))).collect()
}

/// By the cursor of the request, `""` for none.
async fn scripted(script: impl Fn(&str, usize) -> Reply + Send + Sync + 'static) -> Server {
    Server::start(move |request, number| script(&cursor(request).unwrap_or_default(), number)).await
}

#[test]
fn all_pages_in_their_order() {
    paused(async {
        let server = scripted(|cursor, _| match cursor {
            "" => page(0..2, Some("a")),
            "a" => page(2..2, Some("b")),
            "b" => page(2..5, None),
            other => panic!("{other}"),
        })
        .await;
        let (ids, error, sent) = read(&server, &server.client()).await;
        assert!(error.is_none());
        assert_eq!((ids, sent), (numbers(0..5), cursors(&["a", "b"])));
        assert!(server.requests().iter().all(|request| request.query().contains(&("limit".into(), "1000".into()))));
    });
}

#[test]
fn an_empty_or_absent_cursor_ends_it() {
    paused(async {
        let absent = json!({"request_id": "r", "status_code": 200, "scim_groups": []});
        for last in [page(0..1, Some("")), page(0..1, None), Reply::Json(200, absent)] {
            let server = scripted(move |_, _| last.clone()).await;
            let (_, error, sent) = read(&server, &server.client()).await;
            assert!(error.is_none());
            assert_eq!(sent, cursors(&[]));
        }
    });
}

#[test]
fn a_cursor_that_comes_again_is_an_error() {
    paused(async {
        let server = scripted(|_, _| page(0..1, Some("a"))).await;
        let (ids, error, sent) = read(&server, &server.client()).await;
        assert_eq!((ids.len(), sent), (2, cursors(&["a"])));
        assert!(error.unwrap().to_string().contains("would never end"));

        let server = scripted(|cursor, _| page(0..1, Some(if cursor == "a" { "b" } else { "a" }))).await;
        let (ids, error, sent) = read(&server, &server.client()).await;
        assert_eq!((ids.len(), sent), (3, cursors(&["a", "b"])));
        assert!(error.unwrap().to_string().contains("would never end"));
    });
}

#[test]
fn a_page_that_is_limited_comes_again_with_its_own_cursor() {
    paused(async {
        let server = scripted(|cursor, number| match (cursor, number) {
            ("", _) => page(0..2, Some("a")),
            ("a", 1 | 2) => Reply::Json(429, api_error(429, "too_many_requests")),
            ("a", _) => page(2..4, Some("b")),
            _ => page(4..6, None),
        })
        .await;
        let (ids, error, sent) = read(&server, &server.client()).await;
        assert!(error.is_none());
        assert_eq!((ids, sent), (numbers(0..6), cursors(&["a", "a", "a", "b"])));
    });
}

#[test]
fn an_error_in_the_middle_ends_it() {
    paused(async {
        let server = scripted(|cursor, _| match cursor {
            "" => page(0..2, Some("a")),
            _ => Reply::Json(400, api_error(400, "invalid_cursor")),
        })
        .await;
        let (ids, error, sent) = read(&server, &server.client()).await;
        assert_eq!((ids, error.unwrap().status(), sent), (numbers(0..2), Some(400), cursors(&["a"])));
    });
}

#[test]
fn nothing_is_asked_for_before_it_is_wanted_and_one_page_ahead_after() {
    paused(async {
        let server = scripted(|cursor, number| {
            let next = (number + 1).to_string();
            if cursor == "9" { page(0..1, None) } else { page(0..1, Some(&next)) }
        })
        .await;
        let mut pages = server.client().scim().connection().get_groups("o", "c").pages();
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(server.count(), 0);
        for taken in 1..4 {
            pages.try_next().await.unwrap().unwrap();
            tokio::time::sleep(Duration::from_secs(1)).await;
            assert_eq!(server.count(), taken + 1);
        }
        drop(pages);
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(server.count(), 4);
    });
}

#[test]
fn a_cursor_resumes_and_a_limit_holds() {
    paused(async {
        let server =
            scripted(|cursor, _| if cursor == "middle" { page(5..7, Some("end")) } else { page(7..8, None) }).await;
        let pages = server.client().scim().connection().get_groups("o", "c").cursor("middle").limit(2).pages();
        let pages: Vec<_> = pages.try_collect().await.unwrap();
        assert_eq!(pages.len(), 2);
        let queries: Vec<_> = server.requests().iter().map(Request::query).collect();
        let query = |cursor: &str| vec![("cursor".to_owned(), cursor.to_owned()), ("limit".to_owned(), "2".to_owned())];
        assert_eq!(queries, [query("middle"), query("end")]);
    });
}

#[test]
fn streams_can_be_spawned() {
    fn spawnable<T: Send + 'static>(_: T) {}
    paused(async {
        let server = scripted(|_, _| page(0..1, None)).await;
        let client = server.client();
        spawnable(client.scim().connection().get_groups("o", "c").pages());
        spawnable(client.scim().connection().get_groups("o", "c").stream());
        spawnable(client.scim().connection().get_groups("o", "c"));
    });
}
