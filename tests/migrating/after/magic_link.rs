use std::error::Error;

use stytch_b2b::types::{
    MagicLinksAuthenticateRequest, MagicLinksEmailLoginOrSignupRequest, SessionsAuthenticateRequest,
};
use stytch_b2b::{Client, NextStep};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::from_env()?;
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    println!("{}", run(&client, &arguments).await?);
    Ok(())
}

/// `send` mails a link, `log-in` makes a session of its token, `check` says whose a session is.
pub async fn run(client: &Client, arguments: &[&str]) -> Result<String, Box<dyn Error>> {
    match *arguments {
        ["send", organization_id, email_address] => {
            let request = MagicLinksEmailLoginOrSignupRequest::new(organization_id, email_address)
                .login_redirect_url("https://app.example/login");
            let sent = client.magic_links().email().login_or_signup(request).await?;
            Ok(format!("link sent, new member: {}", sent.member_created))
        }
        ["log-in", token] => {
            let request = MagicLinksAuthenticateRequest::new(token).session_duration_minutes(60);
            match client.magic_links().authenticate(request).await?.next_step() {
                NextStep::LoggedIn { session_token, .. } => Ok(session_token.expose().to_owned()),
                _ => Err("a second factor is needed".into()),
            }
        }
        ["check", session_token] => {
            let request = SessionsAuthenticateRequest::new().session_token(session_token);
            match client.sessions().authenticate(request).await {
                Ok(checked) => Ok(checked.member.email_address),
                Err(error) if error.is_session_over() => Ok("nobody".to_owned()),
                Err(error) => Err(error.into()),
            }
        }
        _ => Err("send ORGANIZATION EMAIL_ADDRESS, log-in TOKEN or check SESSION_TOKEN".into()),
    }
}
