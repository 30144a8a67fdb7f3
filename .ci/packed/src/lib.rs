//! Logs members in.

use stytch_b2b::types::MagicLinksAuthenticateRequest;
use stytch_b2b::{Client, Error, NextStep};

/// The address of the member who came with this token of a magic link, if no other factor is needed.
pub async fn log_in(client: &Client, token: &str) -> Result<Option<String>, Error> {
    let login = client.magic_links().authenticate(MagicLinksAuthenticateRequest::new(token)).await?;
    Ok(match login.next_step() {
        NextStep::LoggedIn { .. } => Some(login.member.email_address.clone()),
        _ => None,
    })
}
