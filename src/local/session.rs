//! Sessions of members: judged here, and by the API where this process can not tell.

use std::fmt;
use std::future::IntoFuture;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use serde_json::{Map, Value};
use tokio::time::Instant;

use super::claims::{Claims, ORGANIZATION, SESSION};
use super::policies::is_organization_id;
use super::token::{Kind, Times};
use super::{Local, Token};
use crate::error::{Denial, DeniedError, Error, Fault, TokenError};
use crate::raw;
use crate::transport::{self, CallOptions, RetryPolicy};
use crate::types::{
    AuthorizationCheck, AuthorizationVerdict, MemberSession, OrganizationId, Secret, SessionsAuthenticateRequest,
    SessionsAuthenticateResponse,
};

/// How long a session's JWT is valid, so that no other age can be asked for.
pub(super) const LIFETIME: Duration = Duration::from_secs(5 * 60);

pub(super) const AUTHENTICATE: &str = "sessions.authenticate_jwt";
const AUTHENTICATE_LOCAL: &str = "sessions.authenticate_jwt_local";

/// What the JWT of a session says.
pub(super) struct SessionToken {
    pub member_session: MemberSession,
    /// Whether it says which roles the member has.
    pub has_roles: bool,
}

impl Kind for SessionToken {
    fn is_kind_of(claims: &Claims) -> bool {
        !claims.session.is_absent()
    }

    fn from_claims(subject: String, times: Times, mut claims: Claims) -> Result<Self, Fault> {
        let session = std::mem::take(&mut claims.session).given().ok_or(Fault::Claim(SESSION))?;
        let organization = std::mem::take(&mut claims.organization).given().ok_or(Fault::Claim(ORGANIZATION))?;
        let has_roles = session.roles.is_some();
        let member_session = MemberSession {
            organization_id: organization.organization_id,
            member_session_id: session.id,
            member_id: subject.into(),
            started_at: session.started_at,
            last_accessed_at: session.last_accessed_at,
            expires_at: session.expires_at.unwrap_or(times.expires),
            authentication_factors: session.authentication_factors,
            roles: session.roles.unwrap_or_default(),
            organization_slug: organization.slug,
            custom_claims: Some(claims.custom_claims()),
        };
        Ok(Self { member_session, has_roles })
    }

    fn ends_at(&self) -> Option<DateTime<Utc>> {
        Some(self.member_session.expires_at)
    }
}

/// A session that is good, and where that was judged.
#[derive(Clone)]
#[non_exhaustive]
pub struct AuthenticatedSession {
    /// The session.
    pub member_session: MemberSession,
    /// Its JWT: the one that was given, or a fresh one if the API was asked.
    pub session_jwt: Secret,
    /// Which roles allow what was checked, if a permission was.
    pub verdict: Option<AuthorizationVerdict>,
    /// The API's answer, with member and organization. `None` if the session was judged in this process.
    pub answer: Option<Box<SessionsAuthenticateResponse>>,
}

impl AuthenticatedSession {
    pub(super) fn judged_here(
        member_session: MemberSession,
        session_jwt: Secret,
        verdict: Option<AuthorizationVerdict>,
    ) -> Self {
        Self { member_session, session_jwt, verdict, answer: None }
    }
}

/// Ids and times alone.
impl fmt::Debug for AuthenticatedSession {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let session = &self.member_session;
        formatter
            .debug_struct("AuthenticatedSession")
            .field("organization_id", &session.organization_id)
            .field("member_id", &session.member_id)
            .field("member_session_id", &session.member_session_id)
            .field("expires_at", &session.expires_at)
            .field("judged_here", &self.answer.is_none())
            .finish_non_exhaustive()
    }
}

/// A session to check here, and by the API if this process can not tell. Made by
/// [`authenticate_jwt`](crate::resources::sessions::Sessions::authenticate_jwt); nothing happens until it is awaited.
#[derive(Clone)]
#[must_use = "nothing is checked until it is awaited"]
pub struct AuthenticateJwt {
    local: Arc<Local>,
    jwt: Token,
    max_token_age: Duration,
    request: SessionsAuthenticateRequest,
    options: CallOptions,
}

/// Why a session is not good, and whether the API may know better.
enum Unsettled {
    Final(Error),
    AskApi(Error),
    /// No role allows it, as far as this process knows.
    Denied(DeniedError),
}

impl AuthenticateJwt {
    pub(crate) fn new(local: Arc<Local>, jwt: Token) -> Self {
        let (request, options) = (SessionsAuthenticateRequest::new(), CallOptions::default());
        Self { local, jwt, max_token_age: LIFETIME, request, options }
    }

    /// How old the JWT may be to be judged here: 5 minutes unless lowered, and never more. With zero the API is asked at once.
    pub fn max_token_age(mut self, age: Duration) -> Self {
        self.max_token_age = age.min(LIFETIME);
        self
    }

    /// Checks a permission too: an action on a resource, in the organization that it is about. If no role allows it as far as
    /// this process knows, the API is asked.
    pub fn authorization_check(mut self, check: impl Into<AuthorizationCheck>) -> Self {
        self.request.authorization_check = Some(check.into());
        self
    }

