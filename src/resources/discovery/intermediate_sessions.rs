//! `client.discovery().intermediate_sessions()`.

use crate::call::Call;
use crate::raw;
use crate::resources::handle::handle;
use crate::types::{DiscoveryIntermediateSessionsExchangeRequest, DiscoveryIntermediateSessionsExchangeResponse};

handle! {
    /// Intermediate sessions: who someone is, before the choice of an organization.
    IntermediateSessions
}

impl IntermediateSessions<'_> {
    /// Turns an intermediate session into a member's session in one organization.
    ///
    /// Accepts invitations, and creates the member where email domain or OAuth tenant allow it. A session comes back
    /// when the person has shown all that the organization asks for, with a verified address.
    ///
    /// Otherwise `member_authenticated` is `false`: finish the login named in `primary_required`, then the second
    /// factor in `mfa_required` (`secondary_auth_initiated` tells whether a code was already sent), with the same
    /// `intermediate_session_token`.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, token: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::NextStep;
    /// use stytch_b2b::types::DiscoveryIntermediateSessionsExchangeRequest;
    ///
    /// let request = DiscoveryIntermediateSessionsExchangeRequest::new(&organization_id, token);
    /// let login = client.discovery().intermediate_sessions().exchange(request).await?;
    /// match login.next_step() {
    ///     NextStep::LoggedIn { session_token, .. } => println!("{} bytes for a cookie", session_token.expose().len()),
    ///     NextStep::SecondFactor { .. } => println!("ask {} for a code", login.member.name),
    ///     other => println!("{other:?}"),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `invalid_intermediate_session_token_for_organization` (400): The factors do not count in this organization;
    ///   start a login there.
    /// - `member_does_not_exist_in_organization` (400): The person is no member, not invited and may not join; choose
    ///   another organization.
    /// - `email_jit_provisioning_not_allowed` (400): The organization takes no members by email domain; let an admin
    ///   invite the person.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/exchange-intermediate-session>
    pub fn exchange(
        &self,
        request: DiscoveryIntermediateSessionsExchangeRequest,
    ) -> Call<DiscoveryIntermediateSessionsExchangeResponse> {
        Call::new(self.client, raw::discovery_intermediate_sessions_exchange(&request))
    }
}
