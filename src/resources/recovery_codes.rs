//! `client.recovery_codes()`.

use crate::call::Call;
use crate::raw;
use crate::resources::handle::handle;
use crate::types::{
    MemberId, OrganizationId, RecoveryCodesGetResponse, RecoveryCodesRecoverRequest, RecoveryCodesRecoverResponse,
    RecoveryCodesRotateRequest, RecoveryCodesRotateResponse,
};

handle! {
    /// Codes that stand in for a lost second factor.
    RecoveryCodes
}

impl RecoveryCodes<'_> {
    /// Reads the recovery codes of a member that are still unused.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, member_id: stytch_b2b::MemberId) -> Result<(), stytch_b2b::Error> {
    /// let codes = client.recovery_codes().get(&organization_id, &member_id).await?.recovery_codes;
    /// println!("{} codes left", codes.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `recovery_codes_not_found` (404): The member has no recovery codes; they come with `totps().create`.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/recovery-codes-get>
    pub fn get(
        &self,
        organization_id: impl Into<OrganizationId>,
        member_id: impl Into<MemberId>,
    ) -> Call<RecoveryCodesGetResponse> {
        Call::new(self.client, raw::recovery_codes_get(organization_id.into(), member_id.into()))
    }

    /// Completes a login with a recovery code in place of the second factor.
    ///
    /// Each code works once; the answer says how many are left. Send the intermediate session of the first factor, or
    /// the session to add the factor to.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, member_id: stytch_b2b::MemberId, code: stytch_b2b::Secret, token: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::RecoveryCodesRecoverRequest;
    ///
    /// let request = RecoveryCodesRecoverRequest::new(&organization_id, &member_id, code).intermediate_session_token(token);
    /// let login = client.recovery_codes().recover(request).await?;
    /// if login.recovery_codes_remaining < 3 {
    ///     println!("time for new codes");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `unable_to_authenticate_recovery_code` (401): The code is wrong or used; ask for another one.
    /// - `totp_code_used_as_recovery_code` (400): The input is a code of the authenticator app; send it to
    ///   `totps().authenticate`.
    /// - `no_active_recovery_code_backed_factor` (400): The member has no factor with recovery codes; use another
    ///   second factor.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/recovery-codes-recover>
    pub fn recover(&self, request: RecoveryCodesRecoverRequest) -> Call<RecoveryCodesRecoverResponse> {
        Call::new(self.client, raw::recovery_codes_recover(&request))
    }

    /// Replaces all recovery codes of a member by new ones.
    ///
    /// The old codes become void at once; show the new ones to the member.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, member_id: stytch_b2b::MemberId) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::RecoveryCodesRotateRequest;
    ///
    /// let request = RecoveryCodesRotateRequest::new(&organization_id, &member_id);
    /// let rotated = client.recovery_codes().rotate(request).await?;
    /// println!("show the {} new codes once", rotated.recovery_codes.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `recovery_codes_not_found` (404): The member has no recovery codes to replace; they come with
    ///   `totps().create`.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/recovery-codes-rotate>
    pub fn rotate(&self, request: RecoveryCodesRotateRequest) -> Call<RecoveryCodesRotateResponse> {
        Call::new(self.client, raw::recovery_codes_rotate(&request))
    }
}
