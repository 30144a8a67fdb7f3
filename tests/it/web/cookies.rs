//! The cookies of logins and logouts.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use stytch_b2b::tower::{LoginCookie, SessionCookie};
use stytch_b2b::types::{
    MagicLinksAuthenticateResponse, SessionsAuthenticateRequest, SessionsAuthenticateResponse,
    TotpsAuthenticateResponse,
};
use stytch_b2b::{Error, LoginResponse, Secret};

use super::set_cookies;
use crate::local::world::World;

const FLAGS: &str = "Path=/; Secure; HttpOnly; SameSite=Lax";

/// What the API answers to a login, that began a session or lacks a step.
async fn answer(session: bool) -> Value {
    let world = World::new().await;
    let begun = world.sandbox.add_member_session(&world.member).unwrap();
    let request = SessionsAuthenticateRequest::new().session_token(begun.session_token);
    let mut answer = serde_json::to_value(world.client.sessions().authenticate(request).await.unwrap()).unwrap();
    let of_login = json!({
        "member_authenticated": session, "intermediate_session_token": "", "method_id": "email-test-1", "reset_sessions": false,
        "organization_id": world.organization, "member_id": world.member,
        "session_token": "the-token", "session_jwt": "a.b.c",
    });
    answer.as_object_mut().unwrap().extend(of_login.as_object().unwrap().clone());
    answer["member_session"]["last_accessed_at"] = json!("2026-11-25T10:00:00Z");
    answer["member_session"]["expires_at"] = json!("2026-11-25T11:00:00Z");
    if !session {
        answer["member_session"] = Value::Null;
        answer["session_token"] = json!("");
        answer["session_jwt"] = json!("");
    }
    answer
}

fn read<T: DeserializeOwned>(answer: Value) -> T {
    serde_json::from_value(answer).unwrap()
}

fn applied(cookies: Result<stytch_b2b::tower::SetCookies, Error>) -> Vec<String> {
    let mut headers = http::HeaderMap::new();
    cookies.unwrap().apply(&mut headers);
    assert_eq!(headers["cache-control"], "no-store");
    set_cookies(&headers)
}

#[tokio::test]
async fn of_a_login() {
    let login: MagicLinksAuthenticateResponse = read(answer(true).await);
    assert_eq!(
        applied(SessionCookie::default().set(&login)),
        [
            format!("stytch_session_jwt=a.b.c; {FLAGS}; Max-Age=3600"),
            format!("stytch_session=the-token; {FLAGS}; Max-Age=3600"),
        ]
    );
    let own_names = SessionCookie::new("__Host-jwt").token_name("__Host-token");
    assert_eq!(
        applied(own_names.set(&login)),
        [format!("__Host-jwt=a.b.c; {FLAGS}; Max-Age=3600"), format!("__Host-token=the-token; {FLAGS}; Max-Age=3600")]
    );
    // One that this host alone had would go beside the domain's, and may be of another session.
    assert_eq!(
        applied(SessionCookie::default().domain("acme.example").set(&login)),
        [
            format!("stytch_session_jwt=; {FLAGS}; Max-Age=0"),
            format!("stytch_session=; {FLAGS}; Max-Age=0"),
            format!("stytch_session_jwt=a.b.c; {FLAGS}; Domain=acme.example; Max-Age=3600"),
            format!("stytch_session=the-token; {FLAGS}; Domain=acme.example; Max-Age=3600"),
        ]
    );
}

#[test]
fn of_a_logout() {
    assert_eq!(
        applied(Ok(SessionCookie::default().clear())),
        [format!("stytch_session_jwt=; {FLAGS}; Max-Age=0"), format!("stytch_session=; {FLAGS}; Max-Age=0")]
    );
    assert_eq!(
        applied(Ok(SessionCookie::default().domain("acme.example").clear())),
        [
            format!("stytch_session_jwt=; {FLAGS}; Max-Age=0"),
            format!("stytch_session=; {FLAGS}; Max-Age=0"),
            format!("stytch_session_jwt=; {FLAGS}; Domain=acme.example; Max-Age=0"),
            format!("stytch_session=; {FLAGS}; Domain=acme.example; Max-Age=0"),
        ]
    );
}

