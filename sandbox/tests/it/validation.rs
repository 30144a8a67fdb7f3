//! Requests are checked against the specification.

use crate::schema;
use crate::support::{Caller, TestResult, answer};
use reqwest::Method;
use serde_json::json;
use stytch_b2b_sandbox::Sandbox;

#[tokio::test]
async fn a_request_that_is_not_as_specified_is_refused_by_the_name_of_its_field() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let caller = Caller::new(&sandbox);
    let create = "/v1/b2b/organizations";
    for (request, message) in [
        (caller.request(Method::POST, create), "The request body is missing."),
        (
            caller.request(Method::POST, create).body("{"),
            "The request body is not JSON: EOF while parsing an object at line 1 column 1.",
        ),
        (caller.request(Method::POST, create).json(&json!([])), "The request body is not a JSON object."),
        (caller.request(Method::POST, create).json(&json!({})), "The field organization_name is missing."),
        (
            caller.request(Method::POST, create).json(&json!({"organization_name": 5})),
            "The field organization_name has the wrong type.",
        ),
        (
            caller
                .request(Method::POST, create)
                .json(&json!({"organization_name": "A", "email_allowed_domains": ["a", 5]})),
            "The field email_allowed_domains.1 has the wrong type.",
        ),
        (
            caller.request(Method::POST, "/v1/b2b/scim/x/connection").json(&json!({"identity_provider": "none"})),
            "The field identity_provider is none of [\"generic\",\"okta\",\"microsoft-entra\",\"cyberark\",\"jumpcloud\",\"onelogin\",\"pingfederate\",\"rippling\"].",
        ),
        (
            caller
                .request(Method::POST, "/v1/b2b/passwords/authenticate")
                .json(&json!({"organization_id": "x", "email_address": "x", "password": 77})),
            "The field password has the wrong type.",
        ),
        (
            caller.request(Method::GET, "/v1/b2b/sessions?organization_id=x"),
            "The query parameter member_id is missing.",
        ),
        (caller.request(Method::GET, "/v1/b2b/rbac/policy?page=2"), "There is no query parameter page."),
        (
            caller.request(Method::GET, "/v1/b2b/organizations/members/dangerously_get/x?include_deleted=maybe"),
            "The query parameter include_deleted is not true or false.",
        ),
        (
            caller.request(Method::GET, "/v1/b2b/scim/x/connection/y?limit=-1"),
            "The query parameter limit is not a number that is 0 or more.",
        ),
    ] {
        let (status, body) = answer(request).await?;
        assert_eq!((status.as_u16(), body["error_type"].as_str()), (400, Some("bad_request")), "{body}");
        assert_eq!(body["error_message"], message);
    }
    Ok(())
}

#[tokio::test]
async fn what_official_sdks_send_is_accepted() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let organization = sandbox.add_organization("Acme Co")?;
    let member = sandbox.add_member(&organization, "ada@acme.example")?;
    let caller = Caller::new(&sandbox);
    let path = format!("/v1/b2b/organizations/{organization}");
    // Path parameters once more in the query and in the body, an empty object with DELETE, True for true.
    for request in [
        caller.request(Method::GET, &format!("{path}?organization_id={organization}")),
        caller.request(Method::PUT, &path).json(&json!({"organization_id": organization, "organization_name": "A"})),
        caller.request(Method::DELETE, &format!("{path}/members/{member}")).json(&json!({})),
        caller
            .request(Method::PUT, &format!("{path}/members/{member}/reactivate"))
            .json(&json!({"member_id": member, "organization_id": organization})),
        caller.request(
            Method::GET,
            &format!("/v1/b2b/organizations/members/dangerously_get/{member}?include_deleted=True&member_id={member}"),
        ),
        caller.http.get(format!("{}/v1/b2b/sessions/jwks/{}", sandbox.base_url(), sandbox.project_id())),
    ] {
        let (status, body) = answer(request).await?;
        assert_eq!(status, 200, "{body}");
    }
    Ok(())
}

#[tokio::test]
async fn every_operation_wants_credentials_and_its_own_method() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let caller = Caller::new(&sandbox);
    let operations = schema::operations();
    assert_eq!(operations.len(), 117);
    for (id, method, path) in operations {
        let path = path.replace(['{', '}'], "");
        let url = format!("{}{path}", sandbox.base_url());
        let (status, _) = answer(caller.http.request(method.parse()?, &url)).await?;
        let expected = match id.as_str() {
            // These need no credentials of the project: one finds no such project, two want a form.
            "sessions_get_jwks" => 404,
            "m2m_token" | "idp_introspect_token" => 400,
            _ => 401,
        };
        assert_eq!(status, expected, "{id}");
        let (status, _) = answer(caller.request(Method::PATCH, &path)).await?;
        assert_eq!(status, 405, "{id}");
        assert_eq!(sandbox.requests()[0].operation.as_deref(), Some(id.as_str()));
        sandbox.clear_requests();
    }
    Ok(())
}

#[tokio::test]
async fn made_up_answers_are_as_specified_and_always_the_same() -> TestResult {
    let sandbox = Sandbox::builder().stateless().start().await?;
    let caller = Caller::new(&sandbox);
    let mut answered = 0;
    for (id, method, path) in schema::operations() {
        let path = path.replace(['{', '}'], "");
        let request = || caller.request(method.parse().unwrap_or_default(), &path);
        let request = || if method == "GET" || method == "DELETE" { request() } else { request().json(&json!({})) };
        let (status, mut first) = answer(request()).await?;
        let (_, mut second) = answer(request()).await?;
        if status == 200 {
            schema::judge(&id, &first);
            answered += 1;
        } else {
            let message = first.get("error_message").or(first.get("error_description"));
            let message = message.and_then(serde_json::Value::as_str).unwrap_or_default();
            assert!(status == 400 && message.ends_with("is missing."), "{id}: {first}");
        }
        for answer in [&mut first, &mut second] {
            answer.as_object_mut().map(|fields| fields.remove("request_id"));
        }
        assert_eq!(first, second, "{id}");
    }
    assert!(answered > 40, "{answered}");
    Ok(())
}

#[tokio::test]
async fn bodies_that_are_too_large_are_refused_and_the_server_goes_on() -> TestResult {
    let sandbox = Sandbox::builder().body_limit(1000).start().await?;
    let caller = Caller::new(&sandbox);
    let large = json!({"organization_name": "x".repeat(1001)});
    let (status, body) = answer(caller.request(Method::POST, "/v1/b2b/organizations").json(&large)).await?;
    assert_eq!((status.as_u16(), body["error_type"].as_str()), (413, Some("request_too_large")));
    assert_eq!(caller.get("/v1/b2b/rbac/policy").await?.0, 200);
    Ok(())
}
