//! `totps` and `recovery_codes`.

use super::factors::Proof;
use super::login;
use super::{Context, members};
use crate::answer::Outcome;
use crate::error::ApiError;
use crate::state::Member;
use crate::totp::{STEP_SECONDS, base32, from_base32, totp};
use serde_json::{Value, json};

const RECOVERY_CODES: usize = 10;

/// A picture of one white pixel stands in for the QR code: nobody scans it.
const QR_CODE: &str = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII=";

pub(super) fn create(context: Context<'_>) -> Result<Outcome, ApiError> {
    let mut member = member(&context)?;
    login::check_own_session(&context, &member.member_id)?;
    if !member.totp_registration_id.is_empty() {
        return Err(ApiError::bad_request("active_totp_exists", "The member has a TOTP registration already."));
    }
    let secret: Vec<u8> = context.state.ids.token("totp-secret").into_bytes().into_iter().take(20).collect();
    let registration_id = context.state.ids.next("member-totp");
    let codes = new_recovery_codes(&context.state.ids.token("recovery-codes"));
    let secrets = member.secrets_mut();
    secrets.totp_secret.clone_from(&secret);
    secrets.pending_totp_id = Some(registration_id.clone());
    secrets.recovery_codes.clone_from(&codes);
    context.state.members.replace(member.clone());
    answer(
        &context,
        &member,
        json!({
            "totp_registration_id": registration_id,
            "secret": base32(&secret),
            "qr_code": QR_CODE,
            "recovery_codes": codes,
        }),
    )
}

pub(super) fn authenticate(mut context: Context<'_>) -> Result<Outcome, ApiError> {
    let mut member = member(&context)?;
    login::check_own_session(&context, &member.member_id)?;
    let (code, now) = (context.required("code"), context.now.seconds() / STEP_SECONDS);
    let secrets = member.secrets_mut();
    if secrets.totp_secret.is_empty() {
        return Err(ApiError::not_found("totp_not_found", "The member has no TOTP registration."));
    }
    // A clock that is one step off is let pass.
    let step = (now.saturating_sub(1)..=now + 1).find(|step| totp(&secrets.totp_secret, *step) == code);
    let Some(step) = step else {
        return Err(ApiError::unauthorized("unable_to_authenticate_totp", "The code is wrong or too old."));
    };
    if step <= secrets.last_totp_step {
        return Err(ApiError::unauthorized("totp_code_already_authenticated", "The code has been used."));
    }
    login::check_request(&context, &member.member_id)?;
    let secrets = member.secrets_mut();
    secrets.last_totp_step = step;
    if let Some(registration_id) = secrets.pending_totp_id.take() {
        member.totp_registration_id = registration_id;
    }
    set_enrollment(&context, &mut member, "totp");
    context.state.members.replace(member.clone());
    let details = json!({"totp_id": member.totp_registration_id});
    let proof = Proof::with_details("totp", "authenticator_app", "authenticator_app_factor", details, context.now);
    Ok(Value::Object(login::finish(&mut context, &member.member_id, proof)?).into())
}

pub(super) fn migrate(context: Context<'_>) -> Result<Outcome, ApiError> {
    let mut member = member(&context)?;
    let Some(secret) = from_base32(context.required("secret")) else {
        return Err(ApiError::bad_request("bad_request", "The field secret is not base32."));
    };
    let codes: Vec<String> = context.field("recovery_codes")?.unwrap_or_default();
    let registration_id = context.state.ids.next("member-totp");
    member.totp_registration_id.clone_from(&registration_id);
    let secrets = member.secrets_mut();
    secrets.totp_secret = secret;
    secrets.pending_totp_id = None;
    secrets.recovery_codes.clone_from(&codes);
    context.state.members.replace(member.clone());
    answer(&context, &member, json!({"totp_registration_id": registration_id, "recovery_codes": codes}))
}

