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
    /// With `.member_session(…)` the API first checks that a role of that member allows `create` on `stytch.sso`, and
    /// that the member belongs to this organization. Without it nothing is checked.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::SsoExternalCreateConnectionRequest;
    ///
    /// let request = SsoExternalCreateConnectionRequest::new("organization-test-b7e40d19-5c82-4a36-9f01-6ad2e83c7b54", "saml-connection-test-0c95f1d8-3e7b-4826-a4d0-b91e72f6c583").display_name("Acme Group login");
    /// let response = client.sso().external().create_connection(&organization_id, request).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `external_connection_id_not_found`: The other organization has no such connection; check both ids.
    /// - `external_connection_not_active`: The other connection is not active yet; finish it first.
    /// - `duplicate_external_sso_connection`: The organization uses that connection already; nothing has to be done.
    /// - `external_organization_id_same_as_organization_id`: Both organizations are the same; use the connection
    ///   itself.
    /// - `session_authorization_error`: No role of the member given with `.member_session(…)` allows this; do not
    ///   offer the action to that member.
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
    /// With `.member_session(…)` the API first checks that a role of that member allows `update` on `stytch.sso`, and
    /// that the member belongs to this organization. Without it nothing is checked.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, connection_id: stytch_b2b::ConnectionId) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::SsoExternalUpdateConnectionRequest;
    ///
    /// let request = SsoExternalUpdateConnectionRequest::new().display_name("Acme Group login");
    /// let response = client.sso().external().update_connection(&organization_id, &connection_id, request).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `sso_connection_not_found`: No SSO connection has this id in the organization; list them with
    ///   `sso().get_connections`.
    /// - `saml_connection_attribute_mapping_missing_groups_key`: The SAML connection maps no `groups`; add the key
    ///   there first.
    /// - `organization_not_found`: The project has no organization with this id, slug or external id; check that id
    ///   and project belong together.
    /// - `session_authorization_error`: No role of the member given with `.member_session(…)` allows this; do not
    ///   offer the action to that member.
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
