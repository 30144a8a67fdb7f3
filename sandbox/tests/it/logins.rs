//! The ways to log in, and what is asked for on top.

use crate::support::{Caller, TestResult};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;
use stytch_b2b_sandbox::{LoginTokenSeed, MemberSeed, OrganizationSeed, Sandbox};

const PASSWORD: &str = "Correct-Horse-Battery-7";

fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value[field].as_str().unwrap_or_default()
}

#[tokio::test]
async fn a_magic_link_lets_in_once_and_not_for_ever() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let organization = sandbox.add_organization("Acme Co")?;
    sandbox.add_member(&organization, "ada@acme.example")?;
    let caller = Caller::new(&sandbox);
    let send = json!({"organization_id": organization, "email_address": "ada@acme.example"});
    let authenticate = "/v1/b2b/magic_links/authenticate";
    let unknown = caller.refused(Method::POST, authenticate, json!({"magic_links_token": "made-up"})).await?;
    assert_eq!(unknown, (404, "magic_link_not_found".to_owned()));

    caller.ok(Method::POST, "/v1/b2b/magic_links/email/login_or_signup", send.clone()).await?;
    let token = json!({"magic_links_token": caller.secret_sent_to("ada@acme.example")});
    let login = caller.ok(Method::POST, authenticate, token.clone()).await?;
    assert_eq!(login["member_authenticated"], true);
    let used = caller.refused(Method::POST, authenticate, token).await?;
    assert_eq!(used, (401, "unable_to_auth_magic_link".to_owned()));

    caller.ok(Method::POST, "/v1/b2b/magic_links/email/login_or_signup", send).await?;
    let token = json!({"magic_links_token": caller.secret_sent_to("ada@acme.example")});
    sandbox.advance_clock(Duration::from_secs(61 * 60));
    let expired = caller.refused(Method::POST, authenticate, token).await?;
    assert_eq!(expired, (401, "unable_to_auth_magic_link".to_owned()));
    Ok(())
}

#[tokio::test]
async fn pkce_is_checked() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let organization = sandbox.add_organization("Acme Co")?;
    sandbox.add_member(&organization, "ada@acme.example")?;
    let caller = Caller::new(&sandbox);
    // The verifier and the challenge of RFC 7636, appendix B.
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    let send =
        json!({"organization_id": organization, "email_address": "ada@acme.example", "pkce_code_challenge": challenge});
    caller.ok(Method::POST, "/v1/b2b/magic_links/email/login_or_signup", send).await?;
    let mut request = json!({"magic_links_token": caller.secret_sent_to("ada@acme.example")});
    let authenticate = "/v1/b2b/magic_links/authenticate";
    assert_eq!(caller.refused(Method::POST, authenticate, request.clone()).await?.1, "pkce_expected_code_verifier");
    request["pkce_code_verifier"] = json!("wrong");
    assert_eq!(caller.refused(Method::POST, authenticate, request.clone()).await?.1, "pkce_mismatch");
    request["pkce_code_verifier"] = json!("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    caller.ok(Method::POST, authenticate, request).await?;
    Ok(())
}

