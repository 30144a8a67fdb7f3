//! From the published specification to `openapi/upstream.json`: keeps the facts of our part, drops every sentence.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use anyhow::{Context, Result, bail, ensure};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::source::Part;

/// Schema keywords that are facts. `properties` and the composing keywords are walked into.
const SCHEMA_FACTS: &[&str] = &[
    "$ref",
    "type",
    "format",
    "enum",
    "nullable",
    "required",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "pattern",
    "default",
    "deprecated",
    "readOnly",
    "writeOnly",
];
/// Schema keywords that are prose or samples.
const SCHEMA_PROSE: &[&str] = &["description", "title", "example", "examples", "externalDocs"];

const METHODS: &[&str] = &["get", "put", "post", "delete", "patch", "head", "options", "trace"];

/// Keywords of a path item that are prose.
const PATH_PROSE: &[&str] = &["summary", "description"];
const SCHEMAS: &str = "#/components/schemas/";

/// Where an operation refers to the type of its body, and how that type's name ends.
pub const BODIES: [(&str, &str); 2] = [
    ("Request", "/requestBody/content/application~1json/schema/$ref"),
    ("Response", "/responses/200/content/application~1json/schema/$ref"),
];

/// Parses YAML or JSON; the error says where the text stops making sense.
pub fn parse(text: &str) -> Result<Value> {
    let document: Value = if text.trim_start().starts_with('{') {
        serde_json::from_str(text).context("not the JSON it should be")?
    } else {
        // YAML that is cut off is mostly YAML still.
        ensure!(text.ends_with('\n'), "ends in the middle of line {}: is the file cut off?", text.lines().count());
        yaml(text)?
    };
    ensure!(document.is_object(), "not an OpenAPI document: the top level is not a mapping");
    Ok(document)
}

/// Parses YAML 1.2, in which `n` and `off` are words and not booleans.
pub fn yaml<T: DeserializeOwned>(text: &str) -> Result<T> {
    let options = serde_saphyr::options! { strict_booleans: true };
    serde_saphyr::from_str_with_options(text, options)
        .map_err(|error| anyhow::anyhow!("not the YAML it should be: {error}"))
}

/// The facts of our part of a published specification.
pub struct Facts {
    /// `openapi/upstream.json`.
    pub document: Value,
    /// What is not in it.
    pub left_out: LeftOut,
}

/// How much of a published specification is not ours, of how much there is.
pub struct LeftOut {
    operations: [usize; 2],
    schemas: [usize; 2],
}

impl fmt::Display for LeftOut {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ([operations, all_operations], [schemas, all_schemas]) = (self.operations, self.schemas);
        write!(
            formatter,
            "left out: {operations} of {all_operations} operations, {schemas} of {all_schemas} schemas, and what is said \
             of servers, tags and security"
        )
    }
}

/// The facts of our part of a published specification.
pub fn facts(source: &Value, part: &Part) -> Result<Facts> {
    match source.get("openapi") {
        Some(Value::String(version)) if version.starts_with("3.0.") => {}
        Some(version) => bail!("openapi: version {version} is not 3.0"),
        None => bail!("openapi: missing, so this is not an OpenAPI 3.0 document"),
    }
    let mut paths = paths(source, part)?;
    let (schemas, kept_schemas) = schemas(source, &mut paths)?;
    let mut document = json!({
        "openapi": source["openapi"],
        "info": {"title": text(source, "/info/title")?, "version": text(source, "/info/version")?},
        "paths": paths,
        "components": {"schemas": schemas},
    });
    rename_packages(&mut document, part)?;
    check_operation_ids(&document)?;
    let all_operations = operations(source).count();
    let left_out = LeftOut {
        operations: [all_operations - operations(&document).count(), all_operations],
        schemas: [schema_names(source).count() - kept_schemas, schema_names(source).count()],
    };
    Ok(Facts { document, left_out })
}

/// Calls every operation and schema of a renamed package by the name that the overlays know.
fn rename_packages(document: &mut Value, part: &Part) -> Result<()> {
    let ours = |name: &str| {
        let mut packages = part.renamed.iter();
        packages.find_map(|(theirs, ours)| Some(format!("{ours}_{}", name.strip_prefix(theirs)?.strip_prefix('_')?)))
    };
    let before = schema_names(document).count();
    if let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) {
        *schemas =
            std::mem::take(schemas).into_iter().map(|(name, schema)| (ours(&name).unwrap_or(name), schema)).collect();
    }
    ensure!(schema_names(document).count() == before, "two schemas have one name when packages are renamed");
    rename_values(document, &|key, value| match key {
        "operationId" => ours(value),
        "$ref" => ours(value.strip_prefix(SCHEMAS)?).map(|name| format!("{SCHEMAS}{name}")),
        _ => None,
    });
    Ok(())
}

