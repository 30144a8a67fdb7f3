//! Searches the members of an organization, as a stream.

use std::error::Error;
use std::io::Write;

use futures::TryStreamExt;
use stytch_b2b::types::OrganizationsMembersSearchRequest;
use stytch_b2b::{Client, MemberFilter};
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
    for number in 1..=25 {
        sandbox.add_member(&organization_id, format!("member-{number:02}@acme.example").as_str())?;
    }
    sandbox.add_member(&organization_id, "guest@elsewhere.example")?;

    // Ten to a page, to show that the stream goes on over pages; without a limit pages are as large as can be.
    let request = OrganizationsMembersSearchRequest::new([organization_id])
        .limit(10)
        .matching([MemberFilter::EmailFuzzy("acme.example".into()), MemberFilter::Statuses(vec!["active".into()])]);
    let mut members = client.organizations().members().search(request).stream();
    let mut count = 0;
    while let Some(member) = members.try_next().await? {
        count += 1;
        if count <= 3 {
            writeln!(out, "{} {}", member.email_address, member.status)?;
        }
    }
    writeln!(out, "{count} members in {} pages", sandbox.request_count())?;
    Ok(())
}
