//! The requests of identity providers, in the order in which they send them.

use crate::scim_server::{Provider, connected};
use crate::support::{Caller, TestResult, answer};
use reqwest::Method;
use serde_json::{Value, json};

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// A list by its filter, and what else is asked of it.
async fn listed(provider: &Provider, path: &str, query: &[(&str, &str)]) -> Result<Value, reqwest::Error> {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
    let (status, list) = provider.get(&format!("{path}?{query}")).await?;
    assert_eq!(status, 200, "{list}");
    Ok(list)
}

/// A request that has to succeed with this status.
async fn done(
    provider: &Provider,
    method: Method,
    path: &str,
    body: Value,
    expected: u16,
) -> Result<Value, reqwest::Error> {
    let (status, answer) = provider.send(method, path, body).await?;
    assert_eq!(status, expected, "{answer}");
    Ok(answer)
}

/// Operations as one patch.
fn patch(operations: Value) -> Value {
    json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations})
}

fn id(made: &Value) -> &str {
    made["id"].as_str().unwrap_or_default()
}

/// Everything that the connection and the organization show.
async fn everything(
    provider: &Provider,
    caller: &Caller<'_>,
    organization: &str,
) -> Result<[Value; 4], reqwest::Error> {
    let connection = provider.base_url.rsplit('/').next().unwrap_or_default();
    let (_, groups) = caller.get(&format!("/v1/b2b/scim/{organization}/connection/{connection}")).await?;
    let search = json!({"organization_ids": [organization]});
    let (_, members) =
        answer(caller.request(Method::POST, "/v1/b2b/organizations/members/search").json(&search)).await?;
    Ok([
        provider.get("Users").await?.1,
        provider.get("Groups").await?.1,
        groups["scim_groups"].clone(),
        members["members"].clone(),
    ])
}

#[tokio::test]
async fn entra() -> TestResult {
    let (sandbox, organization, connection) = connected().await?;
    let provider = Provider::new(&sandbox, &connection)?;
    let probe = "userName eq \"5d48a0a8-e9aa-4b5c-9a4a-5a2a2f5b0c1e\"";
    assert_eq!(listed(&provider, "Users", &[("filter", probe)]).await?["totalResults"], 0);

    let user = json!({
        "schemas": [USER, ENTERPRISE],
        "externalId": "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef",
        "userName": "Ada@acme.example",
        "active": true,
        "emails": [{"primary": true, "type": "work", "value": "ada@acme.example"}],
        "meta": {"resourceType": "User"},
        "name": {"formatted": "Ada Lovelace", "familyName": "Lovelace", "givenName": "Ada"},
        "roles": [],
    });
    let made = done(&provider, Method::POST, "Users", user, 201).await?;
    let (user_id, user) = (id(&made), format!("Users/{}", id(&made)));
    assert_eq!(done(&provider, Method::GET, &user, Value::Null, 200).await?, made);
    let found = listed(&provider, "Users", &[("filter", "userName eq \"ada@ACME.example\"")]).await?;
    assert_eq!((&found["totalResults"], &found["Resources"][0]), (&json!(1), &made));
    let found =
        listed(&provider, "Users", &[("filter", "externalId eq \"0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef\"")]).await?;
    assert_eq!(found["totalResults"], 1);
    let operations = json!([
        {"op": "Replace", "path": "emails[type eq \"work\"].value", "value": "countess@acme.example"},
        {"op": "Replace", "path": "name.familyName", "value": "King"},
    ]);
    let shown = done(&provider, Method::PATCH, &user, patch(operations), 200).await?;
    assert_eq!(
        (&shown["emails"][0]["value"], &shown["emails"][0]["primary"]),
        (&json!("countess@acme.example"), &json!(true))
    );
    let operations = json!([{"op": "Replace", "path": "userName", "value": "countess@acme.example"}]);
    done(&provider, Method::PATCH, &user, patch(operations), 200).await?;

    let group = json!({
        "schemas": [GROUP, "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"],
        "externalId": "8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159",
        "displayName": "Engines",
        "meta": {"resourceType": "Group"},
    });
    let made = done(&provider, Method::POST, "Groups", group, 201).await?;
    let group = format!("Groups/{}", id(&made));
    let operations = json!([{"op": "Replace", "path": "displayName", "value": "Difference Engines"}]);
    done(&provider, Method::PATCH, &group, patch(operations), 200).await?;
    let operations = json!([{"op": "Add", "path": "members", "value": [{"$ref": null, "value": user_id}]}]);
    done(&provider, Method::PATCH, &group, patch(operations), 200).await?;
    let filter = [("excludedAttributes", "members"), ("filter", "displayName eq \"Difference Engines\"")];
    let found = listed(&provider, "Groups", &filter).await?;
    assert_eq!((&found["totalResults"], found["Resources"][0].get("members")), (&json!(1), None));
    let shown = done(&provider, Method::GET, &format!("{group}?excludedAttributes=members"), Value::Null, 200).await?;
    assert_eq!((&shown["displayName"], shown.get("members")), (&json!("Difference Engines"), None));
    let shown = done(&provider, Method::GET, &group, Value::Null, 200).await?;
    assert_eq!(shown["members"][0]["value"], user_id);
    let operations = json!([{"op": "Remove", "path": "members", "value": [{"$ref": null, "value": user_id}]}]);
    done(&provider, Method::PATCH, &group, patch(operations), 200).await?;

    let operations = json!([{"op": "Replace", "path": "active", "value": "False"}]);
    let shown = done(&provider, Method::PATCH, &user, patch(operations), 200).await?;
    assert_eq!(shown["active"], false);
    done(&provider, Method::DELETE, &user, Value::Null, 204).await?;
    done(&provider, Method::DELETE, &group, Value::Null, 204).await?;
    let [users, groups, ..] = everything(&provider, &Caller::new(&sandbox), &organization).await?;
    assert_eq!((&users["totalResults"], &groups["totalResults"]), (&json!(0), &json!(0)));
    Ok(())
}

