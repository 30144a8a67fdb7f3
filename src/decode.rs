//! Says where a response could not be read, without any value of it.

use bytes::Bytes;
use serde::de::DeserializeOwned;

use crate::error::{DecodeError, Progress};

/// Reads the body again, slowly, to find the place.
pub(crate) fn explain<T: DeserializeOwned>(body: Bytes, mut progress: Progress) -> DecodeError {
    progress.request_id = request_id(&body).or(progress.request_id);
    let deserializer = &mut serde_json::Deserializer::from_slice(&body);
    let (path, reason) = match serde_path_to_error::deserialize::<_, T>(deserializer) {
        Err(error) => (error.path().to_string(), reason(error.inner())),
        // The value itself reads well, so something follows it.
        Ok(_) => (".".to_owned(), "something follows the JSON value".to_owned()),
    };
    DecodeError { path, reason, body, progress }
}

fn request_id(body: &[u8]) -> Option<String> {
    let body: serde_json::Value = serde_json::from_slice(body).ok()?;
    body.get("request_id")?.as_str().map(str::to_owned)
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
