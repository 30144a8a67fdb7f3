//! Nothing of a token shows: not in logs, not in errors, not in `Debug`.

use serde_json::json;
use stytch_b2b::types::{AuthorizationCheck, M2mTokenRequest};
use stytch_b2b_sandbox::Fault;

use super::world::{World, part, resigned};
use crate::secrets::logged;

const SENTINEL: &str = "SENTINEL";

#[test]
fn no_claim_and_no_token_is_shown() {
    let (shown, log) = logged(async {
        let world = World::new().await;
        let sessions = world.client.sessions();
        let marked = |token: &str| {
            resigned(token, |claims| {
                claims["custom"] = json!(SENTINEL);
                claims["jti"] = json!(SENTINEL);
            })
        };
        let (session, machine, app) =
            (marked(&world.session()), marked(&world.machine_token()), marked(&world.app_token()));
        let check = || AuthorizationCheck::new(world.organization.as_str(), "documents", "delete");
        let mut shown = Vec::new();
        macro_rules! show {
            ($($call:expr),* $(,)?) => {
                $(
                    shown.push(format!("{:?}", $call));
                    match $call.await {
                        Ok(value) => shown.push(format!("{value:?}")),
                        Err(error) => shown.push(format!("{error} {error:?} {:?}", std::error::Error::source(&error))),
                    }
                )*
            };
        }
        let (message, signature) = (session.rsplit_once('.').unwrap().0, machine.rsplit_once('.').unwrap().1);
        let swapped = format!("{message}.{signature}");
        let changed = |name: &str, value: serde_json::Value| resigned(&session, |claims| claims[name] = value);
        show!(
            sessions.authenticate_jwt(session.as_str()),
            sessions.authenticate_jwt_local(session.as_str()).authorization_check(check()),
            sessions.authenticate_jwt_local(changed("aud", json!(SENTINEL))),
            sessions.authenticate_jwt_local(changed("sub", json!([SENTINEL]))),
            sessions.authenticate_jwt_local(changed("exp", json!(SENTINEL))),
            sessions.authenticate_jwt_local(changed("iss", json!("https://issuer.example"))),
            sessions.authenticate_jwt(swapped.as_str()),
            sessions.authenticate_jwt_local(SENTINEL),
            world.client.m2m().authenticate_token(machine.as_str()),
            world.client.m2m().authenticate_token(machine.as_str()).require_scopes(["write:users"]),
            world.client.m2m().authenticate_token(session.as_str()),
            world.client.idp().introspect_token_local(app.as_str()),
            world.client.idp().introspect_token_local(app.as_str()).authorization_check(check()),
        );
        let tokens = world.client.m2m().tokens(M2mTokenRequest::new(world.machine.as_str(), SENTINEL));
        shown.push(format!("{tokens:?} {:?}", tokens.get().await));
        world.sandbox.fault(Fault::body(200, format!(r#"{{"keys": ["{SENTINEL}"]}}"#)).on("sessions_get_jwks"));
        let cold = World::new().await;
        cold.sandbox.fault(Fault::body(200, format!(r#"{{"keys": ["{SENTINEL}"]}}"#)).on("sessions_get_jwks").always());
        shown.push(format!("{:?}", cold.client.sessions().authenticate_jwt_local(session.as_str()).await));
        let who = sessions.authenticate_jwt_local(session.as_str()).await.unwrap();
        assert_eq!(who.member_session.custom_claims.as_ref().unwrap()["custom"], SENTINEL);
        let parts = [0, 2].map(|number| session.split('.').nth(number).unwrap().to_owned());
        assert!(part(&session, 1)["custom"] == SENTINEL);
        (shown, parts)
    });
    let (shown, parts) = shown;
    let all = format!("{}{log}", shown.join("\n"));
    assert!(!all.contains(SENTINEL), "{all}");
    assert!(parts.iter().all(|part| !all.contains(part)));
    for expected in [
        r#"verdict="valid""#,
        r#"verdict="refused" fault=Signature"#,
        r#"verdict="undecided" fault=Claim("exp")"#,
        r#"issuer="https://issuer.example""#,
    ] {
        assert!(log.contains(expected), "{expected}");
    }
    assert_eq!(log.matches("are not judged in this process").count(), 1);
}

/// A clock that is off makes every token undecided, so it is said, and not at every check.
#[test]
fn a_clock_that_is_off_is_warned_about() {
    for (seconds, warnings) in [(0, 0), (50, 0), (120, 1), (-120, 1)] {
        let ((), log) = logged(async {
            let world = World::new().await;
            world.move_clock(seconds);
            for _ in 0..3 {
                drop(world.client.sessions().authenticate_jwt(world.session()).await);
            }
        });
        assert_eq!(log.matches("clock differs").count(), warnings, "{seconds} s off");
    }
}
