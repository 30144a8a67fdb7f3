//! [`ClientBuilder`]: everything that can be said about a client.

use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;
use reqwest::Url;

use crate::error::Error;
use crate::gate::Gates;
use crate::retry::{Budget, RetryPolicy};
use crate::settings::{BodyLimits, Settings, Timeouts};
use crate::tls::{self, Trust};
use crate::{Client, Secret};

const PRODUCTION: &str = "https://api.stytch.com";
const TEST: &str = "https://test.stytch.com";
const LIVE_PROJECT: &str = "project-live-";

/// Makes a [`Client`] that differs from the usual one.
///
/// ```
/// use std::time::Duration;
/// use stytch_b2b::{Client, RetryPolicy};
///
/// # fn example() -> Result<(), stytch_b2b::Error> {
/// let client = Client::builder("project-test-…", "secret-test-…")
///     .timeout(Duration::from_secs(10))
///     .retry(RetryPolicy::default().max_attempts(5))
///     .user_agent_suffix("acme-directory-sync/1.2")
///     .build()?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a builder makes no client until `build` is called"]
pub struct ClientBuilder {
    project_id: String,
    secret: Secret,
    base_url: Option<String>,
    timeouts: Timeouts,
    bodies: BodyLimits,
    retry: RetryPolicy,
    user_agent_suffix: Option<String>,
    proxy: Option<String>,
    root_certificates: Vec<Vec<u8>>,
    http: Option<reqwest::ClientBuilder>,
    jitter_seed: Option<u64>,
}

impl ClientBuilder {
    pub(crate) fn new(project_id: String, secret: Secret) -> Self {
        Self {
            project_id,
            secret,
            base_url: None,
            timeouts: Timeouts {
                connect: Duration::from_secs(3),
                attempt: Duration::from_secs(10),
                search: Duration::from_secs(15),
                call: Duration::from_secs(30),
            },
            bodies: BodyLimits { success: 8 << 20, error: 64 << 10 },
            retry: RetryPolicy::default(),
            user_agent_suffix: None,
            proxy: None,
            root_certificates: Vec::new(),
            http: None,
            jitter_seed: None,
        }
    }

