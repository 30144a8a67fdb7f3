//! SCIM 2.0 at the `base_url` of each connection, where identity providers push users and groups (RFC 7643, RFC 7644).

mod discovery;
mod document;
mod filter;
mod list;
mod patch;
mod place;
mod request;
mod resources;
mod schema;
mod selection;
mod users;

pub(crate) use place::{Place, place};

use crate::answer::Answer;
use crate::api::read_body;
use crate::error::ApiError;
use crate::incoming::{Incoming, Payload};
use crate::lock::lock;
use crate::record::Credential;
use crate::shared::Shared;
use request::{Answered, Request};
use schema::Kind;
use serde_json::Value;

/// What is at a place.
#[derive(Debug, Clone, Copy)]
enum Endpoint<'p> {
    Resources(Kind),
    Resource(Kind, &'p str),
    /// A list that is asked for in a body.
    Search(&'static [Kind]),
    ServiceProviderConfig,
    ResourceTypes(Option<&'p str>),
    Schemas(Option<&'p str>),
    Bulk,
}

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
    let Some(connection) = allowed else {
        let message = "The request has no bearer token that this SCIM connection takes.";
        return Err(ApiError::unauthorized("unauthorized_credentials", message));
    };
    let (organization_id, base_url) = (connection.organization_id.clone(), connection.base_url.clone());
    lock(&shared.script).count_scim(&place.connection_id, incoming, now)?;
    let endpoint = endpoint(place).ok_or_else(|| unknown_path(incoming))?;
    check_method(endpoint, incoming)?;
    let request = Request {
        state: &mut state,
        organization_id,
        connection_id: place.connection_id.clone(),
        base_url,
        query: &incoming.query,
        body: body(&incoming.body)?,
        now: now.into(),
    };
    perform(request, endpoint, &incoming.method)
}

fn perform(mut request: Request<'_>, endpoint: Endpoint<'_>, method: &str) -> Answered {
    match (endpoint, method) {
        (Endpoint::Resources(kind), "POST") => resources::create(&mut request, kind),
        (Endpoint::Resources(kind), _) => list::list(&request, &[kind]),
        (Endpoint::Resource(kind, id), "PUT") => resources::replace(&mut request, kind, id),
        (Endpoint::Resource(kind, id), "PATCH") => patch::patch(&mut request, kind, id),
        (Endpoint::Resource(kind, id), "DELETE") => resources::delete(&mut request, kind, id),
        (Endpoint::Resource(kind, id), _) => list::get(&request, kind, id),
        (Endpoint::Search(kinds), _) => list::search(&request, kinds),
        (Endpoint::ServiceProviderConfig, _) => Ok(shown(&discovery::service_provider_config(&request.base_url))),
        (Endpoint::ResourceTypes(id), _) => among(&request, discovery::resource_types(&request.base_url), id),
        (Endpoint::Schemas(id), _) => among(&request, discovery::schemas(&request.base_url), id),
        (Endpoint::Bulk, _) => Err(ApiError::new(501, "not_implemented", "There are no bulk requests here.")),
    }
}

fn endpoint(place: &Place) -> Option<Endpoint<'_>> {
    let segments: Vec<&str> = place.segments.iter().map(String::as_str).collect();
    Some(match segments.as_slice() {
        ["Users"] => Endpoint::Resources(Kind::User),
        ["Groups"] => Endpoint::Resources(Kind::Group),
        [".search"] => Endpoint::Search(&Kind::ALL),
        ["Users", ".search"] => Endpoint::Search(&[Kind::User]),
        ["Groups", ".search"] => Endpoint::Search(&[Kind::Group]),
        ["Users", id] => Endpoint::Resource(Kind::User, id),
        ["Groups", id] => Endpoint::Resource(Kind::Group, id),
        ["ServiceProviderConfig"] => Endpoint::ServiceProviderConfig,
        ["ResourceTypes"] => Endpoint::ResourceTypes(None),
        ["ResourceTypes", id] => Endpoint::ResourceTypes(Some(id)),
        ["Schemas"] => Endpoint::Schemas(None),
        ["Schemas", id] => Endpoint::Schemas(Some(id)),
        ["Bulk"] => Endpoint::Bulk,
        _ => return None,
    })
}

fn check_method(endpoint: Endpoint<'_>, incoming: &Incoming) -> Result<(), ApiError> {
    let allowed: &[&str] = match endpoint {
        Endpoint::Resources(_) => &["GET", "POST"],
        Endpoint::Resource(..) => &["GET", "PUT", "PATCH", "DELETE"],
        Endpoint::Search(_) | Endpoint::Bulk => &["POST"],
        Endpoint::ServiceProviderConfig | Endpoint::ResourceTypes(_) | Endpoint::Schemas(_) => &["GET"],
    };
    if allowed.contains(&incoming.method.as_str()) {
        return Ok(());
    }
    let message = format!("{} does not take {}, only {}.", incoming.path, incoming.method, allowed.join(", "));
    Err(ApiError::new(405, "method_not_allowed", message))
}

fn body(payload: &Payload) -> Result<Option<&Value>, ApiError> {
    read_body(payload).map_err(|mut error| {
        if error.status == 400 {
            error.error_type = "invalidSyntax".into();
        }
        error
    })
}

/// All of these, or the one with this id.
fn among(request: &Request<'_>, all: Vec<Value>, id: Option<&str>) -> Answered {
    if request.query("filter").is_some() {
        return Err(ApiError::new(403, "forbidden", "These cannot be filtered."));
    }
    let Some(id) = id else { return Ok(list::everything(&all)) };
    let found = all.iter().find(|one| one["id"] == id);
    found.map(shown).ok_or_else(|| ApiError::not_found("not_found", format!("There is no {id:?}.")))
}

fn shown(value: &Value) -> Answer {
    Answer::scim(200, value.to_string())
}

fn unknown_path(incoming: &Incoming) -> ApiError {
    ApiError::not_found("route_not_found", format!("There is nothing at {}.", incoming.path))
}

/// Reads a filter in each way in which it may be one, and looks for users by it.
#[cfg(fuzzing)]
pub(crate) fn fuzz_filter(text: &str) {
    let user = serde_json::json!({
        "userName": "ada@acme.example", "active": true, "name": {"familyName": "Lovelace"},
        "emails": [{"value": "ada@acme.example", "type": "work", "primary": true}],
        "meta": {"created": "2026-11-25T10:00:00Z"},
    });
    for kind in [Kind::User, Kind::Group] {
        if let Ok(filter) = filter::Filter::parse(kind, text) {
            filter.matches(&user);
        }
        let _ = filter::PatchPath::parse(kind, text);
    }
}
