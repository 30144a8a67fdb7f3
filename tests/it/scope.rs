//! Acting as the member who is logged in.

mod elsewhere;
mod every_method;
mod fences;
mod logins;
mod opening;
mod requests;

use std::sync::Arc;
use std::time::Duration;

use futures::TryStreamExt;
use serde_json::{Value, json};
use stytch_b2b::scope::MemberScope;
use stytch_b2b::types::{OrganizationsMembersUpdateRequest, OrganizationsUpdateRequest};
use stytch_b2b::{Client, MemberCredential};
use stytch_b2b_sandbox::{MemberSeed, Sandbox};

use crate::support::server::{Reply, Request, Server, api_error};

const TOKEN: &str = "the-session-token-of-the-scope";
const JWT: &str = "the.fresh.jwt";
const FAR: &str = "2100-01-01T00:00:00Z";

/// A sandbox with an administrator and her colleague, and the administrator's credential.
struct Company {
    sandbox: Sandbox,
    client: Client,
    organization: String,
    admin: String,
    colleague: String,
    credential: MemberCredential,
}

impl Company {
    async fn new() -> Self {
        let sandbox = Sandbox::builder().start().await.unwrap();
        let client =
            Client::builder(sandbox.project_id(), sandbox.secret()).base_url(sandbox.base_url()).build().unwrap();
        let organization = sandbox.add_organization("Acme Co").unwrap();
        let seed = MemberSeed::new("admin@acme.example").name("Ada").roles(["stytch_admin"]);
        let admin = sandbox.add_member(&organization, seed).unwrap();
        let colleague = sandbox.add_member(&organization, "grace@acme.example").unwrap();
        let credential = MemberCredential::session_token(sandbox.add_member_session(&admin).unwrap().session_token);
        sandbox.clear_requests();
        Self { sandbox, client, organization, admin, colleague, credential }
    }

    async fn scope(&self) -> MemberScope {
        let scope = self.client.as_member(&self.credential).await.unwrap();
        self.sandbox.clear_requests();
        scope
    }

    async fn scope_of(&self, member: &str) -> MemberScope {
        let token = self.sandbox.add_member_session(member).unwrap().session_token;
        let scope = self.client.as_member(&MemberCredential::session_token(token)).await.unwrap();
        self.sandbox.clear_requests();
        scope
    }

    /// The operations that were asked for, in their order.
    fn operations(&self) -> Vec<String> {
        let requests = self.sandbox.requests().into_iter();
        requests.map(|request| request.operation.unwrap_or(request.path)).collect()
    }
}

/// A session as the API answers it, whose factors are these.
fn session(factors: &Value) -> Value {
    json!({
        "member_session_id": "member-session-test-1", "member_id": "member-test-1",
        "organization_id": "organization-test-1", "organization_slug": "acme", "started_at": "2026-01-01T00:00:00Z",
        "last_accessed_at": "2026-01-01T00:00:00Z", "expires_at": FAR, "authentication_factors": factors,
        "roles": ["stytch_member"], "custom_claims": {"custom": "the-claim"},
    })
}

fn member() -> Value {
    json!({
        "organization_id": "organization-test-1", "member_id": "member-test-1", "email_address": "ada@acme.example",
        "status": "active", "name": "Ada", "sso_registrations": [], "is_breakglass": false,
        "member_password_id": "member-password-test-own", "oauth_registrations": [], "email_address_verified": true,
        "mfa_phone_number_verified": false, "is_admin": true, "totp_registration_id": "",
        "retired_email_addresses": [], "is_locked": false, "mfa_enrolled": false, "mfa_phone_number": "",
        "default_mfa_method": "", "roles": [],
    })
}

fn authenticated(factors: &Value) -> Value {
    json!({
        "request_id": "request-id-test-1", "status_code": 200, "member_session": session(factors),
        "session_token": "the-session-token-of-the-answer", "session_jwt": JWT, "member": member(),
        "organization": crate::support::server::organization(), "verdict": null,
    })
}

fn a_second_factor() -> Value {
    json!([{
        "type": "totp", "delivery_method": "authenticator_app",
        "authenticator_app_factor": {"totp_id": "totp-test-1"},
    }])
}

fn an_impersonation() -> Value {
    json!([{
        "type": "impersonated", "delivery_method": "impersonation",
        "impersonated_factor": {"impersonator_id": "staff-1", "impersonator_email_address": "help@vendor.example"},
    }])
}

/// A server that knows one session with these factors, its member, a policy and a SCIM connection, and records the rest.
async fn recorder(factors: Value) -> Server {
    let policy = json!({
        "resources": [{"resource_id": "stytch.self", "description": "", "actions": ["update.info.mfa-phone", "update.settings.mfa-enrolled"]}],
        "roles": [{
            "role_id": "stytch_member", "description": "",
            "permissions": [{"resource_id": "stytch.self", "actions": ["*"]}],
        }],
        "scopes": [],
    });
    let connection = json!({
        "organization_id": "organization-test-1", "connection_id": "scim-connection-test-1", "status": "active",
        "display_name": "", "identity_provider": "okta", "base_url": "", "bearer_token_last_four": "abcd",
        "scim_group_implicit_role_assignments": [], "next_bearer_token_last_four": "",
    });
    Server::start(move |request: &Request, _| {
        let ok = |mut body: Value| {
            body["request_id"] = json!("request-id-test-1");
            body["status_code"] = json!(200);
            Reply::Json(200, body)
        };
        match (request.method.as_str(), request.path()) {
            ("POST", "/v1/b2b/sessions/authenticate") => Reply::Json(200, authenticated(&factors)),
            ("GET", "/v1/b2b/organizations/organization-test-1/member") => {
                let mut member = member();
                let asked = request.query().into_iter().find(|(name, _)| name == "member_id").unwrap().1;
                member["member_id"] = json!(asked);
                ok(json!({"member_id": asked, "member": member, "organization": crate::support::server::organization()}))
            }
            ("GET", "/v1/b2b/rbac/policy") => ok(json!({"policy": policy})),
            ("GET", "/v1/b2b/scim/organization-test-1/connection") => ok(json!({"connection": connection})),
            _ => Reply::Json(400, api_error(400, "recorded")),
        }
    })
    .await
}

