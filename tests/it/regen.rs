//! `cargo xtask regen` on a small specification of the project's own, in a directory that is gone afterwards.

mod bad_input;
mod changes;
mod published;
mod scaffold;
mod tree;

use xtask::regen::Options;

use tree::Tree;

#[test]
fn first_run_writes_everything_and_second_run_nothing() {
    let tree = Tree::new();
    let first = tree.regen("spec.yaml");
    let left_out = "left out: 1 of 5 operations, 2 of 8 schemas, and what is said of servers, tags and security\n";
    assert!(first.starts_with(&format!("{left_out}first generation: 4 operations\n")), "{first}");
    assert!(first.ends_with("8 files written, 0 unchanged\n"), "{first}");
    let files: Vec<String> = tree.files().into_keys().filter(|name| !name.starts_with("openapi/overlays")).collect();
    assert_eq!(
        files,
        [
            "generated/client.rs",
            "generated/operations.md",
            "generated/operations.rs",
            "generated/types.rs",
            "openapi/SOURCE.toml",
            "openapi/stytch-b2b.json",
            "openapi/upstream.json",
            "sandbox/openapi/stytch-b2b.json",
            "spec.yaml",
            "src/resources/shelves/books.rs",
        ]
    );
    let before = tree.files();
    assert_eq!(tree.regen("spec.yaml"), format!("{left_out}nothing changed for users\n0 files written, 8 unchanged\n"));
    assert_eq!(tree.files(), before);
    let without_spec = tree.run(&Options::default());
    assert_eq!(without_spec.1, "nothing changed for users\n0 files written, 6 unchanged\n");
    assert_eq!(tree.files(), before);
}

#[test]
fn json_and_yaml_give_the_same() {
    let (yaml, json) = (Tree::new(), Tree::new());
    json.write("spec.json", &serde_json::to_string(&json.specification()).unwrap());
    yaml.regen("spec.yaml");
    json.regen("spec.json");
    // What is not ours is not taken over.
    assert!(yaml.files().iter().all(|(name, text)| name == "spec.yaml" || !text.contains("api_reader_v1")));
    let results = |tree: &Tree| {
        let mut files = tree.files();
        // Which bytes were read is the difference.
        files.retain(|name, _| !name.starts_with("spec.") && name != "openapi/SOURCE.toml");
        files
    };
    assert_eq!(results(&yaml), results(&json));
}

#[test]
fn no_sentence_is_taken_over() {
    let tree = Tree::new();
    let output = tree.regen("spec.yaml");
    let specification = tree.read("spec.yaml");
    let after_key = |line: &str| {
        let (_, text) =
            ["description: ", "summary: ", "source: ", "example: "].iter().find_map(|key| line.split_once(key))?;
        Some(text.trim_end_matches(['}', '.']).to_owned())
    };
    let sentences: Vec<String> = specification.lines().filter_map(after_key).collect();
    assert!(sentences.len() > 15, "{sentences:?}");
    for (name, text) in tree.files().iter().filter(|(name, _)| *name != "spec.yaml") {
        let found: Vec<&String> = sentences.iter().filter(|sentence| text.contains(*sentence)).collect();
        assert!(found.is_empty(), "{name} has {found:?}");
    }
    assert!(sentences.iter().all(|sentence| !output.contains(sentence)), "{output}");
}

#[test]
fn source_says_which_bytes_and_when() {
    let tree = Tree::new();
    tree.regen("spec.yaml");
    let before = tree.read("openapi/SOURCE.toml");
    let dated = before.replace("date = \"2", "date = \"1");
    tree.write("openapi/SOURCE.toml", &dated);
    tree.regen("spec.yaml");
    assert_eq!(tree.read("openapi/SOURCE.toml"), dated, "the same bytes keep their date");
    tree.edit("spec.yaml", "version: 1.2.0", "version: 1.2.1");
    tree.regen("spec.yaml");
    let after = tree.read("openapi/SOURCE.toml");
    assert_eq!(after.lines().nth(2), before.lines().nth(2), "other bytes get the date of today");
    assert_ne!(after.lines().nth(3), before.lines().nth(3), "other bytes have another checksum");
    assert_eq!(after.lines().skip(4).collect::<Vec<_>>(), before.lines().skip(4).collect::<Vec<_>>());
}

#[test]
fn check_says_nothing_about_a_fresh_tree() {
    let tree = Tree::new();
    tree.regen("spec.yaml");
    let before = tree.files();
    for spec in [None, Some("spec.yaml")] {
        let (fresh, output) = tree.run(&Options { spec: spec.map(|name| tree.path(name)), check: true });
        assert_eq!((fresh.unwrap(), output.as_str()), (true, ""));
    }
    assert_eq!(tree.files(), before);
}

#[test]
fn check_names_what_is_stale_and_what_mends_it() {
    let tree = Tree::new();
    tree.regen("spec.yaml");
    let fresh = tree.files();
    tree.edit("generated/types.rs", "pub struct Book ", "pub struct Volume ");
    tree.write("generated/old.rs", "");
    let before = tree.files();
    let (is_fresh, output) = tree.run(&Options { spec: None, check: true });
    assert!(!is_fresh.unwrap());
    assert_eq!(output, "stale: generated/types.rs\nstale: generated/old.rs\nmend with: cargo xtask regen\n");
    assert_eq!(tree.files(), before, "nothing is written");
    tree.run(&Options::default()).0.unwrap();
    assert_eq!(tree.files(), fresh, "the command mends it");
}

#[test]
fn check_against_another_specification_names_it() {
    let tree = Tree::new();
    tree.regen("spec.yaml");
    tree.edit("spec.yaml", "/{book_id}", "/by-id/{book_id}");
    let before = tree.files();
    let (is_fresh, output) = tree.run(&Options { spec: Some(tree.path("spec.yaml")), check: true });
    assert!(!is_fresh.unwrap());
    insta_settings().bind(|| insta::assert_snapshot!("regen_check_with_spec", output));
    assert_eq!(tree.files(), before, "nothing is written");
}

#[test]
fn what_has_no_text_is_named() {
    let tree = Tree::new();
    for row in ["Book: A book on a shelf.", "title: Title of the book.", "Binding.paperback: Paper."] {
        tree.edit("openapi/overlays/60-documentation.yaml", &format!("          {row}\n"), "");
    }
    let output = tree.regen("spec.yaml");
    let undocumented: Vec<&str> = output.lines().filter_map(|line| line.strip_prefix("undocumented: ")).collect();
    assert_eq!(
        undocumented,
        ["value Binding.paperback", "type Book", "field Book.title", "field ShelvesBooksAddRequest.title"]
    );
}

fn insta_settings() -> insta::Settings {
    crate::support::snapshot::settings()
}
