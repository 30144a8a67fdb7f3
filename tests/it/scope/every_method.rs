//! Every method of a scope, compared with the explicit call: the same request goes over the wire.

use std::collections::BTreeSet;

use futures::FutureExt;
use futures::future::BoxFuture;
use serde_json::json;
use std::future::IntoFuture;
use stytch_b2b::scope::{CurrentConnection, MemberScope};
use stytch_b2b::types::*;
use stytch_b2b::{Client, Error, MemberCredential};

use super::{TOKEN, a_second_factor, recorded_scope, recorder};
use crate::support::difference::assert_same;
use crate::wire::Recorded;

type Sent = BoxFuture<'static, Result<(), Error>>;

/// An operation, the scope's call, and what it must be the same as.
struct Pair {
    operation: &'static str,
    source: &'static str,
    scoped: fn(&MemberScope, &CurrentConnection) -> Sent,
    explicit: fn(&Client, &MemberCredential) -> Sent,
}

fn sent<T: 'static>(call: impl IntoFuture<Output = Result<T, Error>, IntoFuture: Send + 'static>) -> Sent {
    call.into_future().map(|outcome| outcome.map(drop)).boxed()
}

macro_rules! pairs {
    (|$scope:ident, $current:ident, $client:ident, $member:ident| $($operation:literal: $scoped:expr => $explicit:expr,)*) => {
        vec![$(Pair {
            operation: $operation,
            source: stringify!($scoped),
            scoped: |$scope, $current| { let _ = ($scope, $current); sent($scoped) },
            explicit: |$client, $member| { let _ = $member; sent($explicit) },
        }),*]
    };
}

const O: &str = "organization-test-1";
const M: &str = "member-test-1";
const ID: &str = "member-test-2";
const APP: &str = "connected-app-test-1";
const SCIM: &str = "scim-connection-test-1";
const SAML: &str = "saml-connection-test-1";

