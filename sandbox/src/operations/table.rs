//! The table of operations: what carries each out, what a member session must allow for it, and whose rate limit counts it.

use super::permissions::Permission::{self, Needs, NeedsOfFields, NeedsOrSelf, NoMember};
use super::permissions::{MEMBER, MEMBER_ACTIONS, ORGANIZATION, ORGANIZATION_ACTIONS, SCIM, SCIM_ACTIONS, SSO};
use super::{
    Context, clients, consents, delegated, discovery, magic_links, members, oauth2, organizations, otps, passwords,
    project, rbac, scim, search, sessions, sso, totps,
};
use crate::answer::Outcome;
use crate::error::ApiError;
use Handler::{MadeUp, State};
use Limited::{Person, Project};

/// One operation.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) id: &'static str,
    pub(super) handler: Handler,
    pub(super) permission: Permission,
    pub(super) limited: Limited,
}

/// What carries an operation out.
#[derive(Debug)]
pub(super) enum Handler {
    /// It reads or changes the state.
    State(fn(Context<'_>) -> Result<Outcome, ApiError>),
    /// There is no state for it: the response is made up from the specification.
    MadeUp,
}

/// Whose attempts a 429 of the real API counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Limited {
    Project,
    Person,
}

/// The row of an operation.
pub(super) fn row(id: &str) -> Option<&'static Row> {
    OPERATIONS.binary_search_by(|row| row.id.cmp(id)).ok().map(|position| &OPERATIONS[position])
}

const fn row_of(id: &'static str, handler: Handler, permission: Permission, limited: Limited) -> Row {
    Row { id, handler, permission, limited }
}

