//! Where lists end, what each page is asked for, and that nothing is lost or comes twice.

use futures::TryStreamExt;
use serde_json::{Value, json};
use stytch_b2b::scim2::{Filter, Group, ListResponse};
use stytch_b2b::{Call, Error};

use super::{client, targets};
use crate::support::server::{Reply, Request, Server};

fn asked(request: &Request, name: &str) -> Option<usize> {
    request.query().iter().find(|(key, _)| key == name).and_then(|(_, value)| value.parse().ok())
}

fn groups(numbers: impl Iterator<Item = usize>) -> Value {
    numbers.map(|number| json!({"id": format!("g-{number}"), "displayName": format!("Group {number}")})).collect()
}

/// A server of so many groups that gives so many at most. `answer` gets what it says of a page, with the first group's number.
async fn server(total: usize, cap: usize, answer: fn(&mut Value, usize)) -> Server {
    Server::start(move |request, _| {
        let start = asked(request, "startIndex").unwrap_or(1);
        let count = asked(request, "count").unwrap_or(cap).min(cap);
        let page = groups((start..=total).take(count));
        let mut page = json!({"totalResults": total, "itemsPerPage": count, "startIndex": start, "Resources": page});
        answer(&mut page, start);
        Reply::Json(200, page)
    })
    .await
}

/// The numbers of all groups, or the error, and what was asked for.
async fn read(server: &Server) -> (Result<Vec<usize>, Error>, Vec<String>) {
    let read = client(server).groups().list().stream().try_collect::<Vec<Group>>().await;
    let number = |group: &Group| group.display_name.as_deref().unwrap()["Group ".len()..].parse().unwrap();
    (read.map(|groups| groups.iter().map(number).collect()), targets(server))
}

/// By index, whatever the server gets wrong in what it says of its pages.
#[tokio::test]
async fn every_group_once() {
    type Wrong = fn(&mut Value, usize);
    let cases: &[(&str, usize, usize, Wrong, &[usize])] = &[
        ("right", 250, 1000, |_, _| {}, &[101, 201]),
        ("one page", 100, 1000, |_, _| {}, &[]),
        ("capped", 250, 120, |_, _| {}, &[101, 201]),
        ("capped below what was asked", 7, 3, |_, _| {}, &[4, 7]),
        ("itemsPerPage is a constant", 250, 1000, |page, _| page["itemsPerPage"] = json!(10), &[101, 201]),
        ("itemsPerPage is null", 250, 1000, |page, _| page["itemsPerPage"] = Value::Null, &[101, 201]),
        ("startIndex is null", 250, 1000, |page, _| page["startIndex"] = Value::Null, &[101, 201]),
        ("startIndex is always 1", 250, 1000, |page, _| page["startIndex"] = json!(1), &[101, 201]),
        ("no total", 250, 1000, |page, _| page["totalResults"] = Value::Null, &[101, 201, 251]),
        ("no total, full pages", 200, 1000, |page, _| page["totalResults"] = Value::Null, &[101, 201]),
        ("totalResults grows", 250, 1000, |page, start| page["totalResults"] = json!(250 + start), &[101, 201, 251]),
        (
            "totalResults shrinks to what there is",
            250,
            1000,
            |page, start| {
                page["totalResults"] = json!(if start == 1 { 400 } else { 250 });
            },
            &[101, 201],
        ),
        (
            "null ids",
            250,
            1000,
            |page, _| {
                page["Resources"].as_array_mut().unwrap().iter_mut().for_each(|group| group["id"] = Value::Null);
            },
            &[101, 201],
        ),
        (
            "null ids and no total",
            250,
            1000,
            |page, _| {
                page["totalResults"] = Value::Null;
                page["Resources"].as_array_mut().unwrap().iter_mut().for_each(|group| group["id"] = Value::Null);
            },
            &[101, 201, 251],
        ),
        ("an empty cursor is none", 250, 1000, |page, _| page["nextCursor"] = json!(""), &[101, 201]),
        ("null in place of an empty page", 0, 1000, |page, _| page["Resources"] = Value::Null, &[]),
    ];
    for (case, total, cap, wrong, starts) in cases {
        let server = server(*total, *cap, *wrong).await;
        let (read, sent) = read(&server).await;
        assert_eq!(read.unwrap(), (1..=*total).collect::<Vec<_>>(), "{case}");
        let later = starts.iter().map(|start| format!("Groups?startIndex={start}&count=100"));
        assert_eq!(sent, std::iter::once("Groups?count=100".to_owned()).chain(later).collect::<Vec<_>>(), "{case}");
    }
}

/// Its total is the size of the page, so that nothing tells that there is more.
#[tokio::test]
async fn a_total_of_the_page_ends_the_list() {
    let server = server(250, 1000, |page, _| page["totalResults"] = json!(100)).await;
    let (read, sent) = read(&server).await;
    assert_eq!((read.unwrap().len(), sent.len()), (100, 1));
}

