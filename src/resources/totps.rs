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
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::TotpsAuthenticateRequest;
    ///
    /// let request = TotpsAuthenticateRequest::new("organization-test-3f1c2a9e-6d0b-4e57-9a4f-2b8c7d51e0aa", "member-test-5b0e7d42-91c3-4f6a-8e2d-c47a10f95d38", "...").intermediate_session_token("...");
    /// let response = client.totps().authenticate(request).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `unable_to_authenticate_totp`: The code is wrong; ask again.
    /// - `totp_code_already_authenticated`: The code was used before; wait for the next one.
    /// - `recovery_code_used_as_totp_code`: The input is a recovery code; send it to `recovery_codes().recover`.
    /// - `intermediate_session_not_found`: The intermediate session is unknown, used up or expired; let the person
    ///   log in again.
    /// - `too_many_requests`: Too many attempts by or for this person; the client returns it at once, so tell them to
    ///   wait and try again.
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
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::TotpsCreateRequest;
    ///
    /// let request = TotpsCreateRequest::new("organization-test-3f1c2a9e-6d0b-4e57-9a4f-2b8c7d51e0aa", "member-test-5b0e7d42-91c3-4f6a-8e2d-c47a10f95d38").intermediate_session_token("...");
    /// let response = client.totps().create(request).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `active_totp_exists`: The member already has an authenticator app; delete it with `members().delete_totp`.
    /// - `session_enforced_factor_matching_session_required`: The member has a second factor and the session does not
    ///   show it; ask for it first.
    /// - `operation_restricted_by_organization_mfa_methods`: The organization does not allow authenticator apps;
    ///   offer another method.
    /// - `member_not_found`: The organization has no member with this id; it may be deleted or belong to another
    ///   organization.
    /// - `organization_not_found`: The project has no organization with this id, slug or external id; check that id
    ///   and project belong together.
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
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::TotpsMigrateRequest;
    ///
    /// let request = TotpsMigrateRequest::new("organization-test-…", "member-test-…", "...", ["..."]);
    /// let response = client.totps().migrate(request).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `active_totp_exists`: The member already has an authenticator app; nothing has to be migrated.
    /// - `recovery_codes_already_exist`: The member already has recovery codes; leave the list empty.
    /// - `member_not_found`: The organization has no member with this id; it may be deleted or belong to another
    ///   organization.
    /// - `organization_not_found`: The project has no organization with this id, slug or external id; check that id
    ///   and project belong together.
    /// - `too_many_requests`: Too many attempts by or for this person; the client returns it at once, so tell them to
    ///   wait and try again.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/totp-migrate>
    pub fn migrate(&self, request: TotpsMigrateRequest) -> Call<TotpsMigrateResponse> {
        Call::new(self.client, raw::totps_migrate(&request))
    }
}
