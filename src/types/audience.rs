//! [`Audience`]: for whom a token is.

use std::fmt;

use serde::de::value::SeqAccessDeserializer;
use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// For whom a token is: one or more names, of which JSON has a single one as plain text.
///
/// ```
/// use stytch_b2b::types::Audience;
///
/// let audience: Audience = serde_json::from_str(r#""project-test-1""#).expect("an audience");
/// assert!(audience.contains("project-test-1"));
/// assert_eq!(audience.as_slice(), ["project-test-1"]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(transparent))]
pub struct Audience(Vec<String>);

impl Audience {
    /// Whether this is one of the names.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.0.iter().any(|member| member == name)
    }

    /// The names.
    #[must_use]
    pub fn as_slice(&self) -> &[String] {
        &self.0
    }
}

impl Serialize for Audience {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Audience {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Names;

        impl<'de> Visitor<'de> for Names {
            type Value = Vec<String>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a string or a list of strings")
            }

            fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
                Ok(vec![name.to_owned()])
            }

            fn visit_seq<A: SeqAccess<'de>>(self, names: A) -> Result<Self::Value, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(names))
            }
        }

        deserializer.deserialize_any(Names).map(Self)
    }
}
