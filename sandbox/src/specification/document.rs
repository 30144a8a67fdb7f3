//! The parts of an OpenAPI 3.0 document that the sandbox reads.

use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashSet};

/// The format of OAuth's requests.
const FORM: &str = "application/x-www-form-urlencoded";

#[derive(Deserialize)]
pub(super) struct Document {
    pub(super) paths: BTreeMap<String, BTreeMap<String, Value>>,
    pub(super) components: Components,
}

#[derive(Deserialize)]
pub(super) struct Components {
    pub(super) schemas: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OperationObject {
    pub(super) operation_id: String,
    #[serde(default)]
    pub(super) parameters: Vec<ParameterObject>,
    pub(super) request_body: Option<BodyObject>,
    /// Whether it takes no project credentials.
    #[serde(default, rename = "x-public")]
    pub(super) public: bool,
    #[serde(default)]
    responses: BTreeMap<String, BodyObject>,
    /// Whom the API's rate limit is on, when it is not the project.
    #[cfg(test)]
    #[serde(rename = "x-limited")]
    pub(super) limited: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct ParameterObject {
    pub(super) name: String,
    #[serde(rename = "in")]
    pub(super) location: String,
    #[serde(default)]
    pub(super) required: bool,
    #[serde(default)]
    pub(super) schema: Value,
}

/// A request body or a response.
#[derive(Deserialize)]
pub(super) struct BodyObject {
    #[serde(default)]
    pub(super) required: bool,
    #[serde(default)]
    content: BTreeMap<String, MediaTypeObject>,
}

#[derive(Deserialize)]
struct MediaTypeObject {
    #[serde(default)]
    schema: Value,
}

impl OperationObject {
    /// The schema of the successful response.
    pub(super) fn response_schema(&self) -> Value {
        self.responses.get("200").map(BodyObject::schema).unwrap_or_default()
    }
}

impl BodyObject {
    /// The schema of the one format that it has.
    pub(super) fn schema(&self) -> Value {
        self.content.values().next().map(|media| media.schema.clone()).unwrap_or_default()
    }

    pub(super) fn is_form(&self) -> bool {
        self.content.contains_key(FORM)
    }
}

/// The name of the component that a `$ref` is to.
pub(super) fn referred(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix("#/components/schemas/")
}

/// The names of an object's fields.
pub(super) fn field_names(schema: &Value, schemas: &Map<String, Value>) -> HashSet<String> {
    let object = referred(schema).and_then(|name| schemas.get(name)).unwrap_or(schema);
    object.get("properties").and_then(Value::as_object).into_iter().flatten().map(|(name, _)| name.clone()).collect()
}
