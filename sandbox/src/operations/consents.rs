//! What members let Connected Apps do: `connected_apps` of organizations and of members, and `idp.oauth`.

use super::login::{self, given_session};
use super::{Context, members};
use crate::answer::Outcome;
use crate::error::ApiError;
use crate::redirect;
use crate::state::{Client, ClientKind, Member, Organization, State};
use serde_json::{Value, json};

/// What every member may grant: who they are, and access while they are away.
const STANDARD_SCOPES: [&str; 5] = ["openid", "profile", "email", "phone", "offline_access"];
/// What only the project's own apps can be let do.
const FULL_ACCESS: &str = "full_access";

pub(super) fn of_organization(context: Context<'_>) -> Result<Outcome, ApiError> {
    let organization = context.organization()?;
    let apps = context.state.clients.of_kind(ClientKind::ConnectedApp).into_iter();
    let used = apps.filter(|app| !active_members(&context, organization, app).is_empty());
    Ok(json!({"connected_apps": used.map(shown).collect::<Vec<_>>()}).into())
}

pub(super) fn get_of_organization(context: Context<'_>) -> Result<Outcome, ApiError> {
    let organization = context.organization()?;
    let app = app(&context)?;
    let mut answer = shown(app);
    answer["active_members"] = json!(active_members(&context, organization, app));
    Ok(answer.into())
}

pub(super) fn of_member(context: Context<'_>) -> Result<Outcome, ApiError> {
    let (organization, member) = (context.organization()?, members::member(&context)?);
    let apps = context.state.clients.of_kind(ClientKind::ConnectedApp).into_iter();
    let granted = apps.filter(|app| allows(organization, app)).filter_map(|app| {
        let consent = context.state.consents.find(&member.member_id, &app.client_id)?;
        let mut shown = shown(app);
        shown["scopes_granted"] = json!(consent.scopes.join(" "));
        Some(shown)
    });
    Ok(json!({"connected_apps": granted.collect::<Vec<_>>()}).into())
}

pub(super) fn revoke(context: Context<'_>) -> Result<Outcome, ApiError> {
    let member_id = members::member(&context)?.member_id.clone();
    let client_id = app(&context)?.client_id.clone();
    let tokens = context.state.consents.revoke(&member_id, &client_id);
    context.state.revoked_tokens.extend(tokens);
    Ok(json!({}).into())
}

pub(super) fn authorize_start(context: Context<'_>) -> Result<Outcome, ApiError> {
    let (app, member) = authorization(&context)?;
    let scopes: Vec<String> = context.field("scopes")?.unwrap_or_default();
    let consent = context.state.consents.find(&member.member_id, &app.client_id);
    let covered = consent.is_some_and(|consent| scopes.iter().all(|scope| consent.scopes.contains(scope)));
    let asked_for = context.text("prompt").is_some_and(|prompt| prompt.split(' ').any(|word| word == "consent"));
    let organization = super::context::organization(context.state, &member.organization_id)?;
    let results: Vec<Value> = scopes
        .iter()
        .map(|scope| {
            let policy = &context.state.policy.project;
            let description = policy.scopes.iter().find(|known| known.scope == *scope).map(|known| &known.description);
            let grantable = may_grant(context.state, organization, member, app, scope);
            json!({"scope": scope, "description": description.map_or("", String::as_str), "is_grantable": grantable})
        })
        .collect();
    Ok(json!({
        "client": {
            "client_id": app.client_id,
            "client_name": app.attributes["client_name"],
            "client_description": app.attributes["client_description"],
            "client_type": app.attributes["client_type"],
            "logo_url": app.attributes["logo_url"],
        },
        "consent_required": asked_for || (!is_first_party(app) && !covered),
        "scope_results": results,
        "member_id": member.member_id,
        "member": member,
        "organization": organization,
    })
    .into())
}

/// The code in the answer is good for nothing: the sandbox issues tokens to machines, and to tests that ask for them.
pub(super) fn authorize(context: Context<'_>) -> Result<Outcome, ApiError> {
    let (app, member) = authorization(&context)?;
    let organization = super::context::organization(context.state, &member.organization_id)?;
    let (redirect_uri, state) = (context.required("redirect_uri"), context.text("state").map(|state| ("state", state)));
    let mut query = form_urlencoded::Serializer::new(String::new());
    if context.body.get("consent_granted") != Some(&Value::Bool(true)) || !allows(organization, app) {
        query.append_pair("error", "access_denied");
        query.extend_pairs(state);
        return Ok(json!({"redirect_uri": redirect::with_parameters(redirect_uri, &query.finish())}).into());
    }
    let mut scopes: Vec<String> = context.field("scopes")?.unwrap_or_default();
    scopes.retain(|scope| may_grant(context.state, organization, member, app, scope));
    let (member_id, client_id) = (member.member_id.clone(), app.client_id.clone());
    context.state.consents.grant(&member_id, &client_id, scopes);
    let code = context.state.ids.token("authorization-code");
    query.append_pair("code", &code);
    query.extend_pairs(state);
    let redirect_uri = redirect::with_parameters(redirect_uri, &query.finish());
    Ok(json!({"redirect_uri": redirect_uri, "authorization_code": code}).into())
}

