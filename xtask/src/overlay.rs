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

    /// Applies the actions in their order, and hands back those that have just become stale.
    ///
    /// `previous` is the specification before the change at hand, and gets the same actions. One that fits only there
    /// is stale; one that fits neither is an error: what it mends has long been gone.
    pub fn apply(&self, document: &mut Value, mut previous: Option<&mut Value>) -> Result<Vec<String>> {
        let mut stale = Vec::new();
        for (index, action) in self.actions.iter().enumerate() {
            let place = format!("actions[{index}] (target {})", action.target.trim());
            let path = action.path().with_context(|| place.clone())?;
            let outcome = action.apply(&path, document);
            let outcome_before = previous.as_mut().map(|previous| action.apply(&path, previous));
            match outcome {
                Ok(()) => {}
                Err(_) if matches!(outcome_before, Some(Ok(()))) => stale.push(place),
                Err(error) => return Err(error.context(place)),
            }
        }
        Ok(stale)
    }

    /// Applies the actions that fit, to a specification that the overlays were not written for.
    pub fn apply_where_it_fits(&self, document: &mut Value) {
        for action in &self.actions {
            drop(action.path().and_then(|path| action.apply(&path, document)));
        }
    }
}

impl Action {
    fn path(&self) -> Result<JsonPath> {
        ensure!(!self.description.trim().is_empty(), "no reason is given in `description`");
        ensure!(self.remove != self.update.is_some(), "one of `update` and `remove` is needed");
        JsonPath::parse(self.target.trim()).context("the target is not a JSONPath")
    }

    /// Fails, and leaves the document as it was, where the target or what the update refers to is not there.
    fn apply(&self, path: &JsonPath, document: &mut Value) -> Result<()> {
        let mut pointers: Vec<String> =
            path.query_located(document).locations().map(|location| location.to_json_pointer()).collect();
        ensure!(!pointers.is_empty(), "the target matches nothing");
        // From the back, so that list positions stay true where something is removed.
        pointers.reverse();
        let mut changed = document.clone();
        for pointer in &pointers {
            match &self.update {
                Some(update) => merge(changed.pointer_mut(pointer).context("the target moved")?, update),
                None => remove(&mut changed, pointer)?,
            }
        }
        if let Some(update) = &self.update {
            extract::check_references(&changed, update).context("update")?;
        }
        *document = changed;
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
