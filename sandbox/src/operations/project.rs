//! `debug.whoami` and `project.metrics`: what the sandbox says of its project.

use super::Context;
use crate::answer::Outcome;
use crate::error::ApiError;
use crate::state::ClientKind;
use serde_json::json;

pub(super) fn whoami(context: Context<'_>) -> Result<Outcome, ApiError> {
    Ok(json!({"project_id": context.jwts.project_id(), "name": "Sandbox"}).into())
}

pub(super) fn metrics(context: Context<'_>) -> Result<Outcome, ApiError> {
    let state = &context.state;
    let counts = [
        ("ORGANIZATION_COUNT", state.organizations.len()),
        ("MEMBER_COUNT", state.members.len()),
        ("M2M_CLIENT_COUNT", state.clients.of_kind(ClientKind::Machine).len()),
    ];
    let metrics = counts.map(|(kind, count)| json!({"metric_type": kind, "count": count}));
    Ok(json!({"project_id": context.jwts.project_id(), "metrics": metrics}).into())
}
