//! `client.sessions()`.

#[cfg(any(feature = "local", feature = "aws-lc"))]
mod local;

use crate::call::{AsMember, Call};
use crate::raw;
use crate::resources::handle::handle;
use crate::types::{
    MemberId, OrganizationId, SessionsAttestRequest, SessionsAttestResponse, SessionsAuthenticateRequest,
    SessionsAuthenticateResponse, SessionsExchangeAccessTokenRequest, SessionsExchangeAccessTokenResponse,
    SessionsExchangeRequest, SessionsExchangeResponse, SessionsGetJwksResponse, SessionsGetResponse,
    SessionsMigrateRequest, SessionsMigrateResponse, SessionsRevokeRequest, SessionsRevokeResponse,
};

handle! {
    /// Sessions of members.
    Sessions
}

impl Sessions<'_> {
    /// Turns a token of a trusted identity provider into a session.
    ///
    /// Needs a Trusted Auth Token profile, set up in the Stytch dashboard. With a session in the request the token is
    /// added to it as a factor. `organization_id` is required when the token has no claim that names the organization.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, token: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::SessionsAttestRequest;
    ///
    /// let request = SessionsAttestRequest::new("trusted-auth-token-profile-test-1", token).organization_id(&organization_id);
    /// let attested = client.sessions().attest(request).await?;
    /// println!("{} came from a trusted issuer", attested.member.email_address);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `jwt_invalid_issuer` (400): The token was issued by somebody else than the profile says; check `profile_id`.
    /// - `jwt_invalid_audience` (400): The token was made for another audience; check the profile.
    /// - `jwt_invalid_claims` (400): A claim that the profile needs is missing or wrong; check what the provider
    ///   issues.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/attest-session>
    pub fn attest(&self, request: SessionsAttestRequest) -> Call<SessionsAttestResponse> {
        Call::new(self.client, raw::sessions_attest(&request))
    }

    /// Checks a session and, if asked, extends it or checks a permission.
    ///
    /// Send either `session_token` or `session_jwt`, not both. The session is extended only with
    /// `session_duration_minutes`. A JWT may have expired: if its signature and the session behind it are still good,
    /// the answer has a fresh one.
    ///
    /// With an `authorization_check` the call fails with 403 unless a role in the session allows the action and the
    /// organization is the member's own; otherwise `verdict` names the roles that did.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, token: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::SessionsAuthenticateRequest;
    ///
    /// let request = SessionsAuthenticateRequest::new().session_token(token).session_duration_minutes(60);
    /// match client.sessions().authenticate(request).await {
    ///     Ok(session) => println!("{} in {}", session.member.name, session.organization.organization_slug),
    ///     Err(error) if error.is_session_over() => println!("clear the cookie, then the login page"),
    ///     Err(error) => return Err(error),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `too_many_session_arguments` (400): Both token and JWT were sent; send one.
    /// - `unable_to_parse_session_jwt` (400): The JWT is malformed; let the member log in again.
    /// - `session_authorization_tenancy_error` (403): The organization checked is not the session's own; refuse the
    ///   request.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/authenticate-session>
    pub fn authenticate(&self, request: SessionsAuthenticateRequest) -> Call<SessionsAuthenticateResponse> {
        Call::new(self.client, raw::sessions_authenticate(&request))
    }

    /// Turns a member's session into a session in another organization.
    ///
    /// Accepts invitations too, but creates no member by email domain; use
    /// `discovery().intermediate_sessions().exchange` for that.
    ///
    /// If the other organization asks for more than the session has shown, `member_authenticated` is `false`: finish
    /// the login named in `primary_required`, then the second factor in `mfa_required`, with the
    /// `intermediate_session_token` of the answer. Session duration and custom claims of the request do not count in
    /// that case.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, token: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::SessionsExchangeRequest;
    ///
    /// let request = SessionsExchangeRequest::new(&organization_id).session_token(token);
    /// let login = client.sessions().exchange(request).await?;
    /// println!("switched to {}: {:?}", login.organization.organization_name, login.next_step());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `member_does_not_exist_in_organization` (400): The person is no member there and not invited; use discovery,
    ///   or let them be invited.
    /// - `insufficient_factors_for_session_exchange` (400): The session has no factor that the other organization
    ///   accepts; start a login there.
    /// - `session_not_mutable_impersonated` (400): An impersonated session cannot be exchanged; log in as the member
    ///   instead.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/exchange-session>
    pub fn exchange(&self, request: SessionsExchangeRequest) -> Call<SessionsExchangeResponse> {
        Call::new(self.client, raw::sessions_exchange(&request))
    }

    /// Turns a Connected App's access token into a session of the member.
    ///
    /// The token needs the scope `full_access`, which only first party apps get, may be 5 minutes old at most, and
    /// works once. The member went through all factors when it was issued, so the answer is always a full session.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, token: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::SessionsExchangeAccessTokenRequest;
    ///
    /// let request = SessionsExchangeAccessTokenRequest::new(token).session_duration_minutes(15);
    /// let session = client.sessions().exchange_access_token(request).await?.member_session;
    /// println!("the app acts until {:?}", session.map(|session| session.expires_at));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `oauth_access_token_exchange_missing_full_access` (400): The token lacks the scope `full_access`; authorize
    ///   the app with it.
    /// - `oauth_access_token_exchange_token_too_old` (400): The token is older than 5 minutes; get a new one.
    /// - `oauth_access_token_exchange_token_invalid_grant` (400): The token is void or was exchanged before; get a new
    ///   one.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/connected-app-access-token-exchange>
    pub fn exchange_access_token(
        &self,
        request: SessionsExchangeAccessTokenRequest,
    ) -> Call<SessionsExchangeAccessTokenResponse> {
        Call::new(self.client, raw::sessions_exchange_access_token(&request))
    }

    /// Lists the active sessions of a member.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, member_id: stytch_b2b::MemberId) -> Result<(), stytch_b2b::Error> {
    /// for session in client.sessions().get(&organization_id, &member_id).await?.member_sessions {
    ///     println!("{} since {:?}", session.member_session_id, session.started_at);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/get-session>
    pub fn get(
        &self,
        organization_id: impl Into<OrganizationId>,
        member_id: impl Into<MemberId>,
    ) -> Call<SessionsGetResponse> {
        Call::new(self.client, raw::sessions_get(organization_id.into(), member_id.into()))
    }

    /// Reads the public keys that session JWTs of a project are signed with.
    ///
    /// Pick the key by the `kid` of the JWT. Keys change about every six months; for a month both old and new key are
    /// listed, and in the first 5 minutes tokens of both are around. Cache the answer, and read it again when an
    /// unknown `kid` turns up.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, project_id: &str) -> Result<(), stytch_b2b::Error> {
    /// let keys = client.sessions().get_jwks(project_id).await?.keys;
    /// println!("{:?}", keys.iter().map(|key| &key.kid).collect::<Vec<_>>());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `project_not_found` (404): No project has this id; use the id the client was made with.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/get-jwks>
    pub fn get_jwks(&self, project_id: impl Into<String>) -> Call<SessionsGetJwksResponse> {
        Call::new(self.client, raw::sessions_get_jwks(project_id.into()))
    }

    /// Turns a session of another OIDC provider into a session of a member.
    ///
    /// The API calls the UserInfo endpoint that the project's migration settings name, with the token given, and looks
    /// for a member of the organization with the email address it gets. The member must exist beforehand.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, token: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::SessionsMigrateRequest;
    ///
    /// let migrated = client.sessions().migrate(SessionsMigrateRequest::new(&organization_id, token)).await?;
    /// println!("{} did not have to log in again", migrated.member.email_address);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `migrate_from_external_missing_userinfo` (400): The project has no UserInfo endpoint set; set it in the
    ///   dashboard.
    /// - `migrate_from_external_unexpected_response` (400): The other provider refused the token or answered nonsense;
    ///   let the person log in anew.
    /// - `migrate_from_external_email_does_not_exist` (400): No member has the address; create the member first.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/migrate-session>
    pub fn migrate(&self, request: SessionsMigrateRequest) -> Call<SessionsMigrateResponse> {
        Call::new(self.client, raw::sessions_migrate(&request))
    }

    /// Ends one session, or all sessions of a member.
    ///
    /// Name one session by `member_session_id`, `session_token` or `session_jwt`, or all of a member's sessions by
    /// `member_id`. Tokens become void at once; a JWT that is only checked locally is still accepted until it expires,
    /// 5 minutes at most.
    ///
    /// A member session needs `revoke-sessions` on `stytch.member`, or on `stytch.self` for their own sessions.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, member_id: stytch_b2b::MemberId) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::SessionsRevokeRequest;
    ///
    /// client.sessions().revoke(SessionsRevokeRequest::new().member_id(&member_id)).await?;
    /// println!("logged out everywhere");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `no_session_revoke_arguments` (400): Nothing named a session or a member; send one of the four fields.
    /// - `too_many_session_revoke_arguments` (400): More than one field was sent; send one.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/revoke-session>
    pub fn revoke(&self, request: SessionsRevokeRequest) -> Call<SessionsRevokeResponse, AsMember> {
        Call::new(self.client, raw::sessions_revoke(&request))
    }
}
