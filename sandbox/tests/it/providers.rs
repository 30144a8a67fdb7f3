//! The pages of login providers: who can be picked there, and what the application gets.

use crate::support::{Caller, TestResult, http};
use reqwest::{Method, Response, StatusCode, header};
use serde_json::{Value, json};
use stytch_b2b_sandbox::{LoginTokenSeed, MemberSeed, OrganizationSeed, Sandbox};

const OAUTH: &str = "/v1/b2b/public/oauth/google/start";
const DISCOVERY: &str = "/v1/b2b/public/oauth/microsoft/discovery/start";
const SSO: &str = "/v1/public/sso/start";
/// The verifier and the challenge of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// The query of a URL.
type Parameters<'p> = &'p [(&'p str, &'p str)];

/// A browser that stays where a redirect would take it away.
struct Browser<'s> {
    sandbox: &'s Sandbox,
    http: reqwest::Client,
}

impl<'s> Browser<'s> {
    fn new(sandbox: &'s Sandbox) -> Result<Self, reqwest::Error> {
        Ok(Self { sandbox, http: http().redirect(reqwest::redirect::Policy::none()).build()? })
    }

    /// The URL of a login, with the sandbox's public token unless the parameters have one.
    fn url(&self, path: &str, parameters: Parameters<'_>) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if !parameters.iter().any(|(name, _)| *name == "public_token") {
            query.append_pair("public_token", self.sandbox.public_token());
        }
        let query = query.extend_pairs(parameters).finish();
        format!("{}{path}?{query}", self.sandbox.base_url())
    }

    async fn page(&self, path: &str, parameters: Parameters<'_>) -> Result<(StatusCode, String), reqwest::Error> {
        let response = self.http.get(self.url(path, parameters)).send().await?;
        Ok((response.status(), response.text().await?))
    }

    async fn pick(
        &self,
        path: &str,
        parameters: Parameters<'_>,
        field: (&str, &str),
    ) -> Result<Response, reqwest::Error> {
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs([field]).finish();
        let request = self.http.post(self.url(path, parameters));
        request.header("content-type", "application/x-www-form-urlencoded").body(form).send().await
    }

    /// Picks someone, and gives the parameters that the application is called with.
    async fn log_in(
        &self,
        path: &str,
        parameters: Parameters<'_>,
        field: (&str, &str),
    ) -> Result<Vec<(String, String)>, Box<dyn std::error::Error>> {
        let response = self.pick(path, parameters, field).await?;
        assert_eq!(response.status(), 303);
        assert_eq!(response.headers()["cache-control"], "no-store");
        assert_eq!(response.headers()["referrer-policy"], "no-referrer");
        let location = location(&response)?;
        let (_, query) = location.split_once('?').ok_or("the redirect has a query")?;
        Ok(form_urlencoded::parse(query.as_bytes()).into_owned().collect())
    }
}

fn location(response: &Response) -> Result<String, Box<dyn std::error::Error>> {
    let location = response.headers().get(header::LOCATION).ok_or("the answer is a redirect")?;
    Ok(location.to_str()?.to_owned())
}

fn parameter(parameters: &[(String, String)], name: &str) -> String {
    let found = parameters.iter().find(|(key, _)| key == name);
    found.map(|(_, value)| value.clone()).unwrap_or_default()
}

/// An organization with Ada, and a connection that is active. Gives the organization, the member and the connection.
async fn acme(caller: &Caller<'_>) -> Result<(String, String, String), Box<dyn std::error::Error>> {
    let organization = caller.sandbox.add_organization(OrganizationSeed::new("Acme Co").slug("acme-co"))?;
    let member = caller.sandbox.add_member(&organization, MemberSeed::new("ada@acme.example").name("Ada Lovelace"))?;
    let path = format!("/v1/b2b/sso/saml/{organization}");
    let created = caller.ok(Method::POST, &path, json!({"display_name": "Acme Okta"})).await?;
    let connection = created["connection"]["connection_id"].as_str().unwrap_or_default().to_owned();
    let path = format!("{path}/connections/{connection}/url");
    caller.ok(Method::PUT, &path, json!({"metadata_url": "https://idp.example.com/metadata"})).await?;
    Ok((organization, member, connection))
}

