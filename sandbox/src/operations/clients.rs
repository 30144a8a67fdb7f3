//! `m2m.clients` and `connected_apps.clients`, which differ in little but their attributes.

use super::patch::merge_keys;
use super::{Context, search};
use crate::answer::Outcome;
use crate::error::ApiError;
use crate::state::{Client, ClientKind, State};
use serde_json::{Map, Value, json};

/// What differs between the kinds of clients.
pub(super) struct Kind {
    kind: ClientKind,
    /// How ids begin.
    id: &'static str,
    /// The field of an answer with one client, and of one with many.
    one: &'static str,
    many: &'static str,
    not_found: &'static str,
    /// What requests may set, and what holds until they do.
    attributes: fn() -> Value,
}

pub(super) const MACHINE: Kind = Kind {
    kind: ClientKind::Machine,
    id: "m2m-client",
    one: "m2m_client",
    many: "m2m_clients",
    not_found: "m2m_client_not_found",
    attributes: || {
        json!({
            "client_name": "",
            "client_description": "",
            "status": "active",
            "scopes": [],
            "trusted_metadata": {},
        })
    },
};

pub(super) const CONNECTED_APP: Kind = Kind {
    kind: ClientKind::ConnectedApp,
    id: "connected-app",
    one: "connected_app",
    many: "connected_apps",
    not_found: "connected_app_not_found",
    attributes: || {
        json!({
            "client_name": "",
            "client_description": "",
            "client_type": "third_party",
            "status": "active",
            "creation_method": "api",
            "full_access_allowed": false,
            "redirect_urls": [],
            "post_logout_redirect_urls": [],
            "access_token_expiry_minutes": 60,
            "access_token_custom_audience": "",
            "access_token_template_content": "",
            "id_token_template_content": "",
            "bypass_consent_for_offline_access": false,
            "logo_url": "",
        })
    },
};

/// Adds a machine client of these scopes.
pub(crate) fn add_machine_client(state: &mut State, client_id: &str, client_secret: &str, scopes: &[&str]) {
    let mut attributes = (MACHINE.attributes)().as_object().cloned().unwrap_or_default();
    attributes.insert("scopes".to_owned(), json!(scopes));
    state.clients.add(ClientKind::Machine, client_id.to_owned(), attributes, Some(client_secret.to_owned()));
}

/// Adds a Connected App with the settings of a request.
pub(crate) fn add_connected_app(state: &mut State, request: &Map<String, Value>) -> Result<(), ApiError> {
    add(&CONNECTED_APP, state, request).map(drop)
}

/// Whether a request to create a Connected App has a field of this name.
pub(crate) fn is_connected_app_field(name: &str) -> bool {
    matches!(name, "client_id" | "client_secret") || (CONNECTED_APP.attributes)().get(name).is_some()
}

pub(super) fn create(kind: &Kind, context: Context<'_>) -> Result<Outcome, ApiError> {
    let client = add(kind, context.state, context.body)?;
    Ok(shown(kind, client, "client_secret", client.secret.as_deref()))
}

pub(super) fn get(kind: &Kind, context: Context<'_>) -> Result<Outcome, ApiError> {
    find(kind, &context).map(|client| shown(kind, client, "", None))
}

pub(super) fn update(kind: &Kind, context: Context<'_>) -> Result<Outcome, ApiError> {
    let body = context.body;
    let client = find_mut(kind, context)?;
    set(&mut client.attributes, body);
    Ok(shown(kind, client, "", None))
}

pub(super) fn delete(kind: &Kind, context: Context<'_>) -> Result<Outcome, ApiError> {
    let client_id = find(kind, &context)?.client_id.clone();
    context.state.clients.remove(&client_id);
    let tokens = context.state.consents.remove_client(&client_id);
    context.state.revoked_tokens.extend(tokens);
    Ok(json!({"client_id": client_id}).into())
}

pub(super) fn search(kind: &Kind, context: Context<'_>) -> Result<Outcome, ApiError> {
    let (clients, results_metadata) = search::clients(&context, kind.kind, kind.many)?;
    Ok(json!({kind.many: clients, "results_metadata": results_metadata}).into())
}

pub(super) fn rotate_start(kind: &Kind, context: Context<'_>) -> Result<Outcome, ApiError> {
    if find(kind, &context)?.secret.is_none() {
        return Err(ApiError::bad_request("client_has_no_secret", "A public app has no secret to rotate."));
    }
    let secret = context.state.ids.token("client-secret");
    let client = find_mut(kind, context)?;
    client.next_secret = Some(secret);
    Ok(shown(kind, client, "next_client_secret", client.next_secret.as_deref()))
}

pub(super) fn rotate_cancel(kind: &Kind, context: Context<'_>) -> Result<Outcome, ApiError> {
    let client = find_mut(kind, context)?;
    client.next_secret.take().ok_or_else(not_rotating)?;
    Ok(shown(kind, client, "", None))
}

pub(super) fn rotate(kind: &Kind, context: Context<'_>) -> Result<Outcome, ApiError> {
    let client = find_mut(kind, context)?;
    client.secret = Some(client.next_secret.take().ok_or_else(not_rotating)?);
    Ok(shown(kind, client, "", None))
}

fn add<'s>(kind: &Kind, state: &'s mut State, request: &Map<String, Value>) -> Result<&'s Client, ApiError> {
    let mut attributes = (kind.attributes)().as_object().cloned().unwrap_or_default();
    set(&mut attributes, request);
    let text = |name: &str| request.get(name).and_then(Value::as_str).map(str::to_owned);
    let is_public = attributes.get("client_type").and_then(Value::as_str).is_some_and(|kind| kind.ends_with("_public"));
    let client_id = text("client_id").unwrap_or_else(|| state.ids.next(kind.id));
    let secret = text("client_secret").unwrap_or_else(|| state.ids.token("client-secret"));
    let secret = (!is_public).then_some(secret);
    let message = format!("There is a client {client_id:?} already.");
    let added = state.clients.add(kind.kind, client_id, attributes, secret);
    added.ok_or_else(|| ApiError::bad_request("duplicate_client_id", message))
}

/// The client, with the secret that this answer alone shows.
fn shown(kind: &Kind, client: &Client, name: &str, secret: Option<&str>) -> Outcome {
    let mut shown = client.shown();
    if let Some(secret) = secret {
        shown[name] = json!(secret);
    }
    json!({kind.one: shown}).into()
}

/// Sets the attributes that a request has.
fn set(attributes: &mut Map<String, Value>, body: &Map<String, Value>) {
    for (name, value) in attributes {
        match body.get(name) {
            None => {}
            Some(Value::Object(keys)) => merge_keys(value, keys),
            Some(given) => *value = given.clone(),
        }
    }
}

fn find<'c>(kind: &Kind, context: &'c Context<'_>) -> Result<&'c Client, ApiError> {
    let client_id = context.path("client_id");
    let client = context.state.clients.find(client_id).filter(|client| client.kind == kind.kind);
    client.ok_or_else(|| not_found(kind, client_id))
}

fn find_mut<'s>(kind: &Kind, context: Context<'s>) -> Result<&'s mut Client, ApiError> {
    let client_id = context.path("client_id");
    let client = context.state.clients.find_mut(client_id).filter(|client| client.kind == kind.kind);
    client.ok_or_else(|| not_found(kind, client_id))
}

fn not_found(kind: &Kind, client_id: &str) -> ApiError {
    ApiError::not_found(kind.not_found, format!("There is no client {client_id:?}."))
}

fn not_rotating() -> ApiError {
    ApiError::bad_request("client_secret_not_rotating", "No rotation of the client's secret has been started.")
}
