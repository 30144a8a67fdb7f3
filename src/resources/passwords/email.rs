//! `client.passwords().email()`.

use crate::call::{AsMember, Call};
use crate::raw;
use crate::resources::handle::handle;
use crate::types::{
    PasswordsEmailRequireResetRequest, PasswordsEmailRequireResetResponse, PasswordsEmailResetRequest,
    PasswordsEmailResetResponse, PasswordsEmailResetStartRequest, PasswordsEmailResetStartResponse,
};

handle! {
    /// Password resets by email.
    PasswordsEmail
}

impl PasswordsEmail<'_> {
    /// Forces the owner of an email address to reset the password by mail.
    ///
    /// Only for projects that share passwords across organizations. If a single active member of the project uses the
    /// address, the password is deleted. Which action a member session needs is not published.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::PasswordsEmailRequireResetRequest;
    ///
    /// let request = PasswordsEmailRequireResetRequest::new("ada@acme.example").organization_id(&organization_id);
    /// let changed = client.passwords().email().require_reset(request).await?;
    /// println!("old password void for {:?}", changed.member_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `cross_org_passwords_not_enabled` (400): The project does not share passwords; use
    ///   `members().delete_password`.
    /// - `email_not_found` (404): Nobody in the project uses this address; check it.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/passwords-require-reset-by-email>
    pub fn require_reset(
        &self,
        request: PasswordsEmailRequireResetRequest,
    ) -> Call<PasswordsEmailRequireResetResponse, AsMember> {
        Call::new(self.client, raw::passwords_email_require_reset(&request))
    }

    /// Sets a new password with the token of a reset mail, and logs the member in.
    ///
    /// The token works once. All sessions of the member are revoked.
    ///
    /// [`NextStep`](crate::NextStep) says what the organization may still ask for.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, token: stytch_b2b::Secret, password: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::NextStep;
    /// use stytch_b2b::types::PasswordsEmailResetRequest;
    ///
    /// let login = client.passwords().email().reset(PasswordsEmailResetRequest::new(token, password)).await?;
    /// match login.next_step() {
    ///     NextStep::LoggedIn { .. } => println!("on to the application"),
    ///     NextStep::SecondFactor { mfa_required, .. } => println!("first a second factor: {mfa_required:?}"),
    ///     _ => println!("on to the login page"),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `unable_to_auth_password_reset_token` (401): The token was used or has expired; send another mail.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/email-reset>
    pub fn reset(&self, request: PasswordsEmailResetRequest) -> Call<PasswordsEmailResetResponse> {
        Call::new(self.client, raw::passwords_email_reset(&request))
    }

    /// Mails a link with which a member sets a new password.
    ///
    /// The link is valid for 30 minutes unless set otherwise. It leads to `reset_password_redirect_url` with a token;
    /// finish with `reset`. The project's policy decides what is strong enough: a `zxcvbn` score of 3 or more by
    /// default, or the rules set for `luds`.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::PasswordsEmailResetStartRequest;
    ///
    /// let request = PasswordsEmailResetStartRequest::new(&organization_id, "ada@acme.example")
    ///     .reset_password_redirect_url("https://app.acme.example/new-password");
    /// let sent = client.passwords().email().reset_start(request).await?;
    /// println!("reset email for {}", sent.member_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `no_password_reset_redirect_url` (400): No redirect URL was sent and the project has no default; send one.
    /// - `email_template_not_found` (404): No template has this id; check it in the dashboard.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/email-reset-start>
    pub fn reset_start(&self, request: PasswordsEmailResetStartRequest) -> Call<PasswordsEmailResetStartResponse> {
        Call::new(self.client, raw::passwords_email_reset_start(&request))
    }
}