#[rustfmt::skip]
fn pairs() -> Vec<Pair> {
    pairs! { |scope, current, client, member|
        "organizations.connected_apps": scope.organization().connected_apps()
            => client.organizations().connected_apps(O).member_session(member),
        "organizations.delete": scope.organization().delete() => client.organizations().delete(O).member_session(member),
        "organizations.delete_external_id": scope.organization().delete_external_id()
            => client.organizations().delete_external_id(O).member_session(member),
        "organizations.get": scope.organization().get() => client.organizations().get(O),
        "organizations.get_connected_app": scope.organization().get_connected_app(APP)
            => client.organizations().get_connected_app(O, APP).member_session(member),
        "organizations.update": scope.organization().update(OrganizationsUpdateRequest::new().organization_name("New"))
            => client.organizations().update(O, OrganizationsUpdateRequest::new().organization_name("New")).member_session(member),

        "organizations.members.create": scope.members().create(OrganizationsMembersCreateRequest::new("new@acme.example"))
            => client.organizations().members().create(O, OrganizationsMembersCreateRequest::new("new@acme.example")).member_session(member),
        "organizations.members.delete": scope.members().delete(ID)
            => client.organizations().members().delete(O, ID).member_session(member),
        "organizations.members.delete_external_id": scope.members().delete_external_id(ID)
            => client.organizations().members().delete_external_id(O, ID).member_session(member),
        "organizations.members.delete_mfa_phone_number": scope.members().delete_mfa_phone_number(ID)
            => client.organizations().members().delete_mfa_phone_number(O, ID).member_session(member),
        "organizations.members.delete_password": scope.members().delete_password("member-password-test-2")
            => client.organizations().members().delete_password(O, "member-password-test-2").member_session(member),
        "organizations.members.delete_totp": scope.members().delete_totp(ID)
            => client.organizations().members().delete_totp(O, ID).member_session(member),
        "organizations.members.get_connected_apps": scope.members().get_connected_apps(ID)
            => client.organizations().members().get_connected_apps(O, ID).member_session(member),
        "organizations.members.reactivate": scope.members().reactivate(ID)
            => client.organizations().members().reactivate(O, ID).member_session(member),
        "organizations.members.search": scope.members().search()
            => client.organizations().members().search(OrganizationsMembersSearchRequest::new([O])).member_session(member),
        "organizations.members.search": scope.members().search().with(|request| request.query(a_query())).limit(7).cursor("c")
            => client.organizations().members()
                .search(OrganizationsMembersSearchRequest::new([O]).query(a_query()).limit(7).cursor("c")).member_session(member),
        "organizations.members.start_email_update": scope.members().start_email_update(ID, OrganizationsMembersStartEmailUpdateRequest::new("new@acme.example"))
            => client.organizations().members()
                .start_email_update(O, ID, OrganizationsMembersStartEmailUpdateRequest::new("new@acme.example")).member_session(member),
        "organizations.members.unlink_retired_email": scope.members().unlink_retired_email(ID, OrganizationsMembersUnlinkRetiredEmailRequest::new().email_address("old@acme.example"))
            => client.organizations().members()
                .unlink_retired_email(O, ID, OrganizationsMembersUnlinkRetiredEmailRequest::new().email_address("old@acme.example")).member_session(member),
        "organizations.members.update": scope.members().update(ID, OrganizationsMembersUpdateRequest::new().name("Grace"))
            => client.organizations().members().update(O, ID, OrganizationsMembersUpdateRequest::new().name("Grace")).member_session(member),
        "organizations.members.connected_apps.revoke": scope.members().connected_apps().revoke(ID, APP)
            => client.organizations().members().connected_apps().revoke(O, ID, APP).member_session(member),
        "sessions.revoke": scope.members().revoke_sessions(ID)
            => client.sessions().revoke(SessionsRevokeRequest::new().member_id(ID)).member_session(member),

        "organizations.members.delete": scope.member().delete()
            => client.organizations().members().delete(O, M).member_session(member),
        "organizations.members.delete_external_id": scope.member().delete_external_id()
            => client.organizations().members().delete_external_id(O, M).member_session(member),
        "organizations.members.delete_mfa_phone_number": scope.member().delete_mfa_phone_number()
            => client.organizations().members().delete_mfa_phone_number(O, M).member_session(member),
        "organizations.members.delete_password": scope.member().delete_password()
            => client.organizations().members().delete_password(O, "member-password-test-own").member_session(member),
        "organizations.members.delete_totp": scope.member().delete_totp()
            => client.organizations().members().delete_totp(O, M).member_session(member),
        "organizations.members.get": scope.member().get() => client.organizations().members().get(O).member_id(M),
        "organizations.members.get_connected_apps": scope.member().get_connected_apps()
            => client.organizations().members().get_connected_apps(O, M).member_session(member),
        "organizations.members.start_email_update": scope.member().start_email_update(OrganizationsMembersStartEmailUpdateRequest::new("new@acme.example"))
            => client.organizations().members()
                .start_email_update(O, M, OrganizationsMembersStartEmailUpdateRequest::new("new@acme.example")).member_session(member),
        "organizations.members.unlink_retired_email": scope.member().unlink_retired_email(OrganizationsMembersUnlinkRetiredEmailRequest::new().email_address("old@acme.example"))
            => client.organizations().members()
                .unlink_retired_email(O, M, OrganizationsMembersUnlinkRetiredEmailRequest::new().email_address("old@acme.example")).member_session(member),
        "organizations.members.update": scope.member().update(OrganizationsMembersUpdateRequest::new().name("Ada"))
            => client.organizations().members().update(O, M, OrganizationsMembersUpdateRequest::new().name("Ada")).member_session(member),
        "organizations.members.connected_apps.revoke": scope.member().connected_apps().revoke(APP)
            => client.organizations().members().connected_apps().revoke(O, M, APP).member_session(member),

        "magic_links.email.invite": scope.magic_links().email().invite("new@acme.example").with(|request| request.name("New").roles(["editor"]))
            => client.magic_links().email()
                .invite(MagicLinksEmailInviteRequest::new(O, "new@acme.example").invited_by_member_id(M).name("New").roles(["editor"])).member_session(member),

        "sessions.authenticate": scope.sessions().authenticate().with(|request| request.session_duration_minutes(60))
            => client.sessions().authenticate(SessionsAuthenticateRequest::new().session_token(TOKEN).session_duration_minutes(60)),
        "sessions.exchange": scope.sessions().exchange("organization-test-2").with(|request| request.session_duration_minutes(60))
            => client.sessions().exchange(SessionsExchangeRequest::new("organization-test-2").session_token(TOKEN).session_duration_minutes(60)),
        "sessions.get": scope.sessions().list() => client.sessions().get(O, M),
        "sessions.revoke": scope.sessions().revoke() => client.sessions().revoke(SessionsRevokeRequest::new().session_token(TOKEN)),
        "sessions.revoke": scope.sessions().revoke_all()
            => client.sessions().revoke(SessionsRevokeRequest::new().member_id(M)).member_session(member),
        "discovery.organizations.list": scope.discovery().organizations().list()
            => client.discovery().organizations().list(DiscoveryOrganizationsListRequest::new().session_token(TOKEN)),
        "passwords.session.reset": scope.passwords().session().reset("a new password").with(|request| request.session_duration_minutes(60))
            => client.passwords().session()
                .reset(PasswordsSessionResetRequest::new(O, "a new password").session_token(TOKEN).session_duration_minutes(60)),

        "otps.sms.send": scope.otps().sms().send().with(|request| request.mfa_phone_number("+12025550162"))
            => client.otps().sms().send(OtpsSmsSendRequest::new(O, M).session_token(TOKEN).mfa_phone_number("+12025550162")),
        "otps.sms.authenticate": scope.otps().sms().authenticate("123456").with(|request| request.set_mfa_enrollment(MfaEnrollment::Enroll))
            => client.otps().sms()
                .authenticate(OtpsSmsAuthenticateRequest::new(O, M, "123456").session_token(TOKEN).set_mfa_enrollment(MfaEnrollment::Enroll)),
        "totps.create": scope.totps().create().with(|request| request.expiration_minutes(5))
            => client.totps().create(TotpsCreateRequest::new(O, M).session_token(TOKEN).expiration_minutes(5)),
        "totps.authenticate": scope.totps().authenticate("123456")
            => client.totps().authenticate(TotpsAuthenticateRequest::new(O, M, "123456").session_token(TOKEN)),
        "recovery_codes.recover": scope.recovery_codes().recover("a-code")
            => client.recovery_codes().recover(RecoveryCodesRecoverRequest::new(O, M, "a-code").session_token(TOKEN)),
        "recovery_codes.get": scope.recovery_codes().get() => client.recovery_codes().get(O, M),
        "recovery_codes.rotate": scope.recovery_codes().rotate()
            => client.recovery_codes().rotate(RecoveryCodesRotateRequest::new(O, M)),

        "sso.delete_connection": scope.sso().delete_connection(SAML)
            => client.sso().delete_connection(O, SAML).member_session(member),
        "sso.get_connections": scope.sso().get_connections() => client.sso().get_connections(O).member_session(member),
        "sso.external.create_connection": scope.sso().external().create_connection(SsoExternalCreateConnectionRequest::new("organization-test-2", SAML))
            => client.sso().external().create_connection(O, SsoExternalCreateConnectionRequest::new("organization-test-2", SAML)).member_session(member),
        "sso.external.update_connection": scope.sso().external().update_connection(SAML, SsoExternalUpdateConnectionRequest::new().display_name("New"))
            => client.sso().external().update_connection(O, SAML, SsoExternalUpdateConnectionRequest::new().display_name("New")).member_session(member),
        "sso.oidc.create_connection": scope.sso().oidc().create_connection(SsoOidcCreateConnectionRequest::new().display_name("New"))
            => client.sso().oidc().create_connection(O, SsoOidcCreateConnectionRequest::new().display_name("New")).member_session(member),
        "sso.oidc.update_connection": scope.sso().oidc().update_connection(SAML, SsoOidcUpdateConnectionRequest::new().display_name("New"))
            => client.sso().oidc().update_connection(O, SAML, SsoOidcUpdateConnectionRequest::new().display_name("New")).member_session(member),
        "sso.saml.create_connection": scope.sso().saml().create_connection(SsoSamlCreateConnectionRequest::new().display_name("New"))
            => client.sso().saml().create_connection(O, SsoSamlCreateConnectionRequest::new().display_name("New")).member_session(member),
        "sso.saml.delete_encryption_private_key": scope.sso().saml().delete_encryption_private_key(SAML, "key-test-1")
            => client.sso().saml().delete_encryption_private_key(O, SAML, "key-test-1").member_session(member),
        "sso.saml.delete_verification_certificate": scope.sso().saml().delete_verification_certificate(SAML, "certificate-test-1")
            => client.sso().saml().delete_verification_certificate(O, SAML, "certificate-test-1").member_session(member),
        "sso.saml.update_by_url": scope.sso().saml().update_by_url(SAML, SsoSamlUpdateByUrlRequest::new("https://idp.example/metadata"))
            => client.sso().saml().update_by_url(O, SAML, SsoSamlUpdateByUrlRequest::new("https://idp.example/metadata")).member_session(member),
        "sso.saml.update_connection": scope.sso().saml().update_connection(SAML, SsoSamlUpdateConnectionRequest::new().display_name("New"))
            => client.sso().saml().update_connection(O, SAML, SsoSamlUpdateConnectionRequest::new().display_name("New")).member_session(member),

        "scim.connection.create": scope.scim().connection().create(ScimConnectionCreateRequest::new().display_name("New"))
            => client.scim().connection().create(O, ScimConnectionCreateRequest::new().display_name("New")).member_session(member),
        "scim.connection.get": scope.scim().connection().get() => client.scim().connection().get(O).member_session(member),
        "scim.connection.delete": current.delete() => client.scim().connection().delete(O, SCIM).member_session(member),
        "scim.connection.get_groups": current.get_groups().limit(7).cursor("c")
            => client.scim().connection().get_groups(O, SCIM).limit(7).cursor("c").member_session(member),
        "scim.connection.rotate_cancel": current.rotate_cancel()
            => client.scim().connection().rotate_cancel(O, SCIM).member_session(member),
        "scim.connection.rotate_complete": current.rotate_complete()
            => client.scim().connection().rotate_complete(O, SCIM).member_session(member),
        "scim.connection.rotate_start": current.rotate_start()
            => client.scim().connection().rotate_start(O, SCIM).member_session(member),
        "scim.connection.update": current.update(ScimConnectionUpdateRequest::new().display_name("New"))
            => client.scim().connection().update(O, SCIM, ScimConnectionUpdateRequest::new().display_name("New")).member_session(member),
    }
}

