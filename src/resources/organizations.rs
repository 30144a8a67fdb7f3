//! `client.organizations()`.

pub mod members;
mod search;

use self::members::Members;
use crate::call::{AsMember, Call};
use crate::raw;
use crate::resources::handle::handle;
use crate::types::{
    OrganizationId, OrganizationsConnectedAppsResponse, OrganizationsCreateRequest, OrganizationsCreateResponse,
    OrganizationsDeleteExternalIdResponse, OrganizationsDeleteResponse, OrganizationsGetConnectedAppResponse,
    OrganizationsGetResponse, OrganizationsMetricsResponse, OrganizationsSearchRequest, OrganizationsSearchResponse,
    OrganizationsUpdateRequest, OrganizationsUpdateResponse,
};

handle! {
    /// The organizations of a project: your customers.
    Organizations
}

impl<'c> Organizations<'c> {
    /// The members of an organization.
    #[must_use]
    pub fn members(&self) -> Members<'c> {
        Members::new(self.client)
    }

    /// Lists the Connected Apps that members of an organization use.
    ///
    /// An app is listed once a member has completed its authorization flow, until that is revoked. A change of the
    /// organization's Connected App policy can remove apps too. Which action a member session needs is not published.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId) -> Result<(), stytch_b2b::Error> {
    /// for app in client.organizations().connected_apps(&organization_id).await?.connected_apps {
    ///     println!("{} ({})", app.name, app.connected_app_id);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/connected-app-org-get-all>
    pub fn connected_apps(
        &self,
        organization_id: impl Into<OrganizationId>,
    ) -> Call<OrganizationsConnectedAppsResponse, AsMember> {
        Call::new(self.client, raw::organizations_connected_apps(organization_id.into()))
    }

    /// Creates an organization.
    ///
    /// Send a slug along with the name: the API reference calls it required, although the specification does not. A
    /// request without any login setting gets `email_invites` of `ALL_ALLOWED`, so that members can be added at all;
    /// with any such setting the default is `NOT_ALLOWED`.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::OrganizationsCreateRequest;
    ///
    /// let request = OrganizationsCreateRequest::new("Acme Co").organization_slug("acme").email_allowed_domains(["acme.example"]);
    /// let organization = client.organizations().create(request).await?.organization;
    /// println!("store {} with your customer", organization.organization_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `organization_slug_already_used` (400): Another organization of the project has this slug; choose another one.
    /// - `invalid_organization_slug` (400): The slug has a wrong length or character; it takes 2 to 128 of letters,
    ///   digits and `-._~`.
    /// - `invalid_organization_name` (400): The name is not 1 to 128 characters long; correct it.
    /// - `organization_settings_domain_too_common` (400): A public mail domain stands in `email_allowed_domains`;
    ///   remove it.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/create-organization>
    pub fn create(&self, request: OrganizationsCreateRequest) -> Call<OrganizationsCreateResponse> {
        Call::new(self.client, raw::organizations_create(&request))
    }

    /// Deletes an organization and all its members.
    ///
    /// There is no undo, and every member of the organization goes with it.
    ///
    /// A member session needs `delete` on `stytch.organization`.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId) -> Result<(), stytch_b2b::Error> {
    /// let deleted = client.organizations().delete(&organization_id).await?;
    /// println!("{} and its members are gone", deleted.organization_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/delete-organization>
    pub fn delete(&self, organization_id: impl Into<OrganizationId>) -> Call<OrganizationsDeleteResponse, AsMember> {
        Call::new(self.client, raw::organizations_delete(organization_id.into()))
    }

    /// Removes the external id of an organization.
    ///
    /// Calls that name the organization by that id fail from then on; its own id and its slug keep working. Which
    /// action a member session needs is not published.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId) -> Result<(), stytch_b2b::Error> {
    /// let organization = client.organizations().delete_external_id(&organization_id).await?.organization;
    /// assert_eq!(organization.organization_external_id.unwrap_or_default(), "");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// API reference: <https://stytch.com/docs/api-reference/b2b/api/organizations/delete-organization-external-id>
    pub fn delete_external_id(
        &self,
        organization_id: impl Into<OrganizationId>,
    ) -> Call<OrganizationsDeleteExternalIdResponse, AsMember> {
        Call::new(self.client, raw::organizations_delete_external_id(organization_id.into()))
    }

    /// Reads an organization by its id, slug or external id.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId) -> Result<(), stytch_b2b::Error> {
    /// let organization = client.organizations().get(&organization_id).await?.organization;
    /// println!("{} takes {:?}", organization.organization_name, organization.email_allowed_domains);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/get-organization>
    pub fn get(&self, organization_id: impl Into<OrganizationId>) -> Call<OrganizationsGetResponse> {
        Call::new(self.client, raw::organizations_get(organization_id.into()))
    }

    /// Reads a Connected App and the members of an organization who use it.
    ///
    /// Each member comes with the scopes of their last authorization. Which action a member session needs is not published.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, connected_app_id: &str) -> Result<(), stytch_b2b::Error> {
    /// let app = client.organizations().get_connected_app(&organization_id, connected_app_id).await?;
    /// println!("{} is used by {} members", app.name, app.active_members.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `connected_app_not_found` (404): The project has no Connected App with this id; list those in use with
    ///   `connected_apps`.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/connected-app-org-get>
    pub fn get_connected_app(
        &self,
        organization_id: impl Into<OrganizationId>,
        connected_app_id: impl Into<String>,
    ) -> Call<OrganizationsGetConnectedAppResponse, AsMember> {
        Call::new(self.client, raw::organizations_get_connected_app(organization_id.into(), connected_app_id.into()))
    }

    /// Counts the members of an organization.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId) -> Result<(), stytch_b2b::Error> {
    /// let seats = client.organizations().metrics(&organization_id).await?.member_count;
    /// println!("{seats} seats to bill");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// API reference: <https://stytch.com/docs/api-reference/b2b/api/organizations/overview>
    pub fn metrics(&self, organization_id: impl Into<OrganizationId>) -> Call<OrganizationsMetricsResponse> {
        Call::new(self.client, raw::organizations_metrics(organization_id.into()))
    }

    /// Searches the organizations of the project, one page a call.
    ///
    /// Without a query all organizations are returned. A page has 100 items unless `limit` says otherwise, 1000 at
    /// most; `.pages()` and `.stream()` follow the cursor.
    ///
    /// Not for the login path: an answer takes from 150 milliseconds to 9 seconds, and 100 calls a minute are allowed.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// use futures::TryStreamExt;
    /// use stytch_b2b::OrganizationFilter;
    /// use stytch_b2b::types::OrganizationsSearchRequest;
    ///
    /// let request = OrganizationsSearchRequest::new().matching([OrganizationFilter::NameFuzzy("acme".into())]);
    /// let mut organizations = client.organizations().search(request).stream();
    /// while let Some(organization) = organizations.try_next().await? {
    ///     println!("{}", organization.organization_slug);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `organization_search_filter_name_not_recognized` (400): A filter of the query does not exist; compare its name
    ///   with the reference page.
    /// - `search_timeout` (408): The query took too long; make it narrower or split it.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/search-organizations>
    pub fn search(
        &self,
        request: OrganizationsSearchRequest,
    ) -> Call<OrganizationsSearchResponse, OrganizationsSearchRequest> {
        Call::with_parameters(self.client, raw::organizations_search(&request), request)
    }

    /// Changes settings of an organization.
    ///
    /// Fields left out stay as they are; a list replaces the whole list. At least one of the settings that let members
    /// in must remain `RESTRICTED` or `ALL_ALLOWED`.
    ///
    /// With `.member_session(…)` the API checks for each field sent that a role of that member allows it, such as
    /// `update.info.name` on `stytch.organization`; `trusted_metadata` may not be sent then.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::OrganizationsUpdateRequest;
    ///
    /// let request = OrganizationsUpdateRequest::new().mfa_policy("REQUIRED_FOR_ALL");
    /// let organization = client.organizations().update(&organization_id, request).await?.organization;
    /// println!("MFA: {}", organization.mfa_policy);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `organization_slug_already_used` (400): Another organization of the project has this slug; choose another one.
    /// - `invalid_organization_auth_factor_setting` (400): The settings contradict each other or let nobody in; correct
    ///   them.
    /// - `allowed_auth_methods_required_for_restricted` (400): `auth_methods` is `RESTRICTED` but no method is listed;
    ///   send `allowed_auth_methods`.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/update-organization>
    pub fn update(
        &self,
        organization_id: impl Into<OrganizationId>,
        request: OrganizationsUpdateRequest,
    ) -> Call<OrganizationsUpdateResponse, AsMember> {
        Call::new(self.client, raw::organizations_update(organization_id.into(), &request))
    }
}