fn rename_values(value: &mut Value, renamed: &impl Fn(&str, &str) -> Option<String>) {
    match value {
        Value::Object(fields) => {
            for (key, field) in fields {
                match field.as_str().and_then(|text| renamed(key, text)) {
                    Some(name) => *field = name.into(),
                    None => rename_values(field, renamed),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| rename_values(item, renamed)),
        _ => {}
    }
}

/// Fails where a reference of `part` leads nowhere in `document`.
pub fn check_references(document: &Value, part: &Value) -> Result<()> {
    references_of(document, part, "")
}

fn text<'a>(source: &'a Value, pointer: &str) -> Result<&'a str> {
    let value = source.pointer(pointer).and_then(Value::as_str);
    value.with_context(|| format!("{pointer}: missing or not a string"))
}

fn object<'a>(value: &'a Value, place: &str) -> Result<&'a Map<String, Value>> {
    value.as_object().with_context(|| format!("{place}: missing or not a mapping"))
}

fn paths(source: &Value, part: &Part) -> Result<Value> {
    let mut facts = Map::new();
    for (path, item) in object(&source["paths"], "/paths")? {
        if !part.paths.iter().any(|ours| path.starts_with(ours)) {
            continue;
        }
        let mut operations = Map::new();
        for (method, operation) in object(item, path)? {
            if PATH_PROSE.contains(&method.as_str()) {
                continue;
            }
            ensure!(METHODS.contains(&method.as_str()), "{path}: `{method}` is not an operation");
            let place = format!("{} {path}", method.to_uppercase());
            operations.insert(method.clone(), self::operation(operation, &place)?);
        }
        facts.insert(path.clone(), operations.into());
    }
    ensure!(!facts.is_empty(), "/paths: no operation below any of {}", part.paths.join(", "));
    Ok(facts.into())
}

fn operation(source: &Value, place: &str) -> Result<Value> {
    let id = source.get("operationId").and_then(Value::as_str);
    let id = id.with_context(|| format!("{place}: no operationId"))?;
    let mut facts = Map::new();
    facts.insert("operationId".into(), id.into());
    if let Some(parameters) = source.get("parameters") {
        let parameters = parameters.as_array().with_context(|| format!("{place}: parameters is not a list"))?;
        let parameters = parameters.iter().map(|parameter| self::parameter(parameter, place));
        facts.insert("parameters".into(), parameters.collect::<Result<Vec<_>>>()?.into());
    }
    if let Some(body) = source.get("requestBody") {
        let mut body_facts = content(body, &format!("{place} requestBody"))?;
        body_facts.insert("required".into(), body["required"].as_bool().unwrap_or(false).into());
        facts.insert("requestBody".into(), body_facts.into());
    }
    let mut responses = Map::new();
    for (status, response) in object(&source["responses"], &format!("{place} responses"))? {
        responses.insert(status.clone(), content(response, &format!("{place} {status}"))?.into());
    }
    facts.insert("responses".into(), responses.into());
    Ok(facts.into())
}

fn parameter(source: &Value, place: &str) -> Result<Value> {
    let name = source.get("name").and_then(Value::as_str);
    let name = name.with_context(|| format!("{place}: a parameter without a name"))?;
    let place = format!("{place} parameter {name}");
    Ok(json!({
        "name": name,
        "in": text(source, "/in").context(place.clone())?,
        "required": source["required"].as_bool().unwrap_or(false),
        "schema": schema(&source["schema"], &place)?,
    }))
}

fn content(source: &Value, place: &str) -> Result<Map<String, Value>> {
    let mut facts = Map::new();
    let Some(content) = source.get("content") else { return Ok(facts) };
    let mut kinds = Map::new();
    for (kind, media) in object(content, place)? {
        let media = match media.get("schema") {
            Some(schema) => json!({"schema": self::schema(schema, place)?}),
            None => json!({}),
        };
        kinds.insert(kind.clone(), media);
    }
    facts.insert("content".into(), kinds.into());
    Ok(facts)
}

/// The schemas that operations refer to, and those that these refer to; and how many published ones these are.
///
/// The type of a body is called after its operation, as the specification mostly has it: publications differ in what else
/// they call it.
fn schemas(source: &Value, paths: &mut Value) -> Result<(Value, usize)> {
    let schemas = &source["components"]["schemas"];
    let mut used = BTreeSet::new();
    let mut published = |reference: &str, place: &str| {
        let name = name_of(reference);
        let schema = schemas.get(name).with_context(|| format!("{place}: {reference} leads nowhere"))?;
        used.insert(name.to_owned());
        self::schema(schema, name)
    };
    let mut facts = Map::new();
    for operation in paths.as_object_mut().into_iter().flat_map(Map::values_mut) {
        for operation in operation.as_object_mut().into_iter().flat_map(Map::values_mut) {
            for (suffix, body) in BODIES {
                let name = format!("{}{suffix}", text(operation, "/operationId")?);
                let Some(Value::String(reference)) = operation.pointer_mut(body) else { continue };
                let is_free = name_of(reference) == name || schemas.get(&name).is_none();
                ensure!(is_free, "{name} is the name of another schema");
                facts.insert(name.clone(), published(reference, &name)?);
                *reference = format!("{SCHEMAS}{name}");
            }
        }
    }
    let mut wanted: BTreeMap<String, String> = references(paths, "paths").collect();
    wanted.extend(facts.iter().flat_map(|(name, schema)| references(schema, name)));
    while let Some((reference, place)) = wanted.pop_first() {
        let name = name_of(&reference);
        if !facts.contains_key(name) {
            let schema = published(&reference, &place)?;
            wanted.extend(references(&schema, name));
            facts.insert(name.to_owned(), schema);
        }
    }
    Ok((facts.into(), used.len()))
}