#[tokio::test]
async fn passwords_are_reset_used_and_taken_away() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let organization = sandbox.add_organization("Acme Co")?;
    sandbox.add_member(&organization, "ada@acme.example")?;
    let caller = Caller::new(&sandbox);
    let who = |fields: Value| {
        let mut request = json!({"organization_id": organization, "email_address": "ada@acme.example"});
        request
            .as_object_mut()
            .into_iter()
            .for_each(|request| request.extend(fields.as_object().cloned().unwrap_or_default()));
        request
    };
    let (login, reset) = ("/v1/b2b/passwords/authenticate", "/v1/b2b/passwords/email/reset");
    let without = caller.refused(Method::POST, login, who(json!({"password": PASSWORD}))).await?;
    assert_eq!(without, (404, "member_password_not_found".to_owned()));
    caller.ok(Method::POST, "/v1/b2b/passwords/email/reset/start", who(json!({}))).await?;
    let token = caller.secret_sent_to("ada@acme.example");
    let weak = json!({"password_reset_token": token, "password": "short"});
    assert_eq!(caller.refused(Method::POST, reset, weak).await?.1, "weak_password");
    caller.ok(Method::POST, reset, json!({"password_reset_token": token, "password": PASSWORD})).await?;
    let session = caller.ok(Method::POST, login, who(json!({"password": PASSWORD}))).await?;
    assert_eq!(
        caller.refused(Method::POST, login, who(json!({"password": "x"}))).await?,
        (401, "unauthorized_credentials".to_owned())
    );

    let by_session = json!({"organization_id": organization, "session_token": session["session_token"], "password": "By-Session-Horse-12"});
    caller.ok(Method::POST, "/v1/b2b/passwords/session/reset", by_session).await?;
    let by_existing = who(json!({"existing_password": "By-Session-Horse-12", "new_password": PASSWORD}));
    caller.ok(Method::POST, "/v1/b2b/passwords/existing_password/reset", by_existing).await?;
    let found = caller
        .ok(
            Method::POST,
            "/v1/b2b/passwords/discovery/authenticate",
            json!({"email_address": "ada@acme.example", "password": PASSWORD}),
        )
        .await?;
    assert_eq!(found["discovered_organizations"].as_array().map(Vec::len), Some(1));

    caller.ok(Method::POST, "/v1/b2b/passwords/email/require_reset", who(json!({}))).await?;
    assert_eq!(
        caller.refused(Method::POST, login, who(json!({"password": PASSWORD}))).await?.1,
        "member_reset_password"
    );
    caller
        .ok(Method::POST, "/v1/b2b/passwords/discovery/email/reset/start", json!({"email_address": "ada@acme.example"}))
        .await?;
    let token = caller.secret_sent_to("ada@acme.example");
    caller
        .ok(
            Method::POST,
            "/v1/b2b/passwords/discovery/email/reset",
            json!({"password_reset_token": token, "password": PASSWORD}),
        )
        .await?;
    let login = caller.ok(Method::POST, login, who(json!({"password": PASSWORD}))).await?;
    let path = format!(
        "/v1/b2b/organizations/{organization}/members/passwords/{}",
        text(&login["member"], "member_password_id")
    );
    assert_eq!(caller.ok(Method::DELETE, &path, json!({})).await?["member"]["member_password_id"], "");
    let migrate = who(json!({"hash": "x", "hash_type": "bcrypt"}));
    let migrate = json!({"organization_id": organization, "email_address": "new@acme.example", "hash": migrate["hash"], "hash_type": "bcrypt"});
    assert_eq!(caller.ok(Method::POST, "/v1/b2b/passwords/migrate", migrate).await?["member_created"], true);
    Ok(())
}

#[tokio::test]
async fn a_second_factor_is_asked_for_where_it_is_required() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let organization =
        sandbox.add_organization(OrganizationSeed::new("Acme").field("mfa_policy", "REQUIRED_FOR_ALL"))?;
    let member = sandbox.add_member(&organization, MemberSeed::new("ada@acme.example").password(PASSWORD))?;
    let caller = Caller::new(&sandbox);
    let login = json!({"organization_id": organization, "email_address": "ada@acme.example", "password": PASSWORD});
    let first = caller.ok(Method::POST, "/v1/b2b/passwords/authenticate", login).await?;
    assert_eq!((&first["member_authenticated"], &first["session_token"]), (&json!(false), &json!("")));
    assert!(first["mfa_required"]["member_options"].is_object());
    let token = text(&first, "intermediate_session_token");

    let mut request =
        json!({"organization_id": organization, "member_id": member, "intermediate_session_token": token});
    let (send, authenticate) = ("/v1/b2b/otps/sms/send", "/v1/b2b/otps/sms/authenticate");
    assert_eq!(caller.refused(Method::POST, send, request.clone()).await?.1, "member_phone_number_not_found");
    request["mfa_phone_number"] = json!("+12025550162");
    caller.ok(Method::POST, send, request.clone()).await?;
    request.as_object_mut().map(|request| request.remove("mfa_phone_number"));
    request["code"] = json!(caller.secret_sent_to("+12025550162"));
    let second = caller.ok(Method::POST, authenticate, request.clone()).await?;
    let factors = second["member_session"]["authentication_factors"].as_array().cloned().unwrap_or_default();
    assert_eq!(factors.iter().map(|factor| text(factor, "type")).collect::<Vec<_>>(), ["password", "otp"]);
    request["code"] = json!("000000");
    assert_eq!(
        caller.refused(Method::POST, authenticate, request).await?,
        (404, "intermediate_session_not_found".to_owned())
    );
    Ok(())
}

