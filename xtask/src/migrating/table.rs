//! What stands here for each name of theirs.
//!
//! Methods meet by their HTTP method and path. Types meet where they are used: the request and response of a method, and from
//! there on the types of fields that have one name in JSON.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use super::names::Names;

/// Names of theirs, each with what stands for it.
#[derive(Debug)]
pub struct Table {
    /// Their public methods, in the order of their names.
    pub methods: Vec<Row>,
    /// Their public types.
    pub types: Vec<Row>,
}

/// One name of theirs, or the beginning of several and a `*`.
#[derive(Debug)]
pub struct Row {
    /// Its path below the root of their crate.
    pub theirs: String,
    /// What the method sends.
    pub http: Option<String>,
    /// Never empty; several where one type of theirs is used for what differs here.
    pub here: Vec<Here>,
}

/// What stands for a name.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Here {
    /// A method of the facade, `organizations.members.get`.
    Method(String),
    /// The arguments of one, in the place of a request type.
    Arguments(String),
    /// An area of the facade.
    Handle(String),
    /// A type in `stytch_b2b::types`.
    Type(String),
    /// What nothing can be derived for, or why there is nothing.
    Text(String),
}

/// Texts for the names that nothing is derived for, by name, or by its beginning and a `*`.
type ByHand = BTreeMap<String, String>;

impl Table {
    /// Fails if a name has no counterpart and no text, or a text has no name.
    pub fn new(names: &Names, specification: &Value, by_hand: &str) -> Result<Self> {
        let operations = operations(specification)?;
        let by_hand: toml_edit::DocumentMut = by_hand.parse()?;
        let mut types = Types { names, specification, found: BTreeMap::new() };
        let mut methods = Vec::new();
        for method in &names.methods {
            let operation = method.http.as_deref().and_then(|http| operations.get(&without_names(http)));
            if let Some(operation) = operation {
                types.meet(method.request.as_deref(), operation.request.as_deref(), &operation.path);
                types.meet(method.response.as_deref(), Some(&operation.response), &operation.path);
            }
            let here = operation.map(|operation| Here::Method(operation.path.clone())).into_iter().collect();
            methods.push(Row { theirs: method.name.clone(), http: method.http.clone(), here });
        }
        let areas = areas(names, &methods);
        let types = names.types.iter().map(|each| {
            let here = match &each.handle {
                Some(handle) => areas.get(handle).cloned().map(Here::Handle).into_iter().collect(),
                None => types.found.remove(&each.name).unwrap_or_default().into_iter().collect(),
            };
            Row { theirs: each.name.clone(), http: None, here }
        });
        Ok(Self {
            types: completed(types.collect(), &texts(&by_hand, "types")?)?,
            methods: completed(methods, &texts(&by_hand, "methods")?)?,
        })
    }

    /// The table of methods in Markdown.
    pub fn methods_text(&self) -> String {
        let rows = self.methods.iter().map(|row| {
            let http = row.http.as_ref().map(|http| format!("`{http}`")).unwrap_or_default();
            format!("| {} | {http} | {} |\n", row.theirs_text(), row.here_text())
        });
        ["| there | HTTP | here |\n|---|---|---|\n".to_owned()].into_iter().chain(rows).collect()
    }

    /// The table of types in Markdown.
    pub fn types_text(&self) -> String {
        let rows = self.types.iter().map(|row| format!("| {} | {} |\n", row.theirs_text(), row.here_text()));
        ["| there | here |\n|---|---|\n".to_owned()].into_iter().chain(rows).collect()
    }
}

impl Row {
    fn theirs_text(&self) -> String {
        format!("`{}`", self.theirs)
    }

    fn here_text(&self) -> String {
        self.here.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    }
}

impl std::fmt::Display for Here {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Method(path) => write!(formatter, "`{}(..)`", chain(path)),
            Self::Arguments(path) => write!(formatter, "arguments of `{}(..)`", chain(path)),
            Self::Handle(path) => write!(formatter, "`{}()`", chain(path)),
            Self::Type(name) => write!(formatter, "`types::{name}`"),
            Self::Text(text) => formatter.write_str(text),
        }
    }
}

/// `client.organizations().members`.
fn chain(path: &str) -> String {
    format!("client.{}", path.replace('.', "()."))
}

struct Operation {
    path: String,
    /// The type of its body, if that has any fields.
    request: Option<String>,
    response: String,
}

/// The operations of the vendored specification by `GET /v1/b2b/organizations/{}`.
fn operations(specification: &Value) -> Result<BTreeMap<String, Operation>> {
    let mut found = BTreeMap::new();
    for (template, item) in specification["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let body = |body: &Value| {
                let content = body["content"].as_object()?.values().next()?;
                reference(&content["schema"]).map(str::to_owned)
            };
            let path = operation["x-path"].as_str().with_context(|| format!("{template} has no x-path"))?.to_owned();
            let request = body(&operation["requestBody"]).filter(|name| properties(specification, name).is_some());
            let response = operation["responses"].as_object().and_then(|all| all.values().find_map(body));
            let response = response.with_context(|| format!("{path} has no response"))?;
            let key = without_names(&format!("{} {template}", method.to_uppercase()));
            found.insert(key, Operation { path, request, response });
        }
    }
    Ok(found)
}

