//! Each of the operations succeeds once, with state, and answers as the specification says.

use crate::schema;
use crate::support::{Caller, TestResult};
use reqwest::{Error, Method};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use stytch_b2b_sandbox::{LoginTokenSeed, MemberSeed, OrganizationSeed, Sandbox};

const PASSWORD: &str = "Correct-Horse-Battery-7";
const EMAIL: &str = "ada@acme.example";

/// What the walk goes through: one organization with one member.
struct Walk<'s> {
    caller: Caller<'s>,
    organization: String,
    member: String,
}

impl Walk<'_> {
    async fn get(&self, path: &str) -> Result<Value, Error> {
        let (status, answer) = self.caller.get(&format!("/v1/b2b/{path}")).await?;
        assert_eq!(status, 200, "GET {path}: {answer}");
        Ok(answer)
    }

    async fn post(&self, path: &str, body: Value) -> Result<Value, Error> {
        self.caller.ok(Method::POST, &format!("/v1/b2b/{path}"), body).await
    }

    async fn put(&self, path: &str, body: Value) -> Result<Value, Error> {
        self.caller.ok(Method::PUT, &format!("/v1/b2b/{path}"), body).await
    }

    async fn delete(&self, path: &str) -> Result<Value, Error> {
        self.caller.ok(Method::DELETE, &format!("/v1/b2b/{path}"), json!({})).await
    }

    /// The organization and the email address, with more fields.
    fn by_email(&self, fields: Value) -> Value {
        merged(json!({"organization_id": self.organization, "email_address": EMAIL}), fields)
    }

    /// The organization and the member, with more fields.
    fn by_member(&self, fields: Value) -> Value {
        merged(json!({"organization_id": self.organization, "member_id": self.member}), fields)
    }

    fn sent(&self) -> String {
        self.caller.secret_sent_to(EMAIL)
    }
}

fn merged(mut one: Value, other: Value) -> Value {
    if let (Value::Object(one), Value::Object(other)) = (&mut one, other) {
        one.extend(other);
    }
    one
}

fn text(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}

#[tokio::test]
async fn every_operation_succeeds() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let seed = OrganizationSeed::new("Acme")
        .field("email_allowed_domains", json!(["acme.example"]))
        .field("email_jit_provisioning", "RESTRICTED");
    let organization = sandbox.add_organization(seed)?;
    let member = sandbox.add_member(&organization, MemberSeed::new(EMAIL).password(PASSWORD))?;
    let walk = Walk { caller: Caller::new(&sandbox), organization, member };

    organizations(&walk).await?;
    members(&walk).await?;
    made_up(&walk).await?;
    consents(&walk).await?;
    scim(&walk).await?;
    sso(&walk).await?;
    links_and_codes(&walk).await?;
    discovery(&walk).await?;
    passwords(&walk).await?;
    second_factors(&walk).await?;
    sessions(&walk).await?;
    delegated(&walk, &sandbox).await?;
    clients(&walk, "m2m", "m2m_client", json!({"scopes": ["read:users"]})).await?;
    clients(&walk, "connected_apps", "connected_app", json!({"client_type": "third_party"})).await?;
    for path in ["/v1/debug/whoami", "/v1/projects/metrics"] {
        assert_eq!(walk.caller.get(path).await?.0, 200, "{path}");
    }

    let succeeded: BTreeSet<String> = sandbox
        .requests()
        .into_iter()
        .filter(|request| request.status == Some(200))
        .filter_map(|request| request.operation)
        .collect();
    let all: BTreeSet<String> = schema::operations().into_iter().map(|(id, _, _)| id).collect();
    assert_eq!(all.difference(&succeeded).collect::<Vec<_>>(), Vec::<&String>::new());
    Ok(())
}

async fn organizations(walk: &Walk<'_>) -> TestResult {
    let made =
        walk.post("organizations", json!({"organization_name": "Beta", "organization_external_id": "b"})).await?;
    let path = format!("organizations/{}", text(&made, "/organization/organization_id"));
    walk.get(&path).await?;
    walk.put(&path, json!({"organization_name": "Gamma"})).await?;
    walk.get(&format!("{path}/metrics")).await?;
    walk.delete(&format!("{path}/external_id")).await?;
    walk.post("organizations/search", json!({})).await?;
    walk.delete(&path).await?;
    walk.get("rbac/policy").await?;
    let roles = json!({"org_policy": {"roles": [{"role_id": "auditor", "description": "", "permissions": []}]}});
    walk.put(&format!("rbac/organizations/{}", walk.organization), roles).await?;
    walk.get(&format!("rbac/organizations/{}", walk.organization)).await?;
    Ok(())
}

