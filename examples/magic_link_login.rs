//! Logs a member in by a link in an email, checks the session as every request would, and logs out.

use std::error::Error;
use std::io::Write;

use stytch_b2b::Client;
use stytch_b2b::types::{
    MagicLinksAuthenticateRequest, MagicLinksEmailLoginOrSignupRequest, SessionsAuthenticateRequest,
    SessionsRevokeRequest,
};
use stytch_b2b_sandbox::Sandbox;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    run(&mut std::io::stdout()).await
}

/// The whole program, but for where its output goes.
pub async fn run(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    // Against the real API: `Client::from_env()?`, and nothing of the sandbox.
    let sandbox = Sandbox::builder().start().await?;
    let client = Client::builder(sandbox.project_id(), sandbox.secret()).base_url(sandbox.base_url()).build()?;

    let organization_id = sandbox.add_organization("Acme Co")?;
    sandbox.add_member(&organization_id, "ada@acme.example")?;

    // The login page sends the link.
    let request = MagicLinksEmailLoginOrSignupRequest::new(organization_id, "ada@acme.example")
        .login_redirect_url("https://app.example/login");
    let sent = client.magic_links().email().login_or_signup(request).await?;
    writeln!(out, "link sent, new member: {}", sent.member_created)?;

    // The link leads to the redirect URL, with the token in its query. Here it is read from the sandbox's mail.
    let mail = sandbox.last_message_to("ada@acme.example").ok_or("no mail was sent")?;
    let token = mail.token.ok_or("the mail has no token")?;
    let request = MagicLinksAuthenticateRequest::new(token).session_duration_minutes(60);
    let login = client.magic_links().authenticate(request).await?;
    if !login.member_authenticated {
        // An organization may ask for a second factor: `login.intermediate_session_token` goes on from here.
        return Err("a second factor is needed".into());
    }
    writeln!(out, "logged in: {}", login.member.email_address)?;

    // Every request to the application brings the session token and has it checked.
    let check = || SessionsAuthenticateRequest::new().session_token(&login.session_token);
    let checked = client.sessions().authenticate(check()).await?;
    writeln!(out, "session of: {}", checked.member.email_address)?;

    let request = SessionsRevokeRequest::new().session_token(&login.session_token);
    client.sessions().revoke(request).await?;
    match client.sessions().authenticate(check()).await {
        Ok(_) => writeln!(out, "still logged in")?,
        Err(error) if error.is_session_over() => writeln!(out, "logged out")?,
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
