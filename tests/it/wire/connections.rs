//! Calls: SCIM and SSO connections.

use stytch_b2b::Call;

use super::row::{Row, rows};
use super::sample::FromSample;

pub const ROWS: &[Row] = rows! { |client, sample|
    "api_b2b_scim_v1_b2b_scim_connection_Create":
        client.scim().connection().create(sample.organization_id(), sample.body()).with_member(sample),
    "api_b2b_scim_v1_b2b_scim_connection_Delete":
        client.scim().connection().delete(sample.organization_id(), sample.connection_id()).with_member(sample),
    "api_b2b_scim_v1_b2b_scim_connection_Get":
        client.scim().connection().get(sample.organization_id()).with_member(sample),
    "api_b2b_scim_v1_b2b_scim_connection_GetGroups":
        client.scim().connection().get_groups(sample.organization_id(), sample.connection_id())
            .query(sample, "cursor", |call, cursor: String| call.cursor(cursor))
            .query(sample, "limit", Call::limit)
            .with_member(sample),
    "api_b2b_scim_v1_b2b_scim_connection_RotateCancel":
        client.scim().connection().rotate_cancel(sample.organization_id(), sample.connection_id()).with_member(sample),
    "api_b2b_scim_v1_b2b_scim_connection_RotateComplete":
        client.scim().connection().rotate_complete(sample.organization_id(), sample.connection_id())
            .with_member(sample),
    "api_b2b_scim_v1_b2b_scim_connection_RotateStart":
        client.scim().connection().rotate_start(sample.organization_id(), sample.connection_id()).with_member(sample),
    "api_b2b_scim_v1_b2b_scim_connection_Update":
        client.scim().connection().update(sample.organization_id(), sample.connection_id(), sample.body())
            .with_member(sample),
    "api_sso_v1_Authenticate": client.sso().authenticate(sample.body()),
    "api_sso_v1_DeleteConnection":
        client.sso().delete_connection(sample.organization_id(), sample.connection_id()).with_member(sample),
    "api_sso_v1_sso_external_CreateConnection":
        client.sso().external().create_connection(sample.organization_id(), sample.body()).with_member(sample),
    "api_sso_v1_sso_external_UpdateConnection":
        client.sso().external().update_connection(sample.organization_id(), sample.connection_id(), sample.body())
            .with_member(sample),
    "api_sso_v1_GetConnections": client.sso().get_connections(sample.organization_id()).with_member(sample),
    "api_sso_v1_sso_oidc_CreateConnection":
        client.sso().oidc().create_connection(sample.organization_id(), sample.body()).with_member(sample),
    "api_sso_v1_sso_oidc_UpdateConnection":
        client.sso().oidc().update_connection(sample.organization_id(), sample.connection_id(), sample.body())
            .with_member(sample),
    "api_sso_v1_sso_saml_CreateConnection":
        client.sso().saml().create_connection(sample.organization_id(), sample.body()).with_member(sample),
    "api_sso_v1_sso_saml_DeleteEncryptionPrivateKey":
        client.sso().saml().delete_encryption_private_key(
            sample.organization_id(),
            sample.connection_id(),
            sample.path("private_key_id"),
        )
        .with_member(sample),
    "api_sso_v1_sso_saml_DeleteVerificationCertificate":
        client.sso().saml().delete_verification_certificate(
            sample.organization_id(),
            sample.connection_id(),
            sample.path("certificate_id"),
        )
        .with_member(sample),
    "api_sso_v1_sso_saml_UpdateByURL":
        client.sso().saml().update_by_url(sample.organization_id(), sample.connection_id(), sample.body())
            .with_member(sample),
    "api_sso_v1_sso_saml_UpdateConnection":
        client.sso().saml().update_connection(sample.organization_id(), sample.connection_id(), sample.body())
            .with_member(sample),
};
