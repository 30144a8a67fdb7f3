//! [`ClientBuilder`]: everything that can be said about a client.

use std::env::VarError;
use std::net::IpAddr;
use std::sync::Mutex;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::ACCEPT;
use http::{HeaderMap, HeaderValue};
use reqwest::Url;

use super::handle::Client;
use super::tls::{self, Trust};
use crate::error::Error;
use crate::transport::{BodyLimits, Budget, Gates, RetryPolicy, STYTCH, Server, Settings, Timeouts};
use crate::types::Secret;

const PRODUCTION: &str = "https://api.stytch.com";
const TEST: &str = "https://test.stytch.com";
const LIVE_PROJECT: &str = "project-live-";
const TEST_PROJECT: &str = "project-test-";

const PROJECT_ID: &str = "STYTCH_PROJECT_ID";
const SECRET: &str = "STYTCH_SECRET";
const BASE_URL: &str = "STYTCH_BASE_URL";
const ALLOW_HTTP_HOST: &str = "STYTCH_ALLOW_HTTP_HOST";

impl Client {
    /// A client of a project, with default settings.
    ///
    /// # Errors
    ///
    /// [`Error::Config`], as [`ClientBuilder::build`] says.
    pub fn new(project_id: impl Into<String>, secret: impl Into<Secret>) -> Result<Self, Error> {
        Self::builder(project_id, secret).build()
    }

    /// A client of the project that the environment names, as [`ClientBuilder::from_env`] says.
    ///
    /// # Errors
    ///
    /// [`Error::Config`], as [`ClientBuilder::from_env`] and [`ClientBuilder::build`] say.
    pub fn from_env() -> Result<Self, Error> {
        ClientBuilder::from_env()?.build()
    }

    /// Settings for a client of a project.
    pub fn builder(project_id: impl Into<String>, secret: impl Into<Secret>) -> ClientBuilder {
        ClientBuilder::new(project_id.into(), secret.into())
    }
}

/// Settings for a [`Client`].
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
    allowed_http_host: Option<String>,
    timeouts: Timeouts,
    bodies: BodyLimits,
    retry: RetryPolicy,
    user_agent_suffix: Option<String>,
    proxy: Option<String>,
    root_certificates: Vec<Vec<u8>>,
    http: Option<reqwest::ClientBuilder>,
    jitter_seed: Option<u64>,
    #[cfg(any(feature = "local", feature = "aws-lc"))]
    pub(super) judging: crate::local::Judging,
}

impl ClientBuilder {
    fn new(project_id: String, secret: Secret) -> Self {
        Self {
            project_id,
            secret,
            base_url: None,
            allowed_http_host: None,
            timeouts: Timeouts {
                connect: Duration::from_secs(3),
                attempt: Duration::from_secs(10),
                search: Duration::from_secs(15),
                call: Duration::from_secs(30),
                page: Duration::from_secs(90),
            },
            bodies: BodyLimits { success: 8 << 20, error: 64 << 10 },
            retry: RetryPolicy::default(),
            user_agent_suffix: None,
            proxy: None,
            root_certificates: Vec::new(),
            http: None,
            jitter_seed: None,
            #[cfg(any(feature = "local", feature = "aws-lc"))]
            judging: crate::local::Judging::default(),
        }
    }

    /// Settings from the environment: `STYTCH_PROJECT_ID` and `STYTCH_SECRET`; for a custom domain or a local stand-in
    /// `STYTCH_BASE_URL`, and `STYTCH_ALLOW_HTTP_HOST` as [`allow_http_host`](Self::allow_http_host) takes it.
    ///
    /// ```no_run
    /// use std::time::Duration;
    /// use stytch_b2b::ClientBuilder;
    ///
    /// # fn example() -> Result<(), stytch_b2b::Error> {
    /// let client = ClientBuilder::from_env()?.timeout(Duration::from_secs(10)).build()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Config`] when one of the first two is not set, or one that is set is empty or not Unicode.
    pub fn from_env() -> Result<Self, Error> {
        Self::from_variables(|name| std::env::var(name))
    }

    fn from_variables(read: impl Fn(&str) -> Result<String, VarError>) -> Result<Self, Error> {
        let optional = |name: &str| match read(name) {
            Ok(value) if value.is_empty() => Err(Error::refused(format!("{name} is empty"))),
            Ok(value) => Ok(Some(value)),
            Err(VarError::NotPresent) => Ok(None),
            Err(VarError::NotUnicode(_)) => Err(Error::refused(format!("{name} is not Unicode"))),
        };
        let required = |name| optional(name)?.ok_or_else(|| Error::refused(format!("{name} is not set")));
        let mut builder = Self::new(required(PROJECT_ID)?, required(SECRET)?.into());
        builder.base_url = optional(BASE_URL)?;
        builder.allowed_http_host = optional(ALLOW_HTTP_HOST)?;
        Ok(builder)
    }

