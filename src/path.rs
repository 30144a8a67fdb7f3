//! Paths that can not lead elsewhere: checked when they are built, and again where requests leave.

use std::fmt::{Display, Write};

use reqwest::Url;

use crate::operation::{Operation, Parameter};

const MAX_BYTES: usize = 128;

/// The URL of a call, or which parameter can not stand in its path.
pub(crate) fn build(operation: &Operation, base: &str, values: &[&dyn Display]) -> Result<String, String> {
    let mut url = String::with_capacity(base.len() + operation.template.len() + 64 * values.len());
    url.push_str(base);
    let mut given = operation.parameters.iter().zip(values);
    let mut rest = operation.template;
    while let Some((literal, parameter_and_rest)) = rest.split_once('{') {
        url.push_str(literal);
        let Some((parameter, value)) = given.next() else { return Err("a parameter is missing".to_owned()) };
        let start = url.len();
        write!(url, "{value}").map_err(|_| format!("{} can not be written", parameter.name))?;
        check_segment(parameter, &url[start..])?;
        rest = parameter_and_rest.split_once('}').map_or("", |(_, rest)| rest);
    }
    url.push_str(rest);
    Ok(url)
}

/// Whether a URL has exactly the segments of the template, the literal ones unchanged, and its query no id that is none.
pub(crate) fn check(operation: &Operation, url: &Url, base: &str) -> Result<(), String> {
    let path = url.as_str().strip_prefix(base).map(|rest| rest.split('?').next().unwrap_or_default());
    let path = path.ok_or("the request would leave the base URL")?;
    let mut parameters = operation.parameters.iter();
    let mut segments = path.as_bytes().split(is_slash);
    for expected in operation.template.as_bytes().split(is_slash) {
        let segment = segments.next().ok_or("the path is too short")?;
        if !expected.starts_with(b"{") {
            if segment != expected {
                return Err("the path leads to another operation".to_owned());
            }
            continue;
        }
        let parameter = parameters.next().ok_or("the path has a parameter too many")?;
        let segment = String::from_utf8_lossy(segment);
        // The URL parser writes `|` as it is or encoded, depending on its version.
        let segment = if segment.contains('%') { segment.replace("%7C", "|").into() } else { segment };
        check_segment(parameter, &segment)?;
    }
    if segments.next().is_some() {
        return Err("the path is too long".to_owned());
    }
    if !url.query().is_some_and(|query| query.contains("_id=")) {
        return Ok(());
    }
    let mut ids = url.query_pairs().filter(|(name, _)| name.ends_with("_id"));
    ids.try_for_each(|(name, value)| check_value(&name, &value))
}

fn is_slash(byte: &u8) -> bool {
    *byte == b'/'
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
