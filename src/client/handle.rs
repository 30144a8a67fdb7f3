//! [`Client`]: where every call begins.

use std::fmt;
use std::sync::Arc;

#[cfg(any(feature = "local", feature = "aws-lc"))]
use crate::local::Local;
use crate::transport::Settings;

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

    pub(crate) fn settings(&self) -> Arc<Settings> {
        Arc::clone(&self.settings)
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
