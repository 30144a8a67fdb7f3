//! [`MemberCredential`]: on whose behalf a call is made.

use std::fmt;

use http::{HeaderName, HeaderValue};

use crate::types::Secret;

const TOKEN: HeaderName = HeaderName::from_static("x-stytch-member-session");
const JWT: HeaderName = HeaderName::from_static("x-stytch-member-sessionjwt");

/// The session of a logged-in member. A call that carries it runs with that member's permissions.
///
/// ```
/// use stytch_b2b::MemberCredential;
///
/// let member = MemberCredential::session_token("from the login");
/// assert_eq!(format!("{member:?}"), "MemberCredential::SessionToken(…)");
/// ```
///
/// A call refuses one that is empty or has a byte outside of visible ASCII before anything is sent.
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
    /// The session token from the response of a login.
    pub fn session_token(token: impl Into<Secret>) -> Self {
        Self { kind: Kind::Token, secret: token.into() }
    }

    /// The session JWT from the response of a login.
    pub fn session_jwt(jwt: impl Into<Secret>) -> Self {
        Self { kind: Kind::Jwt, secret: jwt.into() }
    }

    /// Whether it is a JWT, which ends after 5 minutes.
    #[cfg(any(feature = "local", feature = "aws-lc"))]
    pub(crate) fn is_jwt(&self) -> bool {
        matches!(self.kind, Kind::Jwt)
    }

    #[cfg(any(feature = "local", feature = "aws-lc"))]
    pub(crate) fn secret(&self) -> &Secret {
        &self.secret
    }

    /// The token or JWT itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.secret.expose()
    }

    /// The header that carries it, or why it can not be sent.
    pub(super) fn header(&self) -> Result<(HeaderName, HeaderValue), &'static str> {
        let text = self.expose();
        // A server may take an empty header for none, and the call would run with all permissions of the project.
        if text.trim().is_empty() {
            return Err("the member session is empty");
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err("the member session has a byte outside of visible ASCII");
        }
        let mut value = HeaderValue::from_str(text).map_err(|_| "the member session can not be a header")?;
        value.set_sensitive(true);
        let name = match self.kind {
            Kind::Token => TOKEN,
            Kind::Jwt => JWT,
        };
        Ok((name, value))
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