async fn members(walk: &Walk<'_>) -> TestResult {
    let path = format!("organizations/{}/members", walk.organization);
    let made = walk.post(&path, json!({"email_address": "bob@acme.example", "external_id": "b"})).await?;
    let id = text(&made, "/member_id");
    let one = format!("{path}/{id}");
    walk.get(&format!("organizations/{}/member?member_id={id}", walk.organization)).await?;
    walk.get(&format!("organizations/members/dangerously_get/{id}")).await?;
    walk.put(&one, json!({"email_address": "robert@acme.example", "mfa_phone_number": "+12025550100"})).await?;
    walk.post(&format!("{one}/unlink_retired_email"), json!({"email_address": "bob@acme.example"})).await?;
    walk.post(&format!("{one}/start_email_update"), json!({"email_address": "bobby@acme.example"})).await?;
    walk.delete(&format!("{path}/mfa_phone_numbers/{id}")).await?;
    walk.delete(&format!("{one}/external_id")).await?;
    walk.post("organizations/members/search", json!({"organization_ids": [walk.organization]})).await?;
    walk.delete(&one).await?;
    walk.put(&format!("{one}/reactivate"), json!({})).await?;
    Ok(())
}

/// Machine clients and Connected Apps, which have the same paths.
async fn clients(walk: &Walk<'_>, kind: &str, one: &str, new: Value) -> TestResult {
    let clients = format!("/v1/{kind}/clients");
    let ask = async |method, path: &str, body| walk.caller.ok(method, path, body).await;
    let made = ask(Method::POST, &clients, new).await?;
    let client_id = text(&made, &format!("/{one}/client_id"));
    let path = format!("{clients}/{client_id}");
    let found = ask(Method::POST, &format!("{clients}/search"), json!({})).await?;
    assert_eq!(text(&found, &format!("/{one}s/0/client_id")), client_id);
    assert_eq!(walk.caller.get(&path).await?.0, 200);
    ask(Method::PUT, &path, json!({"client_name": "Export"})).await?;
    for step in ["/start", "/cancel", "/start", ""] {
        ask(Method::POST, &format!("{path}/secrets/rotate{step}"), json!({})).await?;
    }
    if kind == "m2m" {
        tokens(walk).await?;
    }
    ask(Method::DELETE, &path, json!({})).await?;
    Ok(())
}

async fn tokens(walk: &Walk<'_>) -> TestResult {
    let known = json!({"scopes": ["read:users"], "client_id": "m2m-client-1", "client_secret": "known"});
    walk.caller.ok(Method::POST, "/v1/m2m/clients", known).await?;
    let endpoint = format!("/v1/public/{}/oauth2", walk.caller.sandbox.project_id());
    let credentials = json!({"client_id": "m2m-client-1", "client_secret": "known"});
    let request = merged(json!({"grant_type": "client_credentials"}), credentials.clone());
    let issued = walk.caller.form(&format!("{endpoint}/token"), request).await?.1;
    let request = merged(json!({"token": issued["access_token"]}), credentials);
    let found = walk.caller.form(&format!("{endpoint}/introspect"), request).await?.1;
    assert_eq!(found["active"], true);
    Ok(())
}

async fn made_up(walk: &Walk<'_>) -> TestResult {
    let organization = format!("organizations/{}", walk.organization);
    let member = format!("{organization}/members/{}", walk.member);
    for provider in ["google", "microsoft", "slack", "hubspot", "github"] {
        walk.get(&format!("{member}/oauth_providers/{provider}")).await?;
    }
    walk.get(&format!("{member}/oidc_providers")).await?;
    walk.post("sessions/exchange_access_token", json!({"access_token": "a"})).await?;
    walk.post("sessions/attest", json!({"profile_id": "p", "token": "t"})).await?;
    walk.post("sessions/migrate", json!({"session_token": "s", "organization_id": walk.organization})).await?;
    Ok(())
}

async fn consents(walk: &Walk<'_>) -> TestResult {
    let organization = format!("organizations/{}", walk.organization);
    let member = format!("{organization}/members/{}", walk.member);
    let app = json!({"client_type": "third_party", "client_id": "app", "redirect_urls": ["https://app.example.com"]});
    walk.caller.ok(Method::POST, "/v1/connected_apps/clients", app).await?;
    let authorize = json!({"client_id": "app", "redirect_uri": "https://app.example.com", "response_type": "code", "scopes": ["openid"]});
    let authorize = walk.by_member(authorize);
    walk.post("idp/oauth/authorize/start", authorize.clone()).await?;
    walk.post("idp/oauth/authorize", merged(authorize, json!({"consent_granted": true}))).await?;
    walk.get(&format!("{member}/connected_apps")).await?;
    walk.get(&format!("{organization}/connected_apps")).await?;
    walk.get(&format!("{organization}/connected_apps/app")).await?;
    walk.post(&format!("{member}/connected_apps/app/revoke"), json!({})).await?;
    walk.caller.ok(Method::DELETE, "/v1/connected_apps/clients/app", json!({})).await?;
    Ok(())
}

