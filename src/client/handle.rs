//! [`Client`]: where every call begins.

use std::fmt;
use std::sync::Arc;

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
}

impl Client {
    pub(super) fn from_settings(settings: Settings) -> Self {
        Self { settings: Arc::new(settings) }
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