    /// Where the API is: a custom domain, or a local stand-in. By default the project id decides between the production
    /// and the test environment. Plain `http` is allowed for loopback addresses only.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Allows plain `http` to this host: a local stand-in in another container, as `sandbox` in `http://sandbox:4010`. The
    /// project's secret goes there unencrypted.
    pub fn allow_http_host(mut self, host: impl Into<String>) -> Self {
        self.allowed_http_host = Some(host.into());
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

    /// How long a call may take, with every attempt and all waiting. Unless set, 30 seconds, and 90 for a page of
    /// [`pages`](crate::Call::pages) and [`stream`](crate::Call::stream): enough to wait for the next minute when the rate
    /// limit is reached.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeouts.call = limit;
        self.timeouts.page = limit;
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

    /// The proxy that connections go through. By default the environment's proxy settings hold, except for plain `http`.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = Some(url.into());
        self
    }

    /// A certificate authority, or several, in PEM, trusted besides those of the operating system.
    pub fn root_certificate_pem(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.root_certificates.push(pem.into());
        self
    }

    /// An HTTP client with settings that are not here: a resolver, a local address, a client certificate.
    ///
    /// These are switched off, whatever it says:
    ///
    /// - redirects, since the credentials would follow them;
    /// - decoding of compressed bodies, since the limits of bodies would not hold;
    /// - retries, since the [`RetryPolicy`] decides about them;
    /// - the `Referer` header and verbose logs of connections, since both show what nobody should see.
    ///
    /// The `User-Agent` and the connect timeout are this builder's. All else that it says holds, its TLS settings if the
    /// process has a default crypto provider: without one, the client gets the provider and the trusted certificates of this
    /// crate.
    pub fn http_client(mut self, http: reqwest::ClientBuilder) -> Self {
        self.http = Some(http);
        self
    }

    /// Makes the waits between attempts the same in every run, for tests.
    pub fn jitter_seed(mut self, seed: u64) -> Self {
        self.jitter_seed = Some(seed);
        self
    }

