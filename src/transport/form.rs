//! Writes a body as a form, as OAuth endpoints take it.

use serde::Serialize;
use serde_json::{Map, Value};

/// The fields as `name=value`. A list is joined by spaces, as OAuth has it for scopes.
pub(super) fn write(body: &impl Serialize) -> serde_json::Result<Vec<u8>> {
    let fields: Map<String, Value> = serde_json::from_value(serde_json::to_value(body)?)?;
    let mut form = form_urlencoded::Serializer::new(String::new());
    for (name, value) in &fields {
        form.append_pair(name, &text(value));
    }
    Ok(form.finish().into_bytes())
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(" "),
        value => value.to_string(),
    }
}