#[tokio::test]
async fn oauth_lets_a_member_of_the_organization_in() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let caller = Caller::new(&sandbox);
    let (organization, member, _) = acme(&caller).await?;
    let invited = MemberSeed::new("bob@acme.example").field("create_member_as_pending", true);
    let invited = sandbox.add_member(&organization, invited)?;
    let other = sandbox.add_organization("Other")?;
    sandbox.add_member(&other, "eve@other.example")?;
    let browser = Browser::new(&sandbox)?;
    let asked_before = sandbox.request_count();
    for organization in [("organization_id", organization.as_str()), ("slug", "acme-co")] {
        let parameters = [
            organization,
            ("login_redirect_url", "http://localhost:3000/authenticate?next=%2Fhome%3Fa%26b#top"),
            ("signup_redirect_url", "http://localhost:3000/welcome"),
            ("custom_scopes", "calendar.read"),
            ("provider_prompt", "consent"),
        ];
        let (status, page) = browser.page(OAUTH, &parameters).await?;
        assert_eq!(status, 200);
        for shown in [
            "Log in with Google (sandbox)",
            "Acme Co",
            "Ada Lovelace",
            "bob@acme.example",
            "pending",
            "calendar.read",
            "consent",
        ] {
            assert!(page.contains(shown), "{shown}: {page}");
        }
        assert!(page.contains(&format!("name=\"member_id\" value=\"{member}\"")), "{page}");
        assert!(!page.contains("eve@other.example"), "{page}");

        let response = browser.pick(OAUTH, &parameters, ("member_id", &member)).await?;
        let url = location(&response)?;
        let start = "http://localhost:3000/authenticate?next=%2Fhome%3Fa%26b&stytch_token_type=oauth&token=";
        let token = url.strip_prefix(start).and_then(|rest| rest.strip_suffix("#top"));
        let token = token.ok_or(url.as_str())?.replace("%3D", "=");
        let login = caller.ok(Method::POST, "/v1/b2b/oauth/authenticate", json!({"oauth_token": token})).await?;
        assert_eq!((&login["member_id"], &login["provider_type"]), (&json!(member), &json!("Google")));

        let response = browser.pick(OAUTH, &parameters, ("member_id", &invited)).await?;
        assert!(location(&response)?.starts_with("http://localhost:3000/welcome?stytch_token_type=oauth&"));
    }
    // The pages are no operations.
    assert_eq!(sandbox.request_count(), asked_before + 2);
    Ok(())
}

#[tokio::test]
async fn discovery_lets_any_address_in() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let caller = Caller::new(&sandbox);
    let (organization, _, _) = acme(&caller).await?;
    let other = sandbox.add_organization("Other")?;
    sandbox.add_member(&other, "ADA@acme.example")?;
    sandbox.add_member(&other, "eve@other.example")?;
    let browser = Browser::new(&sandbox)?;
    let parameters = [("discovery_redirect_url", "http://localhost:3000/discovery")];
    let (status, page) = browser.page(DISCOVERY, &parameters).await?;
    assert_eq!(status, 200);
    assert!(page.contains("Log in with Microsoft (sandbox)") && page.contains("<label for=\"email\">"), "{page}");
    assert_eq!(page.matches("name=\"email_address\" value=").count(), 2, "{page}");

    for (address, organizations) in [("ada@acme.example", 2), ("new@nowhere.example", 0)] {
        let query = browser.log_in(DISCOVERY, &parameters, ("email_address", address)).await?;
        assert_eq!(parameter(&query, "stytch_token_type"), "discovery_oauth");
        let request = json!({"discovery_oauth_token": parameter(&query, "token")});
        let found = caller.ok(Method::POST, "/v1/b2b/oauth/discovery/authenticate", request).await?;
        assert_eq!(found["email_address"], address);
        let discovered = found["discovered_organizations"].as_array().cloned().unwrap_or_default();
        assert_eq!(discovered.len(), organizations);
        if organizations > 0 {
            assert_eq!(discovered[0]["organization"]["organization_id"], organization);
        }
    }
    let response = browser.pick(DISCOVERY, &parameters, ("email_address", "nobody")).await?;
    assert_eq!(response.status(), 400);
    let page = response.text().await?;
    assert!(page.contains("role=\"alert\"") && page.contains("aria-invalid=\"true\""), "{page}");
    Ok(())
}

