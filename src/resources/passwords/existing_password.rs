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
    /// When the organization asks for more, `member_authenticated` is `false` and no session exists yet: pass the
    /// `intermediate_session_token` (10 minutes) on to `otps().sms()`, `totps()` or `recovery_codes()`, or to the login
    /// named in `primary_required`. Session duration and custom claims of the request do not count in that case. A
    /// valid session token or JWT in the request spares the member the second factor.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::PasswordsExistingPasswordResetRequest;
    ///
    /// let request = PasswordsExistingPasswordResetRequest::new("ada@acme.example", "...", "...", "organization-test-3f1c2a9e-6d0b-4e57-9a4f-2b8c7d51e0aa");
    /// let response = client.passwords().existing_password().reset(request).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `unauthorized_credentials`: The present password is wrong; let the person try again.
    /// - `weak_password`: The password fails the project's strength policy; show the advice of `strength_check`.
    /// - `breached_password`: The password is in a known leak; ask for another one.
    /// - `user_lock_limit_reached`: The member is locked after too many failed attempts; retrying does not help, wait
    ///   for the lock to end.
    /// - `too_many_requests`: Too many attempts by or for this person; the client returns it at once, so tell them to
    ///   wait and try again.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/existing-reset>
    pub fn reset(
        &self,
        request: PasswordsExistingPasswordResetRequest,
    ) -> Call<PasswordsExistingPasswordResetResponse> {
        Call::new(self.client, raw::passwords_existing_password_reset(&request))
    }
}
