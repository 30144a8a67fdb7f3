//! Where a request has its credential.

use std::borrow::Cow;

use http::HeaderMap;
use http::header::{AUTHORIZATION, COOKIE};

use super::refusal::Refusal;

/// More values of one name are refused unread.
const MAX_VALUES: usize = 4;

const BEARER: &[u8] = b"bearer";

/// Names of the cookies.
#[derive(Clone, Debug)]
pub(super) struct Names {
    pub jwt: String,
    pub token: String,
}

/// The first source that a request has.
pub(super) enum Credential<'r> {
    Bearer(Cow<'r, str>),
    Cookies(Cookies<'r>),
}

/// The different values of the two cookies.
#[derive(Default)]
pub(super) struct Cookies<'r> {
    pub jwts: Vec<Cow<'r, str>>,
    pub tokens: Vec<Cow<'r, str>>,
}

/// Finds the credential of a request.
pub(super) fn find<'r>(headers: &'r HeaderMap, names: &Names) -> Result<Credential<'r>, Refusal> {
    if let Some(token) = bearer(headers)? {
        return Ok(Credential::Bearer(token));
    }
    let cookies = Cookies { jwts: values(headers, &names.jwt)?, tokens: values(headers, &names.token)? };
    if cookies.jwts.is_empty() && cookies.tokens.is_empty() {
        return Err(Refusal::NoCredential);
    }
    Ok(Credential::Cookies(cookies))
}

/// What follows `Bearer`, also if that is nothing.
fn bearer(headers: &HeaderMap) -> Result<Option<Cow<'_, str>>, Refusal> {
    let mut fields = headers.get_all(AUTHORIZATION).iter();
    let Some(field) = fields.next() else { return Ok(None) };
    if fields.next().is_some() {
        return Err(Refusal::Ambiguous);
    }
    let field = field.as_bytes().trim_ascii();
    let end = field.iter().position(|byte| *byte == b' ').unwrap_or(field.len());
    let (scheme, token) = field.split_at(end);
    Ok(scheme.eq_ignore_ascii_case(BEARER).then(|| String::from_utf8_lossy(token.trim_ascii())))
}

/// The different values of a cookie, of all fields. An empty one is what a browser keeps of a cookie that was cleared carelessly.
fn values<'r>(headers: &'r HeaderMap, name: &str) -> Result<Vec<Cow<'r, str>>, Refusal> {
    let mut values = Vec::new();
    for value in all_values(headers, name) {
        if values.len() == MAX_VALUES {
            return Err(Refusal::Ambiguous);
        }
        values.push(value);
    }
    values.sort_unstable();
    values.dedup();
    Ok(values)
}

/// All values of a cookie, as often as they come, without those that are empty. Other cookies may have any bytes.
pub(super) fn all_values<'r>(headers: &'r HeaderMap, name: &str) -> impl Iterator<Item = Cow<'r, str>> {
    let pairs = headers.get_all(COOKIE).iter().flat_map(|field| field.as_bytes().split(|byte| *byte == b';'));
    pairs.filter_map(move |pair| {
        let equals = pair.iter().position(|byte| *byte == b'=')?;
        let (key, value) = (pair[..equals].trim_ascii(), pair[equals + 1..].trim_ascii());
        let value = value.strip_prefix(b"\"").and_then(|value| value.strip_suffix(b"\"")).unwrap_or(value);
        (key == name.as_bytes() && !value.is_empty()).then(|| String::from_utf8_lossy(value))
    })
}
