//! Whether answers are as the specification says.

use jsonschema::Validator;
use serde_json::{Map, Value, json};
use std::collections::{BTreeSet, HashMap};
use std::sync::{LazyLock, Mutex, PoisonError};

static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../../openapi/stytch-b2b.json")).unwrap_or_default());

static VALIDATORS: LazyLock<Mutex<HashMap<String, Result<Validator, String>>>> = LazyLock::new(Mutex::default);

/// Every operation: its id, method and path.
pub fn operations() -> Vec<(String, String, String)> {
    let paths = DOCUMENT["paths"].as_object().into_iter().flatten();
    paths
        .flat_map(|(path, item)| {
            item.as_object().into_iter().flatten().filter_map(move |(method, operation)| {
                let id = operation["operationId"].as_str()?;
                Some((id.to_owned(), method.to_uppercase(), path.clone()))
            })
        })
        .collect()
}

/// The ids of those that take a member session in a header.
pub fn operations_with_member_session() -> BTreeSet<String> {
    let paths = DOCUMENT["paths"].as_object().into_iter().flatten();
    let operations = paths.flat_map(|(_, item)| item.as_object().into_iter().flatten());
    let takes_session = |operation: &&Value| {
        let mut parameters = operation["parameters"].as_array().into_iter().flatten();
        parameters.any(|parameter| parameter["name"] == "X-Stytch-Member-Session")
    };
    let ids = operations.map(|(_, operation)| operation).filter(takes_session);
    ids.filter_map(|operation| operation["operationId"].as_str().map(str::to_owned)).collect()
}

/// Panics when the answer is not one that the operation can give.
pub fn judge(operation_id: &str, answer: &Value) {
    let answer = without_nulls(answer);
    let mut validators = VALIDATORS.lock().unwrap_or_else(PoisonError::into_inner);
    let validator = validators.entry(operation_id.to_owned()).or_insert_with(|| validator(operation_id));
    let problems: Vec<String> = match validator {
        Ok(validator) => {
            validator.iter_errors(&answer).map(|error| format!("{}: {error}", error.instance_path())).collect()
        }
        Err(error) => vec![error.clone()],
    };
    assert!(problems.is_empty(), "{operation_id} answered {answer}: {problems:?}");
}

fn validator(operation_id: &str) -> Result<Validator, String> {
    let paths = DOCUMENT["paths"].as_object().into_iter().flatten();
    let operation = paths
        .flat_map(|(_, item)| item.as_object().into_iter().flatten())
        .map(|(_, operation)| operation)
        .find(|operation| operation["operationId"] == operation_id);
    let response = operation.map(|operation| &operation["responses"]["200"]["content"]["application/json"]["schema"]);
    let mut schema = to_json_schema(response.unwrap_or(&Value::Null));
    let components = DOCUMENT["components"]["schemas"].as_object().into_iter().flatten();
    schema["$defs"] =
        components.map(|(name, schema)| (name.clone(), to_json_schema(schema))).collect::<Map<_, _>>().into();
    jsonschema::validator_for(&schema).map_err(|error| error.to_string())
}

/// Null stands for an optional field that is left out.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let kept = fields.iter().filter(|(_, value)| !value.is_null());
            Value::Object(kept.map(|(name, value)| (name.clone(), without_nulls(value))).collect())
        }
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        other => other.clone(),
    }
}

fn to_json_schema(schema: &Value) -> Value {
    match schema {
        Value::Object(fields) => {
            let converted = fields.iter().filter(|(name, _)| !name.starts_with("x-")).map(|(name, value)| {
                let reference = value.as_str().filter(|_| name == "$ref");
                let value = match reference {
                    // Texts that nobody has set yet are empty.
                    None if name == "enum" => {
                        value.as_array().into_iter().flatten().cloned().chain([json!("")]).collect()
                    }
                    Some(target) => json!(target.replace("#/components/schemas/", "#/$defs/")),
                    None => to_json_schema(value),
                };
                (name.clone(), value)
            });
            Value::Object(converted.collect())
        }
        Value::Array(items) => items.iter().map(to_json_schema).collect(),
        other => other.clone(),
    }
}
