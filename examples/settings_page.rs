//! The settings page of a customer: everything with the permissions of the member who is logged in.
//!
//! No organization and no member is named: they follow from the session.

use std::error::Error;
use std::io::Write;

use futures::TryStreamExt;
use stytch_b2b::scope::MemberScope;
use stytch_b2b::types::{OrganizationsMembersUpdateRequest, OrganizationsUpdateRequest};
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

    let organization = sandbox.add_organization("Acme Co")?;
    let connection = sandbox.add_scim_connection(&organization)?;
    sandbox.add_scim_groups(&connection, 3)?;
    let admin = MemberSeed::new("admin@acme.example").name("Ada Admin").roles(["stytch_admin"]);
    let members =
        [sandbox.add_member(&organization, admin)?, sandbox.add_member(&organization, "member@acme.example")?];

    for member in members {
        // In an application the token comes from the login, or with the request.
        let credential = MemberCredential::session_token(sandbox.add_member_session(&member)?.session_token);
        // The one place where the session is checked.
        let scope = client.as_member(&credential).await?;
        show(out, &scope).await?;
        rename(out, &scope).await?;
        scope.sessions().revoke().await?;
        let again = client.as_member(&credential).await;
        writeln!(out, "logged out: {}\n", again.is_err_and(|error| error.is_session_over()))?;
    }
    Ok(())
}

/// What the page shows, which depends on what the member may do.
async fn show(out: &mut impl Write, scope: &MemberScope) -> Result<(), Box<dyn Error>> {
    let organization = scope.organization().get().await?.organization;
    let member = scope.member().get().await?.member;
    writeln!(out, "{} of {}", member.email_address, organization.organization_name)?;
    let menu = scope.permissions().await?;
    for (entry, resource, action) in [
        ("Rename the organization", "stytch.organization", "update.info.name"),
        ("Colleagues", "stytch.member", "search"),
        ("Directory", "stytch.scim", "get"),
    ] {
        writeln!(out, "{} {entry}", if menu.allows(resource, action) { "[x]" } else { "[ ]" })?;
    }
    if menu.allows("stytch.member", "search") {
        let colleagues: Vec<_> = scope.members().search().stream().try_collect().await?;
        writeln!(out, "{} colleagues", colleagues.len())?;
    }
    if menu.allows("stytch.scim", "get")
        && let Some(connection) = scope.scim().connection().current().await?
    {
        let groups: Vec<_> = connection.get_groups().stream().try_collect().await?;
        writeln!(out, "{} groups of the directory {}", groups.len(), connection.details().display_name)?;
    }
    Ok(())
}

/// What the page changes. The API decides whether the member may.
async fn rename(out: &mut impl Write, scope: &MemberScope) -> Result<(), Box<dyn Error>> {
    let own_name = OrganizationsMembersUpdateRequest::new().name("Grace Hopper");
    writeln!(out, "my name is {}", scope.member().update(own_name).await?.member.name)?;
    let name = OrganizationsUpdateRequest::new().organization_name("Acme");
    match scope.organization().update(name).await {
        Ok(updated) => writeln!(out, "renamed to {}", updated.organization.organization_name)?,
        Err(error) if error.is_forbidden() => writeln!(out, "not renamed: {}", error.error_type().unwrap_or_default())?,
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
