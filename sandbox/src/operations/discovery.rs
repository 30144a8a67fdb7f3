//! `discovery`: someone has proved an email address and looks for organizations to go to.

use super::login::{self, intermediate_not_found, provisioning_obstacle};
use super::{Context, factors, members, organizations};
use crate::answer::Outcome;
use crate::error::ApiError;
use crate::state::{ADMIN_ROLE, Member, Organization, State};
use serde_json::{Map, Value, json};

/// Begins discovery for an address that was just proved.
pub(super) fn begin(context: &mut Context<'_>, email: &str, factor: Value) -> Map<String, Value> {
    let mut answer = Map::new();
    answer.insert("email_address".to_owned(), json!(email));
    let factors = vec![factor];
    answer.insert("discovered_organizations".to_owned(), json!(discovered(context.state, email, &factors)));
    login::put_intermediate(context, &mut answer, email, factors);
    answer
}

pub(super) fn list(context: Context<'_>) -> Result<Outcome, ApiError> {
    let (email, organizations) = match context.text("intermediate_session_token") {
        Some(token) => {
            let session = context.state.sessions.intermediate(token, context.now).ok_or_else(intermediate_not_found)?;
            let email = session.email_address.clone();
            let organizations = discovered(context.state, &email, &session.factors);
            (email, organizations)
        }
        None => {
            let session = login::given_session(&context)?.ok_or_else(|| {
                let message = "One of intermediate_session_token, session_token and session_jwt is needed.";
                ApiError::bad_request("no_session_arguments", message)
            })?;
            let member = context.state.members.find(&session.member_id).ok_or_else(login::session_not_found)?;
            let proves_address = login::proves_address(&session, member);
            let mut organizations = discovered(context.state, &member.email_address, &session.authentication_factors);
            // A session gets its member to where the person is a member, not to where they could become one.
            organizations.retain(|each| {
                let is_own = each["organization"]["organization_id"] == session.organization_id;
                !each["membership"]["member"].is_null() && (proves_address || is_own)
            });
            (member.email_address.clone(), organizations)
        }
    };
    Ok(json!({"email_address": email, "discovered_organizations": organizations, "organization_id_hint": null}).into())
}

pub(super) fn exchange(mut context: Context<'_>) -> Result<Outcome, ApiError> {
    let token = context.required("intermediate_session_token");
    let session = context.state.sessions.intermediate(token, context.now).ok_or_else(intermediate_not_found)?.clone();
    let email = session.email_address;
    let organization = context.organization()?.clone();
    let member_id = match context.state.members.find_by_email(&organization.organization_id, &email) {
        Some(member) => member.member_id.clone(),
        None => {
            if let Some(obstacle) = provisioning_obstacle(&organization, &email) {
                return Err(obstacle);
            }
            let request = Map::from_iter([("email_address".to_owned(), json!(email))]);
            members::add(context.state, &organization.organization_id, &request, context.now)?.member_id
        }
    };
    let given = Some((token, session.expires_at));
    let answer = login::finish_with(&mut context, &member_id, session.factors, true, given)?;
    Ok(Value::Object(answer).into())
}

/// A new organization, whose first member and administrator is the one who makes it.
pub(super) fn create_organization(mut context: Context<'_>) -> Result<Outcome, ApiError> {
    let token = context.required("intermediate_session_token");
    let session = context.state.sessions.intermediate(token, context.now).ok_or_else(intermediate_not_found)?.clone();
    login::session_minutes(&context)?;
    let organization = organizations::add(context.state, context.body, context.now)?;
    let request = json!({"email_address": session.email_address, "roles": [ADMIN_ROLE]});
    let request = request.as_object().cloned().unwrap_or_default();
    let member = members::add(context.state, &organization.organization_id, &request, context.now)?;
    let given = Some((token, session.expires_at));
    let answer = login::finish_with(&mut context, &member.member_id, session.factors, true, given)?;
    Ok(Value::Object(answer).into())
}

/// The organizations that an address is a member of or could become one of.
fn discovered(state: &State, address: &str, factors: &[Value]) -> Vec<Value> {
    state
        .organizations
        .iter()
        .filter_map(|(_, organization)| {
            let member = state.members.find_by_email(&organization.organization_id, address);
            let membership = membership(organization, member, address)?;
            let (primary_required, mfa_required) = factors::missing(organization, member, factors);
            Some(json!({
                "organization": organization,
                "membership": {"type": membership, "details": null, "member": member},
                "member_authenticated": primary_required.is_null() && mfa_required.is_null(),
                "primary_required": primary_required,
                "mfa_required": mfa_required,
            }))
        })
        .collect()
}

fn membership(organization: &Organization, member: Option<&Member>, address: &str) -> Option<&'static str> {
    match member.map(|member| member.status.as_str()) {
        Some("invited") => Some("invited_member"),
        Some("pending") => Some("pending_member"),
        Some(_) => Some("active_member"),
        None => provisioning_obstacle(organization, address).is_none().then_some("eligible_to_join_by_email_domain"),
    }
}
