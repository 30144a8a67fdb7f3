//! JWTs of sessions, machine clients and Connected Apps: RS256, signed with keys that everyone knows.

mod keys;

use crate::clock::Timestamp;
use crate::lock::lock;
use crate::state::{MemberSession, Organization};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
pub use keys::TokenKey;
use keys::{Keys, id_of, pair_of};
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256};
use serde_json::{Map, Value, json};
use std::io;
use std::sync::Mutex;
use std::time::Duration;

/// How long a session's JWT is valid, whatever the session's lifetime.
const LIFETIME: Duration = Duration::from_secs(5 * 60);

/// How long an access token is valid.
pub(crate) const ACCESS_TOKEN_LIFETIME: Duration = Duration::from_secs(60 * 60);

const SESSION: &str = "https://stytch.com/session";
const ORGANIZATION: &str = "https://stytch.com/organization";

/// Signs and checks the JWTs of one project.
#[derive(Debug)]
pub(crate) struct Jwts {
    project_id: String,
    issuer: String,
    keys: Mutex<Keys>,
}

impl Jwts {
    /// Without an issuer of its own a token has the API's.
    pub(crate) fn new(project_id: String, issuer: Option<String>) -> Self {
        let issuer = issuer.unwrap_or_else(|| format!("stytch.com/{project_id}"));
        Self { project_id, issuer, keys: Mutex::default() }
    }

    pub(crate) fn project_id(&self) -> &str {
        &self.project_id
    }

    /// The first key signs again, and is the only one published.
    pub(crate) fn reset(&self) {
        *lock(&self.keys) = Keys::default();
    }

    pub(crate) fn rotate_keys(&self) -> &'static str {
        lock(&self.keys).rotate()
    }

    pub(crate) fn retire_key(&self, id: &str) -> bool {
        lock(&self.keys).retire(id)
    }

    pub(crate) fn serve_keys(&self, keys: Value) {
        lock(&self.keys).serve(keys);
    }

    /// The public keys, as they are published.
    pub(crate) fn jwks(&self) -> io::Result<Value> {
        lock(&self.keys).published()
    }

    /// The JWT of a session.
    pub(crate) fn sign(&self, session: &MemberSession, now: Timestamp) -> io::Result<String> {
        self.signed(&self.session_claims(session, now))
    }

    /// The access token of a machine client.
    pub(crate) fn sign_machine_token(&self, client_id: &str, scope: &str, now: Timestamp) -> io::Result<String> {
        self.signed(&self.machine_claims(client_id, scope, now))
    }

    /// A token with these claims, and with what else is to stand in its header; `None` when there is no such key.
    pub(crate) fn sign_with(
        &self,
        key: TokenKey,
        header: &Map<String, Value>,
        claims: &Value,
    ) -> Option<io::Result<String>> {
        let key = lock(&self.keys).find(key)?;
        Some(signed(key, header, claims))
    }

    /// The id of the session that a JWT is of; `None` when the sandbox did not sign it. It may have expired.
    pub(crate) fn session_id(&self, jwt: &str) -> Option<String> {
        self.claims_of(jwt)?[SESSION]["id"].as_str().map(str::to_owned)
    }

    /// The claims of a JWT that the sandbox signed for this project, with a key that is published. It may have expired.
    pub(crate) fn claims_of(&self, jwt: &str) -> Option<Value> {
        let (unsigned, signature) = jwt.rsplit_once('.')?;
        let (header, claims) = unsigned.split_once('.')?;
        let key = lock(&self.keys).published_key(decoded(header)?["kid"].as_str()?)?;
        let public = PublicKeyComponents::<Vec<u8>>::from(pair_of(key).ok()?.public());
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        public.verify(&RSA_PKCS1_2048_8192_SHA256, unsigned.as_bytes(), &signature).ok()?;
        decoded(claims).filter(|claims| claims["aud"][0] == self.project_id.as_str())
    }

    pub(crate) fn session_claims(&self, session: &MemberSession, now: Timestamp) -> Value {
        let mut claims = self.standard_claims(&session.member_id, LIFETIME, now);
        claims[SESSION] = json!({
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

    pub(crate) fn machine_claims(&self, client_id: &str, scope: &str, now: Timestamp) -> Value {
        let mut claims = self.standard_claims(client_id, ACCESS_TOKEN_LIFETIME, now);
        claims["scope"] = json!(scope);
        claims
    }

    /// Of the access token of a Connected App that acts for a member.
    pub(crate) fn app_claims(
        &self,
        client_id: &str,
        scope: &str,
        (member_id, organization): (&str, &Organization),
        now: Timestamp,
    ) -> Value {
        let mut claims = self.machine_claims(member_id, scope, now);
        claims["client_id"] = json!(client_id);
        claims[ORGANIZATION] = organization_claim(&organization.organization_id, &organization.organization_slug);
        claims
    }

    /// Of the id token of a Connected App, which says who the member is and grants nothing.
    pub(crate) fn id_claims(&self, client_id: &str, member_id: &str, now: Timestamp) -> Value {
        let mut claims = self.standard_claims(member_id, ACCESS_TOKEN_LIFETIME, now);
        claims["aud"] = json!([client_id]);
        claims
    }

    fn standard_claims(&self, subject: &str, lifetime: Duration, now: Timestamp) -> Value {
        json!({
            "aud": [self.project_id],
            "exp": now.plus(lifetime).seconds(),
            "iat": now.seconds(),
            "iss": self.issuer,
            "nbf": now.seconds(),
            "sub": subject,
        })
    }

    fn signed(&self, claims: &Value) -> io::Result<String> {
        let missing = || Err(io::Error::other("no key of the sandbox signs"));
        self.sign_with(TokenKey::Current, &Map::new(), claims).unwrap_or_else(missing)
    }
}

fn organization_claim(organization_id: &str, slug: &str) -> Value {
    json!({"organization_id": organization_id, "slug": slug})
}

fn signed(key: usize, header: &Map<String, Value>, claims: &Value) -> io::Result<String> {
    let mut whole = json!({"alg": "RS256", "kid": id_of(key), "typ": "JWT"});
    if let Value::Object(whole) = &mut whole {
        whole.extend(header.clone());
        whole.retain(|_, value| !value.is_null());
    }
    let unsigned = format!("{}.{}", encode(&whole), encode(claims));
    let pair = pair_of(key)?;
    let mut signature = vec![0; pair.public().modulus_len()];
    pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), unsigned.as_bytes(), &mut signature)
        .map_err(|_| io::Error::other("the JWT could not be signed"))?;
    Ok(format!("{unsigned}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

fn encode(part: &Value) -> String {
    URL_SAFE_NO_PAD.encode(part.to_string())
}

fn decoded(part: &str) -> Option<Value> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}
