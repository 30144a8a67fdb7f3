//! Documents as they are kept: what the schemas publish, as it was sent.

use super::schema::{Attribute, AttributeKind, ENTERPRISE, Kind, among};
use crate::error::ApiError;
use serde_json::{Map, Value, json};

/// The document of a new or replaced resource.
pub(super) fn read(kind: Kind, body: &Map<String, Value>) -> Result<Map<String, Value>, ApiError> {
    let mut fields = Map::new();
    for (name, value) in body {
        if name.eq_ignore_ascii_case(ENTERPRISE) {
            let extension = read_extension(kind, value)?;
            fields.extend(extension.map(|extension| (ENTERPRISE.to_owned(), extension)));
        } else if let Some(attribute) = kind.find(name).filter(|attribute| !attribute.is_read_only()) {
            let value = cleaned(attribute, value)?;
            fields.extend(value.map(|value| (attribute.name.clone(), value)));
        }
    }
    complete(kind, &mut fields)?;
    Ok(fields)
}

/// Checks that nothing required is missing, and names the schemas that the document follows.
pub(super) fn complete(kind: Kind, fields: &mut Map<String, Value>) -> Result<(), ApiError> {
    let mut schemas: Vec<Value> = match fields.remove("schemas") {
        Some(Value::Array(sent)) => sent,
        _ => Vec::new(),
    };
    schemas.retain(|schema| schema == kind.schema() || (schema == ENTERPRISE && kind == Kind::User));
    if !schemas.iter().any(|schema| schema == kind.schema()) {
        schemas.insert(0, json!(kind.schema()));
    }
    if fields.contains_key(ENTERPRISE) && !schemas.iter().any(|schema| schema == ENTERPRISE) {
        schemas.push(json!(ENTERPRISE));
    }
    fields.insert("schemas".to_owned(), Value::Array(schemas));
    let is_missing = |attribute: &&Attribute| match fields.get(&attribute.name) {
        Some(Value::String(text)) => text.is_empty(),
        value => value.is_none(),
    };
    match kind.attributes().filter(|attribute| attribute.required).find(is_missing) {
        Some(attribute) => Err(invalid(format!("The attribute {} is required.", attribute.name))),
        None => Ok(()),
    }
}

/// The extension's attributes; `None` when there are none.
pub(super) fn read_extension(kind: Kind, value: &Value) -> Result<Option<Value>, ApiError> {
    let mut kept = Map::new();
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let Some(attribute) = among(kind.extension(), name) else { continue };
                kept.extend(cleaned(attribute, value)?.map(|value| (attribute.name.clone(), value)));
            }
        }
        Value::Null => {}
        _ => return Err(invalid(format!("{ENTERPRISE} is not an object."))),
    }
    Ok(Some(kept).filter(|kept| !kept.is_empty()).map(Value::Object))
}

/// An attribute's value as it is kept; `None` when it is unassigned, as null and an empty list say.
pub(super) fn cleaned(attribute: &Attribute, value: &Value) -> Result<Option<Value>, ApiError> {
    if !attribute.multi_valued {
        return cleaned_one(attribute, value);
    }
    let values = match value {
        Value::Array(values) => values.as_slice(),
        one => std::slice::from_ref(one),
    };
    let mut kept = Vec::new();
    for value in values {
        kept.extend(cleaned_one(attribute, value)?);
    }
    Ok(Some(kept).filter(|kept| !kept.is_empty()).map(Value::Array))
}

/// One of the attribute's values as it is kept.
pub(super) fn cleaned_one(attribute: &Attribute, value: &Value) -> Result<Option<Value>, ApiError> {
    let wrong = || invalid(format!("The attribute {} does not take such a value.", attribute.name));
    match (attribute.kind, value) {
        (_, Value::Null) => Ok(None),
        (AttributeKind::Complex, Value::Object(fields)) => {
            let mut kept = Map::new();
            for (name, value) in fields {
                let Some(sub_attribute) = attribute.sub_attribute(name) else { continue };
                kept.extend(cleaned(sub_attribute, value)?.map(|value| (sub_attribute.name.clone(), value)));
            }
            Ok(Some(kept).filter(|kept| !kept.is_empty()).map(Value::Object))
        }
        // Entra sends a manager so.
        (AttributeKind::Complex, Value::String(_)) if attribute.sub_attribute("value").is_some() => {
            Ok(Some(json!({"value": value})))
        }
        (AttributeKind::Boolean, Value::Bool(_)) => Ok(Some(value.clone())),
        (AttributeKind::Boolean, Value::String(text)) => boolean(text).map(Value::Bool).map(Some).ok_or_else(wrong),
        (AttributeKind::Complex | AttributeKind::Boolean, _) => Err(wrong()),
        (_, Value::String(_)) => Ok(Some(value.clone())),
        _ => Err(wrong()),
    }
}

/// A boolean that was sent as a text.
pub(super) fn boolean(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}

fn invalid(message: String) -> ApiError {
    ApiError::bad_request("invalidValue", message)
}
