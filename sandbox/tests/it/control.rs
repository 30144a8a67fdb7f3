//! The control API, rate limits, seeds, and the page.

use crate::support::{Caller, TestResult};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::{Duration, UNIX_EPOCH};
use stytch_b2b_sandbox::{RateLimit, Sandbox, SeedError};

const POLICY: &str = "/v1/b2b/rbac/policy";

#[tokio::test]
async fn rate_limits_are_windows_of_the_clock_for_each_operation() -> TestResult {
    // Ten seconds before a minute begins.
    let sandbox = Sandbox::builder().clock(UNIX_EPOCH + Duration::from_secs(1_767_225_650)).start().await?;
    sandbox.rate_limit(RateLimit::per_minute(3).with_retry_after());
    let caller = Caller::new(&sandbox);
    let statuses = async |count: usize| -> Result<Vec<u16>, reqwest::Error> {
        let mut statuses = Vec::new();
        for _ in 0..count {
            statuses.push(caller.get(POLICY).await?.0.as_u16());
        }
        Ok(statuses)
    };
    assert_eq!(statuses(5).await?, [200, 200, 200, 429, 429]);
    let response = caller.request(Method::GET, POLICY).send().await?;
    assert_eq!(response.headers()["retry-after"], "10");
    assert_eq!(response.headers()["date"], "Thu, 01 Jan 2026 00:00:50 GMT");
    assert_eq!(caller.get("/v1/b2b/organizations/x").await?.0, 404);
    sandbox.advance_clock(Duration::from_secs(10));
    assert_eq!(statuses(4).await?, [200, 200, 200, 429]);
    sandbox.clear_rate_limits();
    assert_eq!(statuses(1).await?, [200]);
    assert!("100 per minute".parse::<RateLimit>().is_err());
    Ok(())
}

#[tokio::test]
async fn a_limit_for_each_person_stops_nobody_else() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    sandbox.rate_limit(RateLimit::per_day(2).for_each_person());
    let caller = Caller::new(&sandbox);
    let mut statuses = Vec::new();
    for email in ["ada@acme.example", "ADA@acme.example", "ada@acme.example", "bob@acme.example"] {
        let request = caller.request(Method::POST, "/v1/b2b/otps/email/discovery/send");
        statuses.push(request.json(&json!({"email_address": email})).send().await?.status().as_u16());
    }
    statuses.push(caller.get(POLICY).await?.0.as_u16());
    assert_eq!(statuses, [200, 200, 429, 200, 200]);
    Ok(())
}

#[tokio::test]
async fn faults_and_limits_are_scripted_over_http() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let caller = Caller::new(&sandbox);
    for fault in [
        json!({"fault": "rate_limited", "retry_after": "2s", "on": "rbac_policy", "times": 1}),
        json!({"fault": "status", "status": 503}),
        json!({"fault": "value", "path": "policy", "value": 7}),
    ] {
        assert_eq!(caller.control(Method::POST, "faults", fault).await?.0, 200);
    }
    let response = caller.request(Method::GET, POLICY).send().await?;
    assert_eq!((response.status().as_u16(), response.headers()["retry-after"].to_str()?), (429, "2"));
    assert_eq!(caller.get(POLICY).await?.0, 503);
    let changed: Value = caller.request(Method::GET, POLICY).send().await?.json().await?;
    assert_eq!(changed["policy"], 7);
    caller.control(Method::POST, "rate-limits", json!({"requests": 0, "per": "1h"})).await?;
    assert_eq!(caller.get(POLICY).await?.0, 429);
    caller.control(Method::DELETE, "rate-limits", json!({})).await?;
    assert_eq!(caller.get(POLICY).await?.0, 200);
    let (status, body) = caller.control(Method::POST, "faults", json!({"fault": "earthquake"})).await?;
    assert_eq!(status, 400);
    assert!(body["error"].as_str().is_some_and(|error| error.contains("earthquake")), "{body}");
    Ok(())
}

