//! Runs the generator, and finds the operation that it refuses.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use anyhow::{Result, bail};
use serde_json::{Map, Value};

use crate::generator::{self, spec::map};

type Files = BTreeMap<&'static str, String>;

/// Every generated file, by name; the error names the operation, where it is one that is to blame.
pub fn generate(document: &Value) -> Result<Files> {
    let reason = match attempt(document) {
        Ok(files) => return Ok(files),
        Err(reason) => reason,
    };
    match culprit(document) {
        Some((place, reason)) => bail!("the generator refuses {place}: {reason}"),
        None => bail!("the generator refuses it: {reason}"),
    }
}

/// The generator panics on some of what it does not know.
fn attempt(document: &Value) -> std::result::Result<Files, String> {
    let outcome = catch_unwind(AssertUnwindSafe(|| generator::generate(document)));
    let outcome = outcome.map_err(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
    })?;
    outcome.map_err(|refusal| refusal.to_string())
}

/// Halves the operations until one is left that is refused when it stands alone.
fn culprit(document: &Value) -> Option<(String, String)> {
    let items = map(&document["paths"]).iter();
    let mut operations: Vec<(&str, &str)> =
        items.flat_map(|(path, item)| map(item).keys().map(move |method| (path.as_str(), method.as_str()))).collect();
    if attempt(&only(document, &[])).is_err() {
        return None;
    }
    while operations.len() > 1 {
        let rest = operations.split_off(operations.len() / 2);
        if attempt(&only(document, &operations)).is_ok() {
            operations = rest;
        }
    }
    let (path, method) = operations.first()?;
    let reason = attempt(&only(document, &operations)).err()?;
    Some((format!("{} {path}", method.to_uppercase()), reason))
}

fn only(document: &Value, operations: &[(&str, &str)]) -> Value {
    let mut paths = Map::new();
    for (path, method) in operations {
        let item = paths.entry(*path).or_insert_with(|| Map::new().into());
        item[*method] = document["paths"][path][method].clone();
    }
    let mut document = document.clone();
    document["paths"] = paths.into();
    document
}
