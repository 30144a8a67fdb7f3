//! The raw client: what it offers, and that the committed copy is what the generator writes.

use crate::support::snapshot;

const FUNCTION: &str = "    pub async fn ";

#[test]
fn signatures() {
    let source = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/generated/client.rs"));
    // Each function stands below the comment that names its place, `POST /v1/b2b/…`.
    let operations: Vec<String> = source.split("    /// `").filter_map(operation).collect();
    assert_eq!(operations.len(), 97);
    assert_eq!(source.matches(FUNCTION).count(), 97);
    snapshot::settings().bind(|| insta::assert_snapshot!("operations", operations.join("\n")));
}

#[test]
fn the_committed_copy_is_generated() {
    macro_rules! same {
        ($($file:literal),*) => {
            $(assert!(
                include_str!(concat!(env!("OUT_DIR"), "/", $file))
                    == include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/generated/", $file)),
                "generated/{} is stale: run `cargo xtask regen`",
                $file
            );)*
        };
    }
    same!("client.rs", "operations.md", "operations.rs", "types.rs");
}

/// An operation as `POST /v1/b2b/…` and below it its function up to the body, on one line.
fn operation(text: &str) -> Option<String> {
    let (place, rest) = text.split_once("`\n")?;
    let (signature, _) = rest.strip_prefix(FUNCTION)?.split_once(" {\n")?;
    let signature = signature.split_whitespace().collect::<Vec<_>>().join(" ");
    let signature = signature.replace("( ", "(").replace(", )", ")").replace("< ", "<").replace(", >", ">");
    Some(format!("{place}\n    {signature}"))
}
