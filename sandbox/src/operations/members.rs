//! `organizations.members`, but for search.

use super::Context;
use super::patch::patched;
use crate::answer::Outcome;
use crate::clock::Timestamp;
use crate::error::ApiError;
use crate::state::{Member, Organization, State};
use serde_json::{Map, Value, json};

/// The fields of a request that are taken over as they are.
const SETTINGS: [&str; 8] = [
    "name",
    "trusted_metadata",
    "untrusted_metadata",
    "is_breakglass",
    "mfa_phone_number",
    "mfa_enrolled",
    "default_mfa_method",
    "external_id",
];

pub(super) fn create(context: Context<'_>) -> Result<Outcome, ApiError> {
    let organization_id = context.organization_id()?;
    let member = add(context.state, &organization_id, context.body, context.now)?;
    shown(&context, &member)
}

pub(super) fn get(context: Context<'_>) -> Result<Outcome, ApiError> {
    let organization_id = &context.organization()?.organization_id;
    let found = match (context.query("member_id"), context.query("email_address")) {
        (Some(key), None) => context.state.members.find_in(organization_id, key),
        (None, Some(email)) => context.state.members.find_by_email(organization_id, email),
        _ => {
            let message = "Exactly one of the query parameters member_id and email_address is needed.";
            return Err(ApiError::bad_request("invalid_member_get_fields", message));
        }
    };
    let member = found.filter(|member| !member.is_deleted()).ok_or_else(not_found)?.clone();
    shown(&context, &member)
}

pub(super) fn dangerously_get(context: Context<'_>) -> Result<Outcome, ApiError> {
    let include_deleted = context.query("include_deleted").is_some_and(|value| value.eq_ignore_ascii_case("true"));
    let member = context
        .state
        .members
        .find(context.path("member_id"))
        .filter(|member| include_deleted || !member.is_deleted())
        .ok_or_else(not_found)?
        .clone();
    shown(&context, &member)
}

pub(super) fn update(context: Context<'_>) -> Result<Outcome, ApiError> {
    let before = member(&context)?.clone();
    let mut member = changed(context.state, &before, context.body, context.now)?;
    if let Some(email) =
        context.text("email_address").filter(|email| !email.eq_ignore_ascii_case(&before.email_address))
    {
        check_email(context.state, &before.organization_id, email)?;
        if context.body.get("unlink_email") != Some(&Value::Bool(true)) {
            let email_id = context.state.ids.next("email");
            member.retired_email_addresses.push(json!({"email_id": email_id, "email_address": before.email_address}));
        }
        // Nobody has proved to own the new address, by which the person is known in other organizations too.
        member.email_address = email.to_owned();
        member.email_address_verified = false;
        member.member_password_id.clear();
        member.secrets_mut().password = None;
    }
    context.state.members.replace(member.clone());
    // It goes with a change of roles, and without one would be a way around `revoke-sessions`.
    let changes_roles = context.body.get("roles").is_some_and(Value::is_array);
    if changes_roles && context.body.get("preserve_existing_sessions") == Some(&Value::Bool(false)) {
        context.state.sessions.revoke_member(&member.member_id);
    }
    shown(&context, &member)
}

pub(super) fn delete(context: Context<'_>) -> Result<Outcome, ApiError> {
    let mut member = member(&context)?.clone();
    let member_id = member.member_id.clone();
    // Deleting takes the secrets away; the member itself can be reactivated.
    member.status = "deleted".to_owned();
    member.secrets = None;
    member.member_password_id.clear();
    member.totp_registration_id.clear();
    member.mfa_enrolled = false;
    member.updated_at = context.now;
    context.state.members.replace(member);
    context.state.revoke_member(&member_id);
    Ok(json!({"member_id": member_id}).into())
}

pub(super) fn reactivate(context: Context<'_>) -> Result<Outcome, ApiError> {
    let organization_id = context.organization_id()?;
    let found = context.state.members.find_in(&organization_id, context.path("member_id"));
    let mut member = found.ok_or_else(not_found)?.clone();
    if !member.is_deleted() {
        let message = "The member is not deleted.";
        return Err(ApiError::bad_request("no_deleted_member_found_for_reactivation", message));
    }
    if context.state.members.find_by_email(&organization_id, &member.email_address).is_some() {
        let message = "Another member has this email address by now.";
        return Err(ApiError::bad_request("reactivation_email_belongs_to_another_member", message));
    }
    member.status = "active".to_owned();
    member.updated_at = context.now;
    context.state.members.replace(member.clone());
    shown(&context, &member)
}

pub(super) fn delete_mfa_phone_number(context: Context<'_>) -> Result<Outcome, ApiError> {
    edit(context, |member| {
        member.mfa_phone_number.clear();
        member.mfa_phone_number_verified = false;
    })
}

pub(super) fn delete_totp(context: Context<'_>) -> Result<Outcome, ApiError> {
    edit(context, |member| {
        member.totp_registration_id.clear();
        if let Some(secrets) = &mut member.secrets {
            secrets.totp_secret.clear();
            secrets.pending_totp_id = None;
            secrets.recovery_codes.clear();
        }
    })
}

pub(super) fn delete_external_id(context: Context<'_>) -> Result<Outcome, ApiError> {
    edit(context, |member| member.external_id = None)
}

