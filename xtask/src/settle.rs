//! From the overlaid document to the vendored one: our names for operations and types, the class of each operation.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::extract::{self, BODIES};

/// What `x-operations` says of one operation.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    path: String,
    class: Option<Class>,
    #[serde(default)]
    public: bool,
    limited: Option<Limited>,
    items: Option<String>,
    cursor: Option<String>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Class {
    Replay,
    Once,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Limited {
    Person,
}

/// The vendored document, and what the overlays hold in vain.
pub struct Settled {
    /// `openapi/stytch-b2b.json`.
    pub document: Value,
    /// Rows and actions to be deleted from the overlays, since the change at hand took what they speak of.
    pub stale: Vec<String>,
}

/// Applies the tables `x-operations` and `x-types` of an overlaid document.
///
/// `previous` is the overlaid document before the change at hand: a row that has just become stale is handed back, one
/// that has long been is an error.
pub fn settle(mut document: Value, previous: Option<&Value>) -> Result<Settled> {
    check(&document)?;
    let mut stale = Vec::new();
    let mut rows = table(&mut document, "x-operations")?;
    let mut names = table(&mut document, "x-types")?;
    let types = schema_names(&document, &rows, &mut names);
    let mut missing = Vec::new();
    for item in document["paths"].as_object_mut().into_iter().flatten() {
        for (method, operation) in item.1.as_object_mut().into_iter().flatten() {
            let place = format!("{} {}", method.to_uppercase(), item.0);
            let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
            match rows.remove(&id) {
                Some(row) => annotate(operation, method, &id, row).with_context(|| format!("{place} ({id})"))?,
                None => missing.push(format!("{id}  # {place}")),
            }
        }
    }
    ensure!(
        missing.is_empty(),
        "x-operations has no row, and so no path and no class, for:\n  {}",
        missing.join("\n  ")
    );
    let types = types?;
    for (table, name) in keys("x-operations", &rows).chain(keys("x-types", &names)) {
        let known = previous.is_some_and(|previous| knows(previous, name));
        ensure!(known, "the row {name} of {table} names nothing that the specification has");
        stale.push(format!("the row {name} of {table}"));
    }
    rename_schemas(&mut document, &types)?;
    check_unique_ids(&document)?;
    Ok(Settled { document: tidy(document), stale })
}

/// As far as the tables know the document: what they do not know keeps its published name, or is called by its place.
pub fn settle_what_is_known(mut document: Value) -> Result<Value> {
    let rows = table(&mut document, "x-operations")?;
    let names = table(&mut document, "x-types")?;
    for (path, item) in document["paths"].as_object_mut().into_iter().flatten() {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
            match rows.get(&id) {
                Some(row) => annotate(operation, method, &id, row.clone())?,
                None => operation["x-path"] = json!(format!("{} {path}", method.to_uppercase())),
            }
        }
    }
    let mut types = BTreeMap::new();
    let mut named: BTreeMap<String, &Value> = BTreeMap::new();
    let schemas = document.pointer("/components/schemas").and_then(Value::as_object);
    for (schema, definition) in schemas.into_iter().flatten() {
        let name = names.get(schema).and_then(Value::as_str).map(str::to_owned);
        let name = name.or_else(|| body_name(schema, &rows)).unwrap_or_else(|| schema.clone());
        let twin = *named.entry(name.clone()).or_insert(definition);
        types.insert(schema.clone(), if twin == definition { name } else { schema.clone() });
    }
    rename_schemas(&mut document, &types)?;
    Ok(tidy(document))
}

fn keys<'a>(table: &'a str, rows: &'a BTreeMap<String, Value>) -> impl Iterator<Item = (&'a str, &'a String)> {
    rows.keys().map(move |name| (table, name))
}

fn knows(document: &Value, name: &str) -> bool {
    document["components"]["schemas"].get(name).is_some()
        || extract::operations(document).any(|(_, operation)| operation["operationId"] == name)
}

/// What holds of the published specification must hold with the overlays too.
fn check(document: &Value) -> Result<()> {
    extract::check_references(document, document)?;
    let schemas = document.pointer("/components/schemas").and_then(Value::as_object);
    for (name, schema) in schemas.into_iter().flatten() {
        schema.as_object().map_or(Ok(()), |schema| extract::check_required(schema, name))?;
    }
    Ok(())
}

fn table(document: &mut Value, name: &str) -> Result<BTreeMap<String, Value>> {
    let table = document.as_object_mut().and_then(|fields| fields.remove(name));
    match table {
        Some(Value::Object(rows)) => Ok(rows.into_iter().collect()),
        _ => bail!("no overlay sets {name}"),
    }
}