    /// Minutes from now that the session is extended to, only where the API is asked.
    pub fn session_duration_minutes(mut self, minutes: u32) -> Self {
        self.request.session_duration_minutes = Some(minutes);
        self
    }

    /// Claims to add to the session, only where the API is asked.
    pub fn session_custom_claims(
        mut self,
        claims: impl IntoIterator<Item = (impl Into<String>, impl Into<Value>)>,
    ) -> Self {
        let claims: Map<String, Value> = claims.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        self.request.session_custom_claims = Some(claims);
        self
    }

    /// How long the check may take with all that it waits for, whatever the client says.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.options.timeout = Some(limit);
        self
    }

    /// When the request is sent again if the API is asked, whatever the client says.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.options.retry = Some(policy);
        self
    }

    #[inline]
    async fn run(mut self) -> Result<AuthenticatedSession, Error> {
        let limit = self.options.timeout.unwrap_or(self.local.settings.timeouts.call);
        let deadline = Instant::now() + limit;
        let mut denied = None;
        if !self.max_token_age.is_zero() || self.jwt.0.expose().is_empty() {
            let judging = tokio::time::timeout_at(deadline, self.judge()).await;
            match judging.map_err(|_| transport::timed_out(AUTHENTICATE, limit))? {
                Ok(who) => return Ok(who),
                Err(Unsettled::Final(error)) => return Err(error),
                Err(Unsettled::AskApi(error)) => self.local.may_ask(error)?,
                Err(Unsettled::Denied(error)) => denied = Some(error),
            }
        }
        self.options.timeout = Some(deadline.saturating_duration_since(Instant::now()));
        match (self.ask().await, denied) {
            // The API could not say, so what is known here stands.
            (Err(error), Some(denied)) if !is_verdict(&error) => Err(denied.into()),
            (result, _) => result,
        }
    }

    #[inline]
    async fn judge(&self) -> Result<AuthenticatedSession, Unsettled> {
        let judged = self.local.judge::<SessionToken>(AUTHENTICATE, &self.jwt, self.max_token_age).await;
        let SessionToken { member_session, has_roles } = judged.map_err(|error| match error.fault.is_undecided() {
            true => Unsettled::AskApi(error.into()),
            false => Unsettled::Final(error.into()),
        })?;
        let verdict = match &self.request.authorization_check {
            Some(check) => Some(self.check(check, &member_session, has_roles).await?),
            None => None,
        };
        Ok(AuthenticatedSession::judged_here(member_session, self.jwt.0.clone(), verdict))
    }

    #[inline]
    async fn check(
        &self,
        check: &AuthorizationCheck,
        session: &MemberSession,
        has_roles: bool,
    ) -> Result<AuthorizationVerdict, Unsettled> {
        if check.organization_id != session.organization_id {
            let error = denied(AUTHENTICATE, Denial::Tenancy, check).into();
            // A slug or an external id may be the organization's own, which only the API knows.
            let elsewhere = is_organization_id(&check.organization_id);
            return Err(if elsewhere { Unsettled::Final(error) } else { Unsettled::AskApi(error) });
        }
        if !has_roles {
            return Err(Unsettled::AskApi(TokenError::new(AUTHENTICATE, Fault::Claim("roles")).into()));
        }
        let (resource, action) = (&check.resource_id, &check.action);
        let granting = self.local.granting_roles(&session.organization_id, &session.roles, resource, action).await;
        let verdict = granting.map_err(Unsettled::AskApi)?;
        verdict.ok_or_else(|| Unsettled::Denied(denied(AUTHENTICATE, Denial::Permission, check)))
    }

    #[inline]
    async fn ask(self) -> Result<AuthenticatedSession, Error> {
        let Self { local, jwt, request, options, .. } = self;
        local.ask_about(&jwt.0, options, request.session_jwt(&jwt.0)).await
    }
}

/// Whether the API answered the question, with a no.
fn is_verdict(error: &Error) -> bool {
    matches!(error, Error::Api(error) if error.status < 500 && error.status != 429)
}

fn denied(operation: &'static str, reason: Denial, check: &AuthorizationCheck) -> DeniedError {
    DeniedError::new(operation, reason, &check.resource_id, &check.action)
}

/// A session to check in this process alone. Made by
/// [`authenticate_jwt_local`](crate::resources::sessions::Sessions::authenticate_jwt_local); nothing happens until it is awaited.
#[derive(Clone)]
#[must_use = "nothing is checked until it is awaited"]
pub struct AuthenticateJwtLocal {
    local: Arc<Local>,
    jwt: Token,
    max_token_age: Duration,
    check: Option<AuthorizationCheck>,
}

impl AuthenticateJwtLocal {
    pub(crate) fn new(local: Arc<Local>, jwt: Token) -> Self {
        Self { local, jwt, max_token_age: LIFETIME, check: None }
    }

    /// How old the JWT may be: 5 minutes unless lowered, and never more.
    pub fn max_token_age(mut self, age: Duration) -> Self {
        self.max_token_age = age.min(LIFETIME);
        self
    }