#[tokio::test]
async fn sso_goes_by_connection_or_organization() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let caller = Caller::new(&sandbox);
    let (organization, member, connection) = acme(&caller).await?;
    let browser = Browser::new(&sandbox)?;
    let redirect = ("login_redirect_url", "http://localhost:3000/authenticate");
    for named in [("connection_id", connection.as_str()), ("organization_id", organization.as_str())] {
        let (status, page) = browser.page(SSO, &[named, redirect]).await?;
        assert_eq!(status, 200);
        assert!(page.contains("Log in with Acme Okta (sandbox)") && page.contains("ada@acme.example"), "{page}");
        let query = browser.log_in(SSO, &[named, redirect], ("member_id", &member)).await?;
        assert_eq!(parameter(&query, "stytch_token_type"), "sso");
        let request = json!({"sso_token": parameter(&query, "token")});
        let login = caller.ok(Method::POST, "/v1/b2b/sso/authenticate", request).await?;
        let factor = &login["member_session"]["authentication_factors"][0]["saml_sso_factor"];
        assert_eq!((&login["member_id"], &factor["provider_id"]), (&json!(member), &json!(connection)));
    }
    let other = sandbox.add_organization("Other")?;
    let created = caller.ok(Method::POST, &format!("/v1/b2b/sso/oidc/{other}"), json!({})).await?;
    let pending = created["connection"]["connection_id"].as_str().unwrap_or_default();
    for (named, status, problem) in [
        (("connection_id", "none"), 404, "holds no SSO connection"),
        (("connection_id", pending), 400, "is not active"),
        (("organization_id", other.as_str()), 400, "Other has no active SSO connection"),
        (("organization_id", "none"), 404, "holds no organization"),
        (("unknown", ""), 400, "neither a connection_id nor an organization_id"),
    ] {
        let (answered, page) = browser.page(SSO, &[named, redirect]).await?;
        assert_eq!(answered, status, "{named:?}");
        assert!(page.contains(problem), "{problem}: {page}");
    }
    Ok(())
}