fn a_query() -> SearchQuery {
    serde_json::from_value(json!({"operator": "AND", "operands": []})).unwrap()
}

#[tokio::test]
async fn sends_what_the_explicit_call_sends() {
    let server = recorder(a_second_factor()).await;
    let (client, member) = (server.client(), MemberCredential::session_token(TOKEN));
    let scope = recorded_scope(&server).await;
    let current = scope.scim().connection().current().await.unwrap().unwrap();
    scope.permissions().await.unwrap();
    for Pair { operation, source, scoped, explicit } in pairs() {
        server.forget();
        // What is answered does not matter, and is an error where the recorder does not know it.
        let outcome = scoped(&scope, &current).await;
        assert!(
            outcome.as_ref().err().is_none_or(|error| error.operation() == Some(operation)),
            "{source}: {outcome:?}"
        );
        let asked = server.count();
        let by_scope = Recorded::from(server.take_last());
        let _ = explicit(&client, &member).await;
        let explicit = Recorded::from(server.take_last());
        assert_eq!(format!("{by_scope:#?}"), format!("{explicit:#?}"), "{source}");
        assert_eq!(asked, requests(source), "{source}");
    }
}

/// How many requests are documented.
fn requests(source: &str) -> usize {
    let asks_first =
        ["member().delete_password", "recovery_codes().get", "recovery_codes().rotate", "members().revoke_sessions"];
    if asks_first.iter().any(|call| source.contains(&format!("scope.{call}("))) { 2 } else { 1 }
}

