//! From the identity provider's push to what the application sees of it.

use crate::scim_server::{Provider, connected};
use crate::support::{Caller, TestResult, answer};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The texts of this field in a list.
fn texts<'v>(list: &'v Value, field: &str) -> BTreeSet<&'v str> {
    list.as_array().into_iter().flatten().filter_map(|one| one[field].as_str()).collect()
}

/// Logs a member in by a code, and gives the roles of the session.
async fn roles_at_login(caller: &Caller<'_>, organization: &str, address: &str) -> Result<Value, reqwest::Error> {
    let body = json!({"organization_id": organization, "email_address": address});
    caller.ok(Method::POST, "/v1/b2b/otps/email/login_or_signup", body).await?;
    let code = caller.secret_sent_to(address);
    let body = json!({"organization_id": organization, "email_address": address, "code": code});
    let login = caller.ok(Method::POST, "/v1/b2b/otps/email/authenticate", body).await?;
    let token = json!({"session_token": login["session_token"]});
    let authenticated = caller.ok(Method::POST, "/v1/b2b/sessions/authenticate", token).await?;
    assert_eq!(authenticated["member_session"]["roles"], login["member_session"]["roles"]);
    Ok(authenticated["member_session"]["roles"].clone())
}

#[tokio::test]
async fn what_is_pushed_is_seen_in_groups_in_members_and_at_the_login() -> TestResult {
    let (sandbox, organization, connection) = connected().await?;
    let provider = Provider::new(&sandbox, &connection)?;
    let caller = Caller::new(&sandbox);
    let mut ids = Vec::new();
    for number in 0..50 {
        let user = json!({"userName": format!("user-{number}@acme.example"), "externalId": format!("{number}")});
        let (status, made) = provider.send(Method::POST, "Users", user).await?;
        assert_eq!(status, 201);
        ids.push(made["id"].as_str().unwrap_or_default().to_owned());
    }
    let mut groups = Vec::new();
    for number in 0..5 {
        let members: Vec<Value> = ids.iter().skip(number * 10).take(10).map(|id| json!({"value": id})).collect();
        let group = json!({"displayName": format!("Acme Co|Balancer|{number}"), "members": members});
        let (status, made) = provider.send(Method::POST, "Groups", group).await?;
        assert_eq!(status, 201);
        groups.push(made["id"].as_str().unwrap_or_default().to_owned());
    }
    let path = format!("/v1/b2b/scim/{organization}/connection/{connection}");
    let (_, page) = caller.get(&path).await?;
    assert_eq!(texts(&page["scim_groups"], "group_id"), groups.iter().map(String::as_str).collect());
    let search = json!({"organization_ids": [organization], "limit": 100});
    let found = caller.ok(Method::POST, "/v1/b2b/organizations/members/search", search).await?;
    assert_eq!(texts(&found["members"], "member_id"), ids.iter().map(String::as_str).collect());

    let assignment = json!({"role_id": "stytch_admin", "group_id": groups[0], "group_name": "Acme Co|Balancer|0"});
    let update = json!({"scim_group_implicit_role_assignments": [assignment]});
    caller.ok(Method::PUT, &path, update).await?;
    let address = "user-3@acme.example";
    let both = json!(["stytch_member", "stytch_admin"]);
    assert_eq!(roles_at_login(&caller, &organization, address).await?, both);
    assert_eq!(roles_at_login(&caller, &organization, "user-13@acme.example").await?, json!(["stytch_member"]));

    // A session that lasts has other roles as soon as the group has.
    let session = sandbox.add_member_session(&ids[3])?;
    let remove = json!({"Operations": [{"op": "Remove", "path": "members", "value": [{"value": ids[3]}]}]});
    assert_eq!(provider.send(Method::PATCH, &format!("Groups/{}", groups[0]), remove).await?.0, 200);
    let token = json!({"session_token": session.session_token});
    let after = caller.ok(Method::POST, "/v1/b2b/sessions/authenticate", token.clone()).await?;
    assert_eq!(after["member_session"]["roles"], json!(["stytch_member"]));

    let inactive = json!({"Operations": [{"op": "Replace", "path": "active", "value": "False"}]});
    assert_eq!(provider.send(Method::PATCH, &format!("Users/{}", ids[3]), inactive).await?.0, 200);
    let ended = caller.refused(Method::POST, "/v1/b2b/sessions/authenticate", token).await?;
    assert_eq!(ended, (404, "session_not_found".to_owned()));
    let body = json!({"organization_id": organization, "email_address": address});
    // The specification does not list the member's status, so the answer is not held against it.
    answer(caller.request(Method::POST, "/v1/b2b/magic_links/email/login_or_signup").json(&body)).await?;
    let link = json!({"magic_links_token": caller.secret_sent_to(address)});
    let refused = caller.refused(Method::POST, "/v1/b2b/magic_links/authenticate", link).await?;
    assert_eq!(refused, (400, "member_not_active".to_owned()));

    // Members stay when the connection goes; nobody manages them any more.
    let one = format!("/v1/b2b/organizations/{organization}/member?member_id={}", ids[4]);
    assert_eq!(caller.get(&one).await?.1["member"]["scim_registration"]["external_id"], "4");
    assert_eq!(caller.delete(&path).await?.0, 200);
    assert!(caller.get(&one).await?.1["member"]["scim_registration"].is_null());
    assert_eq!(provider.get("Users").await?.0, 401);
    Ok(())
}
