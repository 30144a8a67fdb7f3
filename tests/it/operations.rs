//! The raw client: what it offers, and that the committed copy is what the generator writes.

use crate::support::snapshot;

#[test]
fn signatures() {
    let source = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/generated/client.rs"));
    let functions: Vec<String> = source.split("pub async fn ").skip(1).map(signature).collect();
    assert_eq!(functions.len(), 97);
    snapshot::settings().bind(|| insta::assert_snapshot!("operations", functions.join("\n")));
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

/// A function up to its body, on one line.
fn signature(function: &str) -> String {
    let (signature, _) = function.split_once(" {\n").expect("every function has a body");
    let signature = signature.split_whitespace().collect::<Vec<_>>().join(" ");
    signature.replace("( ", "(").replace(", )", ")").replace("<'a>(&'a self", "(&self").replace("&'a ", "&")
}
