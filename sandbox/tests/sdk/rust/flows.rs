//! The official Rust SDK, unchanged, against the sandbox: one function per flow.
//!
//! It sends whatever is not set as `null`, and a body with every `GET`.

use std::error::Error;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use stytch::b2b::client::Client;
use stytch::b2b::{
    discovery_intermediate_sessions, discovery_organizations, magic_links, magic_links_discovery, magic_links_email,
    magic_links_email_discovery, organizations, organizations_members, otp_email, passwords, passwords_email,
    recovery_codes, scim_connection, sessions, totps,
};
use stytch::client::Vertical;
use stytch::consumer::{m2m, m2m_clients};

type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

struct Sandbox {
    client: Client,
    base_url: reqwest::Url,
    http: reqwest::Client,
}

impl Sandbox {
    fn from_env() -> Result<Self> {
        let base_url: reqwest::Url = std::env::var("STYTCH_BASE_URL")?.parse()?;
        let (project_id, secret) = (std::env::var("STYTCH_PROJECT_ID")?, std::env::var("STYTCH_SECRET")?);
        let connect =
            || stytch::client::Client::new_with_base_url(&project_id, &secret, base_url.clone(), Vertical::B2B);
        let client = Client::new_with_http_client(connect()?, connect()?);
        Ok(Self { client, base_url, http: reqwest::Client::new() })
    }

    async fn issue_session(&self, member_id: &str) -> Result<Value> {
        let url = self.base_url.join("/sandbox/sessions")?;
        let request = self.http.post(url).json(&json!({ "member_id": member_id }));
        Ok(request.send().await?.error_for_status()?.json().await?)
    }

    /// What the last message to an address carries: its `token` or its `code`.
    async fn last_message(&self, address: &str, field: &str) -> Result<String> {
        let url = self.base_url.join("/sandbox/messages")?;
        let answer: Value = self.http.get(url).query(&[("to", address)]).send().await?.json().await?;
        let last = answer["messages"].as_array().and_then(|messages| messages.last()).ok_or("no message")?;
        Ok(last[field].as_str().ok_or("no such field in the message")?.to_owned())
    }

    async fn new_organization(&self, slug: &str) -> Result<String> {
        let request = organizations::CreateRequest {
            organization_name: slug.to_owned(),
            organization_slug: Some(slug.to_owned()),
            ..Default::default()
        };
        Ok(self.client.organizations.create(request).await?.organization.organization_id)
    }

    async fn new_member(&self, organization_id: &str, email_address: &str) -> Result<String> {
        let request = organizations_members::CreateRequest {
            organization_id: organization_id.to_owned(),
            email_address: email_address.to_owned(),
            ..Default::default()
        };
        Ok(self.client.organizations.members.create(request).await?.member_id)
    }
}

fn refused<T>(error_type: &str, outcome: stytch::Result<T>) -> Result {
    match outcome {
        Err(stytch::Error::Response(error)) if error.error_type == error_type => Ok(()),
        Err(other) => Err(format!("refused with {other}, not {error_type}").into()),
        Ok(_) => Err(format!("not refused with {error_type}").into()),
    }
}

async fn organizations(sandbox: &Sandbox) -> Result {
    let organizations = &sandbox.client.organizations;
    let organization_id = sandbox.new_organization("rs-acme").await?;
    let by_slug = organizations.get(organizations::GetRequest { organization_id: "rs-acme".to_owned() }).await?;
    assert_eq!(by_slug.organization.organization_id, organization_id);
    let update = organizations::UpdateRequest {
        organization_id: organization_id.clone(),
        organization_name: Some("Acme & Sons".to_owned()),
        ..Default::default()
    };
    let updated = organizations.update(update).await?.organization;
    assert_eq!((updated.organization_name.as_str(), updated.organization_slug.as_str()), ("Acme & Sons", "rs-acme"));
    let query = organizations::SearchQuery {
        operator: organizations::SearchQueryOperator::AND,
        operands: vec![json!({ "filter_name": "organization_slugs", "filter_value": ["rs-acme"] })],
    };
    let found = organizations.search(organizations::SearchRequest { query: Some(query), ..Default::default() }).await?;
    assert_eq!(found.results_metadata.total, 1);
    let delete = organizations::DeleteRequest { organization_id: organization_id.clone() };
    organizations.delete(delete).await?;
    refused("organization_not_found", organizations.get(organizations::GetRequest { organization_id }).await)
}

