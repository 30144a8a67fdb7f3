//! `client.scim()`.

pub mod connection;

use self::connection::ScimConnections;
use crate::resources::handle::handle;

handle! {
    /// Directory sync: members and groups that an identity provider keeps up to date.
    Scim
}

impl<'c> Scim<'c> {
    /// The SCIM connection of an organization, and the groups it brings.
    #[must_use]
    pub fn connection(&self) -> ScimConnections<'c> {
        ScimConnections::new(self.client)
    }
}
