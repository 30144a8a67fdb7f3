//! `client.totps()`.

use crate::call::Call;
use crate::raw;
use crate::resources::handle::handle;
use crate::types::{
    TotpsAuthenticateRequest, TotpsAuthenticateResponse, TotpsCreateRequest, TotpsCreateResponse, TotpsMigrateRequest,
    TotpsMigrateResponse,
};

handle! {
    /// Passcodes of an authenticator app, as a second factor.
    Totps
}

impl Totps<'_> {
    /// Completes a login, or adds a factor to a session, with a code of the authenticator app.
    ///
    /// Send the intermediate session of the first factor, or the session to add the factor to. The first success also
    /// confirms the registration made by `create`. Without `session_duration_minutes` the new session lasts 60 minutes.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, member_id: stytch_b2b::MemberId, code: stytch_b2b::Secret, token: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::TotpsAuthenticateRequest;
    ///
    /// let request = TotpsAuthenticateRequest::new(&organization_id, &member_id, code).intermediate_session_token(token);
    /// match client.totps().authenticate(request).await {
    ///     Ok(login) => println!("{} has both factors", login.member.name),
    ///     Err(error) if error.is_unauthorized() => println!("wait for the next code"),
    ///     Err(error) => return Err(error),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `unable_to_authenticate_totp` (401): The code is wrong; ask again.
    /// - `totp_code_already_authenticated` (401): The code was used before; wait for the next one.
    /// - `recovery_code_used_as_totp_code` (400): The input is a recovery code; send it to `recovery_codes().recover`.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/authenticate-totp>
    pub fn authenticate(&self, request: TotpsAuthenticateRequest) -> Call<TotpsAuthenticateResponse> {
        Call::new(self.client, raw::totps_authenticate(&request))
    }

    /// Registers an authenticator app for a member.
    ///
    /// Show the QR code or the secret, and the recovery codes, then confirm with `authenticate` before the registration
    /// expires: after 60 minutes, or what `expiration_minutes` (5 to 1440) says.
    ///
    /// A member who already has a second factor must be in a session, intermediate or full, that contains it; otherwise
    /// a stolen password would be enough to replace it. Any session sent must be that member's.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, member_id: stytch_b2b::MemberId, token: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::TotpsCreateRequest;
    ///
    /// let request = TotpsCreateRequest::new(&organization_id, &member_id).intermediate_session_token(token);
    /// let registration = client.totps().create(request).await?;
    /// println!("<img> of {} bytes, then ask for a code", registration.qr_code.expose().len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `active_totp_exists` (400): The member already has an authenticator app; delete it with
    ///   `members().delete_totp`.
    /// - `session_enforced_factor_matching_session_required` (401): The member has a second factor and the session does
    ///   not show it; ask for it first.
    /// - `operation_restricted_by_organization_mfa_methods` (400): The organization does not allow authenticator apps;
    ///   offer another method.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/totp-create>
    pub fn create(&self, request: TotpsCreateRequest) -> Call<TotpsCreateResponse> {
        Call::new(self.client, raw::totps_create(&request))
    }

    /// Takes over an authenticator app registration from another system.
    ///
    /// The member's app keeps working, because the secret stays the same. An empty list of recovery codes lets the API
    /// make new ones.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, member_id: stytch_b2b::MemberId, secret: stytch_b2b::Secret, codes: Vec<stytch_b2b::Secret>) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::TotpsMigrateRequest;
    ///
    /// let request = TotpsMigrateRequest::new(&organization_id, &member_id, secret, codes);
    /// let migrated = client.totps().migrate(request).await?;
    /// println!("registered as {}", migrated.totp_registration_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `active_totp_exists` (400): The member already has an authenticator app; nothing has to be migrated.
    /// - `recovery_codes_already_exist` (400): The member already has recovery codes; leave the list empty.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/totp-migrate>
    pub fn migrate(&self, request: TotpsMigrateRequest) -> Call<TotpsMigrateResponse> {
        Call::new(self.client, raw::totps_migrate(&request))
    }
}
