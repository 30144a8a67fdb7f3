//! `client.sso().saml()`.

use crate::call::{AsMember, Call};
use crate::raw;
use crate::resources::handle::handle;
use crate::types::{
    ConnectionId, OrganizationId, SsoSamlCreateConnectionRequest, SsoSamlCreateConnectionResponse,
    SsoSamlDeleteEncryptionPrivateKeyResponse, SsoSamlDeleteVerificationCertificateResponse, SsoSamlUpdateByUrlRequest,
    SsoSamlUpdateByUrlResponse, SsoSamlUpdateConnectionRequest, SsoSamlUpdateConnectionResponse,
};

handle! {
    /// SAML connections.
    SsoSaml
}

impl SsoSaml<'_> {
    /// Creates a SAML connection.
    ///
    /// It stays `pending` until `update_connection` or `update_by_url` has given it the identity provider's data.
    ///
    /// With `.member_session(…)` the API first checks that a role of that member allows `create` on `stytch.sso`, and
    /// that the member belongs to this organization. Without it nothing is checked.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::SsoSamlCreateConnectionRequest;
    ///
    /// let request = SsoSamlCreateConnectionRequest::new().display_name("Acme Okta").identity_provider("okta");
    /// let response = client.sso().saml().create_connection(&organization_id, request).await?;
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
    /// API reference: <https://stytch.com/docs/b2b/api/create-saml-connection>
    pub fn create_connection(
        &self,
        organization_id: impl Into<OrganizationId>,
        request: SsoSamlCreateConnectionRequest,
    ) -> Call<SsoSamlCreateConnectionResponse, AsMember> {
        Call::new(self.client, raw::sso_saml_create_connection(organization_id.into(), &request))
    }

    /// Deletes a private key that logins of a SAML connection are decrypted with.
    ///
    /// Answers that the identity provider still encrypts for this key can no longer be read.
    ///
    /// With `.member_session(…)` the API first checks that a role of that member allows `update` on `stytch.sso`, and
    /// that the member belongs to this organization. Without it nothing is checked.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, connection_id: stytch_b2b::ConnectionId, private_key_id: &str) -> Result<(), stytch_b2b::Error> {
    /// let response = client.sso().saml().delete_encryption_private_key(&organization_id, &connection_id, private_key_id).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `saml_connection_not_found`: No SAML connection has this id in the organization; list them with
    ///   `sso().get_connections`.
    /// - `organization_not_found`: The project has no organization with this id, slug or external id; check that id
    ///   and project belong together.
    /// - `session_authorization_error`: No role of the member given with `.member_session(…)` allows this; do not
    ///   offer the action to that member.
    /// - `too_many_requests`: The project's rate limit is reached; the client waits and retries within the deadline,
    ///   after that slow down and call again later.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/delete-encryption-private-key>
    pub fn delete_encryption_private_key(
        &self,
        organization_id: impl Into<OrganizationId>,
        connection_id: impl Into<ConnectionId>,
        private_key_id: impl Into<String>,
    ) -> Call<SsoSamlDeleteEncryptionPrivateKeyResponse, AsMember> {
        Call::new(
            self.client,
            raw::sso_saml_delete_encryption_private_key(
                organization_id.into(),
                connection_id.into(),
                private_key_id.into(),
            ),
        )
    }

    /// Deletes a certificate that logins of a SAML connection are checked with.
    ///
    /// A connection holds 5 certificates at most, so old ones have to go when the identity provider changes its own; an
    /// active connection must keep one.
    ///
    /// With `.member_session(…)` the API first checks that a role of that member allows `update` on `stytch.sso`, and
    /// that the member belongs to this organization. Without it nothing is checked.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, connection_id: stytch_b2b::ConnectionId, certificate_id: &str) -> Result<(), stytch_b2b::Error> {
    /// let response = client.sso().saml().delete_verification_certificate(&organization_id, &connection_id, certificate_id).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `sso_verification_key_not_found`: The connection has no such certificate; read `verification_certificates`.
    /// - `cannot_delete_last_sso_verification_key`: It is the last one; add the new certificate first.
    /// - `saml_connection_not_found`: No SAML connection has this id in the organization; list them with
    ///   `sso().get_connections`.
    /// - `organization_not_found`: The project has no organization with this id, slug or external id; check that id
    ///   and project belong together.
    /// - `session_authorization_error`: No role of the member given with `.member_session(…)` allows this; do not
    ///   offer the action to that member.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/delete-verification-certificate>
    pub fn delete_verification_certificate(
        &self,
        organization_id: impl Into<OrganizationId>,
        connection_id: impl Into<ConnectionId>,
        certificate_id: impl Into<String>,
    ) -> Call<SsoSamlDeleteVerificationCertificateResponse, AsMember> {
        Call::new(
            self.client,
            raw::sso_saml_delete_verification_certificate(
                organization_id.into(),
                connection_id.into(),
                certificate_id.into(),
            ),
        )
    }

    /// Fills in a SAML connection from the identity provider's metadata.
    ///
    /// The API reads the URL itself. It becomes active once `idp_sso_url`, `idp_entity_id`, certificate and
    /// `attribute_mapping` are known; the mapping is not in the metadata and has to be sent with `update_connection`.
    ///
    /// With `.member_session(…)` the API first checks that a role of that member allows `update` on `stytch.sso`, and
    /// that the member belongs to this organization. Without it nothing is checked.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, connection_id: stytch_b2b::ConnectionId) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::SsoSamlUpdateByUrlRequest;
    ///
    /// let request = SsoSamlUpdateByUrlRequest::new("https://idp.acme.example/metadata.xml");
    /// let response = client.sso().saml().update_by_url(&organization_id, &connection_id, request).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `saml_connection_not_found`: No SAML connection has this id in the organization; list them with
    ///   `sso().get_connections`.
    /// - `invalid_saml_metadata_url`: The URL is invalid or cannot be read; check it.
    /// - `invalid_xml_from_saml_metadata_url`: The URL does not lead to SAML metadata; ask the customer for the right
    ///   one.
    /// - `organization_not_found`: The project has no organization with this id, slug or external id; check that id
    ///   and project belong together.
    /// - `session_authorization_error`: No role of the member given with `.member_session(…)` allows this; do not
    ///   offer the action to that member.
    ///
    /// API reference: <https://stytch.com/docs/api-reference/b2b/api/sso/saml/update-saml-connection-by-metadata-url>
    pub fn update_by_url(
        &self,
        organization_id: impl Into<OrganizationId>,
        connection_id: impl Into<ConnectionId>,
        request: SsoSamlUpdateByUrlRequest,
    ) -> Call<SsoSamlUpdateByUrlResponse, AsMember> {
        Call::new(self.client, raw::sso_saml_update_by_url(organization_id.into(), connection_id.into(), &request))
    }

    /// Changes a SAML connection.
    ///
    /// It becomes active once `idp_sso_url`, `idp_entity_id`, `x509_certificate` and `attribute_mapping` are all known.
    ///
    /// With `.member_session(…)` the API first checks that a role of that member allows `update` on `stytch.sso`, and
    /// that the member belongs to this organization. Without it nothing is checked.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, connection_id: stytch_b2b::ConnectionId) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::SsoSamlUpdateConnectionRequest;
    ///
    /// let request = SsoSamlUpdateConnectionRequest::new().idp_entity_id("https://idp.acme.example/entity").idp_sso_url("https://idp.acme.example/sso");
    /// let response = client.sso().saml().update_connection(&organization_id, &connection_id, request).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `saml_connection_not_found`: No SAML connection has this id in the organization; list them with
    ///   `sso().get_connections`.
    /// - `invalid_x509_certificate`: The certificate is no valid PEM; correct it.
    /// - `too_many_sso_verification_certificates`: The connection already has 5 certificates; delete one first.
    /// - `saml_connection_email_mapping_required`: `attribute_mapping` lacks `email`; add it.
    /// - `session_authorization_error`: No role of the member given with `.member_session(…)` allows this; do not
    ///   offer the action to that member.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/update-saml-connection>
    pub fn update_connection(
        &self,
        organization_id: impl Into<OrganizationId>,
        connection_id: impl Into<ConnectionId>,
        request: SsoSamlUpdateConnectionRequest,
    ) -> Call<SsoSamlUpdateConnectionResponse, AsMember> {
        Call::new(self.client, raw::sso_saml_update_connection(organization_id.into(), connection_id.into(), &request))
    }
}
