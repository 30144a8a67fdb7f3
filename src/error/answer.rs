//! The one place that turns an answer which is not the expected response into an error.

use http::HeaderMap;
use http::header::{CONTENT_TYPE, LOCATION};
use reqwest::Url;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{ApiError, Error, Progress, UnexpectedResponse};
use crate::attempt::Answer;

/// The error that an answer means. `progress` gets the answer's status and request id.
pub(crate) fn from_answer(answer: &Answer, mut progress: Progress) -> Error {
    let status = answer.status.as_u16();
    let fields = fields(answer);
    progress.status = Some(status);
    progress.request_id = text(&fields, &["request_id"]).or_else(|| header_request_id(&answer.headers));
    if answer.status.is_redirection() || !is_api_format(&fields) {
        return Error::UnexpectedResponse(Box::new(UnexpectedResponse {
            status,
            content_type: header(&answer.headers, CONTENT_TYPE.as_str()),
            redirect_origin: redirect_origin(answer),
            progress,
        }));
    }
    Error::Api(Box::new(ApiError {
        status,
        error_type: error_type(&fields).unwrap_or_default(),
        error_message: text(&fields, &["error_message", "error_description"]).unwrap_or_default(),
        error_url: text(&fields, &["error_url", "error_uri"]).unwrap_or_default(),
        request_id: progress.request_id.clone().unwrap_or_default(),
        progress,
    }))
}

impl Answer {
    /// The API's id of the request. Read only where someone looks, since the whole body is parsed for it.
    pub(crate) fn request_id(&self) -> Option<String> {
        #[derive(Deserialize)]
        struct Identified {
            request_id: String,
        }
        serde_json::from_slice(&self.body).ok().map(|Identified { request_id }| request_id)
    }

    /// The API's name of the error, if that is what this answer is.
    pub(crate) fn error_type(&self) -> Option<String> {
        error_type(&fields(self))
    }
}

fn fields(answer: &Answer) -> Map<String, Value> {
    serde_json::from_slice(&answer.body).unwrap_or_default()
}

/// OAuth endpoints spell the names as RFC 6749 does.
fn error_type(fields: &Map<String, Value>) -> Option<String> {
    text(fields, &["error_type", "error"])
}

fn is_api_format(fields: &Map<String, Value>) -> bool {
    ["error_type", "error", "error_message", "status_code"].iter().any(|name| fields.contains_key(*name))
}

fn text(fields: &Map<String, Value>, names: &[&str]) -> Option<String> {
    let text = names.iter().find_map(|name| fields.get(*name)?.as_str());
    text.filter(|text| !text.is_empty()).map(str::to_owned)
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

/// The request id, where the body does not have it.
pub(crate) fn header_request_id(headers: &HeaderMap) -> Option<String> {
    header(headers, "x-request-id")
}

fn redirect_origin(answer: &Answer) -> Option<String> {
    if !answer.status.is_redirection() {
        return None;
    }
    let location = answer.headers.get(LOCATION)?.to_str().ok()?;
    // An address that begins with two slashes keeps the scheme and leaves the host.
    let absolute = if location.starts_with("//") { format!("https:{location}") } else { location.to_owned() };
    let origin = Url::parse(&absolute).map(|url| url.origin().ascii_serialization());
    Some(origin.unwrap_or_else(|_| "the same origin".to_owned()))
}
