//! `client.passwords().session()`.

use crate::call::Call;
use crate::raw;
use crate::resources::handle::handle;
use crate::types::{PasswordsSessionResetRequest, PasswordsSessionResetResponse};

handle! {
    /// Password changes by whoever is logged in.
    PasswordsSession
}

impl PasswordsSession<'_> {
    /// Sets a new password for the member of a session.
    ///
    /// Send `session_token` or `session_jwt`; the session must contain a factor from the last 5 minutes. All other
    /// sessions of the member are revoked.
    ///
    /// A second factor may be missing: `member_authenticated` is then `false`.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::PasswordsSessionResetRequest;
    ///
    /// let request = PasswordsSessionResetRequest::new("organization-test-3f1c2a9e-6d0b-4e57-9a4f-2b8c7d51e0aa", "...").session_token("...");
    /// let response = client.passwords().session().reset(request).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `session_too_old_to_reset_password`: No factor of the session is younger than 5 minutes; ask for one again
    ///   first.
    /// - `session_not_found`: The session is unknown, expired or revoked; let the member log in again.
    /// - `weak_password`: The password fails the project's strength policy; show the advice of `strength_check`.
    /// - `breached_password`: The password is in a known leak; ask for another one.
    /// - `too_many_requests`: Too many attempts by or for this person; the client returns it at once, so tell them to
    ///   wait and try again.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/session-reset>
    pub fn reset(&self, request: PasswordsSessionResetRequest) -> Call<PasswordsSessionResetResponse> {
        Call::new(self.client, raw::passwords_session_reset(&request))
    }
}
