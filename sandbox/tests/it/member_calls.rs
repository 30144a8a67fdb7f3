//! Calls that carry a member's session: what the member must be allowed, and that no organization is reached but its own.

use crate::schema;
use crate::support::{Answer, Caller, TestResult, answer};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use stytch_b2b_sandbox::{MemberSeed, OrganizationSeed, Sandbox, TokenSpec};

const ORGANIZATION: &str = "stytch.organization";
const MEMBER: &str = "stytch.member";
const SELF: &str = "stytch.self";
const SSO: &str = "stytch.sso";
const SCIM: &str = "stytch.scim";
const TOKEN: &str = "x-stytch-member-session";

const APP: &str = "connected-app-calendar";
/// Nobody has a permission but by the role `one`, which each test gives what it tries.
const SEED: &str = r#"{
    "policy": {"resources": [], "roles": [{"role_id": "stytch_member", "permissions": []}]},
    "connected_apps": [{"client_id": "connected-app-calendar", "client_type": "third_party", "client_name": "Calendar"}]
}"#;

type Failure = Box<dyn std::error::Error>;
/// A resource and an action.
type Permission<'p> = (&'p str, &'p str);
/// A status and an error type, which is empty when nothing is refused.
type Refusal = (u16, String);

/// One request that the API checks a member's permission for. What stands in braces is a customer's.
struct Row {
    operation: &'static str,
    method: Method,
    path: &'static str,
    body: Value,
    needs: Permission<'static>,
    /// Whether members may be allowed it for themselves, by `stytch.self`.
    own: bool,
}

fn row(operation: &'static str, method: Method, path: &'static str, body: Value, needs: Permission<'static>) -> Row {
    Row { operation, method, path, body, needs, own: false }
}

/// The operations on members that `stytch.self` allows too.
fn own(operation: &'static str, method: Method, path: &'static str, body: Value, action: &'static str) -> Row {
    Row { own: true, ..row(operation, method, path, body, (MEMBER, action)) }
}

fn rows() -> Vec<Row> {
    let mut rows = organization_rows();
    rows.extend(member_rows());
    rows.extend(sso_rows());
    rows.extend(scim_rows());
    rows
}

fn organization_rows() -> Vec<Row> {
    let fields = [
        ("organization_name", json!("New"), "update.info.name"),
        ("organization_slug", json!("new-slug"), "update.info.slug"),
        ("organization_logo_url", json!("https://acme.example/logo.png"), "update.info.logo-url"),
        ("sso_default_connection_id", json!("{saml}"), "update.settings.default-sso-connection"),
        ("sso_jit_provisioning", json!("NOT_ALLOWED"), "update.settings.sso-jit-provisioning"),
        ("sso_jit_provisioning_allowed_connections", json!(["{saml}"]), "update.settings.sso-jit-provisioning"),
        ("email_allowed_domains", json!(["new.example"]), "update.settings.allowed-domains"),
        ("email_jit_provisioning", json!("RESTRICTED"), "update.settings.email-jit-provisioning"),
        ("email_invites", json!("NOT_ALLOWED"), "update.settings.email-invites"),
        ("auth_methods", json!("ALL_ALLOWED"), "update.settings.allowed-auth-methods"),
        ("allowed_auth_methods", json!(["sso"]), "update.settings.allowed-auth-methods"),
        ("mfa_policy", json!("REQUIRED_FOR_ALL"), "update.settings.mfa-policy"),
        ("mfa_methods", json!("ALL_ALLOWED"), "update.settings.allowed-mfa-methods"),
        ("allowed_mfa_methods", json!(["totp"]), "update.settings.allowed-mfa-methods"),
        ("rbac_email_implicit_role_assignments", json!([]), "update.settings.implicit-roles"),
        ("oauth_tenant_jit_provisioning", json!("RESTRICTED"), "update.settings.oauth-tenant-jit-provisioning"),
        ("allowed_oauth_tenants", json!({"slack": ["T1"]}), "update.settings.allowed-oauth-tenants"),
    ];
    let update = |(field, value, action): (&str, Value, &'static str)| {
        row(
            "organizations_update",
            Method::PUT,
            "organizations/{organization}",
            json!({field: value}),
            (ORGANIZATION, action),
        )
    };
    let others = [
        row(
            "organizations_delete",
            Method::DELETE,
            "organizations/{organization}",
            json!({}),
            (ORGANIZATION, "delete"),
        ),
        row(
            "organizations_delete_external_id",
            Method::DELETE,
            "organizations/{organization}/external_id",
            json!({}),
            (ORGANIZATION, "update"),
        ),
        row(
            "organizations_connected_apps",
            Method::GET,
            "organizations/{organization}/connected_apps",
            Value::Null,
            (ORGANIZATION, "get.connected-apps"),
        ),
        row(
            "organizations_get_connected_app",
            Method::GET,
            "organizations/{organization}/connected_apps/connected-app-calendar",
            Value::Null,
            (ORGANIZATION, "get.connected-apps"),
        ),
    ];
    fields.into_iter().map(update).chain(others).collect()
}

