//! [`Client`] of a SCIM 2.0 server, and how it is made.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::header::ACCEPT;
use http::{HeaderMap, HeaderValue};

use super::api::{SCIM, SERVICE_PROVIDER_CONFIG};
use super::resources::Resources;
use super::service_provider::ServiceProviderConfig;
use super::types::{Group, User};
use crate::call::Call;
use crate::client::connection::{Connection, NOT_HTTPS, checked_url, connection_methods};
use crate::error::Error;
use crate::transport::{Prepared, RateLimit, RetryPolicy, Settings};
use crate::types::Secret;

/// A client of one SCIM 2.0 server.
///
/// Clones are cheap, and share connections, the retry budget and what is known of rate limits: make one and clone it.
///
/// # Errors
///
/// Every call can fail with [`Error::Api`]: the server refused it. `error.status()` says how. `error_type()` is `scimType`, else
/// the last part of a problem's `type`, and may be empty; the message is `detail`, else `title`.
///
/// - 400: `invalidFilter`, `invalidPath`, `invalidValue` and the like; mend what is sent.
/// - 401, 403: the token is wrong, or may not do this.
/// - 404: there is no such resource, or the base URL is wrong.
/// - 409, `uniqueness`: another resource has that name.
/// - 429: it was waited and tried again for as long as the call's time allows. Without `Retry-After` the waits double.
/// - 501: the server does not have what was asked for. It is never asked twice.
///
/// An answer in no format of SCIM's, such as a proxy's page, is [`Error::UnexpectedResponse`]. A redirect is one too: it is not
/// followed, because the token would go along. The other kinds are as with [`crate::Client`].
///
/// ```
/// # async fn example(token: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
/// use futures::TryStreamExt;
/// use stytch_b2b::scim2::Client;
///
/// let client = Client::new("https://setup.example.com/api/organizations/1/scim", token)?;
/// let mut groups = client.groups().list().stream();
/// while let Some(group) = groups.try_next().await? {
///     println!("{:?} has {} members", group.display_name, group.members.len());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    settings: Arc<Settings>,
}

/// Settings for a [`Client`].
#[must_use = "a builder makes no client until `build` is called"]
pub struct ClientBuilder {
    base_url: String,
    token: Secret,
    connection: Connection,
}

impl Client {
    /// A client with default settings.
    ///
    /// # Errors
    ///
    /// [`Error::Config`], as [`ClientBuilder::build`] says.
    pub fn new(base_url: impl Into<String>, token: impl Into<Secret>) -> Result<Self, Error> {
        Self::builder(base_url, token).build()
    }

    /// Settings for a client of the server at this URL, with a bearer token of it.
    pub fn builder(base_url: impl Into<String>, token: impl Into<Secret>) -> ClientBuilder {
        ClientBuilder { base_url: base_url.into(), token: token.into(), connection: Connection::default() }
    }

    /// The groups that the server has.
    #[must_use]
    pub fn groups(&self) -> Resources<'_, Group> {
        Resources::new(&self.settings)
    }

    /// The users that the server has.
    #[must_use]
    pub fn users(&self) -> Resources<'_, User> {
        Resources::new(&self.settings)
    }

    /// Reads what the server can do: whether it filters, sorts and patches, and how it divides lists into pages.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::scim2::Client) -> Result<(), stytch_b2b::Error> {
    /// let config = client.service_provider_config().await?;
    /// let filters = config.filter.and_then(|filter| filter.supported).unwrap_or_default();
    /// println!("filters: {filters}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// 404 or 501 where the server does not say. [`Client`] has what every call can fail with.
    ///
    /// Specified in: <https://www.rfc-editor.org/rfc/rfc7644#section-4>
    pub fn service_provider_config(&self) -> Call<ServiceProviderConfig> {
        Call::of(&self.settings, Prepared::new(&SERVICE_PROVIDER_CONFIG, &[]), ())
    }

    /// What is known of the rate limits that calls of this client have met, for a metric or a dashboard: one entry for each
    /// operation that met one, or whose limit other processes told through a store, in the order of their names. Clones of a client
    /// share it.
    ///
    /// ```
    /// # fn example(client: &stytch_b2b::scim2::Client) {
    /// for limit in client.rate_limits() {
    ///     println!("{}: {} wait, {} of {} refused", limit.operation, limit.waiting, limit.throttled, limit.sent);
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn rate_limits(&self) -> Vec<RateLimit> {
        self.settings.gates.rate_limits()
    }
}

impl ClientBuilder {
    /// Makes the client.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] when
    ///
    /// - the base URL is not `https` (or `http` to a loopback address), or has user info, a query or a fragment,
    /// - the token is empty, has white space around it or can not be a header,
    /// - a time limit is zero, or the connect limit is not shorter than the limit of an attempt,
    /// - TLS, proxy or certificates can not be set up.
    pub fn build(self) -> Result<Client, Error> {
        let base = checked_url(&self.base_url, None, NOT_HTTPS)?;
        let token = self.token.expose();
        if token.is_empty() || token.trim() != token {
            return Err(Error::refused("the token is empty or has white space around it"));
        }
        let bearer = Secret::from(format!("Bearer {token}"));
        let mut authorization = HeaderValue::from_str(bearer.expose())
            .map_err(|error| Error::config("the token can not be a header", error))?;
        authorization.set_sensitive(true);
        let accept = HeaderValue::from_static("application/scim+json, application/json");
        let headers = HeaderMap::from_iter([(ACCEPT, accept)]);
        let settings = self.connection.settings(&SCIM, &base, headers, authorization, String::new())?;
        Ok(Client { settings: Arc::new(settings) })
    }
}

connection_methods!(ClientBuilder);

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Client").field("base_url", &self.settings.base_url).finish_non_exhaustive()
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ClientBuilder").finish_non_exhaustive()
    }
}
