//! What a sandbox can be filled with before a test begins.

mod apply;
mod file;
mod token;

pub(crate) use apply::{
    add_login_token, add_machine_client, add_member, add_member_session, add_members, add_organization,
    add_scim_connection, add_scim_groups, free_slug,
};
pub(crate) use file::load;
pub use token::TokenSpec;
pub(crate) use token::sign;

use crate::error::ApiError;
use crate::jwt::TokenKey;
use serde_json::{Map, Value, json};
use std::fmt;

/// An organization to add to a sandbox.
#[derive(Debug, Clone)]
#[must_use = "a seed does nothing until it is given to a sandbox"]
pub struct OrganizationSeed {
    fields: Map<String, Value>,
}

/// A member to add to a sandbox.
#[derive(Debug, Clone)]
#[must_use = "a seed does nothing until it is given to a sandbox"]
pub struct MemberSeed {
    fields: Map<String, Value>,
    password: Option<String>,
}

/// A token to make, of a login by OAuth, SSO or impersonation.
#[derive(Debug, Clone)]
#[must_use = "a seed does nothing until it is given to a sandbox"]
pub struct LoginTokenSeed {
    kind: LoginTokenKind,
    whom: String,
    provider: String,
    code_challenge: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LoginTokenKind {
    OAuth,
    DiscoveryOAuth,
    Sso,
    Impersonation,
}

/// A member session that was made for a test. Its tokens are worth nothing outside the sandbox.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct IssuedSession {
    /// The session's id.
    pub member_session_id: String,
    /// The session's token.
    pub session_token: String,
    /// The session's first JWT.
    pub session_jwt: String,
}

/// A machine client that was made for a test.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct IssuedClient {
    /// Its id.
    pub client_id: String,
    /// Its secret, which is worth nothing outside the sandbox.
    pub client_secret: String,
}

/// Why something could not be added.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SeedError {
    /// There is no such thing to add to.
    NotFound {
        /// What was looked for, such as `organization`.
        what: &'static str,
        /// The id that was given.
        id: String,
    },
    /// The API would refuse it.
    Refused {
        /// The API's error type, such as `organization_slug_already_used`.
        error_type: String,
        /// What is wrong.
        message: String,
    },
    /// It is not what a seed looks like.
    Malformed(String),
}

impl OrganizationSeed {
    /// An organization of this name. Its slug follows from the name unless it is set.
    pub fn new(name: impl Into<String>) -> Self {
        Self { fields: Map::new() }.field("organization_name", name.into())
    }

    /// Sets the slug.
    pub fn slug(self, slug: impl Into<String>) -> Self {
        self.field("organization_slug", slug.into())
    }

    /// Sets the external id.
    pub fn external_id(self, external_id: impl Into<String>) -> Self {
        self.field("organization_external_id", external_id.into())
    }

    /// Sets any field that the API's request to create an organization has.
    pub fn field(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.fields.insert(name.to_owned(), value.into());
        self
    }
}

impl MemberSeed {
    /// An active member with this email address.
    pub fn new(email_address: impl Into<String>) -> Self {
        Self { fields: Map::new(), password: None }.field("email_address", email_address.into())
    }

    /// Sets the name.
    pub fn name(self, name: impl Into<String>) -> Self {
        self.field("name", name.into())
    }

    /// Gives the member these roles, by their ids.
    pub fn roles<R: Into<String>>(self, role_ids: impl IntoIterator<Item = R>) -> Self {
        let role_ids: Vec<String> = role_ids.into_iter().map(Into::into).collect();
        self.field("roles", json!(role_ids))
    }

    /// Sets the external id.
    pub fn external_id(self, external_id: impl Into<String>) -> Self {
        self.field("external_id", external_id.into())
    }

    /// Sets the password, however weak it is.
    pub fn password(mut self, password: impl Into<String>) -> Self {
        self.password = Some(password.into());
        self
    }

    /// Sets any field that the API's request to create a member has.
    pub fn field(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.fields.insert(name.to_owned(), value.into());
        self
    }
}

impl LoginTokenSeed {
    /// A token for `oauth.authenticate`: the member has logged in with the provider (`google`, `microsoft`, ...).
    pub fn oauth(member_id: impl Into<String>, provider: impl Into<String>) -> Self {
        Self::new(LoginTokenKind::OAuth, member_id.into(), provider.into())
    }

    /// A token for `oauth.discovery.authenticate`: somebody with this email address has logged in with the provider.
    pub fn discovery_oauth(email_address: impl Into<String>, provider: impl Into<String>) -> Self {
        Self::new(LoginTokenKind::DiscoveryOAuth, email_address.into(), provider.into())
    }

    /// A token for `sso.authenticate`: the member has logged in by the SSO connection.
    pub fn sso(member_id: impl Into<String>, connection_id: impl Into<String>) -> Self {
        Self::new(LoginTokenKind::Sso, member_id.into(), connection_id.into())
    }

    /// A token for `impersonation.authenticate`.
    pub fn impersonation(member_id: impl Into<String>) -> Self {
        Self::new(LoginTokenKind::Impersonation, member_id.into(), String::new())
    }

    /// Makes the token good only together with the PKCE code verifier that this challenge (`S256`) was made of.
    pub fn pkce_code_challenge(mut self, challenge: impl Into<String>) -> Self {
        self.code_challenge = Some(challenge.into());
        self
    }

    fn new(kind: LoginTokenKind, whom: String, provider: String) -> Self {
        Self { kind, whom, provider, code_challenge: None }
    }
}

impl<S: Into<String>> From<S> for OrganizationSeed {
    fn from(name: S) -> Self {
        Self::new(name)
    }
}

impl<S: Into<String>> From<S> for MemberSeed {
    fn from(email_address: S) -> Self {
        Self::new(email_address)
    }
}

impl From<ApiError> for SeedError {
    fn from(error: ApiError) -> Self {
        Self::Refused { error_type: error.error_type.into_owned(), message: error.message }
    }
}

impl fmt::Display for SeedError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound { what, id } => write!(formatter, "the sandbox holds no {what} {id:?}"),
            Self::Refused { error_type, message } => write!(formatter, "{message} ({error_type})"),
            Self::Malformed(problem) => write!(formatter, "not a seed: {problem}"),
        }
    }
}

impl std::error::Error for SeedError {}
