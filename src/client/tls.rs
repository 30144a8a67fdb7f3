//! TLS for the client's own connections. No process-wide default is set, since that could clash with the user's.

#[cfg(any(feature = "rustls", feature = "aws-lc"))]
use std::sync::Arc;

use reqwest::ClientBuilder;
#[cfg(any(feature = "rustls", feature = "aws-lc"))]
use rustls::pki_types::{CertificateDer, pem::PemObject};

use crate::error::Error;

/// Whose certificates a client trusts.
pub(crate) enum Trust<'a> {
    /// What the operating system trusts, and these, in PEM.
    System(
        #[cfg_attr(not(any(feature = "rustls", feature = "aws-lc", feature = "native-tls")), allow(dead_code))]
        &'a [Vec<u8>],
    ),
    /// None: the client speaks plain HTTP. reqwest panics without a provider all the same.
    #[cfg_attr(not(any(feature = "rustls", feature = "aws-lc")), allow(dead_code))]
    Nobody,
}

/// Sets rustls with the provider that the features chose.
#[cfg(any(feature = "rustls", feature = "aws-lc"))]
pub(crate) fn configure(http: ClientBuilder, trust: &Trust) -> Result<ClientBuilder, Error> {
    #[cfg(feature = "aws-lc")]
    use rustls::crypto::aws_lc_rs::default_provider;
    #[cfg(not(feature = "aws-lc"))]
    use rustls::crypto::ring::default_provider;

    let provider = Arc::new(default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::config("no TLS version is possible", error))?;
    let mut tls = match trust {
        Trust::System(roots) => config
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier(provider, roots)?))
            .with_no_client_auth(),
        Trust::Nobody => config.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth(),
    };
    tls.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(http.tls_backend_preconfigured(tls))
}

/// Whether the process lacks a provider, so that a client that does not get ours would panic.
#[cfg(any(feature = "rustls", feature = "aws-lc"))]
pub(crate) fn needs_provider() -> bool {
    rustls::crypto::CryptoProvider::get_default().is_none()
}

#[cfg(not(any(feature = "rustls", feature = "aws-lc")))]
pub(crate) fn needs_provider() -> bool {
    false
}

#[cfg(any(feature = "rustls", feature = "aws-lc"))]
fn verifier(
    provider: Arc<rustls::crypto::CryptoProvider>,
    roots: &[Vec<u8>],
) -> Result<rustls_platform_verifier::Verifier, Error> {
    let mut certificates = Vec::new();
    for pem in roots {
        let before = certificates.len();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            certificates.push(certificate.map_err(|error| Error::config("a root certificate is not PEM", error))?);
        }
        if certificates.len() == before {
            return Err(Error::refused("a root certificate is not PEM"));
        }
    }
    rustls_platform_verifier::Verifier::new_with_extra_roots(certificates, provider)
        .map_err(|error| Error::config("the trusted certificates can not be read", error))
}

/// Leaves TLS to the operating system's library.
#[cfg(all(feature = "native-tls", not(any(feature = "rustls", feature = "aws-lc"))))]
pub(crate) fn configure(mut http: ClientBuilder, trust: &Trust) -> Result<ClientBuilder, Error> {
    let Trust::System(roots) = trust else { return Ok(http) };
    for pem in *roots {
        let certificates = reqwest::Certificate::from_pem_bundle(pem)
            .map_err(|error| Error::config("a root certificate is not PEM", error))?;
        http = http.tls_certs_merge(certificates);
    }
    Ok(http)
}

/// Refuses `https`, which takes one of the TLS features.
#[cfg(not(any(feature = "rustls", feature = "aws-lc", feature = "native-tls")))]
pub(crate) fn configure(http: ClientBuilder, trust: &Trust) -> Result<ClientBuilder, Error> {
    match trust {
        Trust::System(_) => Err(Error::refused(
            "https takes TLS; turn on one of the features rustls, aws-lc and native-tls of stytch-b2b",
        )),
        Trust::Nobody => Ok(http),
    }
}
