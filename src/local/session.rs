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
use super::{Local, Token, check_session_token};
use crate::error::{Denial, DeniedError, Error, Fault, TokenError};
use crate::raw;
use crate::transport::{self, CallOptions, RetryPolicy, Settings};
use crate::types::{
    AuthorizationCheck, AuthorizationVerdict, MemberSession, OrganizationId, RbacOrgPolicy, RbacPolicy, Secret,
    SessionsAuthenticateRequest, SessionsAuthenticateResponse,
};

/// How long a session's JWT is valid, so that no other age can be asked for.
pub(crate) const LIFETIME: Duration = Duration::from_secs(5 * 60);

pub(super) const AUTHENTICATE: &str = "sessions.authenticate_jwt";
pub(crate) const AUTHORIZE: &str = "rbac.authorize";
const AUTHENTICATE_LOCAL: &str = "sessions.authenticate_jwt_local";

/// What the JWT of a session says.
pub(super) struct SessionToken {
    pub member_session: MemberSession,
    /// Whether it says which roles the member has.
    pub has_roles: bool,
    times: Times,
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
        Ok(Self { member_session, has_roles, times })
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
    pub member_session: Arc<MemberSession>,
    /// Its JWT: the one that was given, or a fresh one if the API was asked.
    pub session_jwt: Secret,
    /// Which roles allow what was checked, if a permission was.
    pub verdict: Option<AuthorizationVerdict>,
    /// The API's answer, with member and organization. `None` if the session was judged in this process.
    pub answer: Option<Box<SessionsAuthenticateResponse>>,
    pub(crate) proof: Proof,
}

/// What was checked, whatever became of the public fields since.
#[derive(Clone)]
pub(crate) struct Proof {
    pub member_session: Arc<MemberSession>,
    pub session_jwt: Secret,
    /// Of the client that checked it.
    pub settings: Arc<Settings>,
    /// When the JWT ends, or the session if that is earlier.
    pub ends_at: DateTime<Utc>,
    /// From when the roles are. `None` if they are not known.
    pub roles_as_of: Option<DateTime<Utc>>,
}

impl AuthenticatedSession {
    pub(super) fn judged_here(
        local: &Local,
        token: SessionToken,
        session_jwt: Secret,
        verdict: Option<AuthorizationVerdict>,
    ) -> Self {
        let SessionToken { member_session, has_roles, times } = token;
        let proof = Proof {
            ends_at: times.expires.min(times.issued + LIFETIME).min(member_session.expires_at),
            member_session: Arc::new(member_session),
            session_jwt: session_jwt.clone(),
            settings: Arc::clone(&local.settings),
            roles_as_of: has_roles.then_some(times.issued),
        };
        Self { member_session: Arc::clone(&proof.member_session), session_jwt, verdict, answer: None, proof }
    }
}

