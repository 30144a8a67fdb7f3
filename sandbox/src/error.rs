//! Errors in the API's format.

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

    /// The body that tells the caller.
    pub(crate) fn body(&self, request_id: &str) -> Value {
        json!({
            "status_code": self.status,
            "request_id": request_id,
            "error_type": self.error_type,
            "error_message": self.message,
            "error_url": self.url(),
        })
    }

    /// The same in OAuth's words (RFC 6749, 5.2).
    pub(crate) fn oauth_body(&self, request_id: &str) -> Value {
        json!({
            "status_code": self.status,
            "request_id": request_id,
            "error": self.error_type,
            "error_description": self.message,
            "error_uri": self.url(),
        })
    }

    fn url(&self) -> String {
        format!("https://stytch.com/docs/api-reference/b2b/api/errors/{}#{}", self.status, self.error_type)
    }
}