pub(super) fn recovery_codes(context: Context<'_>) -> Result<Outcome, ApiError> {
    let member = member(&context)?;
    let codes = member.secrets.as_ref().map(|secrets| secrets.recovery_codes.clone()).unwrap_or_default();
    if codes.is_empty() {
        return Err(no_recovery_codes());
    }
    answer(&context, &member, json!({"recovery_codes": codes}))
}

pub(super) fn rotate_recovery_codes(context: Context<'_>) -> Result<Outcome, ApiError> {
    let mut member = member(&context)?;
    if member.secrets_mut().recovery_codes.is_empty() {
        return Err(no_recovery_codes());
    }
    let codes = new_recovery_codes(&context.state.ids.token("recovery-codes"));
    member.secrets_mut().recovery_codes.clone_from(&codes);
    context.state.members.replace(member.clone());
    answer(&context, &member, json!({"recovery_codes": codes}))
}

pub(super) fn recover(mut context: Context<'_>) -> Result<Outcome, ApiError> {
    let mut member = member(&context)?;
    login::check_own_session(&context, &member.member_id)?;
    let given = context.required("recovery_code");
    let codes = &mut member.secrets_mut().recovery_codes;
    if codes.is_empty() {
        return Err(no_recovery_codes());
    }
    let Some(position) = codes.iter().position(|code| code == given) else {
        return Err(ApiError::unauthorized(
            "unable_to_authenticate_recovery_code",
            "The recovery code is wrong or has been used.",
        ));
    };
    login::check_request(&context, &member.member_id)?;
    let codes = &mut member.secrets_mut().recovery_codes;
    codes.remove(position);
    let remaining = codes.len();
    context.state.members.replace(member.clone());
    let details = json!({"totp_recovery_code_id": member.totp_registration_id});
    let proof = Proof::with_details("recovery_codes", "recovery_code", "recovery_code_factor", details, context.now);
    let mut answer = login::finish(&mut context, &member.member_id, proof)?;
    answer.insert("recovery_codes_remaining".to_owned(), json!(remaining));
    Ok(Value::Object(answer).into())
}

/// Enrolls the member where the organization requires it, and does what `set_mfa_enrollment` and `set_default_mfa` say.
pub(super) fn set_enrollment(context: &Context<'_>, member: &mut Member, method: &str) {
    let organization = context.state.organizations.find(&member.organization_id);
    if organization.is_some_and(|organization| organization.mfa_policy == "REQUIRED_FOR_ALL") {
        member.mfa_enrolled = true;
    }
    match context.text("set_mfa_enrollment") {
        Some("enroll") => member.mfa_enrolled = true,
        Some("unenroll") => member.mfa_enrolled = false,
        _ => {}
    }
    if context.body.get("set_default_mfa") == Some(&Value::Bool(true)) || member.default_mfa_method.is_empty() {
        method.clone_into(&mut member.default_mfa_method);
    }
}

fn member(context: &Context<'_>) -> Result<Member, ApiError> {
    let organization = context.organization()?;
    let in_path = Some(context.path("member_id")).filter(|id| !id.is_empty());
    let key = in_path.unwrap_or_else(|| context.required("member_id"));
    members::find(context.state, organization, key).cloned()
}

/// The fields, with the member and its organization.
fn answer(context: &Context<'_>, member: &Member, mut fields: Value) -> Result<Outcome, ApiError> {
    fields["member_id"] = json!(member.member_id);
    fields["member"] = json!(member);
    fields["organization"] = json!(context.organization()?);
    Ok(fields.into())
}

fn no_recovery_codes() -> ApiError {
    ApiError::not_found("recovery_codes_not_found", "The member has no recovery codes.")
}

fn new_recovery_codes(token: &str) -> Vec<String> {
    let letters: Vec<char> =
        token.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect();
    let part = |position: usize| -> String {
        (0..4).map(|offset| letters[(position * 3 + offset) % letters.len().max(1)]).collect()
    };
    (0..RECOVERY_CODES)
        .map(|number| format!("{}-{}-{number:02}{}", part(number), part(number + 5), &part(number + 11)[..2]))
        .collect()
}
