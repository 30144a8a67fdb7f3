//! Users and groups that an identity provider pushes.

use crate::scim_server::{Provider, connected};
use crate::support::{Caller, TestResult, answer};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// A list's names, in order.
fn names(list: &Value) -> Vec<&str> {
    let resources = list["Resources"].as_array().into_iter().flatten();
    resources.filter_map(|resource| resource["userName"].as_str().or(resource["displayName"].as_str())).collect()
}

#[tokio::test]
async fn what_the_server_says_of_itself_is_true() -> TestResult {
    let (sandbox, _, connection) = connected().await?;
    let provider = Provider::new(&sandbox, &connection)?;
    let (status, config) = provider.get("ServiceProviderConfig").await?;
    assert_eq!(
        (status, &config["patch"]["supported"], &config["sort"]["supported"]),
        (200, &json!(true), &json!(false))
    );
    let (_, types) = provider.get("ResourceTypes").await?;
    assert_eq!((&types["totalResults"], &types["Resources"][0]["endpoint"]), (&json!(2), &json!("/Users")));
    let (_, schemas) = provider.get("Schemas").await?;
    assert_eq!(schemas["totalResults"], 3);
    let (status, schema) = provider.get(&format!("Schemas/{USER}")).await?;
    assert_eq!((status, &schema["id"]), (200, &json!(USER)));
    let attributes = schema["attributes"].as_array().ok_or("a schema has attributes")?;
    assert!(attributes.iter().all(|attribute| attribute["name"] != "groups"));
    assert_eq!(provider.get("Schemas/none").await?.0, 404);
    assert_eq!(provider.get("Schemas?filter=id%20pr").await?.0, 403);
    assert_eq!(provider.send(Method::POST, "Schemas", json!({})).await?.0, 405);
    assert_eq!(provider.send(Method::DELETE, "Users", Value::Null).await?.0, 405);
    assert_eq!(provider.send(Method::POST, "Bulk", json!({})).await?.0, 501);
    Ok(())
}

#[tokio::test]
async fn a_user_is_kept_as_it_was_sent() -> TestResult {
    let (sandbox, organization, connection) = connected().await?;
    let provider = Provider::new(&sandbox, &connection)?;
    let sent = json!({
        "schemas": [USER, ENTERPRISE],
        "userName": "Ada@acme.example",
        "externalId": "00u1",
        "name": {"givenName": "Ada", "familyName": "Lovelace"},
        "emails": [{"value": "home@acme.example"}, {"value": "ada@acme.example", "primary": true, "type": "work"}],
        "locale": null,
        ENTERPRISE: {"department": "Engines", "manager": "26118915"},
        "groups": [],
        "password": "correct horse",
        "favouriteColour": "green",
    });
    let (status, made) = provider.send(Method::POST, "Users", sent).await?;
    assert_eq!(status, 201, "{made}");
    let id = made["id"].as_str().unwrap_or_default().to_owned();
    let mut shown = made.clone();
    let meta = shown["meta"].take();
    assert_eq!(meta["location"], format!("{}/Users/{id}", provider.base_url));
    let expected = json!({
        "schemas": [USER, ENTERPRISE],
        "id": id,
        "meta": null,
        "userName": "Ada@acme.example",
        "externalId": "00u1",
        "name": {"givenName": "Ada", "familyName": "Lovelace"},
        "emails": [{"value": "home@acme.example"}, {"value": "ada@acme.example", "primary": true, "type": "work"}],
        ENTERPRISE: {"department": "Engines", "manager": {"value": "26118915"}},
    });
    assert_eq!(shown, expected);
    assert_eq!(provider.get(&format!("Users/{id}")).await?, (200, made));

    let caller = Caller::new(&sandbox);
    let (_, found) = caller.get(&format!("/v1/b2b/organizations/{organization}/member?member_id={id}")).await?;
    let member = &found["member"];
    assert_eq!((&member["email_address"], &member["status"]), (&json!("ada@acme.example"), &json!("active")));
    assert_eq!((&member["name"], &member["roles"][0]["role_id"]), (&json!("Ada Lovelace"), &json!("stytch_member")));
    let registration = &member["scim_registration"];
    assert_eq!((&registration["connection_id"], &registration["external_id"]), (&json!(connection), &json!("00u1")));
    assert_eq!(registration["scim_attributes"]["nick_name"], "");
    assert_eq!(registration["scim_attributes"]["enterprise_extension"]["manager"]["value"], "26118915");

    for (body, scim_type) in [
        (json!({"schemas": [USER]}), "invalidValue"),
        (json!({"userName": 1}), "invalidValue"),
        (json!([]), "invalidSyntax"),
    ] {
        let (status, refused) = provider.send(Method::POST, "Users", body).await?;
        assert_eq!((status, &refused["scimType"]), (400, &json!(scim_type)));
    }
    for body in
        [json!({"userName": "ADA@acme.example"}), json!({"userName": "x", "emails": [{"value": "Ada@acme.example"}]})]
    {
        let (status, refused) = provider.send(Method::POST, "Users", body).await?;
        assert_eq!((status, &refused["scimType"]), (409, &json!("uniqueness")));
    }
    Ok(())
}

