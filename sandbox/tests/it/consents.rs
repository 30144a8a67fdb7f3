//! What members let Connected Apps do: where it comes from, who sees it, and what ends it.

use crate::support::{Caller, TestResult};
use reqwest::Method;
use serde_json::{Value, json};
use stytch_b2b_sandbox::{Sandbox, TokenSpec};

const SEED: &str = r#"{
    "connected_apps": [
        {"client_id": "calendar", "client_type": "third_party", "client_name": "Calendar", "client_secret": "known",
         "client_description": "Plans", "redirect_urls": ["https://calendar.example/done"]},
        {"client_id": "desktop", "client_type": "first_party_public", "full_access_allowed": true,
         "redirect_urls": ["https://desktop.example"]},
        {"client_id": "unused", "client_type": "third_party"}
    ],
    "organizations": [
        {"organization_name": "Acme", "members": [
            {"email_address": "ada@acme.example", "connected_apps": [
                {"client_id": "calendar", "scopes": ["openid", "email"]},
                {"client_id": "desktop", "scopes": ["full_access"]}]},
            {"email_address": "bob@acme.example", "connected_apps": [{"client_id": "calendar", "scopes": ["openid"]}]}
        ]},
        {"organization_name": "Beta", "members": [{"email_address": "eve@beta.example"}]}
    ],
    "policy": {
        "resources": [{"resource_id": "documents", "actions": ["read", "write"]}],
        "roles": [{"role_id": "stytch_member", "permissions": [{"resource_id": "documents", "actions": ["read"]}]}],
        "scopes": [
            {"scope": "read:documents", "description": "Read", "permissions": [{"resource_id": "documents", "actions": ["read"]}]},
            {"scope": "write:documents", "permissions": [{"resource_id": "documents", "actions": ["write"]}]}
        ]
    }
}"#;

/// The id of the organization's member with this address.
async fn member(caller: &Caller<'_>, organization: &str, address: &str) -> Result<String, reqwest::Error> {
    let path = format!("/v1/b2b/organizations/{organization}/member?email_address={address}");
    Ok(caller.get(&path).await?.1["member_id"].as_str().unwrap_or_default().to_owned())
}

fn texts<'v>(list: &'v Value, field: &str) -> Vec<&'v str> {
    list.as_array().into_iter().flatten().filter_map(|item| item[field].as_str()).collect()
}

async fn apps(caller: &Caller<'_>, owner: &str) -> Result<Value, reqwest::Error> {
    let (status, answer) = caller.get(&format!("/v1/b2b/organizations/{owner}/connected_apps")).await?;
    assert_eq!(status, 200, "{answer}");
    Ok(answer["connected_apps"].clone())
}

