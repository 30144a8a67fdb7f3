//! Calls: passwords, recovery codes, sessions and authenticator apps.

use super::row::{Row, rows};
use super::sample::FromSample;

pub const ROWS: &[Row] = rows! { |client, sample|
    "api_b2b_password_v1_Authenticate": client.passwords().authenticate(sample.body()),
    "api_b2b_password_v1_b2b_passwords_discovery_Authenticate":
        client.passwords().discovery().authenticate(sample.body()),
    "api_b2b_password_v1_b2b_passwords_discovery_email_Reset":
        client.passwords().discovery().email().reset(sample.body()),
    "api_b2b_password_v1_b2b_passwords_discovery_email_ResetStart":
        client.passwords().discovery().email().reset_start(sample.body()),
    "api_b2b_password_v1_b2b_passwords_email_RequireReset":
        client.passwords().email().require_reset(sample.body()).with_member(sample),
    "api_b2b_password_v1_b2b_passwords_email_Reset": client.passwords().email().reset(sample.body()),
    "api_b2b_password_v1_b2b_passwords_email_ResetStart": client.passwords().email().reset_start(sample.body()),
    "api_b2b_password_v1_b2b_passwords_existing_password_Reset":
        client.passwords().existing_password().reset(sample.body()),
    "api_b2b_password_v1_Migrate": client.passwords().migrate(sample.body()),
    "api_b2b_password_v1_b2b_passwords_session_Reset": client.passwords().session().reset(sample.body()),
    "api_b2b_password_v1_StrengthCheck": client.passwords().strength_check(sample.body()),
    "api_b2b_recovery_codes_v1_Get": client.recovery_codes().get(sample.organization_id(), sample.member_id()),
    "api_b2b_recovery_codes_v1_Recover": client.recovery_codes().recover(sample.body()),
    "api_b2b_recovery_codes_v1_Rotate": client.recovery_codes().rotate(sample.body()),
    "api_b2b_session_v1_Attest": client.sessions().attest(sample.body()),
    "api_b2b_session_v1_Authenticate": client.sessions().authenticate(sample.body()),
    "api_b2b_session_v1_Exchange": client.sessions().exchange(sample.body()),
    "api_b2b_session_v1_ExchangeAccessToken": client.sessions().exchange_access_token(sample.body()),
    "api_b2b_session_v1_Get": client.sessions().get(sample.query("organization_id"), sample.query("member_id")),
    "api_b2b_session_v1_GetJWKS": client.sessions().get_jwks(sample.path("project_id")),
    "api_b2b_session_v1_Migrate": client.sessions().migrate(sample.body()),
    "api_b2b_session_v1_Revoke": client.sessions().revoke(sample.body()).with_member(sample),
    "api_b2b_totp_v1_Authenticate": client.totps().authenticate(sample.body()),
    "api_b2b_totp_v1_Create": client.totps().create(sample.body()),
    "api_b2b_totp_v1_Migrate": client.totps().migrate(sample.body()),
};
