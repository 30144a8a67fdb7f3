use somebody_elses_project::log_in;
use stytch_b2b::Client;
use stytch_b2b::types::MagicLinksEmailLoginOrSignupRequest;
use stytch_b2b_sandbox::Sandbox;

#[tokio::test]
async fn a_member_logs_in() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::builder().start().await?;
    let organization = sandbox.add_organization("Acme")?;
    sandbox.add_member(&organization, "ada@acme.example")?;
    let client = Client::builder(sandbox.project_id(), sandbox.secret()).base_url(sandbox.base_url()).build()?;
    let invitation = MagicLinksEmailLoginOrSignupRequest::new(organization, "ada@acme.example");
    client.magic_links().email().login_or_signup(invitation).await?;
    let message = sandbox.last_message_to("ada@acme.example").ok_or("no mail was sent")?;
    let token = message.token.ok_or("the mail has no link")?;
    assert_eq!(log_in(&client, &token).await?.as_deref(), Some("ada@acme.example"));
    // It is good for one login.
    assert!(log_in(&client, &token).await.is_err());
    Ok(())
}
