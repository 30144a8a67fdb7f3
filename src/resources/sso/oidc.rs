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
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::SsoOidcCreateConnectionRequest;
    ///
    /// let request = SsoOidcCreateConnectionRequest::new().display_name("Acme Okta").identity_provider("okta");
    /// if let Some(connection) = client.sso().oidc().create_connection(&organization_id, request).await?.connection {
    ///     println!("redirect URL for the provider: {}", connection.redirect_url);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `too_many_sso_connections` (400): The organization has as many connections as allowed; delete one first.
    /// - `invalid_sso_idp` (400): The identity provider is not one the API knows; use `generic`.
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
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, connection_id: stytch_b2b::ConnectionId) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::SsoOidcUpdateConnectionRequest;
    ///
    /// let request = SsoOidcUpdateConnectionRequest::new().issuer("https://acme.okta.example").client_id("0oa1acme");
    /// let updated = client.sso().oidc().update_connection(&organization_id, &connection_id, request).await?;
    /// println!("{:?}, {:?}", updated.connection.map(|connection| connection.status), updated.warning);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `oidc_connection_not_found` (404): No OIDC connection has this id in the organization; list them with
    ///   `sso().get_connections`.
    /// - `oidc_connection_issuer_url_invalid_format` (400): The issuer is no valid `https://` URL; correct it.
    /// - `oidc_connection_client_secret_required` (400): The connection needs a client secret; send it.
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
