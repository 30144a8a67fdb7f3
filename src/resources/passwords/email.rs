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
    /// address, the password is deleted.
    ///
    /// With `.member_session(…)` the API first checks that the roles of that member allow this, and that the member
    /// belongs to this organization. Without it nothing is checked.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::PasswordsEmailRequireResetRequest;
    ///
    /// let request = PasswordsEmailRequireResetRequest::new("ada@acme.example");
    /// let response = client.passwords().email().require_reset(request).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `cross_org_passwords_not_enabled`: The project does not share passwords; use `members().delete_password`.
    /// - `email_not_found`: Nobody in the project uses this address; check it.
    /// - `member_not_found`: The organization has no member with this id; it may be deleted or belong to another
    ///   organization.
    /// - `session_authorization_error`: No role of the member given with `.member_session(…)` allows this; do not
    ///   offer the action to that member.
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
    /// When the organization asks for more, `member_authenticated` is `false` and no session exists yet: pass the
    /// `intermediate_session_token` (10 minutes) on to `otps().sms()`, `totps()` or `recovery_codes()`, or to the login
    /// named in `primary_required`. Session duration and custom claims of the request do not count in that case. A
    /// valid session token or JWT in the request spares the member the second factor.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::PasswordsEmailResetRequest;
    ///
    /// let request = PasswordsEmailResetRequest::new("...", "...").session_duration_minutes(60);
    /// let response = client.passwords().email().reset(request).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `unable_to_auth_password_reset_token`: The token was used or has expired; send another mail.
    /// - `weak_password`: The password fails the project's strength policy; show the advice of `strength_check`.
    /// - `breached_password`: The password is in a known leak; ask for another one.
    /// - `pkce_mismatch`: The code verifier does not fit the challenge the flow began with; start the flow again in
    ///   the same browser.
    /// - `too_many_requests`: Too many attempts by or for this person; the client returns it at once, so tell them to
    ///   wait and try again.
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
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::PasswordsEmailResetStartRequest;
    ///
    /// let request = PasswordsEmailResetStartRequest::new("organization-test-3f1c2a9e-6d0b-4e57-9a4f-2b8c7d51e0aa", "ada@acme.example");
    /// let response = client.passwords().email().reset_start(request).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `no_password_reset_redirect_url`: No redirect URL was sent and the project has no default; send one.
    /// - `email_template_not_found`: No template has this id; check it in the dashboard.
    /// - `member_not_found`: The organization has no member with this id; it may be deleted or belong to another
    ///   organization.
    /// - `organization_not_found`: The project has no organization with this id, slug or external id; check that id
    ///   and project belong together.
    /// - `too_many_requests`: Too many attempts by or for this person; the client returns it at once, so tell them to
    ///   wait and try again.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/email-reset-start>
    pub fn reset_start(&self, request: PasswordsEmailResetStartRequest) -> Call<PasswordsEmailResetStartResponse> {
        Call::new(self.client, raw::passwords_email_reset_start(&request))
    }
}
