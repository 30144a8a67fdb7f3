//! What a response of a login asks for next, and how an app knows that a session is over.

use serde_json::{Value, json};
use stytch_b2b::types::{MagicLinksAuthenticateRequest, SessionsAuthenticateRequest};
use stytch_b2b::{MemberCredential, NextStep};

use crate::support::clock::paused;
use crate::support::server::{Reply, Server, api_error};
use crate::support::specification::{Specification, fields};

/// The step after a response with these fields changed.
fn step(changes: Value) -> String {
    let specification = Specification::read();
    let schema = specification.schema("MagicLinksAuthenticateResponse");
    let shape = crate::round_trip::FULL;
    let mut response = shape.make(&specification, schema);
    for (name, value) in fields(&changes) {
        response[name] = value.clone();
    }
    let login: stytch_b2b::types::MagicLinksAuthenticateResponse = serde_json::from_value(response).unwrap();
    match login.next_step() {
        NextStep::LoggedIn { session_token, session_jwt, member_session } => {
            format!("in: {} {} {}", session_token.expose(), session_jwt.expose(), member_session.is_some())
        }
        NextStep::SecondFactor { intermediate_session_token, mfa_required } => {
            format!("second: {} {}", intermediate_session_token.expose(), mfa_required.is_some())
        }
        NextStep::PrimaryFactor { intermediate_session_token, primary_required } => {
            format!("primary: {} {:?}", intermediate_session_token.expose(), primary_required.allowed_auth_methods)
        }
        other => format!("{other:?}"),
    }
}

#[test]
fn a_login_leads_to_a_session_or_to_what_is_missing() {
    let tokens = |authenticated: bool, session: &str, intermediate: &str| {
        json!({
            "member_authenticated": authenticated, "session_token": session, "session_jwt": session,
            "intermediate_session_token": intermediate, "primary_required": null, "mfa_required": null,
        })
    };
    let with = |mut fields: Value, name: &str, value: Value| {
        fields[name] = value;
        fields
    };
    assert_eq!(step(tokens(true, "t", "")), "in: t t true");
    assert_eq!(step(with(tokens(false, "", "i"), "mfa_required", json!({}))), "second: i true");
    assert_eq!(step(tokens(false, "", "i")), "second: i false");
    let primary = with(tokens(false, "", "i"), "primary_required", json!({"allowed_auth_methods": ["sso"]}));
    assert_eq!(step(with(primary, "mfa_required", json!({}))), "primary: i [Sso]");
    // An empty token is no session: it must not get into a cookie.
    assert_eq!(step(tokens(true, "", "")), "NoSession");
    assert_eq!(step(tokens(false, "", "")), "NoSession");
}

/// Every response that may be a login has the method.
#[test]
fn all_logins_say_what_comes_next() {
    let specification = Specification::read();
    let source = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../generated/types.rs"));
    let mut logins = 0;
    for name in specification.type_names() {
        let schema = specification.schema(name);
        let has = |field: &str| fields(&schema["properties"]).any(|(name, _)| name == field);
        let is_login = has("member_authenticated") && has("session_token");
        let block = source
            .split("\nimpl ")
            .find(|block| block.starts_with(&format!("{name} {{")) && block.contains("fn next_step"));
        assert_eq!(block.is_some(), is_login, "{name}");
        logins += usize::from(is_login);
    }
    assert_eq!(logins, 12);
}

#[test]
fn a_session_that_is_over_has_a_name() {
    paused(async {
        let over = async |status, error_type: &'static str| {
            let server = Server::start(move |_, _| Reply::Json(status, api_error(status, error_type))).await;
            let request = SessionsAuthenticateRequest::new().session_token("t");
            server.client().sessions().authenticate(request).await.unwrap_err().is_session_over()
        };
        assert!(over(404, "session_not_found").await);
        assert!(over(400, "unable_to_parse_session_jwt").await);
        // Our own mistake, or a wrong code, logs nobody out.
        assert!(!over(401, "unauthorized_credentials").await);
        assert!(!over(404, "member_not_found").await);
        assert!(!over(400, "invalid_session_duration_minutes").await);

        let server = Server::start(|_, _| Reply::Json(401, api_error(401, "session_not_found"))).await;
        let member = MemberCredential::session_token("t");
        let error = server.client().organizations().delete("acme").member_session(&member).await.unwrap_err();
        assert!(error.is_session_over() && error.is_unauthorized());

        let server = Server::start(|_, _| Reply::Json(401, api_error(401, "unable_to_auth_magic_link"))).await;
        let error =
            server.client().magic_links().authenticate(MagicLinksAuthenticateRequest::new("t")).await.unwrap_err();
        assert!(error.is_unauthorized() && !error.is_session_over());
    });
}

/// Minutes are counted in one type, which is never negative.
#[test]
fn minutes_have_one_type() {
    let specification = Specification::read();
    let mut counted = 0;
    for name in specification.type_names() {
        for (field, schema) in fields(&specification.schema(name)["properties"]) {
            if field.ends_with("_minutes") {
                assert_eq!(schema["format"], "uint32", "{name}.{field}");
                counted += 1;
            }
        }
    }
    assert_eq!(counted, 34);
}
