//! What a member session must allow for an operation to run with it.

use super::Context;
use super::login::{other_organization, roles};
use crate::error::ApiError;
use crate::state::{Member, MemberSession};
use serde_json::Value;

pub(super) const ORGANIZATION: &str = "stytch.organization";
pub(super) const MEMBER: &str = "stytch.member";
pub(super) const SCIM: &str = "stytch.scim";
pub(super) const SSO: &str = "stytch.sso";
/// Members have permissions of their own for what concerns themselves.
const SELF: &str = "stytch.self";

/// An action on the organization wherever it is sent: with it one could give oneself any role.
const IMPLICIT_ROLES: &str = "update.settings.implicit-roles";

/// The action that each setting of an organization takes; those that are not here take `update`.
pub(super) const ORGANIZATION_ACTIONS: [(&str, &str); 17] = [
    ("organization_name", "update.info.name"),
    ("organization_slug", "update.info.slug"),
    ("organization_logo_url", "update.info.logo-url"),
    ("sso_default_connection_id", "update.settings.default-sso-connection"),
    ("sso_jit_provisioning", "update.settings.sso-jit-provisioning"),
    ("sso_jit_provisioning_allowed_connections", "update.settings.sso-jit-provisioning"),
    ("email_allowed_domains", "update.settings.allowed-domains"),
    ("email_jit_provisioning", "update.settings.email-jit-provisioning"),
    ("email_invites", "update.settings.email-invites"),
    ("auth_methods", "update.settings.allowed-auth-methods"),
    ("allowed_auth_methods", "update.settings.allowed-auth-methods"),
    ("mfa_policy", "update.settings.mfa-policy"),
    ("rbac_email_implicit_role_assignments", IMPLICIT_ROLES),
    ("mfa_methods", "update.settings.allowed-mfa-methods"),
    ("allowed_mfa_methods", "update.settings.allowed-mfa-methods"),
    ("oauth_tenant_jit_provisioning", "update.settings.oauth-tenant-jit-provisioning"),
    ("allowed_oauth_tenants", "update.settings.allowed-oauth-tenants"),
];

/// The same for members.
pub(super) const MEMBER_ACTIONS: [(&str, &str); 8] = [
    ("name", "update.info.name"),
    ("untrusted_metadata", "update.info.untrusted-metadata"),
    ("is_breakglass", "update.settings.is-breakglass"),
    ("mfa_phone_number", "update.info.mfa-phone"),
    ("mfa_enrolled", "update.settings.mfa-enrolled"),
    ("roles", "update.settings.roles"),
    ("default_mfa_method", "update.settings.default-mfa-method"),
    ("email_address", "update.info.email"),
];

/// The same for SCIM connections.
pub(super) const SCIM_ACTIONS: [(&str, &str); 1] = [("scim_group_implicit_role_assignments", IMPLICIT_ROLES)];

/// The fields that members can be allowed to change for themselves without being allowed to change others'.
const SELF_FIELDS: [&str; 5] = ["name", "untrusted_metadata", "mfa_phone_number", "mfa_enrolled", "default_mfa_method"];

