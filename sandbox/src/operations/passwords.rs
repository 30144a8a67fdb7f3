//! `passwords`.

mod strength;

use super::email::{self, Letter, lifetime, send_link, use_ticket};
use super::factors::Proof;
use super::login;
use super::{Context, discovery, members};
use crate::answer::Outcome;
use crate::clock::Timestamp;
use crate::error::ApiError;
use crate::identifier::email_id;
use crate::state::{Member, Password, State, TicketKind};
use ring::digest::{SHA256, digest};
use serde_json::{Map, Value, json};
use std::time::Duration;

const RESET_MINUTES: u64 = 30;
/// How long after a login its session may change the password.
const RECENT: Duration = Duration::from_secs(5 * 60);

pub(super) fn strength_check(context: Context<'_>) -> Result<Outcome, ApiError> {
    Ok(strength::Strength::of(context.required("password")).shown().into())
}

pub(super) fn authenticate(mut context: Context<'_>) -> Result<Outcome, ApiError> {
    let member = email::member(&context)?;
    check(&member, context.required("password"))?;
    finish(&mut context, &member)
}

pub(super) fn migrate(context: Context<'_>) -> Result<Outcome, ApiError> {
    let address = email::address(&context)?;
    let organization_id = context.organization_id()?;
    let existing = context.state.members.find_by_email(&organization_id, address).cloned();
    let created = existing.is_none();
    let mut member = match existing {
        Some(member) => member,
        None => members::add(context.state, &organization_id, context.body, context.now)?,
    };
    set_password(context.state, &mut member, Password::Migrated);
    context.state.members.replace(member.clone());
    super::magic_links::with_created(members::shown(&context, &member)?, created)
}

pub(super) fn reset_start(mut context: Context<'_>) -> Result<Outcome, ApiError> {
    let (member, _) = email::member_or_new(&mut context)?;
    let letter = Letter {
        kind: TicketKind::PasswordReset,
        name: "password_reset",
        token_type: "multi_tenant_passwords",
        redirect: context.text("reset_password_redirect_url"),
        lifetime: lifetime(&context, "reset_password_expiration_minutes", RESET_MINUTES),
        code_challenge: context.text("code_challenge"),
    };
    send_link(&mut context, Some(&member), &member.email_address, &letter);
    Ok(json!({"member_id": member.member_id, "member_email_id": email_id(&member.email_address), "member": member})
        .into())
}

pub(super) fn reset(mut context: Context<'_>) -> Result<Outcome, ApiError> {
    let password = strong(context.required("password"))?;
    let ticket = use_ticket(&mut context, TicketKind::PasswordReset, "password_reset_token", "code_verifier")?;
    let member_id = ticket.member_id.unwrap_or_default();
    let mut member = context.state.members.find(&member_id).ok_or_else(members::not_found)?.clone();
    set_password(context.state, &mut member, password);
    member.email_address_verified = true;
    context.state.members.replace(member.clone());
    let proof = Proof::password(context.now);
    let mut answer = login::finish(&mut context, &member_id, proof)?;
    answer.insert("member_email_id".to_owned(), json!(email_id(&member.email_address)));
    Ok(Value::Object(answer).into())
}

pub(super) fn require_reset(context: Context<'_>) -> Result<Outcome, ApiError> {
    let mut member = match context.text("organization_id") {
        Some(_) => email::member(&context)?,
        None => {
            let found = context.state.members.find_by_address(email::address(&context)?);
            found.cloned().ok_or_else(members::not_found)?
        }
    };
    member.secrets_mut().password_reset_required = true;
    context.state.members.replace(member.clone());
    members::shown(&context, &member)
}

pub(super) fn session_reset(mut context: Context<'_>) -> Result<Outcome, ApiError> {
    let password = strong(context.required("password"))?;
    let organization_id = context.organization_id()?;
    let session = login::given_session(&context)?.ok_or_else(|| {
        ApiError::bad_request("no_session_arguments", "One of session_token and session_jwt is needed.")
    })?;
    let member = context.state.members.find_in(&organization_id, &session.member_id);
    let mut member = member.ok_or_else(members::not_found)?.clone();
    let proved = session.authentication_factors.iter().filter_map(|factor| factor["last_authenticated_at"].as_str());
    if !proved.filter_map(Timestamp::parse).any(|at| at.plus(RECENT) >= context.now) {
        let message = "The session has no factor of the last five minutes.";
        return Err(ApiError::bad_request("session_too_old_to_reset_password", message));
    }
    set_password(context.state, &mut member, password);
    context.state.members.replace(member.clone());
    context.state.sessions.revoke_others(&session);
    finish(&mut context, &member)
}

