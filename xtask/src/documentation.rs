//! The texts of `x-documentation`: each one names something that is there, and whatever is there should have one.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::generator::REPLACED;
use crate::generator::spec::{Spec, map, rest};

const TABLE: &str = "x-documentation";

/// Everything that can have a text.
struct Names {
    types: BTreeSet<String>,
    /// Names of fields and parameters, of whatever type.
    fields: BTreeSet<String>,
    /// `Type.field`.
    overrides: BTreeSet<String>,
    /// `Enum.value`.
    variants: BTreeSet<String>,
}

/// Takes out the texts that name nothing, and says which they are.
///
/// `before` is the vendored document before the change at hand: a text about what that document has is stale, one about
/// what neither has is an error.
pub fn settle(document: &mut Value, before: Option<&Value>) -> Result<Vec<String>> {
    let (names, before) = (Names::of(document), before.map(Names::of));
    let mut stale = Vec::new();
    let mut unknown = Vec::new();
    for (table, texts) in document.get_mut(TABLE).and_then(Value::as_object_mut).into_iter().flatten() {
        let known = names.of_table(table).with_context(|| format!("{TABLE}: there is no table `{table}`"))?;
        let texts = texts.as_object_mut().with_context(|| format!("{TABLE}: {table} is not a mapping"))?;
        let not_text = texts.iter().find(|(_, text)| !text.is_string());
        ensure!(not_text.is_none(), "{TABLE}: not every row of {table} is a text: {not_text:?}");
        let gone: Vec<String> = texts.keys().filter(|name| !known.contains(*name)).cloned().collect();
        for name in gone {
            texts.remove(&name);
            let was_there = before.as_ref().and_then(|before| before.of_table(table)?.get(&name)).is_some();
            let rows = if was_there { &mut stale } else { &mut unknown };
            rows.push(format!("the row {name} of {TABLE}.{table}"));
        }
    }
    ensure!(unknown.is_empty(), "nothing has the name in:\n  {}", unknown.join("\n  "));
    Ok(stale)
}

/// What has no text.
pub fn missing(document: &Value) -> Vec<String> {
    let spec = Spec::new(document);
    let mut missing = Vec::new();
    for (name, schema) in types(document) {
        if spec.type_text(name).is_none() {
            missing.push(format!("type {name}"));
        }
        let fields = fields(schema).filter(|field| spec.field_text(name, field).is_none());
        missing.extend(fields.map(|field| format!("field {name}.{field}")));
        let values = values(schema).filter(|value| spec.variant_text(name, value).is_none());
        missing.extend(values.map(|value| format!("value {name}.{value}")));
    }
    missing
}

impl Names {
    fn of(document: &Value) -> Self {
        let mut names = Self {
            types: BTreeSet::new(),
            fields: BTreeSet::new(),
            overrides: BTreeSet::new(),
            variants: BTreeSet::new(),
        };
        for (name, schema) in types(document) {
            names.types.insert(name.clone());
            for field in fields(schema) {
                names.fields.insert(field.to_owned());
                names.overrides.insert(format!("{name}.{field}"));
            }
            names.variants.extend(values(schema).map(|value| format!("{name}.{value}")));
        }
        for (_, operation) in crate::extract::operations(document) {
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            names.fields.extend(parameters.filter_map(|parameter| parameter["name"].as_str()).map(str::to_owned));
        }
        names
    }

    fn of_table(&self, table: &str) -> Option<&BTreeSet<String>> {
        match table {
            "types" => Some(&self.types),
            "fields" => Some(&self.fields),
            "overrides" => Some(&self.overrides),
            "variants" => Some(&self.variants),
            _ => None,
        }
    }
}

/// The schemas that a type is generated from.
fn types(document: &Value) -> impl Iterator<Item = (&String, &Value)> {
    map(&document["components"]["schemas"]).iter().filter(|(name, _)| !REPLACED.contains(&name.as_str()))
}

/// What Rust has a field for.
fn fields(schema: &Value) -> impl Iterator<Item = &str> {
    map(&schema["properties"]).keys().map(String::as_str).chain(rest(schema))
}

fn values(schema: &Value) -> impl Iterator<Item = &str> {
    schema["enum"].as_array().into_iter().flatten().filter_map(Value::as_str)
}
