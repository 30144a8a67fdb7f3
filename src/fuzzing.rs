//! What fuzz targets reach besides the public API. It is compiled for them alone.

use std::time::Duration;

use http::header::{DATE, RETRY_AFTER};
use http::{HeaderMap, HeaderValue};

use crate::scim2::Filter;
use crate::{local, raw, transport};

/// A key that signed nothing.
const KEYS: &str = concat!(
    r#"{"keys":[{"kty":"RSA","use":"sig","alg":"RS256","kid":"jwk-test-1","e":"AQAB","n":""#,
    "xL8b0Vjbb-I3ly7n7ND1aHLBmQW-XRxdEyCckXi3wRUxx0DCbEN3NtSWkhNxAGrvEZ4No9NXrfUOj9bqj30ijygCmk-0EjDgUMT6RqOGeTDgHYZ5C7du_hfSsOTZWq0KDjzEeNHNUTuLPZa8_ga-zKZBK9DLUFIZ0M0IZ7wDF2ufE3KTZFZZgEE5MMVZlQmnDHdmBenVIckqEy6OIKDJeAWeEZ3-OgCvQJAxrMXtYmWHaI-2eifL0yZlDxANEnD5ZwmM9lHGGo6cpPmSqmnqJ3Uolt4vS0yz4eOjD0XHcKiwlpuskkN-AumonsfdfatFZow23964079iUtvBn3pxZQ",
    r#""}]}"#
);

/// Whether this is a good token for a session, of a project whose key nobody has.
pub fn accepts(token: &str) -> bool {
    local::accepts(token, KEYS)
}

/// Whether claims can be read, in each of the two ways in which they are.
pub fn reads_claims(bytes: &[u8]) -> [bool; 2] {
    local::reads_claims(bytes)
}

/// The path of a request for the groups of a connection.
pub fn path([organization_id, connection_id]: [&str; 2]) -> Option<String> {
    raw::scim_connection_get_groups(organization_id.into(), connection_id.into()).request.path().ok()
}

/// Whether a filter is refused before it is sent.
pub fn is_refused(filter: &Filter) -> bool {
    filter.text().is_err()
}

/// How long an answer with these headers asks to wait.
pub fn retry_after(value: &[u8], date: &[u8]) -> Option<Duration> {
    let headers = [(RETRY_AFTER, value), (DATE, date)];
    let read = |(name, value)| Some((name, HeaderValue::from_bytes(value).ok()?));
    transport::retry_after(&headers.into_iter().filter_map(read).collect::<HeaderMap>())
}
