//! Calls: logins by link, code, provider and discovery.

use super::row::{Row, rows};
use super::sample::FromSample;

pub const ROWS: &[Row] = rows! { |client, sample|
    "api_discovery_v1_discovery_intermediate_sessions_Exchange":
        client.discovery().intermediate_sessions().exchange(sample.body()),
    "api_discovery_v1_discovery_organizations_Create": client.discovery().organizations().create(sample.body()),
    "api_discovery_v1_discovery_organizations_List": client.discovery().organizations().list(sample.body()),
    "api_b2b_idp_v1_b2b_idp_oauth_Authorize": client.idp().oauth().authorize(sample.body()),
    "api_b2b_idp_v1_b2b_idp_oauth_AuthorizeStart": client.idp().oauth().authorize_start(sample.body()),
    "api_b2b_impersonation_v1_Authenticate": client.impersonation().authenticate(sample.body()),
    "api_magic_v1_Authenticate": client.magic_links().authenticate(sample.body()),
    "api_magic_v1_b2b_magic_links_discovery_Authenticate":
        client.magic_links().discovery().authenticate(sample.body()),
    "api_magic_v1_b2b_magic_links_email_discovery_Send":
        client.magic_links().email().discovery().send(sample.body()),
    "api_magic_v1_b2b_magic_links_email_Invite":
        client.magic_links().email().invite(sample.body()).with_member(sample),
    "api_magic_v1_b2b_magic_links_email_LoginOrSignup":
        client.magic_links().email().login_or_signup(sample.body()),
    "api_b2b_oauth_v1_Authenticate": client.oauth().authenticate(sample.body()),
    "api_b2b_oauth_v1_b2b_oauth_discovery_Authenticate": client.oauth().discovery().authenticate(sample.body()),
    "api_b2b_otp_v1_b2b_otp_email_Authenticate": client.otps().email().authenticate(sample.body()),
    "api_b2b_otp_v1_b2b_otp_email_discovery_Authenticate":
        client.otps().email().discovery().authenticate(sample.body()),
    "api_b2b_otp_v1_b2b_otp_email_discovery_Send": client.otps().email().discovery().send(sample.body()),
    "api_b2b_otp_v1_b2b_otp_email_LoginOrSignup": client.otps().email().login_or_signup(sample.body()),
    "api_b2b_otp_v1_b2b_otp_sms_Authenticate": client.otps().sms().authenticate(sample.body()),
    "api_b2b_otp_v1_b2b_otp_sms_Send": client.otps().sms().send(sample.body()),
};
