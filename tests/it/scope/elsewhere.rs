//! Two organizations with a member of each: nothing of the one's scope reaches the other.

use std::future::IntoFuture;

use serde_json::{Value, json};
use stytch_b2b::scope::MemberScope;
use stytch_b2b::types::*;
use stytch_b2b::{Client, ConnectionId, MemberCredential};
use stytch_b2b_sandbox::{MemberSeed, Sandbox, TokenSpec};

const APP: &str = "connected-app-test-1";

/// What an organization has: everything that could be named by an id.
struct Tenant {
    organization: String,
    admin: String,
    colleague: String,
    password: String,
    scim: String,
    saml: ConnectionId,
    oidc: ConnectionId,
    app: String,
    token: String,
}

impl Tenant {
    async fn new(sandbox: &Sandbox, client: &Client, name: &str) -> Self {
        let organization = sandbox.add_organization(name).unwrap();
        let admin = MemberSeed::new(format!("admin@{name}.example")).roles(["stytch_admin"]);
        let admin = sandbox.add_member(&organization, admin).unwrap();
        let address = format!("colleague@{name}.example");
        let colleague = sandbox.add_member(&organization, address.as_str()).unwrap();
        let migrate = PasswordsMigrateRequest::new(
            organization.as_str(),
            address,
            "$2b$10$abcdefghijklmnopqrstuuIbCaXGBYXYqQLjiAnkKPoYW4BKyPpae",
            PasswordHashType::Bcrypt,
        );
        let password = client.passwords().migrate(migrate).await.unwrap().member.member_password_id;
        assert!(!password.is_empty());
        let scim = sandbox.add_scim_connection(&organization).unwrap();
        sandbox.add_scim_groups(&scim, 3).unwrap();
        let saml = client.sso().saml().create_connection(organization.as_str(), SsoSamlCreateConnectionRequest::new());
        let saml = saml.await.unwrap().connection.unwrap().connection_id;
        let oidc = client.sso().oidc().create_connection(organization.as_str(), SsoOidcCreateConnectionRequest::new());
        let oidc = oidc.await.unwrap().connection.unwrap().connection_id;
        let app = sandbox.sign(TokenSpec::idp(APP, &colleague, ["openid"])).map(|_| APP.to_owned()).unwrap();
        let further =
            OrganizationsMembersUpdateRequest::new().mfa_phone_number("+12025550163").external_id(format!("in-{name}"));
        client.organizations().members().update(organization.as_str(), colleague.as_str(), further).await.unwrap();
        client.totps().create(TotpsCreateRequest::new(organization.as_str(), colleague.as_str())).await.unwrap();
        sandbox.add_member_session(&colleague).unwrap();
        let token = sandbox.add_member_session(&admin).unwrap().session_token;
        Self { organization, admin, colleague, password, scim, saml, oidc, app, token }
    }

    /// All that can be read of it.
    async fn state(&self, client: &Client) -> Value {
        let id = self.organization.as_str();
        let mut state = json!({
            "organization": client.organizations().get(id).await.unwrap().organization,
            "members": client.organizations().members().search(OrganizationsMembersSearchRequest::new([id])).await.unwrap().members,
            "scim": client.scim().connection().get(id).await.unwrap().connection,
            "apps": client.organizations().members().get_connected_apps(id, self.colleague.as_str()).await.unwrap().connected_apps,
            "sso": client.sso().get_connections(id).await.unwrap(),
        });
        state["sso"].as_object_mut().unwrap().remove("request_id");
        for member in [&self.admin, &self.colleague] {
            let sessions = client.sessions().get(id, member.as_str()).await.unwrap().member_sessions;
            let ids: Vec<String> = sessions.into_iter().map(|session| session.member_session_id).collect();
            state["sessions"][member] = json!(ids);
        }
        state
    }
}

async fn two() -> (Sandbox, Client, Tenant, Tenant) {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = Client::builder(sandbox.project_id(), sandbox.secret()).base_url(sandbox.base_url()).build().unwrap();
    sandbox.load(&json!({"connected_apps": [{"client_id": APP, "client_type": "third_party"}]}).to_string()).unwrap();
    let (acme, other) = (Tenant::new(&sandbox, &client, "acme").await, Tenant::new(&sandbox, &client, "other").await);
    (sandbox, client, acme, other)
}

