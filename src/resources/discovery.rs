//! `client.discovery()`.

pub mod intermediate_sessions;
pub mod organizations;

use self::intermediate_sessions::IntermediateSessions;
use self::organizations::DiscoveredOrganizations;
use crate::resources::handle::handle;

handle! {
    /// Logins that begin without an organization: the person proves an email address first and chooses among its organizations after.
    Discovery
}

impl<'c> Discovery<'c> {
    /// Intermediate sessions: who someone is, before the choice of an organization.
    #[must_use]
    pub fn intermediate_sessions(&self) -> IntermediateSessions<'c> {
        IntermediateSessions::new(self.client)
    }

    /// The organizations that a person can choose among, or create.
    #[must_use]
    pub fn organizations(&self) -> DiscoveredOrganizations<'c> {
        DiscoveredOrganizations::new(self.client)
    }
}
