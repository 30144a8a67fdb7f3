//! Makes calls with the permissions of a logged-in member.

use std::error::Error;
use std::io::Write;

use stytch_b2b::types::OrganizationsUpdateRequest;
use stytch_b2b::{Client, MemberCredential};
use stytch_b2b_sandbox::{MemberSeed, Sandbox};

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
    let admin = sandbox.add_member(&organization_id, MemberSeed::new("admin@acme.example").roles(["stytch_admin"]))?;
    let member = sandbox.add_member(&organization_id, "member@acme.example")?;

    for (name, member_id) in [("admin", admin), ("member", member)] {
        // In an application the token comes from the login, or with the request.
        let session = MemberCredential::session_token(sandbox.add_member_session(&member_id)?.session_token);
        let request = OrganizationsUpdateRequest::new().organization_name(format!("Renamed by {name}"));
        match client.organizations().update(&organization_id, request).member_session(&session).await {
            Ok(updated) => writeln!(out, "{name}: {}", updated.organization.organization_name)?,
            Err(error) if error.is_forbidden() => writeln!(out, "{name}: not allowed")?,
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
