//! The server at a SCIM connection's `base_url`: who may ask, and how it refuses.

use crate::support::{Caller, TestResult, answer, http};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;
use stytch_b2b_sandbox::{Credential, Fault, RateLimit, Sandbox};

/// An identity provider that pushes to a connection.
pub struct Provider {
    pub http: reqwest::Client,
    pub base_url: String,
    pub token: String,
}

impl Provider {
    /// One that knows the connection's token.
    pub fn new(sandbox: &Sandbox, connection: &str) -> Result<Self, Box<dyn std::error::Error>> {
        let base_url = sandbox.scim_base_url(connection).ok_or("the connection has a base URL")?;
        let token = sandbox.scim_token(connection).ok_or("the connection has a token")?;
        Ok(Self { http: http().build()?, base_url, token })
    }

    /// Sends a request; the answer has to be SCIM's. Null stands for no body, in both directions.
    pub async fn send(&self, method: Method, path: &str, body: Value) -> Result<(u16, Value), reqwest::Error> {
        let mut request = self.http.request(method, format!("{}/{path}", self.base_url)).bearer_auth(&self.token);
        if !body.is_null() {
            request = request.header("content-type", "application/scim+json").body(body.to_string());
        }
        let response = request.send().await?;
        let status = response.status().as_u16();
        assert_eq!(response.headers()["content-type"], "application/scim+json");
        let text = response.text().await?;
        Ok((status, serde_json::from_str(&text).unwrap_or_default()))
    }

    pub async fn get(&self, path: &str) -> Result<(u16, Value), reqwest::Error> {
        self.send(Method::GET, path, Value::Null).await
    }
}

/// A sandbox with one organization; also the ids of that and of its SCIM connection.
pub async fn connected() -> Result<(Sandbox, String, String), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::builder().start().await?;
    let organization = sandbox.add_organization("Acme Co")?;
    let connection = sandbox.add_scim_connection(&organization)?;
    Ok((sandbox, organization, connection))
}

#[tokio::test]
async fn errors_are_scims() -> TestResult {
    let (sandbox, _, connection) = connected().await?;
    let mut provider = Provider::new(&sandbox, &connection)?;
    assert_eq!(provider.base_url, format!("{}/v1/b2b/scim/{connection}", sandbox.base_url()));
    let (status, unknown) = provider.get("Nothing").await?;
    assert_eq!((status, &unknown["status"]), (404, &json!("404")));
    assert_eq!(unknown["schemas"], json!(["urn:ietf:params:scim:api:messages:2.0:Error"]));
    assert!(unknown["detail"].is_string() && unknown.get("scimType").is_none());

    sandbox.fault(Fault::error(400, "invalidFilter"));
    let (status, fault) = provider.get("Nothing").await?;
    assert_eq!((status, &fault["scimType"]), (400, &json!("invalidFilter")));
    sandbox.rate_limit(RateLimit::new(1, Duration::from_secs(3600)));
    provider.get("Nothing").await?;
    let (status, limited) = provider.get("Users").await?;
    assert_eq!((status, &limited["status"]), (429, &json!("429")));

    provider.token = "made-up".to_owned();
    let (status, refused) = provider.get("Users").await?;
    assert_eq!((status, &refused["status"]), (401, &json!("401")));
    let seen: Vec<Credential> = sandbox.requests().iter().map(|request| request.authorization).collect();
    assert_eq!((seen[0], seen[4]), (Credential::Accepted, Credential::Rejected));
    // What the API has at such a path answers as ever.
    let (status, body) = answer(provider.http.get(format!("{}/connection", provider.base_url))).await?;
    assert_eq!((status.as_u16(), &body["error_type"]), (401, &json!("unauthorized_credentials")));
    Ok(())
}

#[tokio::test]
async fn a_rotation_takes_both_tokens_until_it_is_complete() -> TestResult {
    let (sandbox, organization, connection) = connected().await?;
    let old = Provider::new(&sandbox, &connection)?;
    let caller = Caller::new(&sandbox);
    let rotate = format!("/v1/b2b/scim/{organization}/connection/{connection}/rotate");
    let (_, started) = caller.post(&format!("{rotate}/start"), json!({})).await?;
    let token = started["connection"]["next_bearer_token"].as_str().unwrap_or_default().to_owned();
    let new = Provider { http: old.http.clone(), base_url: old.base_url.clone(), token };
    assert_eq!((old.get("x").await?.0, new.get("x").await?.0), (404, 404));
    caller.post(&format!("{rotate}/cancel"), json!({})).await?;
    assert_eq!((old.get("x").await?.0, new.get("x").await?.0), (404, 401));
    let (_, started) = caller.post(&format!("{rotate}/start"), json!({})).await?;
    let token = started["connection"]["next_bearer_token"].as_str().unwrap_or_default().to_owned();
    let new = Provider { token, ..new };
    caller.post(&format!("{rotate}/complete"), json!({})).await?;
    assert_eq!((old.get("x").await?.0, new.get("x").await?.0), (401, 404));
    assert_eq!(sandbox.scim_token(&connection), Some(new.token));
    Ok(())
}
