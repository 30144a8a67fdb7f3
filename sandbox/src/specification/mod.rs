//! The specification: which operations there are, what each takes and what each answers.

mod document;
mod request;
mod route;
mod sample;

pub(crate) use route::{PathParameters, Route};

use crate::answer::Outcome;
use document::{BodyObject, Document, OperationObject, field_names};
use request::RequestRules;
use route::Template;
use serde_json::{Map, Value};
use std::collections::HashSet;
use std::io;
use std::sync::OnceLock;

const DOCUMENT: &str = include_str!("../../openapi/stytch-b2b.json");

/// Every operation of the API.
#[derive(Debug)]
pub(crate) struct Specification {
    operations: Vec<Operation>,
    schemas: Map<String, Value>,
}

/// One operation.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) id: String,
    pub(crate) method: String,
    template: Template,
    rules: RequestRules,
    response: Value,
    answer_fields: HashSet<String>,
    /// Whether the request may carry a member session, whose permissions are then checked.
    pub(crate) takes_member_session: bool,
    /// Whether the API limits the attempts of each person.
    #[cfg(test)]
    pub(crate) is_limited_per_person: bool,
    /// Whether it answers without project credentials.
    pub(crate) is_public: bool,
    /// Whether it is one of OAuth's, with a form as its body and errors as OAuth has them.
    pub(crate) takes_form: bool,
}

impl Specification {
    /// The specification of this repository, read once.
    pub(crate) fn shared() -> io::Result<&'static Self> {
        static SHARED: OnceLock<Specification> = OnceLock::new();
        if let Some(specification) = SHARED.get() {
            return Ok(specification);
        }
        let specification = Self::parse(DOCUMENT).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        Ok(SHARED.get_or_init(|| specification))
    }

    fn parse(text: &str) -> Result<Self, serde_json::Error> {
        let document: Document = serde_json::from_str(text)?;
        let schemas = document.components.schemas;
        let mut operations = Vec::new();
        for (path, item) in document.paths {
            for (method, value) in item {
                if matches!(method.as_str(), "get" | "put" | "post" | "delete" | "patch") {
                    let object: OperationObject = serde_json::from_value(value)?;
                    operations.push(Operation::new(&path, &method, object, &schemas));
                }
            }
        }
        Ok(Self { operations, schemas })
    }

    /// All operations, in the order of their paths.
    #[cfg(test)]
    pub(crate) fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// The operation that `method` and `path` (as sent, without the query) stand for.
    pub(crate) fn route(&self, method: &str, path: &str) -> Route<'_> {
        route::find(&self.operations, method, path)
    }

    /// An answer made from the operation's response schema: the same for the same `key`. Fields of
    /// the names in `known` have the values given there.
    pub(crate) fn sample(&self, operation: &Operation, key: &str, known: &Map<String, Value>) -> Value {
        sample::answer(&self.schemas, operation, key, known)
    }
}

impl Operation {
    fn new(path: &str, method: &str, object: OperationObject, schemas: &Map<String, Value>) -> Self {
        Self {
            #[cfg(test)]
            is_limited_per_person: object.limited.as_deref() == Some("person"),
            is_public: object.public,
            takes_form: object.request_body.as_ref().is_some_and(BodyObject::is_form),
            takes_member_session: object.parameters.iter().any(|parameter| parameter.location == "header"),
            rules: RequestRules::new(&object, schemas),
            answer_fields: field_names(&object.response_schema(), schemas),
            response: object.response_schema(),
            id: object.operation_id,
            method: method.to_ascii_uppercase(),
            template: Template::parse(path),
        }
    }

    /// The outcome without what this operation's answer has no field for: operations share how they answer.
    pub(crate) fn answerable(&self, outcome: Outcome) -> Outcome {
        match outcome {
            Outcome::Object(Value::Object(mut fields)) => {
                fields.retain(|name, _| self.answer_fields.contains(name));
                Outcome::Object(Value::Object(fields))
            }
            other => other,
        }
    }

    /// The path with its parameters in braces.
    pub(crate) fn path(&self) -> &str {
        self.template.text()
    }
}
