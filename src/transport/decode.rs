//! Reads a response of success; says where one could not be read, without any value of it.

use bytes::Bytes;
use serde::de::DeserializeOwned;

use super::attempt::Answer;
use super::failure::header_request_id;
use super::operation::Operation;
use crate::error::{DecodeError, Error, Outcome, Progress};

/// An answer of status 200.
#[derive(Debug)]
pub(crate) struct Success {
    pub(super) operation: &'static Operation,
    pub(super) attempts: u32,
    pub(super) answer: Answer,
}

/// The response as a type.
pub(crate) fn decode<T: DeserializeOwned>(success: Success) -> Result<T, Error> {
    match serde_json::from_slice(&success.answer.body) {
        Ok(response) => Ok(response),
        // Read again, slowly, to find the place.
        Err(_) => {
            let deserializer = &mut serde_json::Deserializer::from_slice(&success.answer.body);
            let error = serde_path_to_error::deserialize::<_, T>(deserializer).err();
            Err(unreadable(success, error))
        }
    }
}

fn unreadable(success: Success, error: Option<serde_path_to_error::Error<serde_json::Error>>) -> Error {
    let Success { operation, attempts, answer } = success;
    let (path, reason) = match error {
        Some(error) => (error.path().to_string(), reason(error.inner())),
        // The value itself reads well, so something follows it.
        None => (".".to_owned(), "something follows the JSON value".to_owned()),
    };
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
fn reason(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    match error.classify() {
        serde_json::error::Category::Data if is_free_of_values(message) => message.to_owned(),
        serde_json::error::Category::Data => "a value of another type".to_owned(),
        serde_json::error::Category::Eof => "the JSON ends too early".to_owned(),
        _ => "not JSON".to_owned(),
    }
}

fn is_free_of_values(message: &str) -> bool {
    ["missing field `", "invalid type: null, expected "].iter().any(|safe| message.starts_with(safe))
}
