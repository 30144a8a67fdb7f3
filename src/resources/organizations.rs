//! `client.organizations()`.

use crate::resources::handle;
use crate::types::OrganizationsGetResponse;
use crate::{Call, OrganizationId};

handle! {
    /// The organizations of a project: your customers.
    Organizations
}

impl Organizations<'_> {
    /// Reads an organization by its id, slug or external id.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId) -> Result<(), stytch_b2b::Error> {
    /// let response = client.organizations().get(&organization_id).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `organization_not_found`: The project has no organization with this id, slug or external id; check that id
    ///   and project belong together.
    /// - `unauthorized_credentials`: Project id or secret is wrong, or belongs to the other environment; check the
    ///   client's configuration.
    /// - `too_many_requests`: The project's rate limit is reached; the client waits and retries within the deadline,
    ///   after that slow down and call again later.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/get-organization>
    pub fn get(&self, organization_id: impl Into<OrganizationId>) -> Call<OrganizationsGetResponse> {
        let organization_id = organization_id.into();
        Call::new(self.client, (), move |raw, ()| async move { raw.organizations_get(&organization_id).await })
    }
}