impl Proof {
    /// Of a session in an answer of the API that was given then.
    pub fn answered(settings: Arc<Settings>, session: &MemberSession, jwt: &Secret, at: DateTime<Utc>) -> Self {
        Self {
            member_session: Arc::new(session.clone()),
            session_jwt: jwt.clone(),
            settings,
            ends_at: session.expires_at.min(at + LIFETIME),
            roles_as_of: Some(at),
        }
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
    pub(crate) fn new(local: &Arc<Local>, jwt: Token) -> Self {
        let (request, options) = (SessionsAuthenticateRequest::new(), CallOptions::default());
        Self { local: Arc::clone(local), jwt, max_token_age: LIFETIME, request, options }
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
        transport::in_runtime(AUTHENTICATE)?;
        let limit = self.options.timeout.unwrap_or(self.local.settings.timeouts.call);
        let started = Instant::now();
        let mut denied = None;
        if !self.max_token_age.is_zero() || self.jwt.0.expose().is_empty() {
            let judging = tokio::time::timeout(limit, self.judge()).await;
            match judging.map_err(|_| transport::timed_out(AUTHENTICATE, limit))? {
                Ok(who) => return Ok(who),
                Err(Unsettled::Final(error)) => return Err(error),
                Err(Unsettled::AskApi(error)) => self.local.may_ask(error)?,
                Err(Unsettled::Denied(error)) => denied = Some(error),
            }
        }
        self.options.timeout = Some(limit.saturating_sub(started.elapsed()));
        match (self.ask().await, denied) {
            // The API could not say, so what is known here stands.
            (Err(error), Some(denied)) if !is_verdict(&error) => Err(denied.into()),
            (result, _) => result,
        }
    }

    #[inline]
    async fn judge(&self) -> Result<AuthenticatedSession, Unsettled> {
        let judged = self.local.judge::<SessionToken>(AUTHENTICATE, &self.jwt, self.max_token_age).await;
        let token = judged.map_err(|error| match error.fault.is_undecided() {
            true => Unsettled::AskApi(error.into()),
            false => Unsettled::Final(error.into()),
        })?;
        let verdict = match &self.request.authorization_check {
            Some(check) => Some(self.check(check, &token).await?),
            None => None,
        };
        Ok(AuthenticatedSession::judged_here(&self.local, token, self.jwt.0.clone(), verdict))
    }

    #[inline]
    async fn check(&self, check: &AuthorizationCheck, token: &SessionToken) -> Result<AuthorizationVerdict, Unsettled> {
        let SessionToken { member_session: session, has_roles, .. } = token;
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

    /// Asks the API about the session of a token instead.
    #[inline]
    pub(crate) async fn ask_about_token(self, token: &Secret) -> Result<AuthenticatedSession, Error> {
        check_session_token(token.expose())?;
        let Self { local, request, options, .. } = self;
        local.ask_about(token, options, request.session_token(token)).await
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
    pub(crate) fn new(local: &Arc<Local>, jwt: Token) -> Self {
        Self { local: Arc::clone(local), jwt, max_token_age: LIFETIME, check: None }
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
        let token = local.judge::<SessionToken>(AUTHENTICATE_LOCAL, &jwt, max_token_age).await?;
        let verdict = match check {
            Some(_) if !token.has_roles => {
                return Err(TokenError::new(AUTHENTICATE_LOCAL, Fault::Claim("roles")).into());
            }
            Some(check) => {
                let organization = Some(check.organization_id.clone());
                Some(local.authorize(AUTHENTICATE_LOCAL, &token.member_session, organization, &check).await?)
            }
            None => None,
        };
        Ok(AuthenticatedSession::judged_here(&local, token, jwt.0, verdict))
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
    pub(crate) fn new(local: &Arc<Local>, session: &MemberSession, resource: String, action: String) -> Self {
        Self { local: Arc::clone(local), session: session.clone(), organization: None, resource, action }
    }

    /// The organization that it is about, by its id: it must be the session's own.
    pub fn organization(mut self, id: impl Into<OrganizationId>) -> Self {
        self.organization = Some(id.into());
        self
    }

    #[inline]
    async fn run(self) -> Result<AuthorizationVerdict, Error> {
        let Self { local, session, organization, resource, action } = self;
        local.allow(AUTHORIZE, &session, organization, &resource, &action).await
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
        let proof =
            Proof::answered(Arc::clone(&self.settings), &answer.member_session, &answer.session_jwt, self.now());
        Ok(AuthenticatedSession {
            member_session: Arc::clone(&proof.member_session),
            session_jwt: answer.session_jwt.clone(),
            verdict: answer.verdict.clone(),
            answer: Some(Box::new(answer)),
            proof,
        })
    }

    /// What this process finds of a permission of a session, which is final.
    #[inline]
    pub(crate) async fn allow(
        &self,
        operation: &'static str,
        session: &MemberSession,
        organization: Option<OrganizationId>,
        resource: &str,
        action: &str,
    ) -> Result<AuthorizationVerdict, Error> {
        let check = AuthorizationCheck::new(session.organization_id.clone(), resource, action);
        self.authorize(operation, session, organization, &check).await
    }

    #[inline]
    async fn authorize(
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

    /// The policies that say what these roles allow. That of the organization matters only where the project lacks a role.
    #[inline]
    pub(crate) async fn policies_of(
        &self,
        organization: &OrganizationId,
        roles: &[String],
    ) -> Result<(Arc<RbacPolicy>, Option<Arc<RbacOrgPolicy>>), Error> {
        let policy = self.policy().await?;
        let own = match policy.has_roles(roles) {
            true => None,
            false => Some(self.organization_policy(organization.clone()).await?),
        };
        Ok((policy, own))
    }

    /// Which roles allow it, if any does.
    #[inline]
    async fn granting_roles(
        &self,
        organization: &OrganizationId,
        roles: &[String],
        resource: &str,
        action: &str,
    ) -> Result<Option<AuthorizationVerdict>, Error> {
        let (policy, own) = self.policies_of(organization, roles).await?;
        let granting = policy.granting_roles(own.as_deref(), roles, resource, action);
        let granting_roles: Vec<String> = granting.into_iter().map(str::to_owned).collect();
        Ok((!granting_roles.is_empty()).then_some(AuthorizationVerdict { authorized: true, granting_roles }))
    }
}

super::awaitable!(AuthenticateJwt => AuthenticatedSession, AuthenticateJwtLocal => AuthenticatedSession, Authorize => AuthorizationVerdict);
