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
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let high = scramble(start ^ scramble(position));
    let low = scramble(high ^ start.rotate_left(32));
    // The version, 4, and the variant, binary 10, stand at their places.
    let (high, low) = (high & !0xf000 | 0x4000, low & (u64::MAX >> 2) | 1 << 63);
    let number = u128::from(high) << 64 | u128::from(low);
    // By hand: a page has a thousand of them, and format! takes most of its time.
    let mut text = String::with_capacity(36);
    for digit in 0..32 {
        if matches!(digit, 8 | 12 | 16 | 20) {
            text.push('-');
        }
        text.push(DIGITS[(number >> (124 - 4 * digit)) as usize & 0xf]);
    }
    text
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

/// An id that is always the same for an email address.
pub(crate) fn email_id(email: &str) -> String {
    format!("email-test-{}", uuid(mix(0, email.to_lowercase().as_bytes()), 0))
}

#[cfg(test)]
mod tests {
    use super::uuid;

    #[test]
    fn ids_stay_as_they_are() {
        // Snapshots of users hold ids of the sandbox.
        assert_eq!(uuid(0, 0), "a706dd2f-4d19-4e6f-a382-75bc38fcbe91");
    }
}
