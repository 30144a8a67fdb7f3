//! Keys and policies: when they are read, how long they are kept, and who waits.

use std::future::IntoFuture;
use std::time::Duration;

use futures::future::join_all;
use serde_json::{Value, json};
use stytch_b2b::{Client, Error, Fault as Reason};
use stytch_b2b_sandbox::{Fault, TokenKey};
use tokio::time::{Instant, advance};

use super::world::{World, fault, part, signed};
use crate::support::clock::paused;

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);

async fn check(client: &Client, jwt: &str) -> Option<Reason> {
    client.sessions().authenticate_jwt_local(jwt).await.err().as_ref().and_then(fault)
}

/// Until what was begun in the background has ended.
async fn settled() {
    tokio::time::sleep(SECOND).await;
}

fn unknown(jwt: &str, number: usize) -> String {
    let mut header = part(jwt, 0);
    header["kid"] = json!(format!("jwk-test-{number}"));
    signed(header.to_string(), part(jwt, 1).to_string())
}

#[test]
fn a_thousand_cold_checks_read_the_keys_once() {
    paused(async {
        let world = World::new().await;
        let jwt = world.session();
        let checks = (0..1000).map(|_| world.client.sessions().authenticate_jwt_local(jwt.as_str()).into_future());
        assert!(join_all(checks).await.into_iter().all(|result| result.is_ok()));
        assert_eq!(world.counts(), [1, 0, 0, 0]);
    });
}

#[test]
fn a_new_key_is_found_and_an_old_one_goes() {
    paused(async {
        let world = World::new().await;
        let old = world.session();
        assert_eq!(check(&world.client, &old).await, None);
        world.sandbox.rotate_keys();
        let new = world.session();
        // The keys were read a moment ago, and are not read again for half a minute.
        assert_eq!(check(&world.client, &new).await, Some(Reason::UnknownKey));
        assert_eq!(world.counts(), [1, 0, 0, 0]);
        advance(30 * SECOND).await;
        assert_eq!(check(&world.client, &new).await, None);
        assert_eq!(check(&world.client, &old).await, None);
        assert_eq!(world.counts(), [2, 0, 0, 0]);

        world.sandbox.retire_key(part(&old, 0)["kid"].as_str().unwrap());
        advance(10 * MINUTE).await;
        // It is the check after ten minutes that reads them, for the next one.
        assert_eq!(check(&world.client, &new).await, None);
        settled().await;
        assert_eq!(check(&world.client, &old).await, Some(Reason::UnknownKey));
        assert_eq!(world.counts(), [3, 0, 0, 0]);
    });
}

#[test]
fn random_key_ids_cost_two_requests_at_most() {
    paused(async {
        let world = World::new().await;
        let jwt = world.session();
        assert_eq!(check(&world.client, &jwt).await, None);
        advance(29 * SECOND).await;
        for number in 0..500 {
            assert_eq!(check(&world.client, &unknown(&jwt, number)).await, Some(Reason::UnknownKey));
        }
        advance(SECOND).await;
        let (one, _) = (check(&world.client, &unknown(&jwt, 500)).await, settled().await);
        assert_eq!(one, Some(Reason::UnknownKey));
        for number in 501..1000 {
            assert_eq!(check(&world.client, &unknown(&jwt, number)).await, Some(Reason::UnknownKey));
        }
        assert_eq!(world.counts(), [2, 0, 0, 0]);
    });
}

#[test]
fn old_keys_are_good_for_a_day_without_new_ones() {
    paused(async {
        let world = World::new().await;
        let jwt = world.session();
        assert_eq!(check(&world.client, &jwt).await, None);
        world.sandbox.fault(Fault::status(500).on("sessions_get_jwks").always());
        for _ in 0..(24 * 60 - 10) {
            advance(MINUTE).await;
            assert_eq!(check(&world.client, &jwt).await, None);
        }
        settled().await;
        // From ten minutes on one fetch at each check, of two attempts each; fresh until then.
        let requests = world.count("sessions_get_jwks");
        assert!(requests <= 1 + 2 * 24 * 60, "{requests}");
        for _ in 0..9 {
            advance(MINUTE).await;
            assert_eq!(check(&world.client, &jwt).await, None);
        }
        settled().await;
        advance(MINUTE).await;
        let error = world.client.sessions().authenticate_jwt_local(jwt.as_str()).await.unwrap_err();
        assert_eq!((fault(&error), error.status()), (Some(Reason::NoKeys), Some(500)));
        assert!(!error.is_unauthorized() && !error.is_session_over());
        // Nothing is known here any more, so the API says it.
        assert!(world.client.sessions().authenticate_jwt(jwt.as_str()).await.unwrap().answer.is_some());

        world.sandbox.clear_faults();
        advance(30 * SECOND).await;
        assert_eq!(check(&world.client, &jwt).await, None);
    });
}

