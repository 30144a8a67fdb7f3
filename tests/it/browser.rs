//! The example application in a real browser: headless Chromium, driven by chromedriver.

mod driver;

#[path = "../../examples/web_app.rs"]
#[allow(dead_code)]
mod web_app;

use std::io::Write as _;

use axum::extract::RawQuery;
use axum::http::header::SET_COOKIE;
use axum::response::IntoResponse;
use axum::routing::get;
use tokio::net::TcpListener;

use driver::{Browser, Driver};

/// Set where this part must run.
const REQUIRED: &str = "REQUIRE_BROWSER";

const ADA: &str = "ada@acme.example";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_login() {
    let Some(driver) = Driver::start() else {
        assert!(std::env::var_os(REQUIRED).is_none(), "chromium and chromedriver are not installed");
        // Past what tests print into, so that it is seen.
        writeln!(
            std::io::stderr(),
            "not run: the example in a browser, since chromium and chromedriver are not installed"
        )
        .unwrap();
        return;
    };
    by_link_with_permissions_and_logout(&driver).await;
    by_google_to_a_second_factor_and_two_tabs(&driver).await;
    by_sso(&driver).await;
    another_browser(&driver).await;
    a_tampered_cookie(&driver).await;
    screenshots(&driver).await;
}

struct Site {
    base_url: String,
    api_url: String,
}

/// Sets a cookie as the application would. Nobody else can set one with such a name, not even the driver.
async fn plant(RawQuery(cookie): RawQuery) -> impl IntoResponse {
    ([(SET_COOKIE, format!("{}; Path=/; Secure; HttpOnly; SameSite=Lax", cookie.unwrap()))], "planted")
}

impl Site {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        let app = web_app::demo(base_url.clone()).await.unwrap();
        let api_url = app.api_url.clone();
        let routes = web_app::routes(app).route("/plant", get(plant));
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { base_url, api_url }
    }

    async fn open<'d>(&self, driver: &'d Driver) -> Browser<'d> {
        let browser = driver.open(&self.base_url).await;
        browser.go("/").await;
        browser
    }

    /// Logs Ada in to Acme by a link, and says which link it was.
    async fn log_in_by_link(&self, browser: &Browser<'_>) -> String {
        assert_eq!(browser.title().await, "Log in to Papers");
        browser.fill("#email", ADA).await;
        browser.press("Send me a link").await;
        browser.follow("Open the sandbox's inbox").await;
        let link = browser.attribute("article a", "href").await;
        browser.click("article a").await;
        assert_eq!(browser.path().await, "/organizations");
        browser.press("Acme").await;
        assert_eq!(browser.text("#organization").await, "acme");
        link
    }
}

async fn by_link_with_permissions_and_logout(driver: &Driver) {
    let site = Site::start().await;
    let browser = site.open(driver).await;
    let link = site.log_in_by_link(&browser).await;
    assert_eq!((browser.path().await.as_str(), browser.text("#factors").await.as_str()), ("/", "1"));

    // Cookies as the browser sees them: the session's two, and none that only the login needed.
    let mut names = Vec::new();
    for cookie in browser.cookies().await {
        assert_eq!(cookie.secure(), Some(true), "{cookie:?}");
        assert_eq!(cookie.http_only(), Some(true), "{cookie:?}");
        assert_eq!(cookie.same_site().unwrap().to_string(), "Lax", "{cookie:?}");
        assert_eq!((cookie.path(), cookie.domain()), (Some("/"), Some("localhost")), "{cookie:?}");
        names.push(cookie.name().to_owned());
    }
    names.sort();
    assert_eq!(names, ["__Host-session", "__Host-session_jwt"]);

    // What her roles allow, and what they do not.
    browser.follow("Read the documents").await;
    assert!(browser.text("main").await.contains("The documents of acme. Allowed by"));
    browser.go("/").await;
    browser.press("Delete a document").await;
    assert_eq!(browser.title().await, "Not allowed");

    // The link leads nowhere a second time, and her session goes on.
    browser.visit(&link).await;
    assert_eq!(browser.title().await, "Please start again");
    assert!(!browser.source().await.contains(token_of(&link)));
    browser.go("/").await;
    assert_eq!(browser.title().await, "Your papers");

    // After the logout neither the back button nor a page that was left open shows or does anything.
    browser.follow("Read the documents").await;
    browser.go("/").await;
    let stale = browser.tab().await;
    browser.new_tab().await;
    browser.go("/").await;
    browser.press("Log out").await;
    assert_eq!(browser.title().await, "Log in to Papers");
    assert_eq!(browser.cookies().await.len(), 0);
    browser.back().await;
    assert_eq!(browser.title().await, "Log in to Papers");
    browser.use_tab(stale).await;
    browser.follow("Read the documents").await;
    assert_eq!(browser.title().await, "Log in to Papers");
    browser.close().await;
}

fn token_of(link: &str) -> &str {
    link.split("token=").last().unwrap()
}

