//! The programs of `MIGRATING.md`: those before do what those after do. `tests/it/migrating.rs` runs those after by themselves.

use std::collections::BTreeSet;
use std::fmt::Display;

use stytch_b2b_sandbox::Sandbox;

#[path = "../tests/migrating/before"]
#[allow(dead_code)]
mod before {
    pub mod magic_link;
    pub mod members;
    pub mod scim_groups;
}
#[path = "../tests/migrating/after"]
#[allow(dead_code)]
mod after {
    pub mod magic_link;
    pub mod members;
    pub mod scim_groups;
}

/// A sandbox, a client of each kind, and an organization.
struct Both {
    sandbox: Sandbox,
    vendor: stytch::b2b::client::Client,
    client: stytch_b2b::Client,
    organization: String,
}

impl Both {
    async fn new() -> Self {
        // The provider that the vendor's crate asks for; the other one brings its own.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let sandbox = Sandbox::builder().start().await.unwrap();
        let (project_id, secret, base_url) = (sandbox.project_id(), sandbox.secret(), sandbox.base_url());
        let vertical = stytch::client::Vertical::B2B;
        let url = base_url.parse().unwrap();
        let vendor = stytch::client::Client::new_with_base_url(project_id, secret, url, vertical).unwrap();
        let vendor = stytch::b2b::client::Client::new_with_http_client(vendor.clone(), vendor);
        let client = stytch_b2b::Client::builder(project_id, secret).base_url(base_url).build().unwrap();
        let organization = sandbox.add_organization("Acme Co").unwrap();
        Self { sandbox, vendor, client, organization }
    }
}

fn text<T>(said: Result<T, impl Display>) -> Result<T, String> {
    said.map_err(|error| error.to_string())
}

#[tokio::test]
async fn a_login_by_a_link() {
    let Both { sandbox, vendor, client, organization } = Both::new().await;
    let address = "ada@acme.example";
    sandbox.add_member(&organization, address).unwrap();
    for is_before in [true, false] {
        let run = async |arguments: &[&str]| {
            if is_before {
                text(before::magic_link::run(&vendor, arguments).await)
            } else {
                text(after::magic_link::run(&client, arguments).await)
            }
        };
        assert_eq!(run(&["send", &organization, address]).await.unwrap(), "link sent, new member: false");
        let token = sandbox.last_message_to(address).unwrap().token.unwrap();
        let session_token = run(&["log-in", &token]).await.unwrap();
        assert_eq!(run(&["check", &session_token]).await.unwrap(), address);
        let session = stytch_b2b::types::SessionsRevokeRequest::new().session_token(session_token.as_str());
        client.sessions().revoke(session).await.unwrap();
        assert_eq!(run(&["check", &session_token]).await.unwrap(), "nobody");
        assert!(run(&["log-in", &token]).await.unwrap_err().contains("unable_to_auth_magic_link"));
        assert!(run(&[]).await.unwrap_err().starts_with("send"));
    }
}

#[tokio::test]
async fn all_members() {
    let Both { sandbox, vendor, client, organization } = Both::new().await;
    sandbox.add_members(&organization, 1_203).unwrap();
    let before: BTreeSet<String> = before::members::run(&vendor, &organization).await.unwrap().into_iter().collect();
    let after: BTreeSet<String> = after::members::run(&client, &organization).await.unwrap().into_iter().collect();
    assert_eq!((before.len(), sandbox.request_count()), (1_203, 4));
    assert_eq!(before, after);
}

#[tokio::test]
async fn all_groups() {
    let Both { sandbox, vendor, client, organization } = Both::new().await;
    let connection = sandbox.add_scim_connection(&organization).unwrap();
    sandbox.add_scim_groups(&connection, 2_500).unwrap();
    let before = text(before::scim_groups::run(&vendor, &organization).await).unwrap();
    let after = text(after::scim_groups::run(&client, &organization).await).unwrap();
    assert_eq!((before.len(), sandbox.request_count()), (2_500, 8));
    assert_eq!(before, after);
}
