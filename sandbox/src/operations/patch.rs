//! Changing an object by the fields of a request.

use crate::error::ApiError;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// The object with the request's fields of the names in `fields` in the place of its own. A field that is
/// missing or null leaves the object's alone; metadata is merged by its first level of keys.
pub(super) fn patched<T: Serialize + DeserializeOwned>(
    object: &T,
    request: &Map<String, Value>,
    fields: &[&str],
) -> Result<T, ApiError> {
    let mut value = json!(object);
    for field in fields {
        match request.get(*field) {
            None | Some(Value::Null) => {}
            Some(Value::Object(keys)) if field.ends_with("_metadata") => merge_keys(&mut value[*field], keys),
            Some(given) => value[*field] = given.clone(),
        }
    }
    serde_json::from_value(value).map_err(|error| {
        ApiError::bad_request("bad_request", format!("The request has a value that does not fit: {error}."))
    })
}

/// Adds the keys to the object; a key that is null is removed from it.
pub(super) fn merge_keys(target: &mut Value, keys: &Map<String, Value>) {
    let Value::Object(target) = target else { return };
    for (key, value) in keys {
        if value.is_null() {
            target.remove(key);
        } else {
            target.insert(key.clone(), value.clone());
        }
    }
}