/// A JWT goes where JWTs go.
#[tokio::test]
async fn a_jwt_is_sent_as_one() {
    let server = recorder(a_second_factor()).await;
    let who = server.client().as_member(&MemberCredential::session_token(TOKEN)).await.unwrap();
    let jwt = who.session_jwt().unwrap().clone();
    assert_eq!(jwt.expose(), super::JWT);
    // By a session that the API was asked about with a JWT.
    let checked = server.client().sessions().authenticate_jwt(crate::scope::opening::undecided()).await.unwrap();
    let scope = server.client().scope_of(&checked).unwrap();
    assert_eq!(scope.credential().expose(), super::JWT);
    scope.organization().delete().await.unwrap_err();
    let request = Recorded::from(server.take_last());
    assert_eq!(request.headers["x-stytch-member-sessionjwt"], super::JWT);
    assert!(!request.headers.contains_key("x-stytch-member-session"));
    scope.sessions().revoke().await.unwrap_err();
    let request = Recorded::from(server.take_last());
    assert_eq!(request.body, json!({"session_jwt": super::JWT}));
    assert!(!request.headers.contains_key("x-stytch-member-sessionjwt"));
}

/// Every operation on which the API checks a member session has a method here, and every method is compared.
#[test]
fn has_every_operation_that_takes_a_member_session() {
    // It makes passwords void beyond the organization.
    const LEFT_OUT: [&str; 1] = ["passwords.email.require_reset"];
    let page = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../generated/operations.md"));
    let rows = page.lines().filter(|line| line.starts_with("| `"));
    let cells = rows.map(|row| row.split('|').map(str::trim).collect::<Vec<_>>());
    let with_session: BTreeSet<String> =
        cells.filter(|row| row[4] == "yes").map(|row| row[1].trim_matches('`').to_owned()).collect();
    assert_eq!(with_session.len(), 40);
    let here: BTreeSet<String> = pairs().iter().map(|pair| pair.operation.to_owned()).collect();
    let missing: BTreeSet<String> = with_session.difference(&here).cloned().collect();
    assert_same(&LEFT_OUT.map(str::to_owned).into(), &missing);

    let methods: BTreeSet<String> = sources().iter().flat_map(|source| methods(source)).collect();
    assert!(methods.len() > 60, "{methods:#?}");
    assert_same(&methods, &pairs().iter().map(|pair| method(pair.source)).collect());
}

