//! Sets up single sign-on for an organization: a SAML connection, and what the identity provider needs.

use std::error::Error;
use std::io::Write;

use stytch_b2b::Client;
use stytch_b2b::types::{SsoSamlCreateConnectionRequest, SsoSamlUpdateConnectionRequest};
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

    let request = SsoSamlCreateConnectionRequest::new().display_name("Okta").identity_provider("okta");
    let created = client.sso().saml().create_connection(&organization_id, request).await?;
    let connection = created.connection.ok_or("no connection was created")?;
    writeln!(out, "created: {} ({})", connection.display_name, connection.status)?;

    // These two are entered at the identity provider, which shows its own in return.
    let is_ready = !connection.acs_url.is_empty() && !connection.audience_uri.is_empty();
    writeln!(out, "the identity provider can be set up: {is_ready}")?;
    let request = SsoSamlUpdateConnectionRequest::new()
        .idp_entity_id("https://idp.example/entity")
        .idp_sso_url("https://idp.example/sso")
        .attribute_mapping([("email", "NameID"), ("full_name", "name")]);
    let updated = client.sso().saml().update_connection(&organization_id, &connection.connection_id, request).await?;
    let connection = updated.connection.ok_or("the connection is gone")?;
    writeln!(out, "identity provider: {}", connection.idp_sso_url)?;

    let connections = client.sso().get_connections(&organization_id).await?;
    writeln!(out, "SAML connections: {}", connections.saml_connections.len())?;
    client.sso().delete_connection(&organization_id, &connection.connection_id).await?;
    let connections = client.sso().get_connections(&organization_id).await?;
    writeln!(out, "after deletion: {}", connections.saml_connections.len())?;
    Ok(())
}