/// Calls every method that takes an id with the other organization's, as somebody who may do everything in the own one. Answers
/// how many were made.
async fn attack(scope: &MemberScope, other: &Tenant) -> usize {
    let mut calls = 0;
    macro_rules! fails {
        ($($call:expr,)*) => {
            $({
                let Err(error) = $call.into_future().await else { panic!("{} was done", stringify!($call)) };
                assert!(error.is_not_found(), "{}: {error}", stringify!($call));
                calls += 1;
            })*
        };
    }
    let (id, saml, oidc) = (other.colleague.as_str(), &other.saml, &other.oidc);
    let old = || OrganizationsMembersUnlinkRetiredEmailRequest::new().email_address("old@other.example");
    fails! {
        scope.members().update(id, OrganizationsMembersUpdateRequest::new().name("Mallory")),
        scope.members().delete(id),
        scope.members().delete_external_id(id),
        scope.members().delete_mfa_phone_number(id),
        scope.members().delete_totp(id),
        scope.members().delete_password(other.password.as_str()),
        scope.members().get_connected_apps(id),
        scope.members().reactivate(id),
        scope.members().revoke_sessions(id),
        scope.members().start_email_update(id, OrganizationsMembersStartEmailUpdateRequest::new("m@other.example")),
        scope.members().unlink_retired_email(id, old()),
        scope.members().connected_apps().revoke(id, other.app.as_str()),
        scope.sso().delete_connection(saml),
        scope.sso().delete_connection(oidc),
        scope.sso().saml().update_connection(saml, SsoSamlUpdateConnectionRequest::new().display_name("Mallory")),
        scope.sso().saml().update_by_url(saml, SsoSamlUpdateByUrlRequest::new("https://idp.example/metadata")),
        scope.sso().saml().delete_verification_certificate(saml, "certificate-test-1"),
        scope.sso().saml().delete_encryption_private_key(saml, "key-test-1"),
        scope.sso().oidc().update_connection(oidc, SsoOidcUpdateConnectionRequest::new().display_name("Mallory")),
        scope.sso().external().update_connection(saml, SsoExternalUpdateConnectionRequest::new().display_name("Mallory")),
        scope.sessions().exchange(other.organization.as_str()),
    }
    calls
}

/// Calls every method without an id that reads, and answers all that was read.
async fn read_all(scope: &MemberScope) -> Value {
    let current = scope.scim().connection().current().await.unwrap().unwrap();
    json!([
        scope.organization().get().await.unwrap(),
        scope.organization().connected_apps().await.unwrap(),
        scope.organization().get_connected_app(APP).await.unwrap(),
        scope.member().get().await.unwrap(),
        scope.member().get_connected_apps().await.unwrap(),
        scope.members().search().await.unwrap(),
        scope.sessions().list().await.unwrap(),
        scope.sessions().authenticate().await.unwrap().organization,
        scope.discovery().organizations().list().await.unwrap(),
        scope.sso().get_connections().await.unwrap(),
        current.details(),
        current.get_groups().await.unwrap(),
    ])
}

