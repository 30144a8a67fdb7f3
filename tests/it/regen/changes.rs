//! What a run says about a change of the specification.

use std::fmt::Write;

use serde_json::{Value, json};
use xtask::regen::Options;

use super::insta_settings;
use super::tree::Tree;

const GET: &str = "/paths/~1v1~1shelves~1{organization_id}~1books~1{book_id}/get";
const SCHEMAS: &str = "/components/schemas/api_library_v1_";

/// What a run with a changed specification says, its scaffolds left out.
fn report(change: impl FnOnce(&mut Value)) -> String {
    let tree = Tree::generated();
    let mut specification = tree.specification();
    change(&mut specification);
    tree.write("changed.json", &specification.to_string());
    tree.regen("changed.json")
}

fn at<'a>(specification: &'a mut Value, pointer: &str) -> &'a mut Value {
    specification.pointer_mut(pointer).unwrap_or_else(|| panic!("there is no {pointer}"))
}

fn remove(specification: &mut Value, pointer: &str) {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let removed = at(specification, parent).as_object_mut().unwrap().remove(&key.replace("~1", "/"));
    assert!(removed.is_some(), "there is no {pointer}");
}

fn schema(name: &str) -> String {
    format!("{SCHEMAS}{name}")
}

type Change = fn(&mut Value);

#[test]
fn of_fields_and_values() {
    let changes: [(&str, Change); 12] = [
        ("optional field added", |it| at(it, &schema("Book/properties"))["author"] = json!({"type": "string"})),
        ("required field added to a request", |it| {
            at(it, &schema("AddBookRequest/properties"))["author"] = json!({"type": "string"});
            at(it, &schema("AddBookRequest"))["required"] = json!(["title", "author"]);
        }),
        ("required field added to a response", |it| {
            at(it, &schema("Book/properties"))["author"] = json!({"type": "string"});
            at(it, &schema("Book"))["required"] = json!(["organization_id", "book_id", "title", "author"]);
        }),
        ("field removed", |it| remove(it, &schema("Book/properties/binding"))),
        ("type of a field changed", |it| at(it, &schema("Book/properties"))["title"] = json!({"type": "integer"})),
        ("type of a list changed", |it| {
            at(it, &schema("AddBookRequest/properties/keywords"))["items"] = json!({"type": "boolean"});
        }),
        ("limit of a field changed", |it| at(it, &schema("Book/properties/pages"))["minimum"] = json!(1)),
        ("required to optional", |it| at(it, &schema("Book"))["required"] = json!(["organization_id", "book_id"])),
        ("optional to required", |it| at(it, &schema("AddBookRequest"))["required"] = json!(["title", "keywords"])),
        ("enum value added", |it| at(it, &schema("Binding"))["enum"] = json!(["hardcover", "paperback", "leather"])),
        ("enum value removed", |it| at(it, &schema("Binding"))["enum"] = json!(["hardcover"])),
        ("only prose changed", |it| at(it, &schema("Book"))["description"] = json!("Another sentence altogether.")),
    ];
    insta_settings().bind(|| insta::assert_snapshot!("regen_report_fields", page(&changes)));
}

#[test]
fn of_operations() {
    let changes: [(&str, Change); 8] = [
        ("operation moved", |it| {
            let moved =
                at(it, "/paths").as_object_mut().unwrap().remove("/v1/shelves/{organization_id}/books/{book_id}");
            at(it, "/paths")["/v1/shelves/{organization_id}/volumes/{book_id}"] = moved.unwrap();
        }),
        ("operation removed", |it| remove(it, GET)),
        ("operation and its types removed", |it| {
            remove(it, &GET.replace("/get", "/put"));
            remove(it, &schema("ReturnBookRequest"));
        }),
        ("parameter added", |it| {
            let added = json!({"name": "edition", "in": "query", "required": false, "schema": {"type": "string"}});
            at(it, GET)["parameters"].as_array_mut().unwrap().push(added);
        }),
        ("required parameter added", |it| {
            let added = json!({"name": "edition", "in": "query", "required": true, "schema": {"type": "string"}});
            at(it, GET)["parameters"].as_array_mut().unwrap().push(added);
        }),
        ("parameter removed", |it| drop(at(it, GET)["parameters"].as_array_mut().unwrap().pop())),
        ("parameter required", |it| at(it, GET)["parameters"][2]["required"] = json!(true)),
        ("type of a parameter and of the response changed", |it| {
            at(it, GET)["parameters"][2]["schema"] = json!({"type": "string"});
            at(it, GET)["responses"]["200"]["content"]["application/json"]["schema"] =
                json!({"$ref": schema_reference("Book")});
        }),
    ];
    insta_settings().bind(|| insta::assert_snapshot!("regen_report_operations", page(&changes)));
}

