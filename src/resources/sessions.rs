//! `client.sessions()`.

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
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::SessionsAttestRequest;
    ///
    /// let request = SessionsAttestRequest::new("trusted-auth-token-profile-test-61c8a2f4-7b39-4d05-a1e6-f28d940b57c3", "...").organization_id("organization-test-3f1c2a9e-6d0b-4e57-9a4f-2b8c7d51e0aa");
    /// let response = client.sessions().attest(request).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `jwt_invalid_issuer`: The token was issued by somebody else than the profile says; check `profile_id`.
    /// - `jwt_invalid_audience`: The token was made for another audience; check the profile.
    /// - `jwt_invalid_claims`: A claim that the profile needs is missing or wrong; check what the provider issues.
    /// - `organization_not_found`: The project has no organization with this id, slug or external id; check that id
    ///   and project belong together.
    /// - `too_many_requests`: Too many attempts by or for this person; the client returns it at once, so tell them to
    ///   wait and try again.
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
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::SessionsAuthenticateRequest;
    ///
    /// let request = SessionsAuthenticateRequest::new().session_token("...").session_duration_minutes(60);
    /// let response = client.sessions().authenticate(request).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `session_not_found`: The session is unknown, expired or revoked; let the member log in again.
    /// - `too_many_session_arguments`: Both token and JWT were sent; send one.
    /// - `unable_to_parse_session_jwt`: The JWT is malformed; let the member log in again.
    /// - `session_authorization_error`: The member lacks the permission checked; answer 403 in your own application.
    /// - `session_authorization_tenancy_error`: The organization checked is not the session's own; refuse the
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
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::SessionsExchangeRequest;
    ///
    /// let request = SessionsExchangeRequest::new("organization-test-3f1c2a9e-6d0b-4e57-9a4f-2b8c7d51e0aa").session_token("...");
    /// let response = client.sessions().exchange(request).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `session_not_found`: The session is unknown, expired or revoked; let the member log in again.
    /// - `member_does_not_exist_in_organization`: The person is no member there and not invited; use discovery, or
    ///   let them be invited.
    /// - `insufficient_factors_for_session_exchange`: The session has no factor that the other organization accepts;
    ///   start a login there.
    /// - `session_not_mutable_impersonated`: An impersonated session cannot be exchanged; log in as the member
    ///   instead.
    /// - `organization_not_found`: The project has no organization with this id, slug or external id; check that id
    ///   and project belong together.
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
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::SessionsExchangeAccessTokenRequest;
    ///
    /// let request = SessionsExchangeAccessTokenRequest::new("...").session_duration_minutes(60);
    /// let response = client.sessions().exchange_access_token(request).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `oauth_access_token_exchange_missing_full_access`: The token lacks the scope `full_access`; authorize the
    ///   app with it.
    /// - `oauth_access_token_exchange_token_too_old`: The token is older than 5 minutes; get a new one.
    /// - `oauth_access_token_exchange_token_invalid_grant`: The token is void or was exchanged before; get a new one.
    /// - `too_many_requests`: Too many attempts by or for this person; the client returns it at once, so tell them to
    ///   wait and try again.
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
    /// # async fn example(client: stytch_b2b::Client, member_id: stytch_b2b::MemberId, organization_id: stytch_b2b::OrganizationId) -> Result<(), stytch_b2b::Error> {
    /// let response = client.sessions().get(&organization_id, &member_id).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `member_not_found`: The organization has no member with this id; it may be deleted or belong to another
    ///   organization.
    /// - `organization_not_found`: The project has no organization with this id, slug or external id; check that id
    ///   and project belong together.
    /// - `too_many_requests`: The project's rate limit is reached; the client waits and retries within the deadline,
    ///   after that slow down and call again later.
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
    /// let response = client.sessions().get_jwks(project_id).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `project_not_found`: No project has this id; use the id the client was made with.
    /// - `unauthorized_credentials`: Project id or secret is wrong, or belongs to the other environment; check the
    ///   client's configuration.
    /// - `too_many_requests`: The project's rate limit is reached; the client waits and retries within the deadline,
    ///   after that slow down and call again later.
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
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::SessionsMigrateRequest;
    ///
    /// let request = SessionsMigrateRequest::new("...", "organization-test-3f1c2a9e-6d0b-4e57-9a4f-2b8c7d51e0aa");
    /// let response = client.sessions().migrate(request).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `migrate_from_external_missing_userinfo`: The project has no UserInfo endpoint set; set it in the dashboard.
    /// - `migrate_from_external_unexpected_response`: The other provider refused the token or answered nonsense; let
    ///   the person log in anew.
    /// - `migrate_from_external_email_does_not_exist`: No member has the address; create the member first.
    /// - `organization_not_found`: The project has no organization with this id, slug or external id; check that id
    ///   and project belong together.
    /// - `too_many_requests`: Too many attempts by or for this person; the client returns it at once, so tell them to
    ///   wait and try again.
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
    /// With `.member_session(…)` the API first checks that a role of that member allows `revoke-sessions` on
    /// `stytch.member`, or on `stytch.self` for their own sessions. Without it nothing is checked.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::SessionsRevokeRequest;
    ///
    /// let request = SessionsRevokeRequest::new().member_id("member-test-5b0e7d42-91c3-4f6a-8e2d-c47a10f95d38");
    /// let response = client.sessions().revoke(request).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `no_session_revoke_arguments`: Nothing named a session or a member; send one of the four fields.
    /// - `too_many_session_revoke_arguments`: More than one field was sent; send one.
    /// - `session_not_found`: The session is unknown or already over; treat it as ended.
    /// - `member_not_found`: The organization has no member with this id; it may be deleted or belong to another
    ///   organization.
    /// - `session_authorization_error`: No role of the member given with `.member_session(…)` allows this; do not
    ///   offer the action to that member.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/revoke-session>
    pub fn revoke(&self, request: SessionsRevokeRequest) -> Call<SessionsRevokeResponse, AsMember> {
        Call::new(self.client, raw::sessions_revoke(&request))
    }
}