fn member_rows() -> Vec<Row> {
    const ONE: &str = "organizations/{organization}/members/{member}";
    const UPDATE: &str = "organizations_members_update";
    let update = |field: &str, value: Value, action| own(UPDATE, Method::PUT, ONE, json!({field: value}), action);
    let of_others =
        |field: &str, value: Value, action| row(UPDATE, Method::PUT, ONE, json!({field: value}), (MEMBER, action));
    let new = json!({"email_address": "new@{name}.example"});
    vec![
        row(
            "organizations_members_create",
            Method::POST,
            "organizations/{organization}/members",
            new.clone(),
            (MEMBER, "create"),
        ),
        row(
            "magic_links_email_invite",
            Method::POST,
            "magic_links/email/invite",
            json!({"organization_id": "{organization}", "email_address": "new@{name}.example"}),
            (MEMBER, "create"),
        ),
        own(UPDATE, Method::PUT, ONE, json!({"preserve_existing_sessions": false}), "update"),
        update("name", json!("New"), "update.info.name"),
        update("untrusted_metadata", json!({"theme": "dark"}), "update.info.untrusted-metadata"),
        update("mfa_phone_number", json!("+12025550199"), "update.info.mfa-phone"),
        update("mfa_enrolled", json!(true), "update.settings.mfa-enrolled"),
        update("default_mfa_method", json!("totp"), "update.settings.default-mfa-method"),
        of_others("is_breakglass", json!(true), "update.settings.is-breakglass"),
        of_others("roles", json!(["one"]), "update.settings.roles"),
        of_others("email_address", json!("new@{name}.example"), "update.info.email"),
        own(
            "organizations_members_start_email_update",
            Method::POST,
            "organizations/{organization}/members/{member}/start_email_update",
            new,
            "update.info.email",
        ),
        row(
            "organizations_members_delete_external_id",
            Method::DELETE,
            "organizations/{organization}/members/{member}/external_id",
            json!({}),
            (MEMBER, "update"),
        ),
        row(
            "organizations_members_search",
            Method::POST,
            "organizations/members/search",
            json!({"organization_ids": ["{organization}"]}),
            (MEMBER, "search"),
        ),
        own("organizations_members_delete", Method::DELETE, ONE, json!({}), "delete"),
        row(
            "organizations_members_reactivate",
            Method::PUT,
            "organizations/{organization}/members/{deleted}/reactivate",
            json!({}),
            (MEMBER, "create"),
        ),
        own(
            "organizations_members_delete_password",
            Method::DELETE,
            "organizations/{organization}/members/passwords/{password}",
            json!({}),
            "update.info.delete.password",
        ),
        own(
            "organizations_members_delete_mfa_phone_number",
            Method::DELETE,
            "organizations/{organization}/members/mfa_phone_numbers/{member}",
            json!({}),
            "update.info.delete.mfa-phone",
        ),
        own(
            "organizations_members_delete_totp",
            Method::DELETE,
            "organizations/{organization}/members/{member}/totp",
            json!({}),
            "update.info.delete.mfa-totp",
        ),
        own(
            "organizations_members_unlink_retired_email",
            Method::POST,
            "organizations/{organization}/members/{member}/unlink_retired_email",
            json!({"email_address": "{retired}"}),
            "update.info.unlink.retired-email",
        ),
        own(
            "organizations_members_get_connected_apps",
            Method::GET,
            "organizations/{organization}/members/{member}/connected_apps",
            Value::Null,
            "get.connected-apps",
        ),
        own(
            "organizations_members_connected_apps_revoke",
            Method::POST,
            "organizations/{organization}/members/{member}/connected_apps/connected-app-calendar/revoke",
            json!({}),
            "revoke.connected-app",
        ),
        own("sessions_revoke", Method::POST, "sessions/revoke", json!({"member_id": "{member}"}), "revoke-sessions"),
        own(
            "sessions_revoke",
            Method::POST,
            "sessions/revoke",
            json!({"member_session_id": "{session}"}),
            "revoke-sessions",
        ),
        own("sessions_revoke", Method::POST, "sessions/revoke", json!({"session_token": "{token}"}), "revoke-sessions"),
        own("sessions_revoke", Method::POST, "sessions/revoke", json!({"session_jwt": "{jwt}"}), "revoke-sessions"),
        row(
            "passwords_email_require_reset",
            Method::POST,
            "passwords/email/require_reset",
            json!({"email_address": "{email}"}),
            (MEMBER, "update"),
        ),
        row(
            "passwords_email_require_reset",
            Method::POST,
            "passwords/email/require_reset",
            json!({"email_address": "{email}", "organization_id": "{organization}"}),
            (MEMBER, "update"),
        ),
    ]
}