#[tokio::test]
async fn only_the_allowed_ways_to_log_in_are_enough() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let seed = OrganizationSeed::new("Acme")
        .field("auth_methods", "RESTRICTED")
        .field("allowed_auth_methods", json!(["google_oauth"]));
    let organization = sandbox.add_organization(seed)?;
    let member = sandbox.add_member(&organization, MemberSeed::new("ada@acme.example").password(PASSWORD))?;
    let caller = Caller::new(&sandbox);
    let login = json!({"organization_id": organization, "email_address": "ada@acme.example", "password": PASSWORD});
    let first = caller.ok(Method::POST, "/v1/b2b/passwords/authenticate", login).await?;
    assert_eq!(first["primary_required"]["allowed_auth_methods"], json!(["google_oauth"]));
    let token = sandbox.add_login_token(LoginTokenSeed::oauth(&member, "google"))?;
    let login = caller.ok(Method::POST, "/v1/b2b/oauth/authenticate", json!({"oauth_token": token})).await?;
    assert_eq!((&login["member_authenticated"], &login["provider_type"]), (&json!(true), &json!("Google")));
    Ok(())
}

#[tokio::test]
async fn logins_that_others_vouch_for() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let organization = sandbox.add_organization("Acme")?;
    let member = sandbox.add_member(&organization, "ada@acme.example")?;
    let caller = Caller::new(&sandbox);
    let created = caller.ok(Method::POST, &format!("/v1/b2b/sso/saml/{organization}"), json!({})).await?;
    let connection = text(&created["connection"], "connection_id");
    for (seed, path, field) in [
        (LoginTokenSeed::sso(&member, connection), "sso/authenticate", "sso_token"),
        (LoginTokenSeed::impersonation(&member), "impersonation/authenticate", "impersonation_token"),
        (
            LoginTokenSeed::discovery_oauth("ada@acme.example", "microsoft"),
            "oauth/discovery/authenticate",
            "discovery_oauth_token",
        ),
    ] {
        let request = json!({field: sandbox.add_login_token(seed)?});
        caller.ok(Method::POST, &format!("/v1/b2b/{path}"), request.clone()).await?;
        caller.refused(Method::POST, &format!("/v1/b2b/{path}"), request).await?;
    }
    assert!(sandbox.add_login_token(LoginTokenSeed::sso(&member, "none")).is_err());
    Ok(())
}

#[tokio::test]
async fn a_new_address_is_the_members_once_its_link_is_followed() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let organization = sandbox.add_organization("Acme")?;
    let member = sandbox.add_member(&organization, "ada@acme.example")?;
    let caller = Caller::new(&sandbox);
    let path = format!("/v1/b2b/organizations/{organization}/members/{member}/start_email_update");
    let started = caller.ok(Method::POST, &path, json!({"email_address": "ada@new.example"})).await?;
    assert_eq!(started["member"]["email_address"], "ada@acme.example");
    let token = json!({"magic_links_token": caller.secret_sent_to("ada@new.example")});
    let login = caller.ok(Method::POST, "/v1/b2b/magic_links/authenticate", token).await?;
    assert_eq!(login["member"]["email_address"], "ada@new.example");
    Ok(())
}

