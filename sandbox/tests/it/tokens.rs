//! Keys that change, tokens that are not as they should be, and OAuth's endpoints.

use crate::support::{Caller, TestResult, answer};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Method;
use serde_json::{Value, json};
use stytch_b2b_sandbox::{Sandbox, SeedError, TokenKey, TokenSpec};

const AUTHENTICATE: &str = "/v1/b2b/sessions/authenticate";

/// The key ids that are published.
async fn published(caller: &Caller<'_>) -> Result<Vec<String>, reqwest::Error> {
    let keys = caller.get(&format!("/v1/b2b/sessions/jwks/{}", caller.sandbox.project_id())).await?.1;
    let ids = keys["keys"].as_array().into_iter().flatten();
    Ok(ids.filter_map(|key| key["kid"].as_str().map(str::to_owned)).collect())
}

/// A part of a token: 0 for its header, 1 for its claims.
fn part(token: &str, part: usize) -> Value {
    let bytes = URL_SAFE_NO_PAD.decode(token.split('.').nth(part).unwrap_or_default()).unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or_default()
}

#[tokio::test]
async fn a_rotated_key_is_good_until_it_is_retired() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let caller = Caller::new(&sandbox);
    let organization = sandbox.add_organization("Acme")?;
    let member = sandbox.add_member(&organization, "ada@acme.example")?;
    let first = published(&caller).await?.remove(0);
    let old = sandbox.add_member_session(&member)?.session_jwt;

    let second = sandbox.rotate_keys();
    assert_eq!(published(&caller).await?, [first.as_str(), second]);
    let new = sandbox.add_member_session(&member)?.session_jwt;
    assert_eq!((part(&old, 0)["kid"].as_str(), part(&new, 0)["kid"].as_str()), (Some(first.as_str()), Some(second)));
    for jwt in [&old, &new] {
        caller.ok(Method::POST, AUTHENTICATE, json!({"session_jwt": jwt})).await?;
    }

    assert!(sandbox.retire_key(&first) && !sandbox.retire_key(&first));
    assert_eq!(published(&caller).await?, [second]);
    caller.ok(Method::POST, AUTHENTICATE, json!({"session_jwt": new})).await?;
    let refused = caller.refused(Method::POST, AUTHENTICATE, json!({"session_jwt": old})).await?;
    assert_ne!(refused.0, 200);
    assert_eq!(part(&sandbox.sign(TokenSpec::session(&member).key(TokenKey::Retired))?, 0)["kid"], first);

    sandbox.serve_keys(json!([{"kty": "EC", "kid": "other"}]));
    let (status, keys) =
        answer(caller.request(Method::GET, &format!("/v1/b2b/sessions/jwks/{}", sandbox.project_id()))).await?;
    assert_eq!((status.as_u16(), &keys["keys"]), (200, &json!([{"kty": "EC", "kid": "other"}])));
    Ok(())
}

#[tokio::test]
async fn a_token_is_what_its_specification_says() -> TestResult {
    let sandbox = Sandbox::builder().issuer("https://login.acme.example").start().await?;
    let organization = sandbox.add_organization("Acme")?;
    let member = sandbox.add_member(&organization, "ada@acme.example")?;
    let session = sandbox.sign(TokenSpec::session(&member).claim("plan", "free").header("typ", Value::Null))?;
    let claims = part(&session, 1);
    assert_eq!((&claims["iss"], &claims["plan"]), (&json!("https://login.acme.example"), &json!("free")));
    assert_eq!((&claims["sub"], part(&session, 0).get("typ")), (&json!(member), None));
    assert_eq!(claims["https://stytch.com/organization"]["organization_id"], organization);

    let machine = part(&sandbox.sign(TokenSpec::m2m("machine", ["a", "b"]).claim("exp", Value::Null))?, 1);
    assert_eq!((&machine["sub"], &machine["scope"], machine.get("exp")), (&json!("machine"), &json!("a b"), None));
    let unpublished = sandbox.sign(TokenSpec::m2m("machine", ["a"]).key(TokenKey::Unpublished))?;
    let published = published(&Caller::new(&sandbox)).await?;
    assert!(!published.iter().any(|id| part(&unpublished, 0)["kid"] == id.as_str()));
    let none = sandbox.sign(TokenSpec::m2m("machine", ["a"]).key(TokenKey::Retired));
    assert!(matches!(none, Err(SeedError::NotFound { what: "key", .. })));
    assert!(sandbox.sign(TokenSpec::id("no-app", &member)).is_err());
    Ok(())
}

