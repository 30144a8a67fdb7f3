//! `scope.sso()`.

use super::ScopedCall;
use super::handle::scoped;
use crate::call::AsMember;
use crate::resources::sso::Sso;
use crate::resources::sso::external::SsoExternal;
use crate::resources::sso::oidc::SsoOidc;
use crate::resources::sso::saml::SsoSaml;
use crate::types::{
    ConnectionId, SsoDeleteConnectionResponse, SsoExternalCreateConnectionRequest, SsoExternalCreateConnectionResponse,
    SsoExternalUpdateConnectionRequest, SsoExternalUpdateConnectionResponse, SsoGetConnectionsResponse,
    SsoOidcCreateConnectionRequest, SsoOidcCreateConnectionResponse, SsoOidcUpdateConnectionRequest,
    SsoOidcUpdateConnectionResponse, SsoSamlCreateConnectionRequest, SsoSamlCreateConnectionResponse,
    SsoSamlDeleteEncryptionPrivateKeyResponse, SsoSamlDeleteVerificationCertificateResponse, SsoSamlUpdateByUrlRequest,
    SsoSamlUpdateByUrlResponse, SsoSamlUpdateConnectionRequest, SsoSamlUpdateConnectionResponse,
};

scoped! {
    /// The organization's connections to identity providers.
    ScopedSso => |client| client.sso() => Sso
}

impl<'s> ScopedSso<'s> {
    /// Connections that another organization has set up.
    #[must_use]
    pub fn external(&self) -> ScopedSsoExternal<'s> {
        ScopedSsoExternal::new(self.scope)
    }

    /// Connections by OIDC.
    #[must_use]
    pub fn oidc(&self) -> ScopedSsoOidc<'s> {
        ScopedSsoOidc::new(self.scope)
    }

    /// Connections by SAML.
    #[must_use]
    pub fn saml(&self) -> ScopedSsoSaml<'s> {
        ScopedSsoSaml::new(self.scope)
    }

    /// Deletes a connection to an identity provider.
    ///
    /// The API checks `delete` on `stytch.sso`. As [`Sso::delete_connection`].
    #[doc(alias = "deleteConnection")]
    pub fn delete_connection(
        &self,
        connection_id: impl Into<ConnectionId>,
    ) -> ScopedCall<SsoDeleteConnectionResponse, AsMember> {
        self.scope.on_behalf(self.facade().delete_connection(self.scope.organization_id(), connection_id))
    }

    /// Lists the organization's connections to identity providers.
    ///
    /// The API checks `get` on `stytch.sso`. As [`Sso::get_connections`].
    #[doc(alias = "getConnections")]
    #[inline]
    pub fn get_connections(&self) -> ScopedCall<SsoGetConnectionsResponse, AsMember> {
        self.scope.on_behalf(self.facade().get_connections(self.scope.organization_id()))
    }
}

scoped! {
    /// Connections that another organization has set up.
    ScopedSsoExternal => |client| client.sso().external() => SsoExternal
}

impl ScopedSsoExternal<'_> {
    /// Makes a connection that another organization has set up.
    ///
    /// The API checks `create` on `stytch.sso`. As [`SsoExternal::create_connection`].
    #[doc(alias = "createConnection")]
    #[inline]
    pub fn create_connection(
        &self,
        request: SsoExternalCreateConnectionRequest,
    ) -> ScopedCall<SsoExternalCreateConnectionResponse, AsMember> {
        self.scope.on_behalf(self.facade().create_connection(self.scope.organization_id(), request))
    }

    /// Changes a connection that another organization has set up.
    ///
    /// The API checks `update` on `stytch.sso`. As [`SsoExternal::update_connection`].
    #[doc(alias = "updateConnection")]
    pub fn update_connection(
        &self,
        connection_id: impl Into<ConnectionId>,
        request: SsoExternalUpdateConnectionRequest,
    ) -> ScopedCall<SsoExternalUpdateConnectionResponse, AsMember> {
        self.scope.on_behalf(self.facade().update_connection(self.scope.organization_id(), connection_id, request))
    }
}

scoped! {
    /// Connections by OIDC.
    ScopedSsoOidc => |client| client.sso().oidc() => SsoOidc
}

