//! `client.m2m()`.

pub mod clients;
#[cfg(any(feature = "local", feature = "aws-lc"))]
mod local;

use self::clients::M2mClients;
use crate::call::Call;
use crate::raw;
use crate::resources::handle::handle;
use crate::types::{M2mTokenRequest, M2mTokenResponse};

handle! {
    /// Machines that call your API.
    M2m
}

impl<'c> M2m<'c> {
    /// Machine clients.
    #[must_use]
    pub fn clients(&self) -> M2mClients<'c> {
        M2mClients::new(self.client)
    }

    /// Issues an access token to a machine client, against its id and secret.
    ///
    /// The token is good for [`expires_in`](M2mTokenResponse::expires_in) seconds, and for the scopes asked for; without
    /// [`scopes`](M2mTokenRequest::scopes), or with an empty one, for all that the client has. The request carries the
    /// client's credentials and never those of the project.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, secret: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::M2mTokenRequest;
    ///
    /// let request = M2mTokenRequest::new("m2m-client-test-1", secret).scopes(["read:users", "read:invoices"]);
    /// let issued = client.m2m().token(request).await?;
    /// println!("a {} token for {} seconds", issued.token_type, issued.expires_in);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `invalid_client` (401): no client has this id and this secret, or it is inactive.
    /// - `invalid_scope` (400): the client does not have one of the scopes.
    ///
    /// API reference: <https://stytch.com/docs/api/get-m2m-token>
    pub fn token(&self, request: M2mTokenRequest) -> Call<M2mTokenResponse> {
        Call::new(self.client, raw::m2m_token(self.client.project_id(), &request))
    }
}
