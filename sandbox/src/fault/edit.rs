//! Changes to an answer that is otherwise right.

use crate::answer::Answer;
use serde_json::{Value, json};

#[derive(Debug, Clone)]
pub(super) enum Edit {
    Set {
        path: Vec<String>,
        value: Value,
    },
    /// A field that no specification knows, in each object.
    AddFields,
}

impl Edit {
    pub(super) fn set(path: &str, value: Value) -> Self {
        Self::Set { path: path.split('.').map(str::to_owned).collect(), value }
    }
}

/// The answer with all edits; unchanged when it is not JSON.
pub(super) fn apply(edits: &[Edit], mut answer: Answer) -> Answer {
    if edits.is_empty() {
        return answer;
    }
    if let Ok(mut body) = serde_json::from_slice(&answer.body) {
        for edit in edits {
            match edit {
                Edit::Set { path, value } => set(&mut body, path, value),
                Edit::AddFields => add_fields(&mut body),
            }
        }
        answer.body = body.to_string().into();
    }
    answer
}

fn set(target: &mut Value, path: &[String], value: &Value) {
    let Some((step, rest)) = path.split_first() else {
        *target = value.clone();
        return;
    };
    match target {
        Value::Object(fields) => set(fields.entry(step.as_str()).or_insert(Value::Null), rest, value),
        Value::Array(items) if step == "*" => items.iter_mut().for_each(|item| set(item, rest, value)),
        Value::Array(items) => {
            if let Some(item) = step.parse().ok().and_then(|index: usize| items.get_mut(index)) {
                set(item, rest, value);
            }
        }
        _ => {}
    }
}

fn add_fields(target: &mut Value) {
    match target {
        Value::Object(fields) => {
            fields.values_mut().for_each(add_fields);
            fields.insert("sandbox_unknown_field".to_owned(), json!({"nested": [1, null, "text"]}));
        }
        Value::Array(items) => items.iter_mut().for_each(add_fields),
        _ => {}
    }
}
