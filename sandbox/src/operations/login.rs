//! What all ways of logging in have in common: they end in a session, or in an intermediate one when more is asked for.

use super::Context;
use super::codes::send_sms;
use super::factors::{Proof, primary_required, second_factor_required};
use crate::clock::Timestamp;
use crate::error::ApiError;
use crate::identifier::email_id;
use crate::state::{IntermediateSession, Member, MemberSession, Organization, ScimConnections, State};
use serde_json::{Map, Value, json};
use std::time::Duration;

const DEFAULT_SESSION_MINUTES: u64 = 60;
const INTERMEDIATE_LIFETIME: Duration = Duration::from_secs(10 * 60);
/// The claims that a JWT needs for itself.
const RESERVED_CLAIMS: [&str; 7] = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];

/// Lets a member in who has proved something. The answer has the fields that all logins share.
pub(super) fn finish(context: &mut Context<'_>, member_id: &str, proof: Proof) -> Result<Map<String, Value>, ApiError> {
    let mut factors = earlier_factors(context, member_id)?;
    factors.push(proof.factor);
    let answer = finish_with(context, member_id, factors, proof.proves_email, None)?;
    if let Some(token) = context.text("intermediate_session_token") {
        context.state.sessions.remove_intermediate(token);
    }
    Ok(answer)
}

/// Lets a member in who has proved all of these. An intermediate session that was `given` is used up when the member gets
/// in; otherwise it is answered again, and works on.
pub(super) fn finish_with(
    context: &mut Context<'_>,
    member_id: &str,
    factors: Vec<Value>,
    proves_email: bool,
    given: Option<(&str, Timestamp)>,
) -> Result<Map<String, Value>, ApiError> {
    let minutes = session_minutes(context)?;
    context.state.sessions.tidy(context.now);
    let member = activate(context, member_id, proves_email)?;
    let organization = super::context::organization(context.state, &member.organization_id)?.clone();
    let mut answer = Map::new();
    let primary_required = primary_required(&organization, &factors);
    let mfa_required = match primary_required {
        Value::Null => mfa_required(context, &organization, &member, &factors),
        _ => Value::Null,
    };
    let authenticated = primary_required.is_null() && mfa_required.is_null();
    if authenticated {
        let session = open_session(context, &member, &organization, factors, minutes)?;
        put_session(context, &mut answer, &session)?;
        answer.insert("intermediate_session_token".to_owned(), json!(""));
        if let Some((token, _)) = given {
            context.state.sessions.remove_intermediate(token);
        }
    } else {
        match given {
            Some((token, expires_at)) => {
                answer.insert("intermediate_session_token".to_owned(), json!(token));
                answer.insert("intermediate_session_token_expires_at".to_owned(), json!(expires_at));
            }
            None => put_intermediate(context, &mut answer, &member.email_address, factors),
        }
        answer.insert("session_token".to_owned(), json!(""));
        answer.insert("session_jwt".to_owned(), json!(""));
        answer.insert("member_session".to_owned(), Value::Null);
    }
    answer.insert("member_authenticated".to_owned(), json!(authenticated));
    answer.insert("primary_required".to_owned(), primary_required);
    answer.insert("mfa_required".to_owned(), mfa_required);
    answer.insert("member_device".to_owned(), Value::Null);
    answer.insert("member_id".to_owned(), json!(member.member_id));
    answer.insert("organization_id".to_owned(), json!(organization.organization_id));
    answer.insert("member".to_owned(), json!(member));
    answer.insert("organization".to_owned(), json!(organization));
    Ok(answer)
}

/// Remembers what someone has proved who is not let in yet, and answers with the token.
pub(super) fn put_intermediate(
    context: &mut Context<'_>,
    answer: &mut Map<String, Value>,
    email: &str,
    factors: Vec<Value>,
) {
    let token = context.state.ids.token("intermediate-session-token");
    let expires_at = context.now.plus(INTERMEDIATE_LIFETIME);
    let session = IntermediateSession { email_address: email.to_owned(), factors, expires_at };
    answer.insert("intermediate_session_token".to_owned(), json!(token));
    answer.insert("intermediate_session_token_expires_at".to_owned(), json!(expires_at));
    context.state.sessions.put_intermediate(token, session);
}

/// A session of a member who proved nothing: for tests that begin with one.
pub(crate) fn new_session(state: &mut State, member: &Member, now: Timestamp) -> Result<MemberSession, ApiError> {
    let organization = super::context::organization(state, &member.organization_id)?.clone();
    let mut session = blank_session(state, member, &organization, now);
    let email = &member.email_address;
    session.authentication_factors.push(Proof::email("magic_link", email_id(email), email, now).factor);
    state.sessions.put(session.clone());
    Ok(session)
}

