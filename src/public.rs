//! Logins that begin in a browser: the URLs that it opens, and what it comes back with.
//!
//! OAuth and single sign-on begin with a redirect of the member's browser to the API, which leads it on to the identity provider
//! and then back. No request is sent here: the URL is built, and what came back is read.
//!
//! ```
//! # async fn example(client: stytch_b2b::Client, query: &str) -> Result<(), stytch_b2b::Error> {
//! use stytch_b2b::types::OauthAuthenticateRequest;
//! use stytch_b2b::{Callback, CallbackTokenType, Pkce};
//!
//! // The browser asks to log in. It is redirected to `url`, and gets the verifier along in a cookie that is encrypted, `HttpOnly`,
//! // `Secure` and `SameSite=Lax`.
//! let pkce = Pkce::generate()?;
//! let url = client
//!     .public("public-token-test-…")
//!     .oauth()
//!     .start("google")
//!     .slug("acme-co")
//!     .pkce(&pkce)
//!     .login_redirect_url("https://app.example.com/callback")
//!     .signup_redirect_url("https://app.example.com/callback")
//!     .url()?;
//! println!("Location: {url}");
//!
//! // It comes back to `/callback`, with a query and that cookie.
//! let callback = Callback::parse(query)?;
//! match callback.token_type {
//!     CallbackTokenType::OAuth => {
//!         let request = OauthAuthenticateRequest::new(callback.token).pkce_code_verifier(pkce.verifier());
//!         let login = client.oauth().authenticate(request).await?;
//!         println!("{:?}", login.next_step());
//!     }
//!     other => println!("no login of this page: {other}"),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! With [`Pkce`] a token is worth nothing without the verifier. Keep the verifier where only the browser that began
//! the login brings it back: then nobody can finish a login with a token that was stolen, or finish one of their own in somebody
//! else's browser.
//!
//! # What is in a URL
//!
//! Parameters are written in the order of this table, so that the same settings make the same URL. Spaces are written as `%20`.
//!
//! | parameter | [`OauthStart`] | [`OauthDiscoveryStart`] | [`SsoStart`] |
//! |---|---|---|---|
//! | `public_token` | yes | yes | yes |
//! | `organization_id` or `slug`; for `SsoStart` `connection_id` or `organization_id` | one of them | | one of them |
//! | `custom_scopes` | if set | if set | if set |
//! | `provider_…`, in the order in which they were set | if set | if set | if set |
//! | `pkce_code_challenge` | if set | if set | if set |
//! | `login_redirect_url`, `signup_redirect_url` | if set | | if set |
//! | `discovery_redirect_url` | | if set | |
//!
//! # What is refused
//!
//! `url` of each builder is [`Error::InvalidInput`](crate::Error::InvalidInput) when
//!
//! - the public token is empty, has white space around it, or is a secret of the project, which no browser may see,
//! - a provider is not of `a-z 0-9 _ -`, or the name of a provider's parameter not of `A-Z a-z 0-9 _`,
//! - an [`OauthStart`] has neither organization nor slug, or an id or slug can not be one,
//! - a scope has a character that no scope can have, such as a space, which would make two of it,
//! - a code challenge is not of 43 to 128 characters of `A-Z a-z 0-9 - . _ ~`,
//! - a redirect URL is not absolute, or neither `https` nor `http` on a loopback address, or has user info. It is sent word for
//!   word, because the API compares it with those of the project.

mod callback;
mod oauth;
mod parameters;
#[cfg(any(feature = "local", feature = "aws-lc"))]
mod pkce;
mod sso;

use std::fmt;

use crate::client::Client;
use parameters::{Endpoint, StartParameters};

pub use callback::{Callback, CallbackTokenType};
pub use oauth::{OauthDiscoveryStart, OauthStart, PublicOauth, PublicOauthDiscovery};
#[cfg(any(feature = "local", feature = "aws-lc"))]
pub use pkce::Pkce;
pub use sso::{PublicSso, SsoStart};

impl Client {
    /// What a browser asks the API for, with the project's public token in place of its credentials.
    ///
    /// The public token is no secret: whoever sees a login page sees it.
    ///
    /// ```
    /// # fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// let url = client.public("public-token-test-…").oauth().discovery().start("google").url()?;
    /// println!("Location: {url}");
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn public(&self, public_token: impl Into<String>) -> Public<'_> {
        Public { client: self, public_token: public_token.into() }
    }
}

/// What a browser asks the API for.
#[derive(Clone)]
pub struct Public<'c> {
    client: &'c Client,
    public_token: String,
}

impl<'c> Public<'c> {
    /// Logins by an account at Google, Microsoft and others.
    #[must_use]
    pub fn oauth(&self) -> PublicOauth<'c> {
        PublicOauth::new(self.clone())
    }

    /// Single sign-on.
    #[must_use]
    pub fn sso(&self) -> PublicSso<'c> {
        PublicSso::new(self.clone())
    }

    fn start(&self, endpoint: Endpoint) -> StartParameters {
        StartParameters::new(self.client.settings().base_url.clone(), endpoint, self.public_token.clone())
    }
}

/// Without the token: what is no public token may be a secret that got here by mistake.
impl fmt::Debug for Public<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Public").field("client", &self.client).finish_non_exhaustive()
    }
}
