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
    /// The SCIM connection of an organization, and the groups it brings.
    ScimConnections
}

impl ScimConnections<'_> {
    /// Creates the SCIM connection of an organization.
    ///
    /// An organization has at most one active SCIM connection. The answer is the only place where `bearer_token`
    /// appears: hand it and `base_url` to the customer's identity provider, or store it now.
    ///
    /// With `.member_session(…)` the API first checks that a role of that member allows `create` on `stytch.scim`, and
    /// that the member belongs to this organization. Without it nothing is checked.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::ScimConnectionCreateRequest;
    ///
    /// let request = ScimConnectionCreateRequest::new().display_name("Acme directory").identity_provider("okta");
    /// let response = client.scim().connection().create(&organization_id, request).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `active_scim_connection_exists`: The organization already has one; read it with `get`, or delete it first.
    /// - `invalid_scim_idp`: The identity provider is not one the API knows; use `generic`.
    /// - `organization_not_found`: The project has no organization with this id, slug or external id; check that id
    ///   and project belong together.
    /// - `session_authorization_error`: No role of the member given with `.member_session(…)` allows this; do not
    ///   offer the action to that member.
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
    /// With `.member_session(…)` the API first checks that a role of that member allows `delete` on `stytch.scim`, and
    /// that the member belongs to this organization. Without it nothing is checked.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, connection_id: stytch_b2b::ConnectionId) -> Result<(), stytch_b2b::Error> {
    /// let response = client.scim().connection().delete(&organization_id, &connection_id).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `no_active_scim_connection`: The organization has no active SCIM connection; create one first, or read the
    ///   present one with `get`.
    /// - `organization_not_found`: The project has no organization with this id, slug or external id; check that id
    ///   and project belong together.
    /// - `session_authorization_error`: No role of the member given with `.member_session(…)` allows this; do not
    ///   offer the action to that member.
    /// - `too_many_requests`: The project's rate limit is reached; the client waits and retries within the deadline,
    ///   after that slow down and call again later.
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
    /// With `.member_session(…)` the API first checks that a role of that member allows `get` on `stytch.scim`, and
    /// that the member belongs to this organization. Without it nothing is checked.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId) -> Result<(), stytch_b2b::Error> {
    /// let response = client.scim().connection().get(&organization_id).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `organization_not_found`: The project has no organization with this id, slug or external id; check that id
    ///   and project belong together.
    /// - `session_authorization_error`: No role of the member given with `.member_session(…)` allows this; do not
    ///   offer the action to that member.
    /// - `too_many_requests`: The project's rate limit is reached; the client waits and retries within the deadline,
    ///   after that slow down and call again later.
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
    /// With `.member_session(…)` the API first checks that a role of that member allows `get` on `stytch.scim`, and
    /// that the member belongs to this organization. Without it nothing is checked.
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
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `no_active_scim_connection`: The organization has no active SCIM connection; create one first, or read the
    ///   present one with `get`.
    /// - `organization_not_found`: The project has no organization with this id, slug or external id; check that id
    ///   and project belong together.
    /// - `session_authorization_error`: No role of the member given with `.member_session(…)` allows this; do not
    ///   offer the action to that member.
    /// - `too_many_requests`: The project's rate limit is reached; the client waits and retries within the deadline,
    ///   after that slow down and call again later.
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
    /// With `.member_session(…)` the API first checks that a role of that member allows `update` on `stytch.scim`, and
    /// that the member belongs to this organization. Without it nothing is checked.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, connection_id: stytch_b2b::ConnectionId) -> Result<(), stytch_b2b::Error> {
    /// let response = client.scim().connection().rotate_cancel(&organization_id, &connection_id).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `scim_connection_not_rotating_token`: No rotation is under way; nothing has to be undone.
    /// - `no_active_scim_connection`: The organization has no active SCIM connection; create one first, or read the
    ///   present one with `get`.
    /// - `organization_not_found`: The project has no organization with this id, slug or external id; check that id
    ///   and project belong together.
    /// - `session_authorization_error`: No role of the member given with `.member_session(…)` allows this; do not
    ///   offer the action to that member.
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
    /// With `.member_session(…)` the API first checks that a role of that member allows `update` on `stytch.scim`, and
    /// that the member belongs to this organization. Without it nothing is checked.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, connection_id: stytch_b2b::ConnectionId) -> Result<(), stytch_b2b::Error> {
    /// let response = client.scim().connection().rotate_complete(&organization_id, &connection_id).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `scim_connection_not_rotating_token`: No rotation is under way; begin one with `rotate_start`.
    /// - `no_active_scim_connection`: The organization has no active SCIM connection; create one first, or read the
    ///   present one with `get`.
    /// - `organization_not_found`: The project has no organization with this id, slug or external id; check that id
    ///   and project belong together.
    /// - `session_authorization_error`: No role of the member given with `.member_session(…)` allows this; do not
    ///   offer the action to that member.
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
    /// With `.member_session(…)` the API first checks that a role of that member allows `update` on `stytch.scim`, and
    /// that the member belongs to this organization. Without it nothing is checked.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, connection_id: stytch_b2b::ConnectionId) -> Result<(), stytch_b2b::Error> {
    /// let response = client.scim().connection().rotate_start(&organization_id, &connection_id).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `no_active_scim_connection`: The organization has no active SCIM connection; create one first, or read the
    ///   present one with `get`.
    /// - `organization_not_found`: The project has no organization with this id, slug or external id; check that id
    ///   and project belong together.
    /// - `session_authorization_error`: No role of the member given with `.member_session(…)` allows this; do not
    ///   offer the action to that member.
    /// - `too_many_requests`: The project's rate limit is reached; the client waits and retries within the deadline,
    ///   after that slow down and call again later.
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
    /// With `.member_session(…)` the API first checks that a role of that member allows `update` on `stytch.scim`, and
    /// that the member belongs to this organization. Without it nothing is checked.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, connection_id: stytch_b2b::ConnectionId) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::ScimConnectionUpdateRequest;
    ///
    /// let request = ScimConnectionUpdateRequest::new().display_name("Acme directory");
    /// let response = client.scim().connection().update(&organization_id, &connection_id, request).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `no_active_scim_connection`: The organization has no active SCIM connection; create one first, or read the
    ///   present one with `get`.
    /// - `scim_group_role_assignment_group_does_not_exist`: A `group_id` is not a group of this connection; list them
    ///   with `get_groups`.
    /// - `invalid_scim_idp`: The identity provider is not one the API knows; use `generic`.
    /// - `organization_not_found`: The project has no organization with this id, slug or external id; check that id
    ///   and project belong together.
    /// - `session_authorization_error`: No role of the member given with `.member_session(…)` allows this; do not
    ///   offer the action to that member.
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
