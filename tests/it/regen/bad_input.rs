//! Bad input: an error that names the file and the place, and nothing changes on disk.

use std::fmt::Write;

use xtask::regen::Options;

use super::insta_settings;
use super::tree::Tree;

const OPERATIONS: &str = "openapi/overlays/10-operations.yaml";
const TYPES: &str = "openapi/overlays/20-types.yaml";
const CORRECTIONS: &str = "openapi/overlays/30-corrections.yaml";
const DOCUMENTATION: &str = "openapi/overlays/60-documentation.yaml";
const SPEC: &str = "spec.yaml";

/// The error of a run on a generated tree with one text replaced.
fn refused(name: &str, from: &str, to: &str) -> String {
    let tree = Tree::generated();
    tree.edit(name, from, to);
    refusal(&tree, &tree.path(SPEC))
}

fn refusal(tree: &Tree, spec: &str) -> String {
    let before = tree.files();
    let (outcome, output) = tree.run(&Options { spec: Some(spec.to_owned()), check: false });
    assert_eq!(output, "", "nothing is said but the error");
    assert!(tree.files() == before, "something changed on disk");
    outcome.expect_err("it is refused")
}

fn page(errors: impl IntoIterator<Item = (&'static str, String)>) -> String {
    errors.into_iter().fold(String::new(), |mut page, (what, error)| {
        writeln!(page, "# {what}\n{}\n", error.trim_end()).unwrap();
        page
    })
}

#[test]
fn specification() {
    let paths = "paths:\n";
    let errors = page([
        ("not YAML", refused(SPEC, "paths:\n", "paths: [\n")),
        ("a list", refused(SPEC, &Tree::new().read(SPEC), "- openapi\n")),
        ("no version", refused(SPEC, "openapi: 3.0.3\n", "")),
        ("3.1", refused(SPEC, "openapi: 3.0.3", "openapi: 3.1.0")),
        ("a number as version", refused(SPEC, "openapi: 3.0.3", "openapi: 3.0")),
        ("2.0", refused(SPEC, "openapi: 3.0.3", "swagger: '2.0'")),
        ("no paths", refused(SPEC, paths, "ways:\n")),
        ("no title", refused(SPEC, "  title: Lending library\n", "")),
        ("$ref to nowhere", refused(SPEC, "schemas/api_library_v1_Binding'", "schemas/api_library_v1_Cover'")),
        (
            "$ref to another file",
            refused(SPEC, "'#/components/schemas/api_library_v1_Binding'", "'types.yaml#/Binding'"),
        ),
        ("required without property", refused(SPEC, "required: [title]", "required: [title, author]")),
        ("required twice", refused(SPEC, "required: [title]", "required: [title, title]")),
        ("unknown keyword of a schema", refused(SPEC, "example: The Man", "moral: The Man")),
        ("unknown keyword of a path", refused(SPEC, "    put:\n", "    puts:\n")),
        ("parameters of a path", refused(SPEC, "    put:\n", "    parameters: []\n    put:\n")),
        ("the same operationId twice", refused(SPEC, "api_library_v1_ReturnBook\n", "api_library_v1_GetBook\n")),
        ("no operationId", refused(SPEC, "      operationId: api_library_v1_GetBook\n", "")),
        ("a schema without type", refused(SPEC, "title: {type: string}", "title: {}")),
    ]);
    insta_settings().bind(|| insta::assert_snapshot!("regen_bad_specification", errors));
}

#[test]
fn overlays() {
    let errors = page([
        ("not YAML", refused(CORRECTIONS, "remove: true", "remove: [")),
        ("not an overlay", refused(CORRECTIONS, "overlay: 1.0.0", "cover: 1.0.0")),
        ("another version", refused(CORRECTIONS, "overlay: 1.0.0", "overlay: 2.0.0")),
        ("a target that matches nothing", refused(CORRECTIONS, "properties.access_code", "properties.access_cod")),
        ("a target that is no JSONPath", refused(CORRECTIONS, "parameters[?@.name ==", "parameters[?@.name =")),
        ("no reason", refused(CORRECTIONS, "    description: Opens the cabinet.\n", "")),
        ("an empty reason", refused(CORRECTIONS, "description: Opens the cabinet.", "description: ' '")),
        ("no deed", refused(CORRECTIONS, "    remove: true\n", "")),
        ("two deeds", refused(CORRECTIONS, "    remove: true\n", "    remove: true\n    update: {}\n")),
        ("a $ref to nowhere", refused(CORRECTIONS, "schemas/Secret'", "schemas/Password'")),
        ("required twice", {
            let again = "actions:\n  - target: $.components.schemas.api_library_v1_Book\n    \
                         description: Missing once.\n    update: {required: [title]}\n";
            refused(CORRECTIONS, "actions:\n", again)
        }),
    ]);
    insta_settings().bind(|| insta::assert_snapshot!("regen_bad_overlay", errors));
}

#[test]
fn rows() {
    let errors = page([
        (
            "an operation without a row",
            refused(OPERATIONS, "        api_library_v1_GetBook: {path: shelves.books.get}\n", ""),
        ),
        (
            "a row without an operation",
            refused(OPERATIONS, "_GetBook: {", "_GotBook: {path: a.b}\n        api_library_v1_GetBook: {"),
        ),
        ("a POST without class", refused(OPERATIONS, "class: once, ", "")),
        ("a GET with class", refused(OPERATIONS, "shelves.books.get}", "shelves.books.get, class: once}")),
        ("an unknown class", refused(OPERATIONS, "class: once", "class: twice")),
        ("an unknown fact", refused(OPERATIONS, "shelves.books.get}", "shelves.books.get, color: red}")),
        ("the same path twice", refused(OPERATIONS, "shelves.books.get}", "shelves.books.add}")),
        ("a type without a row", refused(TYPES, "        api_library_v1_Book: Book\n", "")),
        ("a row without a type", refused(TYPES, "_Book: Book\n", "_Book: Book\n        api_library_v1_Map: Map\n")),
        ("one name for two types", refused(TYPES, "BookResponse: BookResponse", "BookResponse: Book")),
        ("texts about nothing", {
            let tree = Tree::generated();
            tree.edit(DOCUMENTATION, "types:\n", "types:\n          Map: A map.\n");
            tree.edit(DOCUMENTATION, "fields:\n", "fields:\n          author: Who wrote it.\n");
            tree.edit(DOCUMENTATION, "Book.pages:", "Book.sheets:");
            tree.edit(DOCUMENTATION, "Binding.paperback:", "Binding.leather:");
            refusal(&tree, &tree.path(SPEC))
        }),
        ("a text that is none", refused(DOCUMENTATION, "Book: A book on a shelf.", "Book: 7")),
        ("an unknown table of texts", refused(DOCUMENTATION, "        variants:", "        values:")),
    ]);
    insta_settings().bind(|| insta::assert_snapshot!("regen_bad_row", errors));
}

#[test]
fn generator() {
    let errors = page([
        ("content without schema", refused(CORRECTIONS, "remove: true", "update: {description: Failure}")),
        ("a name that is no argument", refused(SPEC, "/books/{book_id}", "/books/{book_id}.json")),
    ]);
    insta_settings().bind(|| insta::assert_snapshot!("regen_generator_refuses", errors));
}

#[test]
fn source() {
    let tree = Tree::generated();
    let errors = page([
        ("no such file", refusal(&tree, &tree.path("missing.yaml"))),
        ("not https", refusal(&tree, "http://library.example/openapi.yaml")),
        ("not a text", {
            std::fs::write(tree.path("binary.yaml"), [0xff, 0xfe, 0x00]).unwrap();
            let error = tree.run(&Options { spec: Some(tree.path("binary.yaml")), check: false }).0.unwrap_err();
            tree.remove("binary.yaml");
            error
        }),
        ("a record without paths", {
            let tree = Tree::generated();
            tree.edit("openapi/SOURCE.toml", "paths", "path");
            refusal(&tree, &tree.path(SPEC))
        }),
    ]);
    insta_settings().bind(|| insta::assert_snapshot!("regen_bad_source", errors));
}

#[test]
fn no_facts_yet() {
    let (outcome, _) = Tree::new().run(&Options::default());
    let error = outcome.unwrap_err();
    assert!(error.starts_with("openapi/upstream.json: "), "{error}");
}

#[test]
fn cut_off() {
    let tree = Tree::generated();
    let whole = tree.read(SPEC);
    for cut in (0..whole.len() - 1).step_by(29) {
        tree.write(SPEC, &whole[..cut]);
        let error = refusal(&tree, &tree.path(SPEC));
        assert!(error.starts_with("[root]/spec.yaml: "), "cut at {cut}: {error}");
    }
    let line = whole.find("    post:\n").unwrap();
    let errors = page([("in a line", line + 8), ("between two lines", line)].map(|(what, cut)| {
        tree.write(SPEC, &whole[..cut]);
        (what, refusal(&tree, &tree.path(SPEC)))
    }));
    insta_settings().bind(|| insta::assert_snapshot!("regen_cut_off", errors));
}

#[test]
fn upstream_facts_cut_off() {
    let facts = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/upstream.json"));
    let tree = Tree::generated();
    for cut in [facts.len() / 3, facts.len() / 2, facts.len() - 2] {
        tree.write("spec.json", &facts[..cut]);
        let error = refusal(&tree, &tree.path("spec.json"));
        assert!(error.starts_with("[root]/spec.json: not the JSON it should be: EOF while parsing"), "{error}");
    }
}
