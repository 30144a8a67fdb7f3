//! `magic_links`.

use super::email::{self, Letter, lifetime, send_link, use_ticket};
use super::factors::Proof;
use super::login;
use super::{Context, codes, discovery, members};
use crate::answer::Outcome;
use crate::error::ApiError;
use crate::identifier::email_id;
use crate::state::TicketKind;
use serde_json::{Map, Value, json};
use std::time::Duration;

const HOUR: u64 = 60;
const WEEK: u64 = 7 * 24 * 60;
const NEW_ADDRESS_LIFETIME: Duration = Duration::from_secs(5 * 60);

pub(super) fn login_or_signup(mut context: Context<'_>) -> Result<Outcome, ApiError> {
    let (member, created) = email::member_or_new(&mut context)?;
    let known = !created && member.status == "active";
    let (redirect, minutes) = if known {
        ("login_redirect_url", "login_expiration_minutes")
    } else {
        ("signup_redirect_url", "signup_expiration_minutes")
    };
    let letter = Letter {
        kind: TicketKind::MagicLink,
        name: "magic_link",
        token_type: "multi_tenant_magic_links",
        redirect: context.text(redirect),
        lifetime: lifetime(&context, minutes, HOUR),
        code_challenge: context.text("pkce_code_challenge"),
    };
    send_link(&mut context, Some(&member), &member.email_address, &letter);
    with_created(members::shown(&context, &member)?, created)
}

pub(super) fn invite(mut context: Context<'_>) -> Result<Outcome, ApiError> {
    let address = email::address(&context)?;
    let organization = context.organization()?;
    let organization_id = organization.organization_id.clone();
    let domain = address.rsplit('@').next().unwrap_or_default();
    let allowed = match organization.email_invites.as_str() {
        "NOT_ALLOWED" => false,
        "RESTRICTED" => organization.email_allowed_domains.iter().any(|allowed| allowed.eq_ignore_ascii_case(domain)),
        _ => true,
    };
    if !allowed {
        let message = "The organization does not let this email address be invited.";
        return Err(ApiError::bad_request("invalid_email_for_invites", message));
    }
    if let Some(inviter) = context.text("invited_by_member_id") {
        members::find(context.state, organization, inviter)?;
    }
    let member = match context.state.members.find_by_email(&organization_id, address).cloned() {
        Some(member) if member.status == "active" => {
            return Err(ApiError::bad_request("duplicate_member_email", "An active member has this email address."));
        }
        Some(member) => member,
        None => {
            let mut member = members::add(context.state, &organization_id, context.body, context.now)?;
            member.status = "invited".to_owned();
            context.state.members.replace(member.clone());
            member
        }
    };
    let letter = Letter {
        kind: TicketKind::MagicLink,
        name: "invite",
        token_type: "multi_tenant_magic_links",
        redirect: context.text("invite_redirect_url"),
        lifetime: lifetime(&context, "invite_expiration_minutes", WEEK),
        code_challenge: None,
    };
    send_link(&mut context, Some(&member), address, &letter);
    members::shown(&context, &member)
}

pub(super) fn authenticate(mut context: Context<'_>) -> Result<Outcome, ApiError> {
    let ticket = use_ticket(&mut context, TicketKind::MagicLink, "magic_links_token", "pkce_code_verifier")?;
    let member_id = ticket.member_id.unwrap_or_default();
    confirm_address(&mut context, &member_id, &ticket.email_address)?;
    let method_id = email_id(&ticket.email_address);
    let proof = Proof::email("magic_link", method_id.clone(), &ticket.email_address, context.now);
    let mut answer = login::finish(&mut context, &member_id, proof)?;
    answer.insert("method_id".to_owned(), json!(method_id));
    answer.insert("reset_sessions".to_owned(), json!(false));
    Ok(Value::Object(answer).into())
}

/// Sends a link or a code to the new address; the member has it once that is used.
pub(super) fn start_email_update(mut context: Context<'_>) -> Result<Outcome, ApiError> {
    let member = members::member(&context)?.clone();
    let address = email::address(&context)?;
    if context.state.members.find_by_email(&member.organization_id, address).is_some() {
        return Err(ApiError::bad_request(
            "duplicate_member_email",
            "A member of the organization has this email address.",
        ));
    }
    if context.text("delivery_method") == Some("EMAIL_OTP") {
        codes::send_to_new_address(&mut context, &member, address, NEW_ADDRESS_LIFETIME);
        return members::shown(&context, &member);
    }
    let letter = Letter {
        kind: TicketKind::MagicLink,
        name: "email_update",
        token_type: "multi_tenant_magic_links",
        redirect: context.text("login_redirect_url"),
        lifetime: NEW_ADDRESS_LIFETIME,
        code_challenge: None,
    };
    send_link(&mut context, Some(&member), address, &letter);
    members::shown(&context, &member)
}

pub(super) fn discovery_send(mut context: Context<'_>) -> Result<Outcome, ApiError> {
    let address = email::address(&context)?;
    let letter = Letter {
        kind: TicketKind::DiscoveryMagicLink,
        name: "discovery_magic_link",
        token_type: "discovery",
        redirect: context.text("discovery_redirect_url"),
        lifetime: lifetime(&context, "discovery_expiration_minutes", HOUR),
        code_challenge: context.text("pkce_code_challenge"),
    };
    send_link(&mut context, None, address, &letter);
    Ok(json!({}).into())
}

pub(super) fn discovery_authenticate(mut context: Context<'_>) -> Result<Outcome, ApiError> {
    let ticket =
        use_ticket(&mut context, TicketKind::DiscoveryMagicLink, "discovery_magic_links_token", "pkce_code_verifier")?;
    let address = ticket.email_address;
    let proof = Proof::email("magic_link", email_id(&address), &address, context.now);
    Ok(Value::Object(discovery::begin(&mut context, &address, proof.factor)).into())
}

/// A link or code that was sent to another address than the member's changes it. Answers the member's address.
pub(super) fn confirm_address(context: &mut Context<'_>, member_id: &str, address: &str) -> Result<String, ApiError> {
    let member = context.state.members.find(member_id).ok_or_else(members::not_found)?;
    if member.email_address.eq_ignore_ascii_case(address) {
        return Ok(member.email_address.clone());
    }
    let mut member = member.clone();
    let before = std::mem::replace(&mut member.email_address, address.to_owned());
    member.retired_email_addresses.push(json!({"email_id": email_id(&before), "email_address": before}));
    context.state.members.replace(member);
    Ok(address.to_owned())
}

/// Also says whether the member was created.
pub(super) fn with_created(outcome: Outcome, created: bool) -> Result<Outcome, ApiError> {
    let mut fields: Map<String, Value> = match outcome {
        Outcome::Object(Value::Object(fields)) => fields,
        other => return Ok(other),
    };
    fields.insert("member_created".to_owned(), json!(created));
    Ok(Value::Object(fields).into())
}
