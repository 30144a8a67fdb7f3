//! [`Client`]: where every call begins.

use std::fmt;
use std::sync::Arc;

#[cfg(any(feature = "local", feature = "aws-lc"))]
use crate::local::Local;
use crate::transport::{RateLimit, Settings};

/// A client of one project.
///
/// Clones are cheap, and share connections, the retry budget and what is known of rate limits: make one and clone it.
///
/// ```
/// use stytch_b2b::Client;
///
/// # async fn example() -> Result<(), stytch_b2b::Error> {
/// let client = Client::from_env()?;
/// let response = client.organizations().get("acme-co").await?;
/// println!("{}", response.organization.organization_name);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    settings: Arc<Settings>,
    #[cfg(any(feature = "local", feature = "aws-lc"))]
    local: Arc<Local>,
}

impl Client {
    #[cfg(any(feature = "local", feature = "aws-lc"))]
    pub(super) fn new_with(settings: Settings, local: crate::local::Judging) -> Self {
        let settings = Arc::new(settings);
        Self { local: Arc::new(Local::new(Arc::clone(&settings), local)), settings }
    }

    #[cfg(not(any(feature = "local", feature = "aws-lc")))]
    pub(super) fn new_with(settings: Settings) -> Self {
        Self { settings: Arc::new(settings) }
    }

    #[cfg(any(feature = "local", feature = "aws-lc"))]
    pub(crate) fn local(&self) -> &Arc<Local> {
        &self.local
    }

    /// What is known of the rate limits that calls of this client have met, for a metric or a dashboard: one entry for each
    /// operation that met one, or whose limit other processes told through a store, in the order of their names. Clones of a client
    /// share it.
    ///
    /// Limits on one person's attempts are not among them, nor calls that do not wait for rate limits.
    ///
    /// ```
    /// # fn example(client: &stytch_b2b::Client) {
    /// for limit in client.rate_limits() {
    ///     println!("{}: {} wait, {} of {} refused", limit.operation, limit.waiting, limit.throttled, limit.sent);
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn rate_limits(&self) -> Vec<RateLimit> {
        self.settings.gates.rate_limits()
    }

    pub(crate) fn settings(&self) -> &Arc<Settings> {
        &self.settings
    }

    pub(crate) fn project_id(&self) -> String {
        self.settings.project_id.clone()
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Client").field("base_url", &self.settings.base_url).finish_non_exhaustive()
    }
}
