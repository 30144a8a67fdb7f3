//! Logins that someone else vouches for: `oauth`, `sso` and `impersonation`. Their tokens are handed out by
//! the sandbox's pages and its control API, in the place of the provider that the sandbox does not talk to.

use super::email::use_ticket;
use super::factors::Proof;
use super::login;
use super::{Context, discovery};
use crate::answer::Outcome;
use crate::error::ApiError;
use crate::identifier::email_id;
use crate::state::{Ticket, TicketKind};
use serde_json::{Value, json};

pub(super) fn oauth_authenticate(mut context: Context<'_>) -> Result<Outcome, ApiError> {
    let ticket = use_ticket(&mut context, TicketKind::OAuth, "oauth_token", "pkce_code_verifier")?;
    let proof = oauth_proof(&context, &ticket);
    let member_id = ticket.member_id.unwrap_or_default();
    let mut answer = login::finish(&mut context, &member_id, proof)?;
    answer.insert("provider_type".to_owned(), json!(provider_name(&ticket.provider)));
    answer.insert("provider_subject".to_owned(), json!(email_id(&ticket.email_address)));
    answer.insert("reset_sessions".to_owned(), json!(false));
    answer.insert(
        "provider_values".to_owned(),
        json!({"scopes": ["openid", "email"], "access_token": "sandbox-access-token"}),
    );
    Ok(Value::Object(answer).into())
}

pub(super) fn oauth_discovery_authenticate(mut context: Context<'_>) -> Result<Outcome, ApiError> {
    let ticket = use_ticket(&mut context, TicketKind::DiscoveryOAuth, "discovery_oauth_token", "pkce_code_verifier")?;
    let factor = oauth_proof(&context, &ticket).factor;
    let mut answer = discovery::begin(&mut context, &ticket.email_address, factor);
    answer.insert("provider_type".to_owned(), json!(provider_name(&ticket.provider)));
    answer.insert("provider_tenant_id".to_owned(), json!(""));
    answer.insert("provider_tenant_ids".to_owned(), json!([]));
    answer.insert("full_name".to_owned(), json!(""));
    Ok(Value::Object(answer).into())
}

pub(super) fn sso_authenticate(mut context: Context<'_>) -> Result<Outcome, ApiError> {
    let ticket = use_ticket(&mut context, TicketKind::Sso, "sso_token", "pkce_code_verifier")?;
    let (delivery, field) = if ticket.provider.starts_with("oidc") {
        ("sso_oidc", "oidc_sso_factor")
    } else {
        ("sso_saml", "saml_sso_factor")
    };
    let details = json!({"id": email_id(&ticket.email_address), "provider_id": ticket.provider, "external_id": ticket.email_address});
    let proof = Proof { proves_email: true, ..Proof::with_details("sso", delivery, field, details, context.now) };
    let member_id = ticket.member_id.unwrap_or_default();
    let mut answer = login::finish(&mut context, &member_id, proof)?;
    answer.insert("reset_session".to_owned(), json!(false));
    Ok(Value::Object(answer).into())
}

pub(super) fn impersonation_authenticate(mut context: Context<'_>) -> Result<Outcome, ApiError> {
    let ticket = use_ticket(&mut context, TicketKind::Impersonation, "impersonation_token", "pkce_code_verifier")?;
    let details = json!({"impersonator_id": "impersonator", "impersonator_email_address": "support@example.com"});
    let proof = Proof::with_details("impersonated", "impersonation", "impersonated_factor", details, context.now);
    let member_id = ticket.member_id.unwrap_or_default();
    let answer = login::finish(&mut context, &member_id, proof)?;
    Ok(Value::Object(answer).into())
}

fn oauth_proof(context: &Context<'_>, ticket: &Ticket) -> Proof {
    let provider = &ticket.provider;
    let details = json!({
        "id": email_id(&ticket.email_address).replace("email-", "oauth-member-"),
        "provider_subject": email_id(&ticket.email_address),
        "email_id": email_id(&ticket.email_address),
    });
    let (delivery, field) = (format!("oauth_{provider}"), format!("{provider}_oauth_factor"));
    Proof { proves_email: true, ..Proof::with_details("oauth", &delivery, &field, details, context.now) }
}

fn provider_name(provider: &str) -> String {
    let mut letters = provider.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
