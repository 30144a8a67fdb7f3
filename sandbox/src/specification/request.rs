//! Checks a request against the specification.

use super::document::{OperationObject, field_names, referred};
use super::{Operation, PathParameters};
use crate::error::ApiError;
use crate::incoming::Payload;
use jsonschema::Validator;
use jsonschema::error::ValidationErrorKind;
use serde_json::{Map, Value, json};
use std::collections::HashSet;
use std::sync::OnceLock;

/// What an operation demands of a request.
#[derive(Debug)]
pub(super) struct RequestRules {
    query: Vec<QueryParameter>,
    body_required: bool,
    body_fields: HashSet<String>,
    body: Value,
    validator: OnceLock<Option<Validator>>,
}

#[derive(Debug)]
struct QueryParameter {
    name: String,
    required: bool,
    kind: QueryKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum QueryKind {
    Text,
    /// A whole number that is not negative.
    Number,
    Boolean,
}

impl RequestRules {
    pub(super) fn new(object: &OperationObject, schemas: &Map<String, Value>) -> Self {
        let query = object
            .parameters
            .iter()
            .filter(|parameter| parameter.location == "query")
            .map(|parameter| QueryParameter {
                name: parameter.name.clone(),
                required: parameter.required,
                kind: QueryKind::of(&parameter.schema),
            })
            .collect();
        let body = object.request_body.as_ref();
        Self {
            query,
            body_fields: body.map(|body| field_names(&body.schema(), schemas)).unwrap_or_default(),
            body_required: body.is_some_and(|body| body.required),
            body: body.map(|body| with_definitions(&body.schema(), schemas)).unwrap_or_default(),
            validator: OnceLock::new(),
        }
    }

    fn validator(&self) -> Option<&Validator> {
        self.validator.get_or_init(|| jsonschema::options().build(&self.body).ok()).as_ref()
    }
}

impl Operation {
    /// Whether query and body are as specified. Path parameters may stand in them once more: the official
    /// SDKs repeat them.
    pub(crate) fn check_request(
        &self,
        path: &PathParameters,
        query: &[(String, String)],
        body: Option<&Value>,
    ) -> Result<(), ApiError> {
        self.check_query(path, query)?;
        let Some(body) = body else {
            return if self.rules.body_required { Err(invalid("The request body is missing.")) } else { Ok(()) };
        };
        let Value::Object(fields) = body else {
            return Err(invalid("The request body is not a JSON object."));
        };
        if self.rules.body.is_null() {
            return Ok(());
        }
        let validator = self.rules.validator().ok_or_else(|| {
            ApiError::new(500, "internal_server_error", format!("The specification of {} cannot be used.", self.id))
        })?;
        let own: Map<String, Value>;
        let repeats = |name: &String| path.iter().any(|(parameter, _)| parameter == name);
        let body = if fields.keys().any(repeats) {
            own = fields
                .iter()
                .filter(|(name, _)| !repeats(name))
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect();
            &Value::Object(own)
        } else {
            body
        };
        match validator.iter_errors(body).next() {
            Some(error) => Err(invalid(&describe(&error))),
            None => Ok(()),
        }
    }

    /// Takes out of the body the optional fields that are null, and gives their names: some clients write null for whatever
    /// is not set. What is of free form, such as metadata, stays as it is.
    pub(crate) fn take_nulls(&self, body: &mut Value) -> Vec<String> {
        let mut taken = Vec::new();
        take_nulls(&self.rules.body, &self.rules.body, body, "", &mut taken);
        taken
    }

    /// Turns each text that stands for a list into that list: a form has its items in one text, separated by spaces.
    pub(crate) fn split_lists(&self, body: &mut Value) {
        let reference = self.rules.body["allOf"][0]["$ref"].as_str().unwrap_or_default();
        let schema = self.rules.body.pointer(reference.trim_start_matches('#'));
        for (name, property) in schema.unwrap_or(&Value::Null)["properties"].as_object().into_iter().flatten() {
            if property["type"] == "array"
                && let Some(Value::String(text)) = body.get(name)
            {
                body[name] = text.split_whitespace().collect();
            }
        }
    }

