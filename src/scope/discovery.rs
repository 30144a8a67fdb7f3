//! `scope.discovery()`.

use super::ScopedCall;
use super::handle::scoped;
use crate::resources::discovery::organizations::DiscoveredOrganizations;
use crate::types::{DiscoveryOrganizationsListRequest, DiscoveryOrganizationsListResponse};

scoped! {
    /// What else the person can log in to.
    ScopedDiscovery
}

impl<'s> ScopedDiscovery<'s> {
    /// Organizations of the person.
    #[must_use]
    pub fn organizations(&self) -> ScopedDiscoveryOrganizations<'s> {
        ScopedDiscoveryOrganizations::new(self.scope)
    }
}

scoped! {
    /// Organizations of the person.
    ScopedDiscoveryOrganizations => |client| client.discovery().organizations() => DiscoveredOrganizations
}

impl ScopedDiscoveryOrganizations<'_> {
    /// Lists the organizations that the person is in, or may join.
    ///
    /// The API checks the session. As [`DiscoveredOrganizations::list`].
    #[inline]
    pub fn list(&self) -> ScopedCall<DiscoveryOrganizationsListResponse> {
        let request = self.scope.with_session(DiscoveryOrganizationsListRequest::new());
        self.scope.by_project(self.facade().list(request))
    }
}
