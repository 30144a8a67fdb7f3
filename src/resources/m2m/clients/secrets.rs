//! `client.m2m().clients().secrets()`.

use crate::call::Call;
use crate::raw;
use crate::resources::handle::handle;
use crate::types::{
    M2mClientsSecretsRotateCancelRequest, M2mClientsSecretsRotateCancelResponse, M2mClientsSecretsRotateRequest,
    M2mClientsSecretsRotateResponse, M2mClientsSecretsRotateStartRequest, M2mClientsSecretsRotateStartResponse,
};

handle! {
    /// The secrets of machine clients. To replace one, begin with [`rotate_start`](Self::rotate_start); both secrets work
    /// until [`rotate`](Self::rotate) ends it, or [`rotate_cancel`](Self::rotate_cancel) drops the new one.
    M2mClientsSecrets
}

impl M2mClientsSecrets<'_> {
    /// Ends a rotation: the next secret of the client becomes its only one.
    ///
    /// The old secret is refused from then on, so do it when everything uses the new one.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, client_id: &str) -> Result<(), stytch_b2b::Error> {
    /// client.m2m().clients().secrets().rotate(client_id).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/m2m-rotate-secret>
    pub fn rotate(&self, client_id: impl Into<String>) -> Call<M2mClientsSecretsRotateResponse> {
        let request = M2mClientsSecretsRotateRequest::new();
        Call::new(self.client, raw::m2m_clients_secrets_rotate(client_id.into(), &request))
    }

    /// Gives up a rotation: the client keeps its old secret, and the next one is refused.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, client_id: &str) -> Result<(), stytch_b2b::Error> {
    /// client.m2m().clients().secrets().rotate_cancel(client_id).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/m2m-rotate-secret-cancel>
    pub fn rotate_cancel(&self, client_id: impl Into<String>) -> Call<M2mClientsSecretsRotateCancelResponse> {
        let request = M2mClientsSecretsRotateCancelRequest::new();
        Call::new(self.client, raw::m2m_clients_secrets_rotate_cancel(client_id.into(), &request))
    }

    /// Begins a rotation: makes the next secret of the client.
    ///
    /// The answer is the only place where `next_client_secret` appears: give it to whatever uses the client, then end
    /// the rotation.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, client_id: &str) -> Result<(), stytch_b2b::Error> {
    /// let next = client.m2m().clients().secrets().rotate_start(client_id).await?.m2m_client.next_client_secret;
    /// println!("hand over {} characters, then end the rotation", next.expose().len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/m2m-rotate-secret-start>
    pub fn rotate_start(&self, client_id: impl Into<String>) -> Call<M2mClientsSecretsRotateStartResponse> {
        let request = M2mClientsSecretsRotateStartRequest::new();
        Call::new(self.client, raw::m2m_clients_secrets_rotate_start(client_id.into(), &request))
    }
}
