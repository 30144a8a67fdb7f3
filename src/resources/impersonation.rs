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
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::ImpersonationAuthenticateRequest;
    ///
    /// let request = ImpersonationAuthenticateRequest::new("...");
    /// let response = client.impersonation().authenticate(request).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `unable_to_auth_impersonation_token`: The token is used up or expired; make a new one in the dashboard.
    /// - `member_impersonation_not_allowed`: The project or organization does not allow impersonation; change the
    ///   setting.
    /// - `member_not_found`: The organization has no member with this id; it may be deleted or belong to another
    ///   organization.
    /// - `too_many_requests`: Too many attempts by or for this person; the client returns it at once, so tell them to
    ///   wait and try again.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/authenticate-impersonation-token>
    pub fn authenticate(&self, request: ImpersonationAuthenticateRequest) -> Call<ImpersonationAuthenticateResponse> {
        Call::new(self.client, raw::impersonation_authenticate(&request))
    }
}
