//! `m2m.token` and `idp.introspect_token`: OAuth endpoints, which know the client by its own credentials.

use super::Context;
use crate::answer::Outcome;
use crate::error::ApiError;
use crate::jwt::ACCESS_TOKEN_LIFETIME;
use crate::state::{Client, ClientKind};
use serde_json::{Value, json};

pub(super) fn token(context: Context<'_>) -> Result<Outcome, ApiError> {
    if context.text("grant_type") != Some("client_credentials") {
        let message = "The sandbox issues tokens for the grant type client_credentials only.";
        return Err(ApiError::bad_request("unsupported_grant_type", message));
    }
    let client = client(&context)?;
    if client.kind != ClientKind::Machine || !client.is_active() {
        return Err(invalid_client());
    }
    let granted: Vec<&str> = client.scopes().collect();
    let wanted: Vec<&str> =
        context.body.get("scope").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    if let Some(scope) = wanted.iter().find(|scope| !granted.contains(scope)) {
        return Err(ApiError::bad_request("invalid_scope", format!("The client does not have the scope {scope:?}.")));
    }
    let scope = if wanted.is_empty() { granted } else { wanted }.join(" ");
    let access_token = context
        .jwts
        .sign_machine_token(&client.client_id, &scope, context.now)
        .map_err(|error| ApiError::new(500, "internal_server_error", error.to_string()))?;
    Ok(json!({"access_token": access_token, "token_type": "bearer", "expires_in": ACCESS_TOKEN_LIFETIME.as_secs()})
        .into())
}

/// Tokens of other clients, of deleted ones, of sessions, and those of no project of ours are all inactive.
pub(super) fn introspect(context: Context<'_>) -> Result<Outcome, ApiError> {
    let client = client(&context)?;
    let token = context.required("token");
    let known = context.jwts.claims_of(token).filter(|_| !context.state.revoked_tokens.contains(token));
    let claims = known.filter(|claims| {
        // A machine's own token has no client beside its subject.
        claims.get("client_id").unwrap_or(&claims["sub"]) == client.client_id.as_str()
            && claims["scope"].is_string()
            && claims["exp"].as_u64().is_some_and(|expires_at| expires_at > context.now.seconds())
    });
    let Some(mut answer) = claims else { return Ok(json!({"active": false}).into()) };
    answer["active"] = json!(true);
    answer["client_id"] = json!(client.client_id);
    answer["token_type"] = json!("access_token");
    Ok(answer.into())
}

/// The client whose credentials the form has.
fn client<'c>(context: &'c Context<'_>) -> Result<&'c Client, ApiError> {
    let project_id = context.path("project_id");
    if project_id != context.jwts.project_id() {
        return Err(ApiError::not_found("project_not_found", format!("There is no project {project_id:?}.")));
    }
    let client = context.state.clients.find(context.required("client_id"));
    client.filter(|client| client.is_proved_by(context.text("client_secret"))).ok_or_else(invalid_client)
}

fn invalid_client() -> ApiError {
    ApiError::unauthorized("invalid_client", "No active client has this id and this secret.")
}
