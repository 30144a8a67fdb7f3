//! What reads as a response is printed without a panic, and reads again as what was written.
#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::Value;

// Every generated type; the tests make the table.
#[allow(dead_code)]
#[path = "../../tests/it/round_trip/types.rs"]
mod types;

fuzz_target!(|input: (u16, &[u8])| {
    let (number, bytes) = input;
    let Ok(json) = serde_json::from_slice::<Value>(bytes) else { return };
    let known = &types::TYPES[usize::from(number) % types::TYPES.len()];
    let Ok(once) = (known.through)(&json) else { return };
    (known.debug)(&json);
    let twice = (known.through)(&once).unwrap_or_else(|failure| panic!("{} does not read what it wrote, {failure}", known.name));
    assert_eq!(once, twice, "{}", known.name);
});
