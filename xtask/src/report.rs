//! What a change of the vendored specification means for users.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use anyhow::Result;
use serde_json::Value;

use crate::extract::{self, BODIES};
use crate::generator::spec::Spec;

/// How differences are written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// A line for each, which begins with its weight.
    Lines,
    /// Lists below headings, for release notes.
    Markdown,
}

/// One difference that a user can notice.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Change {
    breaking: bool,
    text: String,
}

/// Writes down each difference, the breaking ones first.
pub fn write(before: Option<&Value>, after: &Value, format: Format, out: &mut impl Write) -> Result<()> {
    let Some(before) = before else {
        writeln!(out, "first generation: {} operations", extract::operations(after).count())?;
        return Ok(());
    };
    let mut changes = Changes::default();
    operations(before, after, &mut changes);
    types(before, after, &mut changes);
    let (breaking, compatible): (Vec<_>, Vec<_>) = changes.0.into_iter().partition(|change| change.breaking);
    if breaking.is_empty() && compatible.is_empty() {
        writeln!(out, "nothing changed for users")?;
    }
    for (weight, changes) in [("breaking", breaking), ("compatible", compatible)] {
        if format == Format::Markdown && !changes.is_empty() {
            writeln!(out, "### {}{}\n", weight[..1].to_uppercase(), &weight[1..])?;
        }
        for Change { text, .. } in &changes {
            match format {
                Format::Lines => writeln!(out, "{weight}: {text}")?,
                Format::Markdown => writeln!(out, "- {text}")?,
            }
        }
        if format == Format::Markdown && weight == "breaking" && !changes.is_empty() {
            writeln!(out)?;
        }
    }
    Ok(())
}

#[derive(Default)]
struct Changes(Vec<Change>);

impl Changes {
    fn breaking(&mut self, text: String) {
        self.0.push(Change { breaking: true, text });
    }

    fn compatible(&mut self, text: String) {
        self.0.push(Change { breaking: false, text });
    }
}

fn operations(before: &Value, after: &Value, changes: &mut Changes) {
    let index = |document| -> BTreeMap<String, (String, &Value)> {
        let operations = extract::operations(document);
        operations.map(|(place, operation)| (string(&operation["x-path"]), (place, operation))).collect()
    };
    let (before, after) = (index(before), index(after));
    for (path, (place, _)) in before.iter().filter(|(path, _)| !after.contains_key(*path)) {
        changes.breaking(format!("operation {} removed", named(path, place)));
    }
    for (path, (place, operation)) in &after {
        match before.get(path) {
            None => changes.compatible(format!("operation {} added", named(path, place))),
            Some((old_place, old)) => {
                if old_place != place {
                    changes.compatible(format!("operation {path} moved from {old_place} to {place}"));
                }
                self::operation(path, old, operation, changes);
            }
        }
    }
}

/// An operation that has no path in the facade goes by its place alone.
fn named(path: &str, place: &str) -> String {
    if path == place { place.to_owned() } else { format!("{path} ({place})") }
}

fn operation(path: &str, before: &Value, after: &Value, changes: &mut Changes) {
    parameters(path, before, after, changes);
    for (what, pointer) in BODIES.into_iter().chain([("page", "/x-page")]) {
        let (old, new) = (before.pointer(pointer), after.pointer(pointer));
        if old != new {
            let (what, old, new) = (what.to_lowercase(), show(old), show(new));
            changes.breaking(format!("operation {path}: {what} changed from {old} to {new}"));
        }
    }
    for (what, key) in [("class", "x-class"), ("limit", "x-limited")] {
        if before.get(key) != after.get(key) {
            let (old, new) = (show(before.get(key)), show(after.get(key)));
            changes.compatible(format!("operation {path}: {what} changed from {old} to {new}"));
        }
    }
}

