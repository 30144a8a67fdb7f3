//! An answer before it is sent: status, headers, body, and how it is to be delivered.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use bytes::Bytes;
use serde_json::Value;

/// What an operation answers when it succeeds.
pub(crate) enum Outcome {
    /// An object, to which the request id and the status are added.
    Object(Value),
    /// Finished JSON text, for answers too large to build piece by piece.
    Text(String),
}

impl From<Value> for Outcome {
    fn from(value: Value) -> Self {
        Self::Object(value)
    }
}

/// A whole answer, ready to be sent.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) content_type: &'static str,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn json(status: u16, body: impl Into<Bytes>) -> Self {
        Self { status, content_type: "application/json", headers: Vec::new(), body: body.into() }
    }

    /// An answer by SCIM 2.0.
    pub(crate) fn scim(status: u16, body: impl Into<Bytes>) -> Self {
        Self { status, content_type: "application/scim+json", headers: Vec::new(), body: body.into() }
    }

    /// The response with another body than the answer's own: whole, dripped, cut short.
    pub(crate) fn into_response(self, body: Body) -> Response<Body> {
        let mut response = Response::new(body);
        *response.status_mut() = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        for (name, value) in self.headers {
            // A scripted header that cannot stand in a response is left out.
            if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
                headers.append(name, value);
            }
        }
        response
    }
}