/// The app that asks, and the member who is asked.
fn authorization<'c>(context: &'c Context<'_>) -> Result<(&'c Client, &'c Member), ApiError> {
    let client_id = context.required("client_id");
    let app = context.state.clients.find(client_id);
    let app = app.filter(|app| app.kind == ClientKind::ConnectedApp && app.is_active()).ok_or_else(|| {
        ApiError::not_found("idp_client_not_found", format!("There is no active Connected App {client_id:?}."))
    })?;
    if context.text("response_type") != Some("code") {
        return Err(ApiError::bad_request("bad_request", "The field response_type is not code."));
    }
    let mut registered = app.attributes["redirect_urls"].as_array().into_iter().flatten();
    if !registered.any(|url| url == context.required("redirect_uri")) {
        let message = "The field redirect_uri is none of the URLs that the app has.";
        return Err(ApiError::bad_request("connected_app_supplied_redirect_url_not_found_in_client", message));
    }
    let session = given_session(context)?;
    let member = match (context.text("member_id"), &session) {
        (Some(key), _) => members::find(context.state, context.organization()?, key)?,
        (None, Some(session)) => context.state.members.find(&session.member_id).ok_or_else(login::session_not_found)?,
        (None, None) => {
            let message = "One of member_id, session_token and session_jwt is needed.";
            return Err(ApiError::bad_request("no_session_arguments", message));
        }
    };
    if context.text("organization_id").is_some() && context.organization()?.organization_id != member.organization_id {
        return Err(login::other_organization());
    }
    match session {
        Some(session) if session.member_id != member.member_id => Err(login::session_not_found()),
        _ => Ok((app, member)),
    }
}

fn app<'c>(context: &'c Context<'_>) -> Result<&'c Client, ApiError> {
    let id = context.path("connected_app_id");
    let app = context.state.clients.find(id).filter(|client| client.kind == ClientKind::ConnectedApp);
    app.ok_or_else(|| ApiError::not_found("connected_app_not_found", format!("There is no Connected App {id:?}.")))
}

/// The organization's members who use the app, with what they let it do.
fn active_members(context: &Context<'_>, organization: &Organization, app: &Client) -> Vec<Value> {
    if !allows(organization, app) {
        return Vec::new();
    }
    let members = context.state.members.of_organization(&organization.organization_id);
    let granted = members.filter(|(_, member)| !member.is_deleted()).filter_map(|(_, member)| {
        let consent = context.state.consents.find(&member.member_id, &app.client_id)?;
        Some(json!({"member_id": member.member_id, "granted_scopes": consent.scopes}))
    });
    granted.collect()
}

fn shown(app: &Client) -> Value {
    json!({
        "connected_app_id": app.client_id,
        "name": app.attributes["client_name"],
        "description": app.attributes["client_description"],
        "client_type": app.attributes["client_type"],
        "logo_url": app.attributes["logo_url"],
    })
}

fn is_first_party(app: &Client) -> bool {
    app.attributes["client_type"].as_str().is_some_and(|kind| kind.starts_with("first_party"))
}

/// Whether the organization lets its members use the app.
fn allows(organization: &Organization, app: &Client) -> bool {
    let (policy, listed) = if is_first_party(app) {
        (&organization.first_party_connected_apps_allowed_type, &organization.allowed_first_party_connected_apps)
    } else {
        (&organization.third_party_connected_apps_allowed_type, &organization.allowed_third_party_connected_apps)
    };
    match policy.as_str() {
        "ALL_ALLOWED" => true,
        "RESTRICTED" => listed.contains(&app.client_id),
        _ => false,
    }
}

/// Members can let an app do what they may do themselves.
fn may_grant(state: &State, organization: &Organization, member: &Member, app: &Client, scope: &str) -> bool {
    if STANDARD_SCOPES.contains(&scope) {
        return true;
    }
    if scope == FULL_ACCESS {
        return app.attributes["full_access_allowed"] == true;
    }
    let roles = login::roles(&state.scim_connections, organization, member);
    let may = |resource: &str, action: &String| {
        !state.policy.granting(&organization.organization_id, &roles, resource, action).is_empty()
    };
    state.policy.project.scopes.iter().find(|known| known.scope == scope).is_some_and(|known| {
        known.permissions.iter().all(|each| each.actions.iter().all(|action| may(&each.resource_id, action)))
    })
}
