//! The one place that names a cryptographic library: ring, or aws-lc where that was chosen.

#[cfg(feature = "aws-lc")]
use aws_lc_rs as library;
#[cfg(not(feature = "aws-lc"))]
use ring as library;

use library::digest::{SHA256, SHA256_OUTPUT_LEN, digest};
use library::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};

/// An RSA key, as a key set publishes it: big-endian numbers without leading zeros.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PublicKey {
    pub modulus: Vec<u8>,
    pub exponent: Vec<u8>,
}

impl PublicKey {
    /// Whether `signature` is an RS256 signature of `message` by this key.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        let key = RsaPublicKeyComponents { n: &self.modulus[..], e: &self.exponent[..] };
        key.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature).is_ok()
    }
}

pub(super) fn sha256(bytes: &[u8]) -> [u8; SHA256_OUTPUT_LEN] {
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
            let key = PublicKey { modulus: bytes(&vector["key"]["n"]), exponent: bytes(&vector["key"]["e"]) };
            let (message, signature) =
                vector["token"].as_str().and_then(|token| token.rsplit_once('.')).unwrap_or_default();
            let signature = bytes(&signature.into());
            assert!(key.verifies(message.as_bytes(), &signature), "{}", vector["name"]);
            assert!(!key.verifies(&message.as_bytes()[1..], &signature), "{}", vector["name"]);
            assert!(!key.verifies(message.as_bytes(), &signature[1..]), "{}", vector["name"]);
        }
        assert_eq!(sha256(b"abc")[..4], [0xba, 0x78, 0x16, 0xbf]);
    }
}
