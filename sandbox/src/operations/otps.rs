//! `otps`: codes by email and by text message.

use super::codes::{by_email, by_sms, send, send_sms, take};
use super::email::{self, lifetime};
use super::factors::Proof;
use super::login;
use super::magic_links::{confirm_address, with_created};
use super::{Context, discovery, members, totps};
use crate::answer::Outcome;
use crate::error::ApiError;
use crate::identifier::{email_id, mix, uuid};
use serde_json::{Value, json};

const EMAIL_MINUTES: u64 = 10;

pub(super) fn email_login_or_signup(mut context: Context<'_>) -> Result<Outcome, ApiError> {
    let (member, created) = email::member_or_new(&mut context)?;
    let field = if created { "signup_expiration_minutes" } else { "login_expiration_minutes" };
    let lifetime = lifetime(&context, field, EMAIL_MINUTES);
    let whom = by_email(&member.organization_id, &member.email_address);
    send(&mut context, whom, (&member.email_address, "email_otp", Some(&member.organization_id)), lifetime);
    with_created(members::shown(&context, &member)?, created)
}

pub(super) fn email_authenticate(mut context: Context<'_>) -> Result<Outcome, ApiError> {
    let address = email::address(&context)?;
    let whom = by_email(&context.organization()?.organization_id, address);
    let member_id = match context.state.codes.new_address_of(&whom) {
        Some(member_id) => member_id.to_owned(),
        None => email::member(&context)?.member_id,
    };
    login::check_request(&context, &member_id)?;
    take(&mut context, &whom)?;
    let address = &confirm_address(&mut context, &member_id, address)?;
    let proof = Proof::email("email_otp", email_id(address), address, context.now);
    let mut answer = login::finish(&mut context, &member_id, proof)?;
    answer.insert("method_id".to_owned(), json!(email_id(address)));
    Ok(Value::Object(answer).into())
}

pub(super) fn discovery_send(mut context: Context<'_>) -> Result<Outcome, ApiError> {
    let address = email::address(&context)?;
    let lifetime = lifetime(&context, "discovery_expiration_minutes", EMAIL_MINUTES);
    send(&mut context, by_email("", address), (address, "discovery_email_otp", None), lifetime);
    Ok(json!({}).into())
}

pub(super) fn discovery_authenticate(mut context: Context<'_>) -> Result<Outcome, ApiError> {
    let address = email::address(&context)?;
    take(&mut context, &by_email("", address))?;
    let proof = Proof::email("email_otp", email_id(address), address, context.now);
    Ok(Value::Object(discovery::begin(&mut context, address, proof.factor)).into())
}

pub(super) fn sms_send(mut context: Context<'_>) -> Result<Outcome, ApiError> {
    let organization = context.organization()?;
    let mut member = members::find(context.state, organization, context.required("member_id"))?.clone();
    login::check_own_session(&context, &member.member_id)?;
    if let Some(number) = context.text("mfa_phone_number") {
        if !is_phone_number(number) {
            let message = "The field mfa_phone_number is not a number in E.164 format, such as +12025550162.";
            return Err(ApiError::bad_request("invalid_phone_number", message));
        }
        if !member.mfa_phone_number.is_empty() && member.mfa_phone_number != number {
            let message = "The member has another phone number; it must be deleted first.";
            return Err(ApiError::bad_request("duplicate_member_phone_number_for_member", message));
        }
        member.mfa_phone_number = number.to_owned();
        context.state.members.replace(member.clone());
    }
    if member.mfa_phone_number.is_empty() {
        return Err(ApiError::not_found("member_phone_number_not_found", "The member has no phone number."));
    }
    send_sms(&mut context, &member);
    members::shown(&context, &member)
}

pub(super) fn sms_authenticate(mut context: Context<'_>) -> Result<Outcome, ApiError> {
    let organization = context.organization()?;
    let mut member = members::find(context.state, organization, context.required("member_id"))?.clone();
    let ways = ["intermediate_session_token", "session_token", "session_jwt"];
    let error_type = match ways.iter().filter(|name| context.text(name).is_some()).count() {
        1 => None,
        0 => Some("no_session_arguments"),
        _ => Some("too_many_session_arguments"),
    };
    if let Some(error_type) = error_type {
        return Err(ApiError::bad_request(error_type, format!("Exactly one of {} is needed.", ways.join(", "))));
    }
    login::check_own_session(&context, &member.member_id)?;
    login::check_request(&context, &member.member_id)?;
    take(&mut context, &by_sms(&member.member_id))?;
    member.mfa_phone_number_verified = true;
    totps::set_enrollment(&context, &mut member, "sms_otp");
    context.state.members.replace(member.clone());
    let phone_id = format!("phone-number-test-{}", uuid(mix(0, member.mfa_phone_number.as_bytes()), 0));
    let details = json!({"phone_id": phone_id, "phone_number": member.mfa_phone_number});
    let proof = Proof::with_details("otp", "sms", "phone_number_factor", details, context.now);
    Ok(Value::Object(login::finish(&mut context, &member.member_id, proof)?).into())
}

fn is_phone_number(text: &str) -> bool {
    text.strip_prefix('+')
        .is_some_and(|digits| (7..=15).contains(&digits.len()) && digits.chars().all(|digit| digit.is_ascii_digit()))
}