fn sso_rows() -> Vec<Row> {
    let saml = "sso/saml/{organization}/connections/{saml}";
    let (create, update) = ((SSO, "create"), (SSO, "update"));
    let name = || json!({"display_name": "New"});
    let external = json!({"external_organization_id": "{organization}", "external_connection_id": "{saml}"});
    vec![
        row("sso_get_connections", Method::GET, "sso/{organization}", Value::Null, (SSO, "get")),
        row(
            "sso_delete_connection",
            Method::DELETE,
            "sso/{organization}/connections/{oidc}",
            json!({}),
            (SSO, "delete"),
        ),
        row("sso_saml_create_connection", Method::POST, "sso/saml/{organization}", name(), create),
        row("sso_oidc_create_connection", Method::POST, "sso/oidc/{organization}", name(), create),
        row("sso_external_create_connection", Method::POST, "sso/external/{organization}", external, create),
        row("sso_saml_update_connection", Method::PUT, saml, name(), update),
        row(
            "sso_saml_update_by_url",
            Method::PUT,
            "sso/saml/{organization}/connections/{saml}/url",
            json!({"metadata_url": "https://idp.example.com"}),
            update,
        ),
        row(
            "sso_saml_delete_verification_certificate",
            Method::DELETE,
            "sso/saml/{organization}/connections/{saml}/verification_certificates/{certificate}",
            json!({}),
            update,
        ),
        row(
            "sso_saml_delete_encryption_private_key",
            Method::DELETE,
            "sso/saml/{organization}/connections/{saml}/encryption_private_keys/{key}",
            json!({}),
            update,
        ),
        row("sso_oidc_update_connection", Method::PUT, "sso/oidc/{organization}/connections/{oidc}", name(), update),
        row(
            "sso_external_update_connection",
            Method::PUT,
            "sso/external/{organization}/connections/{external}",
            name(),
            update,
        ),
    ]
}

fn scim_rows() -> Vec<Row> {
    let one = "scim/{organization}/connection/{scim}";
    let rotate = |operation, path| row(operation, Method::POST, path, json!({}), (SCIM, "update"));
    vec![
        row("scim_connection_create", Method::POST, "scim/{organization}/connection", json!({}), (SCIM, "create")),
        row("scim_connection_get", Method::GET, "scim/{organization}/connection", Value::Null, (SCIM, "get")),
        row("scim_connection_get_groups", Method::GET, one, Value::Null, (SCIM, "get")),
        row("scim_connection_update", Method::PUT, one, json!({"display_name": "New"}), (SCIM, "update")),
        row("scim_connection_update", Method::PUT, one, json!({"connection_id": "{scim}"}), (SCIM, "update")),
        row(
            "scim_connection_update",
            Method::PUT,
            one,
            json!({"scim_group_implicit_role_assignments": [{"role_id": "one", "group_id": "g", "group_name": "G"}]}),
            (ORGANIZATION, "update.settings.implicit-roles"),
        ),
        row("scim_connection_delete", Method::DELETE, one, json!({}), (SCIM, "delete")),
        rotate("scim_connection_rotate_start", "scim/{organization}/connection/{scim}/rotate/start"),
        rotate("scim_connection_rotate_complete", "scim/{organization}/connection/{scim}/rotate/complete"),
        rotate("scim_connection_rotate_cancel", "scim/{organization}/connection/{scim}/rotate/cancel"),
    ]
}

