//! [`Refusal`]: why a request does not go through.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::header::{CACHE_CONTROL, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderMap, StatusCode};

use crate::error::{Error, Fault};

/// When too many ask, one is done before long.
const BUSY: Duration = Duration::from_secs(1);

/// Why a request does not go through.
///
/// ```
/// # fn example(member: stytch_b2b::tower::MemberAuth) {
/// use stytch_b2b::tower::Refusal;
///
/// if let Err(refusal) = member.ensure_organization(&"organization-test-1".into()) {
///     assert_eq!(refusal.status(), 403);
///     assert!(matches!(refusal, Refusal::Failed(error) if error.is_forbidden()));
/// }
/// # }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Refusal {
    /// It has no credential.
    NoCredential,
    /// It has several that contradict each other.
    Ambiguous,
    /// Another site let the browser send it.
    CrossSite,
    /// There is no [`SessionLayer`](super::SessionLayer) around the handler: a mistake of the service.
    NoLayer,
    /// Too many requests are waiting for the API.
    Busy,
    /// Its credential was refused, its permission denied, or neither could be found out.
    Failed(Arc<Error>),
}

impl Refusal {
    /// The status to answer with, as the table at [`tower`](super) says.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NoCredential | Self::Ambiguous => StatusCode::UNAUTHORIZED,
            Self::CrossSite => StatusCode::FORBIDDEN,
            Self::NoLayer => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Failed(error) => status_of(error),
        }
    }

    /// What failed, if a check did.
    #[must_use]
    pub fn error(&self) -> Option<&Error> {
        match self {
            Self::Failed(error) => Some(error),
            _ => None,
        }
    }

    /// Whether nobody is logged in, as far as this request shows.
    pub(super) fn is_absence(&self) -> bool {
        match self {
            Self::NoCredential => true,
            Self::Failed(error) => error.is_session_over(),
            _ => false,
        }
    }

    /// The headers to answer with beside the status: `Cache-Control`, and `WWW-Authenticate` or `Retry-After` where one belongs.
    ///
    /// The layer sends them by itself. They are for whatever answers a refusal of
    /// [`authenticate`](super::SessionLayer::authenticate):
    ///
    /// ```
    /// use stytch_b2b::tower::Refusal;
    ///
    /// fn answer(refusal: &Refusal) -> http::Response<String> {
    ///     let mut response = http::Response::new(String::new());
    ///     *response.status_mut() = refusal.status();
    ///     *response.headers_mut() = refusal.headers();
    ///     response
    /// }
    ///
    /// assert_eq!(answer(&Refusal::NoCredential).headers()["www-authenticate"], "Bearer");
    /// ```
    #[must_use]
    pub fn headers(&self) -> HeaderMap {
        let status = self.status();
        let mut headers = HeaderMap::new();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if status == StatusCode::UNAUTHORIZED {
            let challenge = match self {
                Self::Failed(_) => "Bearer error=\"invalid_token\"",
                _ => "Bearer",
            };
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        let wait = match self {
            Self::Busy => Some(BUSY),
            Self::Failed(error) if status == StatusCode::SERVICE_UNAVAILABLE => error.retry_after(),
            _ => None,
        };
        if let Some(wait) = wait {
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        headers
    }
}

fn status_of(error: &Error) -> StatusCode {
    let passes = match error {
        Error::Token(error) => error.fault == Fault::NoKeys,
        Error::Timeout(_) | Error::Transport(_) => true,
        Error::Api(_) | Error::UnexpectedResponse(_) => {
            error.status().is_some_and(|status| status == 429 || status >= 500)
        }
        _ => false,
    };
    if error.is_session_over() {
        StatusCode::UNAUTHORIZED
    } else if matches!(error, Error::Api(_) | Error::Denied(_)) && error.is_forbidden() {
        StatusCode::FORBIDDEN
    } else if passes {
        StatusCode::SERVICE_UNAVAILABLE
    } else {
        StatusCode::INTERNAL_SERVER_ERROR
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Failed(Arc::new(error))
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::NoCredential => "the request has no credential",
            Self::Ambiguous => "the request has credentials that contradict each other",
            Self::CrossSite => "another site let the browser send the request",
            Self::NoLayer => "no SessionLayer is around this handler",
            Self::Busy => "too many requests are waiting for the API",
            Self::Failed(error) => return error.fmt(formatter),
        })
    }
}

impl std::error::Error for Refusal {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.error().and_then(std::error::Error::source)
    }
}
