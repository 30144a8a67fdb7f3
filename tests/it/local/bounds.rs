//! What forgeries cost, and what shows of them.

use std::time::Duration;

use proptest::prelude::{any, proptest};
use proptest::test_runner::Config;
use serde_json::json;
use stytch_b2b::{Error, ErrorType, Fault};
use tokio::time::advance;

use super::world::{World, fault, part, resigned, signed};
use crate::support::clock::paused;

#[test]
fn ten_thousand_forgeries_cost_ten_requests() {
    paused(async {
        let world = World::new().await;
        let good = world.session();
        world.client.warm_up().await.unwrap();
        world.sandbox.clear_requests();
        let header = part(&good, 0);
        for number in 0..10_000 {
            // A signature is never looked at where the key is not known.
            let mut header = header.clone();
            header["kid"] = json!(format!("jwk-test-{number}"));
            let mut token = signed("{}", "{}");
            token.replace_range(
                ..token.rfind('.').unwrap(),
                &unsigned(&header.to_string(), &part(&good, 1).to_string()),
            );
            let error = world.client.sessions().authenticate_jwt(token).await.unwrap_err();
            assert!(error.is_session_over(), "{error}");
            if number % 1000 == 0 {
                world.client.sessions().authenticate_jwt(good.as_str()).await.unwrap();
            }
        }
        assert_eq!(world.count("sessions_authenticate"), 10);
        advance(Duration::from_secs(30)).await;
        let mut header = header.clone();
        header["kid"] = json!("jwk-test-later");
        let later = signed(header.to_string(), part(&good, 1).to_string());
        assert!(matches!(world.client.sessions().authenticate_jwt(later).await.unwrap_err(), Error::Api(_)));
        assert_eq!(world.count("sessions_authenticate"), 11);
    });
}

fn unsigned(header: &str, claims: &str) -> String {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims))
}

#[test]
fn a_session_that_is_over_is_not_asked_about_again() {
    paused(async {
        let world = World::new().await;
        let jwt = world.session();
        let session = part(&jwt, 1)["https://stytch.com/session"]["id"].as_str().unwrap().to_owned();
        let request = stytch_b2b::types::SessionsRevokeRequest::new().member_session_id(session);
        world.client.sessions().revoke(request).await.unwrap();
        let expired = resigned(&jwt, |claims| claims["exp"] = json!(1));
        for _ in 0..100 {
            let error = world.client.sessions().authenticate_jwt(expired.as_str()).await.unwrap_err();
            assert!(matches!(&error, Error::Api(error) if error.error_type == ErrorType::SessionNotFound), "{error}");
        }
        assert_eq!(world.count("sessions_authenticate"), 1);
        advance(Duration::from_secs(30)).await;
        world.client.sessions().authenticate_jwt(expired).await.unwrap_err();
        assert_eq!(world.count("sessions_authenticate"), 2);
    });
}

#[tokio::test]
async fn ten_thousand_mutated_tokens() {
    let world = World::new().await;
    let good = world.session();
    world.client.sessions().authenticate_jwt_local(good.as_str()).await.unwrap();
    let mut random = fastrand::Rng::with_seed(7);
    for _ in 0..10_000 {
        let mut bytes = good.clone().into_bytes();
        for _ in 0..random.usize(1..4) {
            let at = random.usize(..bytes.len());
            match random.u8(..4) {
                0 => drop(bytes.remove(at)),
                1 => bytes.insert(at, random.u8(32..127)),
                2 => bytes[at] = b'.',
                _ => bytes[at] = random.u8(32..127),
            }
        }
        let mutated = String::from_utf8(bytes).unwrap();
        if mutated != good {
            let error = world.client.sessions().authenticate_jwt_local(mutated).await.unwrap_err();
            assert!(fault(&error).is_some(), "{error}");
        }
    }
    assert_eq!(world.counts(), [1, 0, 0, 0]);
}

#[test]
fn arbitrary_texts_are_no_tokens() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let world = runtime.block_on(World::new());
    let config = Config { failure_persistence: None, ..Config::default() };
    proptest!(config, |(text in any::<String>(), header in any::<Vec<u8>>(), claims in any::<Vec<u8>>())| {
        for token in [text, signed(header, claims)] {
            let error = runtime.block_on(world.client.m2m().authenticate_token(token).into_future()).unwrap_err();
            assert_eq!(fault(&error), Some(Fault::Malformed));
        }
    });
}

use std::future::IntoFuture;
