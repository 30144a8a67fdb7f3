//! JWTs of sessions, machine clients and Connected Apps: RS256, signed with a key that everyone knows.
//!
//! `test-only-key.der` was made for the sandbox and is published with it: whatever it signs proves nothing. It
//! is fixed so that a sandbox starts at once and signs the same after a restart.

use crate::clock::Timestamp;
use crate::state::{MemberSession, Organization};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::rsa::{KeyPair, PublicKeyComponents};
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256};
use serde_json::{Value, json};
use std::io;
use std::sync::OnceLock;
use std::time::Duration;

const TEST_ONLY_KEY: &[u8] = include_bytes!("test-only-key.der");
const KEY_ID: &str = "jwk-test-5a3d2b10-7c1e-4b7e-9f0a-3d5c8e1f2a6b";

/// How long a session's JWT is valid, whatever the session's lifetime.
const LIFETIME: Duration = Duration::from_secs(5 * 60);

/// How long an access token is valid.
pub(crate) const ACCESS_TOKEN_LIFETIME: Duration = Duration::from_secs(60 * 60);

const ORGANIZATION: &str = "https://stytch.com/organization";

/// Signs and checks the JWTs of one project.
#[derive(Debug)]
pub(crate) struct SessionJwts {
    project_id: String,
}

impl SessionJwts {
    pub(crate) fn new(project_id: String) -> Self {
        Self { project_id }
    }

    pub(crate) fn project_id(&self) -> &str {
        &self.project_id
    }

    /// The JWT of a session.
    pub(crate) fn sign(&self, session: &MemberSession, now: Timestamp) -> io::Result<String> {
        signed(&self.claims(session, now))
    }

    /// The access token of a machine client.
    pub(crate) fn sign_machine_token(&self, client_id: &str, scope: &str, now: Timestamp) -> io::Result<String> {
        let mut claims = self.standard_claims(client_id, ACCESS_TOKEN_LIFETIME, now);
        claims["scope"] = json!(scope);
        signed(&claims)
    }

    /// The access token of a Connected App that acts for a member.
    pub(crate) fn sign_app_token(
        &self,
        client_id: &str,
        scope: &str,
        (member_id, organization): (&str, &Organization),
        now: Timestamp,
    ) -> io::Result<String> {
        let mut claims = self.standard_claims(member_id, ACCESS_TOKEN_LIFETIME, now);
        claims["client_id"] = json!(client_id);
        claims["scope"] = json!(scope);
        claims[ORGANIZATION] = organization_claim(&organization.organization_id, &organization.organization_slug);
        signed(&claims)
    }

    /// The id of the session that a JWT is of; `None` when the sandbox did not sign it. It may have expired.
    pub(crate) fn session_id(&self, jwt: &str) -> Option<String> {
        self.claims_of(jwt)?["https://stytch.com/session"]["id"].as_str().map(str::to_owned)
    }

    /// The claims of a JWT that the sandbox signed for this project. It may have expired.
    pub(crate) fn claims_of(&self, jwt: &str) -> Option<Value> {
        let (unsigned, signature) = jwt.rsplit_once('.')?;
        let public = PublicKeyComponents::<Vec<u8>>::from(key().ok()?.public());
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        public.verify(&RSA_PKCS1_2048_8192_SHA256, unsigned.as_bytes(), &signature).ok()?;
        let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(unsigned.split_once('.')?.1).ok()?).ok()?;
        Some(claims).filter(|claims| claims["aud"][0] == self.project_id.as_str())
    }

    /// The public key, as it is published.
    pub(crate) fn jwks(&self) -> io::Result<Value> {
        let public = PublicKeyComponents::<Vec<u8>>::from(key()?.public());
        Ok(json!([{
            "kty": "RSA",
            "use": "sig",
            "key_ops": ["verify"],
            "alg": "RS256",
            "kid": KEY_ID,
            "x5c": [],
            "x5tS256": "",
            "n": URL_SAFE_NO_PAD.encode(public.n),
            "e": URL_SAFE_NO_PAD.encode(public.e),
        }]))
    }

    fn claims(&self, session: &MemberSession, now: Timestamp) -> Value {
        let mut claims = self.standard_claims(&session.member_id, LIFETIME, now);
        claims["https://stytch.com/session"] = json!({
            "id": session.member_session_id,
            "started_at": session.started_at,
            "last_accessed_at": session.last_accessed_at,
            "expires_at": session.expires_at,
            "attributes": {"user_agent": "", "ip_address": ""},
            "authentication_factors": session.authentication_factors,
            "roles": session.roles,
        });
        claims[ORGANIZATION] = organization_claim(&session.organization_id, &session.organization_slug);
        for (name, value) in &session.custom_claims {
            if claims.get(name).is_none() {
                claims[name] = value.clone();
            }
        }
        claims
    }

    fn standard_claims(&self, subject: &str, lifetime: Duration, now: Timestamp) -> Value {
        json!({
            "aud": [self.project_id],
            "exp": now.plus(lifetime).seconds(),
            "iat": now.seconds(),
            "iss": format!("stytch.com/{}", self.project_id),
            "nbf": now.seconds(),
            "sub": subject,
        })
    }
}

fn organization_claim(organization_id: &str, slug: &str) -> Value {
    json!({"organization_id": organization_id, "slug": slug})
}

fn signed(claims: &Value) -> io::Result<String> {
    let header = json!({"alg": "RS256", "kid": KEY_ID, "typ": "JWT"});
    let unsigned = format!("{}.{}", encode(&header), encode(claims));
    let key = key()?;
    let mut signature = vec![0; key.public().modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), unsigned.as_bytes(), &mut signature)
        .map_err(|_| io::Error::other("the JWT could not be signed"))?;
    Ok(format!("{unsigned}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

fn key() -> io::Result<&'static KeyPair> {
    static KEY: OnceLock<Option<KeyPair>> = OnceLock::new();
    let key = KEY.get_or_init(|| KeyPair::from_pkcs8(TEST_ONLY_KEY).ok()).as_ref();
    key.ok_or_else(|| io::Error::other("the test key of the sandbox cannot be read"))
}

fn encode(part: &Value) -> String {
    URL_SAFE_NO_PAD.encode(part.to_string())
}
