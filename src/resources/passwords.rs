//! `client.passwords()`.

pub mod discovery;
pub mod email;
pub mod existing_password;
pub mod session;

use self::discovery::PasswordsDiscovery;
use self::email::PasswordsEmail;
use self::existing_password::PasswordsExistingPassword;
use self::session::PasswordsSession;
use crate::call::Call;
use crate::raw;
use crate::resources::handle::handle;
use crate::types::{
    PasswordsAuthenticateRequest, PasswordsAuthenticateResponse, PasswordsMigrateRequest, PasswordsMigrateResponse,
    PasswordsStrengthCheckRequest, PasswordsStrengthCheckResponse,
};

handle! {
    /// Passwords of members.
    ///
    /// Methods that set a password fail with `weak_password` (400) when it does not meet the project's strength policy (show
    /// the advice of [`strength_check`](Self::strength_check)), and with `breached_password` (400) when it is in a known leak.
    Passwords
}

impl<'c> Passwords<'c> {
    /// Password logins that begin before an organization is chosen.
    #[must_use]
    pub fn discovery(&self) -> PasswordsDiscovery<'c> {
        PasswordsDiscovery::new(self.client)
    }

    /// Password resets by email.
    #[must_use]
    pub fn email(&self) -> PasswordsEmail<'c> {
        PasswordsEmail::new(self.client)
    }

    /// Password changes by whoever knows the present one.
    #[must_use]
    pub fn existing_password(&self) -> PasswordsExistingPassword<'c> {
        PasswordsExistingPassword::new(self.client)
    }

    /// Password changes by whoever is logged in.
    #[must_use]
    pub fn session(&self) -> PasswordsSession<'c> {
        PasswordsSession::new(self.client)
    }

    /// Logs a member in with email address and password.
    ///
    /// [`NextStep`](crate::NextStep) says what the organization may still ask for.
    ///
    /// With breach detection on, a right password that is in a known leak is refused with `member_reset_password`.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, password: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::PasswordsAuthenticateRequest;
    ///
    /// let request = PasswordsAuthenticateRequest::new(&organization_id, "ada@acme.example", password);
    /// match client.passwords().authenticate(request).await {
    ///     Ok(login) => println!("welcome, {}", login.member.name),
    ///     Err(error) if error.error_type() == Some("member_reset_password") => println!("send a reset email"),
    ///     Err(error) => println!("wrong address or password ({:?})", error.status()),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `member_password_not_found` (404): The member has no password; offer another login or a reset.
    /// - `member_reset_password` (401): The password must be changed first; start `passwords().email().reset_start`.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/passwords-authenticate>
    pub fn authenticate(&self, request: PasswordsAuthenticateRequest) -> Call<PasswordsAuthenticateResponse> {
        Call::new(self.client, raw::passwords_authenticate(&request))
    }

    /// Takes over a password hash for a member who has no password.
    ///
    /// Creates the member if there is none, and marks the email address as verified: use it only for addresses that
    /// your own system has verified. Hashes with parameters outside the string need the matching `…_config`. 100 calls
    /// a second are allowed.
    ///
    /// Where the project shares passwords across organizations, call it once for each organization of the person.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, hash: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::PasswordsMigrateRequest;
    ///
    /// let request = PasswordsMigrateRequest::new(&organization_id, "ada@acme.example", hash, "bcrypt");
    /// let migrated = client.passwords().migrate(request).await?;
    /// println!("{} (new: {})", migrated.member_id, migrated.member_created);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `password_already_exists` (400): The member has a password already; leave it.
    /// - `invalid_hash` (400): The hash does not fit `hash_type`; check both.
    /// - `invalid_hash_type` (400): The kind of hash is not supported; let the person reset the password.
    ///
    /// API reference: <https://stytch.com/docs/api-reference/b2b/api/passwords/migrate>
    pub fn migrate(&self, request: PasswordsMigrateRequest) -> Call<PasswordsMigrateResponse> {
        Call::new(self.client, raw::passwords_migrate(&request))
    }

    /// Tells whether a password is strong enough, and how to improve it.
    ///
    /// The project's policy decides what is strong enough: a `zxcvbn` score of 3 or more by default, or the rules set
    /// for `luds`. The feedback of the policy in use is meant to be shown. With an email address the password must not
    /// be in a known leak either. Nothing is stored.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, password: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::PasswordsStrengthCheckRequest;
    ///
    /// let judged = client.passwords().strength_check(PasswordsStrengthCheckRequest::new(password)).await?;
    /// if !judged.valid_password {
    ///     println!("{} of 4, known from a breach: {}", judged.score, judged.breached_password);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/strength-check>
    pub fn strength_check(&self, request: PasswordsStrengthCheckRequest) -> Call<PasswordsStrengthCheckResponse> {
        Call::new(self.client, raw::passwords_strength_check(&request))
    }
}
