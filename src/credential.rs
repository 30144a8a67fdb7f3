//! [`MemberCredential`]: on whose behalf a call is made.

use std::fmt;

use crate::Secret;

/// The session of a logged-in member. A call that carries it runs with that member's permissions.
///
/// ```
/// use stytch_b2b::MemberCredential;
///
/// let member = MemberCredential::session_token("from the login");
/// assert_eq!(format!("{member:?}"), "MemberCredential::SessionToken(…)");
/// ```
#[derive(Clone)]
pub struct MemberCredential {
    kind: Kind,
    secret: Secret,
}

#[derive(Clone, Copy)]
enum Kind {
    Token,
    Jwt,
}

impl MemberCredential {
    /// By the session token that a login answered.
    pub fn session_token(token: impl Into<Secret>) -> Self {
        Self { kind: Kind::Token, secret: token.into() }
    }

    /// By the session JWT that a login answered.
    pub fn session_jwt(jwt: impl Into<Secret>) -> Self {
        Self { kind: Kind::Jwt, secret: jwt.into() }
    }

    /// The token or JWT itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.secret.expose()
    }

    pub(crate) fn token(&self) -> Option<&str> {
        matches!(self.kind, Kind::Token).then(|| self.expose())
    }

    pub(crate) fn jwt(&self) -> Option<&str> {
        matches!(self.kind, Kind::Jwt).then(|| self.expose())
    }
}

impl fmt::Debug for MemberCredential {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self.kind {
            Kind::Token => "MemberCredential::SessionToken(…)",
            Kind::Jwt => "MemberCredential::SessionJwt(…)",
        })
    }
}
