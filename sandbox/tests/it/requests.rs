//! Routes, credentials, and the record of requests.

use crate::support::{Caller, TestResult, answer};
use reqwest::Method;
use serde_json::{Value, json};
use stytch_b2b_sandbox::{Credential, OrganizationSeed, Sandbox};

#[tokio::test]
async fn an_organization_is_found_by_id_slug_and_external_id() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let seed = OrganizationSeed::new("Acme Co").slug("acme").external_id("crm-1");
    let id = sandbox.add_organization(seed)?;
    let caller = Caller::new(&sandbox);
    for key in [id.as_str(), "acme", "crm-1"] {
        let (status, body) = caller.get(&format!("/v1/b2b/organizations/{key}")).await?;
        assert_eq!(status, 200);
        assert_eq!(body["organization"]["organization_id"], id.as_str());
        assert_eq!(body["organization"]["organization_name"], "Acme Co");
        assert_eq!(body["status_code"], 200);
    }
    let (status, body) = caller.get("/v1/b2b/organizations/other").await?;
    assert_eq!((status.as_u16(), &body["error_type"]), (404, &json!("organization_not_found")));
    Ok(())
}

#[tokio::test]
async fn the_same_seed_makes_the_same_ids() -> TestResult {
    let (first, second) = (Sandbox::builder().start().await?, Sandbox::builder().start().await?);
    let other = Sandbox::builder().seed(1).start().await?;
    assert_eq!(first.project_id(), second.project_id());
    assert_eq!(first.add_organization("Acme")?, second.add_organization("Acme")?);
    assert_ne!(first.add_organization("Beta")?, other.add_organization("Beta")?);
    Ok(())
}

#[tokio::test]
async fn wrong_credentials_are_refused_in_the_format_of_the_api() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let id = sandbox.add_organization("Acme Co")?;
    let url = format!("{}/v1/b2b/organizations/{id}", sandbox.base_url());
    let http = crate::support::http().build()?;
    for request in [
        http.get(&url),
        http.get(&url).basic_auth(sandbox.project_id(), Some("wrong")),
        http.get(&url).basic_auth("project-test-wrong", Some(sandbox.secret())),
        http.get(&url).bearer_auth(sandbox.secret()),
        http.get(&url).header("authorization", "Basic ?"),
    ] {
        let (status, body) = answer(request).await?;
        assert_eq!(status, 401);
        assert_eq!(body["error_type"], "unauthorized_credentials");
        assert_eq!(body["status_code"], 401);
        for field in ["request_id", "error_message", "error_url"] {
            assert!(body[field].as_str().is_some_and(|text| !text.is_empty()), "{field}: {body}");
        }
    }
    let seen: Vec<Credential> = sandbox.requests().iter().map(|request| request.authorization).collect();
    use Credential::{Absent, Rejected};
    assert_eq!(seen, [Absent, Rejected, Rejected, Rejected, Rejected]);
    Ok(())
}

#[tokio::test]
async fn an_unknown_route_is_named() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let caller = Caller::new(&sandbox);
    let (status, body) = caller.get("/v1/b2b/organisations/x").await?;
    assert_eq!((status.as_u16(), &body["error_type"]), (404, &json!("route_not_found")));
    assert_eq!(body["error_message"], "There is no operation GET /v1/b2b/organisations/x.");
    let (status, body) = caller.post("/v1/b2b/organizations/x", json!({})).await?;
    assert_eq!((status.as_u16(), &body["error_type"]), (405, &json!("method_not_allowed")));
    assert_eq!(body["error_message"], "/v1/b2b/organizations/x does not take POST, only DELETE, GET, PUT.");
    Ok(())
}

