//! A sandbox with somebody in it, a client of it, and tokens of every kind.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use serde_json::{Value, json};
use stytch_b2b::types::ConnectedAppsClientsCreateRequest;
use stytch_b2b::{Client, ClientBuilder, Error, Fault};
use stytch_b2b_sandbox::{Sandbox, SandboxBuilder, TokenSpec};

/// The key that a sandbox signs with at first, known to everyone.
const KEY: &[u8] = include_bytes!("../../../sandbox/src/jwt/test-only-key-1.der");

pub const SESSION: &str = "https://stytch.com/session";
pub const ORGANIZATION: &str = "https://stytch.com/organization";

/// What the sandbox's clock shows, and the client's unless a test moves it.
pub const NOW: u64 = 1_800_000_000;

pub struct World {
    pub sandbox: Sandbox,
    pub client: Client,
    pub organization: String,
    pub member: String,
    pub app: String,
    pub machine: String,
    clock: Arc<Mutex<SystemTime>>,
}

impl World {
    pub async fn new() -> Self {
        Self::with(Sandbox::builder(), |client| client).await
    }

    pub async fn with(sandbox: SandboxBuilder, client: impl Fn(ClientBuilder) -> ClientBuilder) -> Self {
        let start = UNIX_EPOCH + Duration::from_secs(NOW);
        let sandbox = sandbox.clock(start).start().await.unwrap();
        let clock = Arc::new(Mutex::new(start));
        let now = Arc::clone(&clock);
        let builder = Client::builder(sandbox.project_id(), sandbox.secret()).base_url(sandbox.base_url());
        let client = client(builder.clock(move || *now.lock().unwrap())).build().unwrap();
        let policy = json!({
            "resources": [{"resource_id": "documents", "actions": ["read", "write", "delete"]}],
            "roles": [
                {"role_id": "stytch_member", "permissions": [{"resource_id": "documents", "actions": ["read"]}]},
                {"role_id": "editor", "permissions": [{"resource_id": "documents", "actions": ["*"]}]},
            ],
            "scopes": [{"scope": "read:documents", "permissions": [{"resource_id": "documents", "actions": ["read"]}]}],
        });
        sandbox.load(&json!({"policy": policy}).to_string()).unwrap();
        let organization = sandbox.add_organization("Acme").unwrap();
        let member = sandbox.add_member(&organization, "ada@acme.example").unwrap();
        let machine = sandbox.add_m2m_client(&["read:users"]).client_id;
        let app = client.connected_apps().clients().create(ConnectedAppsClientsCreateRequest::new("third_party")).await;
        let app = app.unwrap().connected_app.client_id;
        sandbox.clear_requests();
        Self { sandbox, client, organization, member, app, machine, clock }
    }

    pub fn move_clock(&self, seconds: i64) {
        let by = Duration::from_secs(seconds.unsigned_abs());
        let mut clock = self.clock.lock().unwrap();
        *clock = if seconds < 0 { *clock - by } else { *clock + by };
    }

    pub fn session(&self) -> String {
        self.sandbox.sign(TokenSpec::session(&self.member)).unwrap()
    }

    pub fn session_spec(&self) -> TokenSpec {
        TokenSpec::session(&self.member)
    }

    pub fn machine_token(&self) -> String {
        self.sandbox.sign(TokenSpec::m2m(&self.machine, ["read:users"])).unwrap()
    }

    pub fn app_token(&self) -> String {
        self.sandbox.sign(TokenSpec::idp(&self.app, &self.member, ["read:documents", "openid"])).unwrap()
    }

    /// How many requests came, of each of these operations.
    pub fn count(&self, operation: &str) -> usize {
        self.sandbox.requests().iter().filter(|request| request.operation.as_deref() == Some(operation)).count()
    }

    /// The keys, the sessions that the API was asked about, the policies.
    pub fn counts(&self) -> [usize; 4] {
        ["sessions_get_jwks", "sessions_authenticate", "rbac_policy", "rbac_organizations_get_org_policy"]
            .map(|operation| self.count(operation))
    }
}

/// The claims of a token (or with 0 its header).
pub fn part(token: &str, part: usize) -> Value {
    let bytes = URL_SAFE_NO_PAD.decode(token.split('.').nth(part).unwrap()).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

/// A token of these parts, whatever they are, signed with the sandbox's key.
pub fn signed(header: impl AsRef<[u8]>, claims: impl AsRef<[u8]>) -> String {
    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
    let key = RsaKeyPair::from_pkcs8(KEY).unwrap();
    let mut signature = vec![0; key.public().modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message.as_bytes(), &mut signature).unwrap();
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// The same token with its claims changed, and signed again.
pub fn resigned(token: &str, change: impl FnOnce(&mut Value)) -> String {
    let mut claims = part(token, 1);
    change(&mut claims);
    signed(part(token, 0).to_string(), claims.to_string())
}

pub fn fault(error: &Error) -> Option<Fault> {
    match error {
        Error::Token(error) => Some(error.fault),
        _ => None,
    }
}