#[tokio::test]
async fn what_members_granted_is_seen_by_organization_app_and_member() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    sandbox.load(SEED)?;
    let caller = Caller::new(&sandbox);
    let (ada, bob) =
        (member(&caller, "acme", "ada@acme.example").await?, member(&caller, "acme", "bob@acme.example").await?);
    assert_eq!(texts(&apps(&caller, "acme").await?, "connected_app_id"), ["calendar", "desktop"]);
    assert_eq!(apps(&caller, "beta").await?, json!([]));
    let granted = apps(&caller, &format!("acme/members/{ada}")).await?;
    assert_eq!(
        granted[0],
        json!({"connected_app_id": "calendar", "name": "Calendar", "description": "Plans", "client_type": "third_party",
            "logo_url": "", "scopes_granted": "openid email"})
    );
    let calendar = "/v1/b2b/organizations/acme/connected_apps/calendar";
    let users = caller.get(calendar).await?.1["active_members"].clone();
    let both = json!([
        {"member_id": ada, "granted_scopes": ["openid", "email"]},
        {"member_id": bob, "granted_scopes": ["openid"]}
    ]);
    assert_eq!(users, both);
    let unused = caller.get("/v1/b2b/organizations/beta/connected_apps/calendar").await?.1;
    assert_eq!(unused["active_members"], json!([]));
    let not_found = (404, "connected_app_not_found".to_owned());
    for (method, path) in [
        (Method::GET, "/v1/b2b/organizations/acme/connected_apps/none".to_owned()),
        (Method::POST, format!("/v1/b2b/organizations/acme/members/{ada}/connected_apps/none/revoke")),
    ] {
        assert_eq!(caller.refused(method, &path, json!({})).await?, not_found, "{path}");
    }

    // What the organization does not allow is gone, until it allows it again.
    let organization = "/v1/b2b/organizations/acme";
    for (policy, listed, seen) in [
        ("NOT_ALLOWED", json!([]), vec!["desktop"]),
        ("RESTRICTED", json!(["unused"]), vec!["desktop"]),
        ("RESTRICTED", json!(["calendar"]), vec!["calendar", "desktop"]),
    ] {
        let policy =
            json!({"third_party_connected_apps_allowed_type": policy, "allowed_third_party_connected_apps": listed});
        caller.ok(Method::PUT, organization, policy).await?;
        assert_eq!(texts(&apps(&caller, "acme").await?, "connected_app_id"), seen);
        assert_eq!(texts(&apps(&caller, &format!("acme/members/{ada}")).await?, "connected_app_id"), seen);
    }

    // Members and apps that are gone take their consents with them.
    caller.ok(Method::DELETE, &format!("{organization}/members/{bob}"), json!({})).await?;
    assert_eq!(texts(&caller.get(calendar).await?.1["active_members"], "member_id"), [ada.as_str()]);
    caller.ok(Method::PUT, &format!("{organization}/members/{bob}/reactivate"), json!({})).await?;
    assert_eq!(apps(&caller, &format!("acme/members/{bob}")).await?, json!([]));
    caller.ok(Method::DELETE, "/v1/connected_apps/clients/calendar", json!({})).await?;
    let again = json!({"client_id": "calendar", "client_type": "third_party"});
    caller.ok(Method::POST, "/v1/connected_apps/clients", again).await?;
    assert_eq!(texts(&apps(&caller, "acme").await?, "connected_app_id"), ["desktop"]);
    Ok(())
}

#[tokio::test]
async fn revoking_ends_the_consent_and_its_tokens_of_one_member() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    sandbox.load(SEED)?;
    let caller = Caller::new(&sandbox);
    let (ada, bob) =
        (member(&caller, "acme", "ada@acme.example").await?, member(&caller, "acme", "bob@acme.example").await?);
    let endpoint = format!("/v1/public/{}/oauth2/introspect", sandbox.project_id());
    let active = async |token: &str| {
        let form = json!({"token": token, "client_id": "calendar", "client_secret": "known"});
        caller.form(&endpoint, form).await.map(|(_, answer)| answer["active"] == true)
    };
    let (adas, bobs) = (
        sandbox.sign(TokenSpec::idp("calendar", &ada, ["email"]))?,
        sandbox.add_access_token("calendar", &bob, &["phone"])?,
    );
    // A token says what the consent before it was.
    assert_eq!(apps(&caller, &format!("acme/members/{ada}")).await?[0]["scopes_granted"], "email");
    assert!(active(&adas).await? && active(&bobs).await?);
    for _ in 0..2 {
        let revoke = format!("/v1/b2b/organizations/acme/members/{ada}/connected_apps/calendar/revoke");
        caller.ok(Method::POST, &revoke, json!({})).await?;
        assert_eq!((active(&adas).await?, active(&bobs).await?), (false, true));
        assert_eq!(texts(&apps(&caller, &format!("acme/members/{ada}")).await?, "connected_app_id"), ["desktop"]);
        assert_eq!(texts(&apps(&caller, "acme").await?, "connected_app_id"), ["calendar", "desktop"]);
    }
    // Nor does an app get back what one of its name had.
    caller.ok(Method::DELETE, "/v1/connected_apps/clients/calendar", json!({})).await?;
    let again = json!({"client_id": "calendar", "client_type": "third_party", "client_secret": "known"});
    caller.ok(Method::POST, "/v1/connected_apps/clients", again).await?;
    assert!(!active(&bobs).await?);
    Ok(())
}

