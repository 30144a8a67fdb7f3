//! A request to a connection's `base_url`, and what it is answered.

use super::schema::Kind;
use crate::answer::Answer;
use crate::clock::Timestamp;
use crate::error::ApiError;
use crate::state::{Resource, Resources, ScimConnection, State};
use serde_json::{Map, Value, json};

/// A request that is allowed, and the state that it reads and changes.
pub(super) struct Request<'a> {
    pub(super) state: &'a mut State,
    pub(super) organization_id: String,
    pub(super) connection_id: String,
    pub(super) base_url: String,
    pub(super) query: &'a [(String, String)],
    pub(super) body: Option<&'a Value>,
    pub(super) now: Timestamp,
}

/// What a request is answered when it succeeds.
pub(super) type Answered = Result<Answer, ApiError>;

impl Request<'_> {
    /// The first value of a query parameter.
    pub(super) fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The body, which has to be an object.
    pub(super) fn object(&self) -> Result<&Map<String, Value>, ApiError> {
        let object = self.body.and_then(Value::as_object);
        object.ok_or_else(|| ApiError::bad_request("invalidSyntax", "The request body is not a JSON object."))
    }

    /// The users or groups of the connection.
    pub(super) fn resources(&self, kind: Kind) -> Result<&Resources, ApiError> {
        let connection = self.state.scim_connections.of_organization(&self.organization_id);
        connection.map(|connection| of_kind(connection, kind)).ok_or_else(gone)
    }

    /// The users or groups of the connection, to change them.
    pub(super) fn resources_mut(&mut self, kind: Kind) -> Result<&mut Resources, ApiError> {
        let connection = self.state.scim_connections.of_organization_mut(&self.organization_id);
        let connection = connection.ok_or_else(gone)?;
        Ok(match kind {
            Kind::User => &mut connection.users,
            Kind::Group => &mut connection.groups,
        })
    }

    /// The resource with this id.
    pub(super) fn find(&self, kind: Kind, id: &str) -> Result<Resource, ApiError> {
        let found = self.resources(kind)?.find(id).map(std::borrow::Cow::into_owned);
        found.ok_or_else(|| ApiError::not_found("not_found", format!("There is no {} {id:?}.", kind.name())))
    }

    /// The resource as it is answered.
    pub(super) fn shown(&self, kind: Kind, resource: &Resource) -> Value {
        shown(&self.base_url, kind, resource)
    }
}

/// The resource as it is answered, at this base URL.
pub(super) fn shown(base_url: &str, kind: Kind, resource: &Resource) -> Value {
    let mut fields = resource.fields.clone();
    fields.entry("schemas").or_insert_with(|| json!([kind.schema()]));
    fields.insert("id".to_owned(), json!(resource.id));
    let meta = json!({
        "resourceType": kind.name(),
        "created": resource.created,
        "lastModified": resource.modified,
        "location": location(base_url, kind, &resource.id),
    });
    fields.insert("meta".to_owned(), meta);
    Value::Object(fields)
}

/// Where a resource is.
pub(super) fn location(base_url: &str, kind: Kind, id: &str) -> String {
    format!("{base_url}/{}/{id}", kind.endpoint())
}

fn of_kind(connection: &ScimConnection, kind: Kind) -> &Resources {
    match kind {
        Kind::User => &connection.users,
        Kind::Group => &connection.groups,
    }
}

fn gone() -> ApiError {
    ApiError::not_found("scim_connection_not_found", "The SCIM connection is gone.")
}
