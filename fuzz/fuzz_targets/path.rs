//! Whatever the ids are, a path that is built leads where its operation is, and nowhere else.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|ids: [&str; 2]| {
    let Some(path) = stytch_b2b::fuzzing::path(ids) else { return };
    let base = "https://test.stytch.com";
    let url = stytch_b2b::reqwest::Url::parse(&format!("{base}{path}")).expect("a path is part of a URL");
    assert_eq!(url.as_str(), format!("{base}{path}"), "the URL has another path");
    let segments: Vec<&str> = url.path_segments().into_iter().flatten().collect();
    assert!(matches!(segments[..], ["v1", "b2b", "scim", one, "connection", two] if [one, two] == ids), "{segments:?}");
});