/// Changes whatever can be changed in the own organization, and ends it.
async fn change_all(sandbox: &Sandbox, client: &Client, scope: &MemberScope, own: &Tenant) {
    let named = OrganizationsUpdateRequest::new().organization_name("Changed").organization_external_id("changed");
    scope.organization().update(named).await.unwrap();
    scope.organization().delete_external_id().await.unwrap();
    let named = OrganizationsMembersUpdateRequest::new().name("Changed").external_id("changed-too");
    scope.member().update(named).await.unwrap();
    scope.member().delete_external_id().await.unwrap();
    scope
        .member()
        .start_email_update(OrganizationsMembersStartEmailUpdateRequest::new("later@acme.example"))
        .await
        .unwrap();
    scope.members().create(OrganizationsMembersCreateRequest::new("new@acme.example")).await.unwrap();
    scope.magic_links().email().invite("invited@acme.example").await.unwrap();
    sandbox.sign(TokenSpec::idp(APP, &own.admin, ["openid"])).unwrap();
    scope.member().connected_apps().revoke(APP).await.unwrap();

    scope.sso().saml().create_connection(SsoSamlCreateConnectionRequest::new()).await.unwrap();
    scope.sso().oidc().create_connection(SsoOidcCreateConnectionRequest::new()).await.unwrap();
    scope.sso().delete_connection(&own.saml).await.unwrap();
    let current = scope.scim().connection().current().await.unwrap().unwrap();
    current.update(ScimConnectionUpdateRequest::new().display_name("Changed")).await.unwrap();
    current.rotate_start().await.unwrap();
    current.rotate_cancel().await.unwrap();
    current.rotate_start().await.unwrap();
    current.rotate_complete().await.unwrap();
    current.delete().await.unwrap();
    scope.scim().connection().create(ScimConnectionCreateRequest::new()).await.unwrap();

    scope.otps().sms().send().with(|request| request.mfa_phone_number("+12025550162")).await.unwrap();
    let code = sandbox.last_message_to("+12025550162").unwrap().code.unwrap();
    let scope = client.logged_in(&scope.otps().sms().authenticate(code).await.unwrap()).unwrap().unwrap();
    let registered = scope.totps().create().await.unwrap();
    let code = sandbox.totp_code(registered.secret.expose()).unwrap();
    let scope = client.logged_in(&scope.totps().authenticate(code).await.unwrap()).unwrap().unwrap();
    scope.recovery_codes().get().await.unwrap();
    let codes = scope.recovery_codes().rotate().await.unwrap().recovery_codes;
    let recovered = scope.recovery_codes().recover(codes[0].clone()).await.unwrap();
    let scope = client.logged_in(&recovered).unwrap().unwrap();
    scope.member().delete_mfa_phone_number().await.unwrap();
    scope.member().delete_totp().await.unwrap();
    let reset = scope.passwords().session().reset("a password that nobody has guessed yet").await.unwrap();
    let scope = client.logged_in(&reset).unwrap().unwrap();
    scope.member().delete_password().await.unwrap();

    let colleague = own.colleague.as_str();
    let named = OrganizationsMembersUpdateRequest::new().name("Changed").external_id("changed");
    scope.members().update(colleague, named).await.unwrap();
    scope.members().delete_external_id(colleague).await.unwrap();
    scope.members().delete_mfa_phone_number(colleague).await.unwrap();
    scope.members().delete_totp(colleague).await.unwrap();
    scope.members().delete_password(own.password.as_str()).await.unwrap();
    scope.members().connected_apps().revoke(colleague, APP).await.unwrap();
    scope.members().revoke_sessions(colleague).await.unwrap();
    scope.members().delete(colleague).await.unwrap();
    scope.members().reactivate(colleague).await.unwrap();
    scope.organization().delete().await.unwrap();
}

#[tokio::test]
async fn nothing_reaches_the_other_organization() {
    let (sandbox, client, acme, other) = two().await;
    let before = other.state(&client).await;
    let scope = client.as_member(&MemberCredential::session_token(acme.token.as_str())).await.unwrap();
    sandbox.clear_requests();
    assert_eq!(attack(&scope, &other).await, 21);
    let exchanged = sandbox.requests().pop().unwrap();
    assert_eq!(exchanged.operation.as_deref(), Some("sessions_exchange"));
    for request in sandbox.requests().iter().filter(|request| request.number != exchanged.number) {
        let told = format!("{} {:?} {}", request.path, request.query, request.body);
        assert!(!told.contains(&other.organization), "{told}");
    }
    let read = read_all(&scope).await.to_string();
    assert!(read.contains(&acme.organization));
    for theirs in [&other.organization, &other.admin, &other.colleague, &other.scim, "other.example"] {
        assert!(!read.contains(theirs), "{theirs} in {read}");
    }
    change_all(&sandbox, &client, &scope, &acme).await;
    assert_eq!(other.state(&client).await, before);
}

/// Another customer takes an id of this one as its own slug or external id.
#[tokio::test]
async fn a_slug_or_an_external_id_that_is_an_id() {
    let (sandbox, client, acme, other) = two().await;
    for taken in [
        OrganizationsUpdateRequest::new().organization_slug(acme.organization.as_str()),
        OrganizationsUpdateRequest::new().organization_external_id(acme.organization.as_str()),
    ] {
        // Where the API refuses it already, the better.
        let _ = client.organizations().update(other.organization.as_str(), taken).await;
    }
    let external = OrganizationsMembersUpdateRequest::new().external_id(acme.admin.as_str());
    let _ =
        client.organizations().members().update(other.organization.as_str(), other.colleague.as_str(), external).await;
    let before = other.state(&client).await;
    let scope = client.as_member(&MemberCredential::session_token(acme.token.as_str())).await.unwrap();
    assert_eq!(scope.organization().get().await.unwrap().organization.organization_id.as_str(), acme.organization);
    assert_eq!(scope.member().get().await.unwrap().member.organization_id.as_str(), acme.organization);
    attack(&scope, &other).await;
    change_all(&sandbox, &client, &scope, &acme).await;
    assert_eq!(other.state(&client).await, before);
}
