use std::error::Error;

use stytch::b2b::client::Client;
use stytch::b2b::organizations_members::SearchRequest;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::new(&std::env::var("STYTCH_PROJECT_ID")?, &std::env::var("STYTCH_SECRET")?)?;
    let organization_id = std::env::args().nth(1).ok_or("an organization is needed")?;
    for email_address in run(&client, &organization_id).await? {
        println!("{email_address}");
    }
    Ok(())
}

/// The addresses of all members of an organization.
pub async fn run(client: &Client, organization_id: &str) -> stytch::Result<Vec<String>> {
    let (mut email_addresses, mut cursor) = (Vec::new(), None);
    loop {
        let request = SearchRequest {
            organization_ids: vec![organization_id.to_owned()],
            cursor,
            limit: Some(1000),
            ..Default::default()
        };
        let page = client.organizations.members.search(request).await?;
        email_addresses.extend(page.members.into_iter().map(|member| member.email_address));
        cursor = page.results_metadata.next_cursor.filter(|cursor| !cursor.is_empty());
        if cursor.is_none() {
            return Ok(email_addresses);
        }
    }
}