fn sources() -> Vec<String> {
    let directory = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../src/scope")).unwrap();
    let files = directory.map(|entry| entry.unwrap().path()).filter(|path| !path.ends_with("call.rs"));
    files.map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

/// The methods in a source that return a call, as `ScopedMembers.delete`.
fn methods(source: &str) -> Vec<String> {
    let mut methods = Vec::new();
    for block in source.split("\nimpl").skip(1) {
        let (head, block) = block.split_once(" {\n").unwrap();
        let handle = head.trim_start_matches("<'s>").trim().split('<').next().unwrap();
        for function in block.split("    pub fn ").skip(1) {
            let (signature, _) = function.split_once(" {\n").unwrap();
            if signature.contains("-> ScopedCall<") {
                methods.push(format!("{handle}.{}", signature.split(['(', '<']).next().unwrap()));
            }
        }
    }
    methods
}

/// The method that a pair calls, with its handle: `scope.members().delete(ID)` is `ScopedMembers.delete`.
fn method(source: &str) -> String {
    let source: String = source.split_whitespace().collect();
    let (root, chain) = source.split_once('.').unwrap();
    let mut handle = if root == "current" { "CurrentConnection".to_owned() } else { "Scoped".to_owned() };
    let mut rest = chain;
    while let Some((name, after)) = rest.split_once("().").filter(|(name, _)| HANDLES.contains(name)) {
        handle += &name.split('_').map(|word| word[..1].to_uppercase() + &word[1..]).collect::<String>();
        rest = after;
    }
    format!("{handle}.{}", rest.split('(').next().unwrap())
}

const HANDLES: [&str; 21] = [
    "connected_apps",
    "connection",
    "discovery",
    "email",
    "external",
    "magic_links",
    "member",
    "members",
    "oidc",
    "organization",
    "organizations",
    "otps",
    "passwords",
    "recovery_codes",
    "saml",
    "scim",
    "session",
    "sessions",
    "sms",
    "sso",
    "totps",
];
