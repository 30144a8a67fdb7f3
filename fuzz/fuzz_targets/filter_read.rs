//! The sandbox reads or refuses whatever is sent to it as a filter.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    stytch_b2b_sandbox::fuzzing::scim_filter(text);
});