/// What belongs to a customer or a person: by name, what stands for it in requests.
#[derive(Clone, Default)]
struct Things(Vec<(&'static str, String)>);

impl Things {
    fn add(&mut self, name: &'static str, value: impl Into<String>) {
        self.0.push((name, value.into()));
    }

    /// The last of this name.
    fn get(&self, name: &str) -> &str {
        self.0.iter().rev().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
    }

    /// These, and the others' in their place where they have the same names.
    fn with(&self, others: &Things) -> Things {
        Things(self.0.iter().chain(&others.0).cloned().collect())
    }

    fn fill(&self, text: &str) -> String {
        self.0.iter().rev().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
    }
}

/// An organization with one of each thing, and two members who have one of each of their own.
struct Customer {
    things: Things,
    me: Things,
    colleague: Things,
}

fn text(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}

async fn customer(caller: &Caller<'_>, name: &str) -> Result<Customer, Failure> {
    let organization =
        caller.sandbox.add_organization(OrganizationSeed::new(name).external_id(format!("crm-{name}")))?;
    let mut things = Things::default();
    things.add("name", name);
    things.add("organization", &organization);
    let ask = async |method, path: String, body| caller.ok(method, &format!("/v1/b2b/{path}"), body).await;
    let saml =
        text(&ask(Method::POST, format!("sso/saml/{organization}"), json!({})).await?, "/connection/connection_id");
    let change =
        json!({"display_name": format!("{name} SAML"), "x509_certificate": "c", "saml_encryption_private_key": "k"});
    let changed = ask(Method::PUT, format!("sso/saml/{organization}/connections/{saml}"), change).await?;
    things.add("certificate", text(&changed, "/connection/verification_certificates/0/certificate_id"));
    things.add("key", text(&changed, "/connection/encryption_private_keys/0/private_key_id"));
    let oidc = ask(Method::POST, format!("sso/oidc/{organization}"), json!({})).await?;
    things.add("oidc", text(&oidc, "/connection/connection_id"));
    let external = json!({"external_organization_id": organization, "external_connection_id": saml});
    let external = ask(Method::POST, format!("sso/external/{organization}"), external).await?;
    things.add("external", text(&external, "/connection/connection_id"));
    things.add("saml", saml);
    let scim = caller.sandbox.add_scim_connection(&organization)?;
    caller.sandbox.add_scim_groups(&scim, 3)?;
    ask(Method::POST, format!("scim/{organization}/connection/{scim}/rotate/start"), json!({})).await?;
    things.add("scim", scim);
    allow(caller, &organization, ("documents", "none")).await?;
    let deleted = caller.sandbox.add_member(&organization, format!("gone@{name}.example").as_str())?;
    ask(Method::DELETE, format!("organizations/{organization}/members/{deleted}"), json!({})).await?;
    things.add("deleted", deleted);
    let me = person(caller, &organization, &format!("me@{name}.example")).await?;
    let colleague = person(caller, &organization, &format!("colleague@{name}.example")).await?;
    Ok(Customer { things, me, colleague })
}

async fn person(caller: &Caller<'_>, organization: &str, email: &str) -> Result<Things, Failure> {
    let mut things = Things::default();
    let retired = format!("old-{email}");
    let seed = MemberSeed::new(&retired)
        .roles(["one"])
        .external_id(format!("hr-{email}"))
        .field("mfa_phone_number", "+12025550100");
    let member = caller.sandbox.add_member(organization, seed)?;
    let ask = async |method, path: String, body| caller.ok(method, &format!("/v1/b2b/{path}"), body).await;
    let path = format!("organizations/{organization}/members/{member}");
    ask(Method::PUT, path, json!({"email_address": email})).await?;
    let password = json!({"organization_id": organization, "email_address": email, "hash": "h", "hash_type": "phpass"});
    let password = ask(Method::POST, "passwords/migrate".to_owned(), password).await?;
    things.add("password", text(&password, "/member/member_password_id"));
    let totp = json!({"organization_id": organization, "member_id": member,
        "secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "recovery_codes": ["one", "two"]});
    ask(Method::POST, "totp/migrate".to_owned(), totp).await?;
    let grant = caller.sandbox.sign(TokenSpec::idp(APP, &member, ["openid", "email"]))?;
    things.add("grant", grant);
    let session = caller.sandbox.add_member_session(&member)?;
    things.add("session", session.member_session_id);
    things.add("token", session.session_token);
    things.add("jwt", session.session_jwt);
    things.add("retired", retired);
    things.add("email", email);
    things.add("member", member);
    Ok(things)
}

/// Makes this the one permission of the role `one`.
async fn allow(
    caller: &Caller<'_>,
    organization: &str,
    (resource, action): Permission<'_>,
) -> Result<(), reqwest::Error> {
    let permissions = match resource {
        "documents" => json!([]),
        _ => json!([{"resource_id": resource, "actions": [action]}]),
    };
    let role = json!({"role_id": "one", "description": "", "permissions": permissions});
    let policy = json!({"org_policy": {"roles": [role]}});
    caller.ok(Method::PUT, &format!("/v1/b2b/rbac/organizations/{organization}"), policy).await.map(drop)
}

/// Sends the request of a row about these things, with a session.
async fn send(caller: &Caller<'_>, row: &Row, things: &Things, token: &str) -> Answer {
    let request = caller.request(row.method.clone(), &format!("/v1/b2b/{}", things.fill(row.path)));
    let request = request.header(TOKEN, token);
    let body = things.fill(&row.body.to_string());
    let body: Value = serde_json::from_str(&body).unwrap_or_default();
    let (status, body) = answer(if body.is_null() { request } else { request.json(&body) }).await?;
    if status == 200 {
        schema::judge(row.operation, &body);
    }
    Ok((status, body))
}

#[tokio::test]
async fn each_call_needs_the_permission_of_its_row() -> TestResult {
    let refused = (403, "session_authorization_error".to_owned());
    let allowed = (200, String::new());
    let nothing = ("documents", "none");
    for row in rows() {
        let (resource, action) = row.needs;
        let of_others =
            [(nothing, &refused), ((resource, "another"), &refused), ((SELF, "*"), &refused), (row.needs, &allowed)];
        try_permissions(&row, false, &of_others).await?;
        if row.own {
            try_permissions(
                &row,
                true,
                &[(nothing, &refused), ((SELF, "another"), &refused), ((SELF, action), &allowed)],
            )
            .await?;
        } else {
            try_permissions(&row, true, &[(nothing, &refused), ((SELF, "*"), &refused)]).await?;
        }
    }
    Ok(())
}

/// Sends the request of a row about a colleague, or about the member itself, by one permission after the other. Those
/// that are refused change nothing for the next.
async fn try_permissions(row: &Row, about_self: bool, cases: &[(Permission<'_>, &Refusal)]) -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    sandbox.load(SEED)?;
    let caller = Caller::new(&sandbox);
    let acme = customer(&caller, "acme").await?;
    if row.operation == "scim_connection_create" {
        let path = acme.things.fill("/v1/b2b/scim/{organization}/connection/{scim}");
        caller.ok(Method::DELETE, &path, json!({})).await?;
    }
    let things = acme.things.with(if about_self { &acme.me } else { &acme.colleague });
    for (permission, expected) in cases {
        allow(&caller, acme.things.get("organization"), *permission).await?;
        let (status, body) = send(&caller, row, &things, acme.me.get("token")).await?;
        let found = (status.as_u16(), text(&body, "/error_type"));
        let place = format!("{} {} by {permission:?}, about self: {about_self}", row.operation, row.body);
        assert_eq!(found, **expected, "{place}");
    }
    Ok(())
}

#[test]
fn every_operation_that_takes_a_member_session_has_a_row() {
    let rows: BTreeSet<&str> = rows().iter().map(|row| row.operation).collect();
    assert_eq!(schema::operations_with_member_session(), rows.into_iter().map(str::to_owned).collect());
}

/// All that the project can see of a customer.
async fn seen(caller: &Caller<'_>, customer: &Customer) -> Result<Vec<Value>, Failure> {
    let mut seen = Vec::new();
    let things = customer.things.with(&customer.colleague);
    for path in [
        "organizations/{organization}",
        "organizations/{organization}/connected_apps/connected-app-calendar",
        "sso/{organization}",
        "scim/{organization}/connection",
        "scim/{organization}/connection/{scim}",
        "recovery_codes/{organization}/{member}",
        "sessions?organization_id={organization}&member_id={member}",
    ] {
        seen.push(caller.get(&format!("/v1/b2b/{}", things.fill(path))).await?.1);
    }
    let statuses = json!({"filter_name": "statuses", "filter_value": ["active", "invited", "pending", "deleted"]});
    let query = json!({"operator": "AND", "operands": [statuses]});
    let search = json!({"organization_ids": [things.get("organization")], "query": query});
    seen.push(caller.ok(Method::POST, "/v1/b2b/organizations/members/search", search).await?);
    for answer in &mut seen {
        answer.as_object_mut().map(|fields| fields.remove("request_id"));
    }
    Ok(seen)
}

#[tokio::test]
async fn no_session_reaches_another_organization() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    sandbox.load(SEED)?;
    let caller = Caller::new(&sandbox);
    let beta = customer(&caller, "beta").await?;
    let acme = customer(&caller, "acme").await?;
    let beta_id = beta.things.get("organization");
    // Acme calls itself, its members, by the ids that are Beta's.
    for (path, body) in [
        ("organizations/{organization}", json!({"organization_slug": beta_id})),
        ("organizations/{organization}/members/{member}", json!({"external_id": beta.colleague.get("member")})),
    ] {
        let path = acme.things.with(&acme.me).fill(path);
        caller.ok(Method::PUT, &format!("/v1/b2b/{path}"), body).await?;
    }
    let admin = MemberSeed::new("admin@acme.example").roles(["stytch_admin"]);
    let admin = sandbox.add_member_session(&sandbox.add_member(acme.things.get("organization"), admin)?)?.session_token;
    let before = seen(&caller, &beta).await?;
    let theirs = beta.things.with(&beta.colleague);
    let mut own_organization = Things::default();
    own_organization.add("organization", acme.things.get("organization"));
    let mut by_external_id = Things::default();
    by_external_id.add("organization", "crm-beta");
    let mixed = theirs.with(&own_organization);
    for row in rows() {
        let request = format!("{} {}", row.path, row.body);
        let is_thing = |name: &str| name != "organization" && name != "name";
        let names_a_thing = theirs.0.iter().any(|(name, _)| is_thing(name) && request.contains(&format!("{{{name}}}")));
        for (whose, things) in [("theirs", &theirs), ("external id", &theirs.with(&by_external_id)), ("mixed", &mixed)]
        {
            // What names nothing of Beta is Acme's to do.
            if whose == "mixed" && !names_a_thing {
                continue;
            }
            let (status, body) = send(&caller, &row, things, &admin).await?;
            let place = format!("{} {} {whose}: {body}", row.operation, row.body);
            match whose {
                // Acme's own setting, whatever connection it names.
                "mixed" if row.operation == "organizations_update" => {}
                "mixed" => assert!(matches!(status.as_u16(), 403 | 404), "{place}"),
                _ => assert_eq!(text(&body, "/error_type"), "session_authorization_tenancy_error", "{place}"),
            }
            assert!(!body.to_string().contains("beta.example") && !body.to_string().contains("beta SAML"), "{place}");
        }
    }
    assert_eq!(seen(&caller, &beta).await?, before);
    Ok(())
}

#[tokio::test]
async fn nothing_else_in_a_request_stands_in_for_what_it_is_about() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    sandbox.load(SEED)?;
    let caller = Caller::new(&sandbox);
    let (beta, acme) = (customer(&caller, "beta").await?, customer(&caller, "acme").await?);
    let organization = acme.things.get("organization");
    // The member is called by the id of the colleague, too.
    let path = format!("/v1/b2b/organizations/{organization}/members/{}", acme.me.get("member"));
    caller.ok(Method::PUT, &path, json!({"external_id": acme.colleague.get("member")})).await?;
    allow(&caller, organization, (SELF, "*")).await?;
    let things = acme.things.with(&acme.colleague);
    for row in rows().into_iter().filter(|row| row.own) {
        let (status, body) = send(&caller, &row, &things, acme.me.get("token")).await?;
        assert_eq!(status, 403, "{}: {body}", row.operation);
    }
    let me = acme.me.get("member");
    let password = "organizations/{organization}/members/passwords/{password}";
    let one = "organizations/{organization}/members/{member}";
    for (method, path, body) in [
        (Method::DELETE, password, json!({"member_id": me})),
        (Method::PUT, one, json!({"name": "New", "member_id": me})),
        (Method::PUT, "organizations/{organization}", json!({"organization_name": "New", "member_id": me})),
        (Method::PUT, "organizations/{organization}", json!({"name": "New", "member_id": me})),
        (Method::PUT, one, json!({"trusted_metadata": {"plan": "free"}})),
    ] {
        let row = row("", method, path, body, (MEMBER, ""));
        let (status, body) = send(&caller, &row, &things, acme.me.get("token")).await?;
        assert_eq!((status.as_u16(), &body["error_type"]), (403, &json!("session_authorization_error")), "{path}");
    }
    // It changes no roles, and ends no sessions.
    let path = format!("/v1/b2b/{}", things.fill(one));
    caller.ok(Method::PUT, &path, json!({"preserve_existing_sessions": false})).await?;
    let token = json!({"session_token": acme.colleague.get("token")});
    caller.ok(Method::POST, "/v1/b2b/sessions/authenticate", token).await?;

    let admin = sandbox.add_member(organization, MemberSeed::new("admin@acme.example").roles(["stytch_admin"]))?;
    let admin_token = sandbox.add_member_session(&admin)?.session_token;
    let theirs = beta.things.with(&beta.colleague);
    let member = theirs.get("member");
    for (method, path, body) in [
        (Method::POST, "sessions/revoke", json!({"member_id": member, "organization_ids": []})),
        (Method::POST, "sessions/revoke", json!({"member_id": member, "organization_id": organization})),
        (Method::PUT, "organizations/{organization}", json!({"organization_name": "New", "organization_ids": []})),
        (
            Method::PUT,
            "organizations/{organization}",
            json!({"organization_name": "New", "organization_id": organization}),
        ),
        (Method::POST, "organizations/members/search", json!({"organization_ids": [organization, "{organization}"]})),
    ] {
        let row = row("", method, path, body, (MEMBER, ""));
        let (status, body) = send(&caller, &row, &theirs, &admin_token).await?;
        assert_eq!(
            (status.as_u16(), &body["error_type"]),
            (403, &json!("session_authorization_tenancy_error")),
            "{path}"
        );
    }
    // Not even administrators: nobody has proved to own the new address.
    let path = format!("/v1/b2b/organizations/{organization}/members/{admin}");
    let request = caller.request(Method::PUT, &path).header(TOKEN, &admin_token);
    assert_eq!(answer(request.json(&json!({"email_address": "me@beta.example"}))).await?.0, 403);
    let trusted = caller.request(Method::PUT, &path).header(TOKEN, &admin_token);
    assert_eq!(answer(trusted.json(&json!({"trusted_metadata": {"plan": "pro"}}))).await?.0, 403);
    Ok(())
}

#[tokio::test]
async fn a_session_that_is_over_is_not_found_in_either_header() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    sandbox.load(SEED)?;
    let caller = Caller::new(&sandbox);
    let acme = customer(&caller, "acme").await?;
    caller.ok(Method::POST, "/v1/b2b/sessions/revoke", json!({"member_id": acme.me.get("member")})).await?;
    let path = acme.things.fill("/v1/b2b/organizations/{organization}/connected_apps");
    for (header, value) in [
        (TOKEN, acme.me.get("token")),
        ("x-stytch-member-sessionjwt", acme.me.get("jwt")),
        (TOKEN, "made-up"),
        ("x-stytch-member-sessionjwt", "made-up"),
    ] {
        let (status, body) = answer(caller.request(Method::GET, &path).header(header, value)).await?;
        assert_eq!((status.as_u16(), &body["error_type"]), (404, &json!("session_not_found")), "{header}");
    }
    Ok(())
}

#[tokio::test]
async fn sessions_in_bodies_are_their_members_own() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    sandbox.load(SEED)?;
    let caller = Caller::new(&sandbox);
    let (beta, acme) = (customer(&caller, "beta").await?, customer(&caller, "acme").await?);
    let before = seen(&caller, &beta).await?;
    let theirs = beta.things.with(&beta.colleague);
    let fill = |things: &Things, path: &str, body: Value| {
        let body: Value = serde_json::from_str(&things.fill(&body.to_string())).unwrap_or_default();
        (format!("/v1/b2b/{path}"), body)
    };
    let by_member = |field: &str, value: &str| json!({"organization_id": "{organization}", "member_id": "{member}", "session_token": "{token}", field: value});
    let mut calls = vec![
        ("otps/sms/send", by_member("locale", "en")),
        ("totp", by_member("locale", "en")),
        ("totp/authenticate", by_member("code", "000000")),
        ("recovery_codes/recover", by_member("recovery_code", "one")),
        ("otps/sms/authenticate", by_member("code", "000000")),
        ("passwords/session/reset", by_member("password", "Correct-Horse-Battery-7")),
        ("sessions/exchange", by_member("locale", "en")),
    ];
    let mut mine = Things::default();
    for name in ["token", "session"] {
        mine.add(name, acme.me.get(name));
    }
    for (path, body) in calls.clone() {
        let (path, body) = fill(&theirs.with(&mine), path, body);
        assert_eq!(caller.refused(Method::POST, &path, body).await?.0, 404, "{path}");
    }
    assert_eq!(seen(&caller, &beta).await?, before);

    // The same calls of one's own.
    let me = acme.things.with(&acme.me);
    let path = me.fill("/v1/b2b/organizations/{organization}/members/{member}/totp");
    caller
        .ok(Method::POST, "/v1/b2b/recovery_codes/recover", fill(&me, "", by_member("recovery_code", "one")).1)
        .await?;
    let codes = me.fill("/v1/b2b/recovery_codes/{organization}/{member}");
    assert_eq!(caller.get(&codes).await?.1["recovery_codes"], json!(["two"]));
    let rotated =
        caller.ok(Method::POST, "/v1/b2b/recovery_codes/rotate", fill(&me, "", by_member("locale", "en")).1).await?;
    assert_eq!(caller.get(&codes).await?.1["recovery_codes"], rotated["recovery_codes"]);
    caller.ok(Method::DELETE, &path, json!({})).await?;
    calls.truncate(2);
    for (path, body) in calls {
        let (path, body) = fill(&me, path, body);
        let made = caller.ok(Method::POST, &path, body).await?;
        let (code, next) = match made["secret"].as_str() {
            Some(secret) => (sandbox.totp_code(secret).unwrap_or_default(), "totp/authenticate"),
            None => (caller.secret_sent_to("+12025550100"), "otps/sms/authenticate"),
        };
        let (path, body) = fill(&me, next, by_member("code", &code));
        let login = caller.ok(Method::POST, &path, body).await?;
        assert_eq!(login["member_session"]["member_session_id"], acme.me.get("session"), "{path}");
    }
    Ok(())
}

#[tokio::test]
async fn a_password_is_reset_by_a_fresh_session_that_stays() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let caller = Caller::new(&sandbox);
    let organization = sandbox.add_organization("Acme")?;
    let member = sandbox.add_member(&organization, "ada@acme.example")?;
    let (used, other) = (sandbox.add_member_session(&member)?, sandbox.add_member_session(&member)?);
    let request = json!({"organization_id": organization, "session_token": used.session_token, "password": "Correct-Horse-Battery-7"});
    caller.ok(Method::POST, "/v1/b2b/passwords/session/reset", request).await?;
    let list = format!("/v1/b2b/sessions?organization_id={organization}&member_id={member}");
    let left = caller.get(&list).await?.1["member_sessions"].clone();
    assert_eq!(
        (left.as_array().map(Vec::len), &left[0]["member_session_id"]),
        (Some(1), &json!(used.member_session_id))
    );
    assert_ne!(used.member_session_id, other.member_session_id);
    let old = sandbox.add_member_session(&member)?.session_token;
    sandbox.advance_clock(std::time::Duration::from_secs(301));
    let request = json!({"organization_id": organization, "session_token": old, "password": "Correct-Horse-Battery-8"});
    let refused = caller.refused(Method::POST, "/v1/b2b/passwords/session/reset", request).await?;
    assert_eq!(refused, (400, "session_too_old_to_reset_password".to_owned()));
    Ok(())
}

#[tokio::test]
async fn a_person_goes_only_to_organizations_that_know_a_proved_address() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let caller = Caller::new(&sandbox);
    let (acme, beta) = (sandbox.add_organization("Acme")?, sandbox.add_organization("Beta")?);
    let open = json!({"email_jit_provisioning": "RESTRICTED", "email_allowed_domains": ["example.com"]});
    let open = OrganizationSeed::new("Open")
        .field("email_jit_provisioning", open["email_jit_provisioning"].clone())
        .field("email_allowed_domains", open["email_allowed_domains"].clone());
    sandbox.add_organization(open)?;
    let ada = sandbox.add_member(&acme, "ada@example.com")?;
    sandbox.add_member(&beta, "ada@example.com")?;
    let mallory = sandbox.add_member(&acme, "mallory@example.com")?;
    let names = async |token: &str| -> Result<Vec<String>, reqwest::Error> {
        let found = caller.ok(Method::POST, "/v1/b2b/discovery/organizations", json!({"session_token": token})).await?;
        let organizations = found["discovered_organizations"].as_array().into_iter().flatten();
        Ok(organizations.map(|each| text(each, "/organization/organization_name")).collect())
    };
    // Not to where the person could become a member.
    assert_eq!(names(&sandbox.add_member_session(&ada)?.session_token).await?, ["Acme", "Beta"]);

    let mallory_session = sandbox.add_member_session(&mallory)?.session_token;
    let path = format!("/v1/b2b/organizations/{acme}/members/{ada}");
    caller.ok(Method::DELETE, &path, json!({})).await?;
    let path = format!("/v1/b2b/organizations/{acme}/members/{mallory}");
    let changed = caller.ok(Method::PUT, &path, json!({"email_address": "ada@example.com"})).await?;
    assert_eq!(changed["member"]["email_address_verified"], false);
    assert_eq!(names(&mallory_session).await?, ["Acme"]);
    let exchange = json!({"organization_id": beta, "session_token": mallory_session});
    let refused = caller.refused(Method::POST, "/v1/b2b/sessions/exchange", exchange).await?;
    assert_eq!(refused, (404, "member_not_found".to_owned()));
    Ok(())
}

