use std::error::Error;

use stytch::b2b::client::Client;
use stytch::b2b::{magic_links, magic_links_email, sessions};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::new(&std::env::var("STYTCH_PROJECT_ID")?, &std::env::var("STYTCH_SECRET")?)?;
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    println!("{}", run(&client, &arguments).await?);
    Ok(())
}

/// `send` mails a link, `log-in` makes a session of its token, `check` says whose a session is.
pub async fn run(client: &Client, arguments: &[&str]) -> Result<String, Box<dyn Error>> {
    match *arguments {
        ["send", organization_id, email_address] => {
            let request = magic_links_email::LoginOrSignupRequest {
                organization_id: organization_id.to_owned(),
                email_address: email_address.to_owned(),
                login_redirect_url: Some("https://app.example/login".to_owned()),
                ..Default::default()
            };
            let sent = client.magic_links.email.login_or_signup(request).await?;
            Ok(format!("link sent, new member: {}", sent.member_created))
        }
        ["log-in", token] => {
            let request = magic_links::AuthenticateRequest {
                magic_links_token: token.to_owned(),
                session_duration_minutes: Some(60),
                ..Default::default()
            };
            let login = client.magic_links.authenticate(request).await?;
            if !login.member_authenticated {
                return Err("a second factor is needed".into());
            }
            Ok(login.session_token)
        }
        ["check", session_token] => {
            let request =
                sessions::AuthenticateRequest { session_token: Some(session_token.to_owned()), ..Default::default() };
            match client.sessions.authenticate(request).await {
                Ok(checked) => Ok(checked.member.email_address),
                Err(stytch::Error::Response(error)) if error.error_type == "session_not_found" => {
                    Ok("nobody".to_owned())
                }
                Err(error) => Err(error.into()),
            }
        }
        _ => Err("send ORGANIZATION EMAIL_ADDRESS, log-in TOKEN or check SESSION_TOKEN".into()),
    }
}