fn name_of(reference: &str) -> &str {
    reference.strip_prefix(SCHEMAS).unwrap_or(reference)
}

/// The references of a value, each with its place.
fn references(value: &Value, place: &str) -> impl Iterator<Item = (String, String)> {
    let mut found = Vec::new();
    collect_references(value, &mut found);
    found.into_iter().map(move |reference| (reference, place.to_owned()))
}

fn collect_references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|field| collect_references(field, found));
        }
        Value::Array(items) => items.iter().for_each(|item| collect_references(item, found)),
        _ => {}
    }
}

fn schema(source: &Value, place: &str) -> Result<Value> {
    let source = object(source, place)?;
    let mut facts = Map::new();
    for (keyword, value) in source {
        let fact = match keyword.as_str() {
            "properties" => named_schemas(value, place)?,
            "items" => schema(value, place)?,
            "additionalProperties" if value.is_object() => schema(value, place)?,
            "additionalProperties" => value.clone(),
            "allOf" | "oneOf" | "anyOf" => {
                let parts = value.as_array().with_context(|| format!("{place}: {keyword} is not a list"))?;
                parts.iter().map(|part| schema(part, place)).collect::<Result<Vec<_>>>()?.into()
            }
            known if SCHEMA_FACTS.contains(&known) => value.clone(),
            prose if SCHEMA_PROSE.contains(&prose) || prose.starts_with("x-") => continue,
            unknown => bail!("{place}: schema keyword `{unknown}` is not known to be a fact or prose"),
        };
        facts.insert(keyword.clone(), fact);
    }
    ensure!(!facts.is_empty(), "{place}: a schema without a type");
    check_required(&facts, place)?;
    Ok(facts.into())
}

fn named_schemas(properties: &Value, place: &str) -> Result<Value> {
    let mut facts = Map::new();
    for (name, property) in object(properties, place)? {
        facts.insert(name.clone(), schema(property, &format!("{place}.{name}"))?);
    }
    Ok(facts.into())
}

/// Fails where a schema requires what it does not have, or the same twice.
pub fn check_required(schema: &Map<String, Value>, place: &str) -> Result<()> {
    let required = schema.get("required").and_then(Value::as_array);
    let mut seen = BTreeSet::new();
    for name in required.into_iter().flatten().filter_map(Value::as_str) {
        let declared = schema.get("properties").is_some_and(|properties| properties.get(name).is_some());
        ensure!(declared, "{place}: `{name}` is required but not among the properties");
        ensure!(seen.insert(name), "{place}: `{name}` is required twice");
    }
    Ok(())
}

fn check_operation_ids(facts: &Value) -> Result<()> {
    let mut seen = BTreeSet::new();
    for (place, operation) in operations(facts) {
        let id = text(operation, "/operationId")?;
        ensure!(seen.insert(id), "{place}: operationId {id} stands twice");
    }
    Ok(())
}

fn references_of(document: &Value, value: &Value, place: &str) -> Result<()> {
    match value {
        Value::Object(fields) => {
            if let Some(Value::String(reference)) = fields.get("$ref") {
                let target = reference.strip_prefix('#').and_then(|pointer| document.pointer(pointer));
                ensure!(target.is_some(), "{place}/$ref: {reference} leads nowhere");
            }
            fields.iter().try_for_each(|(key, field)| references_of(document, field, &format!("{place}/{key}")))
        }
        Value::Array(items) => {
            let mut items = items.iter().enumerate();
            items.try_for_each(|(index, item)| references_of(document, item, &format!("{place}/{index}")))
        }
        _ => Ok(()),
    }
}

/// Every operation of a document, with its method and path as `GET /path`.
pub fn operations(document: &Value) -> impl Iterator<Item = (String, &Value)> {
    let paths = document["paths"].as_object().into_iter().flatten();
    paths.flat_map(|(path, item)| {
        let operations = item.as_object().into_iter().flatten();
        let operations = operations.filter(|(method, _)| METHODS.contains(&method.as_str()));
        operations.map(move |(method, operation)| (format!("{} {path}", method.to_uppercase()), operation))
    })
}

fn schema_names(document: &Value) -> impl Iterator<Item = &String> {
    document.pointer("/components/schemas").and_then(Value::as_object).into_iter().flat_map(Map::keys)
}
