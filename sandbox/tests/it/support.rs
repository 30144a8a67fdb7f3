//! A plain HTTP client with the sandbox's credentials.

use crate::schema;
use reqwest::{Method, StatusCode};
use serde_json::Value;
use stytch_b2b_sandbox::Sandbox;

pub type TestResult = Result<(), Box<dyn std::error::Error>>;

/// A plain HTTP client. Elsewhere in the workspace reqwest is built with TLS and without a provider, and then refuses to
/// make any client before the process has one.
pub fn http() -> reqwest::ClientBuilder {
    stytch_b2b_sandbox::install_crypto_provider();
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

    pub async fn get(&self, path: &str) -> Answer {
        self.judged(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.judged(self.request(Method::POST, path).json(&body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.judged(self.request(Method::PUT, path).json(&body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.judged(self.request(Method::DELETE, path)).await
    }

    /// Sends a form, without the project's credentials.
    pub async fn form(&self, path: &str, fields: Value) -> Answer {
        let mut form = form_urlencoded::Serializer::new(String::new());
        for (name, value) in fields.as_object().into_iter().flatten() {
            form.append_pair(name, value.as_str().unwrap_or_default());
        }
        let request = self.http.post(format!("{}{path}", self.sandbox.base_url()));
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(form.finish());
        self.judged(request).await
    }

    /// Sends a request that must succeed.
    pub async fn ok(&self, method: Method, path: &str, body: Value) -> Result<Value, reqwest::Error> {
        let (status, answer) = self.judged(self.request(method.clone(), path).json(&body)).await?;
        assert_eq!(status, 200, "{method} {path}: {answer}");
        Ok(answer)
    }

    /// Sends a request that must be refused, and gives status and error type.
    pub async fn refused(&self, method: Method, path: &str, body: Value) -> Result<(u16, String), reqwest::Error> {
        let (status, answer) = self.judged(self.request(method.clone(), path).json(&body)).await?;
        assert_ne!(status, 200, "{method} {path}: {answer}");
        Ok((status.as_u16(), answer["error_type"].as_str().unwrap_or_default().to_owned()))
    }

    /// Asks the control API.
    pub async fn control(&self, method: Method, path: &str, body: Value) -> Answer {
        answer(self.http.request(method, format!("{}/sandbox/{path}", self.sandbox.base_url())).json(&body)).await
    }

    /// The token or code of the last message to an address.
    pub fn secret_sent_to(&self, address: &str) -> String {
        let message = self.sandbox.last_message_to(address);
        message.and_then(|message| message.token.or(message.code)).unwrap_or_default()
    }

    /// Sends a request; a successful answer must be as the specification says.
    async fn judged(&self, request: reqwest::RequestBuilder) -> Answer {
        let (status, body) = answer(request).await?;
        let operation = self.sandbox.requests().pop().and_then(|request| request.operation);
        if let Some(operation) = operation.filter(|_| status == 200) {
            schema::judge(&operation, &body);
        }
        Ok((status, body))
    }
}

/// A status and a JSON body.
pub type Answer = Result<(StatusCode, Value), reqwest::Error>;

pub async fn answer(request: reqwest::RequestBuilder) -> Answer {
    let response = request.send().await?;
    Ok((response.status(), response.json().await?))
}
