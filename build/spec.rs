//! The vendored specification, as the post-processing step asks for it.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{REPLACED, Result, refuse};

pub struct Spec<'a> {
    document: &'a Value,
}

/// One operation with the facts that the client's table holds.
pub struct Operation<'a> {
    pub id: &'a str,
    pub upstream_id: &'a str,
    /// Where the facade has it, `scim.connection.get`.
    pub path: &'a str,
    pub method: String,
    pub template: &'a str,
    pub class: &'a str,
    pub public: bool,
    pub form: bool,
    pub per_person: bool,
    pub member_session: bool,
    pub paginated: bool,
    parameters: Vec<&'a Value>,
}

/// Where an argument of an operation goes.
pub enum Place {
    Path,
    RequiredQuery,
    /// An optional query parameter or a header: set on the call.
    LeftToCall,
    Body,
}

/// The argument that comes first wherever it is one, so that two texts are not swapped by habit.
pub const FIRST: &str = "organization_id";

/// A field of a struct. Required ones come first, in the specification's order but for [`FIRST`].
pub struct Field<'a> {
    pub name: &'a str,
    pub required: bool,
    /// What a required field has unless it is set.
    pub default: Option<&'a str>,
    /// Its name in Rust, where JSON's is no identifier.
    pub rust_name: Option<&'a str>,
}

impl Operation<'_> {
    /// Where the argument of this name goes. A header's name differs from its argument's.
    pub fn place(&self, argument: &str) -> Place {
        let parameter = self.parameters.iter().find(|parameter| parameter["name"] == argument);
        match parameter.map(|parameter| (parameter["in"].as_str(), &parameter["required"])) {
            Some((Some("path"), _)) => Place::Path,
            Some((Some("query"), Value::Bool(true))) => Place::RequiredQuery,
            None if argument == "body" => Place::Body,
            _ => Place::LeftToCall,
        }
    }
}

impl<'a> Spec<'a> {
    pub fn new(document: &'a Value) -> Self {
        Self { document }
    }

    /// Every operation, sorted by its path in the facade.
    pub fn operations(&self) -> Result<Vec<Operation<'a>>> {
        let mut operations = Vec::new();
        for (template, item) in map(&self.document["paths"]) {
            for (method, operation) in map(item) {
                let fact = |key: &str| match operation[key].as_str() {
                    Some(fact) => Ok(fact),
                    None => refuse(format!("{} {template}: no {key}", method.to_uppercase())),
                };
                let parameters: Vec<&Value> = operation["parameters"].as_array().into_iter().flatten().collect();
                operations.push(Operation {
                    id: fact("operationId")?,
                    upstream_id: fact("x-upstream-operation-id")?,
                    path: fact("x-path")?,
                    method: method.to_uppercase(),
                    template,
                    class: fact("x-class")?,
                    public: operation["x-public"] == true,
                    form: operation["requestBody"]["content"].get("application/x-www-form-urlencoded").is_some(),
                    per_person: operation["x-limited"] == "person",
                    member_session: parameters.iter().any(|parameter| parameter["name"] == "X-Stytch-Member-Session"),
                    paginated: operation.get("x-page").is_some(),
                    parameters,
                });
            }
        }
        operations.sort_by_key(|operation| operation.path);
        Ok(operations)
    }

    /// The schema behind a type's name.
    pub fn schema(&self, name: &str) -> Option<&'a Value> {
        self.document["components"]["schemas"].get(name)
    }

    pub fn fields(&self, schema: &'a Value) -> Vec<Field<'a>> {
        let properties = map(&schema["properties"]);
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let field = |name, required| Field {
            name,
            required,
            default: schema["properties"][name]["default"].as_str(),
            rust_name: schema["x-names"][name].as_str(),
        };
        let rest = properties.keys().filter(|name| !required.contains(&name.as_str()));
        let mut fields: Vec<Field> =
            required.iter().map(|name| field(*name, true)).chain(rest.map(|name| field(name, false))).collect();
        fields.sort_by_key(|field| !(field.required && field.name == FIRST));
        fields
    }

    /// The names of the types that requests are made of.
    pub fn request_types(&self) -> BTreeSet<String> {
        self.types_within("requestBody")
    }

    /// The names of the types that responses are made of.
    pub fn response_types(&self) -> BTreeSet<String> {
        self.types_within("responses")
    }

    fn types_within(&self, part: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for operation in map(&self.document["paths"]).values().flat_map(|item| map(item).values()) {
            self.collect_types(&operation[part], &mut found);
        }
        found
    }

    fn collect_types(&self, value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(fields) => {
                if let Some(name) = fields.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next())
                    && !REPLACED.contains(&name)
                    && found.insert(name.to_owned())
                    && let Some(schema) = self.schema(name)
                {
                    self.collect_types(schema, found);
                }
                fields.values().for_each(|field| self.collect_types(field, found));
            }
            Value::Array(items) => items.iter().for_each(|item| self.collect_types(item, found)),
            _ => {}
        }
    }

    /// What is written about a type.
    pub fn type_text(&self, name: &str) -> Option<&'a str> {
        self.text("types", name)
    }

    /// What is written about a field: of this type, else of every type.
    pub fn field_text(&self, owner: &str, field: &str) -> Option<&'a str> {
        self.text("overrides", &format!("{owner}.{field}")).or_else(|| self.text("fields", field))
    }

    /// What is written about a value of an enum.
    pub fn variant_text(&self, owner: &str, value: &str) -> Option<&'a str> {
        self.text("variants", &format!("{owner}.{value}"))
    }

    fn text(&self, table: &str, name: &str) -> Option<&'a str> {
        self.document["x-documentation"][table][name].as_str()
    }
}

pub fn map(value: &Value) -> &Map<String, Value> {
    static NONE: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
    value.as_object().unwrap_or(&NONE)
}

/// The name in Rust of what an object may have besides its properties.
pub fn rest(schema: &Value) -> Option<&str> {
    schema["x-names"]["additionalProperties"].as_str()
}
