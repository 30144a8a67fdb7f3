//! Requests that other sites let a browser send.

use stytch_b2b::tower::{Refusal, SessionLayer};

use super::{head, jwt_cookie};
use crate::local::world::World;
use crate::support::clock::paused;

const HOST: (&str, &str) = ("host", "app.example");

/// Whether a request with a good cookie gets through.
async fn passes(layer: &SessionLayer, method: &str, cookie: &str, headers: &[(&str, &str)]) -> bool {
    let headers = [&[HOST, ("cookie", cookie)], headers].concat();
    match layer.authenticate(&head(method, &headers)).await {
        Ok(_) => true,
        Err(Refusal::CrossSite) => false,
        Err(refusal) => panic!("{refusal}"),
    }
}

#[test]
fn the_whole_table() {
    paused(async {
        let world = World::new().await;
        let jwt = world.session();
        let cookie = jwt_cookie(&jwt);
        let layer = SessionLayer::new(world.client.clone());
        let friend = layer.clone().allow_origin("https://friend.example/");
        let open = layer.clone().without_origin_check();
        let sites = [None, Some("same-origin"), Some("none"), Some("same-site"), Some("cross-site"), Some("")];
        let origins = [
            (None, false),
            (Some("https://app.example"), true),
            (Some("http://app.example"), true),
            (Some("https://APP.example"), true),
            (Some("https://app.example:8443"), false),
            (Some("https://app.example.evil.example"), false),
            (Some("https://evil.example"), false),
            (Some("https://friend.example"), false),
            (Some("null"), false),
            (Some("app.example"), false),
        ];
        let mut rows = 0;
        for method in ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "TRACE", "QUERY"] {
            let reads = ["GET", "HEAD", "OPTIONS"].contains(&method);
            for site in sites {
                for (origin, is_own) in origins {
                    let mut headers = Vec::new();
                    headers.extend(site.map(|site| ("sec-fetch-site", site)));
                    headers.extend(origin.map(|origin| ("origin", origin)));
                    let own = match site {
                        Some(site) => ["same-origin", "none"].contains(&site),
                        None => is_own,
                    };
                    let row = format!("{method} {headers:?}");
                    assert_eq!(passes(&layer, method, &cookie, &headers).await, reads || own, "{row}");
                    let of_friend = origin == Some("https://friend.example");
                    assert_eq!(passes(&friend, method, &cookie, &headers).await, reads || own || of_friend, "{row}");
                    assert!(passes(&open, method, &cookie, &headers).await, "{row}");
                    // No browser sends a bearer token on its own.
                    let bearer = format!("Bearer {jwt}");
                    let bearer = [&headers[..], &[HOST, ("authorization", &bearer)]].concat();
                    assert!(layer.authenticate(&head(method, &bearer)).await.is_ok(), "{row}");
                    rows += 1;
                }
            }
        }
        assert_eq!(rows, 600);
    });
}

#[test]
fn doubled_and_missing_headers_are_no_proof() {
    paused(async {
        let world = World::new().await;
        let cookie = jwt_cookie(&world.session());
        let layer = SessionLayer::new(world.client.clone());
        let own = ("origin", "https://app.example");
        let same = ("sec-fetch-site", "same-origin");
        for (headers, expected) in [
            (vec![own], true),
            (vec![own, own], false),
            (vec![same], true),
            (vec![same, same], false),
            (vec![same, ("sec-fetch-site", "cross-site")], false),
            (vec![own, ("host", "evil.example")], false),
        ] {
            assert_eq!(passes(&layer, "POST", &cookie, &headers).await, expected, "{headers:?}");
        }
        // Without a host there is nothing to compare with; with HTTP/2 it is in the URI.
        let mut request = head("POST", &[("cookie", &cookie), own]);
        assert!(matches!(layer.authenticate(&request).await, Err(Refusal::CrossSite)));
        request.uri = "https://app.example/documents".parse().unwrap();
        assert!(layer.authenticate(&request).await.is_ok());
        // Opening a socket is a `GET`, and is not harmless.
        let upgrade = ("upgrade", "websocket");
        assert!(!passes(&layer, "GET", &cookie, &[upgrade, ("origin", "https://evil.example")]).await);
        assert!(passes(&layer, "GET", &cookie, &[upgrade, own]).await);
    });
}

#[test]
fn other_sites_cost_nothing() {
    paused(async {
        let world = World::new().await;
        let layer = SessionLayer::new(world.client.clone());
        for cookie in [jwt_cookie("a.b.c"), "stytch_session=a-token".to_owned()] {
            assert!(!passes(&layer, "POST", &cookie, &[("sec-fetch-site", "cross-site")]).await);
        }
        // Not even keys were asked for.
        assert_eq!(world.sandbox.requests().len(), 0);
        // Also a layer that lets visitors in keeps these out.
        assert!(!passes(&layer.optional(), "POST", &jwt_cookie("a.b.c"), &[]).await);
    });
}
