//! Discovery: what is missing is said beforehand, and an intermediate session lasts until its member is in.

use crate::support::{Caller, TestResult};
use reqwest::Method;
use serde_json::{Value, json};
use stytch_b2b_sandbox::{MemberSeed, Sandbox};

const ADDRESS: &str = "ada@acme.example";
const EXCHANGE: &str = "/v1/b2b/discovery/intermediate_sessions/exchange";

/// Organizations that ask for nothing more, for a second factor, and for another way to log in; then a login by code.
async fn begin(caller: &Caller<'_>) -> Result<(Vec<String>, Value), Box<dyn std::error::Error>> {
    let mut ids = Vec::new();
    for settings in [
        json!({}),
        json!({"mfa_policy": "REQUIRED_FOR_ALL"}),
        json!({"auth_methods": "RESTRICTED", "allowed_auth_methods": ["sso"]}),
    ] {
        let id = caller.sandbox.add_organization(format!("Organization {}", ids.len()).as_str())?;
        caller.sandbox.add_member(&id, MemberSeed::new(ADDRESS))?;
        caller.ok(Method::PUT, &format!("/v1/b2b/organizations/{id}"), settings).await?;
        ids.push(id);
    }
    caller.ok(Method::POST, "/v1/b2b/otps/email/discovery/send", json!({"email_address": ADDRESS})).await?;
    let request = json!({"email_address": ADDRESS, "code": caller.secret_sent_to(ADDRESS)});
    Ok((ids, caller.ok(Method::POST, "/v1/b2b/otps/email/discovery/authenticate", request).await?))
}

#[tokio::test]
async fn discovered_organizations_say_what_exchange_then_asks_for() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let caller = Caller::new(&sandbox);
    let (ids, found) = begin(&caller).await?;
    let mut complete = Vec::new();
    for id in &ids {
        let organizations = found["discovered_organizations"].as_array().into_iter().flatten();
        let foretold = organizations.clone().find(|each| each["organization"]["organization_id"] == **id);
        let foretold = foretold.ok_or("an organization was not discovered")?;
        let request = json!({"intermediate_session_token": found["intermediate_session_token"], "organization_id": id});
        if foretold["member_authenticated"] == true {
            complete.push((id.clone(), request));
            continue;
        }
        let exchanged = caller.ok(Method::POST, EXCHANGE, request).await?;
        for field in ["member_authenticated", "primary_required", "mfa_required"] {
            assert_eq!(exchanged[field], foretold[field], "{field}");
        }
    }
    // Last, since it uses the intermediate session up.
    assert_eq!(complete.len(), 1);
    for (_, request) in complete {
        assert_eq!(caller.ok(Method::POST, EXCHANGE, request).await?["member_authenticated"], true);
    }
    Ok(())
}

#[tokio::test]
async fn an_incomplete_exchange_answers_the_token_it_was_given() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let caller = Caller::new(&sandbox);
    let (ids, found) = begin(&caller).await?;
    let token = &found["intermediate_session_token"];
    let request = |id: &String| json!({"intermediate_session_token": token, "organization_id": id});
    for id in &ids[1..] {
        let incomplete = caller.ok(Method::POST, EXCHANGE, request(id)).await?;
        assert_eq!(
            (&incomplete["member_authenticated"], &incomplete["intermediate_session_token"]),
            (&json!(false), token)
        );
    }
    // It completes the organization that asked for a second factor.
    let member = incomplete_member(&caller, &request(&ids[1])).await?;
    let totp = caller.ok(Method::POST, "/v1/b2b/totp", json!({"organization_id": ids[1], "member_id": member})).await?;
    let code = sandbox.totp_code(totp["secret"].as_str().unwrap_or_default()).ok_or("the secret is base32")?;
    let request = json!({
        "organization_id": ids[1], "member_id": member, "code": code, "intermediate_session_token": token,
    });
    let complete = caller.ok(Method::POST, "/v1/b2b/totp/authenticate", request).await?;
    assert_ne!(complete["session_token"], "");
    let spent = json!({"intermediate_session_token": token, "organization_id": ids[0]});
    assert_eq!(
        caller.refused(Method::POST, EXCHANGE, spent).await?,
        (404, "intermediate_session_not_found".to_owned())
    );
    Ok(())
}

async fn incomplete_member(caller: &Caller<'_>, request: &Value) -> Result<Value, Box<dyn std::error::Error>> {
    Ok(caller.ok(Method::POST, EXCHANGE, request.clone()).await?["member_id"].clone())
}
