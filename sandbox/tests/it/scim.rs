//! SCIM connections and their groups.

use crate::support::{Caller, TestResult};
use serde_json::{Value, json};
use std::collections::HashSet;
use stytch_b2b_sandbox::Sandbox;

/// All pages of a connection's groups, and the cursors that were asked with.
async fn all_pages(caller: &Caller<'_>, groups: &str, limit: u64) -> Result<Vec<Value>, reqwest::Error> {
    let mut pages: Vec<Value> = Vec::new();
    loop {
        let cursor = pages.last().and_then(|page| page["next_cursor"].as_str());
        let query = cursor.map_or(String::new(), |cursor| format!("&cursor={cursor}"));
        let (status, page) = caller.get(&format!("{groups}?limit={limit}{query}")).await?;
        assert_eq!(status, 200, "{page}");
        let last = page["next_cursor"].is_null();
        pages.push(page);
        if last {
            return Ok(pages);
        }
    }
}

#[tokio::test]
async fn groups_come_page_by_page() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let organization = sandbox.add_organization("Acme Co")?;
    let connection = sandbox.add_scim_connection(&organization)?;
    sandbox.add_scim_groups(&connection, 2_500)?;
    let caller = Caller::new(&sandbox);
    let groups = format!("/v1/b2b/scim/{organization}/connection/{connection}");

    let pages = all_pages(&caller, &groups, 1000).await?;
    let sizes: Vec<usize> = pages.iter().map(|page| page["scim_groups"].as_array().map_or(0, Vec::len)).collect();
    assert_eq!(sizes, [1000, 1000, 500]);
    let ids: HashSet<&str> = pages
        .iter()
        .flat_map(|page| page["scim_groups"].as_array().into_iter().flatten())
        .filter_map(|group| group["group_id"].as_str())
        .collect();
    assert_eq!(ids.len(), 2_500);
    assert_eq!(pages[0]["scim_groups"][0]["group_name"], "Group 00001");
    assert_eq!(pages[2]["scim_groups"][499]["group_name"], "Group 02500");
    assert_eq!(sandbox.request_count(), 3);

    let (_, page) = caller.get(&groups).await?;
    assert_eq!(page["scim_groups"].as_array().map(Vec::len), Some(100));
    for query in ["limit=1001", "limit=x"] {
        let (status, body) = caller.get(&format!("{groups}?{query}")).await?;
        assert_eq!((status.as_u16(), &body["error_type"]), (400, &json!("bad_request")), "{query}");
    }
    let (status, body) = caller.get(&format!("{groups}?cursor=made-up")).await?;
    assert_eq!((status.as_u16(), &body["error_type"]), (400, &json!("invalid_cursor")));
    Ok(())
}

#[tokio::test]
async fn a_cursor_of_another_connection_is_refused() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let caller = Caller::new(&sandbox);
    let mut paths = Vec::new();
    for name in ["Acme", "Beta"] {
        let organization = sandbox.add_organization(name)?;
        let connection = sandbox.add_scim_connection(&organization)?;
        sandbox.add_scim_groups(&connection, 10)?;
        paths.push(format!("/v1/b2b/scim/{organization}/connection/{connection}?limit=5"));
    }
    let (_, page) = caller.get(&paths[0]).await?;
    let cursor = page["next_cursor"].as_str().unwrap_or_default();
    let (status, _) = caller.get(&format!("{}&cursor={cursor}", paths[0])).await?;
    assert_eq!(status, 200);
    let (status, _) = caller.get(&format!("{}&cursor={cursor}", paths[1])).await?;
    assert_eq!(status, 400);
    Ok(())
}

#[tokio::test]
async fn a_connection_lives_through_all_its_operations() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let organization = sandbox.add_organization("Acme Co")?;
    let caller = Caller::new(&sandbox);
    let path = format!("/v1/b2b/scim/{organization}/connection");

    let (_, none) = caller.get(&path).await?;
    assert!(none["connection"].is_null());
    let (status, created) = caller.post(&path, json!({"display_name": "Okta", "identity_provider": "okta"})).await?;
    assert_eq!(status, 200);
    let token = created["connection"]["bearer_token"].as_str().unwrap_or_default().to_owned();
    let one = format!("{path}/{}", created["connection"]["connection_id"].as_str().unwrap_or_default());
    let (status, again) = caller.post(&path, json!({})).await?;
    assert_eq!((status.as_u16(), &again["error_type"]), (400, &json!("active_scim_connection_exists")));

    let (_, got) = caller.get(&path).await?;
    let last_four = got["connection"]["bearer_token_last_four"].as_str().unwrap_or_default().to_owned();
    assert!(token.ends_with(&last_four) && last_four.len() == 4);
    let (status, early) = caller.post(&format!("{one}/rotate/complete"), json!({})).await?;
    assert_eq!((status.as_u16(), &early["error_type"]), (400, &json!("scim_connection_not_rotating_token")));
    let (_, started) = caller.post(&format!("{one}/rotate/start"), json!({})).await?;
    let next = started["connection"]["next_bearer_token"].as_str().unwrap_or_default().to_owned();
    assert_ne!(next, token);
    let (_, completed) = caller.post(&format!("{one}/rotate/complete"), json!({})).await?;
    assert!(completed["connection"]["bearer_token_last_four"].as_str().is_some_and(|four| next.ends_with(four)));
    caller.post(&format!("{one}/rotate/start"), json!({})).await?;
    let (_, cancelled) = caller.post(&format!("{one}/rotate/cancel"), json!({})).await?;
    assert_eq!(cancelled["connection"]["next_bearer_token_last_four"], "");

    let (_, updated) = caller.put(&one, json!({"display_name": "Entra"})).await?;
    assert_eq!(updated["connection"]["display_name"], "Entra");
    assert_eq!(updated["connection"]["identity_provider"], "okta");
    let (_, organization) = caller.get(&format!("/v1/b2b/organizations/{organization}")).await?;
    assert_eq!(organization["organization"]["scim_active_connection"]["display_name"], "Entra");
    let (status, _) = caller.delete(&one).await?;
    assert_eq!(status, 200);
    let (_, none) = caller.get(&path).await?;
    assert!(none["connection"].is_null());
    let (status, gone) = caller.delete(&one).await?;
    assert_eq!((status.as_u16(), &gone["error_type"]), (404, &json!("scim_connection_not_found")));
    Ok(())
}
