//! `client.passwords().existing_password()`.

use crate::call::Call;
use crate::raw;
use crate::resources::handle::handle;
use crate::types::{PasswordsExistingPasswordResetRequest, PasswordsExistingPasswordResetResponse};

handle! {
    /// Password changes by whoever knows the present one.
    PasswordsExistingPassword
}

impl PasswordsExistingPassword<'_> {
    /// Sets a new password in exchange for the present one, and logs the member in.
    ///
    /// All sessions of the member are revoked. The project's policy decides what is strong enough: a `zxcvbn` score of
    /// 3 or more by default, or the rules set for `luds`.
    ///
    /// [`NextStep`](crate::NextStep) says what the organization may still ask for.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, old: stytch_b2b::Secret, new: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::PasswordsExistingPasswordResetRequest;
    ///
    /// let request = PasswordsExistingPasswordResetRequest::new(&organization_id, "ada@acme.example", old, new);
    /// let login = client.passwords().existing_password().reset(request).await?;
    /// println!("changed; logged in: {}", login.member_authenticated);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/existing-reset>
    pub fn reset(
        &self,
        request: PasswordsExistingPasswordResetRequest,
    ) -> Call<PasswordsExistingPasswordResetResponse> {
        Call::new(self.client, raw::passwords_existing_password_reset(&request))
    }
}
