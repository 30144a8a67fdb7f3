//! The one place that turns what went wrong into an error: an answer that is no success, or no answer at all.

use std::error::Error as StdError;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use http::header::{CONTENT_TYPE, LOCATION};
use http::{HeaderMap, StatusCode};
use reqwest::Url;
use serde_json::{Map, Value};

use super::api::{Api, Description, text};
use super::attempt::{Answer, Cause, Fault};
use super::retry::retry_after;
use super::settings::Server;
use crate::error::{
    ApiError, Error, Progress, TimeoutError, TimeoutKind, TransportError, TransportKind, UnexpectedResponse,
};
use crate::types::object::readable;

const NOT_HTTP: &str = "the answer is not HTTP; if the server speaks TLS, the base URL begins with https://";

/// The limits that held for an attempt.
pub(super) struct Limits {
    pub connect: Duration,
    pub attempt: Duration,
    /// Of the whole call.
    pub call: Duration,
    /// Whether the call had no more time than the attempt.
    pub ends_call: bool,
}

/// The error that an attempt means, if it is the last.
pub(super) fn error(
    failed: Result<Answer, Fault>,
    (api, server): (&Api, &Server),
    limits: &Limits,
    mut progress: Progress,
) -> Error {
    match failed {
        Ok(answer) => answered(&answer, api, progress),
        Err(Fault::NotConnected { error, .. }) if error.is_timeout() => {
            timeout(TimeoutKind::Connect, limits.connect, progress)
        }
        Err(Fault::NotConnected { error, untrusted }) => {
            let (kind, reason) = if untrusted {
                (TransportKind::Certificate, format!("the certificate of {server} is not trusted"))
            } else {
                let cause = cause(&error).map(|cause| format!(": {cause}")).unwrap_or_default();
                (TransportKind::NoConnection, format!("no connection to {server}{cause}"))
            };
            broken(kind, reason, Some(error), progress)
        }
        Err(Fault::NoAnswer(cause)) => {
            let reason = match &cause {
                Cause::Broken(error) if is_not_http(error) => NOT_HTTP,
                _ => "the connection broke before an answer came",
            };
            interrupted(cause, (TransportKind::NoAnswer, reason), limits, progress)
        }
        Err(Fault::Body { status, headers, cause }) => {
            progress.status = Some(status.as_u16());
            progress.request_id = header_request_id(&headers);
            progress.retry_after = retry_after(&headers);
            interrupted(cause, (TransportKind::BrokenAnswer, "the answer broke off"), limits, progress)
        }
    }
}

/// The error of a call whose turn after a rate limit does not come within its limit.
pub(super) fn no_turn(opens_in: Duration, limit: Duration, progress: Progress) -> Error {
    timeout(TimeoutKind::Call, limit, progress).given_up(opens_in, limit)
}

/// Whether an answer says that a rate limit is reached which passes with time.
pub(super) fn is_throttle(answer: &Answer, api: &Api) -> bool {
    answer.status == StatusCode::TOO_MANY_REQUESTS
        && (api.is_throttle)(&(api.describe)(&fields(answer)).unwrap_or_default().error_type)
}

/// The API's id of the request. Read only where someone looks, since the whole body is parsed for it.
pub(super) fn request_id(answer: &Answer) -> Option<String> {
    serde_json::from_slice(&answer.body).ok().map(|Identified { request_id }| request_id)
}

struct Identified {
    request_id: String,
}

readable!(Identified { request_id "request_id" required, });

fn answered(answer: &Answer, api: &Api, mut progress: Progress) -> Error {
    let status = answer.status.as_u16();
    let fields = fields(answer);
    progress.status = Some(status);
    let request_id = Some(text(&fields, &["request_id"])).filter(|request_id| !request_id.is_empty());
    progress.request_id = request_id.or_else(|| header_request_id(&answer.headers));
    progress.retry_after = retry_after(&answer.headers);
    let described = (api.describe)(&fields).filter(|_| !answer.status.is_redirection());
    let Some(Description { error_type, message, url }) = described else {
        return Error::UnexpectedResponse(Box::new(UnexpectedResponse {
            status,
            content_type: header(&answer.headers, CONTENT_TYPE.as_str()),
            redirect_origin: redirect_origin(answer),
            progress,
        }));
    };
    Error::Api(Box::new(ApiError {
        status,
        error_type: error_type.into(),
        error_message: message,
        error_url: url,
        request_id: progress.request_id.clone().unwrap_or_default(),
        progress,
    }))
}

