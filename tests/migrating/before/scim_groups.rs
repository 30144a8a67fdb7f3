use std::error::Error;

use stytch::b2b::client::Client;
use stytch::b2b::scim_connection::{GetGroupsRequest, GetRequest};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::new(&std::env::var("STYTCH_PROJECT_ID")?, &std::env::var("STYTCH_SECRET")?)?;
    let organization_id = std::env::args().nth(1).ok_or("an organization is needed")?;
    for group_name in run(&client, &organization_id).await? {
        println!("{group_name}");
    }
    Ok(())
}

/// The names of all groups that an identity provider keeps for an organization.
pub async fn run(client: &Client, organization_id: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let request = GetRequest { organization_id: organization_id.to_owned() };
    let connection = client.scim.connection.get(request).await?.connection;
    let connection = connection.ok_or("the organization has no SCIM connection")?;

    let mut group_names = Vec::new();
    let mut cursor = None;
    loop {
        let request = GetGroupsRequest {
            organization_id: organization_id.to_owned(),
            connection_id: connection.connection_id.clone(),
            cursor,
            limit: Some(1000),
        };
        let page = client.scim.connection.get_groups(request).await?;
        group_names.extend(page.scim_groups.into_iter().map(|group| group.group_name));
        cursor = page.next_cursor.filter(|cursor| !cursor.is_empty());
        if cursor.is_none() {
            return Ok(group_names);
        }
    }
}
