//! `cargo xtask changes`, and publications that name things otherwise.

use std::path::Path;

use serde_json::json;
use xtask::changes::{self, Options};
use xtask::report::Format;

use super::insta_settings;
use super::tree::Tree;

const REPOSITORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
/// The facts of our part of an earlier publication.
const EARLIER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/published/2025-09-26.json");

fn changes(root: &Path, from: &str, to: &str, format: Format) -> Result<String, String> {
    let mut output = Vec::new();
    let options = Options { from: from.into(), to: to.into(), format };
    changes::run(root, &options, &mut output).map_err(|error| format!("{error:#}"))?;
    Ok(String::from_utf8(output).unwrap())
}

#[test]
fn a_renamed_package_is_one_line() {
    let (tree, renamed) = (Tree::new(), Tree::new());
    tree.regen("spec.yaml");
    renamed.edit("spec.yaml", "api_library_v1", "api_archive_v1");
    renamed.regen("spec.yaml");
    for name in tree.files().keys().filter(|name| !["spec.yaml", "openapi/SOURCE.toml"].contains(&name.as_str())) {
        assert_eq!(renamed.read(name), tree.read(name), "{name}");
    }
}

#[test]
fn between_two_files() {
    let tree = Tree::generated();
    let mut later = tree.specification();
    let schemas = &mut later["components"]["schemas"];
    schemas["api_library_v1_Book"]["properties"]["author"] = json!({"type": "string"});
    schemas["api_library_v1_AddBookRequest"]["required"] = json!(["title", "keywords"]);
    let mut lend = later["paths"]["/v1/shelves/{organization_id}/books"]["post"].clone();
    lend["operationId"] = json!("api_library_v1_LendBook");
    later["paths"]["/v1/shelves/{organization_id}/lent"] = json!({"post": lend});
    // Not ours.
    later["paths"]["/v1/readers"] = json!({});
    tree.write("later.json", &later.to_string());
    let before = tree.files();
    let report = |format| changes(tree.root(), &tree.path("spec.yaml"), &tree.path("later.json"), format).unwrap();
    let (lines, markdown) = (report(Format::Lines), report(Format::Markdown));
    insta_settings().bind(|| insta::assert_snapshot!("changes", format!("{lines}\n{markdown}")));
    assert_eq!(tree.files(), before, "nothing is written");
    let same = changes(tree.root(), &tree.path("spec.yaml"), &tree.path("spec.yaml"), Format::Markdown);
    assert_eq!(same.unwrap(), "nothing changed for users\n");
}

#[test]
fn what_is_not_a_specification() {
    let tree = Tree::generated();
    let specification = tree.read("spec.yaml");
    tree.write("cut-off.yaml", &specification[..specification.len() / 2]);
    tree.write("other.yaml", "title: Not a specification\n");
    let errors = ["missing.yaml", "cut-off.yaml", "other.yaml"].map(|name| {
        let error = changes(tree.root(), &tree.path(name), &tree.path("spec.yaml"), Format::Lines).unwrap_err();
        assert_eq!(error.lines().count(), 1, "{error}");
        tree.redact(&error)
    });
    insta_settings().bind(|| insta::assert_snapshot!("changes_refused", errors.join("\n")));
}

#[test]
fn since_an_earlier_publication() {
    let root = Path::new(REPOSITORY);
    let now = root.join("openapi/upstream.json").display().to_string();
    let report = changes(root, EARLIER, &now, Format::Markdown).unwrap();
    insta_settings().bind(|| insta::assert_snapshot!("changes_since_2025-09-26", report));
}
