//! `client.scim().connection()`.

mod groups;

pub use self::groups::GetGroups;
use crate::call::{AsMember, Call};
use crate::raw;
use crate::resources::handle::handle;
use crate::types::{
    ConnectionId, OrganizationId, ScimConnectionCreateRequest, ScimConnectionCreateResponse,
    ScimConnectionDeleteResponse, ScimConnectionGetGroupsResponse, ScimConnectionGetResponse,
    ScimConnectionRotateCancelRequest, ScimConnectionRotateCancelResponse, ScimConnectionRotateCompleteRequest,
    ScimConnectionRotateCompleteResponse, ScimConnectionRotateStartRequest, ScimConnectionRotateStartResponse,
    ScimConnectionUpdateRequest, ScimConnectionUpdateResponse,
};

handle! {
    /// The SCIM connection of an organization, and the groups it brings. An organization has at most one.
    ///
    /// Methods that take a connection id fail with `no_active_scim_connection` (404) when the organization has no such active
    /// connection: read the present one with [`get`](Self::get), or create one.
    ///
    /// A member session needs `create`, `get`, `update` or `delete` on `stytch.scim`, as the method is called; rotation is an
    /// `update`, and to list groups a `get`. Roles of groups need `update.settings.implicit-roles` on `stytch.organization`.
    ScimConnections
}