#[tokio::test]
async fn okta() -> TestResult {
    let (sandbox, organization, connection) = connected().await?;
    let provider = Provider::new(&sandbox, &connection)?;
    let by_name = [("filter", "userName eq \"ada@acme.example\""), ("startIndex", "1"), ("count", "100")];
    let none = listed(&provider, "Users", &by_name).await?;
    assert_eq!((&none["totalResults"], &none["Resources"]), (&json!(0), &json!([])));

    let user = json!({
        "schemas": [USER],
        "userName": "ada@acme.example",
        "name": {"givenName": "Ada", "familyName": "Lovelace"},
        "emails": [{"primary": true, "value": "ada@acme.example", "type": "work"}],
        "displayName": "Ada Lovelace",
        "locale": "en-US",
        "externalId": "00ujl29u0le5T6Aj10h7",
        "groups": [],
        "password": "1mz050nq",
        "active": true,
    });
    let made = done(&provider, Method::POST, "Users", user.clone(), 201).await?;
    assert!(made.get("password").is_none() && made.get("groups").is_none());
    let (status, refused) = provider.send(Method::POST, "Users", user.clone()).await?;
    assert_eq!((status, &refused["scimType"]), (409, &json!("uniqueness")));
    assert_eq!(listed(&provider, "Users", &by_name).await?["Resources"], json!([made]));
    let (user_id, path) = (id(&made), format!("Users/{}", id(&made)));
    assert_eq!(done(&provider, Method::GET, &path, Value::Null, 200).await?, made);
    let mut changed = user;
    changed["id"] = json!(user_id);
    changed["name"]["middleName"] = json!("Augusta");
    changed["meta"] = json!({"resourceType": "User"});
    let shown = done(&provider, Method::PUT, &path, changed, 200).await?;
    assert_eq!(shown["name"]["middleName"], "Augusta");

    assert_eq!(listed(&provider, "Groups", &[("startIndex", "1"), ("count", "100")]).await?["totalResults"], 0);
    let group = json!({"schemas": [GROUP], "displayName": "Test SCIMv2", "members": []});
    let made = done(&provider, Method::POST, "Groups", group, 201).await?;
    let group = format!("Groups/{}", id(&made));
    let operations = json!([{"op": "replace", "value": {"id": id(&made), "displayName": "Engines"}}]);
    done(&provider, Method::PATCH, &group, patch(operations), 200).await?;
    let member = json!({"value": user_id, "display": "ada@acme.example"});
    let operations = json!([{"op": "add", "path": "members", "value": [member]}]);
    let shown = done(&provider, Method::PATCH, &group, patch(operations), 200).await?;
    assert_eq!((&shown["displayName"], &shown["members"]), (&json!("Engines"), &json!([member])));
    let whole = json!({"schemas": [GROUP], "id": id(&made), "displayName": "Engines", "members": [member]});
    done(&provider, Method::PUT, &group, whole, 200).await?;
    let path_of_one = format!("members[value eq \"{user_id}\"]");
    let operations = json!([{"op": "remove", "path": path_of_one}]);
    let shown = done(&provider, Method::PATCH, &group, patch(operations), 200).await?;
    assert!(shown.get("members").is_none());

    for active in [false, true, false] {
        let operations = json!([{"op": "replace", "value": {"active": active}}]);
        let shown = done(&provider, Method::PATCH, &path, patch(operations), 200).await?;
        assert_eq!(shown["active"], active);
        let [.., members] = everything(&provider, &Caller::new(&sandbox), &organization).await?;
        assert_eq!(members[0]["status"], if active { "active" } else { "deactivated" });
    }
    done(&provider, Method::DELETE, &group, Value::Null, 204).await?;
    Ok(())
}

