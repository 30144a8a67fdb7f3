//! [`Patch`]: what changes in a resource.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value};

const SCHEMA: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/// What changes in a resource, in this order; all of it or nothing.
///
/// ```
/// use stytch_b2b::scim2::Patch;
///
/// let patch = Patch::new().replace("displayName", "Balancer").remove(r#"members[value eq "u-1"]"#);
/// # let _ = patch;
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use = "nothing changes until the patch is sent"]
pub struct Patch {
    operations: Vec<Value>,
}

impl Patch {
    /// No change yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds values to what the path names.
    pub fn add(self, path: impl Into<String>, value: impl Into<Value>) -> Self {
        self.with("add", Some(path.into()), Some(value.into()))
    }

    /// Puts a value in the place of what the path names.
    pub fn replace(self, path: impl Into<String>, value: impl Into<Value>) -> Self {
        self.with("replace", Some(path.into()), Some(value.into()))
    }

    /// Replaces several attributes, each by its name.
    pub fn replace_all(self, attributes: impl Into<Map<String, Value>>) -> Self {
        self.with("replace", None, Some(Value::Object(attributes.into())))
    }

    /// Removes what the path names.
    pub fn remove(self, path: impl Into<String>) -> Self {
        self.with("remove", Some(path.into()), None)
    }

    fn with(mut self, op: &str, path: Option<String>, value: Option<Value>) -> Self {
        let mut operation = Map::from_iter([("op".to_owned(), Value::from(op))]);
        operation.extend(path.map(|path| ("path".to_owned(), Value::from(path))));
        operation.extend(value.map(|value| ("value".to_owned(), value)));
        self.operations.push(Value::Object(operation));
        self
    }
}

impl Serialize for Patch {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("schemas", &[SCHEMA])?;
        map.serialize_entry("Operations", &self.operations)?;
        map.end()
    }
}
