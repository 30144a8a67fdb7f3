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
    ///
    /// Methods that take a connection id fail with `saml_connection_not_found` (404) when the organization has no such SAML
    /// connection: list them with [`get_connections`](super::Sso::get_connections).
    SsoSaml
}

impl SsoSaml<'_> {
    /// Creates a SAML connection.
    ///
    /// It stays `pending` until `update_connection` or `update_by_url` has given it the identity provider's data.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::SsoSamlCreateConnectionRequest;
    ///
    /// let request = SsoSamlCreateConnectionRequest::new().display_name("Acme Okta").identity_provider("okta");
    /// if let Some(connection) = client.sso().saml().create_connection(&organization_id, request).await?.connection {
    ///     println!("ACS URL {}, audience {}", connection.acs_url, connection.audience_uri);
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
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, connection_id: stytch_b2b::ConnectionId, private_key_id: &str) -> Result<(), stytch_b2b::Error> {
    /// let saml = client.sso().saml();
    /// let deleted = saml.delete_encryption_private_key(&organization_id, &connection_id, private_key_id).await?;
    /// assert_eq!(deleted.private_key_id, private_key_id);
    /// # Ok(())
    /// # }
    /// ```
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
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, connection_id: stytch_b2b::ConnectionId, certificate_id: &str) -> Result<(), stytch_b2b::Error> {
    /// let saml = client.sso().saml();
    /// let deleted = saml.delete_verification_certificate(&organization_id, &connection_id, certificate_id).await?;
    /// println!("{} is not trusted any more", deleted.certificate_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `sso_verification_key_not_found` (404): The connection has no such certificate; read
    ///   `verification_certificates`.
    /// - `cannot_delete_last_sso_verification_key` (400): It is the last one; add the new certificate first.
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
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, connection_id: stytch_b2b::ConnectionId) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::SsoSamlUpdateByUrlRequest;
    ///
    /// let request = SsoSamlUpdateByUrlRequest::new("https://idp.acme.example/metadata.xml");
    /// let connection = client.sso().saml().update_by_url(&organization_id, &connection_id, request).await?.connection;
    /// println!("{:?}", connection.map(|connection| connection.idp_sso_url));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `invalid_saml_metadata_url` (400): The URL is invalid or cannot be read; check it.
    /// - `invalid_xml_from_saml_metadata_url` (400): The URL does not lead to SAML metadata; ask the customer for the
    ///   right one.
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
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, connection_id: stytch_b2b::ConnectionId) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::SsoSamlUpdateConnectionRequest;
    ///
    /// let request = SsoSamlUpdateConnectionRequest::new()
    ///     .idp_entity_id("https://idp.acme.example/entity")
    ///     .idp_sso_url("https://idp.acme.example/sso");
    /// let updated = client.sso().saml().update_connection(&organization_id, &connection_id, request).await?;
    /// println!("{:?}", updated.connection.map(|connection| connection.status));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `invalid_x509_certificate` (400): The certificate is no valid PEM; correct it.
    /// - `too_many_sso_verification_certificates` (400): The connection already has 5 certificates; delete one first.
    /// - `saml_connection_email_mapping_required` (400): `attribute_mapping` lacks `email`; add it.
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
