//! `client.m2m()`.

pub mod clients;

use self::clients::M2mClients;
use crate::resources::handle::handle;

handle! {
    /// Machines that call your API.
    M2m
}

impl<'c> M2m<'c> {
    /// Machine clients.
    #[must_use]
    pub fn clients(&self) -> M2mClients<'c> {
        M2mClients::new(self.client)
    }
}
