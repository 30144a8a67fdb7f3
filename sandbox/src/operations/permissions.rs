//! What a member session must allow for an operation to run with it.

use super::Context;
use super::login::roles;
use crate::error::ApiError;
use crate::state::{Member, MemberSession};
use serde_json::Value;

pub(super) const ORGANIZATION: &str = "stytch.organization";
pub(super) const MEMBER: &str = "stytch.member";
pub(super) const SCIM: &str = "stytch.scim";
pub(super) const SSO: &str = "stytch.sso";
/// Members have permissions of their own for what concerns themselves.
const SELF: &str = "stytch.self";

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
    ("rbac_email_implicit_role_assignments", "update.settings.implicit-roles"),
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

/// What members can be allowed to do to themselves without being allowed to do it to others.
const SELF_ACTIONS: [&str; 12] = [
    "update.info.name",
    "update.info.untrusted-metadata",
    "update.info.mfa-phone",
    "update.info.delete.mfa-phone",
    "update.info.delete.mfa-totp",
    "update.info.delete.password",
    "update.info.unlink.retired-email",
    "update.settings.mfa-enrolled",
    "update.settings.default-mfa-method",
    "revoke-sessions",
    "get.connected-apps",
    "revoke.connected-apps",
];

/// What a member session must allow for an operation.
#[derive(Debug)]
pub(super) enum Permission {
    /// The API checks no member session.
    NoMember,
    /// An action on a resource.
    Needs(&'static str, &'static str),
    /// On a resource the action of each field that is sent.
    NeedsOfFields(&'static str, &'static [(&'static str, &'static str)]),
}

impl Permission {
    #[cfg(test)]
    pub(super) fn is_checked(&self) -> bool {
        !matches!(self, Self::NoMember)
    }
}

/// Whether the member may do this, in the organization that the request is about.
pub(super) fn check(permission: &Permission, context: &Context<'_>, session: &MemberSession) -> Result<(), ApiError> {
    let (resource, actions) = match permission {
        Permission::NoMember => return Ok(()),
        Permission::Needs(resource, action) => (*resource, vec![*action]),
        Permission::NeedsOfFields(resource, fields) => (*resource, field_actions(context, fields)),
    };
    if !concerns_organization(context, session) {
        let message = "The member session is of another organization than the request.";
        return Err(ApiError::new(403, "session_authorization_tenancy_error", message));
    }
    let organization = super::context::organization(context.state, &session.organization_id)?;
    let member = context.state.members.find(&session.member_id).ok_or_else(super::login::session_not_found)?;
    let roles = roles(organization, member);
    let may = |resource: &str, action: &str| {
        !context.state.policy.granting(&session.organization_id, &roles, resource, action).is_empty()
    };
    let about_self = is_about(context, session);
    for action in actions {
        let allowed = may(resource, action) || (about_self && SELF_ACTIONS.contains(&action) && may(SELF, action));
        if !allowed {
            let message = format!("The member session does not allow {action} on {resource}.");
            return Err(ApiError::new(403, "session_authorization_error", message));
        }
    }
    Ok(())
}

fn field_actions(context: &Context<'_>, table: &[(&str, &'static str)]) -> Vec<&'static str> {
    let given = context.body.iter().filter(|(name, value)| !value.is_null() && !is_identity(name));
    given
        .map(|(name, _)| table.iter().find(|(field, _)| field == name).map_or("update", |(_, action)| action))
        .collect()
}

/// Fields that SDKs repeat from the path.
fn is_identity(name: &str) -> bool {
    matches!(name, "organization_id" | "member_id" | "preserve_existing_sessions" | "unlink_email")
}

/// Whether the request is about the session's own member.
fn is_about(context: &Context<'_>, session: &MemberSession) -> bool {
    let named = Some(context.path("member_id")).filter(|id| !id.is_empty()).or_else(|| context.text("member_id"));
    let by_password = Some(context.path("member_password_id")).filter(|id| !id.is_empty());
    let member = context.state.members.find(&session.member_id);
    match (named, by_password) {
        (Some(key), _) => {
            member.is_some_and(|member| member.member_id == key || member.external_id.as_deref() == Some(key))
        }
        (None, Some(id)) => member.is_some_and(|member| member.member_password_id == id),
        (None, None) => named_member(context).is_some_and(|named| named.member_id == session.member_id),
    }
}

fn concerns_organization(context: &Context<'_>, session: &MemberSession) -> bool {
    let is_own = |key: &str| {
        context
            .state
            .organizations
            .find(key)
            .is_some_and(|organization| organization.organization_id == session.organization_id)
    };
    if let Some(ids) = context.body.get("organization_ids").and_then(Value::as_array) {
        return ids.iter().filter_map(Value::as_str).all(is_own);
    }
    let in_path = Some(context.path("organization_id")).filter(|id| !id.is_empty());
    match in_path.or_else(|| context.text("organization_id")) {
        // An organization that does not exist is reported as such by the operation.
        Some(key) => is_own(key) || context.state.organizations.find(key).is_none(),
        None => named_member(context).is_none_or(|member| member.organization_id == session.organization_id),
    }
}

/// The member that the body names by its id or by one of its sessions.
fn named_member<'c>(context: &'c Context<'_>) -> Option<&'c Member> {
    let by_session = || {
        let by_token = context.session(context.text("session_token"), context.text("session_jwt"));
        let by_id = || context.state.sessions.find(context.text("member_session_id")?, context.now);
        by_token.or_else(by_id).map(|session| session.member_id.as_str())
    };
    context.state.members.find(context.text("member_id").or_else(by_session)?)
}