#[test]
fn whatever_the_endpoint_answers_the_old_keys_stay() {
    paused(async {
        let world = World::new().await;
        let jwt = world.session();
        assert_eq!(check(&world.client, &jwt).await, None);
        let faults = [
            Fault::status(500),
            Fault::redirect(307, "https://evil.example/keys"),
            Fault::html(200),
            Fault::body(200, ""),
            Fault::body(200, "[]"),
            Fault::body(200, r#"{"keys": []}"#),
            Fault::body(200, r#"{"keys": 7}"#),
            Fault::body(200, format!(r#"{{"keys": [], "x": "{}"}}"#, "a".repeat(1 << 20))),
            Fault::drip(1, SECOND),
            Fault::delay(20 * SECOND),
            Fault::closed(),
        ];
        for fault in faults {
            advance(11 * MINUTE).await;
            world.sandbox.clear_faults();
            world.sandbox.clear_requests();
            world.sandbox.fault(fault.clone().on("sessions_get_jwks").always());
            assert_eq!(check(&world.client, &jwt).await, None);
            settled().await;
            assert!((1..=2).contains(&world.count("sessions_get_jwks")), "{fault:?}");
            // A key that nobody knows waits for the fetch that is under way, never for more than its time.
            advance(31 * SECOND).await;
            let began = Instant::now();
            assert_eq!(check(&world.client, &unknown(&jwt, 1)).await, Some(Reason::UnknownKey), "{fault:?}");
            assert!(
                began.elapsed() <= 5 * SECOND + 2 * crate::support::clock::STEP,
                "{fault:?}: {:?}",
                began.elapsed()
            );
        }
    });
}

#[test]
fn without_any_key_the_same_error_is_told_for_a_while() {
    paused(async {
        let world = World::new().await;
        let jwt = world.session();
        world.sandbox.fault(Fault::status(503).retry_after(MINUTE).on("sessions_get_jwks").always());
        let mut requests = Vec::new();
        for pause in [1, 2, 4, 8, 16, 30, 30] {
            let error = world.client.sessions().authenticate_jwt_local(jwt.as_str()).await.unwrap_err();
            assert_eq!((fault(&error), error.status()), (Some(Reason::NoKeys), Some(503)));
            assert!(error.retry_after().is_some() && std::error::Error::source(&error).is_some());
            requests.push(world.count("sessions_get_jwks"));
            advance(Duration::from_secs(pause) - 100 * Duration::from_millis(1)).await;
            assert_eq!(check(&world.client, &jwt).await, Some(Reason::NoKeys));
            assert_eq!(Some(&world.count("sessions_get_jwks")), requests.last(), "after {pause} s");
            advance(Duration::from_millis(100)).await;
        }
        // A token that is refused whatever the keys are waits for none.
        let before = world.count("sessions_get_jwks");
        assert_eq!(check(&world.client, "a.b.c").await, Some(Reason::Malformed));
        assert_eq!(world.count("sessions_get_jwks"), before);
    });
}

#[test]
fn a_dropped_check_cancels_nobodys_fetch() {
    paused(async {
        let world = World::new().await;
        let jwt = world.session();
        world.sandbox.fault(Fault::delay(2 * SECOND).on("sessions_get_jwks"));
        let first = world.client.sessions().authenticate_jwt_local(jwt.as_str()).into_future();
        assert!(tokio::time::timeout(SECOND, first).await.is_err());
        let second = world.client.sessions().authenticate_jwt_local(jwt.as_str()).into_future();
        assert!(tokio::time::timeout(2 * SECOND, second).await.unwrap().is_ok());
        assert_eq!(world.counts(), [1, 0, 0, 0]);
        // A limit on the check holds for the wait too.
        world.sandbox.fault(Fault::delay(4 * SECOND).on("sessions_get_jwks"));
        let cold = World::new().await;
        cold.sandbox.fault(Fault::delay(4 * SECOND).on("sessions_get_jwks"));
        let limited = cold.client.sessions().authenticate_jwt(cold.session()).timeout(2 * SECOND).await.unwrap_err();
        assert!(limited.is_timeout() && limited.attempts() == 0, "{limited}");
        assert_eq!(cold.count("sessions_authenticate"), 0);
    });
}

#[tokio::test]
async fn keys_that_are_no_use_are_left_out() {
    let world = World::new().await;
    let keys = world.client.sessions().get_jwks(world.sandbox.project_id()).await.unwrap().keys;
    let key = json!({"kty": "RSA", "use": "sig", "alg": "RS256", "kid": keys[0].kid, "n": keys[0].n, "e": keys[0].e});
    let with = |name: &str, value: Value| {
        let mut changed = key.clone();
        match value {
            Value::Null => drop(changed.as_object_mut().unwrap().remove(name)),
            value => changed[name] = value,
        }
        changed
    };
    let ec = json!({"kty": "EC", "kid": "ec", "crv": "P-256", "x": "a", "y": "b"});
    let zeros = |text: &str| {
        use base64::Engine as _;
        use base64::engine::general_purpose::URL_SAFE_NO_PAD;
        URL_SAFE_NO_PAD.encode([&[0, 0][..], &URL_SAFE_NO_PAD.decode(text).unwrap()].concat())
    };
    let another = with("n", json!("wJbXhw".repeat(60)));
    let many: Vec<Value> = (0..32).map(|number| json!({"kid": number})).chain([key.clone()]).collect();
    let rows = [
        (json!([key]), true),
        (json!([ec, key]), true),
        (json!([with("alg", Value::Null)]), true),
        (json!([with("use", Value::Null)]), true),
        (json!([with("n", json!(zeros(&keys[0].n)))]), true),
        (json!([key, key]), true),
        (json!([key, another]), false),
        (json!([another, key]), false),
        (json!([ec]), false),
        (json!([with("kty", json!("EC"))]), false),
        (json!([with("alg", json!("RS512"))]), false),
        (json!([with("use", json!("enc"))]), false),
        (json!([with("kid", json!(""))]), false),
        (json!([with("kid", Value::Null)]), false),
        (json!([with("n", json!("AQAB"))]), false),
        (json!([with("n", json!("not base64!"))]), false),
        (json!([with("e", json!("AAAA"))]), false),
        (json!(many), false),
    ];
    for (number, (served, good)) in rows.into_iter().enumerate() {
        world.sandbox.serve_keys(served);
        let fresh =
            Client::builder(world.sandbox.project_id(), world.sandbox.secret()).base_url(world.sandbox.base_url());
        let now = world.sandbox.now();
        let fresh = fresh.clock(move || now).build().unwrap();
        let found = check(&fresh, &world.session()).await;
        assert_eq!(found.is_none(), good, "row {number}: {found:?}");
    }
}

#[test]
fn policies_are_five_minutes_old_and_fifteen_without_the_api() {
    paused(async {
        let world = World::new().await;
        let session = world.client.sessions().authenticate_jwt_local(world.session()).await.unwrap().member_session;
        let may = async || world.client.rbac().authorize(&session, "documents", "read").await.is_ok();
        assert!(may().await);
        advance(4 * MINUTE).await;
        // In the background from here on.
        assert!(may().await);
        settled().await;
        assert_eq!(world.count("rbac_policy"), 2);
        advance(5 * MINUTE).await;
        let policy = json!({"policy": {"resources": [], "roles": []}}).to_string();
        world.sandbox.load(&policy).unwrap();
        // Whoever comes after five minutes waits for the new one.
        assert!(!may().await);
        assert_eq!(world.count("rbac_policy"), 3);

        world.sandbox.fault(Fault::status(503).on("rbac_policy").always());
        advance(6 * MINUTE).await;
        world.sandbox.clear_requests();
        for _ in 0..100 {
            assert!(!may().await);
        }
        // One fetch of two attempts; the next one ten seconds later.
        assert_eq!(world.count("rbac_policy"), 2);
        advance(9 * MINUTE).await;
        let error = world.client.rbac().authorize(&session, "documents", "read").await.unwrap_err();
        assert_eq!(error.status(), Some(503), "{error}");
        world.sandbox.clear_faults();
        advance(MINUTE).await;
        assert!(!may().await);
    });
}

#[test]
fn the_organizations_used_last_are_kept() {
    paused(async {
        let world = World::new().await;
        let organizations: Vec<String> = (0..300)
            .map(|number| world.sandbox.add_organization(format!("Customer {number}").as_str()).unwrap())
            .collect();
        let rbac = world.client.rbac();
        for organization in &organizations {
            rbac.cached_org_policy(organization.as_str()).await.unwrap();
        }
        let read = |world: &World| world.count("rbac_organizations_get_org_policy");
        assert_eq!(read(&world), 300);
        for organization in organizations.iter().rev().take(256) {
            rbac.cached_org_policy(organization.as_str()).await.unwrap();
        }
        assert_eq!(read(&world), 300);
        rbac.cached_org_policy(organizations[0].as_str()).await.unwrap();
        assert_eq!(read(&world), 301);
    });
}

#[test]
fn an_hour_of_checks_costs_a_few_requests() {
    paused(async {
        let world = World::new().await;
        let (jwt, check) = (world.session(), || ("documents", "read"));
        world.client.warm_up().await.unwrap();
        let began = Instant::now();
        while began.elapsed() < HOUR {
            for _ in 0..5 {
                let who = world.client.sessions().authenticate_jwt(jwt.as_str()).await.unwrap();
                let (resource, action) = check();
                world.client.rbac().authorize(&who.member_session, resource, action).await.unwrap();
            }
            settled().await;
            advance(9 * SECOND).await;
        }
        let [keys, asked, policies, own] = world.counts();
        assert!(keys <= 7 && policies <= 16, "{keys} {policies}");
        assert_eq!((asked, own, world.sandbox.requests().len()), (0, 0, keys + policies));
    });
}

#[tokio::test]
async fn a_key_that_nobody_published_is_known_to_nobody() {
    let world = World::new().await;
    let jwt = world.sandbox.sign(world.session_spec().key(TokenKey::Unpublished)).unwrap();
    let error = world.client.sessions().authenticate_jwt(jwt).await.unwrap_err();
    assert!(matches!(error, Error::Api(_)), "{error}");
    assert_eq!(world.counts(), [1, 1, 0, 0]);
}