fn schema_reference(name: &str) -> String {
    format!("#{}", schema(name))
}

fn page(changes: &[(&str, Change)]) -> String {
    changes.iter().fold(String::new(), |mut page, (what, change)| {
        writeln!(page, "# {what}\n{}", report(change)).unwrap();
        page
    })
}

#[test]
fn operation_added() {
    let tree = Tree::generated();
    let mut specification = tree.specification();
    let mut lend = specification.pointer(&GET.replace("/get", "/put")).unwrap().clone();
    lend["operationId"] = json!("api_library_v1_LendBook");
    lend["requestBody"]["content"]["application/json"]["schema"] = json!({"$ref": schema_reference("AddBookRequest")});
    at(&mut specification, GET.trim_end_matches("/get"))["post"] = lend;
    tree.write("changed.json", &specification.to_string());
    let row = "      x-operations:\n        api_library_v1_LendBook: {path: shelves.books.lend, class: once}\n";
    tree.edit("openapi/overlays/10-operations.yaml", "      x-operations:\n", row);
    insta_settings().bind(|| insta::assert_snapshot!("regen_report_operation_added", tree.regen("changed.json")));
}

#[test]
fn page_and_class() {
    let tree = Tree::generated();
    tree.edit("openapi/overlays/10-operations.yaml", ", items: books, cursor: next_cursor", "");
    tree.edit("openapi/overlays/10-operations.yaml", "class: once, limited: person", "class: replay");
    let (_, output) = tree.run(&Options::default());
    insta_settings().bind(|| insta::assert_snapshot!("regen_report_rows", output));
}

#[test]
fn what_has_become_stale_is_named_once_and_refused_after_that() {
    let tree = Tree::generated();
    let mut specification = tree.specification();
    remove(&mut specification, &GET.replace("/get", "/put"));
    remove(&mut specification, &schema("ReturnBookRequest"));
    tree.write("changed.json", &specification.to_string());
    tree.regen("changed.json");
    let generated = tree.files();
    let refused = |file: &str, line: &str| {
        let error = tree.run(&Options::default()).0.expect_err("what has long been stale is refused");
        tree.edit(file, line, "");
        error
    };
    let action = "  - target: $.components.schemas.api_library_v1_ReturnBookRequest\n    \
                  description: A request without fields is a struct without fields.\n    \
                  update: {properties: {}, additionalProperties: false}\n";
    let operation = "        api_library_v1_ReturnBook: {path: shelves.books.return_book}\n";
    let name = "        api_library_v1_ReturnBookResponse: BookResponse\n";
    let text = "          ShelvesBooksReturnBookRequest: Nothing.\n";
    let errors = [
        refused("openapi/overlays/30-corrections.yaml", action),
        refused("openapi/overlays/10-operations.yaml", operation),
        refused("openapi/overlays/20-types.yaml", name),
        refused("openapi/overlays/60-documentation.yaml", text),
    ];
    insta_settings().bind(|| insta::assert_snapshot!("regen_stale_rows", errors.join("\n\n")));
    let (outcome, output) = tree.run(&Options { spec: None, check: true });
    assert_eq!((outcome, output.as_str()), (Ok(true), ""), "without the stale rows the result is the same");
    assert_eq!(tree.read("openapi/stytch-b2b.json"), generated["openapi/stytch-b2b.json"]);
}

#[test]
fn an_overlay_that_refers_to_what_is_gone_is_stale() {
    let tree = Tree::new();
    let action = "actions:\n  - target: $.components.schemas.api_library_v1_Book.properties.title\n    \
                  description: For the test.\n    \
                  update: {$ref: '#/components/schemas/api_library_v1_ReturnBookRequest'}\n";
    tree.edit("openapi/overlays/30-corrections.yaml", "actions:\n", action);
    tree.regen("spec.yaml");
    let mut specification = tree.specification();
    remove(&mut specification, &GET.replace("/get", "/put"));
    remove(&mut specification, &schema("ReturnBookRequest"));
    tree.write("changed.json", &specification.to_string());
    insta_settings().bind(|| insta::assert_snapshot!("regen_report_reference_gone", tree.regen("changed.json")));
}
