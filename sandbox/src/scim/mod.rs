//! SCIM 2.0 at the `base_url` of each connection, where identity providers push users and groups (RFC 7643, RFC 7644).

mod place;

pub(crate) use place::{Place, place};

use crate::answer::Answer;
use crate::error::ApiError;
use crate::incoming::Incoming;
use crate::lock::lock;
use crate::record::Credential;
use crate::shared::Shared;

/// Answers a request to a connection's `base_url`.
pub(crate) fn answer(
    shared: &Shared,
    incoming: &Incoming,
    place: &Place,
    authorization: &mut Credential,
) -> Result<Answer, ApiError> {
    let now = lock(&shared.clock).now();
    let mut state = lock(&shared.state);
    let connection = state.scim_connections.find_mut(&place.connection_id);
    let token = incoming.bearer_token();
    let allowed = connection.filter(|connection| token.is_some_and(|token| connection.takes(token, now.into())));
    *authorization = match (token, &allowed) {
        (None, _) => Credential::Absent,
        (Some(_), None) => Credential::Rejected,
        (Some(_), Some(_)) => Credential::Accepted,
    };
    if allowed.is_none() {
        let message = "The request has no bearer token that this SCIM connection takes.";
        return Err(ApiError::unauthorized("unauthorized_credentials", message));
    }
    drop(state);
    lock(&shared.script).count_scim(&place.connection_id, incoming, now)?;
    Err(unknown_path(incoming))
}

fn unknown_path(incoming: &Incoming) -> ApiError {
    ApiError::not_found("route_not_found", format!("There is nothing at {}.", incoming.path))
}
