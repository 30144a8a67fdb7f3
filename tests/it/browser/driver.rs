//! A browser, with what a person does in it.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::cookies::Cookie;
use fantoccini::key::Key;
use fantoccini::wd::WindowHandle;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

/// chromedriver, which ends with the test.
pub struct Driver {
    process: Child,
    url: String,
}

impl Driver {
    /// `None` where it is not installed.
    pub fn start() -> Option<Self> {
        let chromium = Command::new("chromium").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
        chromium.ok().filter(std::process::ExitStatus::success)?;
        let mut command = Command::new("chromedriver");
        let mut process = command.arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
        let said = BufReader::new(process.stdout.take()?).lines().map_while(Result::ok);
        let started = said.into_iter().find(|line| line.contains("started successfully on port")).unwrap();
        let port: u16 = started.rsplit(' ').next().unwrap().trim_end_matches('.').parse().unwrap();
        Some(Self { process, url: format!("http://127.0.0.1:{port}") })
    }

    /// A browser without a past, that can reach this machine alone.
    pub async fn open(&self, base_url: &str) -> Browser<'_> {
        self.open_with(base_url, json!({})).await
    }

    /// The same with a screen as narrow as a telephone's, which no window is.
    pub async fn open_narrow(&self, base_url: &str) -> Browser<'_> {
        let metrics = json!({"width": 360, "height": 800, "pixelRatio": 1.0});
        self.open_with(base_url, json!({"mobileEmulation": {"deviceMetrics": metrics}})).await
    }

    async fn open_with(&self, base_url: &str, mut options: Value) -> Browser<'_> {
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--window-size=1280,800",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
        ];
        options["args"] = json!(arguments);
        let capabilities = json!({"browserName": "chrome", "goog:chromeOptions": options});
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities.as_object().unwrap().clone());
        let client = builder.connect(&self.url).await.unwrap();
        Browser { client, base_url: base_url.to_owned(), _driver: self }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub struct Browser<'d> {
    client: Client,
    base_url: String,
    _driver: &'d Driver,
}

impl Browser<'_> {
    pub async fn go(&self, path: &str) {
        self.visit(&format!("{}{path}", self.base_url)).await;
    }

    pub async fn visit(&self, url: &str) {
        self.client.goto(url).await.unwrap();
    }

    pub async fn back(&self) {
        self.client.back().await.unwrap();
    }

    pub async fn url(&self) -> String {
        self.client.current_url().await.unwrap().to_string()
    }

    pub async fn path(&self) -> String {
        self.client.current_url().await.unwrap().path().to_owned()
    }

    pub async fn source(&self) -> String {
        self.client.source().await.unwrap()
    }

    /// The heading, which every page has.
    pub async fn title(&self) -> String {
        self.text("h1").await
    }

    pub async fn text(&self, css: &str) -> String {
        self.find(Locator::Css(css)).await.text().await.unwrap()
    }

    pub async fn attribute(&self, css: &str, name: &str) -> String {
        self.find(Locator::Css(css)).await.attr(name).await.unwrap().unwrap()
    }

    pub async fn fill(&self, css: &str, text: &str) {
        let input = self.find(Locator::Css(css)).await;
        input.clear().await.unwrap();
        input.send_keys(text).await.unwrap();
    }

    pub async fn click(&self, css: &str) {
        self.leave(Locator::Css(css)).await;
    }

    /// Presses the button with this text in it.
    pub async fn press(&self, text: &str) {
        self.leave(Locator::XPath(&format!("//button[contains(., \"{text}\")]"))).await;
    }

    /// Follows the link with this text in it.
    pub async fn follow(&self, text: &str) {
        self.leave(Locator::XPath(&format!("//a[contains(., \"{text}\")]"))).await;
    }

    /// Clicks, and waits for the page that follows.
    async fn leave(&self, locator: Locator<'_>) {
        let element = self.find(locator).await;
        self.client.execute("window.old = true", Vec::new()).await.unwrap();
        element.click().await.unwrap();
        for _ in 0..500 {
            let script = "return window.old !== true && document.readyState === 'complete'";
            if self.client.execute(script, Vec::new()).await.is_ok_and(|ready| ready == true) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("no page follows {locator:?} at {}", self.url().await);
    }

    async fn find(&self, locator: Locator<'_>) -> fantoccini::elements::Element {
        match self.client.wait().at_most(Duration::from_secs(10)).for_element(locator).await {
            Ok(element) => element,
            Err(error) => panic!("{locator:?} at {}: {error}\n{}", self.url().await, self.source().await),
        }
    }

    pub async fn cookies(&self) -> Vec<Cookie<'static>> {
        self.client.get_all_cookies().await.unwrap()
    }

    /// Names and values of the session's cookies.
    pub async fn session(&self) -> Vec<(String, String)> {
        let cookies = self.cookies().await.into_iter();
        let pairs = cookies.map(|cookie| (cookie.name().to_owned(), cookie.value().to_owned()));
        pairs.filter(|(name, _)| name.contains("session")).collect()
    }

    pub async fn add_session(&self, cookies: &[(String, String)]) {
        for (name, value) in cookies {
            self.go(&format!("/plant?{name}={value}")).await;
        }
    }

    pub async fn tab(&self) -> WindowHandle {
        self.client.window().await.unwrap()
    }

    pub async fn new_tab(&self) {
        let tab = self.client.new_window(true).await.unwrap();
        self.use_tab(tab.handle).await;
    }

    pub async fn use_tab(&self, tab: WindowHandle) {
        self.client.switch_to_window(tab).await.unwrap();
    }

    /// Nothing is wider than the window.
    pub async fn assert_fits(&self, name: &str) {
        let script = "return [document.documentElement.scrollWidth, window.innerWidth]";
        let widths: (u32, u32) =
            serde_json::from_value(self.client.execute(script, Vec::new()).await.unwrap()).unwrap();
        assert!(widths.0 <= widths.1, "{name}: {widths:?}");
    }

    /// What the tab key comes to, by name or text, until it leaves the page.
    pub async fn tab_through(&self, most: usize) -> Vec<String> {
        let mut reached: Vec<String> = Vec::new();
        for _ in 0..most {
            self.client.active_element().await.unwrap().send_keys(&char::from(Key::Tab).to_string()).await.unwrap();
            let script =
                "const at = document.activeElement; return at === document.body ? '' : at.name || at.textContent";
            let name = self.client.execute(script, Vec::new()).await.unwrap().as_str().unwrap_or_default().to_owned();
            if name.is_empty() || reached.contains(&name) {
                break;
            }
            reached.push(name);
        }
        reached
    }

    pub async fn screenshot(&self) -> Vec<u8> {
        self.client.screenshot().await.unwrap()
    }

    pub async fn close(self) {
        self.client.close().await.unwrap();
    }
}
