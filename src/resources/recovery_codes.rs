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
    /// let response = client.recovery_codes().get(&organization_id, &member_id).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `recovery_codes_not_found`: The member has no recovery codes; they come with `totps().create`.
    /// - `member_not_found`: The organization has no member with this id; it may be deleted or belong to another
    ///   organization.
    /// - `organization_not_found`: The project has no organization with this id, slug or external id; check that id
    ///   and project belong together.
    /// - `too_many_requests`: The project's rate limit is reached; the client waits and retries within the deadline,
    ///   after that slow down and call again later.
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
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::RecoveryCodesRecoverRequest;
    ///
    /// let request = RecoveryCodesRecoverRequest::new("organization-test-3f1c2a9e-6d0b-4e57-9a4f-2b8c7d51e0aa", "member-test-5b0e7d42-91c3-4f6a-8e2d-c47a10f95d38", "...").intermediate_session_token("...");
    /// let response = client.recovery_codes().recover(request).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `unable_to_authenticate_recovery_code`: The code is wrong or used; ask for another one.
    /// - `totp_code_used_as_recovery_code`: The input is a code of the authenticator app; send it to
    ///   `totps().authenticate`.
    /// - `no_active_recovery_code_backed_factor`: The member has no factor with recovery codes; use another second
    ///   factor.
    /// - `intermediate_session_not_found`: The intermediate session is unknown, used up or expired; let the person
    ///   log in again.
    /// - `too_many_requests`: Too many attempts by or for this person; the client returns it at once, so tell them to
    ///   wait and try again.
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
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::RecoveryCodesRotateRequest;
    ///
    /// let request = RecoveryCodesRotateRequest::new("organization-test-3f1c2a9e-6d0b-4e57-9a4f-2b8c7d51e0aa", "member-test-5b0e7d42-91c3-4f6a-8e2d-c47a10f95d38");
    /// let response = client.recovery_codes().rotate(request).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `recovery_codes_not_found`: The member has no recovery codes to replace; they come with `totps().create`.
    /// - `member_not_found`: The organization has no member with this id; it may be deleted or belong to another
    ///   organization.
    /// - `organization_not_found`: The project has no organization with this id, slug or external id; check that id
    ///   and project belong together.
    /// - `too_many_requests`: The project's rate limit is reached; the client waits and retries within the deadline,
    ///   after that slow down and call again later.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/recovery-codes-rotate>
    pub fn rotate(&self, request: RecoveryCodesRotateRequest) -> Call<RecoveryCodesRotateResponse> {
        Call::new(self.client, raw::recovery_codes_rotate(&request))
    }
}
