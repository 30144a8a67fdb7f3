//! Paths that can not lead elsewhere: checked when they are built, and again where requests leave.

use reqwest::Url;

use super::operation::{Operation, Parameter};
use crate::types::id;

/// The path of a call, or which parameter can not stand in it.
pub(crate) fn build(operation: &Operation, values: &[&str]) -> Result<String, String> {
    let length = operation.template.len() + values.iter().map(|value| value.len()).sum::<usize>();
    let mut path = String::with_capacity(length);
    let mut given = operation.parameters.iter().zip(values);
    let mut rest = operation.template;
    while let Some((literal, parameter_and_rest)) = rest.split_once('{') {
        path.push_str(literal);
        let Some((parameter, value)) = given.next() else { return Err("a parameter is missing".to_owned()) };
        check_segment(parameter, value)?;
        path.push_str(value);
        rest = parameter_and_rest.split_once('}').map_or("", |(_, rest)| rest);
    }
    path.push_str(rest);
    Ok(path)
}

/// Whether a URL has exactly the segments of the template, the literal ones unchanged, and its query no id that is none.
pub(crate) fn check(operation: &Operation, url: &Url, base: &str) -> Result<(), String> {
    let path = url.as_str().strip_prefix(base).map(|rest| rest.split('?').next().unwrap_or_default());
    let path = path.ok_or("the request would leave the base URL")?;
    let mut parameters = operation.parameters.iter();
    let mut segments = path.split('/');
    for expected in operation.template.split('/') {
        let segment = segments.next().ok_or("the path is too short")?;
        if !expected.starts_with('{') {
            if segment != expected {
                return Err("the path leads to another operation".to_owned());
            }
            continue;
        }
        let parameter = parameters.next().ok_or("the path has a parameter too many")?;
        if segment.contains('%') {
            // The URL parser writes `|` as it is or encoded, depending on its version.
            check_segment(parameter, &segment.replace("%7C", "|"))?;
        } else {
            check_segment(parameter, segment)?;
        }
    }
    if segments.next().is_some() {
        return Err("the path is too long".to_owned());
    }
    Ok(())
}

/// Whether the ids in a query are ids.
pub(crate) fn check_query(query: &[(&'static str, String)]) -> Result<(), String> {
    let mut ids = query.iter().filter(|(name, _)| name.ends_with("_id"));
    ids.try_for_each(|(name, value)| check_value(name, value))
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
    id::problem(value).map_or(Ok(()), |problem| Err(format!("{name} {problem}")))
}
