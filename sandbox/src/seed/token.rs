//! Tokens with whatever a test needs to be wrong with them.

use super::apply::{check_app, not_found};
use super::{SeedError, TokenKey, apply};
use crate::clock::Timestamp;
use crate::jwt::Jwts;
use crate::state::State;
use serde::Deserialize;
use serde_json::{Map, Value};

/// A token to make: one that is good, or that differs from a good one as a test needs it.
///
/// ```
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use stytch_b2b_sandbox::{Sandbox, TokenSpec};
///
/// let sandbox = Sandbox::builder().start().await?;
/// // Of the right key, for another audience.
/// let token = sandbox.sign(TokenSpec::m2m("m2m-client-1", ["read:users"]).claim("aud", "somebody-else"))?;
/// # drop(token);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Deserialize)]
#[must_use = "a token is made when the specification is given to a sandbox"]
pub struct TokenSpec {
    #[serde(flatten)]
    kind: TokenKind,
    #[serde(default)]
    header: Map<String, Value>,
    #[serde(default)]
    claims: Map<String, Value>,
    #[serde(default)]
    key: TokenKey,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum TokenKind {
    Session { member_id: String },
    M2m { client_id: String, scopes: Vec<String> },
    Idp { client_id: String, member_id: String, scopes: Vec<String> },
    Id { client_id: String, member_id: String },
}

impl TokenSpec {
    /// The JWT of a session, for which the member is logged in.
    pub fn session(member_id: impl Into<String>) -> Self {
        Self::new(TokenKind::Session { member_id: member_id.into() })
    }

    /// The access token of a machine client, whether or not there is one.
    pub fn m2m(client_id: impl Into<String>, scopes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::new(TokenKind::M2m { client_id: client_id.into(), scopes: texts(scopes) })
    }

    /// The access token that a Connected App has once the member has consented to these scopes, as it then has. It ends when
    /// the consent is revoked.
    pub fn idp(
        client_id: impl Into<String>,
        member_id: impl Into<String>,
        scopes: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        let (client_id, member_id) = (client_id.into(), member_id.into());
        Self::new(TokenKind::Idp { client_id, member_id, scopes: texts(scopes) })
    }

    /// The id token of a Connected App.
    pub fn id(client_id: impl Into<String>, member_id: impl Into<String>) -> Self {
        Self::new(TokenKind::Id { client_id: client_id.into(), member_id: member_id.into() })
    }

    fn new(kind: TokenKind) -> Self {
        Self { kind, header: Map::new(), claims: Map::new(), key: TokenKey::Current }
    }

    /// Sets a field of the header; null takes it away.
    pub fn header(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.header.insert(name.to_owned(), value.into());
        self
    }

    /// Sets a claim; null takes it away.
    pub fn claim(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.claims.insert(name.to_owned(), value.into());
        self
    }

    /// Signs with another key than the current one.
    pub fn key(mut self, key: TokenKey) -> Self {
        self.key = key;
        self
    }
}

fn texts(texts: impl IntoIterator<Item = impl Into<String>>) -> Vec<String> {
    texts.into_iter().map(Into::into).collect()
}

/// The token that the specification describes.
pub(crate) fn sign(state: &mut State, jwts: &Jwts, spec: TokenSpec, now: Timestamp) -> Result<String, SeedError> {
    let mut consent = None;
    let mut claims = match spec.kind {
        TokenKind::Session { member_id } => jwts.session_claims(&apply::new_session(state, &member_id, now)?, now),
        TokenKind::M2m { client_id, scopes } => jwts.machine_claims(&client_id, &scopes.join(" "), now),
        TokenKind::Idp { client_id, member_id, scopes } => {
            check_app(state, &client_id)?;
            let member = state.members.find(&member_id).ok_or_else(|| not_found("member", &member_id))?;
            let organization = state.organizations.find(&member.organization_id);
            let organization = organization.ok_or_else(|| not_found("organization", &member.organization_id))?;
            let claims = jwts.app_claims(&client_id, &scopes.join(" "), (&member_id, organization), now);
            consent = Some((member_id, client_id, scopes));
            claims
        }
        TokenKind::Id { client_id, member_id } => {
            check_app(state, &client_id)?;
            jwts.id_claims(&client_id, &member_id, now)
        }
    };
    if let Value::Object(claims) = &mut claims {
        for (name, value) in spec.claims {
            if value.is_null() {
                claims.remove(&name);
            } else {
                claims.insert(name, value);
            }
        }
    }
    let signed = jwts.sign_with(spec.key, &spec.header, &claims);
    let signed = signed.ok_or_else(|| not_found("key", &format!("{:?}", spec.key).to_lowercase()))?;
    let token = signed.map_err(|error| SeedError::Malformed(error.to_string()))?;
    if let Some((member_id, client_id, scopes)) = consent {
        state.consents.grant(&member_id, &client_id, scopes);
        state.consents.add_token(&member_id, &client_id, token.clone());
    }
    Ok(token)
}
