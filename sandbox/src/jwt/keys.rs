//! The keys that JWTs are signed with. Everyone knows them: whatever they sign proves nothing.
//!
//! The `test-only-key-*.der` were made for the sandbox and are published with it. They are fixed so that a sandbox starts at
//! once and signs the same after a restart.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rsa::{KeyPair, PublicKeyComponents};
use serde_json::{Value, json};
use std::io;
use std::sync::OnceLock;

/// Each key with its id.
const TEST_ONLY_KEYS: [(&str, &[u8]); 3] = [
    ("jwk-test-5a3d2b10-7c1e-4b7e-9f0a-3d5c8e1f2a6b", include_bytes!("test-only-key-1.der")),
    ("jwk-test-8f1c6e42-0b9d-4d53-a6e7-71c2f4d9b3e8", include_bytes!("test-only-key-2.der")),
    ("jwk-test-c47b90d5-3e2f-4a18-8c6b-e05d1a7f9c34", include_bytes!("test-only-key-3.der")),
];

/// Which of the keys a token is signed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TokenKey {
    /// The one that signs now.
    #[default]
    Current,
    /// The one that was retired last.
    Retired,
    /// One that has not been published yet.
    Unpublished,
}

/// Which keys sign, and which are known to clients.
#[derive(Debug)]
pub(super) struct Keys {
    current: usize,
    published: Vec<usize>,
    retired: Vec<usize>,
    served: Option<Value>,
}

impl Default for Keys {
    fn default() -> Self {
        Self { current: 0, published: vec![0], retired: Vec::new(), served: None }
    }
}

impl Keys {
    /// Signs with the next key from now on. The one before stays published.
    pub(super) fn rotate(&mut self) -> &'static str {
        self.current = (self.current + 1) % TEST_ONLY_KEYS.len();
        self.retired.retain(|key| *key != self.current);
        if !self.published.contains(&self.current) {
            self.published.push(self.current);
        }
        TEST_ONLY_KEYS[self.current].0
    }

    /// Takes a key back; false when none of this id is published.
    pub(super) fn retire(&mut self, id: &str) -> bool {
        let Some(position) = self.published.iter().position(|key| TEST_ONLY_KEYS[*key].0 == id) else { return false };
        self.retired.push(self.published.remove(position));
        true
    }

    /// Publishes this in place of the keys.
    pub(super) fn serve(&mut self, keys: Value) {
        self.served = Some(keys);
    }

    /// The public keys, as they are published.
    pub(super) fn published(&self) -> io::Result<Value> {
        if let Some(served) = &self.served {
            return Ok(served.clone());
        }
        self.published.iter().map(|key| jwk(*key)).collect::<io::Result<Vec<_>>>().map(Value::Array)
    }

    pub(super) fn find(&self, which: TokenKey) -> Option<usize> {
        match which {
            TokenKey::Current => Some(self.current),
            TokenKey::Retired => self.retired.last().copied(),
            TokenKey::Unpublished => {
                (0..TEST_ONLY_KEYS.len()).find(|key| !self.published.contains(key) && !self.retired.contains(key))
            }
        }
    }

    /// The published key of this id.
    pub(super) fn published_key(&self, id: &str) -> Option<usize> {
        self.published.iter().copied().find(|key| TEST_ONLY_KEYS[*key].0 == id)
    }
}

pub(super) fn id_of(key: usize) -> &'static str {
    TEST_ONLY_KEYS[key].0
}

pub(super) fn pair_of(key: usize) -> io::Result<&'static KeyPair> {
    static PAIRS: [OnceLock<Option<KeyPair>>; TEST_ONLY_KEYS.len()] = [const { OnceLock::new() }; TEST_ONLY_KEYS.len()];
    let pair = PAIRS[key].get_or_init(|| KeyPair::from_pkcs8(TEST_ONLY_KEYS[key].1).ok()).as_ref();
    pair.ok_or_else(|| io::Error::other("a test key of the sandbox cannot be read"))
}

fn jwk(key: usize) -> io::Result<Value> {
    let public = PublicKeyComponents::<Vec<u8>>::from(pair_of(key)?.public());
    Ok(json!({
        "kty": "RSA",
        "use": "sig",
        "key_ops": ["verify"],
        "alg": "RS256",
        "kid": id_of(key),
        "x5c": [],
        "x5tS256": "",
        "n": URL_SAFE_NO_PAD.encode(public.n),
        "e": URL_SAFE_NO_PAD.encode(public.e),
    }))
}
