//! `client.passwords().discovery().email()`.

use crate::call::Call;
use crate::raw;
use crate::resources::handle::handle;
use crate::types::{
    PasswordsDiscoveryEmailResetRequest, PasswordsDiscoveryEmailResetResponse,
    PasswordsDiscoveryEmailResetStartRequest, PasswordsDiscoveryEmailResetStartResponse,
};

handle! {
    /// Password resets by email before an organization is chosen.
    PasswordsDiscoveryEmail
}

impl PasswordsDiscoveryEmail<'_> {
    /// Sets a new password with the token of a discovery reset mail, and starts an intermediate session.
    ///
    /// The token works once. The answer lists the organizations that the intermediate session can be exchanged into.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, token: stytch_b2b::Secret, password: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::PasswordsDiscoveryEmailResetRequest;
    ///
    /// let request = PasswordsDiscoveryEmailResetRequest::new(token, password);
    /// let reset = client.passwords().discovery().email().reset(request).await?;
    /// println!("{} has a new password", reset.email_address);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `unable_to_auth_password_reset_token` (401): The token was used or has expired; send another mail.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/discovery-email-reset>
    pub fn reset(&self, request: PasswordsDiscoveryEmailResetRequest) -> Call<PasswordsDiscoveryEmailResetResponse> {
        Call::new(self.client, raw::passwords_discovery_email_reset(&request))
    }

    /// Mails a link with which a person sets a new password before the organization is known.
    ///
    /// Only for projects that share passwords across organizations. The link is valid for 30 minutes unless set
    /// otherwise; finish with `reset`. The project's policy decides what is strong enough: a `zxcvbn` score of 3 or
    /// more by default, or the rules set for `luds`.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::PasswordsDiscoveryEmailResetStartRequest;
    ///
    /// let request = PasswordsDiscoveryEmailResetStartRequest::new("ada@acme.example").reset_password_expiration_minutes(30);
    /// client.passwords().discovery().email().reset_start(request).await?;
    /// println!("answer the same, whether or not the address is known");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `cross_org_passwords_not_enabled` (400): The project does not share passwords; use
    ///   `passwords().email().reset_start`.
    /// - `no_password_reset_redirect_url` (400): No redirect URL was sent and the project has no default; send one.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/discovery-email-reset-start>
    pub fn reset_start(
        &self,
        request: PasswordsDiscoveryEmailResetStartRequest,
    ) -> Call<PasswordsDiscoveryEmailResetStartResponse> {
        Call::new(self.client, raw::passwords_discovery_email_reset_start(&request))
    }
}
