//! Member sessions: how they end, what they allow.

use crate::support::{Caller, TestResult, answer};
use reqwest::Method;
use serde_json::json;
use std::time::Duration;
use stytch_b2b_sandbox::{Credential, MemberSeed, Sandbox};

const AUTHENTICATE: &str = "/v1/b2b/sessions/authenticate";

#[tokio::test]
async fn a_session_is_extended_and_ends() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let organization = sandbox.add_organization("Acme Co")?;
    let member = sandbox.add_member(&organization, "ada@acme.example")?;
    let session = sandbox.add_member_session(&member)?;
    let caller = Caller::new(&sandbox);
    let by_token = json!({"session_token": session.session_token});
    let extend = json!({"session_token": session.session_token, "session_duration_minutes": 120});
    caller.ok(Method::POST, AUTHENTICATE, extend).await?;
    sandbox.advance_clock(Duration::from_secs(90 * 60));
    // The JWT has expired by now; the session it is of has not.
    caller.ok(Method::POST, AUTHENTICATE, json!({"session_jwt": session.session_jwt})).await?;
    for (request, error) in [
        (json!({}), (400, "no_session_arguments")),
        (json!({"session_token": "a", "session_jwt": "b"}), (400, "too_many_session_arguments")),
        (
            json!({"session_token": session.session_token, "session_duration_minutes": 4}),
            (400, "invalid_session_duration_minutes"),
        ),
        (json!({"session_token": "made-up"}), (404, "session_not_found")),
        (json!({"session_jwt": format!("{}x", session.session_jwt)}), (404, "session_not_found")),
    ] {
        assert_eq!(caller.refused(Method::POST, AUTHENTICATE, request).await?, (error.0, error.1.to_owned()));
    }
    sandbox.advance_clock(Duration::from_secs(30 * 60));
    assert_eq!(caller.refused(Method::POST, AUTHENTICATE, by_token).await?, (404, "session_not_found".to_owned()));
    Ok(())
}

#[tokio::test]
async fn sessions_are_listed_exchanged_and_revoked() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let (acme, beta) = (sandbox.add_organization("Acme")?, sandbox.add_organization("Beta")?);
    let member = sandbox.add_member(&acme, "ada@example.com")?;
    let other = sandbox.add_member(&beta, "ada@example.com")?;
    let session = sandbox.add_member_session(&member)?;
    let caller = Caller::new(&sandbox);
    let exchange = json!({"organization_id": beta, "session_token": session.session_token});
    let exchanged = caller.ok(Method::POST, "/v1/b2b/sessions/exchange", exchange).await?;
    assert_eq!(exchanged["member_id"], other.as_str());
    let list = format!("/v1/b2b/sessions?organization_id={acme}&member_id={member}");
    assert_eq!(caller.get(&list).await?.1["member_sessions"].as_array().map(Vec::len), Some(1));
    let revoke = "/v1/b2b/sessions/revoke";
    assert_eq!(caller.refused(Method::POST, revoke, json!({})).await?.1, "no_session_revoke_arguments");
    caller.ok(Method::POST, revoke, json!({"member_id": member})).await?;
    assert_eq!(caller.get(&list).await?.1["member_sessions"], json!([]));
    let jwt = json!({"session_jwt": exchanged["session_jwt"]});
    caller.ok(Method::POST, revoke, jwt.clone()).await?;
    assert_eq!(caller.refused(Method::POST, AUTHENTICATE, jwt).await?.1, "session_not_found");
    Ok(())
}

#[tokio::test]
async fn a_member_session_in_the_header_allows_what_its_roles_allow() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let (acme, beta) = (sandbox.add_organization("Acme")?, sandbox.add_organization("Beta")?);
    let admin = sandbox.add_member(&acme, MemberSeed::new("admin@acme.example").roles(["stytch_admin"]))?;
    let ada = sandbox.add_member(&acme, "ada@acme.example")?;
    let other = sandbox.add_member(&beta, "ada@beta.example")?;
    let (admin, plain) = (sandbox.add_member_session(&admin)?, sandbox.add_member_session(&ada)?);
    let caller = Caller::new(&sandbox);
    let rename = |organization: &str| {
        caller
            .request(Method::PUT, &format!("/v1/b2b/organizations/{organization}"))
            .json(&json!({"organization_name": "New"}))
    };
    let token = "x-stytch-member-session";
    let revoke = |member: &str| {
        let request = caller.request(Method::POST, "/v1/b2b/sessions/revoke").json(&json!({"member_id": member}));
        request.header(token, &admin.session_token)
    };
    let rename_self = caller
        .request(Method::PUT, &format!("/v1/b2b/organizations/{acme}/members/{ada}"))
        .json(&json!({"name": "Ada"}))
        .header(token, &plain.session_token);
    for (request, status, error_type, seen) in [
        (rename(&acme).header(token, &admin.session_token), 200, None, Credential::Accepted),
        (rename(&acme).header("x-stytch-member-sessionjwt", &admin.session_jwt), 200, None, Credential::Accepted),
        (
            rename(&acme).header(token, &plain.session_token),
            403,
            Some("session_authorization_error"),
            Credential::Rejected,
        ),
        (
            rename(&beta).header(token, &admin.session_token),
            403,
            Some("session_authorization_tenancy_error"),
            Credential::Rejected,
        ),
        (rename(&acme).header(token, "made-up"), 404, Some("session_not_found"), Credential::Rejected),
        (rename_self, 200, None, Credential::Accepted),
        (revoke(&other), 403, Some("session_authorization_tenancy_error"), Credential::Rejected),
        (revoke(&ada), 200, None, Credential::Accepted),
        // It is not checked where the operation declares none.
        (caller.request(Method::GET, "/v1/b2b/rbac/policy").header(token, "made-up"), 200, None, Credential::Unchecked),
    ] {
        let (answered, body) = answer(request).await?;
        assert_eq!((answered.as_u16(), body["error_type"].as_str()), (status, error_type));
        assert_eq!(sandbox.requests().pop().map(|request| request.member_session), Some(seen));
    }
    Ok(())
}

#[tokio::test]
async fn an_organization_has_roles_of_its_own() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let organization = sandbox.add_organization("Acme")?;
    let caller = Caller::new(&sandbox);
    let path = format!("/v1/b2b/rbac/organizations/{organization}");
    let role = |resource: &str, action: &str| {
        let permissions = json!([{"resource_id": resource, "actions": [action]}]);
        json!({"org_policy": {"roles": [{"role_id": "janitor", "description": "Cleans up", "permissions": permissions}]}})
    };
    assert_eq!(caller.refused(Method::PUT, &path, role("shoes", "read")).await?.1, "invalid_permission_resource");
    assert_eq!(caller.refused(Method::PUT, &path, role("documents", "burn")).await?.1, "invalid_permission_action");
    caller.ok(Method::PUT, &path, role("documents", "delete")).await?;
    assert_eq!(caller.get(&path).await?.1["org_policy"]["roles"][0]["role_id"], "janitor");
    let member = sandbox.add_member(&organization, MemberSeed::new("ada@acme.example").roles(["janitor"]))?;
    let session = sandbox.add_member_session(&member)?;
    let check = json!({"organization_id": organization, "resource_id": "documents", "action": "delete"});
    let request = json!({"session_token": session.session_token, "authorization_check": check});
    let allowed = caller.ok(Method::POST, AUTHENTICATE, request).await?;
    assert_eq!(allowed["verdict"]["granting_roles"], json!(["janitor"]));
    Ok(())
}
