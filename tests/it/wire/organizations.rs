//! Calls: organizations, their members and roles.

use stytch_b2b::Call;

use super::row::{Row, rows};
use super::sample::FromSample;

pub const ROWS: &[Row] = rows! { |client, sample|
    "api_organization_v1_ConnectedApps":
        client.organizations().connected_apps(sample.organization_id()).with_member(sample),
    "api_organization_v1_Create": client.organizations().create(sample.body()),
    "api_organization_v1_Delete": client.organizations().delete(sample.organization_id()).with_member(sample),
    "api_organization_v1_DeleteExternalId":
        client.organizations().delete_external_id(sample.organization_id()).with_member(sample),
    "api_organization_v1_Get": client.organizations().get(sample.organization_id()),
    "api_organization_v1_GetConnectedApp":
        client.organizations().get_connected_app(sample.organization_id(), sample.path("connected_app_id"))
            .with_member(sample),
    "api_organization_v1_organizations_members_connected_apps_Revoke":
        client.organizations().members().connected_apps()
            .revoke(sample.organization_id(), sample.member_id(), sample.path("connected_app_id"))
            .with_member(sample),
    "api_organization_v1_organizations_members_Create":
        client.organizations().members().create(sample.organization_id(), sample.body()).with_member(sample),
    "api_organization_v1_organizations_members_DangerouslyGet":
        client.organizations().members().dangerously_get(sample.member_id())
            .query(sample, "include_deleted", Call::include_deleted),
    "api_organization_v1_organizations_members_Delete":
        client.organizations().members().delete(sample.organization_id(), sample.member_id()).with_member(sample),
    "api_organization_v1_organizations_members_DeleteExternalId":
        client.organizations().members().delete_external_id(sample.organization_id(), sample.member_id())
            .with_member(sample),
    "api_organization_v1_organizations_members_DeleteMFAPhoneNumber":
        client.organizations().members().delete_mfa_phone_number(sample.organization_id(), sample.member_id())
            .with_member(sample),
    "api_organization_v1_organizations_members_DeletePassword":
        client.organizations().members().delete_password(sample.organization_id(), sample.path("member_password_id"))
            .with_member(sample),
    "api_organization_v1_organizations_members_DeleteTOTP":
        client.organizations().members().delete_totp(sample.organization_id(), sample.member_id()).with_member(sample),
    "api_organization_v1_organizations_members_Get":
        client.organizations().members().get(sample.organization_id())
            .query(sample, "member_id", |call, id: String| call.member_id(id))
            .query(sample, "email_address", |call, address: String| call.email_address(address)),
    "api_organization_v1_organizations_members_GetConnectedApps":
        client.organizations().members().get_connected_apps(sample.organization_id(), sample.member_id())
            .with_member(sample),
    "api_organization_v1_organizations_members_oauth_providers_Github":
        client.organizations().members().oauth_providers().github(sample.organization_id(), sample.member_id())
            .query(sample, "include_refresh_token", Call::include_refresh_token),
    "api_organization_v1_organizations_members_oauth_providers_Google":
        client.organizations().members().oauth_providers().google(sample.organization_id(), sample.member_id())
            .query(sample, "include_refresh_token", Call::include_refresh_token),
    "api_organization_v1_organizations_members_oauth_providers_Hubspot":
        client.organizations().members().oauth_providers().hubspot(sample.organization_id(), sample.member_id())
            .query(sample, "include_refresh_token", Call::include_refresh_token),
    "api_organization_v1_organizations_members_oauth_providers_Microsoft":
        client.organizations().members().oauth_providers().microsoft(sample.organization_id(), sample.member_id())
            .query(sample, "include_refresh_token", Call::include_refresh_token),
    "api_organization_v1_organizations_members_oauth_providers_Slack":
        client.organizations().members().oauth_providers().slack(sample.organization_id(), sample.member_id()),
    "api_organization_v1_organizations_members_OIDCProviders":
        client.organizations().members().oidc_providers(sample.organization_id(), sample.member_id())
            .query(sample, "include_refresh_token", Call::include_refresh_token),
    "api_organization_v1_organizations_members_Reactivate":
        client.organizations().members().reactivate(sample.organization_id(), sample.member_id()).with_member(sample),
    "api_organization_v1_organizations_members_Search":
        client.organizations().members().search(sample.body()).with_member(sample),
    "api_organization_v1_organizations_members_StartEmailUpdate":
        client.organizations().members()
            .start_email_update(sample.organization_id(), sample.member_id(), sample.body())
            .with_member(sample),
    "api_organization_v1_organizations_members_UnlinkRetiredEmail":
        client.organizations().members()
            .unlink_retired_email(sample.organization_id(), sample.member_id(), sample.body())
            .with_member(sample),
    "api_organization_v1_organizations_members_Update":
        client.organizations().members().update(sample.organization_id(), sample.member_id(), sample.body())
            .with_member(sample),
    "api_organization_v1_Metrics": client.organizations().metrics(sample.organization_id()),
    "api_organization_v1_Search": client.organizations().search(sample.body()),
    "api_organization_v1_Update":
        client.organizations().update(sample.organization_id(), sample.body()).with_member(sample),
    "api_b2b_rbac_v1_b2b_rbac_organizations_GetOrgPolicy":
        client.rbac().organizations().get_org_policy(sample.organization_id()),
    "api_b2b_rbac_v1_b2b_rbac_organizations_SetOrgPolicy":
        client.rbac().organizations().set_org_policy(sample.organization_id(), sample.body()),
    "api_b2b_rbac_v1_Policy": client.rbac().policy(),
};
