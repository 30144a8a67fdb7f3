//! What stands between a scope and the API where the project's credentials alone would decide.

use std::sync::Arc;

use futures::future::BoxFuture;
use tokio::time::Instant;

use super::MemberScope;
use crate::error::{Denial, DeniedError, Error, Fault, Progress, TokenError};
use crate::transport::{self, CallOptions, Request, Success};
use crate::types::{AuthenticationFactor, MemberId, SessionsAuthenticateRequest};

/// What changes or hands out credentials, and is not done in the place of a member.
const CREDENTIALS: [&str; 9] = [
    "organizations.members.delete_mfa_phone_number",
    "organizations.members.delete_password",
    "organizations.members.delete_totp",
    "organizations.members.start_email_update",
    "passwords.session.reset",
    "recovery_codes.get",
    "recovery_codes.recover",
    "recovery_codes.rotate",
    "totps.create",
];
/// Where a new address makes passwords void.
const UPDATE: &str = "organizations.members.update";

const PHONE_NUMBER: (&str, &str) = ("mfa_phone_number", "update.info.mfa-phone");
const ADDRESS: (&str, &str) = ("email_address", "update.info.email");

/// Which action on `stytch.self` a field of the body is, where the API checks none.
const FIELDS: [(&str, &str); 3] = [
    PHONE_NUMBER,
    ("set_default_mfa", "update.settings.default-mfa-method"),
    ("set_mfa_enrollment", "update.settings.mfa-enrolled"),
];

pub(super) const TOO_DEEP: &str = "the body is nested too deep";

/// What is done before a call is sent.
#[derive(Clone, Debug)]
pub(super) enum First {
    Nothing,
    /// Asks the API whether the session has a second factor.
    SecondFactor,
    /// Reads which password is the member's own, and deletes that one.
    OwnPassword,
    /// Reads the member, who must be one of the own organization.
    Colleague(MemberId),
}

/// Sends the request of a scope if nothing stands against it.
#[inline]
pub(super) fn send(
    scope: MemberScope,
    options: CallOptions,
    request: Request,
    first: First,
) -> BoxFuture<'static, Result<Success, Error>> {
    Box::pin(async move {
        let settings = Arc::clone(scope.client().settings());
        if request.is_refused() {
            return transport::send(settings, options, request).await;
        }
        transport::in_runtime(request.operation.path)?;
        let (limit, started) = (options.timeout.unwrap_or(settings.timeouts.call), Instant::now());
        let left = || CallOptions { timeout: Some(limit.saturating_sub(started.elapsed())), ..options.clone() };
        let judging = tokio::time::timeout(limit, judge(&scope, &request, &first)).await;
        judging.map_err(|_| transport::timed_out(request.operation.path, limit))??;
        let request = match first {
            First::Nothing => request,
            First::SecondFactor => second_factor(&scope, left()).await.and_then(|has| match has {
                true => Ok(request),
                false => Err(denied(&request, Denial::StepUp, None)),
            })?,
            First::OwnPassword => own_password(&scope, left()).await?,
            First::Colleague(id) => colleague(&scope, id, left(), request).await?,
        };
        transport::send(settings, left(), request).await
    })
}

/// What can be decided here.
#[inline]
async fn judge(scope: &MemberScope, request: &Request, first: &First) -> Result<(), Error> {
    let operation = request.operation.path;
    let by_project = request.member_session.is_none();
    // What is read first is read with the project's power.
    if (by_project || !matches!(first, First::Nothing)) && scope.has_ended() {
        return Err(TokenError::new(operation, Fault::Expired).into());
    }
    let body = request.body_as_json().ok_or_else(|| Error::invalid(TOO_DEEP, Progress::not_sent(operation)))?;
    let sets = |(field, _): (&str, &str)| body.get(field).is_some_and(|value| !value.is_null());
    if scope.is_impersonated() {
        if CREDENTIALS.contains(&operation) {
            return Err(denied(request, Denial::Impersonated, None));
        }
        let fields = [PHONE_NUMBER].into_iter().chain((operation == UPDATE).then_some(ADDRESS));
        if let Some((_, action)) = fields.into_iter().find(|field| sets(*field)) {
            return Err(denied(request, Denial::Impersonated, Some(action)));
        }
    }
    for (_, action) in FIELDS.into_iter().filter(|it| by_project && sets(*it)) {
        scope.authorize(operation, "stytch.self", action).await?;
    }
    Ok(())
}

/// Whether the session has a second factor, by the API.
#[inline]
async fn second_factor(scope: &MemberScope, options: CallOptions) -> Result<bool, Error> {
    let request = scope.with_session(SessionsAuthenticateRequest::new());
    let who = scope.client().local().ask_about(scope.credential().secret(), options, request).await?;
    let (asked, known) = (&who.member_session, scope.session());
    if (&asked.organization_id, &asked.member_id) != (&known.organization_id, &known.member_id) {
        return Err(TokenError::new("sessions.authenticate", Fault::Claim("member_id")).into());
    }
    let is_second = |factor: &AuthenticationFactor| {
        factor.authenticator_app_factor.is_some()
            || factor.phone_number_factor.is_some()
            || factor.recovery_code_factor.is_some()
    };
    Ok(asked.authentication_factors.iter().any(is_second))
}

/// The request that deletes the member's own password, whose id no caller names.
#[inline]
async fn own_password(scope: &MemberScope, options: CallOptions) -> Result<Request, Error> {
    let mut reading = scope.member().get().call;
    reading.options = options;
    let password = reading.await?.member.member_password_id;
    Ok(scope.members().delete_password(password).call.into_request())
}

/// The request, if it is about a member of the own organization by the API's own id.
#[inline]
async fn colleague(
    scope: &MemberScope,
    id: MemberId,
    options: CallOptions,
    mut request: Request,
) -> Result<Request, Error> {
    let members = scope.client().organizations().members();
    let mut reading = members.get(scope.organization_id()).member_id(&id);
    reading.options = options;
    if reading.await?.member.member_id != id {
        request.refuse("that is not the API's own id of a member");
    }
    Ok(request)
}

/// The action is the operation's, or that of a field.
fn denied(request: &Request, reason: Denial, action: Option<&str>) -> Error {
    let operation = request.operation.path;
    let (resource, method) = operation.rsplit_once('.').unwrap_or_default();
    DeniedError::new(operation, reason, resource, action.unwrap_or(method)).into()
}