fn fields(answer: &Answer) -> Map<String, Value> {
    serde_json::from_slice(&answer.body).unwrap_or_default()
}

pub(super) fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().filter(|value| !value.is_empty()).map(str::to_owned)
}

/// The request id, where the body does not have it.
pub(super) fn header_request_id(headers: &HeaderMap) -> Option<String> {
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

fn interrupted(cause: Cause, broke: (TransportKind, &str), limits: &Limits, progress: Progress) -> Error {
    match cause {
        Cause::TimedOut if limits.ends_call => timeout(TimeoutKind::Call, limits.call, progress),
        Cause::TimedOut => timeout(TimeoutKind::Attempt, limits.attempt, progress),
        Cause::TooLarge => {
            broken(TransportKind::TooLarge, "the answer is larger than the limit".to_owned(), None, progress)
        }
        Cause::Broken(error) => broken(broke.0, broke.1.to_owned(), Some(error), progress),
    }
}

/// The error of a check whose time was over before anything was asked.
#[cfg(any(feature = "local", feature = "aws-lc"))]
pub(crate) fn timed_out(operation: &'static str, limit: Duration) -> Error {
    timeout(TimeoutKind::Call, limit, Progress::not_sent(operation))
}

fn timeout(kind: TimeoutKind, limit: Duration, progress: Progress) -> Error {
    Error::Timeout(Box::new(TimeoutError { kind, limit, progress }))
}

fn broken(kind: TransportKind, reason: String, source: Option<reqwest::Error>, progress: Progress) -> Error {
    Error::Transport(Box::new(TransportError {
        kind,
        reason,
        source: source.map(|error| Arc::new(error) as _),
        progress,
    }))
}

/// Why there is no connection, where the words of the libraries below would not say it.
fn cause(error: &reqwest::Error) -> Option<&'static str> {
    if error.is_dns() {
        return Some("the name does not resolve; check the base URL");
    }
    let mut next = error.source();
    while let Some(error) = next {
        if let Some(cause) = io_cause(error).or_else(|| tls_cause(error)) {
            return Some(cause);
        }
        // `source` of an `io::Error` leads past the error that it wraps.
        let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        next = inner.map(|inner| inner as _).or_else(|| error.source());
    }
    None
}

/// Whether what came was not HTTP. The type that says so is of a crate that is not named here, so it is told by its words.
fn is_not_http(error: &reqwest::Error) -> bool {
    std::iter::successors(error.source(), |source| (*source).source())
        .any(|source| source.to_string().starts_with("invalid HTTP"))
}

fn io_cause(error: &(dyn StdError + 'static)) -> Option<&'static str> {
    match error.downcast_ref::<io::Error>()?.kind() {
        io::ErrorKind::ConnectionRefused => {
            Some("connection refused; start the server, such as the sandbox, or check the base URL")
        }
        io::ErrorKind::ConnectionReset => Some("connection reset"),
        io::ErrorKind::HostUnreachable => Some("host unreachable"),
        io::ErrorKind::NetworkUnreachable => Some("network unreachable"),
        _ => None,
    }
}

#[cfg(any(feature = "rustls", feature = "aws-lc"))]
fn tls_cause(error: &(dyn StdError + 'static)) -> Option<&'static str> {
    match error.downcast_ref()? {
        rustls::Error::InvalidMessage(_) => {
            Some("the server does not speak TLS; the base URL of one without it begins with http://")
        }
        _ => None,
    }
}

#[cfg(not(any(feature = "rustls", feature = "aws-lc")))]
fn tls_cause(_: &(dyn StdError + 'static)) -> Option<&'static str> {
    None
}
