//! `null` for a list or map reads as empty: a login that happened must not be lost over it.

use serde::{Deserialize, Deserializer};

pub(crate) fn as_empty<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}