/// In the order of their ids.
#[rustfmt::skip]
static OPERATIONS: [Row; 117] = [
    row_of("connected_apps_clients_create", State(|context| clients::create(&clients::CONNECTED_APP, context)), NoMember, Project),
    row_of("connected_apps_clients_delete", State(|context| clients::delete(&clients::CONNECTED_APP, context)), NoMember, Project),
    row_of("connected_apps_clients_get", State(|context| clients::get(&clients::CONNECTED_APP, context)), NoMember, Project),
    row_of("connected_apps_clients_search", State(|context| clients::search(&clients::CONNECTED_APP, context)), NoMember, Project),
    row_of("connected_apps_clients_secrets_rotate", State(|context| clients::rotate(&clients::CONNECTED_APP, context)), NoMember, Project),
    row_of("connected_apps_clients_secrets_rotate_cancel", State(|context| clients::rotate_cancel(&clients::CONNECTED_APP, context)), NoMember, Project),
    row_of("connected_apps_clients_secrets_rotate_start", State(|context| clients::rotate_start(&clients::CONNECTED_APP, context)), NoMember, Project),
    row_of("connected_apps_clients_update", State(|context| clients::update(&clients::CONNECTED_APP, context)), NoMember, Project),
    row_of("debug_whoami", State(project::whoami), NoMember, Project),
    row_of("discovery_intermediate_sessions_exchange", State(discovery::exchange), NoMember, Project),
    row_of("discovery_organizations_create", State(discovery::create_organization), NoMember, Project),
    row_of("discovery_organizations_list", State(discovery::list), NoMember, Project),
    row_of("idp_introspect_token", State(oauth2::introspect), NoMember, Project),
    row_of("idp_oauth_authorize", State(consents::authorize), NoMember, Project),
    row_of("idp_oauth_authorize_start", State(consents::authorize_start), NoMember, Project),
    row_of("impersonation_authenticate", State(delegated::impersonation_authenticate), NoMember, Person),
    row_of("m2m_clients_create", State(|context| clients::create(&clients::MACHINE, context)), NoMember, Project),
    row_of("m2m_clients_delete", State(|context| clients::delete(&clients::MACHINE, context)), NoMember, Project),
    row_of("m2m_clients_get", State(|context| clients::get(&clients::MACHINE, context)), NoMember, Project),
    row_of("m2m_clients_search", State(|context| clients::search(&clients::MACHINE, context)), NoMember, Project),
    row_of("m2m_clients_secrets_rotate", State(|context| clients::rotate(&clients::MACHINE, context)), NoMember, Project),
    row_of("m2m_clients_secrets_rotate_cancel", State(|context| clients::rotate_cancel(&clients::MACHINE, context)), NoMember, Project),
    row_of("m2m_clients_secrets_rotate_start", State(|context| clients::rotate_start(&clients::MACHINE, context)), NoMember, Project),
    row_of("m2m_clients_update", State(|context| clients::update(&clients::MACHINE, context)), NoMember, Project),
    row_of("m2m_token", State(oauth2::token), NoMember, Project),
    row_of("magic_links_authenticate", State(magic_links::authenticate), NoMember, Person),
    row_of("magic_links_discovery_authenticate", State(magic_links::discovery_authenticate), NoMember, Person),
    row_of("magic_links_email_discovery_send", State(magic_links::discovery_send), NoMember, Person),
    row_of("magic_links_email_invite", State(magic_links::invite), Needs(MEMBER, "create"), Person),
    row_of("magic_links_email_login_or_signup", State(magic_links::login_or_signup), NoMember, Person),
    row_of("oauth_authenticate", State(delegated::oauth_authenticate), NoMember, Person),
    row_of("oauth_discovery_authenticate", State(delegated::oauth_discovery_authenticate), NoMember, Person),
    row_of("organizations_connected_apps", State(consents::of_organization), Needs(ORGANIZATION, "get.connected-apps"), Project),
    row_of("organizations_create", State(organizations::create), NoMember, Project),
    row_of("organizations_delete", State(organizations::delete), Needs(ORGANIZATION, "delete"), Project),
    row_of("organizations_delete_external_id", State(organizations::delete_external_id), Needs(ORGANIZATION, "update"), Project),
    row_of("organizations_get", State(organizations::get), NoMember, Project),
    row_of("organizations_get_connected_app", State(consents::get_of_organization), Needs(ORGANIZATION, "get.connected-apps"), Project),
    row_of("organizations_members_connected_apps_revoke", State(consents::revoke), NeedsOrSelf("revoke.connected-app"), Project),
    row_of("organizations_members_create", State(members::create), Needs(MEMBER, "create"), Project),
    row_of("organizations_members_dangerously_get", State(members::dangerously_get), NoMember, Project),
    row_of("organizations_members_delete", State(members::delete), NeedsOrSelf("delete"), Project),
    row_of("organizations_members_delete_external_id", State(members::delete_external_id), Needs(MEMBER, "update"), Project),
    row_of("organizations_members_delete_mfa_phone_number", State(members::delete_mfa_phone_number), NeedsOrSelf("update.info.delete.mfa-phone"), Project),
    row_of("organizations_members_delete_password", State(members::delete_password), NeedsOrSelf("update.info.delete.password"), Project),
    row_of("organizations_members_delete_totp", State(members::delete_totp), NeedsOrSelf("update.info.delete.mfa-totp"), Project),
    row_of("organizations_members_get", State(members::get), NoMember, Project),
    row_of("organizations_members_get_connected_apps", State(consents::of_member), NeedsOrSelf("get.connected-apps"), Project),
    row_of("organizations_members_oauth_providers_github", MadeUp, NoMember, Project),
    row_of("organizations_members_oauth_providers_google", MadeUp, NoMember, Project),
    row_of("organizations_members_oauth_providers_hubspot", MadeUp, NoMember, Project),
    row_of("organizations_members_oauth_providers_microsoft", MadeUp, NoMember, Project),
    row_of("organizations_members_oauth_providers_slack", MadeUp, NoMember, Project),
    row_of("organizations_members_oidc_providers", MadeUp, NoMember, Project),
    row_of("organizations_members_reactivate", State(members::reactivate), Needs(MEMBER, "create"), Project),
    row_of("organizations_members_search", State(search::members), Needs(MEMBER, "search"), Project),
    row_of("organizations_members_start_email_update", State(magic_links::start_email_update), NeedsOrSelf("update.info.email"), Project),
    row_of("organizations_members_unlink_retired_email", State(members::unlink_retired_email), NeedsOrSelf("update.info.unlink.retired-email"), Project),
    row_of("organizations_members_update", State(members::update), NeedsOfFields(MEMBER, &MEMBER_ACTIONS), Project),
    row_of("organizations_metrics", State(organizations::metrics), NoMember, Project),
    row_of("organizations_search", State(search::organizations), NoMember, Project),
    row_of("organizations_update", State(organizations::update), NeedsOfFields(ORGANIZATION, &ORGANIZATION_ACTIONS), Project),
    row_of("otps_email_authenticate", State(otps::email_authenticate), NoMember, Person),
    row_of("otps_email_discovery_authenticate", State(otps::discovery_authenticate), NoMember, Person),
    row_of("otps_email_discovery_send", State(otps::discovery_send), NoMember, Person),
    row_of("otps_email_login_or_signup", State(otps::email_login_or_signup), NoMember, Person),
    row_of("otps_sms_authenticate", State(otps::sms_authenticate), NoMember, Person),
    row_of("otps_sms_send", State(otps::sms_send), NoMember, Person),
    row_of("passwords_authenticate", State(passwords::authenticate), NoMember, Person),
    row_of("passwords_discovery_authenticate", State(passwords::discovery_authenticate), NoMember, Person),
    row_of("passwords_discovery_email_reset", State(passwords::discovery_reset), NoMember, Person),
    row_of("passwords_discovery_email_reset_start", State(passwords::discovery_reset_start), NoMember, Person),
    row_of("passwords_email_require_reset", State(passwords::require_reset), Needs(MEMBER, "update"), Person),
    row_of("passwords_email_reset", State(passwords::reset), NoMember, Person),
    row_of("passwords_email_reset_start", State(passwords::reset_start), NoMember, Person),
    row_of("passwords_existing_password_reset", State(passwords::existing_password_reset), NoMember, Person),
    row_of("passwords_migrate", State(passwords::migrate), NoMember, Project),
    row_of("passwords_session_reset", State(passwords::session_reset), NoMember, Person),
    row_of("passwords_strength_check", State(passwords::strength_check), NoMember, Project),
    row_of("project_metrics", State(project::metrics), NoMember, Project),
    row_of("rbac_organizations_get_org_policy", State(rbac::get_org_policy), NoMember, Project),
    row_of("rbac_organizations_set_org_policy", State(rbac::set_org_policy), NoMember, Project),
    row_of("rbac_policy", State(rbac::policy), NoMember, Project),
    row_of("recovery_codes_get", State(totps::recovery_codes), NoMember, Project),
    row_of("recovery_codes_recover", State(totps::recover), NoMember, Person),
    row_of("recovery_codes_rotate", State(totps::rotate_recovery_codes), NoMember, Project),
    row_of("scim_connection_create", State(scim::create), Needs(SCIM, "create"), Project),
    row_of("scim_connection_delete", State(scim::delete), Needs(SCIM, "delete"), Project),
    row_of("scim_connection_get", State(scim::get), Needs(SCIM, "get"), Project),
    row_of("scim_connection_get_groups", State(scim::get_groups), Needs(SCIM, "get"), Project),
    row_of("scim_connection_rotate_cancel", State(scim::rotate_cancel), Needs(SCIM, "update"), Project),
    row_of("scim_connection_rotate_complete", State(scim::rotate_complete), Needs(SCIM, "update"), Project),
    row_of("scim_connection_rotate_start", State(scim::rotate_start), Needs(SCIM, "update"), Project),
    row_of("scim_connection_update", State(scim::update), NeedsOfFields(SCIM, &SCIM_ACTIONS), Project),
    row_of("sessions_attest", MadeUp, NoMember, Person),
    row_of("sessions_authenticate", State(sessions::authenticate), NoMember, Person),
    row_of("sessions_exchange", State(sessions::exchange), NoMember, Person),
    row_of("sessions_exchange_access_token", MadeUp, NoMember, Person),
    row_of("sessions_get", State(sessions::get), NoMember, Project),
    row_of("sessions_get_jwks", State(sessions::get_jwks), NoMember, Project),
    row_of("sessions_migrate", MadeUp, NoMember, Person),
    row_of("sessions_revoke", State(sessions::revoke), NeedsOrSelf("revoke-sessions"), Project),
    row_of("sso_authenticate", State(delegated::sso_authenticate), NoMember, Person),
    row_of("sso_delete_connection", State(sso::delete), Needs(SSO, "delete"), Project),
    row_of("sso_external_create_connection", State(sso::create_external), Needs(SSO, "create"), Project),
    row_of("sso_external_update_connection", State(sso::update_external), Needs(SSO, "update"), Project),
    row_of("sso_get_connections", State(sso::list), Needs(SSO, "get"), Project),
    row_of("sso_oidc_create_connection", State(sso::create_oidc), Needs(SSO, "create"), Project),
    row_of("sso_oidc_update_connection", State(sso::update_oidc), Needs(SSO, "update"), Project),
    row_of("sso_saml_create_connection", State(sso::create_saml), Needs(SSO, "create"), Project),
    row_of("sso_saml_delete_encryption_private_key", State(sso::delete_encryption_private_key), Needs(SSO, "update"), Project),
    row_of("sso_saml_delete_verification_certificate", State(sso::delete_verification_certificate), Needs(SSO, "update"), Project),
    row_of("sso_saml_update_by_url", State(sso::update_saml_by_url), Needs(SSO, "update"), Project),
    row_of("sso_saml_update_connection", State(sso::update_saml), Needs(SSO, "update"), Project),
    row_of("totps_authenticate", State(totps::authenticate), NoMember, Person),
    row_of("totps_create", State(totps::create), NoMember, Person),
    row_of("totps_migrate", State(totps::migrate), NoMember, Person),
];

#[cfg(test)]
mod tests {
    use super::{Limited, OPERATIONS, row};
    use crate::specification::Specification;

    #[test]
    fn every_operation_of_the_api_has_one_row() -> std::io::Result<()> {
        let operations = Specification::shared()?.operations();
        assert_eq!((operations.len(), OPERATIONS.len()), (117, 117));
        assert!(OPERATIONS.is_sorted_by(|one, next| one.id < next.id));
        for operation in operations {
            let row = row(&operation.id).ok_or_else(|| std::io::Error::other(operation.id.clone()))?;
            assert_eq!(row.permission.is_checked(), operation.takes_member_session, "{}", row.id);
            assert_eq!(row.limited == Limited::Person, operation.is_limited_per_person, "{}", row.id);
        }
        Ok(())
    }
}
