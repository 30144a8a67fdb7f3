//! What each kind of error carries.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use super::advice::advice;
use super::progress::Progress;
use crate::types::ErrorType;

/// Shared, so that everyone who waited for one request can be told what became of it.
type Source = Arc<dyn StdError + Send + Sync>;

/// An error in the API's own words.
///
/// ```
/// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
/// use stytch_b2b::{Error, ErrorType};
///
/// match client.organizations().get("acme-co").await {
///     Err(Error::Api(error)) => match &error.error_type {
///         ErrorType::OrganizationNotFound => println!("no such organization"),
///         ErrorType::Other(unknown) => println!("this version does not know {unknown}"),
///         known => println!("{known}: {}", error.error_message),
///     },
///     other => drop(other?),
/// }
/// # Ok(())
/// # }
/// ```
///
/// A misspelled type does not compile:
///
/// ```compile_fail,E0599
/// let misspelled = stytch_b2b::ErrorType::OrganisationNotFound;
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct ApiError {
    /// The HTTP status.
    pub status: u16,
    /// The kind of error, as [`ErrorType::OrganizationNotFound`]. Empty if the API named none.
    pub error_type: ErrorType,
    /// What went wrong, for developers. Empty if the API said nothing.
    pub error_message: String,
    /// A page about this kind of error. Empty if the API named none.
    pub error_url: String,
    /// The API's id of the request. Empty if it sent none.
    pub request_id: String,
    pub(crate) progress: Progress,
}

/// A time limit passed.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TimeoutError {
    /// Which of the limits it was.
    pub kind: TimeoutKind,
    /// That limit.
    pub limit: Duration,
    pub(crate) progress: Progress,
}

/// The time limits of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TimeoutKind {
    /// Making a connection, the TLS handshake included.
    Connect,
    /// One request with its response.
    Attempt,
    /// The whole call, with every attempt and all waiting.
    Call,
}

/// No connection, or one that broke.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TransportError {
    /// What went wrong.
    pub kind: TransportKind,
    /// To where and why, without a path or a query: `no connection to 127.0.0.1:4010: connection refused`.
    pub(crate) reason: String,
    pub(crate) source: Option<Source>,
    pub(crate) progress: Progress,
}

/// What can go wrong with a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportKind {
    /// None was made, so nothing was sent: refused, unreachable, a name that does not resolve, no TLS.
    NoConnection,
    /// None was made, because the server's certificate is not trusted.
    Certificate,
    /// It broke before an answer came.
    NoAnswer,
    /// It broke in the midst of the answer.
    BrokenAnswer,
    /// The answer is larger than [`ClientBuilder::max_response_bytes`](crate::ClientBuilder::max_response_bytes) or
    /// [`max_error_bytes`](crate::ClientBuilder::max_error_bytes) lets it be.
    TooLarge,
    /// The runtime ended while a page was on its way.
    Shutdown,
}

/// A response of success that could not be read.
///
/// The call took effect: a login that ended here happened. What the API sent is in [`body`](Self::body).
#[derive(Clone)]
#[non_exhaustive]
pub struct DecodeError {
    /// Where in the response, as `member.roles[0].role_id`; `.` for the whole of it.
    pub path: String,
    /// What is wrong there, without any value of the response.
    pub reason: String,
    pub(crate) body: Bytes,
    pub(crate) progress: Progress,
}

/// An answer that is not in the API's format.
#[derive(Clone)]
#[non_exhaustive]
pub struct UnexpectedResponse {
    /// The HTTP status.
    pub status: u16,
    /// The `Content-Type`, if one was sent.
    pub content_type: Option<String>,
    /// Where a redirect leads: the origin alone. Redirects are never followed, since the credentials would go along.
    pub redirect_origin: Option<String>,
    pub(crate) progress: Progress,
}

