//! Replaces the bearer token of a SCIM connection without an interruption.

use std::error::Error;
use std::io::Write;

use stytch_b2b::Client;
use stytch_b2b::types::ScimConnectionCreateRequest;
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
    let connections = client.scim().connection();

    let request = ScimConnectionCreateRequest::new().display_name("Okta directory").identity_provider("okta");
    let created = connections.create(&organization_id, request).await?.connection.ok_or("no connection was created")?;
    // `bearer_token` is shown this once. It is a secret: only `expose` gives its text.
    writeln!(out, "token of the connection: {:?}", created.bearer_token)?;

    let started = connections.rotate_start(&organization_id, &created.connection_id).await?;
    let rotating = started.connection.ok_or("the connection is gone")?;
    let is_new = rotating.next_bearer_token.expose() != created.bearer_token.expose();
    writeln!(out, "both tokens work, the next one is new: {is_new}")?;

    // Now the new token is entered at the identity provider. Had that failed: `rotate_cancel`.
    let completed = connections.rotate_complete(&organization_id, &created.connection_id).await?;
    let rotated = completed.connection.ok_or("the connection is gone")?;
    let is_the_new_one = rotating.next_bearer_token.expose().ends_with(&rotated.bearer_token_last_four);
    writeln!(out, "only the new token works: {is_the_new_one}")?;
    Ok(())
}