#[tokio::test]
async fn authorizing_grants_what_the_member_may_do() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    sandbox.load(SEED)?;
    let caller = Caller::new(&sandbox);
    let eve = member(&caller, "beta", "eve@beta.example").await?;
    let session = sandbox.add_member_session(&eve)?.session_token;
    let request = |fields: Value| {
        let mut request = json!({"client_id": "calendar", "redirect_uri": "https://calendar.example/done",
            "response_type": "code", "scopes": ["openid", "read:documents", "write:documents", "full_access"],
            "session_token": session, "state": "a b"});
        for (name, value) in fields.as_object().into_iter().flatten() {
            request[name] = value.clone();
        }
        request
    };
    let (start, authorize) = ("/v1/b2b/idp/oauth/authorize/start", "/v1/b2b/idp/oauth/authorize");
    let asked = caller.ok(Method::POST, start, request(json!({}))).await?;
    assert_eq!((&asked["member_id"], &asked["consent_required"]), (&json!(eve), &json!(true)));
    let grantable: Vec<Option<bool>> =
        asked["scope_results"].as_array().into_iter().flatten().map(|each| each["is_grantable"].as_bool()).collect();
    assert_eq!(grantable, [Some(true), Some(true), Some(false), Some(false)]);
    assert_eq!(asked["scope_results"][1]["description"], "Read");

    let denied = caller.ok(Method::POST, authorize, request(json!({"consent_granted": false}))).await?;
    assert_eq!(denied["redirect_uri"], "https://calendar.example/done?error=access_denied&state=a+b");
    assert_eq!(apps(&caller, "beta").await?, json!([]));
    let granted = caller.ok(Method::POST, authorize, request(json!({"consent_granted": true}))).await?;
    assert!(
        granted["redirect_uri"]
            .as_str()
            .is_some_and(|url| url.starts_with("https://calendar.example/done?code=") && url.ends_with("&state=a+b"))
    );
    let of_eve = format!("beta/members/{eve}");
    assert_eq!(apps(&caller, &of_eve).await?[0]["scopes_granted"], "openid read:documents");
    for (fields, required) in [
        (json!({"scopes": ["openid"]}), false),
        (json!({"scopes": ["openid", "email"]}), true),
        (json!({"scopes": ["openid"], "prompt": "consent"}), true),
        (json!({"client_id": "desktop", "redirect_uri": "https://desktop.example"}), false),
    ] {
        let asked = caller.ok(Method::POST, start, request(fields.clone())).await?;
        assert_eq!(asked["consent_required"], required, "{fields}");
    }

    for (fields, status, error_type) in [
        (json!({"client_id": "none"}), 404, "idp_client_not_found"),
        (
            json!({"redirect_uri": "https://elsewhere.example"}),
            400,
            "connected_app_supplied_redirect_url_not_found_in_client",
        ),
        (json!({"response_type": "token"}), 400, "bad_request"),
        (json!({"session_token": null}), 400, "no_session_arguments"),
        (json!({"session_token": "made-up"}), 404, "session_not_found"),
        (json!({"organization_id": "acme"}), 403, "session_authorization_tenancy_error"),
        (
            json!({"organization_id": "acme", "member_id": member(&caller, "acme", "ada@acme.example").await?}),
            404,
            "session_not_found",
        ),
    ] {
        let mut fields = fields;
        fields["consent_granted"] = json!(true);
        for path in [start, authorize] {
            let refused = caller.refused(Method::POST, path, request(fields.clone())).await?;
            assert_eq!(refused, (status, error_type.to_owned()), "{path} {fields}");
        }
    }
    Ok(())
}
