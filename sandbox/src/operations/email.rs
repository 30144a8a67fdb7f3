//! What magic links, email codes and password resets have in common: an address, a member, a message.

use super::login::provisioning_obstacle;
use super::members::{self, is_email};
use super::{Context, login};
use crate::error::ApiError;
use crate::redirect;
use crate::state::{Member, Message, Ticket, TicketKind, Unusable};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use serde_json::json;
use std::time::Duration;

const DEFAULT_REDIRECT: &str = "http://localhost:3000/authenticate";

/// A token that is about to be sent.
pub(super) struct Letter<'a> {
    pub(super) kind: TicketKind,
    /// What the message is called when it is looked for.
    pub(super) name: &'a str,
    /// The value of `stytch_token_type` in the link.
    pub(super) token_type: &'a str,
    pub(super) redirect: Option<&'a str>,
    pub(super) lifetime: Duration,
    pub(super) code_challenge: Option<&'a str>,
}

/// The email address of the request, if it is one.
pub(super) fn address<'a>(context: &Context<'a>) -> Result<&'a str, ApiError> {
    let email = context.required("email_address");
    if is_email(email) {
        Ok(email)
    } else {
        Err(ApiError::bad_request("invalid_email", "The field email_address is not an email address."))
    }
}

/// The organization's member with the request's email address; made when the organization takes new ones. Also says
/// whether it was made.
pub(super) fn member_or_new(context: &mut Context<'_>) -> Result<(Member, bool), ApiError> {
    let email = address(context)?;
    let organization = context.organization()?;
    if let Some(member) = context.state.members.find_by_email(&organization.organization_id, email) {
        return Ok((member.clone(), false));
    }
    match provisioning_obstacle(organization, email) {
        Some(obstacle) => Err(obstacle),
        None => {
            let organization_id = organization.organization_id.clone();
            let request = json!({"email_address": email, "create_member_as_pending": true});
            let fields = request.as_object().cloned().unwrap_or_default();
            Ok((members::add(context.state, &organization_id, &fields, context.now)?, true))
        }
    }
}

/// The organization's member with the request's email address.
pub(super) fn member(context: &Context<'_>) -> Result<Member, ApiError> {
    let organization = context.organization()?;
    let member = context.state.members.find_by_email(&organization.organization_id, address(context)?);
    member.cloned().ok_or_else(members::not_found)
}

/// Sends a link with a new token to a member, or to an address that may be of no member yet.
pub(super) fn send_link(context: &mut Context<'_>, member: Option<&Member>, email: &str, letter: &Letter<'_>) {
    let token = context.state.ids.token("link-token");
    let ticket = Ticket {
        kind: letter.kind,
        email_address: email.to_owned(),
        member_id: member.map(|member| member.member_id.clone()),
        provider: String::new(),
        expires_at: context.now.plus(letter.lifetime),
        code_challenge: letter.code_challenge.map(str::to_owned),
    };
    context.state.tickets.issue(token.clone(), ticket);
    let mut redirect = letter.redirect.unwrap_or(DEFAULT_REDIRECT).to_owned();
    // Its token is of the same type as that of a discovery's link.
    if matches!(letter.kind, TicketKind::DiscoveryPasswordReset) {
        redirect = redirect::with_parameters(&redirect, "stytch_redirect_type=reset_password");
    }
    let link = (redirect.as_str(), letter.token_type, token.as_str());
    let organization_id = member.map(|member| member.organization_id.as_str());
    context.state.messages.send(Message::link(email, letter.name, organization_id, link, context.now));
}

/// How many minutes the request gives the message, or else `default`.
pub(super) fn lifetime(context: &Context<'_>, field: &str, default: u64) -> Duration {
    let minutes = context.body.get(field).and_then(serde_json::Value::as_u64).filter(|minutes| *minutes > 0);
    Duration::from_secs(minutes.unwrap_or(default).saturating_mul(60))
}

/// What the token in the field `token` was sent for; the PKCE verifier is in the field `verifier`. A token can be
/// used once.
pub(super) fn use_ticket(
    context: &mut Context<'_>,
    kind: TicketKind,
    token: &str,
    verifier: &str,
) -> Result<Ticket, ApiError> {
    let (token, verifier) = (context.required(token), context.text(verifier));
    let ticket = context.state.tickets.look_up(token, kind, context.now).map_err(|why| refusal(kind, why))?.clone();
    check_pkce(&ticket, verifier)?;
    if let Some(member_id) = &ticket.member_id {
        login::check_request(context, member_id)?;
    }
    context.state.tickets.spend(token);
    Ok(ticket)
}

fn check_pkce(ticket: &Ticket, verifier: Option<&str>) -> Result<(), ApiError> {
    match (&ticket.code_challenge, verifier) {
        (None, None) => Ok(()),
        (None, Some(_)) => {
            let message = "A PKCE code verifier was given, but the flow began without a challenge.";
            Err(ApiError::bad_request("pkce_did_not_expect_code_verifier", message))
        }
        (Some(_), None) => {
            Err(ApiError::bad_request("pkce_expected_code_verifier", "The PKCE code verifier is missing."))
        }
        (Some(challenge), Some(verifier)) => {
            let computed = URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()));
            if computed == challenge.trim_end_matches('=') {
                Ok(())
            } else {
                Err(ApiError::bad_request("pkce_mismatch", "The PKCE code verifier does not fit the challenge."))
            }
        }
    }
}

fn refusal(kind: TicketKind, why: Unusable) -> ApiError {
    use TicketKind::{
        DiscoveryMagicLink, DiscoveryOAuth, DiscoveryPasswordReset, Impersonation, MagicLink, OAuth, PasswordReset, Sso,
    };
    let (unknown, spent) = match kind {
        MagicLink | DiscoveryMagicLink => ("magic_link_not_found", "unable_to_auth_magic_link"),
        PasswordReset | DiscoveryPasswordReset => {
            ("unable_to_auth_password_reset_token", "unable_to_auth_password_reset_token")
        }
        OAuth | DiscoveryOAuth => ("oauth_token_not_found", "oauth_token_not_found"),
        Sso => ("sso_token_not_found", "sso_token_not_found"),
        Impersonation => ("unable_to_auth_impersonation_token", "unable_to_auth_impersonation_token"),
    };
    let error_type = if why == Unusable::Unknown { unknown } else { spent };
    let status = if error_type.ends_with("not_found") { 404 } else { 401 };
    let message = match why {
        Unusable::Unknown => "The sandbox has not handed out this token for this.",
        Unusable::Spent => "The token has been used or has expired.",
    };
    ApiError::new(status, error_type, message)
}
