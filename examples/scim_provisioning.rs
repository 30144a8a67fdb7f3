//! Pushes users and groups into a SCIM connection as an identity provider does, and reads them back through the API.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::Write;

use futures::{StreamExt, TryStreamExt, stream};
use indicatif::{ProgressBar, ProgressStyle};
use stytch_b2b::types::{OrganizationsMembersSearchRequest, ScimConnectionCreateRequest};
use stytch_b2b::{Client, scim2};
use stytch_b2b_sandbox::Sandbox;

const USERS: usize = 200;
const GROUPS: usize = 20;
/// Requests under way at once.
const AT_ONCE: usize = 8;

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

    // The customer enters these two at the identity provider.
    let request = ScimConnectionCreateRequest::new().display_name("Directory").identity_provider("generic");
    let created = client.scim().connection().create(&organization_id, request).await?;
    let connection = created.connection.ok_or("no connection was created")?;
    push(&scim2::Client::new(connection.base_url, connection.bearer_token)?, out).await?;

    // The same directory, as the application sees it.
    let search = OrganizationsMembersSearchRequest::new([organization_id.as_str()]);
    let members: Vec<_> = client.organizations().members().search(search).stream().try_collect().await?;
    let connections = client.scim().connection();
    let groups: Vec<_> =
        connections.get_groups(&organization_id, &connection.connection_id).stream().try_collect().await?;
    writeln!(out, "{} members and {} groups in the application", members.len(), groups.len())?;
    Ok(())
}

/// What an identity provider does.
async fn push(provider: &scim2::Client, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let style = ProgressStyle::with_template("{msg} {bar:30} {pos}/{len} {per_sec} {eta}")?;
    let progress = ProgressBar::new((USERS + GROUPS) as u64).with_style(style).with_message("pushing");

    let users: BTreeMap<usize, String> = stream::iter(0..USERS)
        .map(|number| async move {
            let mut user = scim2::User::new(format!("person-{number}@acme.example"));
            user.display_name = Some(format!("Person {number}"));
            user.emails.push(scim2::MultiValue::new(format!("person-{number}@acme.example")));
            Ok::<_, Box<dyn Error>>((number, provider.users().create(&user).await?.id.ok_or("a user without an id")?))
        })
        .buffer_unordered(AT_ONCE)
        .inspect(|_| progress.inc(1))
        .try_collect()
        .await?;

    let users = &users;
    stream::iter(0..GROUPS)
        .map(|number| async move {
            let mut group = scim2::Group::new(format!("Acme Co|Balancer|Role {number}"));
            let members = users.iter().filter(|(user, _)| *user % GROUPS == number);
            group.members = members.map(|(_, id)| scim2::GroupMember::new(id)).collect();
            provider.groups().create(&group).await.map(drop)
        })
        .buffer_unordered(AT_ONCE)
        .inspect(|_| progress.inc(1))
        .try_collect::<()>()
        .await?;
    progress.finish_and_clear();

    let filter = scim2::Filter::display_name("Acme Co|Balancer|Role 7");
    let mut found = provider.groups().list().filter(filter).stream();
    while let Some(group) = found.try_next().await? {
        writeln!(out, "{}: {} members", group.display_name.unwrap_or_default(), group.members.len())?;
    }
    Ok(())
}
