//! JSON schemas of all types, for whoever describes an API of their own with them.

use std::collections::BTreeSet;

use schemars::generate::SchemaSettings;
use serde_json::Value;

use crate::round_trip::types::TYPES;
use crate::support::specification::{Specification, fields, requires};

#[test]
fn every_type_has_a_schema_of_its_name() {
    let specification = Specification::read();
    // Of what is written: reading takes a missing list for an empty one.
    let mut generator = SchemaSettings::default().for_serialize().into_generator();
    for each in TYPES {
        let reference = (each.schema)(&mut generator);
        assert_eq!(reference.as_value()["$ref"], format!("#/$defs/{}", each.name));
    }
    let schemas = generator.definitions();
    for each in TYPES {
        same_fields(each.name, specification.schema(each.name), &schemas[each.name]);
    }
}

/// The names of fields, and those of them that are required, are the specification's.
fn same_fields(name: &str, expected: &Value, found: &Value) {
    assert_eq!(found["type"], expected["type"], "{name}");
    assert_eq!(names(found), names(expected), "{name}");
    for field in names(expected) {
        assert_eq!(requires(found, field), requires(expected, field), "{name}.{field}");
    }
}

fn names(schema: &Value) -> BTreeSet<&str> {
    fields(&schema["properties"]).map(|(name, _)| name).collect()
}