#[tokio::test]
async fn a_new_address_is_the_members_once_its_code_is_used() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let organization = sandbox.add_organization("Acme")?;
    let member = sandbox.add_member(&organization, "ada@acme.example")?;
    let caller = Caller::new(&sandbox);
    let path = format!("/v1/b2b/organizations/{organization}/members/{member}/start_email_update");
    let start = json!({"email_address": "ada@new.example", "delivery_method": "EMAIL_OTP"});
    caller.ok(Method::POST, &path, start.clone()).await?;
    let authenticate = "/v1/b2b/otps/email/authenticate";
    let by_code =
        |code: &str| json!({"organization_id": organization, "email_address": "ada@new.example", "code": code});
    assert_eq!(caller.refused(Method::POST, authenticate, by_code("wrong")).await?.0, 401);
    let code = caller.secret_sent_to("ada@new.example");
    let login = caller.ok(Method::POST, authenticate, by_code(&code)).await?;
    assert_eq!(login["member"]["email_address"], "ada@new.example");
    assert_eq!(login["member"]["retired_email_addresses"][0]["email_address"], "ada@acme.example");
    assert_eq!(login["member_id"], json!(member));
    // However the address is written, it is named as the member has it.
    let whom = json!({"organization_id": organization, "email_address": "ADA@new.example"});
    caller.ok(Method::POST, "/v1/b2b/otps/email/login_or_signup", whom.clone()).await?;
    let mut shouted = whom;
    shouted["code"] = json!(caller.secret_sent_to("ada@new.example"));
    let again = caller.ok(Method::POST, authenticate, shouted).await?;
    assert_eq!(
        (&again["member"]["email_address"], &again["method_id"]),
        (&json!("ada@new.example"), &login["method_id"])
    );
    // A code is good for 5 minutes, and once.
    assert_eq!(caller.refused(Method::POST, authenticate, by_code(&code)).await?.1, "otp_code_not_found");
    let start = json!({"email_address": "ada@newer.example", "delivery_method": "EMAIL_OTP"});
    caller.ok(Method::POST, &path, start).await?;
    sandbox.advance_clock(Duration::from_secs(301));
    let late = json!({"organization_id": organization, "email_address": "ada@newer.example",
        "code": caller.secret_sent_to("ada@newer.example")});
    assert_eq!(caller.refused(Method::POST, authenticate, late).await?.0, 401);
    Ok(())
}

#[tokio::test]
async fn a_member_with_a_phone_number_is_sent_a_code_at_the_next_login() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let seed = OrganizationSeed::new("Acme").field("mfa_policy", "REQUIRED_FOR_ALL");
    let organization = sandbox.add_organization(seed)?;
    let seed = MemberSeed::new("ada@acme.example").password(PASSWORD).field("mfa_phone_number", "+12025550162");
    let member = sandbox.add_member(&organization, seed)?;
    sandbox.add_member(&organization, MemberSeed::new("eve@acme.example").password(PASSWORD))?;
    let caller = Caller::new(&sandbox);
    let log_in = async |email: &str| {
        let login = json!({"organization_id": organization, "email_address": email, "password": PASSWORD});
        caller.ok(Method::POST, "/v1/b2b/passwords/authenticate", login).await
    };
    let mut request = json!({"organization_id": organization, "member_id": member});
    caller.ok(Method::POST, "/v1/b2b/otps/sms/send", request.clone()).await?;
    request["code"] = json!(caller.secret_sent_to("+12025550162"));
    let authenticate = "/v1/b2b/otps/sms/authenticate";
    assert_eq!(caller.refused(Method::POST, authenticate, request.clone()).await?.1, "no_session_arguments");
    // What someone else has proved does not help.
    request["intermediate_session_token"] = log_in("eve@acme.example").await?["intermediate_session_token"].clone();
    assert_eq!(caller.refused(Method::POST, authenticate, request.clone()).await?.1, "intermediate_session_not_found");

    let first = log_in("ada@acme.example").await?;
    assert!(first["mfa_required"]["secondary_auth_initiated"].is_null());
    request["intermediate_session_token"] = first["intermediate_session_token"].clone();
    let login = caller.ok(Method::POST, authenticate, request.clone()).await?;
    assert_eq!(login["member"]["mfa_enrolled"], true);
    let second = log_in("ada@acme.example").await?;
    assert_eq!(second["mfa_required"]["secondary_auth_initiated"], "sms_otp");
    request["intermediate_session_token"] = second["intermediate_session_token"].clone();
    request["code"] = json!(caller.secret_sent_to("+12025550162"));
    caller.ok(Method::POST, authenticate, request).await?;
    Ok(())
}
