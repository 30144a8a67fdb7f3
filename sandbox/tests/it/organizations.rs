//! Organizations and members: what is changed, what is refused, what a search finds.

use crate::support::{Caller, TestResult};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::{Duration, UNIX_EPOCH};
use stytch_b2b_sandbox::{MemberSeed, OrganizationSeed, Sandbox};

const ORGANIZATIONS: &str = "/v1/b2b/organizations";

fn texts(list: &Value, field: &str) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(|item| item[field].as_str()).map(str::to_owned).collect()
}

#[tokio::test]
async fn an_organization_is_made_changed_and_deleted() -> TestResult {
    let began = UNIX_EPOCH + Duration::from_secs(1_767_225_600);
    let sandbox = Sandbox::builder().clock(began).start().await?;
    let caller = Caller::new(&sandbox);
    let request = json!({"organization_name": "Acme Co", "email_allowed_domains": ["acme.example"],
        "trusted_metadata": {"plan": "pro", "seats": 3}});
    let made = caller.ok(Method::POST, ORGANIZATIONS, request).await?;
    let organization = &made["organization"];
    assert_eq!(organization["organization_slug"], "acme-co");
    assert_eq!(organization["created_at"], "2026-01-01T00:00:00Z");
    let path = format!("{ORGANIZATIONS}/{}", organization["organization_id"].as_str().unwrap_or_default());

    sandbox.advance_clock(Duration::from_secs(60));
    let change = json!({"email_allowed_domains": [], "organization_slug": "acme", "organization_external_id": "crm-1",
        "trusted_metadata": {"seats": null, "region": "eu"}});
    let changed = caller.ok(Method::PUT, &path, change).await?;
    let organization = &changed["organization"];
    assert_eq!(organization["email_allowed_domains"], json!([]));
    assert_eq!(organization["trusted_metadata"], json!({"plan": "pro", "region": "eu"}));
    assert_eq!(organization["updated_at"], "2026-01-01T00:01:00Z");
    assert_eq!(caller.get(&format!("{ORGANIZATIONS}/crm-1")).await?.0, 200);
    let freed = caller.ok(Method::DELETE, &format!("{path}/external_id"), json!({})).await?;
    assert!(freed["organization"]["organization_external_id"].is_null());
    assert_eq!(caller.get(&format!("{ORGANIZATIONS}/crm-1")).await?.0, 404);
    assert_eq!(caller.get(&format!("{ORGANIZATIONS}/acme-co")).await?.0, 404);

    caller.ok(Method::DELETE, &path, json!({})).await?;
    assert_eq!(caller.refused(Method::GET, &path, json!({})).await?, (404, "organization_not_found".to_owned()));
    caller.ok(Method::POST, ORGANIZATIONS, json!({"organization_name": "Again", "organization_slug": "acme"})).await?;
    Ok(())
}

#[tokio::test]
async fn settings_that_do_not_go_together_are_refused() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    sandbox.add_organization(OrganizationSeed::new("Acme").external_id("crm-1"))?;
    let caller = Caller::new(&sandbox);
    for (settings, error_type) in [
        (json!({"organization_slug": "acme"}), "organization_slug_already_used"),
        (json!({"organization_slug": "a b"}), "invalid_organization_slug"),
        (json!({"organization_external_id": "crm-1"}), "organization_external_id_already_used"),
        (json!({"organization_name": ""}), "invalid_organization_name"),
        (json!({"mfa_policy": "SOMETIMES"}), "invalid_organization_mfa_policy"),
        (json!({"auth_methods": "RESTRICTED"}), "allowed_auth_methods_required_for_restricted"),
    ] {
        let mut request = json!({"organization_name": "New"});
        request
            .as_object_mut()
            .into_iter()
            .for_each(|request| request.extend(settings.as_object().cloned().unwrap_or_default()));
        let refused = caller.refused(Method::POST, ORGANIZATIONS, request).await?;
        assert_eq!(refused, (400, error_type.to_owned()));
    }
    Ok(())
}

