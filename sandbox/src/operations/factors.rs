//! What a login has proved, and what an organization asks for on top.

use crate::clock::Timestamp;
use crate::state::{Member, Organization};
use serde_json::{Value, json};

/// What a member has just proved.
pub(super) struct Proof {
    pub(super) factor: Value,
    /// The factor proves that the email address is the member's.
    pub(super) proves_email: bool,
}

impl Proof {
    pub(super) fn email(kind: &str, email_id: String, email: &str, now: Timestamp) -> Self {
        let mut factor = factor(kind, "email", now);
        factor["email_factor"] = json!({"email_id": email_id, "email_address": email});
        Self { factor, proves_email: true }
    }

    pub(super) fn password(now: Timestamp) -> Self {
        Self { factor: factor("password", "knowledge", now), proves_email: false }
    }

    /// A factor with details of its own in the field `name`.
    pub(super) fn with_details(kind: &str, delivery: &str, name: &str, details: Value, now: Timestamp) -> Self {
        let mut factor = factor(kind, delivery, now);
        factor[name] = details;
        Self { factor, proves_email: false }
    }
}

/// What someone who has proved these would still have to show: the first factor or the second, null where nothing is missing.
pub(super) fn missing(organization: &Organization, member: Option<&Member>, factors: &[Value]) -> (Value, Value) {
    match primary_required(organization, factors) {
        Value::Null => (Value::Null, second_factor_required(organization, member, factors)),
        primary => (primary, Value::Null),
    }
}

/// Null when one of the factors is of a way to log in that the organization allows.
pub(super) fn primary_required(organization: &Organization, factors: &[Value]) -> Value {
    let methods = &organization.allowed_auth_methods;
    let allowed = |factor: &Value| {
        let (kind, delivery) =
            (factor["type"].as_str().unwrap_or_default(), factor["delivery_method"].as_str().unwrap_or_default());
        let method = if kind == "oauth" { delivery.replace("oauth_", "") + "_oauth" } else { kind.to_owned() };
        methods.contains(&method)
    };
    if organization.auth_methods == "RESTRICTED" && !factors.iter().any(allowed) {
        return json!({"allowed_auth_methods": methods});
    }
    Value::Null
}

/// Null when no second factor is asked for, or there is one.
pub(super) fn second_factor_required(organization: &Organization, member: Option<&Member>, factors: &[Value]) -> Value {
    let is_second = |factor: &Value| matches!(factor["type"].as_str(), Some("otp" | "totp" | "recovery_codes"));
    let asked_for = organization.mfa_policy == "REQUIRED_FOR_ALL" || member.is_some_and(|member| member.mfa_enrolled);
    if !asked_for || factors.iter().any(is_second) {
        return Value::Null;
    }
    json!({
        "member_options": {
            "mfa_phone_number": member.map_or("", |member| &member.mfa_phone_number),
            "totp_registration_id": member.map_or("", |member| &member.totp_registration_id),
        },
        "secondary_auth_initiated": null,
    })
}

fn factor(kind: &str, delivery: &str, now: Timestamp) -> Value {
    json!({
        "type": kind,
        "delivery_method": delivery,
        "last_authenticated_at": now,
        "created_at": now,
        "updated_at": now,
    })
}