#[tokio::test]
async fn pkce_holds_from_the_first_page_to_the_last_call() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let caller = Caller::new(&sandbox);
    let (_, member, connection) = acme(&caller).await?;
    let browser = Browser::new(&sandbox)?;
    let (who, address) = (("member_id", member.as_str()), ("email_address", "ada@acme.example"));
    let redirect = ("login_redirect_url", "http://localhost:3000/authenticate");
    let discovery = ("discovery_redirect_url", "http://localhost:3000/authenticate");
    for (path, named, redirect, field, authenticate, token) in [
        (OAUTH, ("slug", "acme-co"), redirect, who, "oauth/authenticate", "oauth_token"),
        (DISCOVERY, ("unused", ""), discovery, address, "oauth/discovery/authenticate", "discovery_oauth_token"),
        (SSO, ("connection_id", &connection), redirect, who, "sso/authenticate", "sso_token"),
    ] {
        let authenticate = format!("/v1/b2b/{authenticate}");
        let parameters = [named, redirect, ("pkce_code_challenge", CHALLENGE)];
        let query = browser.log_in(path, &parameters, field).await?;
        judge_pkce(&caller, &authenticate, json!({token: parameter(&query, "token")}), "pkce_code_verifier").await?;
        let query = browser.log_in(path, &parameters[..2], field).await?;
        let request = json!({token: parameter(&query, "token"), "pkce_code_verifier": VERIFIER});
        let refused = caller.refused(Method::POST, &authenticate, request).await?;
        assert_eq!(refused, (400, "pkce_did_not_expect_code_verifier".to_owned()));
        let parameters = [named, redirect, ("pkce_code_challenge", "plain")];
        assert_eq!(browser.page(path, &parameters).await?.0, 400);
    }
    let token = sandbox.add_login_token(LoginTokenSeed::oauth(&member, "google").pkce_code_challenge(CHALLENGE))?;
    judge_pkce(&caller, "/v1/b2b/oauth/authenticate", json!({"oauth_token": token}), "pkce_code_verifier").await?;
    let request = json!({"kind": "oauth", "member_id": member, "provider": "google", "pkce_code_challenge": CHALLENGE});
    let (_, made) = caller.control(Method::POST, "login-tokens", request).await?;
    let request = json!({"oauth_token": made["token"]});
    judge_pkce(&caller, "/v1/b2b/oauth/authenticate", request, "pkce_code_verifier").await?;
    Ok(())
}

#[tokio::test]
async fn pkce_holds_for_what_is_sent_by_mail() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let caller = Caller::new(&sandbox);
    acme(&caller).await?;
    let password = "Correct-Horse-Battery-7";
    for (send, challenge, authenticate, token, verifier) in [
        (
            "magic_links/email/login_or_signup",
            "pkce_code_challenge",
            "magic_links/authenticate",
            "magic_links_token",
            "pkce_code_verifier",
        ),
        (
            "magic_links/email/discovery/send",
            "pkce_code_challenge",
            "magic_links/discovery/authenticate",
            "discovery_magic_links_token",
            "pkce_code_verifier",
        ),
        (
            "passwords/email/reset/start",
            "code_challenge",
            "passwords/email/reset",
            "password_reset_token",
            "code_verifier",
        ),
        (
            "passwords/discovery/email/reset/start",
            "pkce_code_challenge",
            "passwords/discovery/email/reset",
            "password_reset_token",
            "pkce_code_verifier",
        ),
    ] {
        let mut request = json!({"email_address": "ada@acme.example", challenge: CHALLENGE});
        if !send.contains("discovery") {
            request["organization_id"] = json!("acme-co");
        }
        caller.ok(Method::POST, &format!("/v1/b2b/{send}"), request).await?;
        let mut request = json!({token: caller.secret_sent_to("ada@acme.example")});
        if send.contains("password") {
            request["password"] = json!(password);
        }
        judge_pkce(&caller, &format!("/v1/b2b/{authenticate}"), request, verifier).await?;
    }
    Ok(())
}

/// A token whose login began with the challenge is good with the verifier only, and not used up without it.
async fn judge_pkce(caller: &Caller<'_>, path: &str, mut request: Value, verifier: &str) -> TestResult {
    let missing = caller.refused(Method::POST, path, request.clone()).await?;
    assert_eq!(missing, (400, "pkce_expected_code_verifier".to_owned()), "{path}");
    request[verifier] = json!("wrong");
    let wrong = caller.refused(Method::POST, path, request.clone()).await?;
    assert_eq!(wrong, (400, "pkce_mismatch".to_owned()), "{path}");
    request[verifier] = json!(VERIFIER);
    caller.ok(Method::POST, path, request).await?;
    Ok(())
}

