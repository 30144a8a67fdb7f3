//! `client.connected_apps().clients().secrets()`.

use crate::call::Call;
use crate::raw;
use crate::resources::handle::handle;
use crate::types::{
    ConnectedAppsClientsSecretsRotateCancelRequest, ConnectedAppsClientsSecretsRotateCancelResponse,
    ConnectedAppsClientsSecretsRotateRequest, ConnectedAppsClientsSecretsRotateResponse,
    ConnectedAppsClientsSecretsRotateStartRequest, ConnectedAppsClientsSecretsRotateStartResponse,
};

handle! {
    /// The secrets of connected Apps. To replace one, begin with [`rotate_start`](Self::rotate_start); both secrets work
    /// until [`rotate`](Self::rotate) ends it, or [`rotate_cancel`](Self::rotate_cancel) drops the new one.
    ConnectedAppsClientsSecrets
}

impl ConnectedAppsClientsSecrets<'_> {
    /// Ends a rotation: the next secret of the client becomes its only one.
    ///
    /// The old secret is refused from then on, so do it when everything uses the new one.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, client_id: &str) -> Result<(), stytch_b2b::Error> {
    /// client.connected_apps().clients().secrets().rotate(client_id).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// API reference: <https://stytch.com/docs/api-reference/b2b/api/connected-apps/rotate-secret/start-secret-rotation>
    pub fn rotate(&self, client_id: impl Into<String>) -> Call<ConnectedAppsClientsSecretsRotateResponse> {
        let request = ConnectedAppsClientsSecretsRotateRequest::new();
        Call::new(self.client, raw::connected_apps_clients_secrets_rotate(client_id.into(), &request))
    }

    /// Gives up a rotation: the client keeps its old secret, and the next one is refused.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, client_id: &str) -> Result<(), stytch_b2b::Error> {
    /// client.connected_apps().clients().secrets().rotate_cancel(client_id).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// API reference: <https://stytch.com/docs/api-reference/b2b/api/connected-apps/rotate-secret/start-secret-rotation>
    pub fn rotate_cancel(&self, client_id: impl Into<String>) -> Call<ConnectedAppsClientsSecretsRotateCancelResponse> {
        let request = ConnectedAppsClientsSecretsRotateCancelRequest::new();
        Call::new(self.client, raw::connected_apps_clients_secrets_rotate_cancel(client_id.into(), &request))
    }

    /// Begins a rotation: makes the next secret of the client.
    ///
    /// The answer is the only place where `next_client_secret` appears: give it to whatever uses the client, then end
    /// the rotation.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, client_id: &str) -> Result<(), stytch_b2b::Error> {
    /// let next = client.connected_apps().clients().secrets().rotate_start(client_id).await?.connected_app.next_client_secret;
    /// println!("hand over {} characters, then end the rotation", next.expose().len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// API reference: <https://stytch.com/docs/api-reference/b2b/api/connected-apps/rotate-secret/start-secret-rotation>
    pub fn rotate_start(&self, client_id: impl Into<String>) -> Call<ConnectedAppsClientsSecretsRotateStartResponse> {
        let request = ConnectedAppsClientsSecretsRotateStartRequest::new();
        Call::new(self.client, raw::connected_apps_clients_secrets_rotate_start(client_id.into(), &request))
    }
}
