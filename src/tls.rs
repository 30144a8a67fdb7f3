//! TLS for the client's own connections. No process-wide default is set, since that could clash with the user's.

use reqwest::ClientBuilder;

#[cfg(any(feature = "rustls", feature = "aws-lc", feature = "native-tls"))]
use crate::builder::config_error;
use crate::error::Error;

/// Sets rustls with the provider that the features chose, trusting what the operating system trusts and `roots`.
#[cfg(any(feature = "rustls", feature = "aws-lc"))]
pub(crate) fn configure(http: ClientBuilder, roots: &[Vec<u8>]) -> Result<ClientBuilder, Error> {
    use std::sync::Arc;

    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject;

    #[cfg(feature = "aws-lc")]
    use rustls::crypto::aws_lc_rs::default_provider;
    #[cfg(not(feature = "aws-lc"))]
    use rustls::crypto::ring::default_provider;

    let mut certificates = Vec::new();
    for pem in roots {
        for certificate in CertificateDer::pem_slice_iter(pem) {
            certificates.push(certificate.map_err(|error| config_error("a root certificate is not PEM", error))?);
        }
    }
    let provider = Arc::new(default_provider());
    let verifier = rustls_platform_verifier::Verifier::new_with_extra_roots(certificates, provider.clone())
        .map_err(|error| config_error("the trusted certificates can not be read", error))?;
    let mut tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| config_error("no TLS version is possible", error))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    tls.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(http.tls_backend_preconfigured(tls))
}

/// Leaves TLS to the operating system's library.
#[cfg(all(feature = "native-tls", not(any(feature = "rustls", feature = "aws-lc"))))]
pub(crate) fn configure(mut http: ClientBuilder, roots: &[Vec<u8>]) -> Result<ClientBuilder, Error> {
    for pem in roots {
        let certificates = reqwest::Certificate::from_pem_bundle(pem)
            .map_err(|error| config_error("a root certificate is not PEM", error))?;
        http = http.tls_certs_merge(certificates);
    }
    Ok(http)
}

/// Refuses: without one of the TLS features only loopback can be reached.
#[cfg(not(any(feature = "rustls", feature = "aws-lc", feature = "native-tls")))]
pub(crate) fn configure(_: ClientBuilder, _: &[Vec<u8>]) -> Result<ClientBuilder, Error> {
    Err(crate::builder::refused("https needs one of the features rustls, aws-lc and native-tls"))
}
