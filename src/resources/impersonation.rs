//! `client.impersonation()`.

use crate::call::Call;
use crate::raw;
use crate::resources::handle::handle;
use crate::types::{ImpersonationAuthenticateRequest, ImpersonationAuthenticateResponse};

handle! {
    /// Sessions of support staff in the place of a member.
    Impersonation
}

impl Impersonation<'_> {
    /// Starts a session in a member's name with an impersonation token.
    ///
    /// The token comes from the dashboard's member page, is valid for 5 minutes unless set otherwise, and works once.
    /// The session lasts 60 minutes, cannot be extended, and never asks for a second factor.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, token: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::ImpersonationAuthenticateRequest;
    ///
    /// let support = client.impersonation().authenticate(ImpersonationAuthenticateRequest::new(token)).await?;
    /// // Mark the session in your own logs: everything in it is done by support.
    /// println!("support acts as {}", support.member.email_address);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `unable_to_auth_impersonation_token` (401): The token is used up or expired; make a new one in the dashboard.
    /// - `member_impersonation_not_allowed` (403): The project or organization does not allow impersonation; change the
    ///   setting.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/authenticate-impersonation-token>
    pub fn authenticate(&self, request: ImpersonationAuthenticateRequest) -> Call<ImpersonationAuthenticateResponse> {
        Call::new(self.client, raw::impersonation_authenticate(&request))
    }
}
