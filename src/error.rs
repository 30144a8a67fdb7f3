//! [`Error`]: what a call comes to when it does not come to its response.

mod advice;
mod kinds;
mod local;
mod progress;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::types::ErrorType;

pub use kinds::{
    ApiError, ConfigError, DecodeError, InvalidInput, RepeatedCursor, TimeoutError, TimeoutKind, TransportError,
    TransportKind, UnexpectedResponse,
};
pub use local::{Denial, DeniedError, Fault, TokenError};
pub use progress::Outcome;
pub(crate) use progress::{GivenUp, Progress};

/// Why a call failed.
///
/// Nothing secret is in its `Display`, `Debug` or sources: no body, no query string, no header.
///
/// ```
/// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
/// use stytch_b2b::{Error, ErrorType, Outcome};
///
/// match client.organizations().get("acme-co").await {
///     Ok(response) => println!("{}", response.organization.organization_name),
///     Err(Error::Api(error)) if error.error_type == ErrorType::OrganizationNotFound => println!("no such organization"),
///     Err(error) if error.is_rate_limited() => println!("again in {:?}", error.retry_after()),
///     Err(error) if error.outcome() == Outcome::NotSent => println!("nothing happened: {error}"),
///     Err(error) => return Err(error),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
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
    /// A list came back to a page that was read before.
    RepeatedCursor(Box<RepeatedCursor>),
    /// The call was refused before anything was sent.
    InvalidInput(Box<InvalidInput>),
    /// The client could not be made.
    Config(Box<ConfigError>),
    /// A token that was judged in this process is not good, or could not be judged.
    Token(Box<TokenError>),
    /// This process found that the permission or scope is not there.
    Denied(Box<DeniedError>),
}

impl Error {
    fn progress(&self) -> &Progress {
        match self {
            Self::Api(error) => &error.progress,
            Self::Timeout(error) => &error.progress,
            Self::Transport(error) => &error.progress,
            Self::Decode(error) => &error.progress,
            Self::UnexpectedResponse(error) => &error.progress,
            Self::RepeatedCursor(error) => &error.progress,
            Self::InvalidInput(error) => &error.progress,
            Self::Config(_) => &Progress::NONE,
            Self::Token(error) => &error.progress,
            Self::Denied(error) => &error.progress,
        }
    }

    /// How far the call got, to add to it. None for errors outside of a call.
    fn progress_mut(&mut self) -> Option<&mut Progress> {
        match self {
            Self::Api(error) => Some(&mut error.progress),
            Self::Timeout(error) => Some(&mut error.progress),
            Self::Transport(error) => Some(&mut error.progress),
            Self::Decode(error) => Some(&mut error.progress),
            Self::UnexpectedResponse(error) => Some(&mut error.progress),
            Self::RepeatedCursor(error) => Some(&mut error.progress),
            Self::InvalidInput(error) => Some(&mut error.progress),
            Self::Config(_) => None,
            Self::Token(error) => Some(&mut error.progress),
            Self::Denied(error) => Some(&mut error.progress),
        }
    }

    /// The same error, of a call that would have had to wait longer than its limit lets it.
    pub(crate) fn given_up(mut self, wait: Duration, limit: Duration) -> Self {
        if let Some(progress) = self.progress_mut()
            && !wait.is_zero()
        {
            progress.retry_after.get_or_insert(wait);
            progress.given_up = Some(GivenUp { wait, limit });
        }
        self
    }

    /// A call that is refused before it is sent.
    pub(crate) fn invalid(reason: impl Into<String>, progress: Progress) -> Self {
        Self::InvalidInput(Box::new(InvalidInput { reason: reason.into(), progress }))
    }

    /// A setting of the client that can not be.
    pub(crate) fn refused(reason: impl Into<String>) -> Self {
        Self::Config(Box::new(ConfigError { reason: reason.into(), source: None }))
    }

    /// A setting of the client that can not be, and what said so.
    pub(crate) fn config(reason: &'static str, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Config(Box::new(ConfigError { reason: reason.to_owned(), source: Some(Arc::new(source)) }))
    }

    /// The name of the variant, for traces.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Api(_) => "api",
            Self::Timeout(_) => "timeout",
            Self::Transport(_) => "transport",
            Self::Decode(_) => "decode",
            Self::UnexpectedResponse(_) => "unexpected_response",
            Self::RepeatedCursor(_) => "repeated_cursor",
            Self::InvalidInput(_) => "invalid_input",
            Self::Config(_) => "config",
            Self::Token(_) => "token",
            Self::Denied(_) => "denied",
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

    /// The API's name of the error, when the API answered, or the name that it has for a [`Denial`]. To tell errors apart there
    /// is [`ApiError::error_type`].
    #[must_use]
    pub fn error_type(&self) -> Option<&str> {
        match self {
            Self::Api(error) => Some(error.error_type.as_str()),
            Self::Denied(error) => error.reason.error_type(),
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

    /// How long to wait before the next try: as the API asks, or until its rate limit passes.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.progress().retry_after
    }

    /// Status 429: too many requests.
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        self.status() == Some(429)
    }

    /// The session that the call was made with, or for, is over: the member has to log in again.
    ///
    /// The status does not tell: it is 404 from `sessions().authenticate`, 401 with a member session, and for a token that
    /// is none `invalid_session_token` (400) or `invalid_session_jwt` (400). A 401 may also be a wrong code, a used link, or the
    /// project's own credentials, for which nobody should be logged out. A token that was refused here counts too, but for
    /// [`Fault::NoKeys`].
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, token: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::SessionsAuthenticateRequest;
    ///
    /// let request = SessionsAuthenticateRequest::new().session_token(token);
    /// match client.sessions().authenticate(request).await {
    ///     Ok(session) => println!("hello, {}", session.member.name),
    ///     Err(error) if error.is_session_over() => println!("please log in"),
    ///     Err(error) => return Err(error),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn is_session_over(&self) -> bool {
        let error = match self {
            Self::Api(error) => error,
            Self::Token(error) => return error.fault != Fault::NoKeys,
            _ => return false,
        };
        matches!(
            error.error_type,
            ErrorType::SessionNotFound
                | ErrorType::UnableToParseSessionJwt
                | ErrorType::InvalidSessionToken
                | ErrorType::InvalidSessionJwt
        )
    }

    /// Status 401: the project's credentials, or a token, code or password that the call was made with, is not valid. Or a token
    /// was refused here, but for [`Fault::NoKeys`].
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        match self {
            Self::Token(error) => error.fault != Fault::NoKeys,
            _ => self.status() == Some(401),
        }
    }

    /// Status 403, or [`Error::Denied`]: the member lacks the permission.
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        matches!(self, Self::Denied(_)) || self.status() == Some(403)
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

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api(error) => error.fmt(formatter),
            Self::Timeout(error) => error.fmt(formatter),
            Self::Transport(error) => error.fmt(formatter),
            Self::Decode(error) => error.fmt(formatter),
            Self::UnexpectedResponse(error) => error.fmt(formatter),
            Self::RepeatedCursor(error) => error.fmt(formatter),
            Self::InvalidInput(error) => error.fmt(formatter),
            Self::Config(error) => error.fmt(formatter),
            Self::Token(error) => error.fmt(formatter),
            Self::Denied(error) => error.fmt(formatter),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Transport(error) => error.source(),
            Self::Config(error) => error.source(),
            Self::Token(error) => error.source(),
            _ => None,
        }
    }
}
