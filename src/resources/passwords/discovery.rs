//! `client.passwords().discovery()`.

pub mod email;

use self::email::PasswordsDiscoveryEmail;
use crate::call::Call;
use crate::raw;
use crate::resources::handle::handle;
use crate::types::{PasswordsDiscoveryAuthenticateRequest, PasswordsDiscoveryAuthenticateResponse};

handle! {
    /// Password logins that begin before an organization is chosen.
    PasswordsDiscovery
}

impl<'c> PasswordsDiscovery<'c> {
    /// Password resets by email before an organization is chosen.
    #[must_use]
    pub fn email(&self) -> PasswordsDiscoveryEmail<'c> {
        PasswordsDiscoveryEmail::new(self.client)
    }

    /// Checks email address and password before the organization is known.
    ///
    /// Only for projects that share passwords across organizations. Success starts an intermediate session and lists
    /// the organizations it can be exchanged into. With breach detection on, a right password that is in a known leak
    /// is refused with `member_reset_password`.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, password: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::PasswordsDiscoveryAuthenticateRequest;
    ///
    /// let request = PasswordsDiscoveryAuthenticateRequest::new("ada@acme.example", password);
    /// let found = client.passwords().discovery().authenticate(request).await?;
    /// println!("choose among {}", found.discovered_organizations.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `member_reset_password` (401): The password must be changed first; start
    ///   `passwords().discovery().email().reset_start`.
    /// - `cross_org_passwords_not_enabled` (400): The project does not share passwords; use `passwords().authenticate`.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/passwords-discovery-authenticate>
    pub fn authenticate(
        &self,
        request: PasswordsDiscoveryAuthenticateRequest,
    ) -> Call<PasswordsDiscoveryAuthenticateResponse> {
        Call::new(self.client, raw::passwords_discovery_authenticate(&request))
    }
}
