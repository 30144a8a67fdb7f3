//! Access tokens of Connected Apps.

use std::fmt;
use std::future::IntoFuture;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use serde_json::{Map, Value};

use super::claims::{Claims, Field, ORGANIZATION, scopes};
use super::token::{Kind, Times};
use super::{Local, Token};
use crate::error::{Denial, DeniedError, Error, Fault, TokenError};
use crate::types::{Audience, AuthorizationCheck, IdpIntrospectTokenResponse, OrganizationId};

const INTROSPECT: &str = "idp.introspect_token";
const INTROSPECT_LOCAL: &str = "idp.introspect_token_local";

/// What the access token of a Connected App says.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct AccessTokenClaims {
    /// Id of the member for whom the app acts.
    pub subject: String,
    /// Id of the app, if the token says so.
    pub client_id: Option<String>,
    /// What the member granted.
    pub scopes: Vec<String>,
    /// For whom the token is.
    pub audience: Audience,
    /// Who issued the token.
    pub issuer: String,
    /// Id of the token, if it has one.
    pub token_id: Option<String>,
    /// When the token was issued.
    pub issued_at: DateTime<Utc>,
    /// From when on the token is good.
    pub not_before: DateTime<Utc>,
    /// When the token expires.
    pub expires_at: DateTime<Utc>,
    /// Id of the member's organization.
    pub organization_id: OrganizationId,
    /// Slug of the member's organization.
    pub organization_slug: String,
    /// All other claims.
    pub custom_claims: Map<String, Value>,
}

/// Ids and times alone.
impl fmt::Debug for AccessTokenClaims {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AccessTokenClaims")
            .field("subject", &self.subject)
            .field("client_id", &self.client_id)
            .field("organization_id", &self.organization_id)
            .field("issued_at", &self.issued_at)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

impl Kind for AccessTokenClaims {
    fn is_kind_of(claims: &Claims) -> bool {
        claims.session.is_absent()
            && !claims.organization.is_absent()
            && claims.scope.as_given().is_some_and(Value::is_string)
    }

    fn from_claims(subject: String, times: Times, claims: Claims) -> Result<Self, Fault> {
        let Times { expires: expires_at, issued: issued_at, not_before } = times;
        let scopes = claims.scopes().ok_or(Fault::WrongKind)?;
        let client_id = match claims.client_id {
            Field::Absent => None,
            Field::Given(Value::String(client_id)) => Some(client_id),
            Field::Given(_) | Field::Wrong => return Err(Fault::Claim("client_id")),
        };
        let organization = claims.organization.given().ok_or(Fault::Claim(ORGANIZATION))?;
        Ok(Self {
            subject,
            client_id,
            scopes,
            audience: claims.audience.given().unwrap_or_default(),
            issuer: claims.issuer.given().unwrap_or_default(),
            token_id: claims.id.given(),
            issued_at,
            not_before,
            expires_at,
            organization_id: organization.organization_id,
            organization_slug: organization.slug,
            custom_claims: claims.others,
        })
    }
}

/// What the API says of a token, as strictly as if it were judged here.
///
/// ```
/// # async fn example(client: stytch_b2b::Client, token: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
/// use stytch_b2b::local::AccessTokenClaims;
/// use stytch_b2b::types::IdpIntrospectTokenRequest;
///
/// let request = IdpIntrospectTokenRequest::new(token, "connected-app-test-1");
/// let claims = AccessTokenClaims::try_from(client.idp().introspect_token(request).await?)?;
/// println!("{} granted {:?}", claims.subject, claims.scopes);
/// # Ok(())
/// # }
/// ```
impl TryFrom<IdpIntrospectTokenResponse> for AccessTokenClaims {
    type Error = Error;

    /// # Errors
    ///
    /// [`Error::Token`] with [`Fault::Inactive`], with [`Fault::WrongKind`] when it is a token of a machine, or with the claim that
    /// is missing.
    fn try_from(answer: IdpIntrospectTokenResponse) -> Result<Self, Error> {
        let refused = |fault| TokenError::new(INTROSPECT, fault);
        if !answer.active {
            return Err(refused(Fault::Inactive).into());
        }
        let (Some(organization), Some(scope)) = (answer.organization, answer.scope) else {
            return Err(refused(Fault::WrongKind).into());
        };
        let time = |name, seconds: Option<i64>| {
            let time = seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0));
            time.ok_or_else(|| refused(Fault::Claim(name)))
        };
        let mut custom_claims = answer.custom_claims;
        let token_id = custom_claims.remove("jti").and_then(|id| id.as_str().map(str::to_owned));
        Ok(Self {
            subject: answer.sub.ok_or_else(|| refused(Fault::Claim("sub")))?,
            client_id: answer.client_id,
            scopes: scopes(&scope),
            audience: answer.aud.unwrap_or_default(),
            issuer: answer.iss.unwrap_or_default(),
            token_id,
            issued_at: time("iat", answer.iat)?,
            not_before: time("nbf", answer.nbf)?,
            expires_at: time("exp", answer.exp)?,
            organization_id: organization.organization_id,
            organization_slug: organization.slug,
            custom_claims,
        })
    }
}

/// An access token of a Connected App to check in this process. Made by
/// [`introspect_token_local`](crate::resources::idp::Idp::introspect_token_local); nothing happens until it is awaited.
#[derive(Clone)]
#[must_use = "nothing is checked until it is awaited"]
pub struct IntrospectTokenLocal {
    local: Arc<Local>,
    token: Token,
    check: Option<AuthorizationCheck>,
    max_token_age: Duration,
}

impl IntrospectTokenLocal {
    pub(crate) fn new(local: &Arc<Local>, token: Token) -> Self {
        Self { local: Arc::clone(local), token, check: None, max_token_age: Duration::MAX }
    }

    /// Checks too that a scope of the token allows an action on a resource, in the organization that it is about, by its id. The
    /// member's own roles do not count.
    pub fn authorization_check(mut self, check: impl Into<AuthorizationCheck>) -> Self {
        self.check = Some(check.into());
        self
    }

    /// How old the token may be. Unless set, it is good until it expires.
    pub fn max_token_age(mut self, age: Duration) -> Self {
        self.max_token_age = age;
        self
    }

    #[inline]
    async fn run(self) -> Result<AccessTokenClaims, Error> {
        let Self { local, token, check, max_token_age } = self;
        let claims: AccessTokenClaims = local.judge(INTROSPECT_LOCAL, &token, max_token_age).await?;
        if let Some(check) = check {
            local.authorize_app(INTROSPECT_LOCAL, &claims, &check).await?;
        }
        Ok(claims)
    }
}

impl Local {
    /// Whether a scope of the token allows it.
    #[inline]
    pub(crate) async fn authorize_app(
        &self,
        operation: &'static str,
        claims: &AccessTokenClaims,
        check: &AuthorizationCheck,
    ) -> Result<(), Error> {
        let denied = |reason| DeniedError::new(operation, reason, &check.resource_id, &check.action).into();
        if check.organization_id != claims.organization_id {
            return Err(denied(Denial::Tenancy));
        }
        let policy = self.policy().await?;
        let granting = policy.granting_scopes(&claims.scopes, &check.resource_id, &check.action);
        if granting.is_empty() { Err(denied(Denial::Permission)) } else { Ok(()) }
    }
}

super::awaitable!(IntrospectTokenLocal => AccessTokenClaims);
