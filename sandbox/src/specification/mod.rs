//! The specification: which operations there are and which one a request is for.

mod route;

pub(crate) use route::{PathParameters, Route};

use route::Template;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io;
use std::sync::OnceLock;

const DOCUMENT: &str = include_str!("../../../openapi/stytch-b2b.json");

/// Every operation of the API.
#[derive(Debug)]
pub(crate) struct Specification {
    operations: Vec<Operation>,
}

/// One operation.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) id: String,
    pub(crate) method: String,
    template: Template,
    /// Whether it answers without project credentials: clients read the signing keys without them.
    pub(crate) is_public: bool,
}

#[derive(Deserialize)]
struct Document {
    paths: BTreeMap<String, BTreeMap<String, Value>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OperationObject {
    operation_id: String,
}

impl Specification {
    /// The specification of this repository, read once.
    pub(crate) fn shared() -> io::Result<&'static Self> {
        static SHARED: OnceLock<Specification> = OnceLock::new();
        if let Some(specification) = SHARED.get() {
            return Ok(specification);
        }
        let specification = Self::parse(DOCUMENT)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        Ok(SHARED.get_or_init(|| specification))
    }

    fn parse(document: &str) -> Result<Self, serde_json::Error> {
        let document: Document = serde_json::from_str(document)?;
        let mut operations = Vec::new();
        for (path, item) in document.paths {
            for (method, value) in item {
                if matches!(method.as_str(), "get" | "put" | "post" | "delete" | "patch") {
                    operations.push(Operation::new(
                        &path,
                        &method,
                        serde_json::from_value(value)?,
                    ));
                }
            }
        }
        Ok(Self { operations })
    }

    /// The operation that `method` and `path` (as sent, without the query) stand for.
    pub(crate) fn route(&self, method: &str, path: &str) -> Route<'_> {
        route::find(&self.operations, method, path)
    }
}

impl Operation {
    fn new(path: &str, method: &str, object: OperationObject) -> Self {
        Self {
            is_public: object.operation_id == "sessions_get_jwks",
            id: object.operation_id,
            method: method.to_ascii_uppercase(),
            template: Template::parse(path),
        }
    }

    /// The path with its parameters in braces.
    pub(crate) fn path(&self) -> &str {
        self.template.text()
    }
}