#[tokio::test]
async fn who_leaves_can_come_back() -> TestResult {
    let (sandbox, organization, connection) = connected().await?;
    let provider = Provider::new(&sandbox, &connection)?;
    let caller = Caller::new(&sandbox);
    let member = sandbox
        .add_member(&organization, stytch_b2b_sandbox::MemberSeed::new("ada@acme.example").roles(["stytch_admin"]))?;
    let session = sandbox.add_member_session(&member)?;
    // The organization's own member becomes the provider's.
    let user = json!({"schemas": [USER], "userName": "ada@acme.example"});
    let (_, made) = provider.send(Method::POST, "Users", user.clone()).await?;
    assert_eq!(made["id"], json!(member));
    assert!(made.get("active").is_none() && made.get("emails").is_none());
    let path = format!("Users/{member}");
    let inactive = json!({"schemas": [USER], "userName": "ada@acme.example", "active": false});
    assert_eq!(provider.send(Method::PUT, &path, inactive).await?.0, 200);
    let found = format!("/v1/b2b/organizations/{organization}/member?member_id={member}");
    // The specification does not list this status, so the answer is not held against it.
    let (_, shown) = answer(caller.request(Method::GET, &found)).await?;
    assert_eq!((&shown["member"]["status"], &shown["member"]["is_admin"]), (&json!("deactivated"), &json!(false)));
    let authenticate = json!({"session_token": session.session_token});
    let (status, _) = caller.post("/v1/b2b/sessions/authenticate", authenticate).await?;
    assert_eq!(status, 404);
    provider.send(Method::PUT, &path, user.clone()).await?;
    let (_, shown) = caller.get(&found).await?;
    assert_eq!((&shown["member"]["status"], &shown["member"]["is_admin"]), (&json!("active"), &json!(false)));

    assert_eq!(provider.send(Method::DELETE, &path, Value::Null).await?, (204, Value::Null));
    for method in [Method::GET, Method::DELETE, Method::PUT, Method::PATCH] {
        assert_eq!(provider.send(method, &path, json!({"userName": "a"})).await?.0, 404);
    }
    let (_, shown) = answer(caller.request(Method::GET, &found)).await?;
    assert_eq!(shown["member"]["status"], "deactivated");
    assert_eq!(provider.send(Method::POST, "Users", user).await?.0, 201);
    Ok(())
}

#[tokio::test]
async fn groups_are_in_both_lists() -> TestResult {
    let (sandbox, organization, connection) = connected().await?;
    sandbox.add_scim_groups(&connection, 3)?;
    let provider = Provider::new(&sandbox, &connection)?;
    let caller = Caller::new(&sandbox);
    let api = format!("/v1/b2b/scim/{organization}/connection/{connection}?limit=2");
    let group = json!({"displayName": "Ortiz \"and\" Sons|Balancer|User", "members": [{"value": "1"}]});
    let (status, made) = provider.send(Method::POST, "Groups", group).await?;
    assert_eq!((status, &made["members"]), (201, &json!([{"value": "1"}])));
    let (_, list) = provider.get("Groups").await?;
    let expected = ["Group 00001", "Group 00002", "Group 00003", "Ortiz \"and\" Sons|Balancer|User"];
    assert_eq!(names(&list), expected);

    let second = list["Resources"][1]["id"].as_str().unwrap_or_default().to_owned();
    let third = list["Resources"][2]["id"].as_str().unwrap_or_default().to_owned();
    provider.send(Method::PUT, &format!("Groups/{second}"), json!({"displayName": "Renamed"})).await?;
    assert_eq!(provider.send(Method::DELETE, &format!("Groups/{third}"), Value::Null).await?.0, 204);
    assert_eq!(provider.get(&format!("Groups/{third}")).await?.0, 404);
    let (_, first) = caller.get(&api).await?;
    let cursor = first["next_cursor"].as_str().unwrap_or_default();
    let (_, rest) = caller.get(&format!("{api}&cursor={cursor}")).await?;
    assert_eq!(
        first["scim_groups"][1],
        json!({"group_id": second, "group_name": "Renamed", "organization_id": organization, "connection_id": connection})
    );
    assert_eq!(rest["scim_groups"][0]["group_id"], made["id"]);
    assert_eq!((rest["scim_groups"].as_array().map(Vec::len), rest.get("next_cursor")), (Some(1), Some(&Value::Null)));
    Ok(())
}