#[tokio::test]
async fn a_login_that_cannot_begin_says_why() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let caller = Caller::new(&sandbox);
    let (_, member, _) = acme(&caller).await?;
    let browser = Browser::new(&sandbox)?;
    let (acme, redirect) = (("slug", "acme-co"), ("login_redirect_url", "http://localhost:3000/"));
    let cases: [(&str, Parameters<'_>, u16, &str); 12] = [
        (OAUTH, &[acme, redirect, ("public_token", "public-token-test-other")], 400, "not this sandbox&#39;s"),
        (OAUTH, &[acme, redirect, ("public_token", "")], 400, "has no public_token"),
        (OAUTH, &[redirect], 400, "organization_id or slug is missing"),
        (OAUTH, &[("slug", "none"), redirect], 404, "no organization of the slug"),
        (OAUTH, &[("organization_id", "none"), redirect], 404, "no organization of the id"),
        (OAUTH, &[acme], 400, "has no login_redirect_url"),
        (OAUTH, &[acme, ("login_redirect_url", "javascript:alert(1)")], 400, "The login_redirect_url is"),
        (OAUTH, &[acme, ("login_redirect_url", "/authenticate")], 400, "The login_redirect_url is"),
        (OAUTH, &[acme, redirect, ("signup_redirect_url", "data:text/html,x")], 400, "The signup_redirect_url is"),
        (DISCOVERY, &[redirect], 400, "has no discovery_redirect_url"),
        (DISCOVERY, &[("discovery_redirect_url", "//other.example")], 400, "The discovery_redirect_url is"),
        ("/v1/b2b/public/oauth/<b>/start", &[acme, redirect], 404, "no login provider"),
    ];
    for (path, parameters, status, problem) in cases {
        let (answered, page) = browser.page(path, parameters).await?;
        assert_eq!(answered, status, "{path} {parameters:?}: {page}");
        assert!(page.contains(problem) && !page.contains("<b>"), "{problem}: {page}");
        let response = browser.pick(path, parameters, ("member_id", &member)).await?;
        assert_eq!(response.status(), status, "{path} {parameters:?}");
        assert!(response.headers().get(header::LOCATION).is_none());
    }
    let elsewhere = sandbox.add_organization("Other")?;
    let elsewhere = sandbox.add_member(&elsewhere, "eve@other.example")?;
    for field in [("member_id", elsewhere.as_str()), ("email_address", "eve@other.example"), ("unknown", "")] {
        assert_eq!(browser.pick(OAUTH, &[acme, redirect], field).await?.status(), 400, "{field:?}");
    }
    Ok(())
}

#[tokio::test]
async fn hostile_names_stay_text_and_long_lists_stay_short() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let hostile = OrganizationSeed::new("<script>alert(1)</script>").slug("hostile");
    let organization = sandbox.add_organization(hostile)?;
    let member = MemberSeed::new("\"><img/src=x>'@acme.example").name("<i>Ada</i>");
    sandbox.add_member(&organization, member)?;
    let browser = Browser::new(&sandbox)?;
    let redirect = "http://localhost:3000/ü?a='&lt=1";
    let parameters = [("slug", "hostile"), ("login_redirect_url", redirect), ("discovery_redirect_url", redirect)];
    for path in [OAUTH, DISCOVERY] {
        let mut parameters = parameters.to_vec();
        parameters.extend([("custom_scopes", "<script>"), ("provider_<script>", "<script>")]);
        let (status, page) = browser.page(path, &parameters).await?;
        assert_eq!(status, 200, "{page}");
        assert!(page.contains("/ü?a=&#39;&amp;lt=1"), "{page}");
        for markup in ["<script", "<img", "<i>", "'@acme"] {
            assert!(!page.contains(markup), "{markup}: {page}");
        }
    }
    for number in 0..100 {
        sandbox.add_member(&organization, format!("member-{number}@acme.example").as_str())?;
    }
    let (_, page) = browser.page(OAUTH, &parameters).await?;
    assert!(page.contains("These are the first 100") && !page.contains("member-99@"), "{page}");
    let response = browser.pick(OAUTH, &parameters, ("email_address", "member-99@acme.example")).await?;
    assert!(location(&response)?.starts_with("http://localhost:3000/%C3%BC?"), "{}", location(&response)?);
    Ok(())
}
