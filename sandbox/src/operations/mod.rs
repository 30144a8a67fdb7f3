//! What each operation does.

mod context;
mod delegated;
mod discovery;
mod email;
mod login;
mod made_up;
mod magic_links;
mod members;
mod organizations;
mod otps;
mod passwords;
mod patch;
mod permissions;
mod rbac;
mod scim;
mod search;
mod sessions;
mod sso;
mod totps;

pub(crate) use context::Context;
pub(crate) use login::new_session;
pub(crate) use made_up::{answer as made_up_answer, named as named_ids};
pub(crate) use members::add as add_member;
pub(crate) use organizations::add as add_organization;
pub(crate) use passwords::set as set_password;
pub(crate) use permissions::check as check_permission;
pub(crate) use scim::add_connection as add_scim_connection;

use crate::answer::Outcome;
use crate::error::ApiError;
use crate::specification::{Operation, Specification};

type Perform = fn(Context<'_>) -> Result<Outcome, ApiError>;

/// What each operation does to the state. Those that are not here answer with something made up.
#[rustfmt::skip]
const OPERATIONS: &[(&str, Perform)] = &[
    ("discovery_intermediate_sessions_exchange", discovery::exchange),
    ("discovery_organizations_create", discovery::create_organization),
    ("discovery_organizations_list", discovery::list),
    ("impersonation_authenticate", delegated::impersonation_authenticate),
    ("magic_links_authenticate", magic_links::authenticate),
    ("magic_links_discovery_authenticate", magic_links::discovery_authenticate),
    ("magic_links_email_discovery_send", magic_links::discovery_send),
    ("magic_links_email_invite", magic_links::invite),
    ("magic_links_email_login_or_signup", magic_links::login_or_signup),
    ("oauth_authenticate", delegated::oauth_authenticate),
    ("oauth_discovery_authenticate", delegated::oauth_discovery_authenticate),
    ("organizations_create", organizations::create),
    ("organizations_delete", organizations::delete),
    ("organizations_delete_external_id", organizations::delete_external_id),
    ("organizations_get", organizations::get),
    ("organizations_members_create", members::create),
    ("organizations_members_dangerously_get", members::dangerously_get),
    ("organizations_members_delete", members::delete),
    ("organizations_members_delete_external_id", members::delete_external_id),
    ("organizations_members_delete_mfa_phone_number", members::delete_mfa_phone_number),
    ("organizations_members_delete_password", members::delete_password),
    ("organizations_members_delete_totp", members::delete_totp),
    ("organizations_members_get", members::get),
    ("organizations_members_reactivate", members::reactivate),
    ("organizations_members_search", search::members),
    ("organizations_members_start_email_update", magic_links::start_email_update),
    ("organizations_members_unlink_retired_email", members::unlink_retired_email),
    ("organizations_members_update", members::update),
    ("organizations_metrics", organizations::metrics),
    ("organizations_search", search::organizations),
    ("organizations_update", organizations::update),
    ("otps_email_authenticate", otps::email_authenticate),
    ("otps_email_discovery_authenticate", otps::discovery_authenticate),
    ("otps_email_discovery_send", otps::discovery_send),
    ("otps_email_login_or_signup", otps::email_login_or_signup),
    ("otps_sms_authenticate", otps::sms_authenticate),
    ("otps_sms_send", otps::sms_send),
    ("passwords_authenticate", passwords::authenticate),
    ("passwords_discovery_authenticate", passwords::discovery_authenticate),
    ("passwords_discovery_email_reset", passwords::discovery_reset),
    ("passwords_discovery_email_reset_start", passwords::discovery_reset_start),
    ("passwords_email_require_reset", passwords::require_reset),
    ("passwords_email_reset", passwords::reset),
    ("passwords_email_reset_start", passwords::reset_start),
    ("passwords_existing_password_reset", passwords::existing_password_reset),
    ("passwords_migrate", passwords::migrate),
    ("passwords_session_reset", passwords::session_reset),
    ("passwords_strength_check", passwords::strength_check),
    ("rbac_organizations_get_org_policy", rbac::get_org_policy),
    ("rbac_organizations_set_org_policy", rbac::set_org_policy),
    ("rbac_policy", rbac::policy),
    ("recovery_codes_get", totps::recovery_codes),
    ("recovery_codes_recover", totps::recover),
    ("recovery_codes_rotate", totps::rotate_recovery_codes),
    ("scim_connection_create", scim::create),
    ("scim_connection_delete", scim::delete),
    ("scim_connection_get", scim::get),
    ("scim_connection_get_groups", scim::get_groups),
    ("scim_connection_rotate_cancel", scim::rotate_cancel),
    ("scim_connection_rotate_complete", scim::rotate_complete),
    ("scim_connection_rotate_start", scim::rotate_start),
    ("scim_connection_update", scim::update),
    ("sessions_authenticate", sessions::authenticate),
    ("sessions_exchange", sessions::exchange),
    ("sessions_get", sessions::get),
    ("sessions_get_jwks", sessions::get_jwks),
    ("sessions_revoke", sessions::revoke),
    ("sso_authenticate", delegated::sso_authenticate),
    ("sso_delete_connection", sso::delete),
    ("sso_external_create_connection", sso::create_external),
    ("sso_external_update_connection", sso::update_external),
    ("sso_get_connections", sso::list),
    ("sso_oidc_create_connection", sso::create_oidc),
    ("sso_oidc_update_connection", sso::update_oidc),
    ("sso_saml_create_connection", sso::create_saml),
    ("sso_saml_delete_encryption_private_key", sso::delete_encryption_private_key),
    ("sso_saml_delete_verification_certificate", sso::delete_verification_certificate),
    ("sso_saml_update_by_url", sso::update_saml_by_url),
    ("sso_saml_update_connection", sso::update_saml),
    ("totps_authenticate", totps::authenticate),
    ("totps_create", totps::create),
    ("totps_migrate", totps::migrate),
];

/// Carries out an operation whose request is allowed and valid.
pub(crate) fn perform(
    specification: &Specification,
    operation: &Operation,
    context: Context<'_>,
) -> Result<Outcome, ApiError> {
    match OPERATIONS.iter().find(|(id, _)| *id == operation.id) {
        Some((_, perform)) => perform(context),
        None => made_up::perform(specification, operation, &context),
    }
}

#[cfg(test)]
mod tests {
    use super::OPERATIONS;
    use crate::specification::Specification;

    #[test]
    fn every_operation_here_is_one_of_the_api() -> std::io::Result<()> {
        let known = Specification::shared()?.operations();
        for (id, _) in OPERATIONS {
            assert!(known.iter().any(|operation| operation.id == *id), "{id}");
        }
        Ok(())
    }
}
