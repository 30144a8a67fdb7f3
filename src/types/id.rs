//! Identifiers as types of their own, so that one can not be passed for another.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

const MAX_BYTES: usize = 128;

/// Why a text can not be sent as an identifier.
pub(crate) fn problem(text: &str) -> Option<&'static str> {
    let allowed = |byte| matches!(byte, b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'~' | b'|' | b'-');
    match text {
        "" => Some("is empty"),
        "." | ".." => Some("is a relative path"),
        _ if text.len() > MAX_BYTES => Some("is longer than 128 bytes"),
        _ if !text.bytes().all(allowed) => Some("has a byte outside of A-Z a-z 0-9 . _ ~ | -"),
        _ => None,
    }
}

/// What can not be sent may be a secret that got there by mistake.
fn debug(name: &str, text: &str, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    match problem(text) {
        None => formatter.debug_tuple(name).field(&text).finish(),
        Some(_) => write!(formatter, "{name}({} bytes that can not be sent)", text.len()),
    }
}

macro_rules! identifier {
    ($(#[$documentation:meta])* $name:ident) => {
        $(#[$documentation])*
        ///
        /// Making one never fails. A call refuses one in its path or query before anything is sent if it is empty, `.` or
        /// `..`, longer than 128 bytes, has a byte outside `A-Z a-z 0-9 . _ ~ | -`, or equals a word of the path itself.
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(transparent))]
        pub struct $name(String);

        impl $name {
            /// The identifier as the API spells it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                debug(stringify!($name), &self.0, formatter)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl From<&String> for $name {
            fn from(text: &String) -> Self {
                Self(text.clone())
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<&$name> for $name {
            fn from(identifier: &$name) -> Self {
                identifier.clone()
            }
        }

        impl From<$name> for String {
            fn from(identifier: $name) -> Self {
                identifier.0
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.0 == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.0 == *other
            }
        }
    };
}

identifier! {
    /// Names an organization: its id, or in its place its slug or external id, where the API takes them.
    OrganizationId
}
identifier! {
    /// Names a member: its id, or in its place its external id, where the API takes it.
    MemberId
}
identifier! {
    /// Names a connection of an organization: SCIM, SAML, OIDC or external SSO.
    ConnectionId
}