impl ScimConnections<'_> {
    /// Creates the SCIM connection of an organization.
    ///
    /// An organization has at most one active SCIM connection. The answer is the only place where `bearer_token`
    /// appears: hand it and `base_url` to the customer's identity provider, or store it now.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::ScimConnectionCreateRequest;
    ///
    /// let request = ScimConnectionCreateRequest::new().display_name("Acme directory").identity_provider("okta");
    /// if let Some(connection) = client.scim().connection().create(&organization_id, request).await?.connection {
    ///     println!("enter {} at the provider, with the bearer token", connection.base_url);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `active_scim_connection_exists` (400): The organization already has one; read it with `get`, or delete it
    ///   first.
    /// - `invalid_scim_idp` (400): The identity provider is not one the API knows; use `generic`.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/create-scim-connection>
    pub fn create(
        &self,
        organization_id: impl Into<OrganizationId>,
        request: ScimConnectionCreateRequest,
    ) -> Call<ScimConnectionCreateResponse, AsMember> {
        Call::new(self.client, raw::scim_connection_create(organization_id.into(), &request))
    }

    /// Deletes a SCIM connection.
    ///
    /// The identity provider's requests are refused from then on; its bearer token cannot be brought back.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, connection_id: stytch_b2b::ConnectionId) -> Result<(), stytch_b2b::Error> {
    /// let deleted = client.scim().connection().delete(&organization_id, &connection_id).await?;
    /// assert_eq!(deleted.connection_id, connection_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/delete-scim-connection>
    pub fn delete(
        &self,
        organization_id: impl Into<OrganizationId>,
        connection_id: impl Into<ConnectionId>,
    ) -> Call<ScimConnectionDeleteResponse, AsMember> {
        Call::new(self.client, raw::scim_connection_delete(organization_id.into(), connection_id.into()))
    }

    /// Reads the SCIM connection of an organization.
    ///
    /// The bearer token is not part of the answer, only its last four characters.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId) -> Result<(), stytch_b2b::Error> {
    /// match client.scim().connection().get(&organization_id).await?.connection {
    ///     Some(connection) => println!("{}: {}", connection.display_name, connection.status),
    ///     None => println!("no directory is connected"),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/get-scim-connection>
    pub fn get(&self, organization_id: impl Into<OrganizationId>) -> Call<ScimConnectionGetResponse, AsMember> {
        Call::new(self.client, raw::scim_connection_get(organization_id.into()))
    }

    /// Lists the SCIM groups of a connection, one page a call.
    ///
    /// A page has 100 groups unless `limit` says otherwise, 1000 at most. `.pages()` and `.stream()` follow
    /// `next_cursor` to the end.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, connection_id: stytch_b2b::ConnectionId) -> Result<(), stytch_b2b::Error> {
    /// use futures::TryStreamExt;
    ///
    /// let mut groups = client.scim().connection().get_groups(&organization_id, &connection_id).stream();
    /// while let Some(group) = groups.try_next().await? {
    ///     println!("{} {}", group.group_id, group.group_name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/get-scim-connection-groups>
    pub fn get_groups(
        &self,
        organization_id: impl Into<OrganizationId>,
        connection_id: impl Into<ConnectionId>,
    ) -> Call<ScimConnectionGetGroupsResponse, GetGroups> {
        Call::new(self.client, raw::scim_connection_get_groups(organization_id.into(), connection_id.into()))
    }

    /// Ends a token rotation and keeps the old bearer token.
    ///
    /// Needs a rotation begun with `rotate_start`; the token handed out there is void afterwards.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, connection_id: stytch_b2b::ConnectionId) -> Result<(), stytch_b2b::Error> {
    /// let connection = client.scim().connection().rotate_cancel(&organization_id, &connection_id).await?.connection;
    /// println!("the token that ends in {:?} stays", connection.map(|it| it.bearer_token_last_four));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `scim_connection_not_rotating_token` (400): No rotation is under way; nothing has to be undone.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/scim-rotate-token-cancel>
    pub fn rotate_cancel(
        &self,
        organization_id: impl Into<OrganizationId>,
        connection_id: impl Into<ConnectionId>,
    ) -> Call<ScimConnectionRotateCancelResponse, AsMember> {
        Call::new(
            self.client,
            raw::scim_connection_rotate_cancel(
                organization_id.into(),
                connection_id.into(),
                &ScimConnectionRotateCancelRequest::new(),
            ),
        )
    }

    /// Makes the new bearer token of a SCIM connection the only valid one.
    ///
    /// Needs a rotation begun with `rotate_start`. The old token stops working at once, so call it after the identity
    /// provider uses the new one.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, connection_id: stytch_b2b::ConnectionId) -> Result<(), stytch_b2b::Error> {
    /// let connection = client.scim().connection().rotate_complete(&organization_id, &connection_id).await?.connection;
    /// println!("from now on only the token that ends in {:?}", connection.map(|it| it.bearer_token_last_four));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `scim_connection_not_rotating_token` (400): No rotation is under way; begin one with `rotate_start`.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/scim-rotate-token-complete>
    pub fn rotate_complete(
        &self,
        organization_id: impl Into<OrganizationId>,
        connection_id: impl Into<ConnectionId>,
    ) -> Call<ScimConnectionRotateCompleteResponse, AsMember> {
        Call::new(
            self.client,
            raw::scim_connection_rotate_complete(
                organization_id.into(),
                connection_id.into(),
                &ScimConnectionRotateCompleteRequest::new(),
            ),
        )
    }

    /// Begins to replace the bearer token of a SCIM connection.
    ///
    /// The answer holds `next_bearer_token`, shown only here; the old token keeps working until `rotate_complete`. Give
    /// the new one to the identity provider in between, or drop it with `rotate_cancel`.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, connection_id: stytch_b2b::ConnectionId) -> Result<(), stytch_b2b::Error> {
    /// let connection = client.scim().connection().rotate_start(&organization_id, &connection_id).await?.connection;
    /// if let Some(token) = connection.map(|connection| connection.next_bearer_token) {
    ///     println!("hand over {} characters, then complete the rotation", token.expose().len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/scim-rotate-token-start>
    pub fn rotate_start(
        &self,
        organization_id: impl Into<OrganizationId>,
        connection_id: impl Into<ConnectionId>,
    ) -> Call<ScimConnectionRotateStartResponse, AsMember> {
        Call::new(
            self.client,
            raw::scim_connection_rotate_start(
                organization_id.into(),
                connection_id.into(),
                &ScimConnectionRotateStartRequest::new(),
            ),
        )
    }

    /// Changes name, identity provider or group roles of a SCIM connection.
    ///
    /// Fields left out stay as they are. `scim_group_implicit_role_assignments` replaces the list of group roles; every
    /// entry names a group of this connection and a role.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, connection_id: stytch_b2b::ConnectionId) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::ScimConnectionUpdateRequest;
    ///
    /// let request = ScimConnectionUpdateRequest::new().display_name("Acme directory");
    /// let connection = client.scim().connection().update(&organization_id, &connection_id, request).await?.connection;
    /// println!("{:?}", connection.map(|connection| connection.display_name));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `scim_group_role_assignment_group_does_not_exist` (400): A `group_id` is not a group of this connection; list
    ///   them with `get_groups`.
    /// - `invalid_scim_idp` (400): The identity provider is not one the API knows; use `generic`.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/update-scim-connection>
    pub fn update(
        &self,
        organization_id: impl Into<OrganizationId>,
        connection_id: impl Into<ConnectionId>,
        request: ScimConnectionUpdateRequest,
    ) -> Call<ScimConnectionUpdateResponse, AsMember> {
        Call::new(self.client, raw::scim_connection_update(organization_id.into(), connection_id.into(), &request))
    }
}