#[tokio::test]
async fn searches_find_what_their_operands_say_page_by_page() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let caller = Caller::new(&sandbox);
    let mut ids = Vec::new();
    for number in 0..25 {
        let seed = OrganizationSeed::new(format!("Org {number:02}"))
            .field("email_allowed_domains", json!([format!("org{number}.example")]));
        ids.push(sandbox.add_organization(seed)?);
    }
    sandbox.add_member(&ids[7], "ada@org7.example")?;
    let search = format!("{ORGANIZATIONS}/search");

    let mut found = Vec::new();
    let mut cursors = vec![Value::Null];
    while let Some(cursor) = cursors.last().cloned().filter(|cursor| cursors.len() == 1 || !cursor.is_null()) {
        let mut request = json!({"limit": 10});
        if !cursor.is_null() {
            request["cursor"] = cursor;
        }
        let page = caller.ok(Method::POST, &search, request).await?;
        assert_eq!(page["results_metadata"]["total"], 25);
        found.extend(texts(&page["organizations"], "organization_id"));
        cursors.push(page["results_metadata"]["next_cursor"].clone());
    }
    assert_eq!((found, cursors.len()), (ids.clone(), 4));

    for (operand, value, expected) in [
        ("organization_ids", json!([ids[3]]), 1),
        ("organization_slugs", json!(["org-04", "org-05", "none"]), 2),
        ("organization_slug_fuzzy", json!("rg-1"), 10),
        ("organization_name_fuzzy", json!("ORG 2"), 5),
        ("member_emails", json!(["ADA@org7.example"]), 1),
        ("member_email_fuzzy", json!("ada@"), 1),
        ("allowed_domains", json!(["org1.example"]), 1),
        ("allowed_domain_fuzzy", json!(".example"), 25),
        ("has_active_sso_connection", json!(true), 0),
    ] {
        let query = json!({"operator": "AND", "operands": [{"filter_name": operand, "filter_value": value}]});
        let page = caller.ok(Method::POST, &search, json!({"query": query})).await?;
        assert_eq!(page["results_metadata"]["total"], expected, "{operand}");
    }
    for (operand, error_type) in [
        (json!({"filter_value": []}), "organization_search_missing_filter_name"),
        (json!({"filter_name": "shoe_size", "filter_value": 1}), "organization_search_filter_name_not_recognized"),
        (
            json!({"filter_name": "organization_ids", "filter_value": "x"}),
            "organization_search_expected_array_of_strings",
        ),
        (
            json!({"filter_name": "member_email_fuzzy", "filter_value": "ab"}),
            "organization_search_member_email_fuzzy_too_short",
        ),
    ] {
        let request = json!({"query": {"operator": "AND", "operands": [operand]}});
        assert_eq!(caller.refused(Method::POST, &search, request).await?, (400, error_type.to_owned()));
    }
    Ok(())
}

#[tokio::test]
async fn a_member_is_made_changed_deleted_and_reactivated() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let organization = sandbox.add_organization("Acme Co")?;
    let caller = Caller::new(&sandbox);
    let members = format!("{ORGANIZATIONS}/{organization}/members");
    let request = json!({"email_address": "Ada@acme.example", "external_id": "hr-7", "roles": ["stytch_admin"]});
    let made = caller.ok(Method::POST, &members, request.clone()).await?;
    assert_eq!(made["member"]["is_admin"], true);
    let path = format!("{members}/{}", made["member_id"].as_str().unwrap_or_default());
    assert_eq!(caller.refused(Method::POST, &members, request).await?, (400, "duplicate_member_email".to_owned()));
    let unknown_role = json!({"email_address": "bob@acme.example", "roles": ["king"]});
    assert_eq!(caller.refused(Method::POST, &members, unknown_role).await?, (400, "invalid_role".to_owned()));

    let member = format!("{ORGANIZATIONS}/{organization}/member");
    for query in ["member_id=hr-7", "email_address=ada@acme.example"] {
        assert_eq!(caller.get(&format!("{member}?{query}")).await?.1["member_id"], made["member_id"], "{query}");
    }
    assert_eq!(caller.refused(Method::GET, &member, json!({})).await?, (400, "invalid_member_get_fields".to_owned()));

    let change = json!({"email_address": "ada@new.example", "untrusted_metadata": {"theme": "dark"}, "roles": []});
    let changed = caller.ok(Method::PUT, &format!("{members}/hr-7"), change).await?;
    assert_eq!(changed["member"]["is_admin"], false);
    let retired = changed["member"]["retired_email_addresses"][0].clone();
    assert_eq!(retired["email_address"], "Ada@acme.example");
    let unlinked = json!({"email_id": retired["email_id"]});
    let unlinked = caller.ok(Method::POST, &format!("{path}/unlink_retired_email"), unlinked).await?;
    assert_eq!(unlinked["member"]["retired_email_addresses"], json!([]));

    caller.ok(Method::DELETE, &path, json!({})).await?;
    let get = format!("{member}?email_address=ada@new.example");
    assert_eq!(caller.get(&get).await?.0, 404);
    let dangerous =
        format!("{ORGANIZATIONS}/members/dangerously_get/{}", made["member_id"].as_str().unwrap_or_default());
    assert_eq!(caller.get(&dangerous).await?.0, 404);
    assert_eq!(caller.get(&format!("{dangerous}?include_deleted=True")).await?.1["member"]["status"], "deleted");
    caller.ok(Method::PUT, &format!("{path}/reactivate"), json!({})).await?;
    assert_eq!(caller.get(&get).await?.0, 200);
    assert_eq!(caller.get(&format!("{ORGANIZATIONS}/{organization}/metrics")).await?.1["member_count"], 1);
    Ok(())
}

