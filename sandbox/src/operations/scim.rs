//! `scim.connection`.

use super::Context;
use crate::answer::Outcome;
use crate::clock::Timestamp;
use crate::cursor;
use crate::error::ApiError;
use crate::state::{ActiveScimConnection, Groups, Resources, ScimConnection, State, last_four};
use serde::Serialize;
use serde_json::{Value, json};
use std::time::Duration;

const TOKEN_LIFETIME: Duration = Duration::from_secs(365 * 24 * 60 * 60);
const DEFAULT_PAGE: usize = 100;
const LARGEST_PAGE: usize = 1000;

/// One page of groups, written without building each group as a value first.
#[derive(Serialize)]
struct GroupPage<'a> {
    request_id: &'a str,
    scim_groups: Vec<Group<'a>>,
    next_cursor: Option<String>,
    status_code: u16,
}

#[derive(Serialize)]
struct Group<'a> {
    group_id: String,
    group_name: String,
    organization_id: &'a str,
    connection_id: &'a str,
}

pub(super) fn create(context: Context<'_>) -> Result<Outcome, ApiError> {
    let organization_id = context.organization_id()?;
    let display_name = context.text("display_name").unwrap_or("SCIM connection").to_owned();
    let identity_provider = context.text("identity_provider").unwrap_or("generic").to_owned();
    let (connection, token) =
        add_connection(context.state, &organization_id, display_name, identity_provider, context.now)?;
    let mut shown = json!(connection);
    show_instead(&mut shown, &["bearer_token_last_four"], "bearer_token", token);
    remove(&mut shown, &["next_bearer_token_last_four", "next_bearer_token_expires_at"]);
    Ok(json!({"connection": shown}).into())
}

pub(super) fn get(context: Context<'_>) -> Result<Outcome, ApiError> {
    let organization_id = context.organization_id()?;
    Ok(json!({"connection": context.state.scim_connections.of_organization(&organization_id)}).into())
}

pub(super) fn update(mut context: Context<'_>) -> Result<Outcome, ApiError> {
    let display_name = context.field("display_name")?;
    let identity_provider = context.field("identity_provider")?;
    let assignments = context.field("scim_group_implicit_role_assignments")?;
    change(&mut context, |connection, _| {
        connection.display_name = display_name.unwrap_or_else(|| connection.display_name.clone());
        connection.identity_provider = identity_provider.unwrap_or_else(|| connection.identity_provider.clone());
        if let Some(assignments) = assignments {
            connection.scim_group_implicit_role_assignments = assignments;
        }
        Ok(json!(connection))
    })
}

pub(super) fn delete(context: Context<'_>) -> Result<Outcome, ApiError> {
    let connection = connection(&context)?;
    let (organization_id, connection_id) = (connection.organization_id.clone(), connection.connection_id.clone());
    context.state.scim_connections.remove(&organization_id);
    if let Some(organization) = context.state.organizations.find_mut(&organization_id) {
        organization.scim_active_connection = None;
    }
    let members = context.state.members.of_organization(&organization_id);
    let registered = members.filter(|(_, member)| member.scim_registration.is_some());
    let registered: Vec<_> = registered.map(|(_, member)| member.clone()).collect();
    for mut member in registered {
        member.scim_registration = None;
        context.state.members.replace(member);
    }
    Ok(json!({"connection_id": connection_id}).into())
}

pub(super) fn rotate_start(mut context: Context<'_>) -> Result<Outcome, ApiError> {
    let token = context.state.ids.token("scim-bearer-token");
    change(&mut context, |connection, now| {
        connection.next_bearer_token_last_four = last_four(&token);
        connection.next_bearer_token = Some(token.clone());
        connection.next_bearer_token_expires_at = Some(now.plus(TOKEN_LIFETIME));
        let mut shown = json!(connection);
        show_instead(&mut shown, &["next_bearer_token_last_four"], "next_bearer_token", token);
        Ok(shown)
    })
}

pub(super) fn rotate_complete(mut context: Context<'_>) -> Result<Outcome, ApiError> {
    change(&mut context, |connection, _| {
        let expires_at = connection.next_bearer_token_expires_at.take().ok_or_else(not_rotating)?;
        connection.bearer_token = connection.next_bearer_token.take().unwrap_or_default();
        connection.bearer_token_last_four = std::mem::take(&mut connection.next_bearer_token_last_four);
        connection.bearer_token_expires_at = expires_at;
        Ok(json!(connection))
    })
}

pub(super) fn rotate_cancel(mut context: Context<'_>) -> Result<Outcome, ApiError> {
    change(&mut context, |connection, _| {
        connection.next_bearer_token_expires_at.take().ok_or_else(not_rotating)?;
        connection.next_bearer_token = None;
        connection.next_bearer_token_last_four.clear();
        Ok(json!(connection))
    })
}

