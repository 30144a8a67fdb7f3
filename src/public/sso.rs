//! `client.public(…).sso()`.

use super::Public;
use super::parameters::{Endpoint, StartParameters, Target, setters, start_builder};
use crate::types::{ConnectionId, OrganizationId};

/// Single sign-on as a browser begins it.
#[derive(Clone, Debug)]
pub struct PublicSso<'c>(Public<'c>);

impl<'c> PublicSso<'c> {
    pub(super) fn new(public: Public<'c>) -> Self {
        Self(public)
    }

    /// The URL at which a login through a connection begins.
    ///
    /// The token that the browser comes back with is for [`sso().authenticate`](crate::resources::sso::Sso::authenticate).
    ///
    /// ```
    /// # fn example(client: stytch_b2b::Client, connection_id: stytch_b2b::ConnectionId) -> Result<(), stytch_b2b::Error> {
    /// let start = client.public("public-token-test-…").sso().start(connection_id);
    /// let url = start.login_redirect_url("https://app.example.com/callback").url()?;
    /// println!("Location: {url}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/sso-authenticate-start>
    pub fn start(&self, connection_id: impl Into<ConnectionId>) -> SsoStart {
        self.start_at(Target::Connection(connection_id.into()))
    }

    /// The URL at which a login through the default connection of an organization begins.
    ///
    /// ```
    /// # fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId) -> Result<(), stytch_b2b::Error> {
    /// let url = client.public("public-token-test-…").sso().start_organization(organization_id).url()?;
    /// println!("Location: {url}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/sso-authenticate-start>
    pub fn start_organization(&self, organization_id: impl Into<OrganizationId>) -> SsoStart {
        self.start_at(Target::Organization(organization_id.into()))
    }

    fn start_at(&self, target: Target) -> SsoStart {
        let mut parameters = self.0.start(Endpoint::Sso);
        parameters.target = Some(target);
        SsoStart(parameters)
    }
}

start_builder! {
    /// A login by single sign-on that is about to begin.
    SsoStart: custom_scopes provider_parameter pkce login_redirect_url signup_redirect_url
}