#[tokio::test]
async fn a_client_gets_a_token_by_form_json_or_header() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let caller = Caller::new(&sandbox);
    let client = sandbox.add_m2m_client(&["read:users", "write:users"]);
    let (id, secret) = (client.client_id.as_str(), client.client_secret.as_str());
    let endpoint = format!("/v1/public/{}/oauth2", sandbox.project_id());
    let url = format!("{}{endpoint}/token", sandbox.base_url());
    let good = json!({"grant_type": "client_credentials", "client_id": id, "client_secret": secret});

    let with = |name: &str, value: &str| {
        let mut changed = good.clone();
        changed[name] = json!(value);
        changed
    };
    for (form, status, error) in [
        (with("scope", "read:users"), 200, Value::Null),
        (with("client_secret", "wrong"), 401, json!("invalid_client")),
        (with("grant_type", "password"), 400, json!("unsupported_grant_type")),
        (with("scope", "read:users delete:users"), 400, json!("invalid_scope")),
    ] {
        let (found, body) = caller.form(&format!("{endpoint}/token"), form).await?;
        assert_eq!((found.as_u16(), &body["error"], body.get("error_type")), (status, &error, None));
    }
    // A name that the API does not know asks for nothing.
    let mut json = good.clone();
    json["scopes"] = json!(["read:users"]);
    let (_, issued) = answer(caller.http.post(&url).json(&json)).await?;
    assert_eq!(part(issued["access_token"].as_str().unwrap_or_default(), 1)["scope"], "read:users write:users");
    let header = caller.http.post(&url).basic_auth(id, Some(secret)).json(&json!({"grant_type": "client_credentials"}));
    assert_eq!(answer(header).await?.0, 200);

    for request in sandbox.requests() {
        assert!(!request.body.to_string().contains(secret), "{:?}", request.body);
    }
    Ok(())
}

#[tokio::test]
async fn a_token_that_is_taken_back_is_not_active() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let caller = Caller::new(&sandbox);
    let client = sandbox.add_m2m_client(&["read:users"]);
    let endpoint = format!("/v1/public/{}/oauth2/introspect", sandbox.project_id());
    let ask = async |token: &str| {
        let form = json!({"token": token, "client_id": client.client_id, "client_secret": client.client_secret});
        caller.form(&endpoint, form).await.map(|(_, answer)| answer["active"] == true)
    };
    let token = sandbox.sign(TokenSpec::m2m(&client.client_id, ["read:users"]))?;
    let changes: [fn(TokenSpec) -> TokenSpec; 4] = [
        |spec| spec.claim("exp", 1),
        |spec| spec.claim("aud", json!(["another"])),
        |spec| spec.claim("scope", Value::Null),
        |spec| spec.key(TokenKey::Unpublished),
    ];
    for change in changes {
        let other = sandbox.sign(change(TokenSpec::m2m(&client.client_id, ["read:users"])))?;
        assert!(!ask(&other).await?, "{:?}", part(&other, 1));
    }
    assert!(ask(&token).await?);
    sandbox.revoke_token(&token);
    assert!(!ask(&token).await?);
    Ok(())
}

#[tokio::test]
async fn policies_of_organizations_can_be_missing() -> TestResult {
    let sandbox = Sandbox::builder().without_organization_policies().start().await?;
    let caller = Caller::new(&sandbox);
    let organization = sandbox.add_organization("Acme")?;
    let path = format!("/v1/b2b/rbac/organizations/{organization}");
    let refused = caller.refused(Method::GET, &path, json!({})).await?;
    assert_eq!(refused, (403, "enterprise_endpoint".to_owned()));
    caller.get("/v1/b2b/rbac/policy").await?;
    Ok(())
}

#[tokio::test]
async fn keys_and_tokens_are_made_over_http() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let caller = Caller::new(&sandbox);
    let (_, rotated) = caller.control(Method::POST, "keys", json!({"action": "rotate"})).await?;
    let (_, keys) = caller.control(Method::GET, "keys", Value::Null).await?;
    assert_eq!(keys["keys"][1]["kid"], rotated["kid"]);
    let retire = json!({"action": "retire", "kid": keys["keys"][0]["kid"]});
    assert_eq!(caller.control(Method::POST, "keys", retire).await?.1, json!({"retired": true}));

    let spec = json!({"kind": "m2m", "client_id": "m", "scopes": ["a"], "claims": {"iss": "x"}, "key": "retired"});
    let (_, signed) = caller.control(Method::POST, "tokens", spec).await?;
    let token = signed["token"].as_str().unwrap_or_default();
    assert_eq!((&part(token, 0)["kid"], &part(token, 1)["iss"]), (&keys["keys"][0]["kid"], &json!("x")));
    assert_eq!(caller.control(Method::POST, "tokens/revoke", json!({"token": token})).await?.0, 200);
    assert_eq!(caller.control(Method::POST, "tokens", json!({"kind": "none"})).await?.0, 400);
    assert_eq!(caller.control(Method::POST, "keys", json!({"action": "serve", "keys": 7})).await?.0, 200);
    assert_eq!(caller.control(Method::GET, "keys", Value::Null).await?.1["keys"], 7);
    Ok(())
}