impl ScopedSsoOidc<'_> {
    /// Makes an OIDC connection.
    ///
    /// The API checks `create` on `stytch.sso`. As [`SsoOidc::create_connection`].
    #[doc(alias = "createConnection")]
    #[inline]
    pub fn create_connection(
        &self,
        request: SsoOidcCreateConnectionRequest,
    ) -> ScopedCall<SsoOidcCreateConnectionResponse, AsMember> {
        self.scope.on_behalf(self.facade().create_connection(self.scope.organization_id(), request))
    }

    /// Changes an OIDC connection.
    ///
    /// The API checks `update` on `stytch.sso`. As [`SsoOidc::update_connection`].
    #[doc(alias = "updateConnection")]
    pub fn update_connection(
        &self,
        connection_id: impl Into<ConnectionId>,
        request: SsoOidcUpdateConnectionRequest,
    ) -> ScopedCall<SsoOidcUpdateConnectionResponse, AsMember> {
        self.scope.on_behalf(self.facade().update_connection(self.scope.organization_id(), connection_id, request))
    }
}

scoped! {
    /// Connections by SAML.
    ScopedSsoSaml => |client| client.sso().saml() => SsoSaml
}

impl ScopedSsoSaml<'_> {
    /// Makes a SAML connection.
    ///
    /// The API checks `create` on `stytch.sso`. As [`SsoSaml::create_connection`].
    #[doc(alias = "createConnection")]
    #[inline]
    pub fn create_connection(
        &self,
        request: SsoSamlCreateConnectionRequest,
    ) -> ScopedCall<SsoSamlCreateConnectionResponse, AsMember> {
        self.scope.on_behalf(self.facade().create_connection(self.scope.organization_id(), request))
    }

    /// Deletes a key that assertions are encrypted for.
    ///
    /// The API checks `update` on `stytch.sso`. As [`SsoSaml::delete_encryption_private_key`].
    pub fn delete_encryption_private_key(
        &self,
        connection_id: impl Into<ConnectionId>,
        private_key_id: impl Into<String>,
    ) -> ScopedCall<SsoSamlDeleteEncryptionPrivateKeyResponse, AsMember> {
        self.scope.on_behalf(self.facade().delete_encryption_private_key(
            self.scope.organization_id(),
            connection_id,
            private_key_id,
        ))
    }

    /// Deletes a certificate that the identity provider signs with.
    ///
    /// The API checks `update` on `stytch.sso`. As [`SsoSaml::delete_verification_certificate`].
    #[doc(alias = "deleteVerificationCertificate")]
    pub fn delete_verification_certificate(
        &self,
        connection_id: impl Into<ConnectionId>,
        certificate_id: impl Into<String>,
    ) -> ScopedCall<SsoSamlDeleteVerificationCertificateResponse, AsMember> {
        self.scope.on_behalf(self.facade().delete_verification_certificate(
            self.scope.organization_id(),
            connection_id,
            certificate_id,
        ))
    }

    /// Sets a SAML connection up from the identity provider's metadata at a URL.
    ///
    /// The API checks `update` on `stytch.sso`. As [`SsoSaml::update_by_url`].
    #[doc(alias = "updateConnectionByURL")]
    pub fn update_by_url(
        &self,
        connection_id: impl Into<ConnectionId>,
        request: SsoSamlUpdateByUrlRequest,
    ) -> ScopedCall<SsoSamlUpdateByUrlResponse, AsMember> {
        self.scope.on_behalf(self.facade().update_by_url(self.scope.organization_id(), connection_id, request))
    }

    /// Changes a SAML connection.
    ///
    /// The API checks `update` on `stytch.sso`. As [`SsoSaml::update_connection`].
    #[doc(alias = "updateConnection")]
    pub fn update_connection(
        &self,
        connection_id: impl Into<ConnectionId>,
        request: SsoSamlUpdateConnectionRequest,
    ) -> ScopedCall<SsoSamlUpdateConnectionResponse, AsMember> {
        self.scope.on_behalf(self.facade().update_connection(self.scope.organization_id(), connection_id, request))
    }
}