    /// Makes the client.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] when
    ///
    /// - the project id does not begin with `project-live-` or `project-test-`,
    /// - project id or secret is empty, has white space around it or can not be a header,
    /// - the base URL is not `https` (or `http` to a host that is allowed), or has user info, a query or a fragment,
    /// - a time limit is zero, or the connect limit is not shorter than the limit of an attempt,
    /// - a [`token_issuer`](Self::token_issuer) is no `https` URL, or the [`clock_skew`](Self::clock_skew) over a minute,
    /// - TLS, proxy or certificates can not be set up.
    pub fn build(self) -> Result<Client, Error> {
        let authorization = self.authorization()?;
        let base = self.checked_base_url()?;
        self.check_timeouts()?;
        let headers = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static("application/json"))]);
        let server = Server {
            host: base.host_str().unwrap_or_default().to_owned(),
            port: base.port_or_known_default().unwrap_or_default(),
        };
        let base_url = base.as_str().trim_end_matches('/').to_owned();
        #[cfg(any(feature = "local", feature = "aws-lc"))]
        let judging = self.judging.clone().checked(&self.project_id, &base_url)?;
        let settings = Settings {
            api: &STYTCH,
            base_url,
            server,
            headers,
            authorization,
            project_id: self.project_id.clone(),
            timeouts: self.timeouts,
            bodies: self.bodies,
            retry: self.retry.clone(),
            budget: Budget::default(),
            gates: Gates::default(),
            jitter: Mutex::new(self.jitter_seed.map_or_else(fastrand::Rng::new, fastrand::Rng::with_seed)),
            http: self.http(&base)?,
        };
        #[cfg(any(feature = "local", feature = "aws-lc"))]
        return Ok(Client::new_with(settings, judging));
        #[cfg(not(any(feature = "local", feature = "aws-lc")))]
        Ok(Client::new_with(settings))
    }

    fn checked_base_url(&self) -> Result<Url, Error> {
        let default = if self.project_id.starts_with(LIVE_PROJECT) { PRODUCTION } else { TEST };
        let text = self.base_url.as_deref().unwrap_or(default);
        let url = Url::parse(text).map_err(|error| {
            Error::config("the base URL is not an absolute URL, such as https://login.example.com", error)
        })?;
        let reason = match url.scheme() {
            _ if !url.username().is_empty() || url.password().is_some() => "has user info",
            _ if url.query().is_some() || url.fragment().is_some() => "has a query or a fragment",
            "https" => return Ok(url),
            "http" if is_loopback(&url) || url.host_str() == self.allowed_http_host.as_deref() => return Ok(url),
            "http" => {
                "is not https; for a stand-in that is neither on a loopback address nor https there are \
                 ClientBuilder::allow_http_host and STYTCH_ALLOW_HTTP_HOST"
            }
            _ => "is not https",
        };
        // What is no address may be a secret that got here by mistake.
        let named = if url.has_host() {
            format!(" {}{}", url.origin().ascii_serialization(), url.path())
        } else {
            String::new()
        };
        Err(Error::refused(format!("the base URL{named} {reason}")))
    }

    fn check_project_id(&self) -> Result<(), Error> {
        let id = &self.project_id;
        let problem = match id.as_str() {
            "" => "is empty",
            _ if id.trim() != id => "has white space around it",
            _ if !id.starts_with(LIVE_PROJECT) && !id.starts_with(TEST_PROJECT) => {
                "begins with neither `project-live-` nor `project-test-`"
            }
            _ if id.contains(':') => "has a colon",
            _ => return Ok(()),
        };
        Err(Error::refused(format!("the project id {problem}")))
    }

    fn check_secret(&self) -> Result<(), Error> {
        let problem = match self.secret.expose() {
            "" => "is empty",
            secret if secret.trim() != secret => "has white space around it",
            _ => return Ok(()),
        };
        Err(Error::refused(format!("the secret {problem}")))
    }

    fn check_timeouts(&self) -> Result<(), Error> {
        let Timeouts { connect, attempt, search, call, page } = self.timeouts;
        if [connect, attempt, search, call, page].iter().any(Duration::is_zero) {
            return Err(Error::refused("a time limit is zero"));
        }
        if connect >= attempt {
            return Err(Error::refused("the connect limit is not shorter than the limit of an attempt"));
        }
        Ok(())
    }

    fn authorization(&self) -> Result<HeaderValue, Error> {
        self.check_project_id()?;
        self.check_secret()?;
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
        } else if base.scheme() == "http" {
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

pub(crate) fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{ClientBuilder, VarError};

    #[test]
    fn the_environment_is_read_and_its_mistakes_are_named() {
        let read = |variables: &[(&str, &str)]| {
            let builder = ClientBuilder::from_variables(|name| {
                let value = variables.iter().find(|(key, _)| *key == name);
                value.map(|(_, value)| (*value).to_owned()).ok_or(VarError::NotPresent)
            });
            match builder.and_then(ClientBuilder::build) {
                Ok(client) => format!("{client:?}"),
                Err(error) => error.to_string(),
            }
        };
        let (id, secret) = (("STYTCH_PROJECT_ID", "project-test-1"), ("STYTCH_SECRET", "secret-test-1"));
        assert!(read(&[id, secret]).contains("https://test.stytch.com"));
        assert!(read(&[id, secret, ("STYTCH_BASE_URL", "http://127.0.0.1:1")]).contains("http://127.0.0.1:1"));
        let container = ("STYTCH_BASE_URL", "http://sandbox:4010");
        let allowed = [id, secret, container, ("STYTCH_ALLOW_HTTP_HOST", "sandbox")];
        assert!(read(&allowed).contains("http://sandbox:4010"));
        for (variables, reason) in [
            (&[secret][..], "STYTCH_PROJECT_ID is not set"),
            (&[id], "STYTCH_SECRET is not set"),
            (&[id, ("STYTCH_SECRET", "")], "STYTCH_SECRET is empty"),
            (&[id, secret, ("STYTCH_BASE_URL", "")], "STYTCH_BASE_URL is empty"),
            (&[id, ("STYTCH_SECRET", "secret-test-1\n")], "the secret has white space around it"),
            (&[("STYTCH_PROJECT_ID", " project-test-1"), secret], "the project id has white space around it"),
            (&[("STYTCH_PROJECT_ID", "\"project-test-1\""), secret], "`project-live-` nor `project-test-`"),
            (&[("STYTCH_PROJECT_ID", "secret-test-1"), ("STYTCH_SECRET", "project-test-1")], "nor `project-test-`"),
            (&[id, secret, container], "http://sandbox:4010/ is not https"),
            (&[id, secret, container], "STYTCH_ALLOW_HTTP_HOST"),
        ] {
            let error = read(variables);
            assert!(error.contains(reason), "{error}");
            assert!(!error.contains("secret-test-1"), "{error}");
        }
    }

    /// The documentation of the setters says the same.
    #[test]
    fn the_defaults_are_as_documented() {
        let builder = ClientBuilder::new("project-test-1".to_owned(), "secret-test-1".into());
        let limits = builder.timeouts;
        let seconds =
            [limits.connect, limits.attempt, limits.search, limits.call, limits.page].map(|limit| limit.as_secs());
        assert_eq!(seconds, [3, 10, 15, 30, 90]);
        assert_eq!((builder.bodies.success, builder.bodies.error), (8 * 1024 * 1024, 64 * 1024));
        let policy = format!("{:?}", builder.retry);
        for fact in ["max_attempts: 3", "max_throttled_attempts: 4", "base_backoff: 100ms", "max_backoff: 5s"] {
            assert!(policy.contains(fact), "{policy}");
        }
        assert!(policy.contains(&format!("max_retry_after: {:?}", Duration::from_secs(75))), "{policy}");
    }
}
