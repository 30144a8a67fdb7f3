//! Paths that can not lead elsewhere: checked when they are built, and again where requests leave.

use std::fmt::{Display, Write};

use reqwest::Url;

use crate::operation::{Operation, Parameter};

const MAX_BYTES: usize = 128;

/// The path of a call, or which parameter can not stand in it.
pub(crate) fn build(operation: &Operation, values: &[&dyn Display]) -> Result<String, String> {
    let mut path = String::with_capacity(operation.template.len() + 64 * values.len());
    let mut given = operation.parameters.iter().zip(values);
    for segment in operation.template.split('/').skip(1) {
        path.push('/');
        if !segment.starts_with('{') {
            path.push_str(segment);
            continue;
        }
        let Some((parameter, value)) = given.next() else { return Err(format!("{segment} is missing")) };
        let start = path.len();
        write!(path, "{value}").map_err(|_| format!("{} can not be written", parameter.name))?;
        check_segment(parameter, &path[start..])?;
    }
    Ok(path)
}

/// Whether a URL has exactly the segments of the template, the literal ones unchanged, and its query no id that is none.
pub(crate) fn check(operation: &Operation, url: &Url, base: &str) -> Result<(), String> {
    let path = url.as_str().strip_prefix(base).map(|rest| rest.split('?').next().unwrap_or_default());
    let path = path.ok_or("the request would leave the base URL")?;
    let mut parameters = operation.parameters.iter();
    let mut segments = path.split('/');
    if segments.next() != Some("") {
        return Err("the request would leave the base URL".to_owned());
    }
    for expected in operation.template.split('/').skip(1) {
        let segment = segments.next().ok_or("the path is too short")?;
        if !expected.starts_with('{') {
            if segment != expected {
                return Err("the path leads to another operation".to_owned());
            }
            continue;
        }
        let parameter = parameters.next().ok_or("the path has a parameter too many")?;
        // The URL parser writes `|` as it is or encoded, depending on its version.
        check_segment(parameter, &segment.replace("%7C", "|"))?;
    }
    if segments.next().is_some() {
        return Err("the path is too long".to_owned());
    }
    let mut ids = url.query_pairs().filter(|(name, _)| name.ends_with("_id"));
    ids.try_for_each(|(name, value)| check_value(&name, &value))
}

fn check_segment(parameter: &Parameter, value: &str) -> Result<(), String> {
    check_value(parameter.name, value)?;
    if parameter.reserved.contains(&value) {
        return Err(format!("{} is a word of the path itself", parameter.name));
    }
    Ok(())
}

/// The reason names the parameter and not its value, which may be a secret that got there by mistake.
fn check_value(name: &str, value: &str) -> Result<(), String> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._~|-".contains(&byte);
    let problem = match value {
        "" => "is empty",
        "." | ".." => "is a relative path",
        _ if value.len() > MAX_BYTES => "is longer than 128 bytes",
        _ if !value.bytes().all(allowed) => "has a byte outside of A-Z a-z 0-9 . _ ~ | -",
        _ => return Ok(()),
    };
    Err(format!("{name} {problem}"))
}
