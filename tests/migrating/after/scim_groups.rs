use std::error::Error;

use futures::TryStreamExt;
use stytch_b2b::Client;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::from_env()?;
    let organization_id = std::env::args().nth(1).ok_or("an organization is needed")?;
    for group_name in run(&client, &organization_id).await? {
        println!("{group_name}");
    }
    Ok(())
}

/// The names of all groups that an identity provider keeps for an organization.
pub async fn run(client: &Client, organization_id: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let connection = client.scim().connection().get(organization_id).await?.connection;
    let connection = connection.ok_or("the organization has no SCIM connection")?;

    let groups = client.scim().connection().get_groups(organization_id, &connection.connection_id).stream();
    Ok(groups.map_ok(|group| group.group_name).try_collect().await?)
}
