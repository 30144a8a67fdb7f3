//! `client.sso().external()`.

use crate::call::{AsMember, Call};
use crate::raw;
use crate::resources::handle::handle;
use crate::types::{
    ConnectionId, OrganizationId, SsoExternalCreateConnectionRequest, SsoExternalCreateConnectionResponse,
    SsoExternalUpdateConnectionRequest, SsoExternalUpdateConnectionResponse,
};

handle! {
    /// Connections that another organization owns.
    SsoExternal
}

impl SsoExternal<'_> {
    /// Lets an organization use the SSO connection of another organization of the project.
    ///
    /// External connections are active at once.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, theirs: stytch_b2b::OrganizationId, connection_id: stytch_b2b::ConnectionId) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::SsoExternalCreateConnectionRequest;
    ///
    /// let request = SsoExternalCreateConnectionRequest::new(theirs, &connection_id).display_name("Acme Group login");
    /// let shared = client.sso().external().create_connection(&organization_id, request).await?;
    /// println!("{:?}", shared.connection.map(|connection| connection.connection_id));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `external_connection_id_not_found` (404): The other organization has no such connection; check both ids.
    /// - `external_connection_not_active` (400): The other connection is not active yet; finish it first.
    /// - `duplicate_external_sso_connection` (400): The organization uses that connection already; nothing has to be
    ///   done.
    /// - `external_organization_id_same_as_organization_id` (400): Both organizations are the same; use the connection
    ///   itself.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/create-external-connection>
    pub fn create_connection(
        &self,
        organization_id: impl Into<OrganizationId>,
        request: SsoExternalCreateConnectionRequest,
    ) -> Call<SsoExternalCreateConnectionResponse, AsMember> {
        Call::new(self.client, raw::sso_external_create_connection(organization_id.into(), &request))
    }

    /// Changes name or implicit roles of an external connection.
    ///
    /// Implicit roles work only when the connection behind it is a SAML connection.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, connection_id: stytch_b2b::ConnectionId) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::SsoExternalUpdateConnectionRequest;
    ///
    /// let request = SsoExternalUpdateConnectionRequest::new().display_name("Acme Group login");
    /// let renamed = client.sso().external().update_connection(&organization_id, &connection_id, request).await?;
    /// println!("{:?}", renamed.connection.map(|connection| connection.display_name));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `sso_connection_not_found` (404): No SSO connection has this id in the organization; list them with
    ///   `sso().get_connections`.
    /// - `saml_connection_attribute_mapping_missing_groups_key` (400): The SAML connection maps no `groups`; add the
    ///   key there first.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/update-external-connection>
    pub fn update_connection(
        &self,
        organization_id: impl Into<OrganizationId>,
        connection_id: impl Into<ConnectionId>,
        request: SsoExternalUpdateConnectionRequest,
    ) -> Call<SsoExternalUpdateConnectionResponse, AsMember> {
        Call::new(
            self.client,
            raw::sso_external_update_connection(organization_id.into(), connection_id.into(), &request),
        )
    }
}
