//! Whether a request is this site's own.

use http::header::{HOST, HeaderName, ORIGIN, UPGRADE};
use http::request::Parts;
use http::{HeaderMap, Method};

use super::refusal::Refusal;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Refuses what another site let the browser send, where that could change something.
pub(super) fn check(request: &Parts, allowed: &[String]) -> Result<(), Refusal> {
    let reads = matches!(request.method, Method::GET | Method::HEAD | Method::OPTIONS);
    // Whoever opens a socket can write to it.
    if reads && !request.headers.contains_key(UPGRADE) {
        return Ok(());
    }
    let origin = only(&request.headers, &ORIGIN);
    if origin.is_some_and(|origin| allowed.iter().any(|allowed| allowed.eq_ignore_ascii_case(origin))) {
        return Ok(());
    }
    let is_own = match request.headers.contains_key(SEC_FETCH_SITE) {
        true => matches!(only(&request.headers, &SEC_FETCH_SITE), Some("same-origin" | "none")),
        false => {
            let host = request.uri.authority().map(|authority| authority.as_str());
            let host = only(&request.headers, &HOST).or(host);
            let authority = origin.and_then(|origin| origin.split_once("://")).map(|(_, authority)| authority);
            host.zip(authority).is_some_and(|(host, authority)| host.eq_ignore_ascii_case(authority))
        }
    };
    if is_own { Ok(()) } else { Err(Refusal::CrossSite) }
}

/// The one value of a header.
fn only<'r>(headers: &'r HeaderMap, name: &HeaderName) -> Option<&'r str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?;
    if values.next().is_some() { None } else { value.to_str().ok() }
}
