//! Which connection a path is for, and what of it.

use percent_encoding::percent_decode_str;

/// A path below a connection's `base_url`.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) connection_id: String,
    /// What follows the `base_url`, segment by segment, decoded.
    pub(crate) segments: Vec<String>,
}

/// Where a path (as sent, without the query) is; `None` when it is below no `base_url`.
pub(crate) fn place(path: &str) -> Option<Place> {
    let rest = path.strip_prefix("/v1/b2b/scim/")?;
    let mut segments = rest.split('/').map(|segment| percent_decode_str(segment).decode_utf8_lossy().into_owned());
    let connection_id = segments.next().filter(|id| !id.is_empty())?;
    Some(Place { connection_id, segments: segments.collect() })
}
