//! What a refused request is answered with.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use stytch_b2b::tower::{Refusal, SessionLayer};
use stytch_b2b::{Client, Error};
use stytch_b2b_sandbox::{Fault as SandboxFault, Sandbox};
use tower::{Layer, Service, ServiceExt, service_fn};

use super::{head, jwt_cookie, token_cookie, with_cookies};
use crate::local::world::{World, resigned};
use crate::support::clock::paused;

/// Status and headers that a layer around nothing answers with.
async fn answered(layer: &SessionLayer, headers: &[(&str, &str)]) -> (u16, Option<String>, Option<String>) {
    let (parts, ()) = (head("GET", headers), ());
    let service =
        service_fn(async |_: http::Request<()>| Ok::<_, std::convert::Infallible>(http::Response::new(String::new())));
    let mut service = layer.layer(service);
    let response = service.ready().await.unwrap().call(http::Request::from_parts(parts, ())).await.unwrap();
    let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    if response.status() != 200 {
        assert_eq!(header("cache-control").as_deref(), Some("no-store"));
        assert_eq!(response.body(), "");
    }
    (response.status().as_u16(), header("www-authenticate"), header("retry-after"))
}

fn challenge(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn without_a_good_credential() {
    paused(async {
        let world = World::new().await;
        let layer = SessionLayer::new(world.client.clone());
        let jwt = world.session();
        let get = async |headers: &[(&str, &str)]| answered(&layer, headers).await;
        assert_eq!(get(&[]).await, (401, challenge("Bearer"), None));
        let bearer = format!("Bearer {jwt}");
        let bearer = ("authorization", bearer.as_str());
        assert_eq!(get(&[bearer]).await, (200, None, None));
        assert_eq!(get(&[bearer, bearer]).await, (401, challenge("Bearer"), None));
        let invalid = challenge("Bearer error=\"invalid_token\"");
        assert_eq!(get(&[("authorization", "Bearer a.b.c")]).await, (401, invalid.clone(), None));
        assert_eq!(get(&[("cookie", &token_cookie("of-nobody"))]).await, (401, invalid.clone(), None));
        let expired_of_nobody = resigned(&jwt, |claims| {
            claims["exp"] = json!(1);
            claims["https://stytch.com/session"]["id"] = json!("member-session-test-gone");
        });
        assert_eq!(get(&[("cookie", &jwt_cookie(&expired_of_nobody))]).await, (401, invalid, None));
    });
}

#[test]
fn while_nobody_can_tell() {
    paused(async {
        let world = World::new().await;
        let token = world.sandbox.add_member_session(&world.member).unwrap().session_token;
        let layer = SessionLayer::new(world.client.clone());
        let cookie = token_cookie(&token);
        let wait = Duration::from_secs(7);
        let on = |fault: SandboxFault| fault.on("sessions_authenticate").always();
        for (fault, status, retry_after) in [
            (SandboxFault::status(500), 503, None),
            (SandboxFault::status(503), 503, None),
            (SandboxFault::html(502), 503, None),
            (SandboxFault::closed(), 503, None),
            (SandboxFault::delay(Duration::from_secs(3600)), 503, None),
            (SandboxFault::rate_limited().retry_after(wait), 503, Some("7")),
            (SandboxFault::error(403, "session_authorization_error"), 403, None),
            (SandboxFault::error(401, "unauthorized_credentials"), 500, None),
            (SandboxFault::error(400, "bad_request"), 500, None),
            (SandboxFault::html(200), 500, None),
            (SandboxFault::redirect(302, "https://evil.example"), 500, None),
            (SandboxFault::error(404, "session_not_found"), 401, None),
        ] {
            let what = format!("{fault:?}");
            world.sandbox.fault(on(fault));
            // A client each, since the gate of a rate limit is a client's own.
            let client = Client::builder(world.sandbox.project_id(), world.sandbox.secret());
            let client = client.base_url(world.sandbox.base_url()).timeout(Duration::from_secs(5)).build().unwrap();
            let layer = SessionLayer::new(client);
            let found = answered(&layer, &[("cookie", &cookie)]).await;
            assert_eq!(found.0, status, "{what}");
            // Whoever gave up before a retry says when that would have been.
            assert!(retry_after.is_none() || found.2.as_deref() == retry_after, "{what}");
            // A visitor is let in only if it is known that nobody is there.
            let visitor = answered(&layer.clone().optional(), &[("cookie", &cookie)]).await;
            assert_eq!(visitor.0, if status == 401 { 200 } else { status }, "{what}");
            world.sandbox.clear_faults();
        }
        assert_eq!(answered(&layer, &[("cookie", &cookie)]).await.0, 200);
    });
}

#[test]
fn without_keys_the_api_says_whose_the_session_is() {
    paused(async {
        let world = World::new().await;
        let jwt = world.session();
        world.sandbox.fault(SandboxFault::status(500).on("sessions_get_jwks").always());
        let layer = SessionLayer::new(world.client.clone());
        let cookies = [jwt_cookie(&jwt)];
        assert!(with_cookies(&layer, &cookies).await.is_ok());
        assert_eq!(world.count("sessions_authenticate"), 1);
        world.sandbox.fault(SandboxFault::status(500).on("sessions_authenticate").always());
        assert_eq!(with_cookies(&layer, &cookies).await.unwrap_err().status(), 503);
    });
}

#[test]
fn no_keys_to_be_had_is_an_outage() {
    paused(async {
        let world = World::new().await;
        world.sandbox.fault(SandboxFault::status(500).on("sessions_get_jwks").always());
        let error = world.client.sessions().authenticate_jwt_local(world.session()).await.unwrap_err();
        assert_eq!(Refusal::from(error).status(), 503);
    });
}

#[test]
fn what_is_sent_by_mistake_logs_nobody_out() {
    paused(async {
        let sandbox = Sandbox::builder().start().await.unwrap();
        let client = Client::builder(sandbox.project_id(), "wrong").base_url(sandbox.base_url()).build().unwrap();
        let refusal = with_cookies(&SessionLayer::new(client), &[token_cookie("some-token")]).await.unwrap_err();
        assert_eq!(refusal.status(), 500);
        assert!(matches!(refusal, Refusal::Failed(error) if error.is_unauthorized()));
    });
}

#[test]
fn sixty_four_ask_at_a_time() {
    paused(async {
        let world = World::new().await;
        let delay = SandboxFault::delay(Duration::from_secs(1)).on("sessions_authenticate").always();
        world.sandbox.fault(delay);
        let layer = SessionLayer::new(world.client.clone());
        let ask = |number: usize| {
            let layer = layer.clone();
            async move { with_cookies(&layer, &[token_cookie(&format!("token-{number}"))]).await }
        };
        let asked: Vec<_> = (0..100).map(|number| tokio::spawn(ask(number))).collect();
        let mut busy = 0;
        for asked in asked {
            match asked.await.unwrap().unwrap_err() {
                Refusal::Busy => busy += 1,
                refusal => assert_eq!(refusal.status(), 401),
            }
        }
        assert_eq!((busy, world.count("sessions_authenticate")), (36, 64));
        // Those who can be judged here wait for nobody, and afterwards there is room again.
        assert!(with_cookies(&layer, &[jwt_cookie(&world.session())]).await.is_ok());
        assert!(!matches!(ask(1000).await, Err(Refusal::Busy)));
        let headers = answered_busy();
        assert_eq!(headers, (503, Some("1".to_owned())));
    });
}

fn answered_busy() -> (u16, Option<String>) {
    use axum::response::IntoResponse;
    let response = Refusal::Busy.into_response();
    let wait = response.headers().get("retry-after").map(|wait| wait.to_str().unwrap().to_owned());
    (response.status().as_u16(), wait)
}

#[test]
fn nothing_of_a_credential_is_shown() {
    paused(async {
        let world = World::new().await;
        let layer = SessionLayer::new(world.client.clone());
        let secret = "sentinel-of-a-session-token";
        let refusal = with_cookies(&layer, &[token_cookie(secret)]).await.unwrap_err();
        let jwt = world.session();
        let member = with_cookies(&layer, &[jwt_cookie(&jwt)]).await.unwrap();
        let error: Arc<Error> = match &refusal {
            Refusal::Failed(error) => Arc::clone(error),
            _ => panic!("{refusal}"),
        };
        let shown = format!("{refusal} {refusal:?} {error:?} {member:?} {layer:?} {:?}", member.credential());
        assert!(!shown.contains(secret), "{shown}");
        assert!(!shown.contains(&jwt) && !shown.contains("ada@acme.example"), "{shown}");
        assert!(shown.contains(world.member.as_str()), "{shown}");
    });
}