fn annotate(operation: &mut Value, method: &str, upstream_id: &str, row: Value) -> Result<()> {
    let row: Row = serde_json::from_value(row).context("its row in x-operations")?;
    let class = match (method, row.class) {
        ("get", None) => "replay",
        ("put" | "delete", None) => "idempotent",
        ("post", Some(Class::Replay)) => "replay",
        ("post", Some(Class::Once)) => "once",
        (_, Some(_)) => bail!("only a POST has its class in the table; the method says it of every other operation"),
        (_, None) => bail!("x-operations does not say what a repeated request does: class replay or once"),
    };
    operation["x-upstream-operation-id"] = json!(upstream_id);
    operation["operationId"] = json!(row.path.replace('.', "_"));
    operation["x-path"] = json!(row.path);
    operation["x-class"] = json!(class);
    if row.public {
        operation["x-public"] = json!(true);
    }
    if let Some(Limited::Person) = row.limited {
        operation["x-limited"] = json!("person");
    }
    if let (Some(items), Some(cursor)) = (row.items, row.cursor) {
        operation["x-page"] = json!({"items": items, "cursor": cursor});
    }
    Ok(())
}

/// Our name for each schema: that of its operation, if it is the type of a body, or else what `x-types` says. What an
/// overlay adds is named by the overlay.
fn schema_names(
    document: &Value,
    rows: &BTreeMap<String, Value>,
    names: &mut BTreeMap<String, Value>,
) -> Result<BTreeMap<String, String>> {
    let mut types = BTreeMap::new();
    let mut missing = Vec::new();
    let schemas = document.pointer("/components/schemas").and_then(Value::as_object);
    for schema in schemas.into_iter().flatten().map(|(name, _)| name) {
        match names.remove(schema) {
            Some(Value::String(name)) => drop(types.insert(schema.clone(), name)),
            Some(_) => bail!("x-types: the name of {schema} is not a string"),
            None if !schema.contains('_') => drop(types.insert(schema.clone(), schema.clone())),
            None => match body_name(schema, rows) {
                Some(name) => drop(types.insert(schema.clone(), name)),
                None => missing.push(schema.clone()),
            },
        }
    }
    ensure!(missing.is_empty(), "x-types has no name for:\n  {}", missing.join("\n  "));
    Ok(types)
}

fn body_name(schema: &str, rows: &BTreeMap<String, Value>) -> Option<String> {
    let (suffix, row) =
        BODIES.iter().find_map(|(suffix, _)| Some((suffix, rows.get(schema.strip_suffix(suffix)?)?)))?;
    let mut begins = true;
    let mut name = String::new();
    for letter in row["path"].as_str()?.chars() {
        match letter {
            '.' | '_' => begins = true,
            _ if std::mem::take(&mut begins) => name.extend(letter.to_uppercase()),
            _ => name.push(letter),
        }
    }
    Some(name + suffix)
}

fn rename_schemas(document: &mut Value, types: &BTreeMap<String, String>) -> Result<()> {
    rename_references(document, types);
    let schemas = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut);
    let schemas = schemas.context("no schemas")?;
    let mut renamed: Map<String, Value> = Map::new();
    for (upstream, schema) in std::mem::take(schemas) {
        let name = &types[&upstream];
        if let Some(twin) = renamed.get(name) {
            ensure!(*twin == schema, "x-types: {name} is the name of schemas that differ ({upstream} is one of them)");
        }
        renamed.insert(name.clone(), schema);
    }
    *schemas = renamed;
    Ok(())
}

/// A reference replaces whatever stands beside it, as OpenAPI 3.0 says.
fn rename_references(value: &mut Value, types: &BTreeMap<String, String>) {
    match value {
        Value::Object(fields) => {
            if let Some(Value::String(reference)) = fields.get("$ref") {
                let name = reference.rsplit('/').next().unwrap_or_default();
                let name = types.get(name).map_or(name, String::as_str);
                let reference = format!("#/components/schemas/{name}");
                *fields = Map::from_iter([("$ref".to_owned(), reference.into())]);
                return;
            }
            fields.values_mut().for_each(|field| rename_references(field, types));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| rename_references(item, types)),
        _ => {}
    }
}

fn check_unique_ids(document: &Value) -> Result<()> {
    let mut seen = BTreeSet::new();
    for (place, operation) in extract::operations(document) {
        let id = &operation["operationId"];
        ensure!(seen.insert(id.to_string()), "{place}: {id} is the path of another operation too");
    }
    Ok(())
}

/// Keys sorted, whatever map type the build chose.
pub fn tidy(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let sorted: BTreeMap<_, _> = fields.into_iter().map(|(key, field)| (key, tidy(field))).collect();
            Value::Object(sorted.into_iter().collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(tidy).collect()),
        scalar => scalar,
    }
}