/// The scope of the recorder's session.
async fn recorded_scope(server: &Server) -> MemberScope {
    server.client().as_member(&MemberCredential::session_token(TOKEN)).await.unwrap()
}

/// What a settings page does, request by request.
#[tokio::test]
async fn a_settings_page() {
    let company = Company::new().await;
    let connection = company.sandbox.add_scim_connection(&company.organization).unwrap();
    company.sandbox.add_scim_groups(&connection, 1200).unwrap();
    let scope = company.client.as_member(&company.credential).await.unwrap();
    assert_eq!(scope.member_id().as_str(), company.admin);
    assert_eq!(scope.organization_id().as_str(), company.organization);

    let current = scope.scim().connection().current().await.unwrap().unwrap();
    assert_eq!(current.id().as_str(), connection);
    assert_eq!(current.get_groups().limit(50).await.unwrap().scim_groups.len(), 50);
    let groups: Vec<_> = current.get_groups().stream().try_collect().await.unwrap();
    assert_eq!(groups.len(), 1200);

    let menu = scope.permissions().await.unwrap();
    assert!(menu.allows("stytch.organization", "update.info.name") && !menu.allows("invoices", "pay"));
    assert!(menu.iter().any(|allowed| allowed == ("documents", "delete")));
    assert_eq!(scope.is_authorized("documents", "delete").await.unwrap().granting_roles, ["stytch_admin"]);

    let renamed = scope.organization().update(OrganizationsUpdateRequest::new().organization_name("New name")).await;
    assert_eq!(renamed.unwrap().organization.organization_name, "New name");
    let named = scope.member().update(OrganizationsMembersUpdateRequest::new().name("Ada Lovelace")).await.unwrap();
    assert_eq!((named.member_id.as_str(), &*named.member.name), (&*company.admin, "Ada Lovelace"));
    let invited = scope.magic_links().email().invite("new@acme.example").with(|request| request.name("New")).await;
    assert_eq!(invited.unwrap().member.name, "New");
    let colleagues: Vec<_> = scope.members().search().stream().try_collect().await.unwrap();
    assert_eq!(colleagues.len(), 3);
    assert_eq!(scope.sessions().list().await.unwrap().member_sessions.len(), 1);

    scope.sessions().revoke().await.unwrap();
    let error = company.client.as_member(&company.credential).await.unwrap_err();
    assert!(error.is_session_over(), "{error}");
    assert!(scope.organization().delete().await.unwrap_err().is_session_over());
    assert_eq!(
        company.operations(),
        [
            "sessions_authenticate",
            "scim_connection_get",
            "scim_connection_get_groups",
            "scim_connection_get_groups",
            "scim_connection_get_groups",
            "rbac_policy",
            "organizations_update",
            "organizations_members_update",
            "magic_links_email_invite",
            "organizations_members_search",
            "sessions_get",
            "sessions_revoke",
            "sessions_authenticate",
            "organizations_delete",
        ]
    );
}

/// An organization without a directory.
#[tokio::test]
async fn no_connection_is_none() {
    let company = Company::new().await;
    assert!(company.scope().await.scim().connection().current().await.unwrap().is_none());
}

/// A member whose roles allow nothing is refused by the API, whose words come through.
#[tokio::test]
async fn the_api_decides() {
    let company = Company::new().await;
    let scope = company.scope_of(&company.colleague).await;
    let error = scope.organization().delete().await.unwrap_err();
    assert_eq!((error.status(), error.error_type()), (Some(403), Some("session_authorization_error")));
    assert!(scope.is_authorized("stytch.organization", "delete").await.unwrap_err().is_forbidden());
    assert!(!scope.permissions().await.unwrap().allows("stytch.organization", "delete"));
    // To log out no role is needed.
    company
        .sandbox
        .load(r#"{"policy": {"resources": [], "roles": [{"role_id": "stytch_member", "permissions": []}]}}"#)
        .unwrap();
    scope.sessions().revoke().await.unwrap();
}

/// No limit of time is too long.
#[tokio::test]
async fn any_time_limit() {
    let company = Company::new().await;
    let scope = company.client.as_member(&company.credential).timeout(Duration::MAX).await.unwrap();
    scope.member().get().timeout(Duration::MAX).await.unwrap();
}

#[test]
fn a_scope_goes_anywhere() {
    fn goes_anywhere<T: Clone + Send + Sync + 'static>() {}
    goes_anywhere::<MemberScope>();
    goes_anywhere::<Arc<MemberScope>>();
    goes_anywhere::<stytch_b2b::scope::CurrentConnection>();
    goes_anywhere::<stytch_b2b::scope::Permissions>();
}
