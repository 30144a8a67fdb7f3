//! Where two values differ, so that a failure names the place instead of printing both.

use std::collections::BTreeSet;
use std::fmt::Debug;

use serde_json::Value;

/// Fails with what the second of two sets lacks, and what it has besides.
#[track_caller]
pub fn assert_same<T: Debug + Ord>(expected: &BTreeSet<T>, found: &BTreeSet<T>) {
    let missing: Vec<&T> = expected.difference(found).collect();
    let further: Vec<&T> = found.difference(expected).collect();
    assert!(missing.is_empty() && further.is_empty(), "missing: {missing:#?}, unexpected: {further:#?}");
}

/// The first place at which two JSON values differ, as `$.member.roles[0]: expected "a", found "b"`; nothing when both are equal.
pub fn difference(expected: &Value, found: &Value) -> Option<String> {
    at("$", Some(expected), Some(found))
}

fn at(path: &str, expected: Option<&Value>, found: Option<&Value>) -> Option<String> {
    match (expected, found) {
        (Some(Value::Object(expected)), Some(Value::Object(found))) => {
            let further = found.keys().filter(|key| !expected.contains_key(*key));
            let mut keys = expected.keys().chain(further);
            keys.find_map(|key| at(&format!("{path}.{key}"), expected.get(key), found.get(key)))
        }
        (Some(Value::Array(expected)), Some(Value::Array(found))) => {
            let mut positions = 0..expected.len().max(found.len());
            positions
                .find_map(|position| at(&format!("{path}[{position}]"), expected.get(position), found.get(position)))
        }
        _ if expected == found => None,
        _ => Some(format!("{path}: expected {}, found {}", shown(expected), shown(found))),
    }
}

fn shown(value: Option<&Value>) -> String {
    value.map_or_else(|| "nothing".to_owned(), Value::to_string)
}

#[test]
fn names_the_place() {
    use serde_json::json;

    assert_eq!(difference(&json!({"a": [1, {"b": null}]}), &json!({"a": [1, {"b": null}]})), None);
    let found = difference(&json!({"a": [1, {"b": 2}]}), &json!({"a": [1, {"b": 3}]}));
    assert_eq!(found.as_deref(), Some("$.a[1].b: expected 2, found 3"));
    let found = difference(&json!({"a": []}), &json!({"a": [], "b": 1}));
    assert_eq!(found.as_deref(), Some("$.b: expected nothing, found 1"));
}
