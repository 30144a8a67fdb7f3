use std::error::Error;

use futures::TryStreamExt;
use stytch_b2b::Client;
use stytch_b2b::types::OrganizationsMembersSearchRequest;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::from_env()?;
    let organization_id = std::env::args().nth(1).ok_or("an organization is needed")?;
    for email_address in run(&client, &organization_id).await? {
        println!("{email_address}");
    }
    Ok(())
}

/// The addresses of all members of an organization.
pub async fn run(client: &Client, organization_id: &str) -> Result<Vec<String>, stytch_b2b::Error> {
    let request = OrganizationsMembersSearchRequest::new([organization_id]);
    let members = client.organizations().members().search(request).stream();
    members.map_ok(|member| member.email_address).try_collect().await
}
