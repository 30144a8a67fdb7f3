//! Paths that can not lead elsewhere: checked when they are built, and again where requests leave.

use std::borrow::Cow;

use reqwest::Url;

use super::operation::{Operation, Parameter};
use crate::types::id;

const ELSEWHERE: &str = "the path leads to another operation";

/// The path of a call, or which parameter can not stand in it.
pub(super) fn build(operation: &Operation, values: &[&str]) -> Result<String, String> {
    if operation.parameters.len() != values.len() {
        return Err("the path has other parameters".to_owned());
    }
    let length = operation.template.len() + values.iter().map(|value| value.len()).sum::<usize>();
    let mut path = String::with_capacity(length);
    for (parameter, value) in operation.parameters.iter().zip(values) {
        check_segment(parameter, value)?;
        path.push_str(parameter.before);
        path.push_str(value);
    }
    path.push_str(operation.end);
    Ok(path)
}

/// Whether a URL has exactly the segments of the template, the literal ones unchanged.
pub(super) fn check(operation: &Operation, url: &Url, base: &str) -> Result<(), String> {
    let mut rest = url.as_str().strip_prefix(base).ok_or("the request would leave the base URL")?;
    for parameter in operation.parameters {
        rest = rest.strip_prefix(parameter.before).ok_or(ELSEWHERE)?;
        let end = rest.bytes().position(|byte| byte == b'/').unwrap_or(rest.len());
        let (segment, after) = rest.split_at(end);
        // The URL parser writes `|` as it is or encoded, depending on its version.
        let segment = if segment.contains('%') { Cow::from(segment.replace("%7C", "|")) } else { segment.into() };
        check_segment(parameter, &segment)?;
        rest = after;
    }
    if rest == operation.end { Ok(()) } else { Err(ELSEWHERE.to_owned()) }
}

/// Whether the ids in a query are ids.
pub(super) fn check_query(query: &[(&'static str, String)]) -> Result<(), String> {
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
