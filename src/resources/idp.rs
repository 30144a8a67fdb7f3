//! `client.idp()`.

pub mod oauth;

use self::oauth::IdpOauth;
use crate::resources::handle::handle;

handle! {
    /// Your product as an identity provider for Connected Apps.
    Idp
}

impl<'c> Idp<'c> {
    /// The OAuth consent of a member to a Connected App.
    #[must_use]
    pub fn oauth(&self) -> IdpOauth<'c> {
        IdpOauth::new(self.client)
    }
}