#[tokio::test]
async fn everything_can_be_seen_and_forgotten_over_http() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let caller = Caller::new(&sandbox);
    let seed = json!({"organizations": [{
        "organization_name": "<Acme & Co>",
        "organization_slug": "acme",
        "members": [{"email_address": "ada@acme.example", "password": "x", "roles": ["editor"]}],
        "scim_connection": {"groups": 12, "bearer_token": "the-providers-own-token"},
    }]});
    caller.control(Method::POST, "seed", seed).await?;
    caller
        .ok(
            Method::POST,
            "/v1/b2b/otps/email/login_or_signup",
            json!({"organization_id": "acme", "email_address": "ada@acme.example"}),
        )
        .await?;
    let (_, messages) = caller.control(Method::GET, "messages?to=ada%40acme.example", json!({})).await?;
    assert_eq!(messages["messages"][0]["code"], caller.secret_sent_to("ada@acme.example"));
    let (_, requests) = caller.control(Method::GET, "requests", json!({})).await?;
    assert_eq!(
        (&requests["count"], &requests["requests"][0]["operation"]),
        (&json!(1), &json!("otps_email_login_or_signup"))
    );
    let (_, found) = caller.get("/v1/b2b/scim/acme/connection").await?;
    assert_eq!(found["connection"]["bearer_token_last_four"], "oken");
    let users = format!("{}/Users", found["connection"]["base_url"].as_str().unwrap_or_default());
    for (token, status) in [("the-providers-own-token", 200), ("another", 401)] {
        assert_eq!(caller.http.get(&users).bearer_auth(token).send().await?.status(), status);
    }
    let (_, before) = caller.control(Method::GET, "clock", json!({})).await?;
    let (_, after) = caller.control(Method::POST, "clock", json!({"advance": "1day"})).await?;
    assert_ne!(before, after);

    let page = caller.http.get(sandbox.base_url()).send().await?;
    assert!(page.headers()["content-type"].to_str()?.starts_with("text/html"));
    let page = page.text().await?;
    for shown in ["&lt;Acme &amp; Co&gt;", "12 groups", "otps_email_login_or_signup", "ada@acme.example"] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    caller.control(Method::POST, "reset", json!({})).await?;
    let (_, held) = caller.control(Method::GET, "", json!({})).await?;
    assert_eq!((&held["organizations"], &held["requests"]), (&json!(0), &json!(0)));
    Ok(())
}

#[tokio::test]
async fn a_seed_that_is_not_one_says_where() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    for (seed, problem) in [
        ("{", "not a seed: EOF while parsing an object at line 1 column 1"),
        (
            r#"{"organisations": []}"#,
            "not a seed: unknown field `organisations`, expected one of `organizations`, `connected_apps`, `policy` at line 1 column 16",
        ),
        (
            r#"{"organizations": [{"organization_name": "A1"}, {"organization_name": "B1", "members": [{"email_address": "x"}]}]}"#,
            "not a seed: organizations[1].members[0]: The field email_address is not an email address. (invalid_email)",
        ),
        (
            r#"{"connected_apps": [{"client_id": "a"}, {"client_id": "b", "nickname": "B"}]}"#,
            "not a seed: connected_apps[1]: not a seed: unknown field `nickname`",
        ),
        (
            r#"{"organizations": [{"organization_name": "C1", "members": [{"email_address": "c@c.example", "connected_apps": [{"client_id": "none", "scopes": []}]}]}]}"#,
            "not a seed: organizations[0].members[0]: the sandbox holds no Connected App \"none\"",
        ),
    ] {
        let error = sandbox.load(seed);
        assert_eq!(error.as_ref().map_err(SeedError::to_string), Err(problem.to_owned()));
    }
    Ok(())
}

#[tokio::test]
async fn the_seed_in_the_readme_is_one() -> TestResult {
    let readme = include_str!("../../README.md");
    let seed = readme.split("```json").nth(1).and_then(|rest| rest.split("```").next()).unwrap_or_default();
    let sandbox = Sandbox::builder().start().await?;
    sandbox.load(seed)?;
    let caller = Caller::new(&sandbox);
    let login = json!({"organization_id": "acme-co", "email_address": "ada@acme.example", "password": "correct horse"});
    let login = caller.ok(Method::POST, "/v1/b2b/passwords/authenticate", login).await?;
    assert_eq!(login["member"]["is_admin"], true);
    Ok(())
}

#[tokio::test]
async fn a_clock_request_that_is_not_valid_is_told_about_the_clock() -> TestResult {
    let sandbox = Sandbox::builder().clock(UNIX_EPOCH).start().await?;
    let caller = Caller::new(&sandbox);
    let (status, answer) = caller.control(Method::POST, "clock", json!({"advance": "soon"})).await?;
    assert_eq!(status, 400);
    assert!(answer["error"].as_str().unwrap_or_default().starts_with("the clock is not valid"), "{answer}");
    assert_eq!(sandbox.now(), UNIX_EPOCH);
    Ok(())
}
