//! What an operation is given.

use crate::clock::Timestamp;
use crate::error::ApiError;
use crate::jwt::Jwts;
use crate::specification::PathParameters;
use crate::state::{MemberSession, Organization, State};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// A valid request, and the state that it reads and changes.
pub(crate) struct Context<'a> {
    pub(crate) state: &'a mut State,
    pub(crate) jwts: &'a Jwts,
    pub(crate) path: &'a PathParameters,
    pub(crate) query: &'a [(String, String)],
    pub(crate) body: &'a Map<String, Value>,
    pub(crate) now: Timestamp,
    pub(crate) request_id: &'a str,
}

// The texts that come back live as long as the request, not as long as the borrow of the state.
impl<'a> Context<'a> {
    /// A path parameter; empty when the route has none of this name.
    pub(crate) fn path(&self, name: &str) -> &'a str {
        self.path.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }

    /// A query parameter.
    pub(crate) fn query(&self, name: &str) -> Option<&'a str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// A text of the request body.
    pub(crate) fn text(&self, name: &str) -> Option<&'a str> {
        self.body.get(name).and_then(Value::as_str)
    }

    /// A text that the specification requires.
    pub(crate) fn required(&self, name: &str) -> &'a str {
        self.text(name).unwrap_or_default()
    }

    /// A field of the request body that is not null, as its own type.
    pub(crate) fn field<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, ApiError> {
        match self.body.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => T::deserialize(value).map(Some).map_err(|error| {
                ApiError::bad_request("bad_request", format!("The field {name} is not valid: {error}."))
            }),
        }
    }

    /// The organization that path, query or body name by its id, slug or external id.
    pub(crate) fn organization(&self) -> Result<&Organization, ApiError> {
        organization(self.state, self.organization_key())
    }

    pub(crate) fn organization_id(&self) -> Result<String, ApiError> {
        self.organization().map(|organization| organization.organization_id.clone())
    }

    /// The session of a token or else of a JWT.
    pub(crate) fn session(&self, token: Option<&str>, jwt: Option<&str>) -> Option<&MemberSession> {
        match (token, jwt) {
            (Some(token), _) => self.state.sessions.find_by_token(token, self.now),
            (None, Some(jwt)) => self.state.sessions.find(&self.jwts.session_id(jwt)?, self.now),
            (None, None) => None,
        }
    }

    fn organization_key(&self) -> &'a str {
        let in_path = Some(self.path("organization_id")).filter(|id| !id.is_empty());
        in_path.or_else(|| self.query("organization_id")).or_else(|| self.text("organization_id")).unwrap_or_default()
    }
}

/// The organization with this id, slug or external id.
pub(crate) fn organization<'s>(state: &'s State, key: &str) -> Result<&'s Organization, ApiError> {
    state
        .organizations
        .find(key)
        .ok_or_else(|| ApiError::not_found("organization_not_found", format!("There is no organization {key:?}.")))
}