#[tokio::test]
async fn requests_are_recorded_without_credentials() -> TestResult {
    let sandbox = Sandbox::builder().record_limit(2).start().await?;
    let id = sandbox.add_organization("Acme Co")?;
    let caller = Caller::new(&sandbox);
    caller.get("/v1/b2b/organizations/none").await?;
    let create = caller.request(reqwest::Method::POST, &format!("/v1/b2b/scim/{id}/connection?a=1&a=%20"));
    let create = create
        .header("x-stytch-member-session", "sentinel")
        .json(&json!({"display_name": "Okta", "shoe_size": 43, "organization_id": id}));
    create.send().await?;
    caller.http.get(format!("{}/nothing", sandbox.base_url())).send().await?;

    assert_eq!(sandbox.request_count(), 3);
    let requests = sandbox.requests();
    assert_eq!(requests.iter().map(|request| request.number).collect::<Vec<_>>(), [2, 3]);
    let create = &requests[0];
    assert_eq!(
        (create.method.as_str(), create.path.as_str()),
        ("POST", format!("/v1/b2b/scim/{id}/connection").as_str())
    );
    assert_eq!(create.query, [("a".to_owned(), "1".to_owned()), ("a".to_owned(), " ".to_owned())]);
    assert_eq!(create.body["display_name"], "Okta");
    assert_eq!(create.operation.as_deref(), Some("scim_connection_create"));
    assert_eq!(create.unknown_fields, ["shoe_size"]);
    assert_eq!(create.header("authorization"), Some("[redacted]"));
    assert!(!format!("{create:?}").contains("sentinel"));
    assert!(!format!("{create:?}").contains(sandbox.secret()));
    let nothing = &requests[1];
    assert_eq!((nothing.status, &nothing.operation, &nothing.body), (Some(404), &None, &Value::Null));
    sandbox.clear_requests();
    assert_eq!((sandbox.request_count(), sandbox.requests().len()), (0, 0));
    Ok(())
}

#[tokio::test]
async fn it_stops_when_told_and_when_dropped() -> TestResult {
    for told in [true, false] {
        let sandbox = Sandbox::builder().start().await?;
        let address = sandbox.address();
        let _idle = tokio::net::TcpStream::connect(address).await?;
        if told {
            sandbox.shutdown().await;
        } else {
            drop(sandbox);
            tokio::task::yield_now().await;
        }
        assert!(tokio::net::TcpStream::connect(address).await.is_err());
    }
    Ok(())
}

#[tokio::test]
async fn nobody_is_served_before_the_seed_is_there() -> TestResult {
    let mut early = None;
    let sandbox = Sandbox::builder().start_seeded(|sandbox| {
        early = Some(std::net::TcpStream::connect(sandbox.address())?);
        sandbox.add_organization("Acme Co").map(drop).map_err(std::io::Error::other)
    });
    let sandbox = sandbox.await?;
    assert!(early.is_some());
    assert_eq!(Caller::new(&sandbox).get("/v1/b2b/organizations/acme-co").await?.0, 200);
    let failed = Sandbox::builder().start_seeded(|_| Err(std::io::Error::other("no seed"))).await;
    assert_eq!(failed.map(drop).map_err(|error| error.to_string()), Err("no seed".to_owned()));
    Ok(())
}

/// Some clients write null for whatever is not set.
#[tokio::test]
async fn null_counts_as_absent_and_is_noted() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let caller = Caller::new(&sandbox);
    let request = json!({
        "organization_name": "Acme Co", "organization_slug": null, "email_allowed_domains": null,
        "trusted_metadata": {"kept": [null]},
    });
    let created = caller.ok(Method::POST, "/v1/b2b/organizations", request).await?;
    assert_eq!(created["organization"]["trusted_metadata"], json!({"kept": [null]}));
    let mut noted = sandbox.requests().pop().map(|request| request.null_fields).unwrap_or_default();
    noted.sort();
    assert_eq!(noted, ["email_allowed_domains", "organization_slug"]);
    // What is required is not made up.
    let refused = caller.refused(Method::POST, "/v1/b2b/organizations", json!({"organization_name": null})).await?;
    assert_eq!(refused, (400, "bad_request".to_owned()));
    Ok(())
}