pub(super) fn get_groups(context: Context<'_>) -> Result<Outcome, ApiError> {
    let connection = connection(&context)?;
    let limit = page_size(context.query("limit"))?;
    let start = match context.query("cursor") {
        None | Some("") => 0,
        Some(cursor) => cursor::decode(&connection.connection_id, cursor)?,
    };
    let mut numbers = connection.groups.numbers_from(start);
    let scim_groups = (numbers.by_ref().take(limit))
        .map(|number| Group {
            group_id: connection.groups.id(number),
            group_name: connection.groups.name(number),
            organization_id: &connection.organization_id,
            connection_id: &connection.connection_id,
        })
        .collect();
    let next_cursor = numbers.next().map(|number| cursor::encode(&connection.connection_id, number));
    let page = GroupPage { request_id: context.request_id, scim_groups, next_cursor, status_code: 200 };
    serde_json::to_string(&page)
        .map(Outcome::Text)
        .map_err(|error| ApiError::new(500, "internal_server_error", error.to_string()))
}

/// Gives an organization a connection; also says its bearer token.
pub(crate) fn add_connection(
    state: &mut State,
    organization_id: &str,
    display_name: String,
    identity_provider: String,
    now: Timestamp,
) -> Result<(ScimConnection, String), ApiError> {
    if state.scim_connections.of_organization(organization_id).is_some() {
        let message = "The organization already has a SCIM connection, and it can have one only.";
        return Err(ApiError::bad_request("active_scim_connection_exists", message));
    }
    let connection_id = state.ids.next("scim-connection");
    let token = state.ids.token("scim-bearer-token");
    let connection = ScimConnection {
        organization_id: organization_id.to_owned(),
        status: "active",
        display_name,
        identity_provider,
        base_url: format!("{}/v1/b2b/scim/{connection_id}", state.base_url),
        bearer_token_last_four: last_four(&token),
        bearer_token_expires_at: now.plus(TOKEN_LIFETIME),
        next_bearer_token_last_four: String::new(),
        next_bearer_token_expires_at: None,
        bearer_token: token.clone(),
        next_bearer_token: None,
        scim_group_implicit_role_assignments: Vec::new(),
        users: Resources::new(Groups::default(), now),
        groups: Resources::new(Groups::of(&connection_id), now),
        connection_id,
    };
    state.scim_connections.insert(connection.clone());
    mirror(state, organization_id);
    Ok((connection, token))
}

/// Changes the connection that the path names, and shows it the way `change` says.
fn change(
    context: &mut Context<'_>,
    change: impl FnOnce(&mut ScimConnection, Timestamp) -> Result<Value, ApiError>,
) -> Result<Outcome, ApiError> {
    let organization_id = connection(context)?.organization_id.clone();
    let Some(connection) = context.state.scim_connections.of_organization_mut(&organization_id) else {
        return Err(unknown_connection(&organization_id));
    };
    let shown = change(connection, context.now)?;
    mirror(context.state, &organization_id);
    Ok(json!({"connection": shown}).into())
}

/// The organization shows its connection too.
fn mirror(state: &mut State, organization_id: &str) {
    let connection = state.scim_connections.of_organization(organization_id);
    if let (Some(connection), Some(organization)) = (connection, state.organizations.find_mut(organization_id)) {
        organization.scim_active_connection = Some(ActiveScimConnection {
            connection_id: connection.connection_id.clone(),
            display_name: connection.display_name.clone(),
            bearer_token_last_four: connection.bearer_token_last_four.clone(),
            bearer_token_expires_at: Some(connection.bearer_token_expires_at),
        });
    }
}

fn connection<'c>(context: &'c Context<'_>) -> Result<&'c ScimConnection, ApiError> {
    let organization = context.organization()?;
    let connection_id = context.path("connection_id");
    context
        .state
        .scim_connections
        .of_organization(&organization.organization_id)
        .filter(|connection| connection.connection_id == connection_id)
        .ok_or_else(|| unknown_connection(connection_id))
}

fn unknown_connection(connection_id: &str) -> ApiError {
    let message = format!("The organization has no SCIM connection {connection_id:?}.");
    ApiError::not_found("scim_connection_not_found", message)
}

fn not_rotating() -> ApiError {
    ApiError::bad_request("scim_connection_not_rotating_token", "No rotation of the bearer token has been started.")
}

fn page_size(limit: Option<&str>) -> Result<usize, ApiError> {
    let Some(limit) = limit else {
        return Ok(DEFAULT_PAGE);
    };
    match limit.parse() {
        Ok(0) => Ok(DEFAULT_PAGE),
        Ok(limit @ 1..=LARGEST_PAGE) => Ok(limit),
        _ => Err(ApiError::bad_request(
            "bad_request",
            format!("The query parameter limit is not a number up to {LARGEST_PAGE}."),
        )),
    }
}

fn show_instead(shown: &mut Value, hidden: &[&str], field: &str, value: String) {
    remove(shown, hidden);
    shown[field] = Value::String(value);
}

fn remove(shown: &mut Value, fields: &[&str]) {
    if let Value::Object(shown) = shown {
        fields.iter().for_each(|field| drop(shown.remove(*field)));
    }
}
