//! The inbox, as browsers get it.

use crate::support::{Caller, TestResult};
use reqwest::Method;
use serde_json::json;
use stytch_b2b_sandbox::{OrganizationSeed, Sandbox};

const MAGIC_LINK: &str = "/v1/b2b/magic_links/email/login_or_signup";

async fn page(caller: &Caller<'_>, path: &str) -> Result<String, reqwest::Error> {
    let response = caller.http.get(format!("{}{path}", caller.sandbox.base_url())).send().await?;
    assert_eq!(response.status(), 200, "{path}");
    response.text().await
}

#[tokio::test]
async fn messages_are_read_newest_first_with_links_and_codes() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let organization = sandbox.add_organization("Acme Co")?;
    sandbox.add_member(&organization, "ada@acme.example")?;
    let caller = Caller::new(&sandbox);
    assert!(page(&caller, "/inbox").await?.contains("Nothing has been sent yet"));
    let send = json!({
        "organization_id": organization, "email_address": "ada@acme.example",
        "login_redirect_url": "http://localhost:3000/authenticate?next=%2Fhome",
    });
    caller.ok(Method::POST, MAGIC_LINK, send).await?;
    let token = caller.secret_sent_to("ada@acme.example");
    caller
        .ok(Method::POST, "/v1/b2b/otps/email/discovery/send", json!({"email_address": "bob+1@other.example"}))
        .await?;
    let code = caller.secret_sent_to("bob+1@other.example");

    let all = page(&caller, "/inbox").await?;
    let link = format!(
        "<a href=\"http://localhost:3000/authenticate?next=%2Fhome&amp;stytch_token_type=multi_tenant_magic_links&amp;token={}\">",
        token.replace('=', "%3D")
    );
    assert!(all.contains(&link), "{all}");
    assert!(all.contains(&format!("<code class=\"code\">{code}</code>")), "{all}");
    assert!(all.contains("To ada@acme.example, Acme Co, <time datetime="), "{all}");
    let (newer, older) = (all.find("One-time code").unwrap_or(usize::MAX), all.find("Magic link").unwrap_or(0));
    assert!(newer < older, "{all}");

    let filtered = page(&caller, "/inbox?to=BOB%2B1%40other.example").await?;
    assert!(filtered.contains(&code) && !filtered.contains("ada@acme.example"), "{filtered}");
    assert!(filtered.contains("value=\"BOB+1@other.example\""), "{filtered}");
    assert!(page(&caller, "/inbox?to=").await?.contains("ada@acme.example"));
    assert!(page(&caller, "/inbox?to=eve").await?.contains("Nothing has been sent to eve yet"));
    assert!(page(&caller, "/").await?.contains("<a href=\"/inbox\">"));
    Ok(())
}

#[tokio::test]
async fn nothing_that_callers_sent_becomes_markup_or_a_program() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let hostile = OrganizationSeed::new("<script>alert(1)</script>").slug("hostile");
    let organization = sandbox.add_organization(hostile)?;
    let email = "\"><img/src=x>'@acme.example";
    sandbox.add_member(&organization, email)?;
    let caller = Caller::new(&sandbox);
    for redirect in ["javascript:alert(1)", "http://localhost/?\"><script>alert(2)</script>"] {
        let send = json!({"organization_id": organization, "email_address": email, "login_redirect_url": redirect});
        caller.ok(Method::POST, MAGIC_LINK, send).await?;
    }
    for path in ["/", "/inbox", "/inbox?to=%22%3E%3Cscript%3Ealert(3)%3C/script%3E"] {
        let page = page(&caller, path).await?;
        for markup in ["<script", "<img", "href=\"javascript", "'@acme"] {
            assert!(!page.contains(markup), "{markup}: {page}");
        }
    }
    let inbox = page(&caller, "/inbox").await?;
    assert!(inbox.contains("<code>javascript:alert(1)?stytch_token_type="), "{inbox}");
    assert!(inbox.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{inbox}");
    Ok(())
}

#[tokio::test]
async fn every_page_says_what_browsers_may_do_with_it() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let organization = sandbox.add_organization("Acme Co")?;
    let caller = Caller::new(&sandbox);
    let query = format!("public_token={}&organization_id={organization}", sandbox.public_token());
    let (oauth, redirect) = ("/v1/b2b/public/oauth/google/start", "login_redirect_url=http://localhost/");
    for (path, own_forms) in [
        ("/".to_owned(), true),
        ("/inbox".to_owned(), true),
        (oauth.to_owned(), true),
        (format!("{oauth}?{query}&{redirect}"), false),
    ] {
        let response = caller.http.get(format!("{}{path}", sandbox.base_url())).send().await?;
        let header = |name: &str| response.headers()[name].to_str().unwrap_or_default().to_owned();
        assert_eq!(header("content-type"), "text/html; charset=utf-8", "{path}");
        assert_eq!(header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(header("cache-control"), "no-store", "{path}");
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        let policy = header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; style-src 'unsafe-inline';"), "{path}: {policy}");
        // A form that ends in a redirect must not be held to one origin.
        assert_eq!(policy.contains("form-action 'self'"), own_forms, "{path}: {policy}");
        let page = response.text().await?;
        for needed in ["<html lang=\"en\">", "name=\"viewport\"", "<a href=\"/inbox\">", ":focus-visible"] {
            assert!(page.contains(needed), "{path}: {needed}");
        }
    }
    assert_eq!(sandbox.request_count(), 0);
    Ok(())
}
