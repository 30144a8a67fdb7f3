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
    /// # async fn example(client: stytch_b2b::Client, token: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::DiscoveryOrganizationsCreateRequest;
    ///
    /// let request = DiscoveryOrganizationsCreateRequest::new(token).organization_name("Acme Co").organization_slug("acme");
    /// let founded = client.discovery().organizations().create(request).await?;
    /// println!("{} administers {}", founded.member.email_address, founded.organization.organization_slug);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `organization_slug_already_used` (400): Another organization of the project has this slug; choose another one.
    /// - `action_not_allowed_email_domain_is_claimed` (400): An organization has claimed the person's email domain; let
    ///   them join that one.
    /// - `invalid_organization_name` (400): The name is not 1 to 128 characters long; correct it.
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
    /// # async fn example(client: stytch_b2b::Client, token: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::DiscoveryOrganizationsListRequest;
    ///
    /// let request = DiscoveryOrganizationsListRequest::new().intermediate_session_token(token);
    /// for choice in client.discovery().organizations().list(request).await?.discovered_organizations {
    ///     let complete = if choice.member_authenticated { "" } else { " (asks for more)" };
    ///     println!("{}{complete}", choice.organization.map(|it| it.organization_name).unwrap_or_default());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `too_many_session_arguments` (400): More than one of the three was sent; send one.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/list-discovered-organizations>
    pub fn list(&self, request: DiscoveryOrganizationsListRequest) -> Call<DiscoveryOrganizationsListResponse> {
        Call::new(self.client, raw::discovery_organizations_list(&request))
    }
}
