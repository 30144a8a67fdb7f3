//! Reads a response of success; says where one could not be read, without any value of it.

#[cfg(any(feature = "local", feature = "aws-lc"))]
use std::time::SystemTime;

use bytes::Bytes;
use http::StatusCode;
use http::header::CONTENT_TYPE;
#[cfg(any(feature = "local", feature = "aws-lc"))]
use http::header::{AGE, DATE};
use serde::de::DeserializeOwned;

use super::attempt::Answer;
use super::failure::{header, header_request_id};
use super::operation::Operation;
use crate::error::{DecodeError, Error, Outcome, Progress};

/// An answer of success.
#[derive(Debug)]
pub(crate) struct Success {
    pub(super) operation: &'static Operation,
    pub(super) attempts: u32,
    pub(super) answer: Answer,
}

#[cfg(any(feature = "local", feature = "aws-lc"))]
impl Success {
    pub fn body(&self) -> &[u8] {
        &self.answer.body
    }

    /// The API's clock. `None` when a cache answered, whose copy has the time of the original.
    pub fn date(&self) -> Option<SystemTime> {
        let headers = &self.answer.headers;
        let date = headers.get(DATE).filter(|_| !headers.contains_key(AGE))?;
        httpdate::parse_http_date(date.to_str().ok()?).ok()
    }

    /// The error of a response that is JSON and still no use.
    pub fn unreadable(self, path: &str, reason: &str) -> Error {
        unreadable(self, path.to_owned(), reason.to_owned())
    }
}

/// The response as a type.
pub(crate) fn decode<T: DeserializeOwned>(success: Success) -> Result<T, Error> {
    // No content is read as no value, and so is whatever answers a call whose response carries nothing.
    let is_nothing = success.answer.status == StatusCode::NO_CONTENT || size_of::<T>() == 0;
    let body: &[u8] = if is_nothing { b"null" } else { &success.answer.body };
    // Checked once for the whole, and not for each text in it.
    let text = std::str::from_utf8(body);
    match text.ok().and_then(|text| serde_json::from_str(text).ok()) {
        Some(response) => Ok(response),
        // Read again, slowly, to find the place.
        None => {
            let deserializer = &mut serde_json::Deserializer::from_slice(body);
            let (path, reason) = match serde_path_to_error::deserialize::<_, T>(deserializer) {
                Err(error) => (error.path().to_string(), reason(error.inner(), &success.answer)),
                // The value itself reads well, so something follows it.
                Ok(_) => (".".to_owned(), "something follows the JSON value".to_owned()),
            };
            Err(unreadable(success, path, reason))
        }
    }
}

fn unreadable(success: Success, path: String, reason: String) -> Error {
    let Success { operation, attempts, answer } = success;
    let progress = Progress {
        attempts,
        outcome: Outcome::LikelyApplied,
        status: Some(answer.status.as_u16()),
        request_id: request_id(&answer.body).or_else(|| header_request_id(&answer.headers)),
        writes: operation.writes(),
        ..Progress::not_sent(operation.path)
    };
    Error::Decode(Box::new(DecodeError { path, reason, body: answer.body, progress }))
}

fn request_id(body: &Bytes) -> Option<String> {
    let body: serde_json::Value = serde_json::from_slice(body).ok()?;
    Some(body.get("request_id")?.as_str()?.to_owned()).filter(|request_id| !request_id.is_empty())
}

/// serde's messages quote the offending value, all but these.
fn reason(error: &serde_json::Error, answer: &Answer) -> String {
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    match error.classify() {
        serde_json::error::Category::Data if is_free_of_values(message) => message.to_owned(),
        serde_json::error::Category::Data => "a value of another type".to_owned(),
        serde_json::error::Category::Eof => "the JSON ends too early".to_owned(),
        _ => match header(&answer.headers, CONTENT_TYPE.as_str()).filter(|kind| !kind.contains("json")) {
            Some(kind) => format!("of type {kind} and not JSON; check the base URL"),
            None => "not JSON".to_owned(),
        },
    }
}

fn is_free_of_values(message: &str) -> bool {
    ["missing field `", "invalid type: null, expected "].iter().any(|safe| message.starts_with(safe))
}
