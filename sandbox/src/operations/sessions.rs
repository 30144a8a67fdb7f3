//! `sessions`.

use super::context::organization;
use super::login::{self, given_session, session_not_found};
use super::{Context, members};
use crate::answer::Outcome;
use crate::error::ApiError;
use crate::state::MemberSession;
use serde_json::{Map, Value, json};
use std::time::Duration;

pub(super) fn get(context: Context<'_>) -> Result<Outcome, ApiError> {
    let organization = context.organization()?;
    let member = members::find(context.state, organization, context.query("member_id").unwrap_or_default())?;
    Ok(json!({"member_sessions": context.state.sessions.of_member(&member.member_id, context.now)}).into())
}

pub(super) fn authenticate(context: Context<'_>) -> Result<Outcome, ApiError> {
    let Some(mut session) = given_session(&context)? else {
        return Err(ApiError::bad_request("no_session_arguments", "One of session_token and session_jwt is needed."));
    };
    let member = context.state.members.find(&session.member_id).ok_or_else(session_not_found)?;
    let organization = organization(context.state, &session.organization_id)?;
    session.roles = login::roles(&context.state.scim_connections, organization, member);
    let verdict = verdict(&context, &session)?;
    session.last_accessed_at = context.now;
    if let Some(minutes) = login::session_minutes(&context)? {
        session.expires_at = context.now.plus(Duration::from_secs(minutes * 60));
        if let Some(Value::Object(claims)) = context.body.get("session_custom_claims") {
            login::set_claims(&mut session.custom_claims, claims);
        }
    }
    let mut answer = Map::new();
    answer.insert("member".to_owned(), json!(member));
    answer.insert("organization".to_owned(), json!(organization));
    answer.insert("verdict".to_owned(), verdict);
    login::put_session(&context, &mut answer, &session)?;
    context.state.sessions.put(session);
    Ok(Value::Object(answer).into())
}

pub(super) fn revoke(context: Context<'_>) -> Result<Outcome, ApiError> {
    let ways = ["member_session_id", "session_token", "session_jwt", "member_id"];
    match ways.iter().filter(|name| context.text(name).is_some()).count() {
        1 => {}
        0 => {
            return Err(ApiError::bad_request(
                "no_session_revoke_arguments",
                format!("One of {} is needed.", ways.join(", ")),
            ));
        }
        _ => {
            let message = format!("Only one of {} can be given.", ways.join(", "));
            return Err(ApiError::bad_request("too_many_session_revoke_arguments", message));
        }
    }
    if let Some(member_id) = context.text("member_id") {
        context.state.members.find(member_id).ok_or_else(members::not_found)?;
        context.state.sessions.revoke_member(member_id);
    } else if let Some(id) = context.text("member_session_id") {
        context.state.sessions.find(id, context.now).ok_or_else(session_not_found)?;
        context.state.sessions.revoke(id);
    } else if let Some(session) = given_session(&context)? {
        context.state.sessions.revoke(&session.member_session_id);
    }
    Ok(json!({}).into())
}

/// A session of the same person in another organization.
pub(super) fn exchange(mut context: Context<'_>) -> Result<Outcome, ApiError> {
    let Some(session) = given_session(&context)? else {
        return Err(ApiError::bad_request("no_session_arguments", "One of session_token and session_jwt is needed."));
    };
    if session.authentication_factors.iter().any(|factor| factor["type"] == "impersonated") {
        let message = "An impersonated session cannot be exchanged.";
        return Err(ApiError::bad_request("session_not_mutable_impersonated", message));
    }
    let organization_id = context.organization_id()?;
    let own = context.state.members.find(&session.member_id).filter(|member| login::proves_address(&session, member));
    let same = own.and_then(|own| context.state.members.find_by_email(&organization_id, &own.email_address));
    let member = same.ok_or_else(members::not_found)?;
    let member_id = member.member_id.clone();
    let answer = login::finish_with(&mut context, &member_id, session.authentication_factors, true, None)?;
    Ok(Value::Object(answer).into())
}

pub(super) fn get_jwks(context: Context<'_>) -> Result<Outcome, ApiError> {
    let project = context.path("project_id");
    if project != context.jwts.project_id() {
        return Err(ApiError::not_found("project_not_found", format!("There is no project {project:?}.")));
    }
    let keys = context.jwts.jwks().map_err(|error| ApiError::new(500, "internal_server_error", error.to_string()))?;
    Ok(json!({"keys": keys}).into())
}

/// Null when no check was asked for; an error when it failed.
fn verdict(context: &Context<'_>, session: &MemberSession) -> Result<Value, ApiError> {
    let Some(Value::Object(check)) = context.body.get("authorization_check") else {
        return Ok(Value::Null);
    };
    let text = |name: &str| check.get(name).and_then(Value::as_str).unwrap_or_default();
    let organization = organization(context.state, text("organization_id"))?;
    if organization.organization_id != session.organization_id {
        let message = "The member session is of another organization.";
        return Err(ApiError::new(403, "session_authorization_tenancy_error", message));
    }
    let (resource, action) = (text("resource_id"), text("action"));
    let granting = context.state.policy.granting(&session.organization_id, &session.roles, resource, action);
    if granting.is_empty() {
        let message = format!("The member session does not allow {action} on {resource}.");
        return Err(ApiError::new(403, "session_authorization_error", message));
    }
    Ok(json!({"authorized": true, "granting_roles": granting}))
}
