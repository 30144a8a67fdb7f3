//! What an operation is given.

use crate::clock::Timestamp;
use crate::error::ApiError;
use crate::specification::PathParameters;
use crate::state::{Organization, State};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// A valid request, and the state that it reads and changes.
pub(crate) struct Context<'a> {
    pub(crate) state: &'a mut State,
    pub(crate) path: &'a PathParameters,
    pub(crate) query: &'a [(String, String)],
    pub(crate) body: &'a Map<String, Value>,
    pub(crate) now: Timestamp,
    pub(crate) request_id: &'a str,
}

impl Context<'_> {
    /// A path parameter; empty when the route has none of this name.
    pub(crate) fn path(&self, name: &str) -> &str {
        self.path
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value.as_str())
    }

    /// A query parameter.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// A text of the request body.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.body.get(name).and_then(Value::as_str)
    }

    /// A field of the request body that is not null, as its own type.
    pub(crate) fn field<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, ApiError> {
        match self.body.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => T::deserialize(value).map(Some).map_err(|error| {
                ApiError::bad_request(
                    "bad_request",
                    format!("The field {name} is not valid: {error}."),
                )
            }),
        }
    }

    /// The organization that the path names by its id, slug or external id.
    pub(crate) fn organization(&self) -> Result<&Organization, ApiError> {
        organization(self.state, self.path("organization_id"))
    }

    pub(crate) fn organization_id(&self) -> Result<String, ApiError> {
        self.organization()
            .map(|organization| organization.organization_id.clone())
    }
}

/// The organization with this id, slug or external id.
pub(crate) fn organization<'s>(state: &'s State, key: &str) -> Result<&'s Organization, ApiError> {
    state.organizations.find(key).ok_or_else(|| {
        ApiError::not_found(
            "organization_not_found",
            format!("There is no organization {key:?}."),
        )
    })
}