    /// Checks a permission too: an action on a resource, in the organization that it is about, by its id.
    pub fn authorization_check(mut self, check: impl Into<AuthorizationCheck>) -> Self {
        self.check = Some(check.into());
        self
    }

    #[inline]
    async fn run(self) -> Result<AuthenticatedSession, Error> {
        let Self { local, jwt, max_token_age, check } = self;
        let judged = local.judge::<SessionToken>(AUTHENTICATE_LOCAL, &jwt, max_token_age).await?;
        let SessionToken { member_session, has_roles } = judged;
        let verdict = match check {
            Some(_) if !has_roles => return Err(TokenError::new(AUTHENTICATE_LOCAL, Fault::Claim("roles")).into()),
            Some(check) => {
                let organization = Some(check.organization_id.clone());
                Some(local.authorize(AUTHENTICATE_LOCAL, &member_session, organization, &check).await?)
            }
            None => None,
        };
        Ok(AuthenticatedSession::judged_here(member_session, jwt.0, verdict))
    }
}

/// A permission to check in this process. Made by [`authorize`](crate::resources::rbac::Rbac::authorize); nothing happens until it
/// is awaited.
#[derive(Clone)]
#[must_use = "nothing is checked until it is awaited"]
pub struct Authorize {
    local: Arc<Local>,
    session: MemberSession,
    organization: Option<OrganizationId>,
    resource: String,
    action: String,
}

impl Authorize {
    pub(crate) fn new(local: Arc<Local>, session: &MemberSession, resource: String, action: String) -> Self {
        Self { local, session: session.clone(), organization: None, resource, action }
    }

    /// The organization that it is about, by its id: it must be the session's own.
    pub fn organization(mut self, id: impl Into<OrganizationId>) -> Self {
        self.organization = Some(id.into());
        self
    }

    #[inline]
    async fn run(self) -> Result<AuthorizationVerdict, Error> {
        let Self { local, session, organization, resource, action } = self;
        let check = AuthorizationCheck::new(session.organization_id.clone(), resource, action);
        local.authorize("rbac.authorize", &session, organization, &check).await
    }
}

impl Local {
    /// Tokens of unknown keys cost few requests.
    pub(crate) fn may_ask(&self, error: Error) -> Result<(), Error> {
        let unknown = matches!(&error, Error::Token(error) if error.fault == Fault::UnknownKey);
        if unknown && !self.bounds().may_ask_about_unknown_key(Instant::now()) {
            return Err(error);
        }
        Ok(())
    }

    /// Asks the API about the session of a credential, unless the API called it over a moment ago.
    #[inline]
    pub(crate) async fn ask_about(
        &self,
        credential: &Secret,
        options: CallOptions,
        request: SessionsAuthenticateRequest,
    ) -> Result<AuthenticatedSession, Error> {
        let ended = self.bounds().ended(credential, Instant::now());
        if let Some(error) = ended {
            return Err(error);
        }
        let request = raw::sessions_authenticate(&request).request;
        let result = transport::send(Arc::clone(&self.settings), options, request).await;
        let success = result.inspect_err(|error| {
            if error.is_session_over() {
                self.bounds().remember_ended(credential, error, Instant::now());
            }
        })?;
        self.compare_clocks(&success);
        let answer: SessionsAuthenticateResponse = transport::decode(success)?;
        Ok(AuthenticatedSession {
            member_session: answer.member_session.clone(),
            session_jwt: answer.session_jwt.clone(),
            verdict: answer.verdict.clone(),
            answer: Some(Box::new(answer)),
        })
    }

    /// What this process finds of a permission, which is final.
    #[inline]
    pub(super) async fn authorize(
        &self,
        operation: &'static str,
        session: &MemberSession,
        organization: Option<OrganizationId>,
        check: &AuthorizationCheck,
    ) -> Result<AuthorizationVerdict, Error> {
        if organization.is_some_and(|organization| organization != session.organization_id) {
            return Err(denied(operation, Denial::Tenancy, check).into());
        }
        let (resource, action) = (&check.resource_id, &check.action);
        let verdict = self.granting_roles(&session.organization_id, &session.roles, resource, action).await?;
        verdict.ok_or_else(|| denied(operation, Denial::Permission, check).into())
    }

    /// Which roles allow it, if any does. The policy of the organization matters only where the project lacks a role.
    #[inline]
    async fn granting_roles(
        &self,
        organization: &OrganizationId,
        roles: &[String],
        resource: &str,
        action: &str,
    ) -> Result<Option<AuthorizationVerdict>, Error> {
        let policy = self.policy().await?;
        let own = match policy.has_roles(roles) {
            true => None,
            false => Some(self.organization_policy(organization.clone()).await?),
        };
        let granting = policy.granting_roles(own.as_deref(), roles, resource, action);
        let granting_roles: Vec<String> = granting.into_iter().map(str::to_owned).collect();
        Ok((!granting_roles.is_empty()).then_some(AuthorizationVerdict { authorized: true, granting_roles }))
    }
}

super::awaitable!(AuthenticateJwt => AuthenticatedSession, AuthenticateJwtLocal => AuthenticatedSession, Authorize => AuthorizationVerdict);