#[tokio::test]
async fn many_members_are_added_at_once() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let acme = sandbox.add_organization("Acme Co")?;
    sandbox.add_members(&acme, 1)?;
    sandbox.add_member(&acme, "ada@acme.example")?;
    sandbox.add_members("acme-co", 2)?;
    let search = json!({"organization_ids": [acme]});
    let page = Caller::new(&sandbox).ok(Method::POST, &format!("{ORGANIZATIONS}/members/search"), search).await?;
    let addresses = [
        "member-00001@acme-co.example",
        "ada@acme.example",
        "member-00003@acme-co.example",
        "member-00004@acme-co.example",
    ];
    assert_eq!(texts(&page["members"], "email_address"), addresses);
    assert_eq!(page["members"][3]["name"], "Member 00004");
    assert!(sandbox.add_members("nobody", 1).is_err());
    Ok(())
}

#[tokio::test]
async fn a_search_for_members_stays_in_the_organizations_named() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let (acme, beta) = (sandbox.add_organization("Acme")?, sandbox.add_organization("Beta")?);
    let ada = sandbox.add_member(&acme, MemberSeed::new("ada@acme.example").roles(["editor"]).password("x"))?;
    let bob = sandbox.add_member(&acme, MemberSeed::new("bob@acme.example").field("is_breakglass", true))?;
    sandbox.add_member(&beta, "ada@beta.example")?;
    let caller = Caller::new(&sandbox);
    caller.ok(Method::DELETE, &format!("{ORGANIZATIONS}/{acme}/members/{bob}"), json!({})).await?;
    let search = format!("{ORGANIZATIONS}/members/search");
    for (operand, value, expected) in [
        ("member_emails", json!(["ADA@acme.example", "ada@beta.example"]), vec![&ada]),
        ("member_ids", json!([ada]), vec![&ada]),
        ("member_is_breakglass", json!(true), vec![]),
        ("statuses", json!(["deleted"]), vec![&bob]),
        ("member_roles", json!(["editor"]), vec![&ada]),
        ("member_password_exists", json!(true), vec![&ada]),
    ] {
        let query = json!({"operator": "AND", "operands": [{"filter_name": operand, "filter_value": value}]});
        let page = caller.ok(Method::POST, &search, json!({"organization_ids": [acme], "query": query})).await?;
        assert_eq!(texts(&page["members"], "member_id").iter().collect::<Vec<_>>(), expected, "{operand}");
        assert_eq!(page["organizations"][&acme].is_object(), !page["members"][0].is_null());
    }
    let none = caller.refused(Method::POST, &search, json!({"organization_ids": []})).await?;
    assert_eq!(none, (400, "member_search_organization_ids_empty".to_owned()));
    let unknown = caller.refused(Method::POST, &search, json!({"organization_ids": ["x"]})).await?;
    assert_eq!(unknown, (404, "organization_not_found".to_owned()));
    Ok(())
}
