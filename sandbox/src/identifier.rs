//! Ids and tokens: they look like the API's, and the same seed gives the same ones in the same order.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::collections::HashMap;

/// Makes ids; every kind counts for itself, so that one kind's ids do not depend on another's.
#[derive(Debug, Clone)]
pub(crate) struct IdSource {
    seed: u64,
    made: HashMap<&'static str, u64>,
}

impl IdSource {
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, made: HashMap::new() }
    }

    /// `<kind>-test-<uuid>`, the next one of its kind.
    pub(crate) fn next(&mut self, kind: &'static str) -> String {
        let position = self.count(kind);
        format!("{kind}-test-{}", uuid(mix(self.seed, kind.as_bytes()), position))
    }

    /// A token of 44 characters that says nothing about itself.
    pub(crate) fn token(&mut self, kind: &'static str) -> String {
        let position = self.count(kind);
        let start = mix(self.seed, kind.as_bytes());
        let bytes: Vec<u8> =
            (0..4).flat_map(|part| scramble(start ^ scramble(position * 4 + part)).to_be_bytes()).collect();
        format!("{}=", URL_SAFE_NO_PAD.encode(bytes))
    }

    /// A number from 0 to `below - 1`.
    pub(crate) fn number(&mut self, kind: &'static str, below: u64) -> u64 {
        let position = self.count(kind);
        scramble(mix(self.seed, kind.as_bytes()) ^ scramble(position)) % below.max(1)
    }

    fn count(&mut self, kind: &'static str) -> u64 {
        let made = self.made.entry(kind).or_default();
        *made += 1;
        *made
    }
}

/// The UUID at `position` in the series that begins with `start`.
pub(crate) fn uuid(start: u64, position: u64) -> String {
    let high = scramble(start ^ scramble(position));
    let low = scramble(high ^ start.rotate_left(32));
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        (low >> 48) & 0x3fff | 0x8000,
        low & 0xffff_ffff_ffff,
    )
}

/// A number that depends on every byte; the same in every version and on every machine.
pub(crate) fn mix(seed: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(scramble(seed), |hash, byte| scramble(hash ^ u64::from(*byte)))
}

/// The finalizer of splitmix64.
fn scramble(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
