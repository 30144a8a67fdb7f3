//! `client.organizations().members().oauth_providers()`.

use super::parameters::IncludeRefreshToken;
use crate::call::Call;
use crate::raw;
use crate::resources::handle::handle;
use crate::types::{
    MemberId, OrganizationId, OrganizationsMembersOauthProvidersGithubResponse,
    OrganizationsMembersOauthProvidersGoogleResponse, OrganizationsMembersOauthProvidersHubspotResponse,
    OrganizationsMembersOauthProvidersMicrosoftResponse, OrganizationsMembersOauthProvidersSlackResponse,
};

handle! {
    /// The tokens that a member has granted at OAuth providers.
    OauthProviders
}

impl OauthProviders<'_> {
    /// Reads the tokens that GitHub issued for a member.
    ///
    /// Needs an OAuth login with GitHub by the member. GitHub has no refresh tokens; it voids an access token after a
    /// very long time without use.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, member_id: stytch_b2b::MemberId) -> Result<(), stytch_b2b::Error> {
    /// let granted = client.organizations().members().oauth_providers().github(&organization_id, &member_id).await?;
    /// for account in granted.registrations {
    ///     println!("GitHub account {} with {:?}", account.provider_subject, account.scopes);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `member_oauth_token_not_found` (404): No GitHub token is stored for the member; send them through that login.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/oauth-github-start>
    pub fn github(
        &self,
        organization_id: impl Into<OrganizationId>,
        member_id: impl Into<MemberId>,
    ) -> Call<OrganizationsMembersOauthProvidersGithubResponse, IncludeRefreshToken> {
        Call::new(
            self.client,
            raw::organizations_members_oauth_providers_github(organization_id.into(), member_id.into()),
        )
    }

    /// Reads the tokens that Google issued for a member.
    ///
    /// Needs an OAuth login with Google by the member. The access token is renewed on the way when a refresh token is
    /// stored; the refresh token itself comes only with `include_refresh_token`, and spending it elsewhere can stop
    /// that renewal.
    ///
    /// Google One Tap issues no access token, and Google sends a refresh token only now and then: start the login with
    /// `provider_prompt=consent` to get one.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, member_id: stytch_b2b::MemberId) -> Result<(), stytch_b2b::Error> {
    /// let google = client.organizations().members().oauth_providers().google(&organization_id, &member_id).await?;
    /// let bearer = google.access_token.map(|token| format!("Bearer {}", token.expose()));
    /// println!("{} for {:?} seconds", if bearer.is_some() { "usable" } else { "no token" }, google.access_token_expires_in);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `member_oauth_token_not_found` (404): No Google token is stored for the member; send them through that login.
    /// - `unable_to_refresh_oauth_token` (400): Google refused to renew the token; send the member through the login
    ///   again.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/get-google-access-token>
    pub fn google(
        &self,
        organization_id: impl Into<OrganizationId>,
        member_id: impl Into<MemberId>,
    ) -> Call<OrganizationsMembersOauthProvidersGoogleResponse, IncludeRefreshToken> {
        Call::new(
            self.client,
            raw::organizations_members_oauth_providers_google(organization_id.into(), member_id.into()),
        )
    }

    /// Reads the tokens that HubSpot issued for a member.
    ///
    /// Needs an OAuth login with HubSpot by the member. The access token is renewed on the way when a refresh token is
    /// stored; the refresh token itself comes only with `include_refresh_token`, and spending it elsewhere can stop
    /// that renewal.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, member_id: stytch_b2b::MemberId) -> Result<(), stytch_b2b::Error> {
    /// let hubspot = client.organizations().members().oauth_providers().hubspot(&organization_id, &member_id).await?;
    /// println!("{} HubSpot accounts", hubspot.registrations.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `member_oauth_token_not_found` (404): No HubSpot token is stored for the member; send them through that login.
    /// - `unable_to_refresh_oauth_token` (400): HubSpot refused to renew the token; send the member through the login
    ///   again.
    ///
    /// API reference: <https://stytch.com/docs/api-reference/b2b/api/oauth/token/hubspot>
    pub fn hubspot(
        &self,
        organization_id: impl Into<OrganizationId>,
        member_id: impl Into<MemberId>,
    ) -> Call<OrganizationsMembersOauthProvidersHubspotResponse, IncludeRefreshToken> {
        Call::new(
            self.client,
            raw::organizations_members_oauth_providers_hubspot(organization_id.into(), member_id.into()),
        )
    }

    /// Reads the tokens that Microsoft issued for a member.
    ///
    /// Needs an OAuth login with Microsoft by the member. The access token is renewed on the way when a refresh token
    /// is stored; the refresh token itself comes only with `include_refresh_token`, and spending it elsewhere can stop
    /// that renewal.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, member_id: stytch_b2b::MemberId) -> Result<(), stytch_b2b::Error> {
    /// let call = client.organizations().members().oauth_providers().microsoft(&organization_id, &member_id);
    /// let microsoft = call.include_refresh_token(true).await?;
    /// println!("renew it yourself: {}", microsoft.refresh_token.is_some());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `member_oauth_token_not_found` (404): No Microsoft token is stored for the member; send them through that
    ///   login.
    /// - `unable_to_refresh_oauth_token` (400): Microsoft refused to renew the token; send the member through the login
    ///   again.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/get-microsoft-access-token>
    pub fn microsoft(
        &self,
        organization_id: impl Into<OrganizationId>,
        member_id: impl Into<MemberId>,
    ) -> Call<OrganizationsMembersOauthProvidersMicrosoftResponse, IncludeRefreshToken> {
        Call::new(
            self.client,
            raw::organizations_members_oauth_providers_microsoft(organization_id.into(), member_id.into()),
        )
    }

    /// Reads the tokens that Slack issued for a member.
    ///
    /// Needs an OAuth login with Slack by the member. There is one entry for each workspace, with the token of the bot
    /// where one exists.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, member_id: stytch_b2b::MemberId) -> Result<(), stytch_b2b::Error> {
    /// let slack = client.organizations().members().oauth_providers().slack(&organization_id, &member_id).await?;
    /// println!("member of {} workspaces", slack.registrations.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `member_oauth_token_not_found` (404): No Slack token is stored for the member; send them through that login.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/get-slack-access-token>
    pub fn slack(
        &self,
        organization_id: impl Into<OrganizationId>,
        member_id: impl Into<MemberId>,
    ) -> Call<OrganizationsMembersOauthProvidersSlackResponse> {
        Call::new(
            self.client,
            raw::organizations_members_oauth_providers_slack(organization_id.into(), member_id.into()),
        )
    }
}
