//! Patches (RFC 7644, 3.5.2), also as Entra and Okta send them.

use super::document::{cleaned, cleaned_one, complete, read_extension};
use super::filter::{Filter, Operator, PatchPath, Path, Unreadable};
use super::request::{Answered, Request};
use super::resources;
use super::schema::{AttributeKind, ENTERPRISE, Kind, among};
use crate::error::ApiError;
use serde_json::{Map, Value, json};

/// Attributes that providers send and the schemas do not publish.
const IGNORED: [&str; 2] = ["groups", "password"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Action {
    Add,
    Replace,
    Remove,
}

/// Changes a resource: all operations take effect, or none.
pub(super) fn patch(request: &mut Request<'_>, kind: Kind, id: &str) -> Answered {
    let before = request.find(kind, id)?;
    let body = request.object()?;
    let operations = body.iter().find(|(name, _)| name.eq_ignore_ascii_case("Operations"));
    let operations = operations.and_then(|(_, operations)| operations.as_array()).filter(|list| !list.is_empty());
    let mut fields = before.fields.clone();
    for operation in operations.ok_or_else(|| syntax("Operations is not a list of operations."))? {
        apply(kind, &mut fields, operation)?;
    }
    complete(kind, &mut fields)?;
    resources::change(request, kind, before, fields)
}

fn apply(kind: Kind, fields: &mut Map<String, Value>, operation: &Value) -> Result<(), ApiError> {
    let action = match operation["op"].as_str().unwrap_or_default().to_ascii_lowercase().as_str() {
        "add" => Action::Add,
        "replace" => Action::Replace,
        "remove" => Action::Remove,
        _ => return Err(syntax("The op of an operation is none of add, replace and remove.")),
    };
    let value = operation.get("value");
    match operation.get("path") {
        None | Some(Value::Null) => apply_everywhere(kind, fields, action, value),
        Some(Value::String(path)) => apply_at(kind, fields, action, path, value),
        Some(_) => Err(invalid_path("The path of an operation is not a text.")),
    }
}

/// Without a path, the value says what is where. What the schemas do not have, and the id, are no reason to refuse it.
fn apply_everywhere(
    kind: Kind,
    fields: &mut Map<String, Value>,
    action: Action,
    value: Option<&Value>,
) -> Result<(), ApiError> {
    if action == Action::Remove {
        return Err(ApiError::bad_request("noTarget", "An operation that removes something needs a path."));
    }
    let values = value.and_then(Value::as_object).ok_or_else(|| invalid("Without a path, the value is an object."))?;
    for (path, value) in values {
        if path.eq_ignore_ascii_case(ENTERPRISE) {
            extend(kind, fields, value)?;
            continue;
        }
        match PatchPath::parse(kind, path) {
            Ok(target) if target.path.attribute.is_read_only() || is_schemas(&target.path) => {}
            Ok(target) => change(fields, action, &target, Some(value))?,
            Err(Unreadable::Unknown(_)) => {}
            Err(malformed) => return Err(invalid_path(malformed.message())),
        }
    }
    Ok(())
}

fn apply_at(
    kind: Kind,
    fields: &mut Map<String, Value>,
    action: Action,
    path: &str,
    value: Option<&Value>,
) -> Result<(), ApiError> {
    if path.eq_ignore_ascii_case(ENTERPRISE) && kind == Kind::User {
        if action == Action::Remove {
            fields.remove(ENTERPRISE);
            return Ok(());
        }
        return extend(kind, fields, value.unwrap_or(&Value::Null));
    }
    if IGNORED.iter().any(|ignored| path.eq_ignore_ascii_case(ignored)) {
        return Ok(());
    }
    let target = PatchPath::parse(kind, path).map_err(|problem| invalid_path(problem.message()))?;
    let sub_is_read_only = target.path.sub_attribute.is_some_and(|part| part.is_read_only());
    if target.path.attribute.is_read_only() || sub_is_read_only {
        return Err(ApiError::bad_request("mutability", format!("{path} cannot be changed.")));
    }
    if is_schemas(&target.path) {
        return Ok(());
    }
    if value.is_none() && action != Action::Remove {
        return Err(invalid("The operation has no value."));
    }
    if action == Action::Remove && target.path.attribute.required && target.filter.is_none() {
        return Err(ApiError::bad_request("mutability", format!("{path} is required and cannot be removed.")));
    }
    change(fields, action, &target, value)
}

/// Adds to the extension what the value holds.
fn extend(kind: Kind, fields: &mut Map<String, Value>, value: &Value) -> Result<(), ApiError> {
    for (name, value) in value.as_object().into_iter().flatten() {
        if let Some(attribute) = among(kind.extension(), name) {
            let path = Path { is_extension: true, attribute, sub_attribute: None };
            change(fields, Action::Replace, &PatchPath { path, filter: None }, Some(value))?;
        }
    }
    read_extension(kind, value).map(drop)
}

fn change(
    fields: &mut Map<String, Value>,
    action: Action,
    target: &PatchPath,
    value: Option<&Value>,
) -> Result<(), ApiError> {
    if !target.path.is_extension {
        return change_in(fields, action, target, value);
    }
    let mut extension = match fields.remove(ENTERPRISE) {
        Some(Value::Object(extension)) => extension,
        _ => Map::new(),
    };
    change_in(&mut extension, action, target, value)?;
    if !extension.is_empty() {
        fields.insert(ENTERPRISE.to_owned(), Value::Object(extension));
    }
    Ok(())
}

fn change_in(
    holder: &mut Map<String, Value>,
    action: Action,
    target: &PatchPath,
    value: Option<&Value>,
) -> Result<(), ApiError> {
    let attribute = target.path.attribute;
    let name = attribute.name.as_str();
    let mut before = holder.remove(name);
    // A null takes away, as removing does.
    let action = if value.is_none_or(Value::is_null) { Action::Remove } else { action };
    let value = value.unwrap_or(&Value::Null);
    let after = if let Some(filter) = &target.filter {
        chosen(before, action, &target.path, filter, value)?
    } else if let Some(part) = target.path.sub_attribute {
        let mut items = match before.take() {
            Some(Value::Array(items)) => items,
            one => vec![one.unwrap_or_else(|| json!({}))],
        };
        let new = if action == Action::Remove { None } else { cleaned(part, value)? };
        items.iter_mut().for_each(|item| set_part(item, &part.name, new.as_ref()));
        if attribute.multi_valued { Some(Value::Array(items)) } else { items.pop() }
    } else if attribute.multi_valued {
        whole_list(before, action, target.path, value)?
    } else if attribute.kind == AttributeKind::Complex && action != Action::Remove {
        merged(before, cleaned_one(attribute, value)?)
    } else if action == Action::Remove {
        None
    } else {
        cleaned_one(attribute, value)?
    };
    if let Some(after) = after.and_then(assigned) {
        holder.insert(name.to_owned(), after);
    }
    Ok(())
}

/// Changes the values that the filter chooses.
fn chosen(
    before: Option<Value>,
    action: Action,
    path: &Path,
    filter: &Filter,
    value: &Value,
) -> Result<Option<Value>, ApiError> {
    let mut items = match before {
        Some(Value::Array(items)) => items,
        one => one.into_iter().collect(),
    };
    if action == Action::Remove && path.sub_attribute.is_none() {
        items.retain(|item| !filter.matches(item));
        return Ok(Some(Value::Array(items)));
    }
    if action != Action::Remove && !items.iter().any(|item| filter.matches(item)) {
        let Some(made) = described(filter) else {
            return Err(ApiError::bad_request("noTarget", "The filter of the path chooses nothing."));
        };
        items.push(Value::Object(made));
    }
    let new = match path.sub_attribute {
        _ if action == Action::Remove => None,
        Some(part) => cleaned(part, value)?,
        None => cleaned_one(path.attribute, value)?,
    };
    for item in items.iter_mut().filter(|item| filter.matches(item)) {
        match path.sub_attribute {
            Some(part) => set_part(item, &part.name, new.as_ref()),
            None => *item = merged(Some(item.take()), new.clone()).unwrap_or_default(),
        }
    }
    Ok(Some(Value::Array(items)))
}

/// Adds to a list, replaces it, or removes it or some of it.
fn whole_list(before: Option<Value>, action: Action, path: Path, value: &Value) -> Result<Option<Value>, ApiError> {
    let given = cleaned(path.attribute, value)?;
    let given = given.as_ref().and_then(Value::as_array).cloned().unwrap_or_default();
    let mut items = match before {
        Some(Value::Array(items)) => items,
        one => one.into_iter().collect(),
    };
    match action {
        Action::Replace => items = given,
        // Entra names the values to be removed; without any, all are.
        Action::Remove if value.is_null() => items.clear(),
        Action::Remove => items.retain(|item| !given.iter().any(|one| is_same(item, one))),
        Action::Add => {
            let is_primary = |item: &Value| item["primary"] == true;
            for one in given {
                if is_primary(&one) {
                    items.iter_mut().filter(|item| is_primary(item)).for_each(|item| item["primary"] = json!(false));
                }
                match items.iter_mut().find(|item| is_same_entry(item, &one)) {
                    Some(item) => *item = merged(Some(item.take()), Some(one)).unwrap_or_default(),
                    None => items.push(one),
                }
            }
        }
    }
    Ok(Some(Value::Array(items)))
}

/// Whether a value is meant by one that may say less.
fn is_same(item: &Value, named: &Value) -> bool {
    match named.get("value") {
        Some(value) => item.get("value") == Some(value),
        None => item == named,
    }
}

fn is_same_entry(item: &Value, one: &Value) -> bool {
    item == one || (one["value"].is_string() && item["value"] == one["value"] && item["type"] == one["type"])
}

fn merged(before: Option<Value>, new: Option<Value>) -> Option<Value> {
    match (before, new) {
        (Some(Value::Object(mut before)), Some(Value::Object(new))) => {
            before.extend(new);
            Some(Value::Object(before))
        }
        (before, None) => before,
        (_, new) => new,
    }
}

fn set_part(item: &mut Value, name: &str, value: Option<&Value>) {
    let Value::Object(fields) = item else { return };
    match value {
        Some(value) => drop(fields.insert(name.to_owned(), value.clone())),
        None => drop(fields.remove(name)),
    }
}

/// What is left of a value without its empty parts.
fn assigned(value: Value) -> Option<Value> {
    let is_empty = |value: &Value| value.as_object().is_some_and(Map::is_empty);
    match value {
        Value::Array(mut items) => {
            items.retain(|item| !is_empty(item));
            Some(items).filter(|items| !items.is_empty()).map(Value::Array)
        }
        one => Some(one).filter(|one| !is_empty(one)),
    }
}

/// The entry that a filter describes, when it says what each part is equal to.
fn described(filter: &Filter) -> Option<Map<String, Value>> {
    match filter {
        Filter::Compare(path, Operator::Equal, value) if !value.is_null() => {
            Some(Map::from_iter([(path.attribute.name.clone(), value.clone())]))
        }
        Filter::All(filters) => {
            let mut entry = Map::new();
            for filter in filters {
                entry.extend(described(filter)?);
            }
            Some(entry)
        }
        _ => None,
    }
}

fn is_schemas(path: &Path) -> bool {
    path.attribute.name == "schemas"
}

fn syntax(message: &str) -> ApiError {
    ApiError::bad_request("invalidSyntax", message)
}

fn invalid(message: &str) -> ApiError {
    ApiError::bad_request("invalidValue", message)
}

fn invalid_path(message: impl Into<String>) -> ApiError {
    ApiError::bad_request("invalidPath", message)
}
