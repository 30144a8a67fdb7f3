//! OpenAPI Overlay 1.0: every deviation from the published specification, one reason each.

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde_json::Value;
use serde_json_path::JsonPath;

use crate::extract;

/// One overlay document.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overlay {
    overlay: String,
    #[serde(rename = "info")]
    _info: Info,
    actions: Vec<Action>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Info {
    #[serde(rename = "title")]
    _title: String,
    #[serde(rename = "version")]
    _version: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Action {
    target: String,
    /// The reason. Optional in the standard, required here.
    description: String,
    update: Option<Value>,
    #[serde(default)]
    remove: bool,
}

impl Overlay {
    /// Parses an overlay document.
    pub fn parse(text: &str) -> Result<Self> {
        let overlay: Self = extract::yaml(text)?;
        ensure!(overlay.overlay.starts_with("1.0."), "overlay: version {} is not 1.0", overlay.overlay);
        Ok(overlay)
    }

    /// Applies the actions in their order. An action that matches nothing is an error: what it mends is gone.
    pub fn apply(&self, document: &mut Value) -> Result<()> {
        for (index, action) in self.actions.iter().enumerate() {
            let place = || format!("actions[{index}] (target {})", action.target.trim());
            action.apply(document).with_context(place)?;
        }
        Ok(())
    }
}

impl Action {
    fn apply(&self, document: &mut Value) -> Result<()> {
        ensure!(!self.description.trim().is_empty(), "no reason is given in `description`");
        let path = JsonPath::parse(self.target.trim()).context("the target is not a JSONPath")?;
        let mut pointers: Vec<String> =
            path.query_located(document).locations().map(|location| location.to_json_pointer()).collect();
        ensure!(!pointers.is_empty(), "the target matches nothing");
        if self.remove {
            // From the back, so that list positions stay true.
            pointers.reverse();
            return pointers.iter().try_for_each(|pointer| remove(document, pointer));
        }
        let update = self.update.as_ref().context("neither `update` nor `remove`")?;
        for pointer in pointers {
            merge(document.pointer_mut(&pointer).context("the target moved")?, update);
        }
        Ok(())
    }
}

fn remove(document: &mut Value, pointer: &str) -> Result<()> {
    let (parent, key) = pointer.rsplit_once('/').context("the whole document can not be removed")?;
    let key = key.replace("~1", "/").replace("~0", "~");
    match document.pointer_mut(parent).context("the target moved")? {
        Value::Object(fields) => drop(fields.remove(&key)),
        Value::Array(items) => drop(items.remove(key.parse()?)),
        _ => {}
    }
    Ok(())
}

/// Objects are merged field by field, lists are appended to, everything else is replaced.
fn merge(target: &mut Value, update: &Value) {
    match (target, update) {
        (Value::Object(target), Value::Object(update)) => {
            for (key, value) in update {
                merge(target.entry(key.clone()).or_insert(Value::Null), value);
            }
        }
        (Value::Array(target), Value::Array(update)) => target.extend(update.iter().cloned()),
        (target, update) => *target = update.clone(),
    }
}
