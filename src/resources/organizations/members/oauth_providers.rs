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
    /// let response = client.organizations().members().oauth_providers().github(&organization_id, &member_id).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `member_oauth_token_not_found`: No GitHub token is stored for the member; send them through that login.
    /// - `member_not_found`: The organization has no member with this id; it may be deleted or belong to another
    ///   organization.
    /// - `organization_not_found`: The project has no organization with this id, slug or external id; check that id
    ///   and project belong together.
    /// - `too_many_requests`: The project's rate limit is reached; the client waits and retries within the deadline,
    ///   after that slow down and call again later.
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
    /// let response = client.organizations().members().oauth_providers().google(&organization_id, &member_id).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `member_oauth_token_not_found`: No Google token is stored for the member; send them through that login.
    /// - `unable_to_refresh_oauth_token`: Google refused to renew the token; send the member through the login again.
    /// - `member_not_found`: The organization has no member with this id; it may be deleted or belong to another
    ///   organization.
    /// - `organization_not_found`: The project has no organization with this id, slug or external id; check that id
    ///   and project belong together.
    /// - `too_many_requests`: The project's rate limit is reached; the client waits and retries within the deadline,
    ///   after that slow down and call again later.
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
    /// let response = client.organizations().members().oauth_providers().hubspot(&organization_id, &member_id).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `member_oauth_token_not_found`: No HubSpot token is stored for the member; send them through that login.
    /// - `unable_to_refresh_oauth_token`: HubSpot refused to renew the token; send the member through the login
    ///   again.
    /// - `member_not_found`: The organization has no member with this id; it may be deleted or belong to another
    ///   organization.
    /// - `organization_not_found`: The project has no organization with this id, slug or external id; check that id
    ///   and project belong together.
    /// - `too_many_requests`: The project's rate limit is reached; the client waits and retries within the deadline,
    ///   after that slow down and call again later.
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
    /// let response = client.organizations().members().oauth_providers().microsoft(&organization_id, &member_id).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `member_oauth_token_not_found`: No Microsoft token is stored for the member; send them through that login.
    /// - `unable_to_refresh_oauth_token`: Microsoft refused to renew the token; send the member through the login
    ///   again.
    /// - `member_not_found`: The organization has no member with this id; it may be deleted or belong to another
    ///   organization.
    /// - `organization_not_found`: The project has no organization with this id, slug or external id; check that id
    ///   and project belong together.
    /// - `too_many_requests`: The project's rate limit is reached; the client waits and retries within the deadline,
    ///   after that slow down and call again later.
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
    /// let response = client.organizations().members().oauth_providers().slack(&organization_id, &member_id).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `member_oauth_token_not_found`: No Slack token is stored for the member; send them through that login.
    /// - `member_not_found`: The organization has no member with this id; it may be deleted or belong to another
    ///   organization.
    /// - `organization_not_found`: The project has no organization with this id, slug or external id; check that id
    ///   and project belong together.
    /// - `too_many_requests`: The project's rate limit is reached; the client waits and retries within the deadline,
    ///   after that slow down and call again later.
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
