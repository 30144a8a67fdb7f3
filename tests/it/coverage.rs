//! The facade reaches every operation of the specification, and nothing else.
//!
//! Five lists must agree: the operations of the specification, the rows of `generated/operations.md`, the methods in
//! `src/resources`, the calls of the wire test by their name, and what these calls send.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::support::difference::assert_same;
use crate::support::specification::{Operation, Specification, matches};
use crate::wire::{self, row::Row};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// A method of the facade, by its signature.
struct Method {
    /// From the names of file and function, `organizations.members.get`.
    path: String,
    member_session: bool,
}

#[test]
fn the_table_lists_the_specification() {
    let page = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../generated/operations.md"));
    let rows: Vec<&str> = page.lines().filter(|line| line.starts_with("| `")).collect();
    let specification = Specification::read();
    let expected = specification.operations().iter().map(row).collect();
    assert_same(&expected, &rows.iter().map(|row| (*row).to_owned()).collect());
    assert_eq!(rows.len(), 117);
}

#[test]
fn every_operation_has_one_method() {
    let specification = Specification::read();
    let expected = specification.operations().iter().map(|operation| operation.path.to_owned()).collect();
    let methods = methods();
    assert_same(&expected, &methods.iter().map(|method| method.path.clone()).collect());
    assert_eq!(methods.len(), 117, "no method stands twice");
}

#[test]
fn member_sessions_are_for_the_operations_that_declare_them() {
    let specification = Specification::read();
    let operations = specification.operations();
    let declared = operations.iter().filter(|operation| operation.member_session);
    let declared: BTreeSet<String> = declared.map(|operation| operation.path.to_owned()).collect();
    assert_eq!(declared.len(), 40);
    let offered = methods().into_iter().filter(|method| method.member_session);
    assert_same(&declared, &offered.map(|method| method.path).collect());
    assert_same(&declared, &wire::rows().filter(|row| row.takes_member()).map(Row::facade_path).collect());
}

#[tokio::test]
async fn every_method_sends_its_operation() {
    let specification = Specification::read();
    let operations = specification.operations();
    let recorded = wire::record(&wire::sample::read(&wire::fixture("sample.json"))).await;
    let sent = wire::rows().map(|row| {
        let request = &recorded[row.upstream_id];
        let operation = operation_of(&operations, &request.method, &request.path);
        (row.facade_path(), row.upstream_id, operation.upstream_id)
    });
    let expected = operations.iter().map(|it| (it.path.to_owned(), it.upstream_id, it.upstream_id)).collect();
    assert_same(&expected, &sent.collect());
}

/// The row of `operations.md`.
fn row(operation: &Operation) -> String {
    let Operation { path, upstream_id, method, template, .. } = operation;
    let class = match operation.class {
        "replay" => "R",
        "idempotent" => "I",
        "once" => "N",
        other => panic!("{path} has the class {other}"),
    };
    let class = if operation.public { format!("{class} O") } else { class.to_owned() };
    let class = if operation.per_person { format!("{class} P") } else { class };
    let mark = |set| if set { "yes" } else { "" };
    let (member_session, pages) = (mark(operation.member_session), mark(operation.paginated));
    format!("| `{path}` | `{method} {template}` | {class} | {member_session} | {pages} | `{upstream_id}` |")
}

/// The operation that a server would route a request to: of those that fit, the one with the most literal segments.
fn operation_of<'a>(operations: &'a [Operation<'a>], method: &str, path: &str) -> &'a Operation<'a> {
    let fits = |operation: &&Operation| operation.method == method && matches(operation.template, path);
    let literal = |operation: &&Operation| operation.template.split('/').filter(|part| !part.starts_with('{')).count();
    let found = operations.iter().filter(fits).max_by_key(literal);
    found.unwrap_or_else(|| panic!("{method} {path} is no operation"))
}

/// Every function in `src/resources` that returns a call.
fn methods() -> Vec<Method> {
    let root = Path::new(ROOT).join("src/resources");
    let read = |file: &PathBuf| std::fs::read_to_string(file).expect("sources can be read");
    let all: String = files(&root).iter().map(read).collect();
    let mut methods = Vec::new();
    for file in files(&root) {
        let area = file.with_extension("");
        let area = area.strip_prefix(&root).expect("files lie below the root");
        let area = area.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join(".");
        let source = read(&file);
        methods.extend(functions(&source).filter_map(|(name, result)| {
            let parameters = result.strip_prefix("Call<")?.strip_suffix('>')?.split_once(", ").map(|(_, set)| set);
            let member_session = parameters.is_some_and(|set| takes_member(&all, set));
            Some(Method { path: format!("{area}.{name}"), member_session })
        }));
    }
    methods
}

/// Name and result of every public function.
fn functions(source: &str) -> impl Iterator<Item = (&str, String)> {
    source.split("\n    pub fn ").skip(1).filter_map(|function| {
        let (name, _) = function.split_once('(')?;
        let (signature, _) = function.split_once(" {\n")?;
        let (_, result) = signature.rsplit_once(" -> ")?;
        Some((name, result.split_whitespace().collect::<Vec<_>>().join(" ")))
    })
}

/// Whether parameters of a call can be those of a member: they are all of it, or the sources say that they have one.
fn takes_member(sources: &str, parameters: &str) -> bool {
    parameters == "AsMember" || sources.contains(&format!("impl OnBehalf for {parameters} {{"))
}

fn files(directory: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(directory).expect("the directory can be read") {
        let path = entry.expect("the directory can be read").path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else {
            files.push(path);
        }
    }
    files
}
