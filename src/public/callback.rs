//! [`Callback`]: what a browser comes back with.

use crate::error::{Error, Progress};
use crate::types::Secret;
use crate::types::open_enum::open_enum;

const TOKEN_TYPE: &str = "stytch_token_type";
const TOKEN: &str = "token";
const REDIRECT_TYPE: &str = "stytch_redirect_type";

/// What a browser comes back with, from an identity provider or by a link in an email.
///
/// ```
/// use stytch_b2b::{Callback, CallbackTokenType};
///
/// let callback = Callback::parse("stytch_token_type=sso&token=DOYoip3rvIMMW5lgItikFK-Ak1CfMsgjuiCyI7uuU94=&page=7")?;
/// assert_eq!(callback.token_type, CallbackTokenType::Sso);
/// assert_eq!(callback.token.expose(), "DOYoip3rvIMMW5lgItikFK-Ak1CfMsgjuiCyI7uuU94=");
/// # Ok::<(), stytch_b2b::Error>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Callback {
    /// Which method takes the token.
    pub token_type: CallbackTokenType,
    /// The token, good for one login.
    pub token: Secret,
    sets_password: bool,
}

impl Callback {
    /// Reads the query of a redirect back, with or without the `?` before it. Parameters of your own are passed over.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, query: &str) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::MagicLinksAuthenticateRequest;
    /// use stytch_b2b::{Callback, CallbackTokenType};
    ///
    /// let callback = Callback::parse(query)?;
    /// if callback.token_type == CallbackTokenType::MagicLinks {
    ///     let login = client.magic_links().authenticate(MagicLinksAuthenticateRequest::new(callback.token)).await?;
    ///     println!("{:?}", login.next_step());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::InvalidInput`] when `stytch_token_type` or `token` is missing, empty or there more than once: nobody who has a
    /// link from the API sends that. The error shows no value.
    pub fn parse(query: &str) -> Result<Self, Error> {
        let query = query.strip_prefix('?').unwrap_or(query);
        let (mut token_type, mut token, mut redirect_type) = (None, None, None);
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let (name, place) = match name.as_ref() {
                TOKEN_TYPE => (TOKEN_TYPE, &mut token_type),
                TOKEN => (TOKEN, &mut token),
                REDIRECT_TYPE => (REDIRECT_TYPE, &mut redirect_type),
                _ => continue,
            };
            if place.replace(Secret::from(value.into_owned())).is_some() {
                return Err(refused(name, "is there more than once"));
            }
        }
        Ok(Self {
            token_type: required(TOKEN_TYPE, token_type)?.expose().into(),
            token: required(TOKEN, token)?,
            sets_password: redirect_type.is_some_and(|kind| kind.expose() == "reset_password"),
        })
    }

    /// Whether the link was sent to set a password: with [`CallbackTokenType::Discovery`] the token is then for
    /// `passwords().discovery().email().reset`.
    ///
    /// ```
    /// use stytch_b2b::Callback;
    ///
    /// let callback = Callback::parse("stytch_redirect_type=reset_password&stytch_token_type=discovery&token=…")?;
    /// assert!(callback.is_password_reset());
    /// # Ok::<(), stytch_b2b::Error>(())
    /// ```
    #[must_use]
    pub fn is_password_reset(&self) -> bool {
        self.sets_password || self.token_type == CallbackTokenType::Passwords
    }
}

fn required(name: &'static str, value: Option<Secret>) -> Result<Secret, Error> {
    match value {
        None => Err(refused(name, "is missing")),
        Some(value) if value.expose().is_empty() => Err(refused(name, "is empty")),
        Some(value) => Ok(value),
    }
}

fn refused(name: &'static str, problem: &str) -> Error {
    Error::invalid(format!("{name} {problem}"), Progress::not_sent("callback.parse"))
}

/// Which method takes the token of a [`Callback`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CallbackTokenType {
    /// `magic_links().authenticate`.
    MagicLinks,
    /// `magic_links().discovery().authenticate`, or `passwords().discovery().email().reset` if
    /// [`is_password_reset`](Callback::is_password_reset) says so.
    Discovery,
    /// `oauth().authenticate`.
    OAuth,
    /// `oauth().discovery().authenticate`.
    DiscoveryOAuth,
    /// `sso().authenticate`.
    Sso,
    /// `passwords().email().reset`.
    Passwords,
    /// `impersonation().authenticate`.
    Impersonation,
    /// A value that this version does not know, kept word for word.
    Other(String),
}

impl CallbackTokenType {
    /// The value as the API spells it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::MagicLinks => "multi_tenant_magic_links",
            Self::Discovery => "discovery",
            Self::OAuth => "oauth",
            Self::DiscoveryOAuth => "discovery_oauth",
            Self::Sso => "sso",
            Self::Passwords => "multi_tenant_passwords",
            Self::Impersonation => "multi_tenant_impersonation",
            Self::Other(other) => other,
        }
    }
}

impl From<&str> for CallbackTokenType {
    fn from(value: &str) -> Self {
        match value {
            "multi_tenant_magic_links" => Self::MagicLinks,
            "discovery" => Self::Discovery,
            "oauth" => Self::OAuth,
            "discovery_oauth" => Self::DiscoveryOAuth,
            "sso" => Self::Sso,
            "multi_tenant_passwords" => Self::Passwords,
            "multi_tenant_impersonation" => Self::Impersonation,
            other => Self::Other(other.to_owned()),
        }
    }
}

open_enum!(CallbackTokenType);
