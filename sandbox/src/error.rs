//! Errors in the API's format.

use crate::answer::Answer;
use serde_json::{Value, json};
use std::borrow::Cow;

/// What the API says when it refuses a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ApiError {
    pub(crate) status: u16,
    pub(crate) error_type: Cow<'static, str>,
    pub(crate) message: String,
    /// In seconds; sent as the header.
    pub(crate) retry_after: Option<u64>,
}

/// In whose words a caller is told of an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ErrorFormat {
    Api,
    OAuth,
    Scim,
}

/// The error types that SCIM has words for (RFC 7644, 3.12).
const SCIM_TYPES: [&str; 10] = [
    "invalidFilter",
    "tooMany",
    "uniqueness",
    "mutability",
    "invalidSyntax",
    "invalidPath",
    "noTarget",
    "invalidValue",
    "invalidVers",
    "sensitive",
];

impl ApiError {
    pub(crate) fn new(status: u16, error_type: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self { status, error_type: error_type.into(), message: message.into(), retry_after: None }
    }

    pub(crate) fn bad_request(error_type: &'static str, message: impl Into<String>) -> Self {
        Self::new(400, error_type, message)
    }

    pub(crate) fn unauthorized(error_type: &'static str, message: impl Into<String>) -> Self {
        Self::new(401, error_type, message)
    }

    pub(crate) fn not_found(error_type: &'static str, message: impl Into<String>) -> Self {
        Self::new(404, error_type, message)
    }

    /// The answer that tells the caller.
    pub(crate) fn answer(&self, format: ErrorFormat, request_id: &str) -> Answer {
        let mut answer = match format {
            ErrorFormat::Api => Answer::json(self.status, self.body(request_id).to_string()),
            ErrorFormat::OAuth => Answer::json(self.status, self.oauth_body(request_id).to_string()),
            ErrorFormat::Scim => Answer::scim(self.status, self.scim_body().to_string()),
        };
        answer.headers.extend(self.retry_after.map(|wait| ("retry-after".to_owned(), wait.to_string())));
        answer
    }

    fn body(&self, request_id: &str) -> Value {
        json!({
            "status_code": self.status,
            "request_id": request_id,
            "error_type": self.error_type,
            "error_message": self.message,
            "error_url": self.url(),
        })
    }

    /// The same in OAuth's words (RFC 6749, 5.2).
    fn oauth_body(&self, request_id: &str) -> Value {
        json!({
            "status_code": self.status,
            "request_id": request_id,
            "error": self.error_type,
            "error_description": self.message,
            "error_uri": self.url(),
        })
    }

    /// The same in SCIM's words (RFC 7644, 3.12).
    fn scim_body(&self) -> Value {
        let mut body = json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
            "status": self.status.to_string(),
            "detail": self.message,
        });
        if SCIM_TYPES.contains(&self.error_type.as_ref()) {
            body["scimType"] = json!(self.error_type);
        }
        body
    }

    fn url(&self) -> String {
        format!("https://stytch.com/docs/api-reference/b2b/api/errors/{}#{}", self.status, self.error_type)
    }
}
