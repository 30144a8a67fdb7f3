//! The inbox, as browsers get it.

use crate::support::{Caller, TestResult};
use reqwest::Method;
use serde_json::json;
use std::time::{Duration, UNIX_EPOCH};
use stytch_b2b_sandbox::{OrganizationSeed, RateLimit, Sandbox};

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
async fn the_windows_of_limited_operations_are_drawn_as_they_fill() -> TestResult {
    let noon = UNIX_EPOCH + Duration::from_secs(1_795_262_400);
    let sandbox = Sandbox::builder().clock(noon).start().await?;
    let path = format!("/v1/b2b/organizations/{}", sandbox.add_organization("Acme Co")?);
    let caller = Caller::new(&sandbox);
    assert!(!page(&caller, "/").await?.contains("Rate limits"));
    sandbox.rate_limit(RateLimit::per_minute(4).on("organizations_get"));
    for requests in [2, 5] {
        sandbox.advance_clock(Duration::from_secs(60));
        for _ in 0..requests {
            caller.request(Method::GET, &path).send().await?;
        }
    }
    let row = |page: String| page.lines().find(|line| line.contains("class=\"bars\"")).unwrap_or_default().to_owned();
    let full = row(page(&caller, "/").await?);
    assert!(full.ends_with("<td>4 of 4</td><td>1</td><td>60 of 60 s</td></tr>"), "{full}");
    // In a height of 20, which stands for five requests.
    for bar in [
        r#"class="allowed" x="0" y="12.0" width="5" height="8.0""#,
        r#"class="refused" x="0" y="12.0" width="5" height="0.0""#,
        r#"class="allowed" x="6" y="4.0" width="5" height="16.0""#,
        r#"class="refused" x="6" y="0.0" width="5" height="4.0""#,
    ] {
        assert!(full.contains(bar), "{bar}: {full}");
    }
    sandbox.advance_clock(Duration::from_secs(80));
    let later = row(page(&caller, "/").await?);
    assert!(later.ends_with("<td>0 of 4</td><td>0</td><td>40 of 60 s</td></tr>"), "{later}");
    assert_eq!(later.matches("class=\"allowed\"").count(), 3);
    let response = caller.http.get(sandbox.base_url()).send().await?;
    assert_eq!(response.headers().get("refresh").and_then(|value| value.to_str().ok()), Some("1"));
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
