//! `client.connected_apps().clients()`.

mod search;
pub mod secrets;

use self::secrets::ConnectedAppsClientsSecrets;
use crate::call::Call;
use crate::raw;
use crate::resources::handle::handle;
use crate::types::{
    ConnectedAppsClientsCreateRequest, ConnectedAppsClientsCreateResponse, ConnectedAppsClientsDeleteResponse,
    ConnectedAppsClientsGetResponse, ConnectedAppsClientsSearchRequest, ConnectedAppsClientsSearchResponse,
    ConnectedAppsClientsUpdateRequest, ConnectedAppsClientsUpdateResponse,
};

handle! {
    /// Connected Apps: products that members can give access to their account in yours.
    ///
    /// Methods that take a client id fail with `connected_app_not_found` (404) when the project has no such client.
    ConnectedAppsClients
}

impl<'c> ConnectedAppsClients<'c> {
    /// The secrets of these clients.
    #[must_use]
    pub fn secrets(&self) -> ConnectedAppsClientsSecrets<'c> {
        ConnectedAppsClientsSecrets::new(self.client)
    }

    /// Creates a Connected App.
    ///
    /// The answer is the only place where `client_secret` appears: hand it over, or store it now.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::ConnectedAppsClientsCreateRequest;
    ///
    /// let request = ConnectedAppsClientsCreateRequest::new("third_party")
    ///     .client_name("Acme Reports")
    ///     .redirect_urls(["https://reports.example/callback"]);
    /// let app = client.connected_apps().clients().create(request).await?.connected_app;
    /// println!("{}, with a secret: {}", app.client_id, app.client_secret.is_some());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// API reference: <https://stytch.com/docs/b2b/guides/connected-apps/client-types>
    pub fn create(&self, request: ConnectedAppsClientsCreateRequest) -> Call<ConnectedAppsClientsCreateResponse> {
        Call::new(self.client, raw::connected_apps_clients_create(&request))
    }

    /// Deletes a Connected App.
    ///
    /// It gets no more access tokens; those that it has are good until they expire.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, client_id: &str) -> Result<(), stytch_b2b::Error> {
    /// let deleted = client.connected_apps().clients().delete(client_id).await?;
    /// println!("{} is gone", deleted.client_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// API reference: <https://stytch.com/docs/b2b/guides/connected-apps/client-types>
    pub fn delete(&self, client_id: impl Into<String>) -> Call<ConnectedAppsClientsDeleteResponse> {
        Call::new(self.client, raw::connected_apps_clients_delete(client_id.into()))
    }

    /// Reads a Connected App.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, client_id: &str) -> Result<(), stytch_b2b::Error> {
    /// let found = client.connected_apps().clients().get(client_id).await?.connected_app;
    /// println!("{} ({})", found.client_name, found.status);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// API reference: <https://stytch.com/docs/b2b/guides/connected-apps/client-types>
    pub fn get(&self, client_id: impl Into<String>) -> Call<ConnectedAppsClientsGetResponse> {
        Call::new(self.client, raw::connected_apps_clients_get(client_id.into()))
    }

    /// Lists the Connected Apps of the project.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// use futures::TryStreamExt;
    /// use stytch_b2b::types::ConnectedAppsClientsSearchRequest;
    ///
    /// let mut apps = client.connected_apps().clients().search(ConnectedAppsClientsSearchRequest::new()).stream();
    /// while let Some(app) = apps.try_next().await? {
    ///     println!("{} ({})", app.client_name, app.client_type);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// API reference: <https://stytch.com/docs/b2b/guides/connected-apps/client-types>
    pub fn search(
        &self,
        request: ConnectedAppsClientsSearchRequest,
    ) -> Call<ConnectedAppsClientsSearchResponse, ConnectedAppsClientsSearchRequest> {
        Call::with_parameters(self.client, raw::connected_apps_clients_search(&request), request)
    }

    /// Changes a Connected App.
    ///
    /// Fields left out stay as they are; a list replaces the one before.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, client_id: &str) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::ConnectedAppsClientsUpdateRequest;
    ///
    /// let request = ConnectedAppsClientsUpdateRequest::new().access_token_expiry_minutes(30);
    /// client.connected_apps().clients().update(client_id, request).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// API reference: <https://stytch.com/docs/b2b/guides/connected-apps/client-types>
    pub fn update(
        &self,
        client_id: impl Into<String>,
        request: ConnectedAppsClientsUpdateRequest,
    ) -> Call<ConnectedAppsClientsUpdateResponse> {
        Call::new(self.client, raw::connected_apps_clients_update(client_id.into(), &request))
    }
}
