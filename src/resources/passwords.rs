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
    /// When the organization asks for more, `member_authenticated` is `false` and no session exists yet: pass the
    /// `intermediate_session_token` (10 minutes) on to `otps().sms()`, `totps()` or `recovery_codes()`, or to the login
    /// named in `primary_required`. Session duration and custom claims of the request do not count in that case. A
    /// valid session token or JWT in the request spares the member the second factor.
    ///
    /// With breach detection on, a right password that is in a known leak is refused with `member_reset_password`.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::PasswordsAuthenticateRequest;
    ///
    /// let request = PasswordsAuthenticateRequest::new("organization-test-3f1c2a9e-6d0b-4e57-9a4f-2b8c7d51e0aa", "ada@acme.example", "...").session_duration_minutes(60);
    /// let response = client.passwords().authenticate(request).await?;
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
    /// - `member_password_not_found`: The member has no password; offer another login or a reset.
    /// - `member_reset_password`: The password must be changed first; start `passwords().email().reset_start`.
    /// - `user_lock_limit_reached`: The member is locked after too many failed attempts; retrying does not help, wait
    ///   for the lock to end.
    /// - `too_many_requests`: Too many attempts by or for this person; the client returns it at once, so tell them to
    ///   wait and try again.
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
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::PasswordsMigrateRequest;
    ///
    /// let request = PasswordsMigrateRequest::new("ada@acme.example", "...", "bcrypt", "organization-test-3f1c2a9e-6d0b-4e57-9a4f-2b8c7d51e0aa");
    /// let response = client.passwords().migrate(request).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `password_already_exists`: The member has a password already; leave it.
    /// - `invalid_hash`: The hash does not fit `hash_type`; check both.
    /// - `invalid_hash_type`: The kind of hash is not supported; let the person reset the password.
    /// - `invalid_email`: The address is not a valid email address; ask for it again.
    /// - `organization_not_found`: The project has no organization with this id, slug or external id; check that id
    ///   and project belong together.
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
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::PasswordsStrengthCheckRequest;
    ///
    /// let request = PasswordsStrengthCheckRequest::new("...");
    /// let response = client.passwords().strength_check(request).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `unauthorized_credentials`: Project id or secret is wrong, or belongs to the other environment; check the
    ///   client's configuration.
    /// - `too_many_requests`: The project's rate limit is reached; the client waits and retries within the deadline,
    ///   after that slow down and call again later.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/strength-check>
    pub fn strength_check(&self, request: PasswordsStrengthCheckRequest) -> Call<PasswordsStrengthCheckResponse> {
        Call::new(self.client, raw::passwords_strength_check(&request))
    }
}
