//! Every type, through JSON and back: what its schema allows is read, and written the same.

pub mod schema;
pub mod types;

use serde_json::{Value, json};

use self::schema::{Lists, Optional, Shape};
use self::types::{Failure, TYPES, Type};
use crate::support::difference::{assert_same, difference};
use crate::support::specification::{Specification, fields, requires};

/// A response with everything in it, as the API documents it.
pub const FULL: Shape =
    Shape { optional: Optional::Given, lists: Lists::Given, known_values: true, unknown_fields: false };

/// With its required fields alone.
const REQUIRED: Shape = Shape { optional: Optional::Missing, ..FULL };

#[test]
fn the_list_names_every_type() {
    let specification = Specification::read();
    assert_same(&specification.type_names(), &TYPES.iter().map(|each| each.name).collect());
}

#[test]
fn all_fields_come_back() {
    reads_as(every_type, FULL, FULL);
}

#[test]
fn required_fields_come_back() {
    reads_as(every_type, REQUIRED, REQUIRED);
}

#[test]
fn null_lists_and_maps_read_as_empty() {
    reads_as(response_parts, Shape { lists: Lists::Null, ..FULL }, Shape { lists: Lists::Empty, ..FULL });
}

#[test]
fn null_reads_as_a_missing_field() {
    reads_as(response_parts, Shape { optional: Optional::Null, ..FULL }, REQUIRED);
}

#[test]
fn an_unknown_value_is_kept() {
    let unknown = Shape { known_values: false, ..FULL };
    reads_as(every_type, unknown, unknown);
}

#[test]
fn unknown_fields_are_ignored() {
    reads_as(every_type, Shape { unknown_fields: true, ..FULL }, FULL);
}

#[test]
fn every_value_of_an_enum_is_known() {
    let specification = Specification::read();
    for each in TYPES {
        for value in specification.schema(each.name)["enum"].as_array().into_iter().flatten() {
            let written = (each.through)(value).unwrap_or_else(|failure| panic!("{}: {failure}", each.name));
            assert_eq!(&written, value, "{}", each.name);
            let debug = (each.debug)(value);
            assert!(!debug.contains("Other("), "{} does not know {value}", each.name);
        }
    }
}

/// No value is made up for a required scalar or object: its absence is a failure that says where.
#[test]
fn a_required_value_must_be_there() {
    let specification = Specification::read();
    let mut tried = 0;
    for each in TYPES {
        let schema = specification.schema(each.name);
        let whole = FULL.make(&specification, schema);
        let required = fields(&schema["properties"]).filter(|(name, _)| requires(schema, name));
        for (name, _) in required.filter(|(_, field)| !schema::is_list_or_map(specification.resolve(field))) {
            fails_at(each, with_null(&whole, name), name, "invalid type: null");
            fails_at(each, without(&whole, name), ".", &format!("missing field `{name}`"));
            tried += 1;
        }
    }
    assert!(tried > 500, "{tried} fields were tried");
}

#[test]
fn a_failure_names_the_nested_place() {
    let specification = Specification::read();
    let each = TYPES.iter().find(|each| each.name == "OrganizationsMembersSearchResponse").expect("it is listed");
    let mut json = FULL.make(&specification, specification.schema(each.name));
    json["members"][0]["roles"][0]["role_id"] = Value::Null;
    fails_at(each, json, "members[0].roles[0].role_id", "invalid type: null");
}

/// Types that hold what the API sends.
fn response_parts(specification: &Specification, each: &Type) -> bool {
    specification.response_parts().contains(each.name)
}

fn every_type(_: &Specification, _: &Type) -> bool {
    true
}

/// JSON of the one shape, through each type, comes out as JSON of the other.
fn reads_as(chosen: fn(&Specification, &Type) -> bool, given: Shape, expected: Shape) {
    let specification = Specification::read();
    let problems: Vec<String> = TYPES
        .iter()
        .filter(|each| chosen(&specification, each))
        .filter_map(|each| {
            let schema = specification.schema(each.name);
            let problem = match (each.through)(&given.make(&specification, schema)) {
                Ok(written) => difference(&expected.make(&specification, schema), &written)?,
                Err(failure) => failure.to_string(),
            };
            Some(format!("{}: {problem}", each.name))
        })
        .collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

fn fails_at(each: &Type, json: Value, place: &str, reason: &str) {
    let Err(Failure { path, reason: found }) = (each.through)(&json) else {
        panic!("{}: reads although `{place}` should fail: {reason}", each.name);
    };
    assert_eq!(path, place, "{}: {found}", each.name);
    assert!(found.starts_with(reason), "{}: {found}", each.name);
}

fn with_null(json: &Value, field: &str) -> Value {
    let mut json = json.clone();
    json[field] = json!(null);
    json
}

fn without(json: &Value, field: &str) -> Value {
    let mut json = json.clone();
    json.as_object_mut().expect("structs are objects").remove(field);
    json
}

/// Fields come in any order, and one that comes twice counts as it came last.
#[test]
fn fields_are_read_by_name() {
    use stytch_b2b::types::AuthorizationVerdict;

    let text = r#"{"unknown": [{}], "granting_roles": ["a"], "auth\u006frized": false, "authorized": true}"#;
    let verdict: AuthorizationVerdict = serde_json::from_str(text).unwrap();
    let other: AuthorizationVerdict =
        serde_json::from_value(json!({"authorized": true, "granting_roles": ["a"]})).unwrap();
    assert!(verdict.authorized);
    assert_eq!(verdict, other);
    assert!(serde_json::from_str::<AuthorizationVerdict>(r#"[true, ["a"]]"#).is_err());
}
