//! Patches as Entra and Okta send them, and as the standard has them.

use crate::scim_server::{Provider, connected};
use crate::support::{Caller, TestResult};
use reqwest::Method;
use serde_json::{Value, json};

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// Sends operations as one patch.
async fn patch(provider: &Provider, path: &str, operations: Value) -> Result<(u16, Value), reqwest::Error> {
    let body = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations});
    provider.send(Method::PATCH, path, body).await
}

/// Pushes a resource; gives its path.
async fn push(provider: &Provider, endpoint: &str, body: Value) -> Result<String, reqwest::Error> {
    let (status, made) = provider.send(Method::POST, endpoint, body).await?;
    assert_eq!(status, 201, "{made}");
    Ok(format!("{endpoint}/{}", made["id"].as_str().unwrap_or_default()))
}

#[tokio::test]
async fn members_come_and_go_one_by_one() -> TestResult {
    let (sandbox, _, connection) = connected().await?;
    let provider = Provider::new(&sandbox, &connection)?;
    let group = push(&provider, "Groups", json!({"displayName": "Readers"})).await?;
    for (operations, expected) in [
        // Entra.
        (json!([{"op": "Add", "path": "members", "value": [{"$ref": null, "value": "1"}, {"value": "2"}]}]), "12"),
        (json!([{"op": "Add", "path": "members", "value": [{"value": "2"}, {"value": "3"}]}]), "123"),
        (json!([{"op": "Remove", "path": "members", "value": [{"$ref": null, "value": "2"}]}]), "13"),
        (json!([{"op": "Remove", "path": "members[value eq \"1\"]"}]), "3"),
        (json!([{"op": "Remove", "path": "members", "value": [{"value": "9"}]}]), "3"),
        // Okta.
        (json!([{"op": "add", "path": "members", "value": [{"value": "4", "display": "d@acme.example"}]}]), "34"),
        (
            json!([{"op": "remove", "path": "members[value eq \"3\"]"}, {"op": "add", "path": "members", "value": [{"value": "5"}]}]),
            "45",
        ),
        (json!([{"op": "replace", "value": {"id": "another", "displayName": "Writers"}}]), "45"),
        (json!([{"op": "replace", "path": "members", "value": [{"value": "6"}]}]), "6"),
        (json!([{"op": "remove", "path": "members"}]), ""),
    ] {
        let (status, shown) = patch(&provider, &group, operations.clone()).await?;
        let members = shown["members"].as_array().into_iter().flatten();
        let ids: String = members.filter_map(|member| member["value"].as_str()).collect();
        assert_eq!((status, ids.as_str()), (200, expected), "{operations}");
    }
    let (_, shown) = provider.get(&group).await?;
    assert_eq!((&shown["displayName"], shown.get("members")), (&json!("Writers"), None));
    assert!(group.ends_with(shown["id"].as_str().unwrap_or("no id")));
    Ok(())
}

