//! `client.connected_apps()`.

pub mod clients;

use self::clients::ConnectedAppsClients;
use crate::resources::handle::handle;

handle! {
    /// Products that members can give access to their account in yours.
    ConnectedApps
}

impl<'c> ConnectedApps<'c> {
    /// The Connected Apps of the project.
    #[must_use]
    pub fn clients(&self) -> ConnectedAppsClients<'c> {
        ConnectedAppsClients::new(self.client)
    }
}
