//! Faults are met in the order and as often as they were scripted.

use crate::support::{Caller, TestResult, answer};
use serde_json::json;
use std::time::{Duration, Instant};
use stytch_b2b_sandbox::{Fault, Sandbox};

const ROUTE: &str = "GET /v1/b2b/organizations/{organization_id}";

#[tokio::test]
async fn throttling_with_and_without_retry_after() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let path = format!("/v1/b2b/organizations/{}", sandbox.add_organization("Acme Co")?);
    sandbox.fault(Fault::rate_limited().retry_after(Duration::from_secs(2)).on("organizations.get").after(1));
    sandbox.fault(Fault::rate_limited().on(ROUTE).times(2));
    sandbox.fault(Fault::rate_limited().on("scim_connection_get").always());
    let caller = Caller::new(&sandbox);
    assert_eq!(sandbox.unmet_faults(), 3);
    let mut seen = Vec::new();
    for _ in 0..5 {
        let response = caller.request(reqwest::Method::GET, &path).send().await?;
        let wait = response.headers().get("retry-after").and_then(|value| value.to_str().ok()).map(str::to_owned);
        seen.push((response.status().as_u16(), wait));
    }
    // The first request passes the first fault and meets the second.
    assert_eq!(seen, [(429, None), (429, Some("2".to_owned())), (429, None), (200, None), (200, None)]);
    // The one that is for another operation.
    assert_eq!(sandbox.unmet_faults(), 1);
    let statuses: Vec<_> = sandbox.requests().iter().map(|request| request.status).collect();
    assert_eq!(statuses, [429, 429, 429, 200, 200].map(Some));
    Ok(())
}

#[tokio::test]
async fn errors_in_other_formats() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let path = format!("/v1/b2b/organizations/{}", sandbox.add_organization("Acme Co")?);
    let caller = Caller::new(&sandbox);
    sandbox.fault(Fault::status(500));
    sandbox.fault(Fault::html(502));
    sandbox.fault(Fault::redirect(307, "http://127.0.0.1:1/elsewhere"));
    let (status, body) = caller.get(&path).await?;
    assert_eq!((status.as_u16(), &body["error_type"]), (500, &json!("internal_server_error")));
    let response = caller.request(reqwest::Method::GET, &path).send().await?;
    assert_eq!(response.status(), 502);
    assert_eq!(response.headers()["content-type"], "text/html");
    let http = crate::support::http().redirect(reqwest::redirect::Policy::none()).build()?;
    let response = http.get(format!("{}{path}", sandbox.base_url())).send().await?;
    assert_eq!(response.status(), 307);
    assert_eq!(response.headers()["location"], "http://127.0.0.1:1/elsewhere");
    Ok(())
}

#[tokio::test]
async fn answers_that_are_changed() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let path = format!("/v1/b2b/organizations/{}", sandbox.add_organization("Acme Co")?);
    let caller = Caller::new(&sandbox);
    sandbox.fault(Fault::null("organization.organization_name"));
    sandbox.fault(Fault::value("organization.mfa_policy", "SOMETIMES"));
    sandbox.fault(Fault::unknown_fields());
    let (_, body) = answer(caller.request(reqwest::Method::GET, &path)).await?;
    assert!(body["organization"]["organization_name"].is_null());
    let (_, body) = answer(caller.request(reqwest::Method::GET, &path)).await?;
    assert_eq!(body["organization"]["mfa_policy"], "SOMETIMES");
    let (_, body) = answer(caller.request(reqwest::Method::GET, &path)).await?;
    assert!(body["sandbox_unknown_field"].is_object() && body["organization"]["sandbox_unknown_field"].is_object());
    Ok(())
}

#[tokio::test]
async fn answers_that_do_not_arrive_as_they_should() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let organization = sandbox.add_organization("Acme Co")?;
    let path = format!("/v1/b2b/organizations/{organization}");
    let caller = Caller::new(&sandbox);

    sandbox.fault(Fault::delay(Duration::from_millis(80)));
    let began = Instant::now();
    assert_eq!(caller.get(&path).await?.0, 200);
    assert!(began.elapsed() >= Duration::from_millis(80));

    sandbox.fault(Fault::drip(100, Duration::from_millis(5)));
    assert_eq!(caller.get(&path).await?.1["organization"]["organization_id"], organization.as_str());

    sandbox.fault(Fault::truncated(20));
    let response = caller.request(reqwest::Method::GET, &path).send().await?;
    assert_eq!(response.status(), 200);
    assert!(response.bytes().await.is_err());
    Ok(())
}

#[tokio::test]
async fn a_connection_that_is_closed_may_have_taken_effect() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let organization = sandbox.add_organization("Acme Co")?;
    let path = format!("/v1/b2b/scim/{organization}/connection");
    let caller = Caller::new(&sandbox);
    for (fault, takes_effect) in [(Fault::closed(), false), (Fault::closed().carried_out(), true)] {
        sandbox.fault(fault.on("scim_connection_create"));
        assert!(caller.post(&path, json!({})).await.is_err());
        let (_, got) = caller.get(&path).await?;
        assert_eq!(got["connection"].is_object(), takes_effect);
    }
    assert_eq!(sandbox.requests()[0].status, None);
    Ok(())
}
