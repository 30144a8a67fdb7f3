//! The JWT cookie, set anew when the API gave a fresh one.

use axum::Router;
use axum::routing::get;
use http::StatusCode;
use http::header::SET_COOKIE;
use serde_json::json;
use stytch_b2b::axum::MemberAuth;
use stytch_b2b::tower::{SessionCookie, SessionLayer};
use tower::ServiceExt;

use super::{jwt_cookie, request, set_cookies, token_cookie};
use crate::local::world::{World, part, resigned};
use crate::support::clock::paused;

fn routes(layer: SessionLayer) -> Router {
    Router::new()
        .route("/", get(async |_: MemberAuth| "hello"))
        .route("/logout", get(async |_: MemberAuth| (SessionCookie::default().clear(), "bye")))
        .route("/token", get(async || ([(SET_COOKIE, "stytch_session=another")], "switched")))
        .route("/theme", get(async || ([(SET_COOKIE, "theme=dark")], "dark")))
        .route("/401", get(async || StatusCode::UNAUTHORIZED))
        .route("/403", get(async || StatusCode::FORBIDDEN))
        .route("/404", get(async || StatusCode::NOT_FOUND))
        .layer(layer)
}

/// The cookies that an answer sets, and its `Cache-Control`.
async fn set_by(layer: &SessionLayer, path: &str, header: (&str, &str)) -> (Vec<String>, Option<String>) {
    let response = routes(layer.clone()).oneshot(request("GET", path, &[header])).await.unwrap();
    let cache = response.headers().get("cache-control").map(|value| value.to_str().unwrap().to_owned());
    (set_cookies(response.headers()), cache)
}

#[test]
fn when_it_is_set_anew() {
    paused(async {
        let world = World::new().await;
        let session = world.sandbox.add_member_session(&world.member).unwrap();
        let expired = resigned(&session.session_jwt, |claims| claims["exp"] = json!(claims["iat"]));
        let quiet = SessionLayer::new(world.client.clone());
        let renewing = quiet.clone().renew_cookie(SessionCookie::default());
        let expired_cookie = jwt_cookie(&expired);
        let old = ("cookie", expired_cookie.as_str());

        let (set, cache) = set_by(&renewing, "/", old).await;
        assert_eq!((set.len(), cache.as_deref()), (1, Some("no-store")));
        let (value, attributes) = set[0].split_once("; ").unwrap();
        let fresh = value.strip_prefix("stytch_session_jwt=").unwrap();
        assert_eq!(attributes, "Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=3600");
        // It is good in its turn, and is judged here.
        world.sandbox.clear_requests();
        let fresh_cookie = jwt_cookie(fresh);
        assert_eq!(set_by(&renewing, "/", ("cookie", &fresh_cookie)).await, (Vec::new(), None));
        assert_eq!(world.count("sessions_authenticate"), 0);
        assert_eq!(part(fresh, 1)["sub"], world.member.as_str());

        // By the token it is a fresh JWT too.
        let both = format!("{expired_cookie}; {}", token_cookie(&session.session_token));
        assert_eq!(set_by(&renewing, "/", ("cookie", &both)).await.0.len(), 1);
        assert_eq!(set_by(&renewing, "/", ("cookie", &token_cookie(&session.session_token))).await.0.len(), 1);
        // Nobody who came with a bearer token wants a cookie.
        assert_eq!(set_by(&renewing, "/", ("authorization", &format!("Bearer {expired}"))).await.0.len(), 0);
        assert_eq!(
            set_by(&renewing, "/", ("authorization", &format!("Bearer {}", session.session_token))).await.0.len(),
            0
        );
        // Only where it was asked for.
        assert_eq!(set_by(&quiet, "/", old).await.0.len(), 0);
    });
}

#[test]
fn what_it_leaves_alone() {
    paused(async {
        let world = World::new().await;
        let session = world.sandbox.add_member_session(&world.member).unwrap();
        let expired = resigned(&session.session_jwt, |claims| claims["exp"] = json!(claims["iat"]));
        let renewing = SessionLayer::new(world.client.clone()).renew_cookie(SessionCookie::default());
        let old_cookie = jwt_cookie(&expired);
        let old = ("cookie", old_cookie.as_str());
        // A logout leaves no cookie.
        let (set, _) = set_by(&renewing, "/logout", old).await;
        assert_eq!(set.len(), 2);
        assert!(set.iter().all(|cookie| cookie.contains("=; ") && cookie.ends_with("Max-Age=0")), "{set:?}");
        assert_eq!(set_by(&renewing, "/token", old).await.0, ["stytch_session=another"]);
        assert_eq!(set_by(&renewing, "/401", old).await.0.len(), 0);
        assert_eq!(set_by(&renewing, "/403", old).await.0.len(), 0);
        // Other cookies and statuses are no reason.
        assert_eq!(set_by(&renewing, "/theme", old).await.0.len(), 2);
        assert_eq!(set_by(&renewing, "/404", old).await.0.len(), 1);
    });
}

#[test]
fn a_jwt_that_is_too_long_for_a_cookie_is_not_set() {
    paused(async {
        let world = World::new().await;
        let session = world.sandbox.add_member_session(&world.member).unwrap();
        let request = stytch_b2b::types::SessionsAuthenticateRequest::new()
            .session_token(&*session.session_token)
            .session_duration_minutes(60_u32)
            .session_custom_claims([("long", "x".repeat(3000))]);
        let long = world.client.sessions().authenticate(request).await.unwrap().session_jwt;
        assert!(long.expose().len() > 4096, "{}", long.expose().len());
        let renewing = SessionLayer::new(world.client.clone()).renew_cookie(SessionCookie::default());
        let cookie = token_cookie(&session.session_token);
        assert_eq!(set_by(&renewing, "/", ("cookie", &cookie)).await.0.len(), 0);
    });
}
