//! `client.public(…).oauth()`.

use super::Public;
use super::parameters::{Endpoint, StartParameters, Target, setters, start_builder};
use crate::types::OrganizationId;

/// OAuth logins as a browser begins them.
#[derive(Clone, Debug)]
pub struct PublicOauth<'c>(Public<'c>);

impl<'c> PublicOauth<'c> {
    pub(super) fn new(public: Public<'c>) -> Self {
        Self(public)
    }

    /// Logins in which the organization is chosen after the person is known.
    #[must_use]
    pub fn discovery(&self) -> PublicOauthDiscovery<'c> {
        PublicOauthDiscovery(self.0.clone())
    }

    /// The URL at which a login at one organization begins, by an account at a provider: `google`, `microsoft`, `hubspot`, `slack`
    /// or `github`.
    ///
    /// [`organization_id`](OauthStart::organization_id) or [`slug`](OauthStart::slug) is needed; of several calls the last one
    /// counts. The token that the browser comes back with is for
    /// [`oauth().authenticate`](crate::resources::oauth::Oauth::authenticate).
    ///
    /// ```
    /// # fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId) -> Result<(), stytch_b2b::Error> {
    /// let start = client.public("public-token-test-…").oauth().start("google").organization_id(organization_id);
    /// let url = start
    ///     .custom_scopes(["https://www.googleapis.com/auth/calendar.readonly"])
    ///     .provider_parameter("login_hint", "ada@acme.example")
    ///     .login_redirect_url("https://app.example.com/callback")
    ///     .url()?;
    /// println!("Location: {url}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/oauth-google-start>
    pub fn start(&self, provider: impl Into<String>) -> OauthStart {
        OauthStart(self.0.start(Endpoint::Oauth { provider: provider.into() }))
    }
}

/// OAuth logins in which the organization is chosen after the person is known, as a browser begins them.
#[derive(Clone, Debug)]
pub struct PublicOauthDiscovery<'c>(Public<'c>);

impl PublicOauthDiscovery<'_> {
    /// The URL at which a discovery login begins, by an account at a provider: `google`, `microsoft`, `hubspot`, `slack` or
    /// `github`.
    ///
    /// The token that the browser comes back with is for
    /// [`oauth().discovery().authenticate`](crate::resources::oauth::discovery::OauthDiscovery::authenticate).
    ///
    /// ```
    /// # fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// let start = client.public("public-token-test-…").oauth().discovery().start("microsoft");
    /// let url = start.discovery_redirect_url("https://app.example.com/discovery").url()?;
    /// println!("Location: {url}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/oauth-google-discovery-start>
    pub fn start(&self, provider: impl Into<String>) -> OauthDiscoveryStart {
        OauthDiscoveryStart(self.0.start(Endpoint::OauthDiscovery { provider: provider.into() }))
    }
}

start_builder! {
    /// An OAuth login at one organization that is about to begin.
    OauthStart: custom_scopes provider_parameter pkce login_redirect_url signup_redirect_url
}

impl OauthStart {
    /// The organization to log in at: its id, or its external id in place of it.
    pub fn organization_id(mut self, id: impl Into<OrganizationId>) -> Self {
        self.0.target = Some(Target::Organization(id.into()));
        self
    }

    /// The organization to log in at, by its slug.
    pub fn slug(mut self, slug: impl Into<String>) -> Self {
        self.0.target = Some(Target::Slug(slug.into()));
        self
    }
}

start_builder! {
    /// A discovery login by OAuth that is about to begin.
    OauthDiscoveryStart: custom_scopes provider_parameter pkce discovery_redirect_url
}
