//! No text is a good token without the private key, and its claims are skimmed by the rules by which they are read.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|token: &str| {
    assert!(!stytch_b2b::fuzzing::accepts(token), "nobody signed it");
    let [reads, says] = stytch_b2b::fuzzing::reads_claims(token.as_bytes());
    assert_eq!(reads, says, "claims are skimmed by other rules than they are read by");
});
