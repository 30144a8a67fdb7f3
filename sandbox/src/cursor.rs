//! Page cursors: opaque to the caller, valid only for the list they came from.

use crate::error::ApiError;
use crate::identifier::mix;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The cursor of the page that begins at `position` of the list called `list`.
pub(crate) fn encode(list: &str, position: u64) -> String {
    let mut bytes = position.to_be_bytes().to_vec();
    bytes.extend(checksum(list, position).to_be_bytes());
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The position that a cursor of the list called `list` stands for.
pub(crate) fn decode(list: &str, cursor: &str) -> Result<u64, ApiError> {
    URL_SAFE_NO_PAD
        .decode(cursor)
        .ok()
        .and_then(|bytes| <[u8; 16]>::try_from(bytes).ok())
        .map(u128::from_be_bytes)
        .map(|number| ((number >> 64) as u64, number as u64))
        .filter(|(position, sum)| checksum(list, *position) == *sum)
        .map(|(position, _)| position)
        .ok_or_else(|| ApiError::bad_request("invalid_cursor", "The cursor is not one that this list has given out."))
}

fn checksum(list: &str, position: u64) -> u64 {
    mix(position, list.as_bytes())
}
