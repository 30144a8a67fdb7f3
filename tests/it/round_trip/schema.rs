//! JSON made from a schema.

use serde_json::{Map, Value, json};

use crate::support::specification::{Specification, fields, requires};

/// What the JSON of a schema looks like, in all its depth.
#[derive(Clone, Copy)]
pub struct Shape {
    pub optional: Optional,
    pub lists: Lists,
    /// Values of enums are those that the schema lists.
    pub known_values: bool,
    /// Objects have a field more than the schema.
    pub unknown_fields: bool,
}

/// What optional fields are.
#[derive(Clone, Copy, PartialEq)]
pub enum Optional {
    Given,
    Null,
    Missing,
}

/// What arrays and maps are.
#[derive(Clone, Copy, PartialEq)]
pub enum Lists {
    Given,
    Null,
    /// As `null` is written back: empty where required, else missing.
    Empty,
}

impl Shape {
    pub fn make(self, specification: &Specification, schema: &Value) -> Value {
        let schema = specification.resolve(schema);
        match (schema["type"].as_str(), schema["format"].as_str()) {
            (Some("string"), _) if schema["enum"].is_array() && self.known_values => schema["enum"][0].clone(),
            (Some("string"), _) if schema["enum"].is_array() => json!("A value that is new"),
            (Some("string"), Some("date-time")) => json!("2026-03-04T05:06:07.890Z"),
            (Some("string"), None) => json!("Grüße \"\\ \u{1F511}"),
            (Some("integer"), Some("int32")) => json!(i32::MIN),
            (Some("integer"), Some("int64")) => json!(i64::MIN),
            (Some("integer"), Some("uint32")) => json!(u32::MAX),
            (Some("boolean"), None) => json!(true),
            (Some("array"), _) => self.list(json!([self.make(specification, &schema["items"])]), json!([])),
            (Some("object"), _) if schema["properties"].is_object() => self.structure(specification, schema),
            (Some("object"), _) => self.list(self.map(specification, &schema["additionalProperties"]), json!({})),
            // An audience.
            (None, None) => json!(["one", "two"]),
            _ => panic!("no JSON is known for {schema}"),
        }
    }

    fn list(self, given: Value, empty: Value) -> Value {
        match self.lists {
            Lists::Given => given,
            Lists::Null => Value::Null,
            Lists::Empty => empty,
        }
    }

    fn structure(self, specification: &Specification, schema: &Value) -> Value {
        let mut made = Map::new();
        for (name, field) in fields(&schema["properties"]) {
            let resolved = specification.resolve(field);
            let optional = !requires(schema, name);
            let left_out = optional && self.lists == Lists::Empty && is_list_or_map(resolved);
            match self.optional {
                Optional::Missing if optional => {}
                Optional::Null if optional => drop(made.insert(name.to_owned(), Value::Null)),
                _ if left_out => {}
                _ => drop(made.insert(name.to_owned(), self.make(specification, resolved))),
            }
        }
        if self.unknown_fields && schema["additionalProperties"] != true {
            made.insert("a_field_that_is_new".to_owned(), json!({"with": ["anything", null]}));
        }
        Value::Object(made)
    }

    fn map(self, specification: &Specification, values: &Value) -> Value {
        match values {
            Value::Bool(true) => json!({"text": "a", "number": 1.5, "nothing": null, "nested": {"list": [1, {}]}}),
            schema => json!({"key": self.make(specification, schema)}),
        }
    }
}

/// Whether `null` reads as empty.
pub fn is_list_or_map(schema: &Value) -> bool {
    schema["type"] == "array" || schema["type"] == "object" && !schema["properties"].is_object()
}