    /// The body as it may be shown: OAuth's without credentials.
    pub(crate) fn shown_body(&self, body: &Payload) -> Value {
        let mut shown = body.to_value();
        for name in ["client_secret", "token"].iter().filter(|_| self.takes_form) {
            if let Some(secret) = shown.get_mut(name) {
                *secret = json!("[redacted]");
            }
        }
        shown
    }

    /// The optional fields of the body that are null.
    pub(crate) fn null_fields(&self, body: &Payload) -> Vec<String> {
        let Payload::Json(body) = body else { return Vec::new() };
        self.take_nulls(&mut body.clone())
    }

    /// The fields of the body that are neither in the specification nor path parameters.
    pub(crate) fn unknown_fields(&self, body: &Payload) -> Vec<String> {
        let Payload::Json(Value::Object(fields)) = body else { return Vec::new() };
        let known = |name: &String| self.rules.body_fields.contains(name) || self.template.has_parameter(name);
        fields.keys().filter(|name| !known(name)).cloned().collect()
    }

    fn check_query(&self, path: &PathParameters, query: &[(String, String)]) -> Result<(), ApiError> {
        for parameter in self.rules.query.iter().filter(|parameter| parameter.required) {
            if !query.iter().any(|(name, _)| *name == parameter.name) {
                return Err(invalid(&format!("The query parameter {} is missing.", parameter.name)));
            }
        }
        for (name, value) in query {
            match self.rules.query.iter().find(|parameter| parameter.name == *name) {
                Some(parameter) if parameter.kind.takes(value) => {}
                Some(parameter) => {
                    let wanted = parameter.kind.description();
                    return Err(invalid(&format!("The query parameter {name} is not {wanted}.")));
                }
                None if path.iter().any(|(parameter, _)| parameter == name) => {}
                None => return Err(invalid(&format!("There is no query parameter {name}."))),
            }
        }
        Ok(())
    }
}

impl QueryKind {
    fn of(schema: &Value) -> Self {
        match schema.get("type").and_then(Value::as_str) {
            Some("integer" | "number") => Self::Number,
            Some("boolean") => Self::Boolean,
            _ => Self::Text,
        }
    }

    fn takes(self, value: &str) -> bool {
        match self {
            Self::Text => true,
            Self::Number => value.parse::<u32>().is_ok(),
            // Python writes True.
            Self::Boolean => matches!(value, "true" | "false" | "True" | "False"),
        }
    }

    fn description(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "a number that is 0 or more",
            Self::Boolean => "true or false",
        }
    }
}

fn invalid(message: &str) -> ApiError {
    ApiError::bad_request("bad_request", message)
}

/// Says what is wrong without repeating the value, which may be a secret.
fn describe(error: &jsonschema::ValidationError<'_>) -> String {
    let place = error.instance_path().to_string().trim_start_matches('/').replace('/', ".");
    let place = if place.is_empty() { "request body".to_owned() } else { format!("field {place}") };
    match error.kind() {
        ValidationErrorKind::Required { property } => {
            let missing = property.as_str().unwrap_or_default();
            match place.strip_prefix("field ") {
                Some(parent) => format!("The field {parent}.{missing} is missing."),
                None => format!("The field {missing} is missing."),
            }
        }
        ValidationErrorKind::Type { .. } | ValidationErrorKind::AnyOf { .. } => {
            format!("The {place} has the wrong type.")
        }
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            format!("There is no field {}.", unexpected.join(", "))
        }
        ValidationErrorKind::Enum { options } => format!("The {place} is none of {options}."),
        ValidationErrorKind::Minimum { limit } => format!("The {place} is less than {limit}."),
        ValidationErrorKind::Maximum { limit } => format!("The {place} is more than {limit}."),
        _ => format!("The {place} is not valid."),
    }
}

