//! [`Patch`]: what changes in a resource.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value, json};

use super::filter::Filter;

const SCHEMA: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/// What changes in a resource, in this order; a server does all of it or nothing.
///
/// A path is sent as it stands. Where there is a value in it, let a [`Filter`] write it: nothing in the value can end it.
///
/// ```
/// use stytch_b2b::scim2::{Filter, Patch};
///
/// let patch = Patch::new().replace("displayName", "Balancer").add_member("2819c223").remove_member("902c246b");
///
/// let work = Filter::attribute("emails").any(Filter::attribute("type").eq("work"));
/// let patch = Patch::new().replace(format!("{work}.value"), "ada@acme.example").remove("phoneNumbers");
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

    /// Adds a user or group to a group, by its id at the server.
    pub fn add_member(self, id: impl Into<String>) -> Self {
        self.add("members", json!([{ "value": id.into() }]))
    }

    /// Takes a user or group out of a group, by its id at the server.
    pub fn remove_member(self, id: impl Into<String>) -> Self {
        self.remove(Filter::attribute("members").any(Filter::attribute("value").eq(id.into())).to_string())
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
