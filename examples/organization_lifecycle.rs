//! Creates an organization and a member, changes them, and deletes them.

use std::error::Error;
use std::io::Write;

use stytch_b2b::Client;
use stytch_b2b::types::{
    OrganizationsCreateRequest, OrganizationsMembersCreateRequest, OrganizationsMembersUpdateRequest,
    OrganizationsUpdateRequest,
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

    let organizations = client.organizations();
    let request = OrganizationsCreateRequest::new("Acme Co")
        .organization_slug("acme-co")
        .email_allowed_domains(["acme.example"])
        .trusted_metadata([("plan", "pro")]);
    let created = organizations.create(request).await?.organization;
    writeln!(out, "created: {} ({})", created.organization_name, created.organization_slug)?;

    // An empty list clears the field; a field that is left out stays as it is.
    let request = OrganizationsUpdateRequest::new().email_allowed_domains(Vec::<String>::new());
    let updated = organizations.update(&created.organization_id, request).await?.organization;
    writeln!(out, "allowed domains: {:?}, slug: {}", updated.email_allowed_domains, updated.organization_slug)?;

    let members = organizations.members();
    let request = OrganizationsMembersCreateRequest::new("ada@acme.example").name("Ada Lovelace");
    let member = members.create(&created.organization_id, request).await?;
    let request = OrganizationsMembersUpdateRequest::new().name("Ada King");
    let renamed = members.update(&created.organization_id, &member.member_id, request).await?.member;
    writeln!(out, "member: {} <{}>, {}", renamed.name, renamed.email_address, renamed.status)?;

    members.delete(&created.organization_id, &member.member_id).await?;
    organizations.delete(&created.organization_id).await?;
    match organizations.get(&created.organization_id).await {
        Ok(_) => writeln!(out, "still there")?,
        Err(error) if error.is_not_found() => writeln!(out, "gone: {}", error.error_type().unwrap_or_default())?,
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