async fn by_google_to_a_second_factor_and_two_tabs(driver: &Driver) {
    let site = Site::start().await;
    let browser = site.open(driver).await;
    browser.follow("Log in with Google").await;
    assert!(browser.url().await.starts_with(&site.api_url));
    browser.press(ADA).await;
    assert_eq!(browser.path().await, "/organizations");
    browser.press("Acme").await;
    assert_eq!(browser.text("#organization").await, "acme");
    let of_acme = browser.tab().await;

    // In another tab she switches, which takes a second factor.
    browser.new_tab().await;
    browser.go("/switch").await;
    browser.press("Globex").await;
    assert_eq!(browser.path().await, "/second-factor");
    browser.fill("#code", "000000").await;
    browser.press("Go on").await;
    assert!(browser.text("main").await.contains("That was not the code."));
    let code = browser.text("code").await;
    browser.fill("#code", &code).await;
    browser.press("Go on").await;
    assert_eq!(browser.text("#organization").await, "globex");
    browser.press("Delete a document").await;
    assert_eq!(browser.title().await, "Deleted");

    // The page of the other organization deletes nothing in this one.
    browser.use_tab(of_acme).await;
    assert_eq!(browser.text("#organization").await, "acme");
    browser.press("Delete a document").await;
    assert_eq!(browser.title().await, "Not allowed");
    browser.go("/").await;
    assert_eq!(browser.text("#organization").await, "globex");
    browser.close().await;
}

async fn by_sso(driver: &Driver) {
    let site = Site::start().await;
    let browser = site.open(driver).await;
    browser.fill("input[name=organization]", "acme").await;
    browser.press("Log in with your company").await;
    assert!(browser.url().await.starts_with(&site.api_url));
    browser.press(ADA).await;
    assert_eq!(browser.text("#organization").await, "acme");
    assert_eq!(browser.path().await, "/");
    browser.close().await;
}

/// A link that somebody else began, as one that an attacker sends, logs nobody in.
async fn another_browser(driver: &Driver) {
    let site = Site::start().await;
    let attacker = site.open(driver).await;
    attacker.fill("#email", "bo@acme.example").await;
    attacker.press("Send me a link").await;
    attacker.follow("Open the sandbox's inbox").await;
    let link = attacker.attribute("article a", "href").await;
    attacker.close().await;
    let victim = site.open(driver).await;
    victim.visit(&link).await;
    assert_eq!(victim.title().await, "Please start again");
    assert_eq!(victim.cookies().await.len(), 0);

    // A login leaves nothing of a session from before.
    site.log_in_by_link_again(&victim).await;
    let before = victim.session().await;
    victim.press("Log out").await;
    victim.add_session(&before).await;
    victim.go("/login/oauth/google").await;
    victim.press(ADA).await;
    victim.press("Acme").await;
    let after = victim.session().await;
    assert_eq!(after.len(), 2);
    assert!(after.iter().all(|(_, value)| before.iter().all(|(_, old)| old != value)));
    victim.close().await;
}

impl Site {
    async fn log_in_by_link_again(&self, browser: &Browser<'_>) {
        browser.go("/").await;
        self.log_in_by_link(browser).await;
    }
}

async fn a_tampered_cookie(driver: &Driver) {
    let site = Site::start().await;
    let browser = site.open(driver).await;
    site.log_in_by_link(&browser).await;
    let (name, jwt) = browser.session().await.into_iter().find(|(name, _)| name.ends_with("_jwt")).unwrap();
    let place = jwt.len() - 20;
    let other = if &jwt[place..=place] == "A" { "B" } else { "A" };
    browser.add_session(&[(name, format!("{}{other}{}", &jwt[..place], &jwt[place + 1..]))]).await;
    // The session's token is there still, and does not help.
    browser.go("/documents").await;
    assert_eq!(browser.title().await, "Log in to Papers");
    assert_eq!(browser.cookies().await.len(), 0);
    browser.close().await;
}

/// Pictures of every page, at the width of a desk and of a telephone, where a folder for them is named. In both nothing is
/// wider than the window, and all that can be pressed can be reached by the keyboard.
async fn screenshots(driver: &Driver) {
    let folder = std::env::var("SCREENSHOTS").ok();
    let site = Site::start().await;
    for width in [1280, 360] {
        let browser = match width {
            360 => driver.open_narrow(&site.base_url).await,
            _ => driver.open(&site.base_url).await,
        };
        browser.go("/").await;
        let look = async |name: &str| {
            browser.assert_fits(name).await;
            if let Some(folder) = &folder {
                std::fs::write(format!("{folder}/{name}-{width}.png"), browser.screenshot().await).unwrap();
            }
        };
        look("login").await;
        assert_eq!(
            browser.tab_through(8).await,
            ["email_address", "Send me a link", "Log in with Google", "organization", "Log in with your company"]
        );
        browser.follow("Log in with Google").await;
        look("sandbox-google").await;
        browser.go("/").await;
        browser.fill("#email", ADA).await;
        browser.press("Send me a link").await;
        look("sent").await;
        browser.follow("Open the sandbox's inbox").await;
        look("sandbox-inbox").await;
        browser.click("article a").await;
        look("organizations").await;
        browser.press("Globex").await;
        look("second-factor").await;
        let code = browser.text("code").await;
        browser.fill("#code", &code).await;
        browser.press("Go on").await;
        look("home").await;
        browser.visit(&site.api_url).await;
        look("sandbox").await;
        browser.close().await;
    }
}