#[tokio::test]
async fn entra_changes_users_in_both_of_its_ways() -> TestResult {
    let (sandbox, organization, connection) = connected().await?;
    let provider = Provider::new(&sandbox, &connection)?;
    let user = push(&provider, "Users", json!({"schemas": [USER], "userName": "ada@acme.example"})).await?;
    let (status, shown) = patch(
        &provider,
        &user,
        json!([
            {"op": "Add", "path": "emails[type eq \"work\"].value", "value": "ada@work.example"},
            {"op": "Replace", "path": "name.familyName", "value": "Lovelace"},
            {"op": "Add", "path": format!("{ENTERPRISE}:manager"), "value": "26118915"},
            {"op": "Replace", "value": {
                "name.givenName": "Ada",
                "displayName": "Ada L.",
                format!("{ENTERPRISE}:department"): "Engines",
                "phoneNumbers[type eq \"mobile\"].value": "1815",
                "nothingKnown": "x",
            }},
        ]),
    )
    .await?;
    assert_eq!(status, 200, "{shown}");
    assert_eq!(shown["emails"], json!([{"type": "work", "value": "ada@work.example"}]));
    assert_eq!(shown["phoneNumbers"], json!([{"type": "mobile", "value": "1815"}]));
    assert_eq!(shown["name"], json!({"givenName": "Ada", "familyName": "Lovelace"}));
    assert_eq!(shown[ENTERPRISE], json!({"manager": {"value": "26118915"}, "department": "Engines"}));
    assert_eq!(shown["schemas"], json!([USER, ENTERPRISE]));
    let (_, shown) = patch(&provider, &user, json!([{"op": "Replace", "path": "active", "value": "False"}])).await?;
    assert_eq!(shown["active"], false);
    let (_, shown) = patch(&provider, &user, json!([{"op": "replace", "value": {"active": true}}])).await?;
    assert_eq!(shown["active"], true);

    let caller = Caller::new(&sandbox);
    let id = user.trim_start_matches("Users/");
    let (_, found) = caller.get(&format!("/v1/b2b/organizations/{organization}/member?member_id={id}")).await?;
    assert_eq!(found["member"]["email_address"], "ada@work.example");
    let operations = json!([
        {"op": "remove", "path": "emails[type eq \"work\"].value"},
        {"op": "remove", "path": "active"},
        {"op": "remove", "path": "displayName"},
        {"op": "remove", "path": ENTERPRISE},
        {"op": "remove", "path": "emails"},
    ]);
    let (status, shown) = patch(&provider, &user, operations).await?;
    assert_eq!(status, 200);
    assert!(["emails", "active", "displayName", ENTERPRISE].iter().all(|name| shown.get(*name).is_none()), "{shown}");
    Ok(())
}

#[tokio::test]
async fn a_patch_that_is_refused_changes_nothing() -> TestResult {
    let (sandbox, _, connection) = connected().await?;
    let provider = Provider::new(&sandbox, &connection)?;
    push(&provider, "Users", json!({"userName": "bob@acme.example"})).await?;
    let body = json!({"userName": "ada@acme.example", "emails": [{"value": "ada@acme.example", "type": "work"}]});
    let user = push(&provider, "Users", body).await?;
    let before = provider.get(&user).await?;
    for (operation, status, scim_type) in [
        (json!({"op": "jump"}), 400, "invalidSyntax"),
        (json!({"op": "remove"}), 400, "noTarget"),
        (json!({"op": "remove", "path": "userName"}), 400, "mutability"),
        (json!({"op": "replace", "path": "id", "value": "x"}), 400, "mutability"),
        (json!({"op": "replace", "path": "meta.created", "value": "x"}), 400, "mutability"),
        (json!({"op": "add", "path": "nothing", "value": "x"}), 400, "invalidPath"),
        (json!({"op": "add", "path": "emails[type eq", "value": "x"}), 400, "invalidPath"),
        (json!({"op": "add", "path": 1, "value": "x"}), 400, "invalidPath"),
        (json!({"op": "replace", "path": "emails[type ne \"work\"]", "value": {"value": "x"}}), 400, "noTarget"),
        (json!({"op": "replace", "path": "active", "value": "perhaps"}), 400, "invalidValue"),
        (json!({"op": "replace", "path": "title"}), 400, "invalidValue"),
        (json!({"op": "replace", "value": "x"}), 400, "invalidValue"),
        (json!({"op": "replace", "path": "userName", "value": "BOB@acme.example"}), 409, "uniqueness"),
        (
            json!({"op": "replace", "path": "emails[type eq \"work\"].value", "value": "bob@acme.example"}),
            409,
            "uniqueness",
        ),
    ] {
        let operations = json!([{"op": "replace", "path": "title", "value": "Countess"}, operation]);
        let (answered, refused) = patch(&provider, &user, operations.clone()).await?;
        assert_eq!((answered, &refused["scimType"]), (status, &json!(scim_type)), "{operations}");
        assert_eq!(provider.get(&user).await?, before, "{operations}");
    }
    assert_eq!(patch(&provider, &user, json!([])).await?.0, 400);
    assert_eq!(patch(&provider, "Users/none", json!([{"op": "remove", "path": "title"}])).await?.0, 404);
    Ok(())
}
