//! `client.m2m().clients()`.

mod search;
pub mod secrets;

use self::secrets::M2mClientsSecrets;
use crate::call::Call;
use crate::raw;
use crate::resources::handle::handle;
use crate::types::{
    M2mClientsCreateRequest, M2mClientsCreateResponse, M2mClientsDeleteResponse, M2mClientsGetResponse,
    M2mClientsSearchRequest, M2mClientsSearchResponse, M2mClientsUpdateRequest, M2mClientsUpdateResponse,
};

handle! {
    /// Machine clients: programs that call your API with access tokens of their own.
    ///
    /// Methods that take a client id fail with status 404 when the project has no such client.
    M2mClients
}

impl<'c> M2mClients<'c> {
    /// The secrets of these clients.
    #[must_use]
    pub fn secrets(&self) -> M2mClientsSecrets<'c> {
        M2mClientsSecrets::new(self.client)
    }

    /// Creates a machine client.
    ///
    /// The answer is the only place where `client_secret` appears: hand it over, or store it now.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::M2mClientsCreateRequest;
    ///
    /// let request = M2mClientsCreateRequest::new(["read:users"]).client_name("Nightly export");
    /// let made = client.m2m().clients().create(request).await?.m2m_client;
    /// println!("{}, with a secret of {} characters", made.client_id, made.client_secret.expose().len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/create-m2m-client>
    pub fn create(&self, request: M2mClientsCreateRequest) -> Call<M2mClientsCreateResponse> {
        Call::new(self.client, raw::m2m_clients_create(&request))
    }

    /// Deletes a machine client.
    ///
    /// It gets no more access tokens; those that it has are good until they expire.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, client_id: &str) -> Result<(), stytch_b2b::Error> {
    /// let deleted = client.m2m().clients().delete(client_id).await?;
    /// println!("{} is gone", deleted.client_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// API reference: <https://stytch.com/docs/api-reference/b2b/api/m2m/overview>
    pub fn delete(&self, client_id: impl Into<String>) -> Call<M2mClientsDeleteResponse> {
        Call::new(self.client, raw::m2m_clients_delete(client_id.into()))
    }

    /// Reads a machine client.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, client_id: &str) -> Result<(), stytch_b2b::Error> {
    /// let found = client.m2m().clients().get(client_id).await?.m2m_client;
    /// println!("{} ({})", found.client_name, found.status);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// API reference: <https://stytch.com/docs/api-reference/b2b/api/m2m/m2m-client/get-m2m-client>
    pub fn get(&self, client_id: impl Into<String>) -> Call<M2mClientsGetResponse> {
        Call::new(self.client, raw::m2m_clients_get(client_id.into()))
    }

    /// Searches the machine clients of the project, by id, name or scopes.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// use futures::TryStreamExt;
    /// use stytch_b2b::types::M2mClientsSearchRequest;
    ///
    /// let mut clients = client.m2m().clients().search(M2mClientsSearchRequest::new()).stream();
    /// while let Some(found) = clients.try_next().await? {
    ///     println!("{}: {:?}", found.client_name, found.scopes);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// API reference: <https://stytch.com/docs/api-reference/b2b/api/m2m/overview>
    pub fn search(&self, request: M2mClientsSearchRequest) -> Call<M2mClientsSearchResponse, M2mClientsSearchRequest> {
        Call::with_parameters(self.client, raw::m2m_clients_search(&request), request)
    }

    /// Changes a machine client.
    ///
    /// Fields left out stay as they are; a list replaces the one before.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, client_id: &str) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::M2mClientsUpdateRequest;
    ///
    /// // It gets no access tokens until it is active again.
    /// let request = M2mClientsUpdateRequest::new().status("inactive");
    /// client.m2m().clients().update(client_id, request).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// API reference: <https://stytch.com/docs/api-reference/b2b/api/m2m/m2m-client/update-m2m-client>
    pub fn update(
        &self,
        client_id: impl Into<String>,
        request: M2mClientsUpdateRequest,
    ) -> Call<M2mClientsUpdateResponse> {
        Call::new(self.client, raw::m2m_clients_update(client_id.into(), &request))
    }
}
