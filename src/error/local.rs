//! What was judged in this process: tokens and permissions.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use super::Error;
use super::progress::Progress;

/// A token that is not good, or of which this process can not tell.
///
/// ```
/// # async fn example(client: stytch_b2b::Client, jwt: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
/// use stytch_b2b::{Error, Fault};
///
/// match client.sessions().authenticate_jwt_local(jwt).await {
///     Ok(who) => println!("{}", who.member_session.member_id),
///     Err(Error::Token(error)) if error.fault == Fault::Expired => println!("ask for a fresh one"),
///     Err(Error::Token(error)) if error.fault.is_undecided() => println!("the API may still know the session"),
///     Err(error) => return Err(error),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TokenError {
    /// The first thing that is wrong with it.
    pub fault: Fault,
    /// Why there are no keys, with [`Fault::NoKeys`].
    pub source: Option<Arc<Error>>,
    pub(crate) progress: Progress,
}

/// What can be wrong with a token. The list is in the order in which it is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fault {
    /// It is no JWT: too long, not three parts, no JSON, a name that comes twice, no usable key id.
    Malformed,
    /// It is signed by another algorithm than RS256.
    Algorithm,
    /// It has an extension that must be understood.
    Critical,
    /// It is a token of another kind: a machine's where a session's is asked for, and the like.
    WrongKind,
    /// It is signed by a key that is not published, or not yet known here.
    UnknownKey,
    /// No keys could be read, so that nothing can be said.
    NoKeys,
    /// It was not signed by the key that it names.
    Signature,
    /// It is for another project.
    Audience,
    /// It is from another issuer. [`ClientBuilder::token_issuer`](crate::ClientBuilder::token_issuer) names further ones.
    Issuer,
    /// A claim or field of this name is missing, of another type than it should be, or another's than it should be.
    Claim(&'static str),
    /// Its time, or that of the session, is over.
    Expired,
    /// It is from the future: this machine's clock may be late.
    NotYetValid,
    /// It is older than was asked for.
    TooOld,
    /// The API says that it is not active: unknown, revoked or expired.
    Inactive,
}

/// A permission or scope that is not there.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DeniedError {
    /// Why.
    pub reason: Denial,
    /// What was to be acted on. `-` for a scope that names no resource.
    pub resource_id: String,
    /// What was to be done.
    pub action: String,
    pub(crate) progress: Progress,
}

/// Why something is not allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Denial {
    /// No role of the member, or no scope of the Connected App, allows it.
    Permission,
    /// The organization is not the one of the session or token.
    Tenancy,
    /// The machine was not granted the scope.
    Scope,
    /// The session has no second factor.
    StepUp,
    /// Support staff act in the place of the member.
    Impersonated,
}

impl Fault {
    /// Whether someone else may know better: the API about a session, a later moment about a key. What is not undecided is
    /// refused, and nobody is asked.
    #[must_use]
    pub fn is_undecided(self) -> bool {
        match self {
            Self::UnknownKey
            | Self::NoKeys
            | Self::Issuer
            | Self::Claim(_)
            | Self::Expired
            | Self::NotYetValid
            | Self::TooOld => true,
            Self::Malformed
            | Self::Algorithm
            | Self::Critical
            | Self::WrongKind
            | Self::Signature
            | Self::Audience
            | Self::Inactive => false,
        }
    }
}

impl Denial {
    /// What the API calls it, if it knows the like.
    pub(super) fn error_type(self) -> Option<&'static str> {
        match self {
            Self::Permission => Some("session_authorization_error"),
            Self::Tenancy => Some("session_authorization_tenancy_error"),
            Self::Scope => Some("m2m_authorization_error"),
            Self::StepUp => None,
            Self::Impersonated => Some("session_not_mutable_impersonated"),
        }
    }
}

impl TokenError {
    #[cfg_attr(not(any(feature = "local", feature = "aws-lc")), allow(dead_code))]
    pub(crate) fn new(operation: &'static str, fault: Fault) -> Box<Self> {
        Box::new(Self { fault, source: None, progress: Progress::not_sent(operation) })
    }

    /// Of a token that could not be judged without keys, and why there are none.
    #[cfg_attr(not(any(feature = "local", feature = "aws-lc")), allow(dead_code))]
    pub(crate) fn no_keys(operation: &'static str, source: Error) -> Box<Self> {
        let Progress { status, retry_after, .. } = *source.progress();
        let progress = Progress { status, retry_after, ..Progress::not_sent(operation) };
        Box::new(Self { fault: Fault::NoKeys, source: Some(Arc::new(source)), progress })
    }
}

impl DeniedError {
    #[cfg_attr(not(any(feature = "local", feature = "aws-lc")), allow(dead_code))]
    pub(crate) fn new(operation: &'static str, reason: Denial, resource_id: &str, action: &str) -> Self {
        let (resource_id, action) = (resource_id.to_owned(), action.to_owned());
        Self { reason, resource_id, action, progress: Progress::not_sent(operation) }
    }
}

impl From<Box<TokenError>> for Error {
    fn from(error: Box<TokenError>) -> Self {
        Self::Token(error)
    }
}

impl From<DeniedError> for Error {
    fn from(error: DeniedError) -> Self {
        Self::Denied(Box::new(error))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Malformed => "it is not a JWT",
            Self::Algorithm => "it is not signed by RS256",
            Self::Critical => "it has an extension that is not understood",
            Self::WrongKind => "it is a token of another kind",
            Self::UnknownKey => "it is signed by a key that is not known",
            Self::NoKeys => "there are no keys to judge it by",
            Self::Signature => "its signature is wrong",
            Self::Audience => "it is for another project",
            Self::Issuer => "it is from another issuer",
            Self::Claim(name) => return write!(formatter, "its claim `{name}` is missing or of another type"),
            Self::Expired => "it has expired; if it was just issued, set this machine's clock",
            Self::NotYetValid => "it is not valid yet; if it was just issued, set this machine's clock",
            Self::TooOld => "it is too old",
            Self::Inactive => "it is not active",
        })
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: the token is not accepted: {}", self.progress.operation, self.fault)
    }
}

impl fmt::Display for DeniedError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { reason, resource_id, action, progress } = self;
        let why = match reason {
            Denial::Permission => "nothing that was granted allows",
            Denial::Tenancy => "it is another organization that would allow",
            Denial::Scope => "no scope allows",
            Denial::StepUp => "only a session with a second factor allows",
            Denial::Impersonated => "no impersonated session allows",
        };
        write!(formatter, "{}: {why} `{action}` on `{resource_id}`", progress.operation)
    }
}

impl StdError for TokenError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

impl StdError for DeniedError {}