pub(super) fn delete_password(context: Context<'_>) -> Result<Outcome, ApiError> {
    let organization_id = context.organization_id()?;
    let password_id = context.path("member_password_id");
    let mut members = context.state.members.of_organization(&organization_id);
    let found = members.find(|(_, member)| !password_id.is_empty() && member.member_password_id == password_id);
    let mut member = match found {
        Some((_, member)) => member.clone(),
        None => {
            return Err(ApiError::not_found(
                "member_password_not_found",
                "No member of the organization has this password id.",
            ));
        }
    };
    drop(members);
    member.member_password_id.clear();
    member.secrets_mut().password = None;
    member.updated_at = context.now;
    context.state.members.replace(member.clone());
    shown(&context, &member)
}

pub(super) fn unlink_retired_email(context: Context<'_>) -> Result<Outcome, ApiError> {
    let (email_id, email) = (context.text("email_id"), context.text("email_address"));
    if email_id.is_none() && email.is_none() {
        let message = "One of the fields email_id and email_address is needed.";
        return Err(ApiError::bad_request("retired_email_missing_email_identifiers", message));
    }
    let (email_id, email) = (email_id.map(str::to_owned), email.map(str::to_owned));
    let matches = move |retired: &Value| {
        email_id.as_deref().is_none_or(|id| retired["email_id"] == id)
            && email.as_deref().is_none_or(|email| retired["email_address"] == email)
    };
    if !member(&context)?.retired_email_addresses.iter().any(&matches) {
        return Err(ApiError::not_found("email_not_found", "The member has no such retired email address."));
    }
    let organization_id = context.organization_id()?;
    let answer = edit(context, |member| member.retired_email_addresses.retain(|retired| !matches(retired)))?;
    Ok(match answer {
        Outcome::Object(mut fields) => {
            fields["organization_id"] = json!(organization_id);
            Outcome::Object(fields)
        }
        text => text,
    })
}

/// The member that the path names, by member id or external id.
pub(super) fn member<'c>(context: &'c Context<'_>) -> Result<&'c Member, ApiError> {
    let organization = context.organization()?;
    find(context.state, organization, context.path("member_id"))
}

/// The member of the organization, by member id or external id.
pub(super) fn find<'s>(state: &'s State, organization: &Organization, key: &str) -> Result<&'s Member, ApiError> {
    state
        .members
        .find_in(&organization.organization_id, key)
        .filter(|member| !member.is_deleted())
        .ok_or_else(not_found)
}

/// Adds a member with the settings of a request.
pub(crate) fn add(
    state: &mut State,
    organization_id: &str,
    request: &Map<String, Value>,
    now: Timestamp,
) -> Result<Member, ApiError> {
    let email = request.get("email_address").and_then(Value::as_str).unwrap_or_default();
    check_email(state, organization_id, email)?;
    // Made without an id: one that is refused must not use an id up.
    let blank = Member::new(organization_id.to_owned(), String::new(), email.to_owned(), now);
    let mut member = changed(state, &blank, request, now)?;
    if request.get("create_member_as_pending") == Some(&Value::Bool(true)) {
        member.status = "pending".to_owned();
    }
    member.member_id = state.ids.next("member");
    state.members.insert(member.clone());
    Ok(member)
}

pub(super) fn not_found() -> ApiError {
    ApiError::not_found("member_not_found", "The organization has no such member.")
}

/// The member and its organization, as most operations on members answer.
pub(super) fn shown(context: &Context<'_>, member: &Member) -> Result<Outcome, ApiError> {
    let organization = context.state.organizations.find(&member.organization_id);
    Ok(json!({"member_id": member.member_id, "member": member, "organization": organization}).into())
}

fn edit(context: Context<'_>, change: impl FnOnce(&mut Member)) -> Result<Outcome, ApiError> {
    let mut member = member(&context)?.clone();
    change(&mut member);
    member.updated_at = context.now;
    context.state.members.replace(member.clone());
    shown(&context, &member)
}

/// The member with the settings of a request, if they are allowed.
fn changed(state: &State, before: &Member, request: &Map<String, Value>, now: Timestamp) -> Result<Member, ApiError> {
    let mut member = patched(before, request, &SETTINGS)?;
    member.secrets = before.secrets.clone();
    member.updated_at = now;
    if let Some(roles) = request.get("roles").and_then(Value::as_array) {
        let roles: Vec<String> = roles.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        if let Some(unknown) = roles.iter().find(|role| !state.policy.has_role(&member.organization_id, role)) {
            return Err(ApiError::bad_request("invalid_role", format!("There is no role {unknown:?}.")));
        }
        member.set_roles(&roles);
    }
    match &member.external_id {
        Some(id)
            if member.external_id != before.external_id
                && state.members.has_external_id(&member.organization_id, id) =>
        {
            let message = format!("The external id {id:?} is another member's.");
            Err(ApiError::bad_request("duplicate_member_external_id", message))
        }
        _ => Ok(member),
    }
}

fn check_email(state: &State, organization_id: &str, email: &str) -> Result<(), ApiError> {
    if !is_email(email) {
        return Err(ApiError::bad_request("invalid_email", "The field email_address is not an email address."));
    }
    if state.members.find_by_email(organization_id, email).is_some() {
        return Err(ApiError::bad_request(
            "duplicate_member_email",
            "A member of the organization has this email address.",
        ));
    }
    Ok(())
}

/// Something on both sides of one `@`, without spaces.
pub(crate) fn is_email(text: &str) -> bool {
    match text.split_once('@') {
        Some((name, domain)) => {
            !name.is_empty() && !domain.is_empty() && !domain.contains('@') && !text.contains(char::is_whitespace)
        }
        None => false,
    }
}