/// A list that gave a cursor, or a whole page, a second time, so that reading on would never end.
///
/// The items read until then are good. Nothing in the caller's hands mends it; support wants to know.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RepeatedCursor {
    /// What came again, as the end of a sentence about the list.
    pub(crate) what: &'static str,
    pub(crate) progress: Progress,
}

/// A call that was refused before anything was sent.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct InvalidInput {
    /// What is wrong with which argument, without its value.
    pub reason: String,
    pub(crate) progress: Progress,
}

/// A client that could not be made.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ConfigError {
    /// What is wrong with which setting, without its value.
    pub reason: String,
    pub(crate) source: Option<Source>,
}

impl DecodeError {
    /// The response as it was sent. It may hold credentials; no log, `Debug` or `Display` of this crate shows it.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = Some(self.error_type.as_str()).filter(|kind| !kind.is_empty()).unwrap_or("an error without a type");
        write!(formatter, "{}: the API answered {kind}", self.progress.operation)?;
        if !self.error_message.is_empty() {
            write!(formatter, ": {}", self.error_message)?;
        }
        write!(formatter, "{}", self.progress)?;
        match advice(self.progress.operation, self.error_type.as_str()) {
            Some(advice) => write!(formatter, "; {advice}"),
            None => Ok(()),
        }
    }
}

/// Status and request id are those of `progress`.
impl fmt::Debug for ApiError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ApiError")
            .field("error_type", &self.error_type.as_str())
            .field("error_message", &self.error_message)
            .field("error_url", &self.error_url)
            .field("progress", &self.progress)
            .finish()
    }
}

impl fmt::Display for TimeoutError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let limit = self.limit;
        write!(formatter, "{}: ", self.progress.operation)?;
        match self.kind {
            TimeoutKind::Connect => write!(formatter, "no connection within {limit:?}")?,
            TimeoutKind::Attempt => write!(formatter, "no complete response within {limit:?}")?,
            TimeoutKind::Call if self.progress.attempts == 0 => {
                write!(formatter, "its turn after a rate limit does not come within {limit:?}")?;
            }
            TimeoutKind::Call => write!(formatter, "not done within {limit:?}")?,
        }
        write!(formatter, "{}", self.progress)
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}{}", self.progress.operation, self.reason, self.progress)
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, reason, progress, .. } = self;
        write!(formatter, "{}: the response could not be read at `{path}`: {reason}{progress}", progress.operation)
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("DecodeError")
            .field("path", &self.path)
            .field("reason", &self.reason)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .field("progress", &self.progress)
            .finish()
    }
}

/// The status is that of `progress`.
impl fmt::Debug for UnexpectedResponse {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("UnexpectedResponse")
            .field("content_type", &self.content_type)
            .field("redirect_origin", &self.redirect_origin)
            .field("progress", &self.progress)
            .finish()
    }
}

impl fmt::Display for UnexpectedResponse {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: ", self.progress.operation)?;
        match (&self.redirect_origin, &self.content_type) {
            (Some(origin), _) => write!(formatter, "a redirect to {origin} was not followed")?,
            (None, Some(kind)) => write!(formatter, "an answer of type {kind} that is not the API's")?,
            (None, None) => write!(formatter, "an answer that is not the API's")?,
        }
        write!(formatter, "{}", self.progress)?;
        match self.status {
            300..400 => write!(formatter, "; if the API is there, make it the base URL"),
            400..=405 => write!(formatter, "; check the base URL"),
            _ => Ok(()),
        }
    }
}

impl fmt::Display for RepeatedCursor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{}: the list {}, so that it would never end{}",
            self.progress.operation, self.what, self.progress
        )
    }
}

impl fmt::Display for InvalidInput {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}{}", self.progress.operation, self.reason, self.progress)
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the client can not be made: {}", self.reason)
    }
}

impl StdError for ApiError {}
impl StdError for TimeoutError {}
impl StdError for DecodeError {}
impl StdError for UnexpectedResponse {}
impl StdError for RepeatedCursor {}
impl StdError for InvalidInput {}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

impl StdError for ConfigError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
