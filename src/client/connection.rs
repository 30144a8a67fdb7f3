//! [`Connection`]: how a server is reached, whatever API it has.

use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::{HeaderMap, HeaderValue};
use reqwest::Url;

use super::tls::{self, Trust};
use crate::error::Error;
use crate::limits::SharedLimits;
use crate::transport::{Api, BodyLimits, Budget, Gates, RetryPolicy, Server, Settings, SharedStore, Timeouts};

/// What all builders of clients can be told.
pub(crate) struct Connection {
    pub timeouts: Timeouts,
    pub bodies: BodyLimits,
    pub retry: RetryPolicy,
    pub user_agent_suffix: Option<String>,
    pub proxy: Option<String>,
    pub root_certificates: Vec<Vec<u8>>,
    pub http: Option<reqwest::ClientBuilder>,
    pub jitter_seed: Option<u64>,
    pub shared_limits: Option<Arc<dyn SharedLimits>>,
}

impl Default for Connection {
    fn default() -> Self {
        Self {
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
            shared_limits: None,
        }
    }
}

impl Connection {
    /// What clones of a client share.
    pub fn settings(
        self,
        api: &'static Api,
        base: &Url,
        headers: HeaderMap,
        authorization: HeaderValue,
        project_id: String,
    ) -> Result<Settings, Error> {
        self.check_timeouts()?;
        let mut jitter = self.jitter_seed.map_or_else(fastrand::Rng::new, fastrand::Rng::with_seed);
        let shared = self.shared_limits.clone().map(|limits| SharedStore {
            limits,
            project_id: project_id.clone(),
            is_old: Arc::default(),
        });
        Ok(Settings {
            api,
            base_url: base.as_str().trim_end_matches('/').to_owned(),
            server: Server {
                host: base.host_str().unwrap_or_default().to_owned(),
                port: base.port_or_known_default().unwrap_or_default(),
            },
            headers,
            authorization,
            project_id,
            timeouts: self.timeouts,
            bodies: self.bodies,
            retry: self.retry.clone(),
            budget: Budget::default(),
            gates: Gates::new(jitter.fork(), shared),
            jitter: Mutex::new(jitter),
            http: self.http(base)?,
        })
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

pub(crate) const NOT_HTTPS: &str = "is not https";
const NOT_ABSOLUTE: &str =
    "the base URL is not an absolute URL, such as https://login.example.com or http://127.0.0.1:4010";

/// A base URL that credentials may be sent to. `over_http` is said of one that is `http`.
pub(crate) fn checked_url(text: &str, allowed_http_host: Option<&str>, over_http: &str) -> Result<Url, Error> {
    let url = Url::parse(text).map_err(|error| Error::config(NOT_ABSOLUTE, error))?;
    // A host and a port without a scheme read as a scheme and a path.
    if !url.has_host() {
        return Err(Error::refused(NOT_ABSOLUTE));
    }
    let reason = match url.scheme() {
        _ if !url.username().is_empty() || url.password().is_some() => "has user info",
        _ if url.query().is_some() || url.fragment().is_some() => "has a query or a fragment",
        "https" => return Ok(url),
        "http" if is_loopback(&url) || url.host_str() == allowed_http_host => return Ok(url),
        "http" => over_http,
        _ => NOT_HTTPS,
    };
    let (origin, path) = (url.origin().ascii_serialization(), url.path());
    Err(Error::refused(format!("the base URL {origin}{path} {reason}")))
}

pub(crate) fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

/// The methods of a builder that has a [`Connection`].
macro_rules! connection_methods {
    ($builder:ident) => {
        impl $builder {
            /// How long making a connection may take, the TLS handshake included. 3 seconds unless set. It must be shorter than the
            /// limit of an attempt, since only then is it known that nothing was sent.
            pub fn connect_timeout(mut self, limit: Duration) -> Self {
                self.connection.timeouts.connect = limit;
                self
            }

            /// How long one request with its response may take. 10 seconds unless set, and 15 for searches.
            pub fn attempt_timeout(mut self, limit: Duration) -> Self {
                self.connection.timeouts.attempt = limit;
                self.connection.timeouts.search = limit;
                self
            }

            /// How long a call may take, with every attempt and all waiting. Unless set, 30 seconds, and 90 for a page of
            /// [`pages`](crate::Call::pages) and [`stream`](crate::Call::stream): enough to wait for the next minute when the rate
            /// limit is reached.
            pub fn timeout(mut self, limit: Duration) -> Self {
                self.connection.timeouts.call = limit;
                self.connection.timeouts.page = limit;
                self
            }

            /// When requests are sent again.
            pub fn retry(mut self, policy: RetryPolicy) -> Self {
                self.connection.retry = policy;
                self
            }

            /// The largest response of success that is read, in bytes. 8 MiB unless set.
            pub fn max_response_bytes(mut self, limit: u64) -> Self {
                self.connection.bodies.success = limit;
                self
            }

            /// The largest error response that is read, in bytes. 64 KiB unless set.
            pub fn max_error_bytes(mut self, limit: u64) -> Self {
                self.connection.bodies.error = limit;
                self
            }

            /// What is added to the `User-Agent`: the name and version of your program.
            pub fn user_agent_suffix(mut self, suffix: impl Into<String>) -> Self {
                self.connection.user_agent_suffix = Some(suffix.into());
                self
            }

            /// The proxy that connections go through. By default the environment's proxy settings hold, except for plain `http`.
            pub fn proxy(mut self, url: impl Into<String>) -> Self {
                self.connection.proxy = Some(url.into());
                self
            }

            /// A certificate authority, or several, in PEM, trusted besides those of the operating system.
            pub fn root_certificate_pem(mut self, pem: impl Into<Vec<u8>>) -> Self {
                self.connection.root_certificates.push(pem.into());
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
                self.connection.http = Some(http);
                self
            }

            /// Makes the waits between attempts the same in every run, for tests.
            pub fn jitter_seed(mut self, seed: u64) -> Self {
                self.connection.jitter_seed = Some(seed);
                self
            }
        }
    };
}

pub(crate) use connection_methods;