/// The session's three fields.
pub(super) fn put_session(
    context: &Context<'_>,
    answer: &mut Map<String, Value>,
    session: &MemberSession,
) -> Result<(), ApiError> {
    let jwt = context.jwts.sign(session, context.now);
    let jwt = jwt.map_err(|error| ApiError::new(500, "internal_server_error", error.to_string()))?;
    answer.insert("session_token".to_owned(), json!(session.token));
    answer.insert("session_jwt".to_owned(), json!(jwt));
    answer.insert("member_session".to_owned(), json!(session));
    Ok(())
}

/// The session that the request's fields name.
pub(super) fn given_session(context: &Context<'_>) -> Result<Option<MemberSession>, ApiError> {
    match (context.text("session_token"), context.text("session_jwt")) {
        (None, None) => Ok(None),
        (Some(_), Some(_)) => Err(ApiError::bad_request(
            "too_many_session_arguments",
            "Only one of session_token and session_jwt can be given.",
        )),
        (token, jwt) => context.session(token, jwt).cloned().map(Some).ok_or_else(session_not_found),
    }
}

/// A session that goes with a second factor has to be the member's own.
pub(super) fn check_own_session(context: &Context<'_>, member_id: &str) -> Result<(), ApiError> {
    if given_session(context)?.is_some_and(|session| session.member_id != member_id) {
        return Err(session_not_found());
    }
    earlier_factors(context, member_id).map(drop)
}

/// Whether whoever has the session has proved to own the member's address, by which other organizations know the person.
pub(super) fn proves_address(session: &MemberSession, member: &Member) -> bool {
    let proves = |factor: &Value| factor["email_factor"]["email_address"] == member.email_address;
    member.email_address_verified || session.authentication_factors.iter().any(proves)
}

/// What a login's request says beside its token or code. Checked first: a mistake there must not cost the token or code.
pub(super) fn check_request(context: &Context<'_>, member_id: &str) -> Result<(), ApiError> {
    session_minutes(context)?;
    earlier_factors(context, member_id).map(drop)
}

pub(super) fn session_not_found() -> ApiError {
    ApiError::not_found("session_not_found", "There is no such session, or it is over.")
}

pub(super) fn other_organization() -> ApiError {
    let message = "The member session is of another organization than the request.";
    ApiError::new(403, "session_authorization_tenancy_error", message)
}

/// The roles that a member has, the implicit ones of its email domain and of its groups included.
pub(super) fn roles(connections: &ScimConnections, organization: &Organization, member: &Member) -> Vec<String> {
    let mut roles: Vec<String> = member.role_ids().map(str::to_owned).collect();
    let domain = member.email_address.rsplit('@').next().unwrap_or_default();
    for assignment in &organization.rbac_email_implicit_role_assignments {
        let role = assignment["role_id"].as_str().unwrap_or_default();
        if assignment["domain"] == domain && !roles.iter().any(|had| had == role) {
            roles.push(role.to_owned());
        }
    }
    if let Some(connection) = connections.of_organization(&organization.organization_id) {
        for role in connection.implicit_roles(&member.member_id) {
            if !roles.iter().any(|had| had == role) {
                roles.push(role.to_owned());
            }
        }
    }
    roles
}

/// Changes the claims: null removes one, reserved names are left out.
pub(super) fn set_claims(claims: &mut Map<String, Value>, given: &Map<String, Value>) {
    for (name, value) in given.iter().filter(|(name, _)| !RESERVED_CLAIMS.contains(&name.as_str())) {
        if value.is_null() {
            claims.remove(name);
        } else {
            claims.insert(name.clone(), value.clone());
        }
    }
}

/// How long the session is to last, when the request says so.
pub(super) fn session_minutes(context: &Context<'_>) -> Result<Option<u64>, ApiError> {
    match context.body.get("session_duration_minutes").and_then(Value::as_i64) {
        None => Ok(None),
        Some(minutes @ 5..=527_040) => Ok(Some(minutes.unsigned_abs())),
        Some(_) => {
            let message = "The field session_duration_minutes is a number from 5 to 527040.";
            Err(ApiError::bad_request("invalid_session_duration_minutes", message))
        }
    }
}