#[tokio::test]
async fn of_every_response_with_a_session() {
    fn sets(login: &impl LoginResponse) -> usize {
        applied(SessionCookie::default().set(login)).len()
    }
    assert_eq!(sets(&read::<TotpsAuthenticateResponse>(answer(true).await)), 2);
    assert_eq!(sets(&read::<SessionsAuthenticateResponse>(answer(true).await)), 2);
}

#[tokio::test]
async fn a_login_that_lacks_a_step_sets_none() {
    let login: MagicLinksAuthenticateResponse = read(answer(false).await);
    let error = SessionCookie::default().set(&login).unwrap_err();
    assert!(matches!(error, Error::InvalidInput(_)), "{error}");
}

#[tokio::test]
async fn what_browsers_would_drop_is_not_set() {
    let mut long = answer(true).await;
    long["session_jwt"] = json!(format!("a.{}.c", "b".repeat(4050)));
    let login: MagicLinksAuthenticateResponse = read(long);
    assert_eq!(
        applied(SessionCookie::default().set(&login)),
        [
            format!("stytch_session_jwt=; {FLAGS}; Max-Age=0"),
            format!("stytch_session=the-token; {FLAGS}; Max-Age=3600"),
        ]
    );
}

#[tokio::test]
async fn names_and_domains_can_not_break_out() {
    let login: MagicLinksAuthenticateResponse = read(answer(true).await);
    for cookies in [
        SessionCookie::new(""),
        SessionCookie::new("a=b"),
        SessionCookie::new("a; Domain=evil.example"),
        SessionCookie::new("a\r\nx: y"),
        SessionCookie::new("same").token_name("same"),
        SessionCookie::default().domain(""),
        SessionCookie::default().domain("acme.example; SameSite=None"),
        SessionCookie::new("__Host-jwt").domain("acme.example"),
    ] {
        let error = cookies.set(&login).unwrap_err();
        assert!(matches!(error, Error::Config(_)), "{cookies:?}: {error}");
    }
}

#[tokio::test]
async fn no_value_is_shown() {
    let login: MagicLinksAuthenticateResponse = read(answer(true).await);
    let set = SessionCookie::default().set(&login).unwrap();
    let mut headers = http::HeaderMap::new();
    let shown = format!("{set:?}");
    set.apply(&mut headers);
    let shown = format!("{shown} {headers:?}");
    assert!(!shown.contains("the-token") && !shown.contains("a.b.c"), "{shown}");
    assert!(shown.contains("SetCookies(2)"), "{shown}");
}

#[test]
fn between_the_steps_of_a_login() {
    let cookie = LoginCookie::new("__Host-verifier");
    assert_eq!(
        applied(cookie.set(&Secret::from("a-verifier"))),
        [format!("__Host-verifier=a-verifier; {FLAGS}; Max-Age=600")]
    );
    assert_eq!(applied(Ok(cookie.clear())), [format!("__Host-verifier=; {FLAGS}; Max-Age=0")]);
    let got = |cookies: &str| {
        let headers = http::HeaderMap::from_iter([(http::header::COOKIE, cookies.parse().unwrap())]);
        cookie.get(&headers).map(|value| value.expose().to_owned())
    };
    assert_eq!(got("theme=dark; __Host-verifier=a-verifier").as_deref(), Some("a-verifier"));
    assert_eq!(got("__Host-verifier=one; __Host-verifier=one").as_deref(), Some("one"));
    assert_eq!(got("__Host-verifier=one; __Host-verifier=two"), None);
    assert_eq!(got("verifier=one; __Host-verifier="), None);
    for (name, value) in [("a b", "c"), ("", "c"), ("a", "b; Domain=evil.example"), ("a", "b\r\nx: y"), ("a", "\"")] {
        let error = LoginCookie::new(name).set(&Secret::from(value)).unwrap_err();
        assert!(matches!(error, Error::InvalidInput(_)), "{name} {value}");
    }
    let long = LoginCookie::new("a").set(&Secret::from("x".repeat(4096)));
    assert!(matches!(long, Err(Error::InvalidInput(_))));
}
