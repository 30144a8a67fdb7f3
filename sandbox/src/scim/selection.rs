//! Which attributes of a resource are answered.

use super::filter::Path;
use super::schema::{ENTERPRISE, Kind};
use crate::error::ApiError;
use serde_json::{Map, Value};

/// These are always answered.
const ALWAYS: [&str; 2] = ["id", "schemas"];

/// What was asked for: everything, some attributes, or all but some.
#[derive(Debug, Default)]
pub(super) enum Selection {
    #[default]
    Everything,
    Only(Vec<String>),
    AllBut(Vec<String>),
}

impl Selection {
    pub(super) fn new(only: Option<Vec<String>>, all_but: Option<Vec<String>>) -> Result<Self, ApiError> {
        match (only, all_but) {
            (None, None) => Ok(Self::Everything),
            (Some(only), None) => Ok(Self::Only(only)),
            (None, Some(all_but)) => Ok(Self::AllBut(all_but)),
            (Some(_), Some(_)) => {
                let message = "Only one of attributes and excludedAttributes can be given.";
                Err(ApiError::bad_request("invalidValue", message))
            }
        }
    }

    /// What is answered of a document. Names that the schemas do not have choose nothing.
    pub(super) fn of(&self, kind: Kind, mut document: Value) -> Value {
        match self {
            Self::Everything => document,
            Self::AllBut(names) => {
                names.iter().for_each(|name| hide(kind, name.trim(), &mut document));
                document
            }
            Self::Only(names) => {
                let mut kept = Map::new();
                for name in ALWAYS {
                    kept.extend(document.get(name).map(|value| (name.to_owned(), value.clone())));
                }
                let mut kept = Value::Object(kept);
                names.iter().for_each(|name| show(kind, name.trim(), &document, &mut kept));
                kept
            }
        }
    }
}

fn hide(kind: Kind, name: &str, document: &mut Value) {
    if name.eq_ignore_ascii_case(ENTERPRISE) {
        remove(document, ENTERPRISE);
        return;
    }
    let Ok(path) = Path::parse(kind, name) else { return };
    let attribute = path.attribute.name.as_str();
    let holder = if path.is_extension { document.get_mut(ENTERPRISE) } else { Some(document) };
    let Some(holder) = holder else { return };
    match path.sub_attribute {
        None if ALWAYS.contains(&attribute) => {}
        None => remove(holder, attribute),
        Some(part) => match holder.get_mut(attribute) {
            Some(Value::Array(values)) => values.iter_mut().for_each(|value| remove(value, &part.name)),
            Some(value) => remove(value, &part.name),
            None => {}
        },
    }
}

fn show(kind: Kind, name: &str, document: &Value, kept: &mut Value) {
    if name.eq_ignore_ascii_case(ENTERPRISE) {
        copy(document, kept, ENTERPRISE);
        return;
    }
    let Ok(path) = Path::parse(kind, name) else { return };
    let attribute = path.attribute.name.as_str();
    let (from, to) = if path.is_extension {
        let Some(from) = document.get(ENTERPRISE) else { return };
        if kept.get(ENTERPRISE).is_none() {
            kept[ENTERPRISE] = Value::Object(Map::new());
        }
        (from, &mut kept[ENTERPRISE])
    } else {
        (document, kept)
    };
    let (Some(part), Some(value)) = (path.sub_attribute, from.get(attribute)) else {
        copy(from, to, attribute);
        return;
    };
    match value {
        Value::Array(values) => {
            if to.get(attribute).is_none() {
                to[attribute] = values.iter().map(|_| Value::Object(Map::new())).collect();
            }
            for (position, value) in values.iter().enumerate() {
                copy(value, &mut to[attribute][position], &part.name);
            }
        }
        value => {
            if to.get(attribute).is_none() {
                to[attribute] = Value::Object(Map::new());
            }
            copy(value, &mut to[attribute], &part.name);
        }
    }
}

fn copy(from: &Value, to: &mut Value, name: &str) {
    if let Some(value) = from.get(name) {
        to[name] = value.clone();
    }
}

fn remove(holder: &mut Value, name: &str) {
    if let Value::Object(fields) = holder {
        fields.remove(name);
    }
}
