//! The scope of a login: of every response that can have a session in it.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use stytch_b2b::scope::MemberScope;
use stytch_b2b::types::*;
use stytch_b2b::{Client, Error, Fault, LoginResponse};
use stytch_b2b_sandbox::{LoginTokenSeed, Sandbox};

use super::{Company, JWT, TOKEN, a_second_factor, member, session};
use crate::local::world::fault;
use crate::round_trip::FULL;
use crate::support::specification::Specification;

/// A login of this type, with these fields changed.
fn login<T: DeserializeOwned>(name: &str, changes: &Value) -> T {
    let specification = Specification::read();
    let mut response = FULL.make(&specification, specification.schema(name));
    let complete = json!({
        "member_authenticated": true, "session_token": TOKEN, "session_jwt": JWT, "intermediate_session_token": "",
        "member": member(), "member_id": "member-test-1", "organization_id": "organization-test-1",
        "member_session": session(&a_second_factor()), "primary_required": null, "mfa_required": null,
    });
    for (field, value) in complete.as_object().unwrap().iter().chain(changes.as_object().unwrap()) {
        response[field] = value.clone();
    }
    serde_json::from_value(response).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn scope(
    changes: &Value,
    of: fn(&Client, &Value) -> Result<Option<MemberScope>, Error>,
) -> Result<Option<MemberScope>, Error> {
    of(&Client::new("project-test-1", "secret-test-1").unwrap(), changes)
}

fn logged_in<T: LoginResponse + DeserializeOwned>(
    client: &Client,
    changes: &Value,
) -> Result<Option<MemberScope>, Error> {
    let name = std::any::type_name::<T>().rsplit("::").next().unwrap();
    client.logged_in(&login::<T>(name, changes))
}

/// A response's name, and how it is read.
type Login = (&'static str, Read);
type Read = fn(&Client, &Value) -> Result<Option<MemberScope>, Error>;

macro_rules! all {
    ($($name:ident),* $(,)?) => { vec![$((stringify!($name), logged_in::<$name> as Read)),*] };
}

/// Each with the way to read it. The first have a second step.
fn logins() -> (Vec<Login>, Vec<Login>) {
    let may_lack_a_step = all![
        DiscoveryIntermediateSessionsExchangeResponse,
        DiscoveryOrganizationsCreateResponse,
        ImpersonationAuthenticateResponse,
        MagicLinksAuthenticateResponse,
        OauthAuthenticateResponse,
        OtpsEmailAuthenticateResponse,
        PasswordsAuthenticateResponse,
        PasswordsEmailResetResponse,
        PasswordsExistingPasswordResetResponse,
        PasswordsSessionResetResponse,
        SessionsExchangeResponse,
        SsoAuthenticateResponse,
    ];
    let last = all![
        OtpsSmsAuthenticateResponse,
        RecoveryCodesRecoverResponse,
        SessionsAttestResponse,
        SessionsAuthenticateResponse,
        SessionsExchangeAccessTokenResponse,
        SessionsMigrateResponse,
        TotpsAuthenticateResponse,
    ];
    (may_lack_a_step, last)
}

#[test]
fn every_response_with_a_session_makes_a_scope() {
    let source = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../generated/types.rs"));
    let (may_lack_a_step, last) = logins();
    assert_eq!(source.matches("impl crate::types::login::Sealed for ").count(), may_lack_a_step.len() + last.len());
    for (name, read) in may_lack_a_step.iter().chain(&last) {
        let scope = scope(&json!({}), *read).unwrap().unwrap_or_else(|| panic!("{name} makes no scope"));
        assert_eq!(
            (scope.member_id().as_str(), scope.organization_id().as_str()),
            ("member-test-1", "organization-test-1")
        );
        assert_eq!(scope.credential().expose(), TOKEN, "{name}");
    }
}

#[test]
fn what_lacks_a_step_makes_none() {
    let (may_lack_a_step, last) = logins();
    let missing = json!({"member_authenticated": false, "session_token": "", "session_jwt": "", "member_session": null,
        "intermediate_session_token": "the-intermediate-token"});
    for (name, read) in may_lack_a_step {
        assert!(scope(&missing, read).unwrap().is_none(), "{name}");
    }
    for (name, read) in last {
        let missing = json!({"session_token": "", "session_jwt": ""});
        assert!(scope(&missing, read).unwrap().is_none(), "{name}");
    }
}

/// The session of somebody else than who logs in.
#[test]
fn the_session_must_be_the_members() {
    let (may_lack_a_step, last) = logins();
    for (name, read) in may_lack_a_step.into_iter().chain(last) {
        for id in ["organization_id", "member_id"] {
            let mut other = session(&a_second_factor());
            other[id] = json!("somebody-else");
            let error = scope(&json!({"member_session": other}), read).unwrap_err();
            assert_eq!(fault(&error), Some(Fault::Claim(id)), "{name}: {error}");
        }
    }
    for id in ["organization_id", "member_id"] {
        let (mut session, mut member) = (session(&a_second_factor()), member());
        (session[id], member[id]) = (json!(""), json!(""));
        let changes = json!({"member_session": session, "member": member});
        let error = scope(&changes, logged_in::<TotpsAuthenticateResponse>).unwrap_err();
        assert_eq!(fault(&error), Some(Fault::Claim(id)), "{error}");
    }
    let error = scope(&json!({"member_session": null}), logged_in::<TotpsAuthenticateResponse>).unwrap_err();
    assert_eq!(fault(&error), Some(Fault::Claim("member_session")), "{error}");
}

/// A whole login with a second factor, and what goes on from there.
#[tokio::test]
async fn from_the_first_factor_to_another_organization() {
    let company = Company::new().await;
    let Company { sandbox, client, organization, admin, .. } = &company;
    let other = sandbox.add_organization("Other").unwrap();
    sandbox.add_member(&other, "admin@acme.example").unwrap();
    let registered =
        client.totps().create(TotpsCreateRequest::new(organization.as_str(), admin.as_str())).await.unwrap();
    let enrolled = OrganizationsMembersUpdateRequest::new().mfa_enrolled(true);
    client.organizations().members().update(organization.as_str(), admin.as_str(), enrolled).await.unwrap();
    let send = MagicLinksEmailLoginOrSignupRequest::new(organization.as_str(), "admin@acme.example");
    client.magic_links().email().login_or_signup(send).await.unwrap();
    let message = sandbox.last_message_to("admin@acme.example").unwrap();
    let first =
        client.magic_links().authenticate(MagicLinksAuthenticateRequest::new(message.token.unwrap())).await.unwrap();
    assert!(client.logged_in(&first).unwrap().is_none());

    let code = sandbox.totp_code(registered.secret.expose()).unwrap();
    let second = TotpsAuthenticateRequest::new(organization.as_str(), admin.as_str(), code)
        .intermediate_session_token(first.intermediate_session_token.clone());
    let login = client.totps().authenticate(second).await.unwrap();
    let scope = client.logged_in(&login).unwrap().unwrap();
    assert_eq!(scope.member_id().as_str(), admin);

    let codes = scope.recovery_codes().get().await.unwrap().recovery_codes;
    let rotated = scope.recovery_codes().rotate().await.unwrap().recovery_codes;
    assert!(codes.iter().all(|code| rotated.iter().all(|new| new.expose() != code.expose())));
    let recovered = scope.recovery_codes().recover(rotated[0].clone()).await.unwrap();
    let scope = client.logged_in(&recovered).unwrap().unwrap();

    let found = scope.discovery().organizations().list().await.unwrap().discovered_organizations;
    assert_eq!(found.len(), 2);
    let exchanged = scope.sessions().exchange(other.as_str()).await.unwrap();
    let there = client.logged_in(&exchanged).unwrap().unwrap();
    assert_eq!(there.organization_id().as_str(), other);
    let extended = there.sessions().authenticate().with(|request| request.session_duration_minutes(90)).await.unwrap();
    let extended = client.logged_in(&extended).unwrap().unwrap();
    assert!(extended.session().expires_at > there.session().expires_at);
    let password = "a password that nobody has guessed yet";
    let reset = extended.passwords().session().reset(password).await.unwrap();
    let scope = client.logged_in(&reset).unwrap().unwrap();
    scope.member().delete_password().await.unwrap();
    assert_eq!(scope.sessions().list().await.unwrap().member_sessions.len(), 1);
    scope.sessions().revoke_all().await.unwrap();
    assert!(scope.sessions().list().await.unwrap().member_sessions.is_empty());
}

/// Logs a member in by every primary way that there is, and answers the scope of each.
async fn by_every_way(
    sandbox: &Sandbox,
    client: &Client,
    organization: &str,
    member: &str,
) -> Vec<(&'static str, Option<MemberScope>)> {
    const ADDRESS: &str = "ada@acme.example";
    const PASSWORD: &str = "a password that nobody has guessed yet";
    let token = |address: &str| sandbox.last_message_to(address).unwrap();
    let mut scopes = Vec::new();
    macro_rules! login {
        ($name:literal: $call:expr) => {{
            let response = $call.await.unwrap();
            scopes.push(($name, client.logged_in(&response).unwrap()));
        }};
    }
    let send = MagicLinksEmailLoginOrSignupRequest::new(organization, ADDRESS);
    client.magic_links().email().login_or_signup(send).await.unwrap();
    login!("magic link": client.magic_links().authenticate(MagicLinksAuthenticateRequest::new(token(ADDRESS).token.unwrap())));
    let send = OtpsEmailLoginOrSignupRequest::new(organization, ADDRESS);
    client.otps().email().login_or_signup(send).await.unwrap();
    let code = token(ADDRESS).code.unwrap();
    login!("code by email": client.otps().email().authenticate(OtpsEmailAuthenticateRequest::new(organization, ADDRESS, code)));
    let oauth = sandbox.add_login_token(LoginTokenSeed::oauth(member, "google")).unwrap();
    login!("oauth": client.oauth().authenticate(OauthAuthenticateRequest::new(oauth)));
    let connection =
        client.sso().oidc().create_connection(organization, SsoOidcCreateConnectionRequest::new()).await.unwrap();
    let connection = connection.connection.unwrap().connection_id;
    let sso = sandbox.add_login_token(LoginTokenSeed::sso(member, connection.as_str())).unwrap();
    login!("sso": client.sso().authenticate(SsoAuthenticateRequest::new(sso)));
    let start = PasswordsEmailResetStartRequest::new(organization, ADDRESS);
    client.passwords().email().reset_start(start).await.unwrap();
    login!("reset by email": client.passwords().email().reset(PasswordsEmailResetRequest::new(token(ADDRESS).token.unwrap(), PASSWORD)));
    login!("password": client.passwords().authenticate(PasswordsAuthenticateRequest::new(organization, ADDRESS, PASSWORD)));
    let renewed =
        PasswordsExistingPasswordResetRequest::new(organization, ADDRESS, PASSWORD, format!("{PASSWORD}, again"));
    login!("reset by password": client.passwords().existing_password().reset(renewed));
    client.magic_links().email().discovery().send(MagicLinksEmailDiscoverySendRequest::new(ADDRESS)).await.unwrap();
    let discovered = MagicLinksDiscoveryAuthenticateRequest::new(token(ADDRESS).token.unwrap());
    let discovered =
        client.magic_links().discovery().authenticate(discovered).await.unwrap().intermediate_session_token;
    let exchange = DiscoveryIntermediateSessionsExchangeRequest::new(organization, discovered);
    login!("discovery": client.discovery().intermediate_sessions().exchange(exchange));
    scopes
}

#[tokio::test]
async fn every_way_to_log_in_makes_a_scope() {
    let Company { sandbox, client, organization, .. } = Company::new().await;
    let member = sandbox.add_member(&organization, "ada@acme.example").unwrap();
    let scopes = by_every_way(&sandbox, &client, &organization, &member).await;
    assert_eq!(scopes.len(), 8);
    for (way, scope) in scopes {
        let scope = scope.unwrap_or_else(|| panic!("no scope by {way}"));
        assert_eq!((scope.member_id().as_str(), scope.organization_id().as_str()), (&*member, &*organization), "{way}");
        // Its credential is good.
        scope.sessions().authenticate().await.unwrap();
    }
    let staff = sandbox.add_login_token(LoginTokenSeed::impersonation(&member)).unwrap();
    let login = client.impersonation().authenticate(ImpersonationAuthenticateRequest::new(staff)).await.unwrap();
    assert!(client.logged_in(&login).unwrap().unwrap().impersonator().is_some());

    let required = OrganizationsUpdateRequest::new().mfa_policy("REQUIRED_FOR_ALL");
    client.organizations().update(organization.as_str(), required).await.unwrap();
    for (way, scope) in by_every_way(&sandbox, &client, &organization, &member).await {
        assert!(scope.is_none(), "{way} lacks the second factor");
    }
}

/// A new organization, whose first member is who made it.
#[tokio::test]
async fn a_new_organization() {
    let Company { sandbox, client, .. } = Company::new().await;
    client
        .magic_links()
        .email()
        .discovery()
        .send(MagicLinksEmailDiscoverySendRequest::new("new@acme.example"))
        .await
        .unwrap();
    let token = sandbox.last_message_to("new@acme.example").unwrap().token.unwrap();
    let found = client.magic_links().discovery().authenticate(MagicLinksDiscoveryAuthenticateRequest::new(token)).await;
    let request = DiscoveryOrganizationsCreateRequest::new(found.unwrap().intermediate_session_token);
    let created = client.discovery().organizations().create(request).await.unwrap();
    let scope = client.logged_in(&created).unwrap().unwrap();
    assert_eq!(*scope.organization_id(), created.organization.organization_id);
    scope.organization().update(OrganizationsUpdateRequest::new().organization_name("Mine")).await.unwrap();
}