/// Why a member must not or cannot come into being by logging in; `None` when it can.
pub(super) fn provisioning_obstacle(organization: &Organization, email: &str) -> Option<ApiError> {
    let domain = email.rsplit('@').next().unwrap_or_default();
    if organization.email_jit_provisioning != "RESTRICTED" {
        let message = "The organization has no such member, and does not take new ones by their email address.";
        return Some(ApiError::bad_request("email_jit_provisioning_not_allowed", message));
    }
    if !organization.email_allowed_domains.iter().any(|allowed| allowed.eq_ignore_ascii_case(domain)) {
        let message = "The organization does not take new members with this email domain.";
        return Some(ApiError::bad_request("invalid_email_for_jit_provisioning", message));
    }
    None
}

/// What the session or the intermediate session that the request names has proved before.
fn earlier_factors(context: &Context<'_>, member_id: &str) -> Result<Vec<Value>, ApiError> {
    let mut factors = Vec::new();
    if let Some(session) = given_session(context)?.filter(|session| session.member_id == member_id) {
        factors.extend(session.authentication_factors);
    }
    if let Some(token) = context.text("intermediate_session_token") {
        // What someone else has proved does not help.
        let email = context.state.members.find(member_id).map(|member| member.email_address.to_lowercase());
        let session = context.state.sessions.intermediate(token, context.now);
        let session = session.filter(|session| email.as_deref() == Some(session.email_address.to_lowercase().as_str()));
        factors.extend(session.ok_or_else(intermediate_not_found)?.factors.iter().cloned());
    }
    Ok(factors)
}

pub(super) fn intermediate_not_found() -> ApiError {
    ApiError::not_found("intermediate_session_not_found", "There is no such intermediate session, or it is over.")
}

fn activate(context: &mut Context<'_>, member_id: &str, proves_email: bool) -> Result<Member, ApiError> {
    let mut member = context.state.members.find(member_id).ok_or_else(super::members::not_found)?.clone();
    if member.status == "deactivated" {
        let message = "The member's identity provider has deactivated it.";
        return Err(ApiError::bad_request("member_not_active", message));
    }
    let waits = matches!(member.status.as_str(), "pending" | "invited");
    if waits || (proves_email && !member.email_address_verified) {
        member.status = "active".to_owned();
        member.email_address_verified |= proves_email;
        member.updated_at = context.now;
        context.state.members.replace(member.clone());
    }
    Ok(member)
}

/// Null when no second factor is asked for, or there is one. Members who have enrolled with a phone number are sent a code.
fn mfa_required(context: &mut Context<'_>, organization: &Organization, member: &Member, factors: &[Value]) -> Value {
    let mut required = second_factor_required(organization, Some(member), factors);
    let by_sms = member.mfa_enrolled && member.mfa_phone_number_verified && member.default_mfa_method != "totp";
    if !required.is_null() && by_sms {
        send_sms(context, member);
        required["secondary_auth_initiated"] = json!("sms_otp");
    }
    required
}

fn open_session(
    context: &mut Context<'_>,
    member: &Member,
    organization: &Organization,
    factors: Vec<Value>,
    minutes: Option<u64>,
) -> Result<MemberSession, ApiError> {
    let given = given_session(context)?.filter(|session| session.member_id == member.member_id);
    let is_new = given.is_none();
    let mut session = given.unwrap_or_else(|| blank_session(context.state, member, organization, context.now));
    session.last_accessed_at = context.now;
    if is_new || minutes.is_some() {
        session.expires_at = context.now.plus(Duration::from_secs(minutes.unwrap_or(DEFAULT_SESSION_MINUTES) * 60));
    }
    session.roles = roles(&context.state.scim_connections, organization, member);
    session.authentication_factors = factors;
    if let Some(Value::Object(claims)) = context.body.get("session_custom_claims") {
        set_claims(&mut session.custom_claims, claims);
    }
    context.state.sessions.put(session.clone());
    Ok(session)
}

fn blank_session(state: &mut State, member: &Member, organization: &Organization, now: Timestamp) -> MemberSession {
    MemberSession {
        member_session_id: state.ids.next("member-session"),
        member_id: member.member_id.clone(),
        organization_id: organization.organization_id.clone(),
        organization_slug: organization.organization_slug.clone(),
        started_at: now,
        last_accessed_at: now,
        expires_at: now.plus(Duration::from_secs(DEFAULT_SESSION_MINUTES * 60)),
        authentication_factors: Vec::new(),
        roles: roles(&state.scim_connections, organization, member),
        custom_claims: Map::new(),
        token: state.ids.token("session-token"),
    }
}
