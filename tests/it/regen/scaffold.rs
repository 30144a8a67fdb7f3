//! The methods that a run prints for what the facade does not reach.

use std::path::Path;

use xtask::scaffold::{Facade, write_unreached};

use super::insta_settings;
use super::tree::Tree;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

#[test]
fn of_the_small_specification() {
    let tree = Tree::generated();
    tree.write("src/resources/shelves/books.rs", "raw::shelves_books_add(");
    let existing_file = tree.regen("spec.yaml");
    insta_settings().bind(|| insta::assert_snapshot!("regen_scaffold", existing_file));
    tree.remove("src/resources/shelves/books.rs");
    let no_file = tree.regen("spec.yaml");
    insta_settings().bind(|| insta::assert_snapshot!("regen_scaffold_new_file", no_file));
}

/// The methods of the facade, without documentation, as they would be printed.
#[test]
fn of_what_the_facade_has_are_what_was_written_by_hand() {
    for (id, file, name) in [
        ("rbac_policy", "rbac", "policy"),
        ("organizations_get", "organizations", "get"),
        ("sessions_get", "sessions", "get"),
        ("sessions_get_jwks", "sessions", "get_jwks"),
        ("organizations_members_update", "organizations/members", "update"),
        ("organizations_members_get", "organizations/members", "get"),
        ("organizations_members_dangerously_get", "organizations/members", "dangerously_get"),
        ("organizations_members_search", "organizations/members", "search"),
        ("organizations_search", "organizations", "search"),
        ("organizations_members_delete_password", "organizations/members", "delete_password"),
        ("scim_connection_rotate_start", "scim/connection", "rotate_start"),
        ("scim_connection_get_groups", "scim/connection", "get_groups"),
        ("magic_links_authenticate", "magic_links", "authenticate"),
    ] {
        let path = Path::new(ROOT).join(format!("src/resources/{file}.rs"));
        let written = method(&std::fs::read_to_string(path).unwrap(), name);
        assert_eq!(method(&printed(id), name), written, "{id}");
    }
}

/// What is printed for one operation when nothing is reached.
fn printed(id: &str) -> String {
    let read = |name: &str| std::fs::read_to_string(Path::new(ROOT).join(name)).unwrap();
    let mut document: serde_json::Value = serde_json::from_str(&read("openapi/stytch-b2b.json")).unwrap();
    for item in document["paths"].as_object_mut().unwrap().values_mut() {
        item.as_object_mut().unwrap().retain(|_, operation| operation["operationId"] == id);
    }
    let facade = Facade::read(Path::new(ROOT), "no-such-directory").unwrap();
    let mut output = Vec::new();
    write_unreached(&document, &read("generated/client.rs"), &facade, &mut output).unwrap();
    let output = String::from_utf8(output).unwrap();
    output.split_once("//!").map_or_else(|| panic!("{output}"), |(_, file)| format!("//!{file}"))
}

/// The signature and body of a method, without white space and optional commas.
fn method(file: &str, name: &str) -> String {
    let start = file.find(&format!("    pub fn {name}(&self")).or_else(|| file.find(&format!("    pub fn {name}(\n")));
    let text = &file[start.unwrap_or_else(|| panic!("no method {name}"))..];
    let end = text.find("\n    }\n").unwrap_or_else(|| panic!("{name} does not end"));
    let text: String = text[..end].split_whitespace().collect();
    text.replace(",)", ")")
}
