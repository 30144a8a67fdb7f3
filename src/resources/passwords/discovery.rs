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
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::PasswordsDiscoveryAuthenticateRequest;
    ///
    /// let request = PasswordsDiscoveryAuthenticateRequest::new("ada@acme.example", "...");
    /// let response = client.passwords().discovery().authenticate(request).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `unauthorized_credentials`: The password is wrong, or the client's own credentials are; let the person try
    ///   again.
    /// - `member_reset_password`: The password must be changed first; start
    ///   `passwords().discovery().email().reset_start`.
    /// - `cross_org_passwords_not_enabled`: The project does not share passwords; use `passwords().authenticate`.
    /// - `user_lock_limit_reached`: The member is locked after too many failed attempts; retrying does not help, wait
    ///   for the lock to end.
    /// - `too_many_requests`: Too many attempts by or for this person; the client returns it at once, so tell them to
    ///   wait and try again.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/passwords-discovery-authenticate>
    pub fn authenticate(
        &self,
        request: PasswordsDiscoveryAuthenticateRequest,
    ) -> Call<PasswordsDiscoveryAuthenticateResponse> {
        Call::new(self.client, raw::passwords_discovery_authenticate(&request))
    }
}
