//! One-time codes: sent to an email address or a phone number, used up once.

use super::Context;
use crate::error::ApiError;
use crate::state::{Code, Member, Message, Unusable};
use std::time::Duration;

const SMS_LIFETIME: Duration = Duration::from_secs(2 * 60);

/// Sends a code to the member's phone number.
pub(super) fn send_sms(context: &mut Context<'_>, member: &Member) {
    let to = (member.mfa_phone_number.as_str(), "sms_otp", Some(member.organization_id.as_str()));
    send(context, by_sms(&member.member_id), to, SMS_LIFETIME);
}

/// Sends a code to the new address of a member, who has it once the code is used.
pub(super) fn send_to_new_address(context: &mut Context<'_>, member: &Member, address: &str, lifetime: Duration) {
    let to = (address, "email_update", Some(member.organization_id.as_str()));
    let whom = by_email(&member.organization_id, address);
    put(context, whom, to, lifetime, Some(member.member_id.clone()));
}

pub(super) fn send(context: &mut Context<'_>, whom: String, to: (&str, &str, Option<&str>), lifetime: Duration) {
    put(context, whom, to, lifetime, None);
}

fn put(
    context: &mut Context<'_>,
    whom: String,
    (to, kind, organization_id): (&str, &str, Option<&str>),
    lifetime: Duration,
    new_address_of: Option<String>,
) {
    let code = format!("{:06}", context.state.ids.number("code", 1_000_000));
    let expires_at = context.now.plus(lifetime);
    context.state.codes.put(whom, Code { code: code.clone(), expires_at, new_address_of });
    context.state.messages.send(Message::code(to, kind, organization_id, Some(&code), context.now));
}

/// Uses up the request's code.
pub(super) fn take(context: &mut Context<'_>, whom: &str) -> Result<(), ApiError> {
    context.state.codes.take(whom, context.required("code"), context.now).map_err(|why| match why {
        Unusable::Unknown => ApiError::not_found("otp_code_not_found", "No code has been sent, or it has been used."),
        Unusable::Spent => ApiError::unauthorized("unable_to_auth_otp_code", "The code is wrong or has expired."),
    })
}

pub(super) fn by_email(organization_id: &str, email: &str) -> String {
    format!("email {organization_id} {}", email.to_lowercase())
}

pub(super) fn by_sms(member_id: &str) -> String {
    format!("sms {member_id}")
}