async fn scim(walk: &Walk<'_>) -> TestResult {
    let path = format!("scim/{}/connection", walk.organization);
    let made = walk.post(&path, json!({})).await?;
    walk.get(&path).await?;
    let one = format!("{path}/{}", text(&made, "/connection/connection_id"));
    walk.get(&one).await?;
    walk.put(&one, json!({"display_name": "Okta"})).await?;
    for step in ["start", "complete", "start", "cancel"] {
        walk.post(&format!("{one}/rotate/{step}"), json!({})).await?;
    }
    walk.delete(&one).await?;
    Ok(())
}

async fn sso(walk: &Walk<'_>) -> TestResult {
    let organization = &walk.organization;
    let id = |made: &Value| text(made, "/connection/connection_id");
    let saml = id(&walk.post(&format!("sso/saml/{organization}"), json!({})).await?);
    let path = format!("sso/saml/{organization}/connections/{saml}");
    let change = json!({"idp_entity_id": "idp", "idp_sso_url": "https://idp.example.com", "x509_certificate": "c", "saml_encryption_private_key": "k"});
    let changed = walk.put(&path, change).await?;
    assert_eq!(changed["connection"]["status"], "active");
    walk.put(&format!("{path}/url"), json!({"metadata_url": "https://idp.example.com/metadata"})).await?;
    let certificate = text(&changed, "/connection/verification_certificates/0/certificate_id");
    walk.delete(&format!("{path}/verification_certificates/{certificate}")).await?;
    let key = text(&changed, "/connection/encryption_private_keys/0/private_key_id");
    walk.delete(&format!("{path}/encryption_private_keys/{key}")).await?;

    let oidc = id(&walk.post(&format!("sso/oidc/{organization}"), json!({})).await?);
    walk.put(&format!("sso/oidc/{organization}/connections/{oidc}"), json!({"client_id": "c"})).await?;
    let external = json!({"external_organization_id": organization, "external_connection_id": saml});
    let external = id(&walk.post(&format!("sso/external/{organization}"), external).await?);
    walk.put(&format!("sso/external/{organization}/connections/{external}"), json!({"display_name": "Other"})).await?;
    walk.get(&format!("sso/{organization}")).await?;
    walk.delete(&format!("sso/{organization}/connections/{oidc}")).await?;
    Ok(())
}

async fn links_and_codes(walk: &Walk<'_>) -> TestResult {
    walk.post("magic_links/email/login_or_signup", walk.by_email(json!({}))).await?;
    walk.post("magic_links/authenticate", json!({"magic_links_token": walk.sent()})).await?;
    let invite = json!({"organization_id": walk.organization, "email_address": "carl@acme.example"});
    walk.post("magic_links/email/invite", invite).await?;
    walk.post("otps/email/login_or_signup", walk.by_email(json!({}))).await?;
    walk.post("otps/email/authenticate", walk.by_email(json!({"code": walk.sent()}))).await?;
    walk.post("otps/sms/send", walk.by_member(json!({"mfa_phone_number": "+12025550162"}))).await?;
    let code = walk.caller.secret_sent_to("+12025550162");
    let session = walk.caller.sandbox.add_member_session(&walk.member)?;
    let code = json!({"code": code, "session_token": session.session_token});
    walk.post("otps/sms/authenticate", walk.by_member(code)).await?;
    Ok(())
}

async fn discovery(walk: &Walk<'_>) -> TestResult {
    let who = json!({"email_address": EMAIL});
    walk.post("magic_links/email/discovery/send", who.clone()).await?;
    let found =
        walk.post("magic_links/discovery/authenticate", json!({"discovery_magic_links_token": walk.sent()})).await?;
    let token = json!({"intermediate_session_token": found["intermediate_session_token"]});
    walk.post("discovery/organizations", token.clone()).await?;
    let exchange = merged(token, json!({"organization_id": walk.organization}));
    walk.post("discovery/intermediate_sessions/exchange", exchange).await?;
    walk.post("otps/email/discovery/send", who.clone()).await?;
    let found = walk.post("otps/email/discovery/authenticate", merged(who, json!({"code": walk.sent()}))).await?;
    let token = json!({"intermediate_session_token": found["intermediate_session_token"]});
    walk.post("discovery/organizations/create", token).await?;
    Ok(())
}

