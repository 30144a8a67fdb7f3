//! Each reason for which a token is not accepted: the verdict, for each kind of token, and whether the API is asked.

use std::time::Duration;

use serde_json::{Value, json};
use stytch_b2b::{Error, Fault, Outcome};
use stytch_b2b_sandbox::{Sandbox, TokenKey, TokenSpec};

use super::world::{NOW, ORGANIZATION, SESSION, World, fault, part, resigned, signed};

/// A change of a good token.
type Change = Box<dyn Fn(&str) -> String>;

fn claim(name: &'static str, value: Value) -> Change {
    Box::new(move |token| {
        resigned(token, |claims| match &value {
            Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
            value => claims[name] = value.clone(),
        })
    })
}

fn header(name: &'static str, value: Value) -> Change {
    Box::new(move |token| {
        let mut header = part(token, 0);
        match &value {
            Value::Null => drop(header.as_object_mut().unwrap().remove(name)),
            value => header[name] = value.clone(),
        }
        signed(header.to_string(), part(token, 1).to_string())
    })
}

fn text(change: impl Fn(&str) -> String + 'static) -> Change {
    Box::new(change)
}

/// What is the same for every kind of token, in the order of the checks.
fn rows() -> Vec<(&'static str, Change, Fault)> {
    let both = |token: &str, claims: String| signed(part(token, 0).to_string(), claims);
    vec![
        ("empty", text(|_| String::new()), Fault::Malformed),
        ("5 MB", text(|_| "a".repeat(5 << 20)), Fault::Malformed),
        ("over 16 KiB", text(|token| format!("{token}{}", "a".repeat(16 << 10))), Fault::Malformed),
        ("two parts", text(|token| token.rsplit_once('.').unwrap().0.to_owned()), Fault::Malformed),
        ("four parts", text(|token| format!("{token}.a")), Fault::Malformed),
        ("padding", text(|token| format!("{token}==")), Fault::Malformed),
        ("white space", text(|token| format!(" {token}")), Fault::Malformed),
        ("header not JSON", text(|token| signed("no", part(token, 1).to_string())), Fault::Malformed),
        ("header a list", text(|token| signed("[]", part(token, 1).to_string())), Fault::Malformed),
        (
            "alg twice",
            text(|token| {
                signed(part(token, 0).to_string().replacen('{', r#"{"alg":"none","#, 1), part(token, 1).to_string())
            }),
            Fault::Malformed,
        ),
        ("claims not JSON", text(move |token| both(token, "no".into())), Fault::Malformed),
        ("claims a list", text(move |token| both(token, "[]".into())), Fault::Malformed),
        ("claims cut off", text(move |token| both(token, "{".into())), Fault::Malformed),
        (
            "aud twice",
            text(move |token| both(token, part(token, 1).to_string().replacen('{', r#"{"aud":"x","#, 1))),
            Fault::Malformed,
        ),
        ("alg none", header("alg", json!("none")), Fault::Algorithm),
        ("alg HS256", header("alg", json!("HS256")), Fault::Algorithm),
        ("alg in lower case", header("alg", json!("rs256")), Fault::Algorithm),
        ("alg a number", header("alg", json!(1)), Fault::Algorithm),
        ("no alg", header("alg", Value::Null), Fault::Algorithm),
        ("crit", header("crit", json!(["exp"])), Fault::Critical),
        ("typ at+jwt", header("typ", json!("at+jwt")), Fault::WrongKind),
        ("typ a number", header("typ", json!(1)), Fault::WrongKind),
        ("no kid", header("kid", Value::Null), Fault::Malformed),
        ("kid empty", header("kid", json!("")), Fault::Malformed),
        ("kid a number", header("kid", json!(1)), Fault::Malformed),
        ("kid too long", header("kid", json!("a".repeat(257))), Fault::Malformed),
        ("kid unknown", header("kid", json!("jwk-test-unknown")), Fault::UnknownKey),
        (
            "signature of something else",
            text(|token| {
                let (message, _) = token.rsplit_once('.').unwrap();
                let other = signed("{}", "{}");
                format!("{message}.{}", other.rsplit_once('.').unwrap().1)
            }),
            Fault::Signature,
        ),
        ("signature empty", text(|token| format!("{}.", token.rsplit_once('.').unwrap().0)), Fault::Signature),
        ("aud of another", claim("aud", json!(["project-test-other"])), Fault::Audience),
        ("aud empty", claim("aud", json!([])), Fault::Audience),
        (
            "aud with a number",
            text(|token| resigned(token, |claims| claims["aud"] = json!([claims["aud"][0], 1]))),
            Fault::Audience,
        ),
        ("no aud", claim("aud", Value::Null), Fault::Audience),
        ("iss of another", claim("iss", json!("https://evil.example")), Fault::Issuer),
        ("iss a list", claim("iss", json!(["x"])), Fault::Issuer),
        ("no iss", claim("iss", Value::Null), Fault::Issuer),
        ("exp a text", claim("exp", json!("1900000000")), Fault::Claim("exp")),
        ("exp negative", claim("exp", json!(-1)), Fault::Claim("exp")),
        ("exp broken", claim("exp", json!(1.5)), Fault::Claim("exp")),
        ("exp too large", claim("exp", json!(u64::MAX)), Fault::Claim("exp")),
        ("no exp", claim("exp", Value::Null), Fault::Claim("exp")),
        ("no iat", claim("iat", Value::Null), Fault::Claim("iat")),
        ("no nbf", claim("nbf", Value::Null), Fault::Claim("nbf")),
        ("no sub", claim("sub", Value::Null), Fault::Claim("sub")),
        ("sub empty", claim("sub", json!("")), Fault::Claim("sub")),
        ("sub a number", claim("sub", json!(7)), Fault::Claim("sub")),
        ("expired now", claim("exp", json!(NOW)), Fault::Expired),
        ("nbf past the skew", claim("nbf", json!(NOW + 6)), Fault::NotYetValid),
        ("iat past the skew", claim("iat", json!(NOW + 6)), Fault::NotYetValid),
    ]
}

/// Asks for the verdict of the method for this kind of token.
async fn verdict(world: &World, kind: &str, token: &str) -> Result<(), Error> {
    match kind {
        "session" => world.client.sessions().authenticate_jwt_local(token).await.map(drop),
        "machine" => world.client.m2m().authenticate_token(token).await.map(drop),
        _ => world.client.idp().introspect_token_local(token).await.map(drop),
    }
}

#[tokio::test]
async fn every_row_for_every_kind_of_token() {
    let world = World::new().await;
    let tokens = [("session", world.session()), ("machine", world.machine_token()), ("app", world.app_token())];
    for (kind, good) in &tokens {
        verdict(&world, kind, good).await.unwrap();
        for (name, change, expected) in rows() {
            let error = verdict(&world, kind, &change(good)).await.unwrap_err();
            assert_eq!(fault(&error), Some(expected), "{kind}: {name}");
            assert_eq!((error.attempts(), error.outcome(), error.status()), (0, Outcome::NotSent, None));
            assert!(error.is_unauthorized() && error.is_session_over() && !error.is_forbidden(), "{kind}: {name}");
        }
    }
    // The keys were read once: the one unknown key came within half a minute.
    assert_eq!(world.counts(), [1, 0, 0, 0]);
}

#[tokio::test]
async fn a_token_of_more_than_16_kib_is_not_read() {
    let world = World::new().await;
    let good = world.session();
    // The same with spaces behind the header and the claims, which base64 writes in steps of one or two bytes.
    let of_length = |length: usize| {
        let claims = (length - good.len()) * 3 / 4;
        let padded = |header: usize, claims: usize| {
            let padded = |number, spaces| part(&good, number).to_string() + &" ".repeat(spaces);
            signed(padded(0, header), padded(1, claims))
        };
        let mut tokens = (0..4).flat_map(|header| (claims - 4..claims + 4).map(move |claims| padded(header, claims)));
        tokens.find(|token| token.len() == length).unwrap()
    };
    let fault_of = async |length| verdict(&world, "session", &of_length(length)).await.err().as_ref().and_then(fault);
    assert_eq!([fault_of(16_384).await, fault_of(16_385).await], [None, Some(Fault::Malformed)]);
}

#[tokio::test]
async fn only_undecided_asks_the_api() {
    let world = World::new().await;
    let good = world.session();
    let who = world.client.sessions().authenticate_jwt(good.as_str()).await.unwrap();
    assert!(who.answer.is_none() && who.session_jwt.expose() == good);
    for (name, change, expected) in rows() {
        world.sandbox.clear_requests();
        let changed = change(&good);
        let result = world.client.sessions().authenticate_jwt(changed.as_str()).await;
        assert_eq!(world.count("sessions_authenticate"), usize::from(expected.is_undecided()), "{name}");
        match (expected.is_undecided(), result) {
            (false, Err(error)) => assert_eq!(fault(&error), Some(expected), "{name}"),
            (true, Ok(who)) => assert!(who.answer.is_some(), "{name}"),
            (true, Err(error)) => assert!(matches!(error, Error::Api(_)), "{name}: {error}"),
            (false, Ok(_)) => panic!("{name} was accepted"),
        }
    }
}

#[tokio::test]
async fn claims_of_each_kind() {
    let world = World::new().await;
    let (session, machine, app) = (world.session(), world.machine_token(), world.app_token());
    let wrong_session = |value: Value| resigned(&session, |claims| claims[SESSION] = value);
    let inner = |name: &'static str, value: Value| resigned(&session, |claims| claims[SESSION][name] = value);
    let rows = [
        ("session", resigned(&session, |claims| claims["typ"] = json!("x")), None),
        ("session", header("typ", Value::Null)(&session), None),
        ("session", header("typ", json!("jwt"))(&session), None),
        ("session", resigned(&session, |claims| claims["aud"] = claims["aud"][0].clone()), None),
        ("session", machine.clone(), Some(Fault::WrongKind)),
        ("session", app.clone(), Some(Fault::WrongKind)),
        ("session", wrong_session(json!("text")), Some(Fault::Claim(SESSION))),
        ("session", wrong_session(Value::Null), Some(Fault::Claim(SESSION))),
        ("session", inner("id", json!(7)), Some(Fault::Claim(SESSION))),
        ("session", inner("started_at", json!("yesterday")), Some(Fault::Claim(SESSION))),
        ("session", inner("expires_at", Value::Null), None),
        ("session", inner("expires_at", json!("2027-01-15T08:00:00Z")), Some(Fault::Expired)),
        ("session", inner("authentication_factors", Value::Null), None),
        ("session", claim(ORGANIZATION, Value::Null)(&session), Some(Fault::Claim(ORGANIZATION))),
        ("session", claim(ORGANIZATION, json!({"slug": "acme"}))(&session), Some(Fault::Claim(ORGANIZATION))),
        ("machine", session.clone(), Some(Fault::WrongKind)),
        ("machine", app.clone(), Some(Fault::WrongKind)),
        // A session to which somebody added a scope, and a machine of a chosen id.
        ("machine", claim("scope", json!("read:users"))(&session), Some(Fault::WrongKind)),
        ("machine", claim("sub", json!("billing"))(&machine), None),
        ("machine", claim("sub", json!("member-test-1"))(&machine), Some(Fault::WrongKind)),
        ("machine", claim("sub", json!("user-test-1"))(&machine), Some(Fault::WrongKind)),
        ("machine", claim("scope", Value::Null)(&machine), Some(Fault::WrongKind)),
        ("machine", claim("scope", json!(["read:users"]))(&machine), Some(Fault::WrongKind)),
        ("app", session.clone(), Some(Fault::WrongKind)),
        ("app", machine.clone(), Some(Fault::WrongKind)),
        ("app", claim("scope", Value::Null)(&app), Some(Fault::WrongKind)),
        ("app", claim("client_id", Value::Null)(&app), None),
        ("app", claim("client_id", json!(7))(&app), Some(Fault::Claim("client_id"))),
        ("app", claim(ORGANIZATION, json!("acme"))(&app), Some(Fault::Claim(ORGANIZATION))),
        ("app", claim(SESSION, json!({}))(&app), Some(Fault::WrongKind)),
    ];
    for (number, (kind, token, expected)) in rows.into_iter().enumerate() {
        let result = verdict(&world, kind, &token).await;
        assert_eq!(result.err().as_ref().and_then(fault), expected, "row {number}");
    }
    let id_token = world.sandbox.sign(TokenSpec::id(&world.app, &world.member)).unwrap();
    assert_eq!(fault(&verdict(&world, "app", &id_token).await.unwrap_err()), Some(Fault::Audience));
    let unpublished = world.sandbox.sign(world.session_spec().key(TokenKey::Unpublished)).unwrap();
    assert_eq!(fault(&verdict(&world, "session", &unpublished).await.unwrap_err()), Some(Fault::UnknownKey));
}

#[tokio::test]
async fn times_are_compared_with_the_clock_here() {
    let world = World::new().await;
    let jwt = world.session();
    let local = async |age: u64| {
        let check = world.client.sessions().authenticate_jwt_local(jwt.as_str());
        check.max_token_age(Duration::from_secs(age)).await.err().as_ref().and_then(fault)
    };
    // Up to five seconds behind, it may have been issued just now.
    for (seconds, age, expected) in [
        (-6, 300, Some(Fault::NotYetValid)),
        (1, 300, None),
        (5, 300, None),
        (4, 10, None),
        (1, 5, Some(Fault::TooOld)),
        (0, 6, None),
        (295, 300, Some(Fault::Expired)),
        (0, 3600, Some(Fault::Expired)),
        (-1, 3600, None),
        (-1, 0, Some(Fault::TooOld)),
    ] {
        world.move_clock(seconds);
        assert_eq!(local(age).await, expected, "after {seconds} s, at most {age} s old");
    }
    assert_eq!(world.counts(), [1, 0, 0, 0]);
    world.sandbox.clear_requests();
    let asked = world.client.sessions().authenticate_jwt(jwt.as_str()).max_token_age(Duration::ZERO).await.unwrap();
    assert!(asked.answer.is_some());
    assert_eq!(world.counts(), [0, 1, 0, 0]);
}

#[tokio::test]
async fn issuers_are_the_api_the_base_url_and_those_named() {
    let sandbox = Sandbox::builder().issuer("https://login.acme.example");
    let named = World::with(sandbox, |client| client.token_issuer("https://login.acme.example/")).await;
    named.client.sessions().authenticate_jwt_local(named.session()).await.unwrap();
    let base_url = named.sandbox.base_url().trim_end_matches('/').to_owned();
    for issuer in [base_url, format!("stytch.com/{}", named.sandbox.project_id())] {
        let token = resigned(&named.session(), |claims| claims["iss"] = json!(issuer));
        named.client.sessions().authenticate_jwt_local(token).await.unwrap();
    }
    for (issuer, reason) in [("http://login.acme.example", "https URL"), ("acme", "https URL")] {
        let error = named_error(|client| client.token_issuer(issuer));
        assert!(error.contains(reason), "{error}");
    }
    assert!(named_error(|client| client.clock_skew(Duration::from_secs(61))).contains("over a minute"));
}

fn named_error(with: impl Fn(stytch_b2b::ClientBuilder) -> stytch_b2b::ClientBuilder) -> String {
    with(stytch_b2b::Client::builder("project-test-1", "secret-test-1")).build().unwrap_err().to_string()
}

/// The session is the same whoever judged it.
#[tokio::test]
async fn the_local_session_is_the_one_of_the_api() {
    let world = World::new().await;
    let claims = json!({"plan": "free", "seats": 7, "nested": {"a": [1, null]}});
    let jwt = world.session();
    let request = stytch_b2b::types::SessionsAuthenticateRequest::new().session_jwt(jwt.as_str());
    let request = request.session_duration_minutes(60).session_custom_claims(claims.as_object().unwrap().clone());
    let asked = world.client.sessions().authenticate(request).await.unwrap();
    let local = world.client.sessions().authenticate_jwt_local(&asked.session_jwt).await.unwrap();
    assert_eq!(*local.member_session, asked.member_session);
    assert_eq!(*local.member_session.custom_claims.as_ref().unwrap(), *claims.as_object().unwrap());
    let debug = format!("{:?}", world.client.sessions().authenticate_jwt(&asked.session_jwt).await.unwrap());
    assert!(debug.contains(&world.member) && !debug.contains("free") && !debug.contains(asked.session_jwt.expose()));
}