pub(super) fn existing_password_reset(mut context: Context<'_>) -> Result<Outcome, ApiError> {
    let password = strong(context.required("new_password"))?;
    let mut member = email::member(&context)?;
    check(&member, context.required("existing_password"))?;
    set_password(context.state, &mut member, password);
    context.state.members.replace(member.clone());
    finish(&mut context, &member)
}

pub(super) fn discovery_authenticate(mut context: Context<'_>) -> Result<Outcome, ApiError> {
    let address = email::address(&context)?;
    let password = context.required("password");
    let members = context
        .state
        .members
        .iter()
        .filter(|member| !member.is_deleted() && member.email_address.eq_ignore_ascii_case(address));
    let with_password: Vec<&Member> = members.filter(|member| !member.member_password_id.is_empty()).collect();
    let Some(first) = with_password.first() else {
        return Err(ApiError::not_found("member_password_not_found", "Nobody with this email address has a password."));
    };
    if !with_password.iter().any(|member| check(member, password).is_ok()) {
        check(first, password)?;
    }
    let factor = Proof::password(context.now).factor;
    Ok(Value::Object(discovery::begin(&mut context, address, factor)).into())
}

pub(super) fn discovery_reset_start(mut context: Context<'_>) -> Result<Outcome, ApiError> {
    let address = email::address(&context)?;
    let letter = Letter {
        kind: TicketKind::DiscoveryPasswordReset,
        name: "discovery_password_reset",
        token_type: "discovery",
        redirect: context.text("reset_password_redirect_url"),
        lifetime: lifetime(&context, "reset_password_expiration_minutes", RESET_MINUTES),
        code_challenge: context.text("pkce_code_challenge"),
    };
    send_link(&mut context, None, address, &letter);
    Ok(json!({}).into())
}

/// Sets the password of everyone with the address: discovery knows the person, not the organization.
pub(super) fn discovery_reset(mut context: Context<'_>) -> Result<Outcome, ApiError> {
    let password = strong(context.required("password"))?;
    let ticket =
        use_ticket(&mut context, TicketKind::DiscoveryPasswordReset, "password_reset_token", "pkce_code_verifier")?;
    let address = ticket.email_address;
    let members: Vec<Member> = context
        .state
        .members
        .iter()
        .filter(|member| !member.is_deleted() && member.email_address.eq_ignore_ascii_case(&address))
        .cloned()
        .collect();
    for mut member in members {
        set_password(context.state, &mut member, password.clone());
        context.state.members.replace(member);
    }
    let factor = Proof::password(context.now).factor;
    Ok(Value::Object(discovery::begin(&mut context, &address, factor)).into())
}

/// Sets a member's password, however weak it is.
pub(crate) fn set(state: &mut State, member: &mut Member, password: &str) {
    set_password(state, member, digest_of(password));
}

fn finish(context: &mut Context<'_>, member: &Member) -> Result<Outcome, ApiError> {
    let proof = Proof::password(context.now);
    let answer: Map<String, Value> = login::finish(context, &member.member_id, proof)?;
    Ok(Value::Object(answer).into())
}

/// Whether it is the member's password.
fn check(member: &Member, given: &str) -> Result<(), ApiError> {
    let password =
        member.secrets.as_ref().and_then(|secrets| secrets.password.as_ref().map(|password| (secrets, password)));
    let Some((secrets, password)) = password else {
        return Err(ApiError::not_found("member_password_not_found", "The member has no password."));
    };
    if secrets.password_reset_required {
        return Err(ApiError::unauthorized(
            "member_reset_password",
            "The password must be reset before it can be used.",
        ));
    }
    match password {
        // There is nothing to compare with; a login with any password is more useful than none.
        Password::Migrated => Ok(()),
        digest if *digest == digest_of(given) => Ok(()),
        Password::Digest(_) => Err(ApiError::unauthorized("unauthorized_credentials", "The password is wrong.")),
    }
}

fn strong(password: &str) -> Result<Password, ApiError> {
    let strength = strength::Strength::of(password);
    if strength.is_breached() {
        return Err(ApiError::bad_request("breached_password", "The password is one of the most common ones."));
    }
    if !strength.is_valid() {
        return Err(ApiError::bad_request("weak_password", "The password is too weak."));
    }
    Ok(digest_of(password))
}

fn digest_of(password: &str) -> Password {
    Password::Digest(digest(&SHA256, password.as_bytes()).as_ref().to_vec())
}

fn set_password(state: &mut State, member: &mut Member, password: Password) {
    member.member_password_id = state.ids.next("member-password");
    let secrets = member.secrets_mut();
    secrets.password = Some(password);
    secrets.password_reset_required = false;
}
