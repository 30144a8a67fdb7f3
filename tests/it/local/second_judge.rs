//! A judge that nobody here wrote must agree on every token that it can judge.

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use serde_json::{Value, json};

use super::world::{NOW, World, part, resigned, signed};

struct Judge {
    key: DecodingKey,
    validation: Validation,
}

impl Judge {
    async fn of(world: &World) -> Self {
        let keys = world.client.sessions().get_jwks(world.sandbox.project_id()).await.unwrap().keys;
        let mut validation = Validation::new(Algorithm::RS256);
        validation.set_audience(&[world.sandbox.project_id()]);
        let base_url = world.sandbox.base_url().trim_end_matches('/').to_owned();
        validation.set_issuer(&[format!("stytch.com/{}", world.sandbox.project_id()), base_url]);
        validation.set_required_spec_claims(&["exp", "nbf", "iss", "sub", "aud"]);
        // Times are compared with this machine's clock there, and with the sandbox's here: the tests of the clock see to them.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        Self { key: DecodingKey::from_rsa_components(&keys[0].n, &keys[0].e).unwrap(), validation }
    }

    fn accepts(&self, token: &str) -> bool {
        decode::<Value>(token, &self.key, &self.validation).is_ok()
    }
}

/// Whatever the second judge refuses is refused here.
#[tokio::test]
async fn nothing_is_accepted_that_the_second_judge_refuses() {
    let world = World::new().await;
    let judge = Judge::of(&world).await;
    let tokens = [world.session(), world.machine_token(), world.app_token()];
    let mut random = fastrand::Rng::with_seed(11);
    let (mut agreed, mut accepted) = (0, 0);
    for round in 0..6_000 {
        let good = &tokens[round % 3];
        let token = match round % 4 {
            0 => changed_text(good, &mut random),
            1 | 2 => changed_claims(good, &mut random),
            _ => good.clone(),
        };
        let here = match round % 3 {
            0 => world.client.sessions().authenticate_jwt_local(token.as_str()).await.is_ok(),
            1 => world.client.m2m().authenticate_token(token.as_str()).await.is_ok(),
            _ => world.client.idp().introspect_token_local(token.as_str()).await.is_ok(),
        };
        let there = judge.accepts(&token);
        assert!(there || !here, "{token}");
        agreed += usize::from(here == there);
        accepted += usize::from(here);
    }
    // It does not know of kinds and of ages, so it accepts more.
    assert!(accepted >= 1_500 && agreed >= 4_000, "{accepted} accepted, {agreed} agreed");
}

fn changed_text(token: &str, random: &mut fastrand::Rng) -> String {
    let mut bytes = token.as_bytes().to_vec();
    let at = random.usize(..bytes.len());
    bytes[at] = random.choice(*b"ABCabc019-_.=").unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

fn changed_claims(token: &str, random: &mut fastrand::Rng) -> String {
    let names = ["aud", "iss", "sub", "exp", "nbf", "iat", "scope", "custom", "https://stytch.com/organization"];
    let values =
        [Value::Null, json!(NOW + 60), json!(NOW - 1), json!("x"), json!([]), json!({}), json!(-1), json!(true)];
    resigned(token, |claims| {
        let name = names[random.usize(..names.len())];
        match &values[random.usize(..values.len())] {
            Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
            value => claims[name] = value.clone(),
        }
    })
}

/// The keys and signatures of RFC 7515 (A.2) and RFC 7520 (4.1), which are nobody's tokens: both judges find the signature good
/// and the rest not.
#[tokio::test]
async fn the_vectors_of_the_standards() {
    let vectors: Value = serde_json::from_str(include_str!("../../fixtures/jws.json")).unwrap();
    for vector in vectors.as_array().unwrap() {
        let (key, token) = (&vector["key"], vector["token"].as_str().unwrap());
        let text = |name: &str| key[name].as_str().unwrap();
        let there = DecodingKey::from_rsa_components(text("n"), text("e")).unwrap();
        let (message, signature) = token.rsplit_once('.').unwrap();
        let verified = jsonwebtoken::crypto::verify(signature, message.as_bytes(), &there, Algorithm::RS256);
        assert!(verified.unwrap());
        // Here a token is judged whole, so that only what comes before and after the signature shows that it was verified.
        let world = World::new().await;
        world.sandbox.serve_keys(json!([{"kty": "RSA", "kid": vector["kid"], "n": key["n"], "e": key["e"]}]));
        let error = world.client.m2m().authenticate_token(token).await.unwrap_err();
        assert_eq!(
            format!("{:?}", super::world::fault(&error)),
            vector["fault"].as_str().unwrap(),
            "{}",
            vector["name"]
        );
    }
    // The same header and claims by another key are refused before they are read.
    let world = World::new().await;
    let token = signed(part(&world.session(), 0).to_string(), "{}");
    let error = world.client.m2m().authenticate_token(token).await.unwrap_err();
    assert_eq!(super::world::fault(&error), Some(stytch_b2b::Fault::Audience));
}