/// A server that takes no notice of `startIndex` would never come to an end.
#[tokio::test]
async fn the_same_page_again() {
    for page in [
        json!({"totalResults": 9, "Resources": groups(1..=2)}),
        json!({"Resources": groups(1..=2)}),
        json!({"Resources": [{"displayName": "without an id"}]}),
    ] {
        let server = Server::start(move |_, _| Reply::Json(200, page.clone())).await;
        let error = client(&server).groups().list().stream().try_collect::<Vec<_>>().await.unwrap_err();
        assert!(matches!(error, Error::RepeatedCursor(_)), "{error}");
        assert!(error.to_string().contains("scim2.groups.list: the list gave the same page again"), "{error}");
        assert_eq!(server.count(), 2);
    }
}

/// Where ids are missing, pages may look alike and still be others.
#[tokio::test]
async fn pages_without_ids_may_be_alike() {
    let answer = |page: &mut Value, _| {
        page["Resources"].as_array_mut().unwrap().iter_mut().for_each(|group| *group = json!({}));
    };
    let server = server(250, 1000, answer).await;
    let read: Vec<Group> = client(&server).groups().list().stream().try_collect().await.unwrap();
    assert_eq!((read.len(), server.count()), (250, 3));
}

/// A server with cursors: of each page by its cursor.
async fn by_cursor(pages: fn(&str) -> Value) -> Server {
    Server::start(move |request, _| {
        let cursor = request.query().into_iter().find(|(name, _)| name == "cursor").map(|(_, cursor)| cursor);
        Reply::Json(200, pages(&cursor.unwrap_or_default()))
    })
    .await
}

#[tokio::test]
async fn by_cursors_past_empty_pages() {
    let pages = |cursor: &str| match cursor {
        "" => json!({"nextCursor": "a", "Resources": groups(1..=2), "totalResults": 5}),
        "a" => json!({"nextCursor": "b/+=", "Resources": []}),
        "b/+=" => json!({"nextCursor": "c", "Resources": groups(3..=3)}),
        _ => json!({"Resources": groups(4..=5)}),
    };
    let list = |call: Call<ListResponse<Group>, _>| call.stream().try_collect::<Vec<Group>>();
    let server = by_cursor(pages).await;
    let read = list(client(&server).groups().list()).await.unwrap();
    assert_eq!(read.len(), 5);
    let later = ["Groups?count=100&cursor=a", "Groups?count=100&cursor=b%2F%2B%3D", "Groups?count=100&cursor=c"];
    assert_eq!(targets(&server), [&["Groups?count=100"], &later[..]].concat());

    // The same filter, order and size on each page, and no index beside a cursor.
    let server = by_cursor(pages).await;
    let call = client(&server).groups().list().cursor("").start_index(3).count(7).sort_by("displayName");
    let read = list(call.filter(Filter::display_name("a")).attributes(["id", "displayName"])).await.unwrap();
    assert_eq!(read.len(), 5);
    let query = |index: &str, cursor: &str| {
        format!(
            "Groups?filter=displayName+eq+%22a%22{index}&count=7&cursor={cursor}&sortBy=displayName&attributes=id%2CdisplayName"
        )
    };
    let later = ["a", "b%2F%2B%3D", "c"].map(|cursor| query("", cursor));
    assert_eq!(targets(&server), [&[query("&startIndex=3", "")], &later[..]].concat());
}

#[tokio::test]
async fn a_cursor_that_comes_again() {
    let server =
        by_cursor(|cursor| json!({"nextCursor": if cursor == "a" { "b" } else { "a" }, "Resources": groups(1..=1)}))
            .await;
    let error = client(&server).groups().list().stream().try_collect::<Vec<_>>().await.unwrap_err();
    assert!(error.to_string().contains("came back to an earlier cursor"), "{error}");
    assert_eq!(server.count(), 3);
}

/// A server without cursors takes no notice of the empty one that asks for them.
#[tokio::test]
async fn a_server_without_cursors_is_asked_for_one() {
    let server = server(250, 1000, |_, _| {}).await;
    let read: Vec<Group> = client(&server).groups().list().cursor("").stream().try_collect().await.unwrap();
    assert_eq!(read.len(), 250);
    let sent = ["Groups?count=100&cursor=", "Groups?startIndex=101&count=100", "Groups?startIndex=201&count=100"];
    assert_eq!(targets(&server), sent);
}

#[tokio::test]
async fn from_an_index_on() {
    for (index, first, sent) in [
        (0, 1, &["Groups?startIndex=1&count=100", "Groups?startIndex=101&count=100"][..]),
        (150, 150, &["Groups?startIndex=150&count=100"][..]),
        (900, 900, &["Groups?startIndex=900&count=100"][..]),
    ] {
        let server = server(200, 1000, |_, _| {}).await;
        let read: Vec<Group> = client(&server).groups().list().start_index(index).stream().try_collect().await.unwrap();
        assert_eq!(read.len(), 201_usize.saturating_sub(first));
        assert_eq!(targets(&server), sent);
    }
}

/// An awaited list is one page, with nothing asked that was not said.
#[tokio::test]
async fn one_page_as_the_server_gives_it() {
    let server = server(5, 2, |_, _| {}).await;
    let page = client(&server).groups().list().await.unwrap();
    assert_eq!((page.resources.len(), page.total_results), (2, Some(5)));
    let none = client(&server).groups().list().count(0).await.unwrap();
    assert_eq!((none.resources.len(), none.total_results), (0, Some(5)));
    assert_eq!(targets(&server), ["Groups", "Groups?count=0"]);
}