async fn members(sandbox: &Sandbox) -> Result {
    let members = &sandbox.client.organizations.members;
    let organization_id = sandbox.new_organization("rs-members").await?;
    let mut ids = Vec::new();
    for number in 0..5 {
        ids.push(sandbox.new_member(&organization_id, &format!("m{number}@example.com")).await?);
    }
    let (mut pages, mut cursor) = (Vec::new(), None);
    loop {
        let request = organizations_members::SearchRequest {
            organization_ids: vec![organization_id.clone()],
            limit: Some(2),
            cursor,
            ..Default::default()
        };
        let page = members.search(request).await?;
        pages.push(page.members.into_iter().map(|member| member.member_id).collect::<Vec<_>>());
        cursor = page.results_metadata.next_cursor.filter(|cursor| !cursor.is_empty());
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(pages, [&ids[..2], &ids[2..4], &ids[4..]]);
    let member_id = ids.remove(0);
    let delete = organizations_members::DeleteRequest { organization_id: organization_id.clone(), member_id };
    members.delete(delete.clone()).await?;
    let reactivate = organizations_members::ReactivateRequest { organization_id, member_id: delete.member_id };
    assert_eq!(members.reactivate(reactivate).await?.member.status, "active");
    Ok(())
}

async fn magic_link(sandbox: &Sandbox) -> Result {
    let address = "ada@rs-links.example";
    let create = organizations::CreateRequest {
        organization_name: "Links".to_owned(),
        organization_slug: Some("rs-links".to_owned()),
        email_allowed_domains: Some(vec!["rs-links.example".to_owned()]),
        email_jit_provisioning: Some("RESTRICTED".to_owned()),
        ..Default::default()
    };
    let organization_id = sandbox.client.organizations.create(create).await?.organization.organization_id;
    let send = magic_links_email::LoginOrSignupRequest {
        organization_id,
        email_address: address.to_owned(),
        ..Default::default()
    };
    assert!(sandbox.client.magic_links.email.login_or_signup(send).await?.member_created);
    let authenticate = magic_links::AuthenticateRequest {
        magic_links_token: sandbox.last_message(address, "token").await?,
        session_duration_minutes: Some(60),
        ..Default::default()
    };
    let login = sandbox.client.magic_links.authenticate(authenticate.clone()).await?;
    assert!(login.member_authenticated && !login.session_jwt.is_empty() && login.member_session.is_some());
    refused("unable_to_auth_magic_link", sandbox.client.magic_links.authenticate(authenticate).await)
}

async fn discovery(sandbox: &Sandbox) -> Result {
    let (client, address) = (&sandbox.client, "new@rs-discovery.example");
    let send = magic_links_email_discovery::SendRequest { email_address: address.to_owned(), ..Default::default() };
    client.magic_links.email.discovery.send(send.clone()).await?;
    let authenticate = async || -> Result<_> {
        let token = sandbox.last_message(address, "token").await?;
        let request =
            magic_links_discovery::AuthenticateRequest { discovery_magic_links_token: token, ..Default::default() };
        Ok(client.magic_links.discovery.authenticate(request).await?)
    };
    let found = authenticate().await?;
    assert!(found.discovered_organizations.is_empty());
    let create = discovery_organizations::CreateRequest {
        intermediate_session_token: found.intermediate_session_token,
        organization_name: Some("Rust Discovery".to_owned()),
        ..Default::default()
    };
    let created = client.discovery.organizations.create(create).await?;
    let organization_id = created.organization.organization_id;
    client.magic_links.email.discovery.send(send).await?;
    let again = authenticate().await?;
    assert_eq!(again.discovered_organizations.len(), 1);
    let exchange = discovery_intermediate_sessions::ExchangeRequest {
        intermediate_session_token: again.intermediate_session_token,
        organization_id,
        ..Default::default()
    };
    let exchanged = client.discovery.intermediate_sessions.exchange(exchange).await?;
    assert_eq!(exchanged.member_id, created.member_id);
    Ok(())
}

async fn passwords(sandbox: &Sandbox) -> Result {
    let (passwords, address) = (&sandbox.client.passwords, "pat@example.com");
    let organization_id = sandbox.new_organization("rs-passwords").await?;
    let member_id = sandbox.new_member(&organization_id, address).await?;
    let start = passwords_email::ResetStartRequest {
        organization_id: organization_id.clone(),
        email_address: address.to_owned(),
        ..Default::default()
    };
    passwords.email.reset_start(start).await?;
    let password = "Correct-Horse-Battery-7";
    let strength = passwords::StrengthCheckRequest { password: password.to_owned(), email_address: None };
    assert!(passwords.strength_check(strength).await?.valid_password);
    let reset = |token: &str, password: &str| passwords_email::ResetRequest {
        password_reset_token: token.to_owned(),
        password: password.to_owned(),
        ..Default::default()
    };
    let token = sandbox.last_message(address, "token").await?;
    refused("weak_password", passwords.email.reset(reset(&token, "weak")).await)?;
    assert_eq!(passwords.email.reset(reset(&token, password)).await?.member_id, member_id);
    let login = |password: &str| passwords::AuthenticateRequest {
        organization_id: organization_id.clone(),
        email_address: address.to_owned(),
        password: password.to_owned(),
        ..Default::default()
    };
    assert_eq!(passwords.authenticate(login(password)).await?.member_id, member_id);
    refused("unauthorized_credentials", passwords.authenticate(login("wrong")).await)
}

async fn sessions(sandbox: &Sandbox) -> Result {
    let sessions = &sandbox.client.sessions;
    let organization_id = sandbox.new_organization("rs-sessions").await?;
    let member_id = sandbox.new_member(&organization_id, "s@example.com").await?;
    let issued = sandbox.issue_session(&member_id).await?;
    let session_token = issued["session_token"].as_str().map(str::to_owned);
    let by_token = sessions::AuthenticateRequest {
        session_token: session_token.clone(),
        session_duration_minutes: Some(30),
        session_custom_claims: Some(json!({ "plan": "pro" })),
        ..Default::default()
    };
    let session_jwt = sessions.authenticate(by_token).await?.session_jwt;
    let by_jwt = sessions::AuthenticateRequest { session_jwt: Some(session_jwt), ..Default::default() };
    let session = sessions.authenticate(by_jwt).await?.member_session;
    assert_eq!(Some(session.member_session_id.as_str()), issued["member_session_id"].as_str());
    let listed = sessions.get(sessions::GetRequest { organization_id, member_id }).await?;
    assert_eq!(listed.member_sessions.len(), 1);
    let revoke = sessions::RevokeRequest { session_token: session_token.clone(), ..Default::default() };
    sessions.revoke(revoke).await?;
    let over = sessions::AuthenticateRequest { session_token, ..Default::default() };
    refused("session_not_found", sessions.authenticate(over).await)
}

async fn totp(sandbox: &Sandbox) -> Result {
    let (client, address) = (&sandbox.client, "totp@example.com");
    let create = organizations::CreateRequest {
        organization_name: "Totp".to_owned(),
        mfa_policy: Some("REQUIRED_FOR_ALL".to_owned()),
        ..Default::default()
    };
    let organization_id = client.organizations.create(create).await?.organization.organization_id;
    let member_id = sandbox.new_member(&organization_id, address).await?;
    let send = otp_email::LoginOrSignupRequest {
        organization_id: organization_id.clone(),
        email_address: address.to_owned(),
        ..Default::default()
    };
    client.otps.email.login_or_signup(send).await?;
    let primary = otp_email::AuthenticateRequest {
        organization_id: organization_id.clone(),
        email_address: address.to_owned(),
        code: sandbox.last_message(address, "code").await?,
        ..Default::default()
    };
    let first = client.otps.email.authenticate(primary).await?;
    assert!(!first.member_authenticated && first.mfa_required.is_some() && first.session_token.is_empty());
    let intermediate_session_token = Some(first.intermediate_session_token);
    let register = totps::CreateRequest {
        organization_id: organization_id.clone(),
        member_id: member_id.clone(),
        intermediate_session_token: intermediate_session_token.clone(),
        ..Default::default()
    };
    let registration = client.totps.create(register).await?;
    let secret = totp_rs::Secret::Encoded(registration.secret).to_bytes().map_err(|error| format!("{error:?}"))?;
    let generator = totp_rs::TOTP::new_unchecked(totp_rs::Algorithm::SHA1, 6, 1, 30, secret);
    let authenticate = totps::AuthenticateRequest {
        organization_id: organization_id.clone(),
        member_id: member_id.clone(),
        code: generator.generate(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs()),
        intermediate_session_token,
        ..Default::default()
    };
    let second = client.totps.authenticate(authenticate).await?;
    assert!(second.member_session.is_some_and(|session| session.authentication_factors.len() == 2));
    let recover = recovery_codes::RecoverRequest {
        organization_id,
        member_id,
        recovery_code: registration.recovery_codes[0].clone(),
        ..Default::default()
    };
    let recovered = client.recovery_codes.recover(recover).await?;
    assert_eq!(recovered.recovery_codes_remaining as usize, registration.recovery_codes.len() - 1);
    Ok(())
}

async fn scim(sandbox: &Sandbox) -> Result {
    let connection = &sandbox.client.scim.connection;
    let organization_id = sandbox.new_organization("rs-scim").await?;
    let create = scim_connection::CreateRequest { organization_id, ..Default::default() };
    assert!(!connection.create(create).await?.connection.ok_or("no connection")?.bearer_token.is_empty());
    let organization_id = std::env::var("ORGANIZATION_ID")?;
    let get = scim_connection::GetRequest { organization_id: organization_id.clone() };
    let connection_id = connection.get(get).await?.connection.ok_or("no connection")?.connection_id;
    let (mut groups, mut cursor) = (0, None);
    loop {
        let request = scim_connection::GetGroupsRequest {
            organization_id: organization_id.clone(),
            connection_id: connection_id.clone(),
            limit: Some(1000),
            cursor,
        };
        let page = connection.get_groups(request).await?;
        groups += page.scim_groups.len();
        cursor = page.next_cursor.filter(|cursor| !cursor.is_empty());
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(groups, 2500);
    Ok(())
}

/// It asks for fewer scopes by a name that the API does not know, and sends the project's credentials along.
async fn machines(sandbox: &Sandbox) -> Result {
    let machines = &sandbox.client.m2m;
    let create = m2m_clients::CreateRequest {
        scopes: vec!["read:users".to_owned(), "write:users".to_owned()],
        ..Default::default()
    };
    let made = machines.clients.create(create).await?.m2m_client;
    let issued = machines
        .token(m2m::TokenRequest {
            client_id: made.client_id.clone(),
            client_secret: made.client_secret,
            scopes: Some(vec!["read:users".to_owned()]),
            grant_type: "client_credentials".to_owned(),
        })
        .await?;
    assert_eq!((issued.token_type.as_str(), issued.expires_in), ("bearer", 3600));
    let url = sandbox.base_url.join("/sandbox/requests")?;
    let answer: Value = sandbox.http.get(url).send().await?.json().await?;
    let requests = answer["requests"].as_array().ok_or("no requests")?;
    let recorded = requests.iter().rfind(|request| request["operation"] == "m2m_token").ok_or("no token request")?;
    assert_eq!((&recorded["authorization"], &recorded["unknown_fields"]), (&json!("accepted"), &json!(["scopes"])));
    let get = m2m_clients::GetRequest { client_id: made.client_id.clone() };
    assert_eq!(machines.clients.get(get).await?.m2m_client.status, "active");
    machines.clients.delete(m2m_clients::DeleteRequest { client_id: made.client_id }).await?;
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result {
    let sandbox = Sandbox::from_env()?;
    macro_rules! run {
        ($($flow:ident)*) => { $( $flow(&sandbox).await?; println!("rust {}: ok", stringify!($flow)); )* };
    }
    run!(organizations members magic_link discovery passwords sessions totp scim machines);
    Ok(())
}