#[tokio::test]
async fn an_impersonated_session_says_so_and_stays_where_it_is() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let caller = Caller::new(&sandbox);
    let organization = sandbox.add_organization("Acme")?;
    let member = sandbox.add_member(&organization, "ada@acme.example")?;
    let token = sandbox.add_login_token(stytch_b2b_sandbox::LoginTokenSeed::impersonation(&member))?;
    let request = json!({"impersonation_token": token});
    let login = caller.ok(Method::POST, "/v1/b2b/impersonation/authenticate", request).await?;
    let request = json!({"session_token": login["session_token"]});
    let session = caller.ok(Method::POST, "/v1/b2b/sessions/authenticate", request).await?["member_session"].clone();
    let factor = &session["authentication_factors"][0];
    assert_eq!((&factor["type"], factor["impersonated_factor"].is_object()), (&json!("impersonated"), true));
    let exchange = json!({"organization_id": organization, "session_token": login["session_token"]});
    let refused = caller.refused(Method::POST, "/v1/b2b/sessions/exchange", exchange).await?;
    assert_eq!(refused, (400, "session_not_mutable_impersonated".to_owned()));
    Ok(())
}

#[tokio::test]
async fn without_a_session_the_project_revokes_anybodys() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    sandbox.load(SEED)?;
    let caller = Caller::new(&sandbox);
    let acme = customer(&caller, "acme").await?;
    for (field, name) in
        [("session_token", "token"), ("session_jwt", "jwt"), ("member_session_id", "session"), ("member_id", "member")]
    {
        let person = if name == "jwt" || name == "session" { &acme.colleague } else { &acme.me };
        let renewed = sandbox.add_member_session(person.get("member"))?;
        let value = match name {
            "token" => renewed.session_token,
            "jwt" => renewed.session_jwt,
            "session" => renewed.member_session_id,
            _ => person.get("member").to_owned(),
        };
        caller.ok(Method::POST, "/v1/b2b/sessions/revoke", json!({field: value})).await?;
    }
    let list = acme.things.with(&acme.me).fill("/v1/b2b/sessions?organization_id={organization}&member_id={member}");
    assert_eq!(caller.get(&list).await?.1["member_sessions"], json!([]));
    Ok(())
}
