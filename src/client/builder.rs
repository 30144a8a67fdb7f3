//! [`ClientBuilder`]: everything that can be said about a client.

use std::env::VarError;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::ACCEPT;
use http::{HeaderMap, HeaderValue};
use reqwest::Url;

use super::connection::{Connection, checked_url, connection_methods};
use super::credentials::Environment;
use super::handle::Client;
use crate::error::Error;
use crate::limits::SharedLimits;
use crate::transport::{RetryPolicy, STYTCH};
use crate::types::Secret;

const PROJECT_ID: &str = "STYTCH_PROJECT_ID";
const SECRET: &str = "STYTCH_SECRET";
const BASE_URL: &str = "STYTCH_BASE_URL";
const ALLOW_HTTP_HOST: &str = "STYTCH_ALLOW_HTTP_HOST";

const WHERE: &str = "see the project's API keys, or what the sandbox prints";

/// What the paths of operations begin with.
const OF_OPERATIONS: &str = "/v1/b2b";

const OVER_HTTP: &str = "is not https; for a stand-in that is neither on a loopback address nor https there are \
                         ClientBuilder::allow_http_host and STYTCH_ALLOW_HTTP_HOST";

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
    connection: Connection,
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
            connection: Connection::default(),
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
        let (project_id, secret) = match (optional(PROJECT_ID)?, optional(SECRET)?) {
            (Some(project_id), Some(secret)) => (project_id, secret),
            (None, None) => {
                return Err(Error::refused(format!("neither {PROJECT_ID} nor {SECRET} is set; {WHERE}")));
            }
            (None, Some(_)) => return Err(Error::refused(format!("{PROJECT_ID} is not set; {WHERE}"))),
            (Some(_), None) => return Err(Error::refused(format!("{SECRET} is not set; {WHERE}"))),
        };
        let mut builder = Self::new(project_id, secret.into());
        builder.base_url = optional(BASE_URL)?;
        builder.allowed_http_host = optional(ALLOW_HTTP_HOST)?;
        Ok(builder)
    }

    /// Where the API is: a custom domain, or a local stand-in. By default the project id decides between the production
    /// and the test environment. Plain `http` is allowed for loopback addresses, and for the host of
    /// [`allow_http_host`](Self::allow_http_host).
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

    /// Shares the rate limits with all processes that use the same project and store; by default each process learns for itself what it
    /// gets of a limit. See [`limits`](crate::limits).
    pub fn shared_limits(mut self, store: impl SharedLimits) -> Self {
        self.connection.shared_limits = Some(Arc::new(store));
        self
    }

    /// Makes the client.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] when
    ///
    /// - the project id does not begin with `project-live-` or `project-test-`,
    /// - project id or secret is empty, has white space or quotation marks around it or can not be a header,
    /// - the secret is of the other environment, or is no secret but a project id or a public token,
    /// - the base URL is not `https` (or `http` to a host that is allowed), or has user info, a query or a fragment,
    /// - the base URL is the other environment's, or ends with the `/v1/b2b` that each request adds,
    /// - a time limit is zero, or the connect limit is not shorter than the limit of an attempt,
    /// - a [`token_issuer`](Self::token_issuer) is no `https` URL, or the [`clock_skew`](Self::clock_skew) over a minute,
    /// - TLS, proxy or certificates can not be set up.
    pub fn build(self) -> Result<Client, Error> {
        let environment = Environment::of(&self.project_id, &self.secret)?;
        let authorization = self.authorization()?;
        let base = self.checked_base_url(environment)?;
        let headers = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static("application/json"))]);
        #[cfg(any(feature = "local", feature = "aws-lc"))]
        let judging = self.judging.checked(&self.project_id, base.as_str().trim_end_matches('/'))?;
        let settings = self.connection.settings(&STYTCH, &base, headers, authorization, self.project_id)?;
        #[cfg(any(feature = "local", feature = "aws-lc"))]
        return Ok(Client::new_with(settings, judging));
        #[cfg(not(any(feature = "local", feature = "aws-lc")))]
        Ok(Client::new_with(settings))
    }

    fn checked_base_url(&self, environment: &Environment) -> Result<Url, Error> {
        let text = self.base_url.as_deref().unwrap_or(environment.base_url);
        let url = checked_url(text, self.allowed_http_host.as_deref(), OVER_HTTP)?;
        if url.origin().ascii_serialization() == environment.other().base_url {
            let reason = environment.is_not_of("the base URL");
            return Err(Error::refused(format!("{reason}; without a base URL the right one is taken")));
        }
        if url.path().trim_end_matches('/').ends_with(OF_OPERATIONS) {
            let reason = format!("the base URL ends with {OF_OPERATIONS}, which each request adds; leave it out");
            return Err(Error::refused(reason));
        }
        Ok(url)
    }

    fn authorization(&self) -> Result<HeaderValue, Error> {
        let credentials = Secret::from(format!("{}:{}", self.project_id, self.secret.expose()));
        let value = Secret::from(format!("Basic {}", STANDARD.encode(credentials.expose())));
        let mut value = HeaderValue::from_str(value.expose())
            .map_err(|error| Error::config("the credentials can not be a header", error))?;
        value.set_sensitive(true);
        Ok(value)
    }
}

connection_methods!(ClientBuilder);

impl std::fmt::Debug for ClientBuilder {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("ClientBuilder").field("project_id", &self.project_id).finish_non_exhaustive()
    }
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
            (&[], "neither STYTCH_PROJECT_ID nor STYTCH_SECRET is set"),
            (&[id, ("STYTCH_SECRET", "")], "STYTCH_SECRET is empty"),
            (&[id, secret, ("STYTCH_BASE_URL", "")], "STYTCH_BASE_URL is empty"),
            (&[id, ("STYTCH_SECRET", "secret-test-1\n")], "the secret has white space around it"),
            (&[("STYTCH_PROJECT_ID", " project-test-1"), secret], "the project id has white space around it"),
            (&[("STYTCH_PROJECT_ID", "\"project-test-1\""), secret], "the project id begins with a quotation mark"),
            (
                &[("STYTCH_PROJECT_ID", "secret-test-1"), ("STYTCH_SECRET", "project-test-1")],
                "are project id and secret swapped",
            ),
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
        let limits = builder.connection.timeouts;
        let seconds =
            [limits.connect, limits.attempt, limits.search, limits.call, limits.page].map(|limit| limit.as_secs());
        assert_eq!(seconds, [3, 10, 15, 30, 90]);
        assert_eq!((builder.connection.bodies.success, builder.connection.bodies.error), (8 * 1024 * 1024, 64 * 1024));
        let policy = format!("{:?}", builder.connection.retry);
        for fact in ["max_attempts: 3", "max_throttled_attempts: None", "base_backoff: 100ms", "max_backoff: 5s"] {
            assert!(policy.contains(fact), "{policy}");
        }
        assert!(policy.contains(&format!("max_retry_after: {:?}", Duration::from_secs(75))), "{policy}");
    }
}