#[tokio::test]
async fn lists_are_filtered_and_paged() -> TestResult {
    let (sandbox, _, connection) = connected().await?;
    let provider = Provider::new(&sandbox, &connection)?;
    for (name, email, active) in
        [("ada", "ada@work.example", true), ("Bob", "bob@home.example", false), ("eve", "eve@work.example", true)]
    {
        let user = json!({
            "userName": name,
            "externalId": format!("Id{name}"),
            "active": active,
            "emails": [{"value": email, "type": if active { "work" } else { "home" }}],
            ENTERPRISE: {"department": "Engines \"and\" (more)]"},
        });
        assert_eq!(provider.send(Method::POST, "Users", user).await?.0, 201);
        sandbox.advance_clock(Duration::from_secs(60));
    }
    let ask = async |query: &[(&str, &str)]| {
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
        provider.get(&format!("Users?{query}")).await
    };
    for (filter, expected) in [
        ("userName eq \"BOB\"", vec!["Bob"]),
        ("externalId eq \"idBob\"", vec![]),
        ("userName ne \"ada\" and active eq true", vec!["eve"]),
        ("userName sw \"A\" or userName ew \"b\"", vec!["ada", "Bob"]),
        ("userName eq \"eve\" or userName eq \"ada\" and active eq false", vec!["eve"]),
        ("not (emails.type eq \"work\")", vec!["Bob"]),
        ("emails co \"@work\"", vec!["ada", "eve"]),
        ("emails[type eq \"work\" and value sw \"eve\"]", vec!["eve"]),
        ("(userName gt \"b\") AND (userName LE \"eve\")", vec!["Bob", "eve"]),
        ("title pr", vec![]),
        ("active eq \"False\"", vec!["Bob"]),
        (
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq \"engines \\\"and\\\" (more)]\"",
            vec!["ada", "Bob", "eve"],
        ),
        ("urn:ietf:params:scim:schemas:core:2.0:User:userName eq \"ada\"", vec!["ada"]),
        ("meta.resourceType eq \"User\" and meta.created gt \"2001-01-01T00:00:00Z\"", vec!["ada", "Bob", "eve"]),
        ("title eq null", vec!["ada", "Bob", "eve"]),
    ] {
        let (status, list) = ask(&[("filter", filter)]).await?;
        assert_eq!((status, names(&list)), (200, expected), "{filter}");
    }
    let deep = format!("{}active eq true{}", "(".repeat(5_000), ")".repeat(5_000));
    for filter in [
        "",
        "userName",
        "userName eq",
        "userName eq ada",
        "userName is \"ada\"",
        "nothing eq \"x\"",
        "userName eq \"ada",
        "userName eq \"ada\" and",
        "(userName pr",
        "userName pr)",
        "emails[type eq \"work\"",
        "userName[value pr]",
        "not userName pr",
        "active gt true",
        "name eq \"x\"",
        "userName eq [1]",
        "emails.nothing pr",
        deep.as_str(),
    ] {
        let (status, refused) = ask(&[("filter", filter)]).await?;
        assert_eq!((status, &refused["scimType"]), (400, &json!("invalidFilter")), "{filter}");
    }

    for (query, expected, start) in [
        (&[("startIndex", "2"), ("count", "1")][..], vec!["Bob"], 2),
        (&[("startIndex", "-5"), ("count", "2")], vec!["ada", "Bob"], 1),
        (&[("count", "-1")], vec![], 1),
        (&[("startIndex", "4")], vec![], 4),
    ] {
        let (_, list) = ask(query).await?;
        assert_eq!((names(&list).len(), &list["startIndex"]), (expected.len(), &json!(start)), "{query:?}");
        assert_eq!(
            (names(&list), &list["totalResults"], &list["itemsPerPage"]),
            (expected.clone(), &json!(3), &json!(expected.len()))
        );
    }
    assert_eq!(ask(&[("count", "x")]).await?.0, 400);

    let (_, list) = ask(&[("attributes", "userName,emails.value,nothing"), ("count", "1")]).await?;
    let id = &list["Resources"][0]["id"];
    let expected =
        json!({"schemas": [USER, ENTERPRISE], "id": id, "userName": "ada", "emails": [{"value": "ada@work.example"}]});
    assert_eq!(list["Resources"][0], expected);
    let (_, list) =
        ask(&[("excludedAttributes", "emails,meta,id,active,externalId,emails.type"), ("count", "1")]).await?;
    let expected = json!({"schemas": [USER, ENTERPRISE], "id": id, "userName": "ada", ENTERPRISE: {"department": "Engines \"and\" (more)]"}});
    assert_eq!(list["Resources"][0], expected);

    provider.send(Method::POST, "Groups", json!({"displayName": "ada"})).await?;
    let search = json!({"filter": "meta.resourceType pr", "startIndex": 3, "count": 5, "attributes": ["displayName", "userName"]});
    let (status, list) = provider.send(Method::POST, ".search", search).await?;
    assert_eq!((status, names(&list), &list["totalResults"]), (200, vec!["eve", "ada"], &json!(4)));
    let (_, list) = provider.send(Method::POST, ".search", json!({"filter": "userName pr"})).await?;
    assert_eq!(list["totalResults"], 3);
    Ok(())
}
