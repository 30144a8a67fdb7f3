//! Machines: their tokens are judged here, and kept for those who call others.

use std::fmt;
use std::future::IntoFuture;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use serde_json::{Map, Value};

use super::cached::{Cached, Terms};
use super::claims::Claims;
use super::permissions::covers;
use super::token::{Kind, Times};
use super::{Local, Token};
use crate::error::{Denial, DeniedError, Error, Fault};
use crate::raw;
use crate::transport::{self, CallOptions};
use crate::types::{M2mTokenRequest, M2mTokenResponse, Secret};

const AUTHENTICATE: &str = "m2m.authenticate_token";

/// Subjects of such names are people.
const PEOPLE: [&str; 2] = ["member-", "user-"];

/// Whoever asks for a token gets one that is good for at least this long.
const LEFT: Duration = Duration::from_secs(30);
const AGAIN_AFTER: Duration = Duration::from_secs(10);

/// What a machine's token says.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct M2mClaims {
    /// Id of the machine client.
    pub client_id: String,
    /// What it was granted.
    pub scopes: Vec<String>,
    /// When the token was issued.
    pub issued_at: DateTime<Utc>,
    /// From when on the token is good.
    pub not_before: DateTime<Utc>,
    /// When the token expires.
    pub expires_at: DateTime<Utc>,
    /// All other claims.
    pub custom_claims: Map<String, Value>,
}

impl M2mClaims {
    /// Whether one of its scopes covers this one. `read:*` covers `read` and every `read:…`; otherwise scopes are compared as
    /// they are.
    #[must_use]
    pub fn allows(&self, scope: &str) -> bool {
        self.scopes.iter().any(|granted| covers(granted, scope))
    }
}

/// Ids and times alone.
impl fmt::Debug for M2mClaims {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("M2mClaims")
            .field("client_id", &self.client_id)
            .field("issued_at", &self.issued_at)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

impl Kind for M2mClaims {
    fn is_kind_of(claims: &Claims) -> bool {
        let is_person = |subject: &String| PEOPLE.iter().any(|people| subject.starts_with(people));
        claims.session.is_absent()
            && claims.organization.is_absent()
            && claims.scope.as_given().is_some_and(Value::is_string)
            && !claims.subject.as_given().is_some_and(is_person)
    }

    fn from_claims(subject: String, times: Times, claims: Claims) -> Result<Self, Fault> {
        let Times { expires: expires_at, issued: issued_at, not_before } = times;
        let scopes = claims.scopes().ok_or(Fault::WrongKind)?;
        Ok(Self { client_id: subject, scopes, issued_at, not_before, expires_at, custom_claims: claims.others })
    }
}

/// A machine's token to check in this process. Made by [`authenticate_token`](crate::resources::m2m::M2m::authenticate_token);
/// nothing happens until it is awaited.
#[derive(Clone)]
#[must_use = "nothing is checked until it is awaited"]
pub struct AuthenticateToken {
    local: Arc<Local>,
    token: Token,
    scopes: Vec<String>,
    max_token_age: Duration,
}

impl AuthenticateToken {
    pub(crate) fn new(local: &Arc<Local>, token: Token) -> Self {
        Self { local: Arc::clone(local), token, scopes: Vec::new(), max_token_age: Duration::MAX }
    }

    /// The scopes that the machine needs, all of them.
    pub fn require_scopes(mut self, scopes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// How old the token may be. Unless set, it is good until it expires.
    pub fn max_token_age(mut self, age: Duration) -> Self {
        self.max_token_age = age;
        self
    }

    #[inline]
    async fn run(self) -> Result<M2mClaims, Error> {
        let claims: M2mClaims = self.local.judge(AUTHENTICATE, &self.token, self.max_token_age).await?;
        match self.scopes.iter().find(|scope| !claims.allows(scope)) {
            None => Ok(claims),
            Some(scope) => {
                let (action, resource) = scope.split_once(':').unwrap_or((scope, "-"));
                Err(DeniedError::new(AUTHENTICATE, Denial::Scope, resource, action).into())
            }
        }
    }
}

/// A machine's own token, renewed before it ends. Made by [`tokens`](crate::resources::m2m::M2m::tokens).
///
/// Clones share the token. It is renewed in the background once 80 % of its time are over; one caller's wait is everybody's.
#[derive(Clone)]
pub struct M2mTokens {
    local: Arc<Local>,
    request: Arc<M2mTokenRequest>,
    token: Cached<Secret>,
}

impl M2mTokens {
    pub(crate) fn new(local: &Arc<Local>, request: M2mTokenRequest) -> Self {
        Self { local: Arc::clone(local), request: Arc::new(request), token: Cached::default() }
    }

    /// An access token that is good for 30 seconds at least, if the API issues such.
    ///
    /// It waits only when there is none yet, or hardly any time is left.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, secret: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::M2mTokenRequest;
    ///
    /// let tokens = client.m2m().tokens(M2mTokenRequest::new("m2m-client-test-1", secret));
    /// let authorization = format!("Bearer {}", tokens.get().await?.expose());
    /// # drop(authorization);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`token`](crate::resources::m2m::M2m::token), when none can be had. The same error is returned for 1 second after that,
    /// then for 2, and so on up to 30, before the API is asked again.
    #[inline]
    pub async fn get(&self) -> Result<Secret, Error> {
        let token = self.token.get(|| issue(Arc::clone(&self.local), Arc::clone(&self.request))).await?;
        Ok((*token).clone())
    }
}

impl fmt::Debug for M2mTokens {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("M2mTokens").field("client_id", &self.request.client_id).finish_non_exhaustive()
    }
}

#[inline]
async fn issue(local: Arc<Local>, request: Arc<M2mTokenRequest>) -> Result<(Secret, Terms), Error> {
    let settings = Arc::clone(&local.settings);
    let request = raw::m2m_token(settings.project_id.clone(), &request).request;
    let issued: M2mTokenResponse =
        transport::decode(transport::send(settings, CallOptions::default(), request).await?)?;
    let lifetime = Duration::from_secs(issued.expires_in.try_into().unwrap_or_default());
    let usable = lifetime.saturating_sub(LEFT);
    let renew_after = (lifetime * 4 / 5).min(usable);
    Ok((issued.access_token, Terms { renew_after, good_for: usable, kept_for: usable, again_after: AGAIN_AFTER }))
}

super::awaitable!(AuthenticateToken => M2mClaims);