fn parameters(path: &str, before: &Value, after: &Value, changes: &mut Changes) {
    let index = |operation: &Value| -> BTreeMap<String, Value> {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        parameters
            .map(|parameter| {
                (format!("{} {}", string(&parameter["in"]), string(&parameter["name"])), parameter.clone())
            })
            .collect()
    };
    let (before, after) = (index(before), index(after));
    for name in before.keys().filter(|name| !after.contains_key(*name)) {
        changes.breaking(format!("operation {path}: {name} removed"));
    }
    for (name, parameter) in &after {
        let required = parameter["required"] == true;
        match before.get(name) {
            None if required => changes.breaking(format!("operation {path}: {name} added, required")),
            None => changes.compatible(format!("operation {path}: {name} added, optional")),
            Some(old) => {
                let (was, is) = (&old["schema"], &parameter["schema"]);
                if was != is {
                    changes.breaking(format!("operation {path}: {name} changed {}", difference(was, is)));
                }
                match (old["required"] == true, required) {
                    (false, true) => changes.breaking(format!("operation {path}: {name} is required now")),
                    (true, false) => changes.breaking(format!("operation {path}: {name} is optional now")),
                    _ => {}
                }
            }
        }
    }
}

fn types(before: &Value, after: &Value, changes: &mut Changes) {
    let requests = Spec::new(after).request_types();
    let none = serde_json::Map::new();
    let schemas = |document: &'_ Value| document["components"]["schemas"].as_object().unwrap_or(&none).clone();
    let (before, after) = (schemas(before), schemas(after));
    for name in before.keys().filter(|name| !after.contains_key(*name)) {
        changes.breaking(format!("type {name} removed"));
    }
    for (name, schema) in &after {
        match before.get(name) {
            None => changes.compatible(format!("type {name} added")),
            Some(old) => {
                fields(name, old, schema, requests.contains(name), changes);
                values(name, old, schema, changes);
                if rest(old) != rest(schema) {
                    changes.breaking(format!("type {name} changed from {} to {}", rest(old), rest(schema)));
                }
            }
        }
    }
}

/// A schema without what is compared one by one.
fn rest(schema: &Value) -> Value {
    let mut rest = schema.clone();
    if let Some(rest) = rest.as_object_mut() {
        rest.retain(|keyword, _| !["properties", "required", "enum"].contains(&keyword.as_str()));
    }
    rest
}

fn fields(name: &str, before: &Value, after: &Value, is_request: bool, changes: &mut Changes) {
    let required = |schema: &Value, field: &str| {
        schema["required"].as_array().is_some_and(|required| required.iter().any(|required| required == field))
    };
    let none = serde_json::Map::new();
    let old_fields = before["properties"].as_object().unwrap_or(&none);
    let new_fields = after["properties"].as_object().unwrap_or(&none);
    for field in old_fields.keys().filter(|field| !new_fields.contains_key(*field)) {
        changes.breaking(format!("field {name}.{field} removed"));
    }
    for (field, schema) in new_fields {
        let needed = required(after, field);
        match old_fields.get(field) {
            None if needed && is_request => changes.breaking(format!("field {name}.{field} added, required")),
            None => changes.compatible(format!("field {name}.{field} added")),
            Some(old) => {
                if old != schema {
                    changes.breaking(format!("field {name}.{field} changed {}", difference(old, schema)));
                }
                if required(before, field) != needed {
                    let now = if needed { "required" } else { "optional" };
                    changes.breaking(format!("field {name}.{field} is {now} now"));
                }
            }
        }
    }
}

fn values(name: &str, before: &Value, after: &Value, changes: &mut Changes) {
    let set =
        |schema: &Value| -> BTreeSet<String> { schema["enum"].as_array().into_iter().flatten().map(string).collect() };
    let (old, new) = (set(before), set(after));
    old.difference(&new).for_each(|value| changes.breaking(format!("value {name} `{value}` removed")));
    new.difference(&old).for_each(|value| changes.compatible(format!("value {name} `{value}` added")));
}

fn string(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn show(value: Option<&Value>) -> String {
    value.map_or_else(|| "none".to_owned(), |value| string(value).replace("#/components/schemas/", ""))
}

fn difference(before: &Value, after: &Value) -> String {
    let (old, new) = (kind(before), kind(after));
    if old == new { format!("from {before} to {after}") } else { format!("from {old} to {new}") }
}

fn kind(schema: &Value) -> String {
    if let Some(reference) = schema.get("$ref") {
        return show(Some(reference));
    }
    match (schema["type"].as_str(), schema["format"].as_str()) {
        (Some("array"), _) => format!("list of {}", kind(&schema["items"])),
        (Some(name), Some(format)) => format!("{name} ({format})"),
        (Some(name), None) => name.to_owned(),
        (None, _) => "anything".to_owned(),
    }
}
