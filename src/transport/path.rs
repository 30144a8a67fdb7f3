//! Paths that can not lead elsewhere: checked when they are built, and again where requests leave.

use std::borrow::Cow;

use reqwest::Url;

use super::operation::{Operation, Parameter};
use crate::types::id;

const MAX_FOREIGN_BYTES: usize = 512;
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
        if parameter.foreign { push_encoded(&mut path, value) } else { path.push_str(value) }
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
        let segment =
            if segment.contains('%') { decoded(segment).ok_or(ELSEWHERE)?.into() } else { Cow::from(segment) };
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
    let problem = if parameter.foreign { foreign_problem(value) } else { id::problem(value) };
    if let Some(problem) = problem {
        return Err(format!("{} {problem}", parameter.name));
    }
    if parameter.reserved.contains(&value) {
        return Err(format!("{} is a word of the path itself", parameter.name));
    }
    Ok(())
}

/// The reason names the parameter and not its value, which may be a secret that got there by mistake.
fn check_value(name: &str, value: &str) -> Result<(), String> {
    id::problem(value).map_or(Ok(()), |problem| Err(format!("{name} {problem}")))
}

/// Why a text can not be sent as an id that another server made.
fn foreign_problem(text: &str) -> Option<&'static str> {
    let leads_elsewhere = |letter: char| letter.is_control() || matches!(letter, '/' | '\\' | '%' | '?' | '#');
    match text {
        "" => Some("is empty"),
        "." | ".." => Some("is a relative path"),
        _ if text.len() > MAX_FOREIGN_BYTES => Some("is longer than 512 bytes"),
        _ if text.contains(leads_elsewhere) => Some("has a control character or one of / \\ % ? #"),
        _ => None,
    }
}

/// All but RFC 3986's unreserved characters.
fn push_encoded(path: &mut String, value: &str) {
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => path.push(char::from(byte)),
            _ => path.push_str(&format!("%{byte:02X}")),
        }
    }
}

/// `None` if it is not encoded right.
fn decoded(segment: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.as_bytes();
    while let [byte, after @ ..] = rest {
        rest = after;
        bytes.push(if *byte == b'%' {
            let digits = std::str::from_utf8(rest.get(..2)?).ok()?;
            rest = &rest[2..];
            u8::from_str_radix(digits, 16).ok()?
        } else {
            *byte
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use http::Method;
    use reqwest::Url;

    use super::{build, check, check_query};
    use crate::transport::{Class, Operation, Parameter};

    const BASE: &str = "https://scim.example/v2";

    static GET: Operation = Operation {
        path: "scim2.groups.get",
        method: Method::GET,
        template: "/Groups/{id}",
        parameters: &[Parameter { before: "/Groups/", name: "id", reserved: &[".search"], foreign: true }],
        end: "",
        class: Class::Replay,
        public: false,
        form: false,
        per_person: false,
        paginated: false,
    };

    fn sent(id: &str) -> Result<String, String> {
        let path = build(&GET, &[id])?;
        let url = Url::parse(&format!("{BASE}{path}")).map_err(|error| error.to_string())?;
        check(&GET, &url, BASE)?;
        Ok(url.path().to_owned())
    }

    #[test]
    fn ids_of_other_servers() {
        for (id, path) in [
            ("1", "/v2/Groups/1"),
            ("a b+c|d@e:f;g=h&i", "/v2/Groups/a%20b%2Bc%7Cd%40e%3Af%3Bg%3Dh%26i"),
            ("Größe", "/v2/Groups/Gr%C3%B6%C3%9Fe"),
            ("..a", "/v2/Groups/..a"),
        ] {
            assert_eq!(sent(id).as_deref(), Ok(path), "{id}");
        }
        assert!(sent(&"a".repeat(512)).is_ok());
        let long = "a".repeat(513);
        for id in ["", ".", "..", ".search", "a/b", "a\\b", "%2e%2e", "a?b", "a#b", "a\tb", "\u{85}", &long] {
            assert!(build(&GET, &[id]).is_err(), "{id:?}");
        }
    }

    #[test]
    fn what_leaves_is_the_operation_and_nothing_else() {
        let checked = |url: &str| check(&GET, &Url::parse(url).unwrap(), BASE);
        assert_eq!(checked("https://scim.example/v2/Groups/a%20b"), Ok(()));
        for url in [
            "https://other.example/v2/Groups/1",
            "https://scim.example/v3/Groups/1",
            "https://scim.example/v2/Users/1",
            "https://scim.example/v2/Groups/1/members",
            "https://scim.example/v2/Groups/1/",
            "https://scim.example/v2/Groups/1?filter=x",
            "https://scim.example/v2/Groups/",
            "https://scim.example/v2/Groups/%2Esearch",
            "https://scim.example/v2/Groups/a%2Fb",
            "https://scim.example/v2/Groups/%FF",
            "https://scim.example/v2/Groups/%4",
            "https://scim.example/v2/Groups/../Groups",
        ] {
            assert!(checked(url).is_err(), "{url}");
        }
    }

    #[test]
    fn ids_of_a_query() {
        let checked = |name, value: &str| check_query(&[("limit", "..".to_owned()), (name, value.to_owned())]);
        assert_eq!(checked("member_id", "member-test-1"), Ok(()));
        assert_eq!(checked("cursor", "a/b"), Ok(()));
        assert!(checked("member_id", "a/b").unwrap_err().starts_with("member_id "));
    }
}
