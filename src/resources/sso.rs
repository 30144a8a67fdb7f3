//! `client.sso()`.

pub mod external;
pub mod oidc;
pub mod saml;

use self::external::SsoExternal;
use self::oidc::SsoOidc;
use self::saml::SsoSaml;
use crate::call::{AsMember, Call};
use crate::raw;
use crate::resources::handle::handle;
use crate::types::{
    ConnectionId, OrganizationId, SsoAuthenticateRequest, SsoAuthenticateResponse, SsoDeleteConnectionResponse,
    SsoGetConnectionsResponse,
};

handle! {
    /// Single sign-on.
    ///
    /// A member session needs `create`, `get`, `update` or `delete` on `stytch.sso`, as the method is called; to delete a
    /// certificate or a key of a connection is an `update`.
    Sso
}

impl<'c> Sso<'c> {
    /// Connections that another organization owns.
    #[must_use]
    pub fn external(&self) -> SsoExternal<'c> {
        SsoExternal::new(self.client)
    }

    /// OpenID Connect connections.
    #[must_use]
    pub fn oidc(&self) -> SsoOidc<'c> {
        SsoOidc::new(self.client)
    }

    /// SAML connections.
    #[must_use]
    pub fn saml(&self) -> SsoSaml<'c> {
        SsoSaml::new(self.client)
    }

    /// Logs a member in with the token of an SSO login.
    ///
    /// Without `session_duration_minutes` the new session lasts 60 minutes. With a session token or JWT the login is
    /// added to that session.
    ///
    /// [`NextStep`](crate::NextStep) says what the organization may still ask for.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, token: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::NextStep;
    /// use stytch_b2b::types::SsoAuthenticateRequest;
    ///
    /// let login = client.sso().authenticate(SsoAuthenticateRequest::new(token)).await?;
    /// match login.next_step() {
    ///     NextStep::LoggedIn { session_jwt, .. } => println!("a JWT of {} bytes", session_jwt.expose().len()),
    ///     step => println!("not yet: {step:?}"),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `sso_token_not_found` (404): The token is unknown, used or expired; start the login again.
    /// - `invalid_connection_for_jit_provisioning` (400): The organization takes no new members through this
    ///   connection; let an admin invite the person.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/sso-authenticate>
    pub fn authenticate(&self, request: SsoAuthenticateRequest) -> Call<SsoAuthenticateResponse> {
        Call::new(self.client, raw::sso_authenticate(&request))
    }

    /// Deletes an SSO connection of any kind.
    ///
    /// Takes the id of a SAML, OIDC or external connection.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, connection_id: stytch_b2b::ConnectionId) -> Result<(), stytch_b2b::Error> {
    /// let deleted = client.sso().delete_connection(&organization_id, &connection_id).await?;
    /// println!("nobody logs in through {} any more", deleted.connection_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `sso_connection_not_found` (404): No SSO connection has this id in the organization; list them with
    ///   `sso().get_connections`.
    /// - `cannot_delete_default_sso_connection` (400): It is the organization's default connection; set another default
    ///   first.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/delete-sso-connection>
    pub fn delete_connection(
        &self,
        organization_id: impl Into<OrganizationId>,
        connection_id: impl Into<ConnectionId>,
    ) -> Call<SsoDeleteConnectionResponse, AsMember> {
        Call::new(self.client, raw::sso_delete_connection(organization_id.into(), connection_id.into()))
    }

    /// Lists the SSO connections of an organization.
    ///
    /// SAML, OIDC and external connections come in three lists.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId) -> Result<(), stytch_b2b::Error> {
    /// let all = client.sso().get_connections(&organization_id).await?;
    /// println!("{} SAML, {} OIDC", all.saml_connections.len(), all.oidc_connections.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/get-sso-connections>
    pub fn get_connections(
        &self,
        organization_id: impl Into<OrganizationId>,
    ) -> Call<SsoGetConnectionsResponse, AsMember> {
        Call::new(self.client, raw::sso_get_connections(organization_id.into()))
    }
}
