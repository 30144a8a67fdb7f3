//! Filters and attribute paths (RFC 7644, 3.4.2.2 and 3.5.2).

mod parse;
mod test;

use super::schema::{Attribute, Kind};
use serde_json::Value;

/// What a resource has to be like.
#[derive(Debug)]
pub(super) enum Filter {
    All(Vec<Filter>),
    Any(Vec<Filter>),
    Not(Box<Filter>),
    Present(Path),
    Compare(Path, Operator, Value),
    /// One of the attribute's values has to be like this.
    Value(Path, Box<Filter>),
}

/// How an attribute and a value are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    Contains,
    StartsWith,
    EndsWith,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

/// Where a value is in a document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Path {
    /// Whether the attribute is of the schema that extends the resource's.
    pub(super) is_extension: bool,
    pub(super) attribute: &'static Attribute,
    pub(super) sub_attribute: Option<&'static Attribute>,
}

/// Where an operation of a patch does something.
#[derive(Debug)]
pub(super) struct PatchPath {
    pub(super) path: Path,
    /// Which of the attribute's values it is about.
    pub(super) filter: Option<Filter>,
}

/// Why a text is no filter or path.
#[derive(Debug)]
pub(super) enum Unreadable {
    /// It is not in the grammar, or asks for what cannot be compared.
    Malformed(String),
    /// It names an attribute that the schemas do not have.
    Unknown(String),
}

impl Unreadable {
    pub(super) fn message(self) -> String {
        match self {
            Self::Malformed(message) => message,
            Self::Unknown(name) => format!("There is no attribute {name:?}."),
        }
    }
}

impl Filter {
    /// Reads a filter over resources of this kind.
    pub(super) fn parse(kind: Kind, text: &str) -> Result<Self, Unreadable> {
        parse::filter(kind, text)
    }

    /// Whether a resource, as it is answered, is like this.
    pub(super) fn matches(&self, resource: &Value) -> bool {
        test::matches(self, resource)
    }
}

impl PatchPath {
    /// Reads the path of a patch.
    pub(super) fn parse(kind: Kind, text: &str) -> Result<Self, Unreadable> {
        parse::patch_path(kind, text)
    }
}

impl Path {
    /// Reads an attribute's name, with or without its schema and a sub-attribute.
    pub(super) fn parse(kind: Kind, text: &str) -> Result<Self, Unreadable> {
        parse::path(kind, text)
    }
}
