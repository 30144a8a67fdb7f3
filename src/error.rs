//! [`Error`]: what a call comes to when it does not come to its response.

mod answer;
mod kinds;

use std::fmt;
use std::time::Duration;

pub(crate) use answer::{from_answer, header_request_id};
pub use kinds::{
    ApiError, ConfigError, DecodeError, InvalidInput, TimeoutError, TimeoutKind, TransportError, UnexpectedResponse,
};

/// Why a call failed.
///
/// Nothing secret is in its `Display`, `Debug` or sources: no body, no query string, no header.
///
/// ```
/// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
/// use stytch_b2b::{Error, Outcome};
///
/// match client.organizations().get("acme-co").await {
///     Ok(response) => println!("{}", response.organization.organization_name),
///     Err(Error::Api(error)) if error.error_type == "organization_not_found" => println!("no such organization"),
///     Err(error) if error.is_rate_limited() => println!("again in {:?}", error.retry_after()),
///     Err(error) if error.outcome() == Outcome::NotSent => println!("nothing happened: {error}"),
///     Err(error) => return Err(error),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The API answered with an error of its own.
    Api(Box<ApiError>),
    /// A time limit passed.
    Timeout(Box<TimeoutError>),
    /// No connection, or one that broke.
    Transport(Box<TransportError>),
    /// The call took effect, but its response could not be read.
    Decode(Box<DecodeError>),
    /// An answer that is not the API's: a proxy's page, a redirect.
    UnexpectedResponse(Box<UnexpectedResponse>),
    /// The call was refused before anything was sent.
    InvalidInput(Box<InvalidInput>),
    /// The client could not be made.
    Config(Box<ConfigError>),
}

/// What is known of the effect of a failed call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// No request left this process, or none reached the API: nothing happened.
    NotSent,
    /// The API refused it: nothing happened.
    Rejected,
    /// It was sent, and whether it took effect can not be told from here.
    Unknown,
    /// The API said that it succeeded, then the response was lost or unreadable; or a deletion found nothing after an
    /// earlier attempt of unknown effect.
    LikelyApplied,
}

/// What every failed call has: how far it got.
#[derive(Clone, Debug)]
pub(crate) struct Progress {
    /// The facade path of the operation, as `organizations.get`. Empty for errors outside of a call.
    pub operation: &'static str,
    pub attempts: u32,
    pub outcome: Outcome,
    pub status: Option<u16>,
    pub request_id: Option<String>,
    pub retry_after: Option<Duration>,
    /// Whether the operation changes anything.
    pub writes: bool,
}

impl Error {
    fn progress(&self) -> &Progress {
        match self {
            Self::Api(error) => &error.progress,
            Self::Timeout(error) => &error.progress,
            Self::Transport(error) => &error.progress,
            Self::Decode(error) => &error.progress,
            Self::UnexpectedResponse(error) => &error.progress,
            Self::InvalidInput(error) => &error.progress,
            Self::Config(_) => &Progress::NONE,
        }
    }

    /// A setting of the client that can not be.
    pub(crate) fn refused(reason: &'static str) -> Self {
        Self::Config(Box::new(ConfigError { reason: reason.to_owned(), source: None }))
    }

    /// A setting of the client that can not be, and what said so.
    pub(crate) fn config(reason: &'static str, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Config(Box::new(ConfigError { reason: reason.to_owned(), source: Some(Box::new(source)) }))
    }

    /// The name of the variant, for traces.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Api(_) => "api",
            Self::Timeout(_) => "timeout",
            Self::Transport(_) => "transport",
            Self::Decode(_) => "decode",
            Self::UnexpectedResponse(_) => "unexpected_response",
            Self::InvalidInput(_) => "invalid_input",
            Self::Config(_) => "config",
        }
    }

    /// The HTTP status, when there was a response.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.progress().status
    }

    /// The API's id of the request, when it sent one. Support asks for it.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.progress().request_id.as_deref()
    }

    /// The API's name of the error, when the API answered.
    #[must_use]
    pub fn error_type(&self) -> Option<&str> {
        match self {
            Self::Api(error) => Some(&error.error_type),
            _ => None,
        }
    }

    /// The operation that failed, by its path in this client, as `scim.connection.get`.
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        Some(self.progress().operation).filter(|operation| !operation.is_empty())
    }

    /// How many requests were sent, or tried to be.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.progress().attempts
    }

    /// Whether the call may have taken effect.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.progress().outcome
    }

    /// How long the API asks to wait before the next try.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.progress().retry_after
    }

    /// Status 429: too many requests.
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        self.status() == Some(429)
    }

    /// Status 401: the credentials, or the session, are not valid.
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        self.status() == Some(401)
    }

    /// Status 403: the member lacks the permission.
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        self.status() == Some(403)
    }

    /// Status 404: what the call names does not exist.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(404)
    }

    /// A time limit passed.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Timeout(_))
    }
}

impl Progress {
    const NONE: Self = Self {
        operation: "",
        attempts: 0,
        outcome: Outcome::NotSent,
        status: None,
        request_id: None,
        retry_after: None,
        writes: true,
    };

    /// Of a call that never left.
    pub(crate) fn not_sent(operation: &'static str) -> Self {
        Self { operation, ..Self::NONE }
    }
}

/// ` (status 503, request request-id-test-1, 3 attempts)`: what of it is known.
impl fmt::Display for Progress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut facts = Vec::new();
        facts.extend(self.status.map(|status| format!("status {status}")));
        facts.extend(self.request_id.as_ref().map(|id| format!("request {id}")));
        match self.attempts {
            0 => facts.push("not sent".to_owned()),
            1 => {}
            attempts => facts.push(format!("{attempts} attempts")),
        }
        match self.outcome {
            Outcome::NotSent | Outcome::Rejected => {}
            _ if !self.writes => {}
            Outcome::Unknown => facts.push("may have taken effect".to_owned()),
            Outcome::LikelyApplied => facts.push("has most likely taken effect".to_owned()),
        }
        if facts.is_empty() { Ok(()) } else { write!(formatter, " ({})", facts.join(", ")) }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api(error) => error.fmt(formatter),
            Self::Timeout(error) => error.fmt(formatter),
            Self::Transport(error) => error.fmt(formatter),
            Self::Decode(error) => error.fmt(formatter),
            Self::UnexpectedResponse(error) => error.fmt(formatter),
            Self::InvalidInput(error) => error.fmt(formatter),
            Self::Config(error) => error.fmt(formatter),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Transport(error) => error.source(),
            Self::Config(error) => error.source(),
            _ => None,
        }
    }
}