async fn passwords(walk: &Walk<'_>) -> TestResult {
    walk.post("passwords/strength_check", json!({"password": PASSWORD})).await?;
    let login = walk.post("passwords/authenticate", walk.by_email(json!({"password": PASSWORD}))).await?;
    walk.post("passwords/email/reset/start", walk.by_email(json!({}))).await?;
    walk.post("passwords/email/reset", json!({"password_reset_token": walk.sent(), "password": PASSWORD})).await?;
    let by_session =
        json!({"organization_id": walk.organization, "session_token": login["session_token"], "password": PASSWORD});
    walk.post("passwords/session/reset", by_session).await?;
    let by_existing = walk.by_email(json!({"existing_password": PASSWORD, "new_password": PASSWORD}));
    walk.post("passwords/existing_password/reset", by_existing).await?;
    walk.post("passwords/discovery/authenticate", json!({"email_address": EMAIL, "password": PASSWORD})).await?;
    walk.post("passwords/discovery/email/reset/start", json!({"email_address": EMAIL})).await?;
    let reset = json!({"password_reset_token": walk.sent(), "password": PASSWORD});
    walk.post("passwords/discovery/email/reset", reset).await?;
    walk.post("passwords/email/require_reset", walk.by_email(json!({}))).await?;
    let migrate = json!({"organization_id": walk.organization, "email_address": "dora@acme.example", "hash": "h", "hash_type": "phpass"});
    let migrated = walk.post("passwords/migrate", migrate).await?;
    let password = text(&migrated, "/member/member_password_id");
    walk.delete(&format!("organizations/{}/members/passwords/{password}", walk.organization)).await?;
    Ok(())
}

async fn second_factors(walk: &Walk<'_>) -> TestResult {
    let codes = json!({"secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "recovery_codes": ["one", "two"]});
    walk.post("totp/migrate", walk.by_member(codes)).await?;
    walk.get(&format!("recovery_codes/{}/{}", walk.organization, walk.member)).await?;
    walk.post("recovery_codes/recover", walk.by_member(json!({"recovery_code": "one"}))).await?;
    walk.post("recovery_codes/rotate", walk.by_member(json!({}))).await?;
    walk.delete(&format!("organizations/{}/members/{}/totp", walk.organization, walk.member)).await?;
    let made = walk.post("totp", walk.by_member(json!({}))).await?;
    let code = totp_code(&text(&made, "/secret"));
    walk.post("totp/authenticate", walk.by_member(json!({"code": code}))).await?;
    Ok(())
}

async fn sessions(walk: &Walk<'_>) -> TestResult {
    let login = walk.caller.sandbox.add_member_session(&walk.member)?;
    let token = json!({"session_token": login.session_token});
    walk.post("sessions/authenticate", token.clone()).await?;
    walk.get(&format!("sessions?organization_id={}&member_id={}", walk.organization, walk.member)).await?;
    walk.get(&format!("sessions/jwks/{}", walk.caller.sandbox.project_id())).await?;
    walk.post("sessions/exchange", merged(token.clone(), json!({"organization_id": walk.organization}))).await?;
    walk.post("sessions/revoke", token).await?;
    Ok(())
}

async fn delegated(walk: &Walk<'_>, sandbox: &Sandbox) -> TestResult {
    let listed = walk.get(&format!("sso/{}", walk.organization)).await?;
    let connection = text(&listed, "/saml_connections/0/connection_id");
    for (seed, path, field) in [
        (LoginTokenSeed::sso(&walk.member, connection), "sso/authenticate", "sso_token"),
        (LoginTokenSeed::oauth(&walk.member, "google"), "oauth/authenticate", "oauth_token"),
        (LoginTokenSeed::discovery_oauth(EMAIL, "google"), "oauth/discovery/authenticate", "discovery_oauth_token"),
        (LoginTokenSeed::impersonation(&walk.member), "impersonation/authenticate", "impersonation_token"),
    ] {
        walk.post(path, json!({field: sandbox.add_login_token(seed)?})).await?;
    }
    Ok(())
}

/// The code of now, as an authenticator app shows it.
fn totp_code(secret: &str) -> String {
    use ring::hmac;
    let mut bits = String::new();
    for letter in secret.bytes() {
        let value = if letter.is_ascii_digit() { letter - b'2' + 26 } else { letter - b'A' };
        bits.push_str(&format!("{value:05b}"));
    }
    let key: Vec<u8> =
        bits.as_bytes().chunks_exact(8).map(|byte| byte.iter().fold(0, |byte, bit| byte << 1 | (bit - b'0'))).collect();
    let since = std::time::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_secs());
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &key), &(since / 30).to_be_bytes());
    let offset = usize::from(tag.as_ref()[19] & 0xf);
    let number = tag.as_ref()[offset..offset + 4].iter().fold(0u32, |number, byte| number << 8 | u32::from(*byte));
    format!("{:06}", (number & 0x7fff_ffff) % 1_000_000)
}
