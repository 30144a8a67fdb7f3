//! `client.sso().oidc()`.

use crate::call::{AsMember, Call};
use crate::raw;
use crate::resources::handle::handle;
use crate::types::{
    ConnectionId, OrganizationId, SsoOidcCreateConnectionRequest, SsoOidcCreateConnectionResponse,
    SsoOidcUpdateConnectionRequest, SsoOidcUpdateConnectionResponse,
};

handle! {
    /// OpenID Connect connections.
    SsoOidc
}

impl SsoOidc<'_> {
    /// Creates an OIDC connection.
    ///
    /// It stays `pending` until `update_connection` has given it issuer, client id, client secret and the four URLs.
    ///
    /// With `.member_session(…)` the API first checks that a role of that member allows `create` on `stytch.sso`, and
    /// that the member belongs to this organization. Without it nothing is checked.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::SsoOidcCreateConnectionRequest;
    ///
    /// let request = SsoOidcCreateConnectionRequest::new().display_name("Acme Okta").identity_provider("okta");
    /// let response = client.sso().oidc().create_connection(&organization_id, request).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `too_many_sso_connections`: The organization has as many connections as allowed; delete one first.
    /// - `invalid_sso_idp`: The identity provider is not one the API knows; use `generic`.
    /// - `organization_not_found`: The project has no organization with this id, slug or external id; check that id
    ///   and project belong together.
    /// - `session_authorization_error`: No role of the member given with `.member_session(…)` allows this; do not
    ///   offer the action to that member.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/create-oidc-connection>
    pub fn create_connection(
        &self,
        organization_id: impl Into<OrganizationId>,
        request: SsoOidcCreateConnectionRequest,
    ) -> Call<SsoOidcCreateConnectionResponse, AsMember> {
        Call::new(self.client, raw::sso_oidc_create_connection(organization_id.into(), &request))
    }

    /// Changes an OIDC connection.
    ///
    /// It becomes active once issuer, client id, client secret, authorization, token, userinfo and JWKS URL are all
    /// known. A new `issuer` makes the API read the provider's metadata and fill in the four URLs; values in the
    /// request win, and a failure to read it is only reported in `warning`. Client id and secret are not in the
    /// metadata, so send them yourself.
    ///
    /// With `.member_session(…)` the API first checks that a role of that member allows `update` on `stytch.sso`, and
    /// that the member belongs to this organization. Without it nothing is checked.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, connection_id: stytch_b2b::ConnectionId) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::SsoOidcUpdateConnectionRequest;
    ///
    /// let request = SsoOidcUpdateConnectionRequest::new().issuer("https://acme.okta.example").client_id("0oa1acme");
    /// let response = client.sso().oidc().update_connection(&organization_id, &connection_id, request).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `oidc_connection_not_found`: No OIDC connection has this id in the organization; list them with
    ///   `sso().get_connections`.
    /// - `oidc_connection_issuer_url_invalid_format`: The issuer is no valid `https://` URL; correct it.
    /// - `oidc_connection_client_secret_required`: The connection needs a client secret; send it.
    /// - `organization_not_found`: The project has no organization with this id, slug or external id; check that id
    ///   and project belong together.
    /// - `session_authorization_error`: No role of the member given with `.member_session(…)` allows this; do not
    ///   offer the action to that member.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/update-oidc-connection>
    pub fn update_connection(
        &self,
        organization_id: impl Into<OrganizationId>,
        connection_id: impl Into<ConnectionId>,
        request: SsoOidcUpdateConnectionRequest,
    ) -> Call<SsoOidcUpdateConnectionResponse, AsMember> {
        Call::new(self.client, raw::sso_oidc_update_connection(organization_id.into(), connection_id.into(), &request))
    }
}
