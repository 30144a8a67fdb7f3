//! Putting seeds into the state.

use super::{IssuedClient, IssuedSession, LoginTokenKind, LoginTokenSeed, MemberSeed, OrganizationSeed, SeedError};
use crate::clock::Timestamp;
use crate::jwt::Jwts;
use crate::operations;
use crate::state::{ClientKind, MemberSession, State, Ticket, TicketKind, last_four};
use serde_json::{Map, Value};
use std::time::Duration;

const LOGIN_TOKEN_LIFETIME: Duration = Duration::from_secs(60 * 60);

pub(crate) fn add_organization(state: &mut State, seed: OrganizationSeed, now: Timestamp) -> Result<String, SeedError> {
    Ok(operations::add_organization(state, &seed.fields, now)?.organization_id)
}

pub(crate) fn add_member(
    state: &mut State,
    organization_id: &str,
    seed: MemberSeed,
    now: Timestamp,
) -> Result<String, SeedError> {
    let organization =
        state.organizations.find(organization_id).ok_or_else(|| not_found("organization", organization_id))?;
    let organization_id = organization.organization_id.clone();
    let mut member = operations::add_member(state, &organization_id, &seed.fields, now)?;
    member.email_address_verified = member.status == "active";
    if let Some(password) = seed.password {
        operations::set_password(state, &mut member, &password);
    }
    let member_id = member.member_id.clone();
    state.members.replace(member);
    Ok(member_id)
}

pub(crate) fn add_members(
    state: &mut State,
    organization_id: &str,
    count: u64,
    now: Timestamp,
) -> Result<(), SeedError> {
    let organization =
        state.organizations.find(organization_id).ok_or_else(|| not_found("organization", organization_id))?;
    let (organization_id, slug) = (organization.organization_id.clone(), organization.organization_slug.clone());
    let before = state.members.of_organization(&organization_id).count() as u64;
    for number in before + 1..=before + count {
        let member = MemberSeed::new(format!("member-{number:05}@{slug}.example")).name(format!("Member {number:05}"));
        add_member(state, &organization_id, member, now)?;
    }
    Ok(())
}

pub(crate) fn add_member_session(
    state: &mut State,
    jwts: &Jwts,
    member_id: &str,
    now: Timestamp,
) -> Result<IssuedSession, SeedError> {
    let session = new_session(state, member_id, now)?;
    let session_jwt = jwts.sign(&session, now).map_err(|error| SeedError::Malformed(error.to_string()))?;
    Ok(IssuedSession { member_session_id: session.member_session_id, session_token: session.token, session_jwt })
}

/// Logs a member in.
pub(super) fn new_session(state: &mut State, member_id: &str, now: Timestamp) -> Result<MemberSession, SeedError> {
    let member = state.members.find(member_id).ok_or_else(|| not_found("member", member_id))?.clone();
    Ok(operations::new_session(state, &member, now)?)
}

pub(crate) fn add_login_token(state: &mut State, seed: LoginTokenSeed, now: Timestamp) -> Result<String, SeedError> {
    let kind = match seed.kind {
        LoginTokenKind::OAuth => TicketKind::OAuth,
        LoginTokenKind::DiscoveryOAuth => TicketKind::DiscoveryOAuth,
        LoginTokenKind::Sso => TicketKind::Sso,
        LoginTokenKind::Impersonation => TicketKind::Impersonation,
    };
    let (email_address, member_id) = if kind == TicketKind::DiscoveryOAuth {
        (seed.whom, None)
    } else {
        let member = state.members.find(&seed.whom).ok_or_else(|| not_found("member", &seed.whom))?;
        (member.email_address.clone(), Some(seed.whom))
    };
    if kind == TicketKind::Sso && state.sso_connections.find(&seed.provider).is_none() {
        return Err(not_found("SSO connection", &seed.provider));
    }
    let token = state.ids.token("login-token");
    let expires_at = now.plus(LOGIN_TOKEN_LIFETIME);
    let (provider, code_challenge) = (seed.provider, seed.code_challenge);
    let ticket = Ticket { kind, email_address, member_id, provider, expires_at, code_challenge };
    state.tickets.issue(token.clone(), ticket);
    Ok(token)
}

pub(crate) fn add_machine_client(state: &mut State, scopes: &[&str]) -> IssuedClient {
    let client_id = state.ids.next("m2m-client");
    let client_secret = state.ids.token("client-secret");
    operations::add_machine_client(state, &client_id, &client_secret, scopes);
    IssuedClient { client_id, client_secret }
}

pub(super) fn add_connected_app(state: &mut State, fields: &Map<String, Value>) -> Result<(), SeedError> {
    if let Some(unknown) = fields.keys().find(|name| !operations::is_connected_app_field(name)) {
        return Err(SeedError::Malformed(format!("unknown field `{unknown}`")));
    }
    Ok(operations::add_connected_app(state, fields)?)
}

/// Lets a Connected App act for a member.
pub(super) fn grant(state: &mut State, member_id: &str, client_id: &str, scopes: Vec<String>) -> Result<(), SeedError> {
    check_app(state, client_id)?;
    state.consents.grant(member_id, client_id, scopes);
    Ok(())
}

pub(super) fn check_app(state: &State, client_id: &str) -> Result<(), SeedError> {
    let client = state.clients.find(client_id).filter(|client| client.kind == ClientKind::ConnectedApp);
    client.map(drop).ok_or_else(|| not_found("Connected App", client_id))
}

pub(crate) fn add_scim_connection(
    state: &mut State,
    organization_id: &str,
    now: Timestamp,
) -> Result<String, SeedError> {
    let organization =
        state.organizations.find(organization_id).ok_or_else(|| not_found("organization", organization_id))?;
    let organization_id = organization.organization_id.clone();
    let (display_name, provider) = ("SCIM connection".to_owned(), "generic".to_owned());
    let (connection, _) = operations::add_scim_connection(state, &organization_id, display_name, provider, now)?;
    Ok(connection.connection_id)
}

pub(crate) fn add_scim_groups(state: &mut State, connection_id: &str, count: u64) -> Result<(), SeedError> {
    let connection = state.scim_connections.find_mut(connection_id);
    connection.ok_or_else(|| not_found("SCIM connection", connection_id))?.groups.made_up.count += count;
    Ok(())
}

pub(super) fn set_scim_token(state: &mut State, connection_id: &str, token: String) {
    if let Some(connection) = state.scim_connections.find_mut(connection_id) {
        connection.bearer_token_last_four = last_four(&token);
        connection.bearer_token = token;
    }
}

/// The slug that follows from a name: with a number when there is one like it already.
pub(crate) fn free_slug(state: &mut State, name: &str) -> String {
    let dash = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '-' };
    let dashed: String = name.to_lowercase().chars().map(dash).collect();
    let words: Vec<&str> = dashed.split('-').filter(|word| !word.is_empty()).collect();
    let slug = match words.join("-") {
        slug if slug.len() < 2 => format!("organization-{slug}").trim_end_matches('-').to_owned(),
        slug => slug.chars().take(100).collect(),
    };
    if !state.organizations.has_slug(&slug) {
        return slug;
    }
    let mut number = 2u64;
    while state.organizations.has_slug(&format!("{slug}-{number}")) {
        number += 1;
    }
    format!("{slug}-{number}")
}

pub(super) fn not_found(what: &'static str, id: &str) -> SeedError {
    SeedError::NotFound { what, id: id.to_owned() }
}
