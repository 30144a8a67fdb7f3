//! Which connection a path is for, and what of it.

use percent_encoding::percent_decode_str;

/// A path below a connection's `base_url`.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) connection_id: String,
}

/// Where a path (as sent, without the query) is; `None` when it is below no `base_url`.
pub(crate) fn place(path: &str) -> Option<Place> {
    let rest = path.strip_prefix("/v1/b2b/scim/")?;
    let connection_id = rest.split('/').next().filter(|id| !id.is_empty())?;
    Some(Place { connection_id: percent_decode_str(connection_id).decode_utf8_lossy().into_owned() })
}