/// What a member session must allow for an operation.
#[derive(Debug)]
pub(super) enum Permission {
    /// The API checks no member session.
    NoMember,
    /// An action on a resource.
    Needs(&'static str, &'static str),
    /// An action on members; on `stytch.self` for those who do it to themselves.
    NeedsOrSelf(&'static str),
    /// On a resource the action of each field that is sent.
    NeedsOfFields(&'static str, &'static [(&'static str, &'static str)]),
}

/// A resource, an action on it, and whether members may do it to themselves by `stytch.self`.
type Action = (&'static str, &'static str, bool);

impl Permission {
    #[cfg(test)]
    pub(super) fn is_checked(&self) -> bool {
        !matches!(self, Self::NoMember)
    }
}

/// Whether the member may do this, in the organization that the request is about.
pub(super) fn check(permission: &Permission, context: &Context<'_>, session: &MemberSession) -> Result<(), ApiError> {
    let actions: Vec<Action> = match permission {
        Permission::NoMember => return Ok(()),
        Permission::Needs(resource, action) => vec![(resource, action, false)],
        Permission::NeedsOrSelf(action) => vec![(MEMBER, action, true)],
        Permission::NeedsOfFields(resource, fields) => field_actions(context, resource, fields),
    };
    if !concerns_organization(context, session) {
        return Err(other_organization());
    }
    let about_self = subject(context, session).is_some_and(|member| member.member_id == session.member_id);
    if matches!(permission, Permission::NeedsOfFields(..)) {
        check_fields(context, about_self)?;
    }
    let organization = super::context::organization(context.state, &session.organization_id)?;
    let member = context.state.members.find(&session.member_id).ok_or_else(super::login::session_not_found)?;
    let roles = roles(&context.state.scim_connections, organization, member);
    let may = |resource: &str, action: &str| {
        !context.state.policy.granting(&session.organization_id, &roles, resource, action).is_empty()
    };
    for (resource, action, by_self) in actions {
        let allowed = may(resource, action) || (by_self && about_self && may(SELF, action));
        if !allowed {
            return Err(not_allowed(format!("The member session does not allow {action} on {resource}.")));
        }
    }
    Ok(())
}

/// What no role allows.
fn check_fields(context: &Context<'_>, about_self: bool) -> Result<(), ApiError> {
    let is_sent = |name: &str| context.body.get(name).is_some_and(|value| !value.is_null());
    if is_sent("trusted_metadata") {
        return Err(not_allowed("The field trusted_metadata is not for members to change."));
    }
    if about_self && is_sent("email_address") {
        return Err(not_allowed("Members do not change their own email address by an update."));
    }
    Ok(())
}

fn not_allowed(message: impl Into<String>) -> ApiError {
    ApiError::new(403, "session_authorization_error", message)
}

/// What each field takes; a request that changes nothing still shows what it is about, and takes `update`.
fn field_actions(context: &Context<'_>, resource: &'static str, table: &[(&'static str, &'static str)]) -> Vec<Action> {
    let given = context.body.iter().filter(|(name, value)| !value.is_null() && !is_identity(name));
    let mut actions: Vec<Action> = given
        .map(|(name, _)| {
            let action = table.iter().find(|(field, _)| field == name).map_or("update", |(_, action)| action);
            let resource = if action == IMPLICIT_ROLES { ORGANIZATION } else { resource };
            (resource, action, resource == MEMBER && SELF_FIELDS.contains(&name.as_str()))
        })
        .collect();
    if actions.is_empty() {
        actions.push((resource, "update", resource == MEMBER));
    }
    actions
}

/// Fields that SDKs repeat from the path, and those that only say how another is changed.
fn is_identity(name: &str) -> bool {
    matches!(name, "organization_id" | "member_id" | "connection_id" | "preserve_existing_sessions" | "unlink_email")
}

/// The member that the request is about, found as the operation finds it: what else may be called by the same name must
/// not stand in for it.
fn subject<'c>(context: &'c Context<'_>, session: &MemberSession) -> Option<&'c Member> {
    let (member_id, password_id) = (context.path("member_id"), context.path("member_password_id"));
    let members = &context.state.members;
    if !member_id.is_empty() {
        members.find_in(&session.organization_id, member_id)
    } else if !password_id.is_empty() {
        let mut members = members.of_organization(&session.organization_id);
        members.find(|(_, member)| member.member_password_id == password_id).map(|(_, member)| member)
    } else {
        named_member(context)
    }
}

/// Whether all organizations that the request names are the session's own, and the member that it names is one of it.
fn concerns_organization(context: &Context<'_>, session: &MemberSession) -> bool {
    // An organization that does not exist is reported as such by the operation.
    let is_own = |key: &str| {
        let organization = context.state.organizations.find(key);
        organization.is_none_or(|organization| organization.organization_id == session.organization_id)
    };
    let in_path = Some(context.path("organization_id")).filter(|id| !id.is_empty());
    let listed = context.body.get("organization_ids").and_then(Value::as_array).into_iter().flatten();
    in_path.into_iter().chain(context.text("organization_id")).chain(listed.filter_map(Value::as_str)).all(is_own)
        && named_member(context).is_none_or(|member| member.organization_id == session.organization_id)
}

/// The member that the body names by its id or by one of its sessions; by the address alone where no organization is named.
fn named_member<'c>(context: &'c Context<'_>) -> Option<&'c Member> {
    let members = &context.state.members;
    if let Some(id) = context.text("member_id") {
        return members.find(id);
    }
    let by_token = context.session(context.text("session_token"), context.text("session_jwt"));
    let by_id = || context.state.sessions.find(context.text("member_session_id")?, context.now);
    if let Some(session) = by_token.or_else(by_id) {
        return members.find(&session.member_id);
    }
    let is_unplaced = context.path("organization_id").is_empty() && context.text("organization_id").is_none();
    context.text("email_address").filter(|_| is_unplaced).and_then(|address| members.find_by_address(address))
}
