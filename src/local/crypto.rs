//! The one place that names a cryptographic library: ring, or aws-lc where that was chosen.

#[cfg(feature = "aws-lc")]
use aws_lc_rs as library;
#[cfg(not(feature = "aws-lc"))]
use ring as library;

use library::digest::{SHA256, SHA256_OUTPUT_LEN, digest};
use library::rand::{SecureRandom, SystemRandom};
use library::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};

/// An RSA key.
#[derive(Debug)]
pub(super) struct PublicKey {
    components: RsaPublicKeyComponents<Vec<u8>>,
    /// Made once, because what a verification needs of a key takes a part of its time. ring has no such form.
    #[cfg(feature = "aws-lc")]
    prepared: library::signature::ParsedPublicKey,
}

impl PublicKey {
    /// Of big-endian numbers without leading zeros. `None` if they make no key.
    pub fn new(modulus: Vec<u8>, exponent: Vec<u8>) -> Option<Self> {
        let components = RsaPublicKeyComponents { n: modulus, e: exponent };
        Some(Self {
            #[cfg(feature = "aws-lc")]
            prepared: components.to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256).ok()?,
            components,
        })
    }

    /// Whether `signature` is an RS256 signature of `message` by this key.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        #[cfg(feature = "aws-lc")]
        let verified = self.prepared.verify_sig(message, signature);
        #[cfg(not(feature = "aws-lc"))]
        let verified = self.components.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature);
        verified.is_ok()
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.components.n == other.components.n && self.components.e == other.components.e
    }
}

/// Bytes that nobody can guess. `None` if the system has none.
pub(crate) fn random<const LENGTH: usize>() -> Option<[u8; LENGTH]> {
    let mut bytes = [0; LENGTH];
    SystemRandom::new().fill(&mut bytes).ok()?;
    Some(bytes)
}

pub(crate) fn sha256(bytes: &[u8]) -> [u8; SHA256_OUTPUT_LEN] {
    let mut hash = [0; SHA256_OUTPUT_LEN];
    hash.copy_from_slice(digest(&SHA256, bytes).as_ref());
    hash
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use serde_json::Value;

    use super::{PublicKey, sha256};

    #[test]
    fn the_vectors_of_the_standards() {
        let vectors = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/jws.json"));
        let vectors: Vec<Value> = serde_json::from_str(vectors).unwrap_or_default();
        assert_eq!(vectors.len(), 2);
        for vector in vectors {
            let bytes = |text: &Value| URL_SAFE_NO_PAD.decode(text.as_str().unwrap_or_default()).unwrap_or_default();
            let key = PublicKey::new(bytes(&vector["key"]["n"]), bytes(&vector["key"]["e"]));
            let verifies =
                |message: &[u8], signature: &[u8]| key.as_ref().is_some_and(|key| key.verifies(message, signature));
            let (message, signature) =
                vector["token"].as_str().and_then(|token| token.rsplit_once('.')).unwrap_or_default();
            let signature = bytes(&signature.into());
            assert!(verifies(message.as_bytes(), &signature), "{}", vector["name"]);
            assert!(!verifies(&message.as_bytes()[1..], &signature), "{}", vector["name"]);
            assert!(!verifies(message.as_bytes(), &signature[1..]), "{}", vector["name"]);
        }
        assert_eq!(sha256(b"abc")[..4], [0xba, 0x78, 0x16, 0xbf]);
    }
}
