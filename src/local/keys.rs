//! The keys that the project's tokens are signed with.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::cached::Terms;
use super::crypto::PublicKey;

/// A key that is withdrawn is accepted for as long as `renew_after`, and while the API can not be asked for `kept_for`.
pub(super) const TERMS: Terms = Terms {
    renew_after: Duration::from_secs(10 * 60),
    good_for: Duration::from_secs(24 * 60 * 60),
    kept_for: Duration::from_secs(24 * 60 * 60),
    again_after: Duration::from_secs(30),
};

const MAX_KEYS: usize = 32;
const MAX_ID_BYTES: usize = 256;
const MODULUS_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

/// The usable keys of a published set.
#[derive(Debug, Default)]
pub(super) struct KeySet {
    keys: Vec<(String, PublicKey)>,
}

impl KeySet {
    /// Reads a published set, of which other keys are left out; `None` when it has no usable one.
    pub fn read(published: &[u8]) -> Option<Self> {
        let published: Value = serde_json::from_slice(published).ok()?;
        let mut keys: Vec<(String, PublicKey)> = Vec::new();
        let mut ambiguous = Vec::new();
        for (id, key) in published.get("keys")?.as_array()?.iter().take(MAX_KEYS).filter_map(read_key) {
            match keys.iter().find(|(known, _)| *known == id) {
                Some((_, known)) if *known == key => {}
                Some(_) => ambiguous.push(id),
                None => keys.push((id, key)),
            }
        }
        keys.retain(|(id, _)| !ambiguous.contains(id));
        (!keys.is_empty()).then_some(Self { keys })
    }

    pub fn find(&self, id: &str) -> Option<&PublicKey> {
        self.keys.iter().find(|(known, _)| known == id).map(|(_, key)| key)
    }
}

/// Whether a key can have this id.
pub(super) fn is_id(id: &str) -> bool {
    (1..=MAX_ID_BYTES).contains(&id.len())
}

fn read_key(published: &Value) -> Option<(String, PublicKey)> {
    let text = |name: &str| published.get(name).and_then(Value::as_str);
    let absent_or = |name: &str, value: &str| published.get(name).is_none_or(|found| found == value);
    let id = text("kid").filter(|id| is_id(id))?;
    if text("kty")? != "RSA" || !absent_or("alg", "RS256") || !absent_or("use", "sig") {
        return None;
    }
    let (modulus, exponent) = (number(text("n")?)?, number(text("e")?)?);
    let bits = modulus.len() * 8 - modulus[0].leading_zeros() as usize;
    let key = if MODULUS_BITS.contains(&bits) { PublicKey::new(modulus, exponent) } else { None };
    Some((id.to_owned(), key?))
}

/// A number without leading zeros, so never empty.
fn number(text: &str) -> Option<Vec<u8>> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let first = bytes.iter().position(|byte| *byte != 0)?;
    Some(bytes[first..].to_vec())
}