#[tokio::test]
async fn what_is_refused_changes_nothing() -> TestResult {
    let (sandbox, organization, connection) = connected().await?;
    let provider = Provider::new(&sandbox, &connection)?;
    let caller = Caller::new(&sandbox);
    let mut users = Vec::new();
    for name in ["ada", "bob"] {
        let user = json!({"userName": name, "emails": [{"value": format!("{name}@acme.example")}]});
        users.push(format!("Users/{}", id(&done(&provider, Method::POST, "Users", user, 201).await?)));
    }
    let member = users[0].trim_start_matches("Users/");
    let group = json!({"displayName": "Engines", "members": [{"value": member}]});
    let made = done(&provider, Method::POST, "Groups", group, 201).await?;
    let (user, group) = (users[0].as_str(), format!("Groups/{}", id(&made)));
    let group = group.as_str();
    let before = everything(&provider, &caller, &organization).await?;
    let stranger =
        Provider { http: provider.http.clone(), base_url: provider.base_url.clone(), token: "of-nobody".to_owned() };
    let remove_all = patch(json!([{"op": "remove", "path": "members"}, {"op": "remove"}]));
    for (asking, method, path, body, status, scim_type) in [
        (&provider, Method::POST, "Users", json!({"userName": "BOB"}), 409, json!("uniqueness")),
        (
            &provider,
            Method::POST,
            "Users",
            json!({"userName": "b", "emails": [{"value": "BOB@acme.example"}]}),
            409,
            json!("uniqueness"),
        ),
        (&provider, Method::POST, "Users", json!({"displayName": "x"}), 400, json!("invalidValue")),
        (&provider, Method::POST, "Users", json!({"userName": "c", "active": "perhaps"}), 400, json!("invalidValue")),
        (&provider, Method::POST, "Users", json!({"userName": "c", "emails": [7]}), 400, json!("invalidValue")),
        (&provider, Method::POST, "Users", json!(["c"]), 400, json!("invalidSyntax")),
        (&provider, Method::POST, "Groups", json!({"members": []}), 400, json!("invalidValue")),
        (&provider, Method::PUT, user, json!({"userName": "bob"}), 409, json!("uniqueness")),
        (&provider, Method::PUT, user, json!({"userName": "ada", "name": "Ada"}), 400, json!("invalidValue")),
        (&provider, Method::PUT, user, json!({}), 400, json!("invalidValue")),
        (&provider, Method::PUT, "Users/none", json!({"userName": "d"}), 404, Value::Null),
        (&provider, Method::PUT, group, json!({"displayName": {}}), 400, json!("invalidValue")),
        (&provider, Method::PATCH, group, remove_all, 400, json!("noTarget")),
        (
            &provider,
            Method::PATCH,
            "Groups/none",
            patch(json!([{"op": "remove", "path": "members"}])),
            404,
            Value::Null,
        ),
        (&provider, Method::DELETE, "Users/none", Value::Null, 404, Value::Null),
        (&provider, Method::DELETE, "Users", Value::Null, 405, Value::Null),
        (&provider, Method::POST, user, json!({"userName": "e"}), 405, Value::Null),
        (&provider, Method::POST, "Bulk", json!({"Operations": []}), 501, Value::Null),
        (&provider, Method::POST, ".search", json!({"filter": "userName is \"ada\""}), 400, json!("invalidFilter")),
        (&stranger, Method::POST, "Users", json!({"userName": "f"}), 401, Value::Null),
        (&stranger, Method::DELETE, user, Value::Null, 401, Value::Null),
    ] {
        let (answered, refused) = asking.send(method.clone(), path, body.clone()).await?;
        assert_eq!((answered, &refused["scimType"]), (status, &scim_type), "{method} {path} {body}");
        assert_eq!(refused["schemas"], json!(["urn:ietf:params:scim:api:messages:2.0:Error"]));
        assert_eq!(refused["status"], status.to_string());
        assert_eq!(everything(&provider, &caller, &organization).await?, before, "{method} {path} {body}");
    }
    Ok(())
}
