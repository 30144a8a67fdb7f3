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
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, token: stytch_b2b::Secret, password: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::PasswordsSessionResetRequest;
    ///
    /// let request = PasswordsSessionResetRequest::new(&organization_id, password).session_token(token);
    /// let login = client.passwords().session().reset(request).await?;
    /// println!("all other sessions of {} are over", login.member.email_address);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `session_too_old_to_reset_password` (400): No factor of the session is younger than 5 minutes; ask for one
    ///   again first.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/session-reset>
    pub fn reset(&self, request: PasswordsSessionResetRequest) -> Call<PasswordsSessionResetResponse> {
        Call::new(self.client, raw::passwords_session_reset(&request))
    }
}