fn take_nulls(schema: &Value, root: &Value, value: &mut Value, place: &str, taken: &mut Vec<String>) {
    if let Some(target) = schema["$ref"].as_str().and_then(|reference| root.pointer(reference.trim_start_matches('#')))
    {
        return take_nulls(target, root, value, place, taken);
    }
    for part in schema["allOf"].as_array().into_iter().flatten() {
        take_nulls(part, root, value, place, taken);
    }
    if let Value::Array(items) = value {
        items.iter_mut().for_each(|item| take_nulls(&schema["items"], root, item, place, taken));
    }
    let (Value::Object(fields), Some(properties)) = (value, schema["properties"].as_object()) else { return };
    let is_required = |name: &str| schema["required"].as_array().is_some_and(|names| names.iter().any(|it| it == name));
    fields.retain(|name, field| {
        let is_taken = field.is_null() && properties.contains_key(name) && !is_required(name);
        if is_taken {
            taken.push(format!("{place}{name}"));
        }
        !is_taken
    });
    for (name, field) in fields {
        if let Some(schema) = properties.get(name) {
            take_nulls(schema, root, field, &format!("{place}{name}."), taken);
        }
    }
}

/// The schema as JSON Schema, with the components that it refers to.
fn with_definitions(schema: &Value, schemas: &Map<String, Value>) -> Value {
    let mut definitions = Map::new();
    let mut open = vec![schema.clone()];
    while let Some(next) = open.pop() {
        collect_references(&next, &mut |name| {
            if let Some(component) = schemas.get(name).filter(|_| !definitions.contains_key(name)) {
                definitions.insert(name.to_owned(), to_json_schema(component));
                open.push(component.clone());
            }
        });
    }
    json!({"$schema": "https://json-schema.org/draft/2020-12/schema", "allOf": [to_json_schema(schema)], "$defs": definitions})
}

fn collect_references(schema: &Value, found: &mut dyn FnMut(&str)) {
    if let Some(name) = referred(schema) {
        found(name);
    }
    match schema {
        Value::Object(fields) => fields.values().for_each(|value| collect_references(value, found)),
        Value::Array(items) => items.iter().for_each(|value| collect_references(value, found)),
        _ => {}
    }
}

/// OpenAPI 3.0 says `nullable` where JSON Schema has the type null, and formats where it has bounds.
fn to_json_schema(schema: &Value) -> Value {
    let Value::Object(fields) = schema else {
        return schema.clone();
    };
    if let Some(name) = referred(schema) {
        return json!({"$ref": format!("#/$defs/{name}")});
    }
    let mut converted = Map::new();
    for (key, value) in fields {
        let value = match key.as_str() {
            "properties" => Value::Object(
                value
                    .as_object()
                    .into_iter()
                    .flatten()
                    .map(|(name, field)| (name.clone(), to_json_schema(field)))
                    .collect(),
            ),
            "items" | "additionalProperties" => to_json_schema(value),
            "allOf" | "anyOf" | "oneOf" => value.as_array().into_iter().flatten().map(to_json_schema).collect(),
            // Operations judge these values themselves.
            "enum" if fields.get("x-published") == Some(&Value::Bool(false)) => continue,
            "type" | "enum" | "required" | "minimum" | "maximum" => value.clone(),
            _ => continue,
        };
        converted.insert(key.clone(), value);
    }
    let bounds = match fields.get("format").and_then(Value::as_str) {
        Some("int32") => Some((json!(i32::MIN), json!(i32::MAX))),
        Some("uint32") => Some((json!(0), json!(u32::MAX))),
        _ => None,
    };
    if let Some((minimum, maximum)) = bounds {
        converted.entry("minimum").or_insert(minimum);
        converted.entry("maximum").or_insert(maximum);
    }
    let converted = Value::Object(converted);
    match fields.get("nullable") {
        Some(Value::Bool(true)) => json!({"anyOf": [{"type": "null"}, converted]}),
        _ => converted,
    }
}

#[cfg(test)]
mod tests {
    use crate::specification::Specification;

    #[test]
    fn every_body_schema_compiles() -> std::io::Result<()> {
        let specification = Specification::shared()?;
        assert_eq!(specification.operations().len(), 117);
        for operation in specification.operations().iter().filter(|operation| !operation.rules.body.is_null()) {
            assert!(operation.rules.validator().is_some(), "{}", operation.id);
        }
        Ok(())
    }
}
