//! The codes of authenticator apps.

use crate::clock::Timestamp;
use ring::hmac;

/// How long one code is shown.
pub(crate) const STEP_SECONDS: u64 = 30;
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The code that is shown at a moment, if the secret is base32.
pub(crate) fn code(secret: &str, now: Timestamp) -> Option<String> {
    from_base32(secret).map(|secret| totp(&secret, now.seconds() / STEP_SECONDS))
}

/// The code of a time step, by RFC 6238 with SHA-1 and six digits.
pub(crate) fn totp(secret: &[u8], step: u64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let bytes = tag.as_ref();
    let offset = usize::from(bytes[bytes.len() - 1] & 0xf);
    let number =
        bytes[offset..offset + 4].iter().fold(0u32, |number, byte| number << 8 | u32::from(*byte)) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

pub(crate) fn base32(bytes: &[u8]) -> String {
    let bits: Vec<bool> = bytes.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1 == 1)).collect();
    bits.chunks(5)
        .map(|chunk| {
            (0..5).fold(0usize, |index, bit| index << 1 | usize::from(chunk.get(bit).copied().unwrap_or(false)))
        })
        .map(|index| char::from(BASE32[index]))
        .collect()
}

pub(crate) fn from_base32(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut buffer, mut bits) = (0u32, 0);
    for letter in text.trim_end_matches('=').bytes().map(|letter| letter.to_ascii_uppercase()) {
        let value = BASE32.iter().position(|known| *known == letter)?;
        buffer = (buffer << 5 | u32::try_from(value).ok()?) & 0xffff;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((buffer >> bits & 0xff) as u8);
        }
    }
    (!bytes.is_empty()).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::{base32, from_base32, totp};

    #[test]
    fn codes_are_those_of_the_standard() {
        // The secret and times of RFC 6238, appendix B; the last six of the eight digits there.
        let secret = b"12345678901234567890";
        assert_eq!(totp(secret, 59 / 30), "287082");
        assert_eq!(totp(secret, 1_111_111_109 / 30), "081804");
        assert_eq!(totp(secret, 20_000_000_000 / 30), "353130");
    }

    #[test]
    fn base32_goes_both_ways() {
        assert_eq!(base32(b"12345678901234567890"), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(from_base32("gezdgnbvgy3tqojqgezdgnbvgy3tqojq").as_deref(), Some(&b"12345678901234567890"[..]));
        assert_eq!(from_base32("not base32!"), None);
    }
}
