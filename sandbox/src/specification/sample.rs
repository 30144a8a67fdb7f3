//! Made-up answers: right by their schema, plausible by their names, always the same.

use super::Operation;
use super::document::referred;
use crate::identifier::{mix, uuid};
use serde_json::{Map, Value, json};

/// Objects inside objects inside objects are left out from here on, unless they are required.
const DEPTH: usize = 3;

pub(super) fn answer(
    schemas: &Map<String, Value>,
    operation: &Operation,
    key: &str,
    known: &Map<String, Value>,
) -> Value {
    let sampler = Sampler { schemas, start: mix(mix(0, operation.id.as_bytes()), key.as_bytes()), known };
    sampler.value(&operation.response, "", &operation.id, 0)
}

struct Sampler<'a> {
    schemas: &'a Map<String, Value>,
    start: u64,
    known: &'a Map<String, Value>,
}

impl Sampler<'_> {
    /// A value for the field `name` that stands at `place`.
    fn value(&self, schema: &Value, name: &str, place: &str, depth: usize) -> Value {
        if let Some(value) = self.known.get(name) {
            return value.clone();
        }
        if let Some(component) = referred(schema) {
            return self.schemas.get(component).map_or(Value::Null, |schema| self.value(schema, name, place, depth));
        }
        if let Some(parts) = schema.get("allOf").and_then(Value::as_array) {
            return parts.first().map_or(Value::Null, |part| self.value(part, name, place, depth));
        }
        if let Some(choices) = schema.get("enum").and_then(Value::as_array).filter(|choices| !choices.is_empty()) {
            return choices[(self.number(place) % choices.len() as u64) as usize].clone();
        }
        match schema.get("type").and_then(Value::as_str) {
            Some("object") => self.object(schema, place, depth),
            Some("array") => {
                let items = schema.get("items").unwrap_or(&Value::Null);
                json!([self.value(items, name.strip_suffix('s').unwrap_or(name), &format!("{place}.0"), depth)])
            }
            Some("integer" | "number") if name == "status_code" => json!(200),
            Some("integer" | "number") => json!(self.number(place) % 100),
            Some("boolean") => json!(self.number(place).is_multiple_of(2)),
            _ => Value::String(self.text(schema, name, place)),
        }
    }

    fn object(&self, schema: &Value, place: &str, depth: usize) -> Value {
        let required: Vec<&str> =
            schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
        let mut object = Map::new();
        for (name, field) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            if required.contains(&name.as_str()) || depth == 0 || (depth < DEPTH && self.is_plain(field)) {
                object.insert(name.clone(), self.value(field, name, &format!("{place}.{name}"), depth + 1));
            }
        }
        Value::Object(object)
    }

    /// Whether it is neither an object nor a list.
    fn is_plain(&self, schema: &Value) -> bool {
        match referred(schema) {
            Some(component) => self.schemas.get(component).is_some_and(|schema| self.is_plain(schema)),
            None => !matches!(schema.get("type").and_then(Value::as_str), Some("object" | "array") | None),
        }
    }

    fn text(&self, schema: &Value, name: &str, place: &str) -> String {
        if schema.get("format").and_then(Value::as_str) == Some("date-time") || name.ends_with("_at") {
            return "2026-01-01T00:00:00Z".to_owned();
        }
        let number = self.number(place);
        match name {
            "email_address" => format!("person{}@example.com", number % 1000),
            "mfa_phone_number" => format!("+1555{:07}", number % 10_000_000),
            _ if name.ends_with("_id") => {
                let kind = name.trim_end_matches("_id").replace('_', "-");
                format!("{kind}-test-{}", uuid(self.start, mix(0, place.as_bytes())))
            }
            _ if name.ends_with("url") || name.ends_with("uri") => format!("https://example.com/{name}"),
            _ if name.contains("token") || name.contains("secret") || name.contains("jwt") => {
                format!("sandbox-{name}-{number:016x}")
            }
            _ => format!("{} {}", name.replace('_', " "), number % 1000),
        }
    }

    fn number(&self, place: &str) -> u64 {
        mix(self.start, place.as_bytes())
    }
}
