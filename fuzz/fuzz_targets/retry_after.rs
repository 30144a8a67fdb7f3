//! `Retry-After` is whole seconds, or a date after the answer's own, or nothing.
#![no_main]

use std::time::Duration;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&[u8], &[u8])| {
    let (value, date) = input;
    let wait = stytch_b2b::fuzzing::retry_after(value, date);
    let digits = std::str::from_utf8(value).ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    if let Some(seconds) = digits.filter(|text| (1..=10).contains(&text.len())).and_then(|text| text.parse().ok()) {
        assert_eq!(wait, Some(Duration::from_secs(seconds)));
    }
});
