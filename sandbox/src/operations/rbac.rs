//! `rbac`.

use super::Context;
use crate::answer::Outcome;
use crate::error::ApiError;
use crate::state::Role;
use serde_json::{Value, json};

pub(super) fn policy(context: Context<'_>) -> Result<Outcome, ApiError> {
    Ok(json!({"policy": context.state.policy.project}).into())
}

pub(super) fn get_org_policy(context: Context<'_>) -> Result<Outcome, ApiError> {
    check_enabled(&context)?;
    let organization_id = context.organization_id()?;
    Ok(json!({"org_policy": {"roles": context.state.policy.own_roles(&organization_id)}}).into())
}

pub(super) fn set_org_policy(context: Context<'_>) -> Result<Outcome, ApiError> {
    check_enabled(&context)?;
    let organization_id = context.organization_id()?;
    let given = context.body.get("org_policy").and_then(|policy| policy.get("roles"));
    let roles: Vec<Role> = serde_json::from_value(given.cloned().unwrap_or_else(|| json!([]))).map_err(|error| {
        ApiError::bad_request("bad_request", format!("The field org_policy.roles is not valid: {error}."))
    })?;
    for (position, role) in roles.iter().enumerate() {
        check(&context, role, &roles[..position])?;
    }
    context.state.policy.set_own_roles(&organization_id, roles.clone());
    if let Some(organization) = context.state.organizations.find_mut(&organization_id) {
        organization.custom_roles = roles.iter().map(|role| json!(role)).collect::<Vec<Value>>();
    }
    Ok(json!({"org_policy": {"roles": roles}}).into())
}

fn check_enabled(context: &Context<'_>) -> Result<(), ApiError> {
    let message = "Policies of organizations are not enabled for this project.";
    let refused = || ApiError::new(403, "enterprise_endpoint", message);
    if context.state.organization_policies { Ok(()) } else { Err(refused()) }
}

fn check(context: &Context<'_>, role: &Role, before: &[Role]) -> Result<(), ApiError> {
    let project = &context.state.policy.project;
    let id = &role.role_id;
    if before.iter().chain(&project.roles).any(|other| other.role_id == *id) {
        return Err(ApiError::bad_request("rbac_role_duplicate", format!("There are two roles {id:?}.")));
    }
    for permission in &role.permissions {
        let Some(resource) = project.resources.iter().find(|resource| resource.resource_id == permission.resource_id)
        else {
            let message = format!("There is no resource {:?}.", permission.resource_id);
            return Err(ApiError::bad_request("invalid_permission_resource", message));
        };
        let known =
            |action: &String| action == "*" || resource.actions.iter().any(|known| known == "*" || known == action);
        if let Some(action) = permission.actions.iter().find(|action| !known(action)) {
            let message = format!("The resource {:?} has no action {action:?}.", permission.resource_id);
            return Err(ApiError::bad_request("invalid_permission_action", message));
        }
    }
    Ok(())
}
