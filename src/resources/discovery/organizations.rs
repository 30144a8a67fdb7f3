//! `client.discovery().organizations()`.

use crate::call::Call;
use crate::raw;
use crate::resources::handle::handle;
use crate::types::{
    DiscoveryOrganizationsCreateRequest, DiscoveryOrganizationsCreateResponse, DiscoveryOrganizationsListRequest,
    DiscoveryOrganizationsListResponse,
};

handle! {
    /// The organizations that a person can choose among, or create.
    DiscoveredOrganizations
}

impl DiscoveredOrganizations<'_> {
    /// Creates an organization with the person of an intermediate session as its first member.
    ///
    /// The member gets the role `stytch_admin`. Name and slug, when left out, are made from the email address.
    ///
    /// The address must be verified in this login: after a password, GitHub, Slack or HubSpot login, or when the new
    /// organization demands a second factor, `member_authenticated` is `false` and the `intermediate_session_token`
    /// goes into the step that is missing.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::DiscoveryOrganizationsCreateRequest;
    ///
    /// let request = DiscoveryOrganizationsCreateRequest::new("...").organization_name("Acme Co").organization_slug("acme");
    /// let response = client.discovery().organizations().create(request).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `intermediate_session_not_found`: The intermediate session is unknown, used up or expired; let the person
    ///   log in again.
    /// - `organization_slug_already_used`: Another organization of the project has this slug; choose another one.
    /// - `action_not_allowed_email_domain_is_claimed`: An organization has claimed the person's email domain; let
    ///   them join that one.
    /// - `invalid_organization_name`: The name is not 1 to 128 characters long; correct it.
    /// - `too_many_requests`: The project's rate limit is reached; the client waits and retries within the deadline,
    ///   after that slow down and call again later.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/create-organization-via-discovery>
    pub fn create(&self, request: DiscoveryOrganizationsCreateRequest) -> Call<DiscoveryOrganizationsCreateResponse> {
        Call::new(self.client, raw::discovery_organizations_create(&request))
    }

    /// Lists the organizations that a person belongs to or may join.
    ///
    /// Send exactly one of intermediate session, session token and session JWT; none of them is used up. A full session
    /// lists memberships and invitations, to be taken up with `sessions().exchange`; an intermediate one also lists
    /// organizations open to the email domain or OAuth tenant, to be taken up with `intermediate_sessions().exchange`.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::DiscoveryOrganizationsListRequest;
    ///
    /// let request = DiscoveryOrganizationsListRequest::new().intermediate_session_token("...");
    /// let response = client.discovery().organizations().list(request).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `intermediate_session_not_found`: The intermediate session is unknown, used up or expired; let the person
    ///   log in again.
    /// - `session_not_found`: The session is unknown, expired or revoked; let the member log in again.
    /// - `too_many_session_arguments`: More than one of the three was sent; send one.
    /// - `too_many_requests`: The project's rate limit is reached; the client waits and retries within the deadline,
    ///   after that slow down and call again later.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/list-discovered-organizations>
    pub fn list(&self, request: DiscoveryOrganizationsListRequest) -> Call<DiscoveryOrganizationsListResponse> {
        Call::new(self.client, raw::discovery_organizations_list(&request))
    }
}
