//! The schemas: which attributes there are, of what type, and how they are named.

use serde::Deserialize;
use serde_json::Value;
use std::sync::OnceLock;

const TEXT: &str = include_str!("schemas.json");

/// The schema of what companies add to a user.
pub(crate) const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// What can be pushed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    User,
    Group,
}

/// The sandbox's schemas.
#[derive(Debug, Default, Deserialize)]
struct Schemas {
    /// Attributes of every resource; no schema lists them.
    common: Vec<Attribute>,
    user: Schema,
    enterprise: Schema,
    group: Schema,
}

#[derive(Debug, Default, Deserialize)]
struct Schema {
    id: String,
    attributes: Vec<Attribute>,
}

/// What a schema says of an attribute.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Attribute {
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) kind: AttributeKind,
    pub(super) multi_valued: bool,
    pub(super) required: bool,
    #[serde(default)]
    pub(super) case_exact: bool,
    pub(super) mutability: String,
    #[serde(default)]
    pub(super) sub_attributes: Vec<Attribute>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum AttributeKind {
    String,
    Boolean,
    DateTime,
    Reference,
    Binary,
    Complex,
}

impl Kind {
    pub(super) const ALL: [Self; 2] = [Self::User, Self::Group];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::User => "User",
            Self::Group => "Group",
        }
    }

    pub(super) fn endpoint(self) -> &'static str {
        match self {
            Self::User => "Users",
            Self::Group => "Groups",
        }
    }

    /// The id of its own schema.
    pub(super) fn schema(self) -> &'static str {
        match self {
            Self::User => &schemas().user.id,
            Self::Group => &schemas().group.id,
        }
    }

    /// The attributes of its own schema and those that every resource has.
    pub(super) fn attributes(self) -> impl Iterator<Item = &'static Attribute> {
        let own = match self {
            Self::User => &schemas().user.attributes,
            Self::Group => &schemas().group.attributes,
        };
        schemas().common.iter().chain(own)
    }

    /// The attributes of the schema that extends it.
    pub(super) fn extension(self) -> &'static [Attribute] {
        match self {
            Self::User => &schemas().enterprise.attributes,
            Self::Group => &[],
        }
    }

    /// Its own attribute of this name.
    pub(super) fn find(self, name: &str) -> Option<&'static Attribute> {
        self.attributes().find(|attribute| attribute.name.eq_ignore_ascii_case(name))
    }
}

impl Attribute {
    pub(super) fn sub_attribute(&self, name: &str) -> Option<&Self> {
        self.sub_attributes.iter().find(|attribute| attribute.name.eq_ignore_ascii_case(name))
    }

    pub(super) fn is_read_only(&self) -> bool {
        self.mutability == "readOnly"
    }
}

/// The attribute of this name among these.
pub(super) fn among<'a>(attributes: &'a [Attribute], name: &str) -> Option<&'a Attribute> {
    attributes.iter().find(|attribute| attribute.name.eq_ignore_ascii_case(name))
}

/// The schemas as they are published.
pub(super) fn published() -> Vec<Value> {
    let mut document: Value = serde_json::from_str(TEXT).unwrap_or_default();
    ["user", "enterprise", "group"].iter().map(|name| document[name].take()).collect()
}

fn schemas() -> &'static Schemas {
    static SCHEMAS: OnceLock<Schemas> = OnceLock::new();
    // The text is this package's own, and a test reads it.
    SCHEMAS.get_or_init(|| serde_json::from_str(TEXT).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::{ENTERPRISE, Kind, Schemas, TEXT};

    #[test]
    fn the_schemas_can_be_read() -> Result<(), serde_json::Error> {
        let schemas: Schemas = serde_json::from_str(TEXT)?;
        assert_eq!(schemas.enterprise.id, ENTERPRISE);
        assert!(Kind::User.find("username").is_some_and(|name| name.required && !name.case_exact));
        assert!(Kind::User.find("groups").is_none());
        assert!(Kind::Group.find("externalId").is_some_and(|id| id.case_exact));
        Ok(())
    }
}
