//! `organizations`, but for search and members.

use super::Context;
use super::patch::patched;
use crate::answer::Outcome;
use crate::error::ApiError;
use crate::seed::free_slug;
use crate::state::{Organization, State};
use serde_json::{Map, Value, json};

/// The fields of a request that are taken over as they are.
const SETTINGS: [&str; 24] = [
    "organization_name",
    "organization_logo_url",
    "trusted_metadata",
    "sso_default_connection_id",
    "sso_jit_provisioning",
    "sso_jit_provisioning_allowed_connections",
    "email_allowed_domains",
    "email_jit_provisioning",
    "email_invites",
    "auth_methods",
    "allowed_auth_methods",
    "mfa_policy",
    "rbac_email_implicit_role_assignments",
    "mfa_methods",
    "allowed_mfa_methods",
    "oauth_tenant_jit_provisioning",
    "allowed_oauth_tenants",
    "claimed_email_domains",
    "first_party_connected_apps_allowed_type",
    "allowed_first_party_connected_apps",
    "third_party_connected_apps_allowed_type",
    "allowed_third_party_connected_apps",
    "organization_slug",
    "organization_external_id",
];

/// The settings that have one of a few values.
const CHOICES: [(&str, &[&str], &str); 7] = [
    ("sso_jit_provisioning", &["ALL_ALLOWED", "RESTRICTED", "NOT_ALLOWED"], "invalid_organization_auth_factor_setting"),
    (
        "email_jit_provisioning",
        &["RESTRICTED", "NOT_ALLOWED"],
        "invalid_organization_auth_factor_setting_for_email_jit_provisioning",
    ),
    ("email_invites", &["ALL_ALLOWED", "RESTRICTED", "NOT_ALLOWED"], "invalid_organization_auth_factor_setting"),
    (
        "oauth_tenant_jit_provisioning",
        &["RESTRICTED", "NOT_ALLOWED"],
        "invalid_organization_auth_factor_setting_for_oauth_tenant_jit_provisioning",
    ),
    ("auth_methods", &["ALL_ALLOWED", "RESTRICTED"], "invalid_organization_auth_method_settings"),
    ("mfa_policy", &["OPTIONAL", "REQUIRED_FOR_ALL"], "invalid_organization_mfa_policy"),
    ("mfa_methods", &["ALL_ALLOWED", "RESTRICTED"], "invalid_organization_mfa_factor_setting"),
];

pub(super) fn create(context: Context<'_>) -> Result<Outcome, ApiError> {
    let organization = add(context.state, context.body, context.now)?;
    Ok(json!({"organization": organization}).into())
}

pub(super) fn get(context: Context<'_>) -> Result<Outcome, ApiError> {
    Ok(json!({"organization": context.organization()?}).into())
}

pub(super) fn update(context: Context<'_>) -> Result<Outcome, ApiError> {
    let before = context.organization()?.clone();
    let organization = changed(context.state, &before, context.body, context.now)?;
    context.state.organizations.replace(organization.clone());
    Ok(json!({"organization": organization}).into())
}

pub(super) fn delete(context: Context<'_>) -> Result<Outcome, ApiError> {
    let organization_id = context.organization_id()?;
    context.state.remove_organization(&organization_id);
    Ok(json!({"organization_id": organization_id}).into())
}

pub(super) fn delete_external_id(context: Context<'_>) -> Result<Outcome, ApiError> {
    let mut organization = context.organization()?.clone();
    organization.organization_external_id = None;
    organization.updated_at = context.now;
    context.state.organizations.replace(organization.clone());
    Ok(json!({"organization": organization}).into())
}

pub(super) fn metrics(context: Context<'_>) -> Result<Outcome, ApiError> {
    let organization = context.organization()?;
    let members = context.state.members.of_organization(&organization.organization_id);
    let count = members.filter(|(_, member)| !member.is_deleted()).count();
    Ok(json!({"member_count": count}).into())
}

/// Adds an organization with the settings of a request.
pub(crate) fn add(
    state: &mut State,
    request: &Map<String, Value>,
    now: crate::clock::Timestamp,
) -> Result<Organization, ApiError> {
    let name = request.get("organization_name").and_then(Value::as_str).unwrap_or("New organization").to_owned();
    let slug = free_slug(state, &name);
    // Made without an id: one that is refused must not use an id up.
    let blank = Organization::new(String::new(), name, slug, now);
    let mut organization = changed(state, &blank, request, now)?;
    organization.organization_id = state.ids.next("organization");
    state.organizations.insert(organization.clone());
    Ok(organization)
}

/// The organization with the settings of a request, if they are allowed.
fn changed(
    state: &State,
    before: &Organization,
    request: &Map<String, Value>,
    now: crate::clock::Timestamp,
) -> Result<Organization, ApiError> {
    for (field, choices, error_type) in CHOICES {
        if let Some(value) = request.get(field).and_then(Value::as_str).filter(|value| !choices.contains(value)) {
            return Err(ApiError::bad_request(
                error_type,
                format!("The field {field} is {value:?}, none of {choices:?}."),
            ));
        }
    }
    let mut organization = patched(before, request, &SETTINGS)?;
    organization.updated_at = now;
    check_name_and_slug(state, before, &organization)?;
    if organization.auth_methods == "RESTRICTED" && organization.allowed_auth_methods.is_empty() {
        let message = "The field allowed_auth_methods is empty, but auth_methods is RESTRICTED.";
        return Err(ApiError::bad_request("allowed_auth_methods_required_for_restricted", message));
    }
    if organization.mfa_methods == "RESTRICTED" && organization.allowed_mfa_methods.is_empty() {
        let message = "The field allowed_mfa_methods is empty, but mfa_methods is RESTRICTED.";
        return Err(ApiError::bad_request("allowed_mfa_methods_required_for_restricted", message));
    }
    Ok(organization)
}

fn check_name_and_slug(state: &State, before: &Organization, organization: &Organization) -> Result<(), ApiError> {
    let (name, slug) = (&organization.organization_name, &organization.organization_slug);
    if name.is_empty() || name.chars().count() > 128 {
        return Err(ApiError::bad_request(
            "invalid_organization_name",
            "The field organization_name has 1 to 128 characters.",
        ));
    }
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '.' | '_' | '~');
    if !(2..=128).contains(&slug.len()) || !slug.chars().all(allowed) {
        let message = "The field organization_slug has 2 to 128 characters: letters, digits and -._~.";
        return Err(ApiError::bad_request("invalid_organization_slug", message));
    }
    if *slug != before.organization_slug && state.organizations.has_slug(slug) {
        return Err(ApiError::bad_request(
            "organization_slug_already_used",
            format!("The slug {slug:?} is another organization's."),
        ));
    }
    match &organization.organization_external_id {
        Some(id)
            if organization.organization_external_id != before.organization_external_id
                && state.organizations.has_external_id(id) =>
        {
            let message = format!("The external id {id:?} is another organization's.");
            Err(ApiError::bad_request("organization_external_id_already_used", message))
        }
        _ => Ok(()),
    }
}