/// A path whose parameters have no names: theirs need not be ours.
fn without_names(http: &str) -> String {
    let segments = http.split('/').map(|segment| if segment.starts_with('{') { "{}" } else { segment });
    segments.collect::<Vec<_>>().join("/")
}

fn properties<'a>(specification: &'a Value, name: &str) -> Option<&'a serde_json::Map<String, Value>> {
    specification["components"]["schemas"][name]["properties"].as_object().filter(|properties| !properties.is_empty())
}

/// The type that a schema is, or is a list, a map or a variation of.
fn reference(schema: &Value) -> Option<&str> {
    if let Some(name) = schema["$ref"].as_str() {
        return name.rsplit('/').next();
    }
    let several = ["allOf", "anyOf", "oneOf"].into_iter().filter_map(|key| schema[key].as_array()).flatten();
    let inner = ["items", "additionalProperties"].into_iter().filter_map(|key| schema.get(key));
    inner.chain(several).find_map(reference)
}

/// Which types have met.
struct Types<'a> {
    names: &'a Names,
    specification: &'a Value,
    found: BTreeMap<String, BTreeSet<Here>>,
}

impl Types<'_> {
    fn meet(&mut self, theirs: Option<&str>, ours: Option<&str>, path: &str) {
        let Some(theirs) = theirs else { return };
        let here = ours.map_or_else(|| Here::Arguments(path.to_owned()), |ours| Here::Type(ours.to_owned()));
        let is_new = self.found.entry(theirs.to_owned()).or_default().insert(here);
        let Some(ours) = ours.filter(|_| is_new) else { return };
        let Some(properties) = properties(self.specification, ours) else { return };
        let Ok(index) = self.names.types.binary_search_by(|each| each.name.as_str().cmp(theirs)) else { return };
        for (field, theirs) in &self.names.types[index].fields {
            if let Some(ours) = properties.get(field).and_then(reference) {
                self.meet(Some(theirs), Some(ours), path);
            }
        }
    }
}

/// The area of the facade for each place of a handle, `connected_app.clients`: where the methods of the handle are here, or of
/// the handles below it.
fn areas(names: &Names, methods: &[Row]) -> BTreeMap<String, String> {
    let handles = names.types.iter().filter_map(|each| Some((each.name.as_str(), each.handle.as_deref()?)));
    let handles: BTreeMap<&str, &str> = handles.collect();
    let mut areas = BTreeMap::new();
    for row in methods {
        let [Here::Method(path)] = row.here.as_slice() else { continue };
        let of = row.theirs.rsplit_once("::").and_then(|(of, _)| handles.get(of));
        let (Some(mut theirs), Some((mut ours, _))) = (of.copied(), path.rsplit_once('.')) else { continue };
        areas.insert(theirs.to_owned(), ours.to_owned());
        while let (Some((above, _)), Some((ours_above, _))) = (theirs.rsplit_once('.'), ours.rsplit_once('.')) {
            areas.insert(above.to_owned(), ours_above.to_owned());
            (theirs, ours) = (above, ours_above);
        }
    }
    areas
}

fn texts(by_hand: &toml_edit::DocumentMut, table: &str) -> Result<ByHand> {
    let table = by_hand[table].as_table().with_context(|| format!("there is no table {table}"))?;
    let text = |(name, text): (&str, &toml_edit::Item)| Some((name.to_owned(), text.as_str()?.to_owned()));
    table.iter().map(|row| text(row).with_context(|| format!("{} is not a text", row.0))).collect()
}

/// Rows with the texts for those that have nothing. What one text is for becomes one row.
fn completed(rows: Vec<Row>, by_hand: &ByHand) -> Result<Vec<Row>> {
    let (mut complete, mut missing): (Vec<Row>, Vec<String>) = (Vec::new(), Vec::new());
    let mut used: BTreeMap<&str, usize> = BTreeMap::new();
    for row in rows {
        if !row.here.is_empty() {
            complete.push(row);
            continue;
        }
        let fits = |key: &&String| match key.strip_suffix('*') {
            Some(beginning) => row.theirs.starts_with(beginning),
            None => **key == row.theirs,
        };
        let Some(key) = by_hand.keys().find(fits) else {
            missing.push(row.theirs);
            continue;
        };
        *used.entry(key).or_default() += 1;
        if !key.ends_with('*') {
            complete.push(Row { here: vec![Here::Text(by_hand[key].clone())], ..row });
        }
    }
    ensure!(missing.is_empty(), "nothing is said of:\n  {}", missing.join("\n  "));
    for (key, text) in by_hand {
        let Some(count) = used.get(key.as_str()) else { bail!("{key} is not there, or needs no text") };
        if key.ends_with('*') {
            let text = format!("{text} ({count} names)");
            complete.push(Row { theirs: key.clone(), http: None, here: vec![Here::Text(text)] });
        }
    }
    complete.sort_by(|one, other| one.theirs.cmp(&other.theirs));
    Ok(complete)
}
