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
    /// When the organization asks for more, `member_authenticated` is `false` and no session exists yet: pass the
    /// `intermediate_session_token` (10 minutes) on to `otps().sms()`, `totps()` or `recovery_codes()`, or to the login
    /// named in `primary_required`. Session duration and custom claims of the request do not count in that case. A
    /// valid session token or JWT in the request spares the member the second factor.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::SsoAuthenticateRequest;
    ///
    /// let request = SsoAuthenticateRequest::new("...").session_duration_minutes(60);
    /// let response = client.sso().authenticate(request).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `sso_token_not_found`: The token is unknown, used or expired; start the login again.
    /// - `invalid_connection_for_jit_provisioning`: The organization takes no new members through this connection;
    ///   let an admin invite the person.
    /// - `pkce_mismatch`: The code verifier does not fit the challenge the flow began with; start the flow again in
    ///   the same browser.
    /// - `intermediate_session_not_found`: The intermediate session is unknown, used up or expired; let the person
    ///   log in again.
    /// - `too_many_requests`: Too many attempts by or for this person; the client returns it at once, so tell them to
    ///   wait and try again.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/sso-authenticate>
    pub fn authenticate(&self, request: SsoAuthenticateRequest) -> Call<SsoAuthenticateResponse> {
        Call::new(self.client, raw::sso_authenticate(&request))
    }

    /// Deletes an SSO connection of any kind.
    ///
    /// Takes the id of a SAML, OIDC or external connection.
    ///
    /// With `.member_session(…)` the API first checks that a role of that member allows `delete` on `stytch.sso`, and
    /// that the member belongs to this organization. Without it nothing is checked.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, connection_id: stytch_b2b::ConnectionId) -> Result<(), stytch_b2b::Error> {
    /// let response = client.sso().delete_connection(&organization_id, &connection_id).await?;
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
    /// - `cannot_delete_default_sso_connection`: It is the organization's default connection; set another default
    ///   first.
    /// - `organization_not_found`: The project has no organization with this id, slug or external id; check that id
    ///   and project belong together.
    /// - `session_authorization_error`: No role of the member given with `.member_session(…)` allows this; do not
    ///   offer the action to that member.
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
    /// With `.member_session(…)` the API first checks that a role of that member allows `get` on `stytch.sso`, and that
    /// the member belongs to this organization. Without it nothing is checked.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId) -> Result<(), stytch_b2b::Error> {
    /// let response = client.sso().get_connections(&organization_id).await?;
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
    /// API reference: <https://stytch.com/docs/b2b/api/get-sso-connections>
    pub fn get_connections(
        &self,
        organization_id: impl Into<OrganizationId>,
    ) -> Call<SsoGetConnectionsResponse, AsMember> {
        Call::new(self.client, raw::sso_get_connections(organization_id.into()))
    }
}
