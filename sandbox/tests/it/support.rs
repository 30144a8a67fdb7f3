//! A plain HTTP client with the sandbox's credentials.

use reqwest::{Method, StatusCode};
use serde_json::Value;
use stytch_b2b_sandbox::Sandbox;

pub type TestResult = Result<(), Box<dyn std::error::Error>>;

/// A plain HTTP client. Elsewhere in the workspace reqwest is built with TLS and without a provider, and then refuses to
/// make any client before the process has one.
pub fn http() -> reqwest::ClientBuilder {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
}

/// A sandbox and a client for it.
pub struct Caller<'s> {
    pub sandbox: &'s Sandbox,
    pub http: reqwest::Client,
}

impl<'s> Caller<'s> {
    #[allow(clippy::expect_used)]
    pub fn new(sandbox: &'s Sandbox) -> Self {
        Self { sandbox, http: http().build().expect("a client of loopback needs nothing") }
    }

    /// A request with the right credentials.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.http
            .request(method, format!("{}{path}", self.sandbox.base_url()))
            .basic_auth(self.sandbox.project_id(), Some(self.sandbox.secret()))
    }

    pub async fn get(&self, path: &str) -> Result<(StatusCode, Value), reqwest::Error> {
        answer(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Result<(StatusCode, Value), reqwest::Error> {
        answer(self.request(Method::POST, path).json(&body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Result<(StatusCode, Value), reqwest::Error> {
        answer(self.request(Method::PUT, path).json(&body)).await
    }

    pub async fn delete(&self, path: &str) -> Result<(StatusCode, Value), reqwest::Error> {
        answer(self.request(Method::DELETE, path)).await
    }
}

pub async fn answer(request: reqwest::RequestBuilder) -> Result<(StatusCode, Value), reqwest::Error> {
    let response = request.send().await?;
    Ok((response.status(), response.json().await?))
}
