//! The vendored specification, read without the generator's help; it only says which types are not generated.

use std::collections::BTreeSet;

use serde_json::Value;
use xtask::generator::REPLACED;

pub struct Specification {
    document: Value,
}

/// One operation of the specification.
pub struct Operation<'a> {
    /// Where the facade has it, `scim.connection.get`.
    pub path: &'a str,
    pub upstream_id: &'a str,
    pub method: String,
    /// `/v1/b2b/scim/{organization_id}/connection`.
    pub template: &'a str,
    pub class: &'a str,
    pub public: bool,
    pub per_person: bool,
    pub member_session: bool,
    pub paginated: bool,
}

impl Specification {
    pub fn read() -> Self {
        let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/stytch-b2b.json"));
        Self { document: serde_json::from_str(text).expect("the specification is JSON") }
    }

    pub fn operations(&self) -> Vec<Operation<'_>> {
        let items = fields(&self.document["paths"]);
        items.flat_map(|(template, item)| fields(item).map(|(method, it)| operation(template, method, it))).collect()
    }

    /// The names of all generated types.
    pub fn type_names(&self) -> BTreeSet<&str> {
        let names = fields(&self.document["components"]["schemas"]).map(|(name, _)| name);
        names.filter(|name| !REPLACED.contains(name)).collect()
    }

    /// The names of all generated types that responses are made of.
    pub fn response_parts(&self) -> BTreeSet<&str> {
        let mut found = BTreeSet::new();
        for (_, operation) in fields(&self.document["paths"]).flat_map(|(_, item)| fields(item)) {
            self.collect(&operation["responses"], &mut found);
        }
        found
    }

    fn collect<'a>(&'a self, value: &'a Value, found: &mut BTreeSet<&'a str>) {
        match value {
            Value::String(reference) => {
                let name = reference.strip_prefix("#/components/schemas/").filter(|name| !REPLACED.contains(name));
                if let Some(name) = name.filter(|name| found.insert(name)) {
                    self.collect(self.schema(name), found);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.collect(item, found)),
            Value::Object(_) => fields(value).for_each(|(_, field)| self.collect(field, found)),
            _ => {}
        }
    }

    pub fn schema(&self, name: &str) -> &Value {
        &self.document["components"]["schemas"][name]
    }

    /// The schema itself, in place of a reference to it.
    pub fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        schema["$ref"].as_str().map_or(schema, |reference| self.schema(name_of(reference)))
    }
}

/// The fields of an object; none, if it is something else.
pub fn fields(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flatten().map(|(name, value)| (name.as_str(), value))
}

/// Whether an object schema requires a field.
pub fn requires(schema: &Value, field: &str) -> bool {
    schema["required"].as_array().is_some_and(|names| names.iter().any(|name| name == field))
}

fn operation<'a>(template: &'a str, method: &str, operation: &'a Value) -> Operation<'a> {
    let fact = |key: &str| operation[key].as_str().unwrap_or_else(|| panic!("{method} {template} has no {key}"));
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    Operation {
        path: fact("x-path"),
        upstream_id: fact("x-upstream-operation-id"),
        method: method.to_uppercase(),
        template,
        class: fact("x-class"),
        public: operation["x-public"] == true,
        per_person: operation["x-limited"] == "person",
        member_session: parameters.filter(|parameter| parameter["in"] == "header").count() > 0,
        paginated: !operation["x-page"].is_null(),
    }
}

fn name_of(reference: &str) -> &str {
    reference.rsplit('/').next().unwrap_or(reference)
}

/// Whether a path has the segments of a template, the literal ones the same.
pub fn matches(template: &str, path: &str) -> bool {
    let (template, path): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
    let same = |(part, segment): (&&str, &&str)| part.starts_with('{') || part == segment;
    template.len() == path.len() && template.iter().zip(&path).all(same)
}
