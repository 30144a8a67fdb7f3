//! [`Client`]: where every call begins.

use std::fmt;
use std::sync::Arc;

use crate::builder::ClientBuilder;
use crate::resources::{
    discovery::Discovery, idp::Idp, impersonation::Impersonation, magic_links::MagicLinks, oauth::Oauth,
    organizations::Organizations, otps::Otps, passwords::Passwords, rbac::Rbac, recovery_codes::RecoveryCodes,
    scim::Scim, sessions::Sessions, sso::Sso, totps::Totps,
};
use crate::settings::Settings;
use crate::transport::Transport;
use crate::{Error, Secret, raw};

const PROJECT_ID: &str = "STYTCH_PROJECT_ID";
const SECRET: &str = "STYTCH_SECRET";
const BASE_URL: &str = "STYTCH_BASE_URL";

/// A client of one project.
///
/// Clones are cheap, and share connections, the retry budget and what is known of rate limits: make one and clone it.
///
/// ```
/// use stytch_b2b::Client;
///
/// # async fn example() -> Result<(), stytch_b2b::Error> {
/// let client = Client::from_env()?;
/// let response = client.organizations().get("acme-co").await?;
/// println!("{}", response.organization.organization_name);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    settings: Arc<Settings>,
}

impl Client {
    /// A client of a project, with everything else as usual.
    ///
    /// # Errors
    ///
    /// [`Error::Config`], as [`ClientBuilder::build`] says.
    pub fn new(project_id: impl Into<String>, secret: impl Into<Secret>) -> Result<Self, Error> {
        Self::builder(project_id, secret).build()
    }

    /// A client of the project that the environment names: `STYTCH_PROJECT_ID`, `STYTCH_SECRET` and, for a custom domain or a
    /// local stand-in, `STYTCH_BASE_URL`.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] when one of the first two is not set, and as [`ClientBuilder::build`] says.
    pub fn from_env() -> Result<Self, Error> {
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let project_id = variable(PROJECT_ID).ok_or_else(|| Error::refused("STYTCH_PROJECT_ID is not set"))?;
        let secret = variable(SECRET).ok_or_else(|| Error::refused("STYTCH_SECRET is not set"))?;
        let builder = Self::builder(project_id, secret);
        match variable(BASE_URL) {
            Some(url) => builder.base_url(url).build(),
            None => builder.build(),
        }
    }

    /// A client that differs from the usual one.
    pub fn builder(project_id: impl Into<String>, secret: impl Into<Secret>) -> ClientBuilder {
        ClientBuilder::new(project_id.into(), secret.into())
    }

    /// Logins that begin without an organization: the person proves an email address first and chooses among its organizations after.
    #[must_use]
    pub fn discovery(&self) -> Discovery<'_> {
        Discovery::new(self)
    }

    /// Your product as an identity provider for Connected Apps.
    #[must_use]
    pub fn idp(&self) -> Idp<'_> {
        Idp::new(self)
    }

    /// Sessions of support staff in the place of a member.
    #[must_use]
    pub fn impersonation(&self) -> Impersonation<'_> {
        Impersonation::new(self)
    }

    /// Logins by a link in an email.
    #[must_use]
    pub fn magic_links(&self) -> MagicLinks<'_> {
        MagicLinks::new(self)
    }

    /// Logins by an account at Google, Microsoft and others.
    #[must_use]
    pub fn oauth(&self) -> Oauth<'_> {
        Oauth::new(self)
    }

    /// The organizations of a project: your customers.
    #[must_use]
    pub fn organizations(&self) -> Organizations<'_> {
        Organizations::new(self)
    }

    /// One-time passcodes.
    #[must_use]
    pub fn otps(&self) -> Otps<'_> {
        Otps::new(self)
    }

    /// Passwords of members.
    #[must_use]
    pub fn passwords(&self) -> Passwords<'_> {
        Passwords::new(self)
    }

    /// Roles and permissions.
    #[must_use]
    pub fn rbac(&self) -> Rbac<'_> {
        Rbac::new(self)
    }

    /// Codes that stand in for a lost second factor.
    #[must_use]
    pub fn recovery_codes(&self) -> RecoveryCodes<'_> {
        RecoveryCodes::new(self)
    }

    /// Directory sync: members and groups that an identity provider keeps up to date.
    #[must_use]
    pub fn scim(&self) -> Scim<'_> {
        Scim::new(self)
    }

    /// Sessions of members.
    #[must_use]
    pub fn sessions(&self) -> Sessions<'_> {
        Sessions::new(self)
    }

    /// Single sign-on.
    #[must_use]
    pub fn sso(&self) -> Sso<'_> {
        Sso::new(self)
    }

    /// Passcodes of an authenticator app, as a second factor.
    #[must_use]
    pub fn totps(&self) -> Totps<'_> {
        Totps::new(self)
    }

    pub(crate) fn from_parts(http: reqwest::Client, settings: Arc<Settings>) -> Self {
        Self { http, settings }
    }

    pub(crate) fn settings(&self) -> Arc<Settings> {
        Arc::clone(&self.settings)
    }

    pub(crate) fn raw(&self, transport: Transport) -> raw::Client {
        raw::Client::new_with_client(&self.settings.base_url, self.http.clone(), transport)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Client").field("base_url", &self.settings.base_url).finish_non_exhaustive()
    }
}
