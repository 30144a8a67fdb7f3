//! The raw client: what it offers, and that the committed copy is what the generator writes.

use std::path::Path;

use crate::support::snapshot;

const FUNCTION: &str = "pub fn ";

#[test]
fn signatures() {
    let source = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../generated/client.rs"));
    // Each function stands below the comment that names its place, `POST /v1/b2b/…`.
    let operations: Vec<String> = source.split("\n/// `").filter_map(operation).collect();
    assert_eq!(operations.len(), 117);
    assert_eq!(source.matches(FUNCTION).count(), 117);
    snapshot::settings().bind(|| insta::assert_snapshot!("operations", operations.join("\n")));
}

#[test]
fn the_committed_copy_is_generated() {
    let specification = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/stytch-b2b.json"));
    let files = xtask::generate::generate(&serde_json::from_str(specification).unwrap()).unwrap();
    let committed = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../generated"));
    for (name, text) in files {
        let same = std::fs::read_to_string(committed.join(name)).is_ok_and(|file| file == text);
        assert!(same, "generated/{name} is stale: run `cargo xtask regen`");
    }
}

/// Requests are made without being sent: nothing to await, nothing that runs later.
#[test]
fn no_function_is_async_and_none_makes_a_closure() {
    let source = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../generated/client.rs"));
    for word in ["async ", "await", "move ", "|"] {
        assert!(!source.contains(word), "generated/client.rs has `{word}`");
    }
}

/// An operation as `POST /v1/b2b/…` and below it its function up to the body, on one line.
fn operation(text: &str) -> Option<String> {
    let (place, rest) = text.split_once("`\n")?;
    let (signature, _) = rest.strip_prefix(FUNCTION)?.split_once(" {\n")?;
    let signature = signature.split_whitespace().collect::<Vec<_>>().join(" ");
    let signature = signature.replace("( ", "(").replace(", )", ")").replace("< ", "<").replace(", >", ">");
    Some(format!("{place}\n    {signature}"))
}