    /// Where the API is: a custom domain, or a local stand-in. Without it the project id says whether it is the production
    /// or the test environment. Plain `http` is taken for loopback addresses alone.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// How long making a connection may take, the TLS handshake included. 3 seconds unless set. It must be shorter than the
    /// limit of an attempt, since only then is it known that nothing was sent.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.timeouts.connect = limit;
        self
    }

    /// How long one request with its response may take. 10 seconds unless set, and 15 for searches.
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.timeouts.attempt = limit;
        self.timeouts.search = limit;
        self
    }

    /// How long a call may take, with every attempt and all waiting. 30 seconds unless set.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeouts.call = limit;
        self
    }

    /// When requests are sent again.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// The largest response of success that is read, in bytes. 8 MiB unless set.
    pub fn max_response_bytes(mut self, limit: u64) -> Self {
        self.bodies.success = limit;
        self
    }

    /// The largest error response that is read, in bytes. 64 KiB unless set.
    pub fn max_error_bytes(mut self, limit: u64) -> Self {
        self.bodies.error = limit;
        self
    }

    /// What is added to the `User-Agent`: the name and version of your program.
    pub fn user_agent_suffix(mut self, suffix: impl Into<String>) -> Self {
        self.user_agent_suffix = Some(suffix.into());
        self
    }

    /// The proxy that connections go through. Without it the environment's proxy settings hold, but for loopback addresses.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = Some(url.into());
        self
    }

    /// A certificate authority, or several, in PEM, trusted besides those of the operating system.
    pub fn root_certificate_pem(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.root_certificates.push(pem.into());
        self
    }

    /// An HTTP client of your own making, for settings that are not here. Redirects and content decoding are switched off in
    /// it whatever it says: with the first the credentials would leave, with the second the body limits would not hold. Its
    /// TLS settings hold if the process has a default crypto provider, since a client can not be made without any.
    pub fn http_client(mut self, http: reqwest::ClientBuilder) -> Self {
        self.http = Some(http);
        self
    }

    /// Makes the waits between attempts the same in every run, for tests.
    pub fn jitter_seed(mut self, seed: u64) -> Self {
        self.jitter_seed = Some(seed);
        self
    }

    /// The client.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] when the project id or secret is empty or can not be a header, when the base URL is not `https` (or
    /// `http` on loopback) or has user info, a query or a fragment, when a time limit is zero, when the connect limit is not
    /// shorter than the attempt's, or when TLS, proxy or certificates can not be set up.
    pub fn build(self) -> Result<Client, Error> {
        let base = self.checked_base_url()?;
        self.check_timeouts()?;
        let settings = Settings {
            base_url: base.as_str().trim_end_matches('/').to_owned(),
            url: base.clone(),
            authorization: self.authorization()?,
            timeouts: self.timeouts,
            bodies: self.bodies,
            retry: self.retry.clone(),
            budget: Budget::default(),
            gates: Gates::default(),
            jitter: Mutex::new(self.jitter_seed.map_or_else(fastrand::Rng::new, fastrand::Rng::with_seed)),
        };
        let http = self.http(&base)?;
        Ok(Client::from_parts(http, Arc::new(settings)))
    }

    fn checked_base_url(&self) -> Result<Url, Error> {
        let default = if self.project_id.starts_with(LIVE_PROJECT) { PRODUCTION } else { TEST };
        let text = self.base_url.as_deref().unwrap_or(default);
        let url = Url::parse(text).map_err(|error| Error::config("the base URL is not a URL", error))?;
        let reason = match url.scheme() {
            _ if !url.username().is_empty() || url.password().is_some() => "the base URL has user info",
            _ if url.query().is_some() || url.fragment().is_some() => "the base URL has a query or a fragment",
            "https" => return Ok(url),
            "http" if is_loopback(&url) => return Ok(url),
            "http" => "the base URL is not https, and its host is not a loopback address",
            _ => "the base URL is not https",
        };
        Err(Error::refused(reason))
    }

    fn check_timeouts(&self) -> Result<(), Error> {
        let Timeouts { connect, attempt, search, call } = self.timeouts;
        if [connect, attempt, search, call].iter().any(Duration::is_zero) {
            return Err(Error::refused("a time limit is zero"));
        }
        if connect >= attempt {
            return Err(Error::refused("the connect limit is not shorter than the limit of an attempt"));
        }
        Ok(())
    }

    fn authorization(&self) -> Result<HeaderValue, Error> {
        if self.project_id.is_empty() || self.project_id.contains(':') {
            return Err(Error::refused("the project id is empty or has a colon"));
        }
        if self.secret.expose().is_empty() {
            return Err(Error::refused("the secret is empty"));
        }
        let credentials = Secret::from(format!("{}:{}", self.project_id, self.secret.expose()));
        let value = Secret::from(format!("Basic {}", STANDARD.encode(credentials.expose())));
        let mut value = HeaderValue::from_str(value.expose())
            .map_err(|error| Error::config("the credentials can not be a header", error))?;
        value.set_sensitive(true);
        Ok(value)
    }

    fn http(self, base: &Url) -> Result<reqwest::Client, Error> {
        let brings_own = self.http.is_some();
        if brings_own && !self.root_certificates.is_empty() {
            return Err(Error::refused("root certificates are given and an HTTP client that has its own"));
        }
        let mut http = self.http.unwrap_or_default();
        if let Some(proxy) = &self.proxy {
            let proxy = reqwest::Proxy::all(proxy)
                .map_err(|error| Error::config("the proxy is not a URL", error.without_url()))?;
            http = http.proxy(proxy);
        } else if is_loopback(base) {
            http = http.no_proxy();
        }
        if !brings_own {
            // What is known of a broken connection, and so which requests may be sent again, holds for HTTP/1.1.
            http = http.http1_only();
        }
        if !brings_own || tls::needs_provider() {
            let over_tls = base.scheme() == "https";
            let trust = if over_tls { Trust::System(&self.root_certificates) } else { Trust::Nobody };
            http = tls::configure(http, &trust)?;
        }
        let suffix = self.user_agent_suffix.map(|suffix| format!(" {suffix}")).unwrap_or_default();
        let http = http
            .user_agent(format!("stytch-b2b-rust/{}{suffix}", env!("CARGO_PKG_VERSION")))
            .connect_timeout(self.timeouts.connect)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            // It would log what is on the wire, credentials and all.
            .connection_verbose(false)
            .no_gzip()
            .no_brotli()
            .no_zstd()
            .no_deflate();
        http.build().map_err(|error| Error::config("the HTTP client can not be made", error.without_url()))
    }
}

impl std::fmt::Debug for ClientBuilder {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("ClientBuilder").field("project_id", &self.project_id).finish_non_exhaustive()
    }
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::ClientBuilder;

    /// The documentation of the setters says the same.
    #[test]
    fn the_defaults_are_as_documented() {
        let builder = ClientBuilder::new("project-test-1".to_owned(), "secret-test-1".into());
        let limits = builder.timeouts;
        let seconds = [limits.connect, limits.attempt, limits.search, limits.call].map(|limit| limit.as_secs());
        assert_eq!(seconds, [3, 10, 15, 30]);
        assert_eq!((builder.bodies.success, builder.bodies.error), (8 * 1024 * 1024, 64 * 1024));
        let policy = format!("{:?}", builder.retry);
        for fact in ["max_attempts: 3", "max_throttled_attempts: 4", "base_backoff: 100ms", "max_backoff: 5s"] {
            assert!(policy.contains(fact), "{policy}");
        }
        assert!(policy.contains(&format!("max_retry_after: {:?}", Duration::from_secs(75))), "{policy}");
    }
}
