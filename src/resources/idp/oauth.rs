//! `client.idp().oauth()`.

use crate::call::Call;
use crate::raw;
use crate::resources::handle::handle;
use crate::types::{
    IdpOauthAuthorizeRequest, IdpOauthAuthorizeResponse, IdpOauthAuthorizeStartRequest, IdpOauthAuthorizeStartResponse,
};

handle! {
    /// The OAuth consent of a member to a Connected App.
    IdpOauth
}

impl IdpOauth<'_> {
    /// Completes the authorization request of a Connected App after the member has decided.
    ///
    /// Check the request with `authorize_start` first; `state`, `nonce` and `code_challenge` are new here. Whatever the
    /// outcome, send the member to the `redirect_uri` of the answer: it carries either the code or an OAuth error for
    /// the app.
    ///
    /// Names the member in exactly one way: `organization_id` with `member_id`, `session_token`, or `session_jwt`. A
    /// session is needed when the app will exchange its access token for a session later.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, token: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::IdpOauthAuthorizeRequest;
    ///
    /// let (app, callback) = ("connected-app-test-1", "https://app.acme.example/callback");
    /// let request = IdpOauthAuthorizeRequest::new(true, ["openid", "email"], app, callback, "code").session_token(token);
    /// let consent = client.idp().oauth().authorize(request).await?;
    /// println!("redirect the member to {} bytes of URL", consent.redirect_uri.expose().len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `idp_client_not_found` (404): No Connected App has this client id; refuse the request.
    /// - `connected_app_supplied_redirect_url_not_found_in_client` (400): The redirect URI is not registered for the
    ///   app; do not redirect there.
    /// - `pkce_required_for_idp_authorization_flow` (400): The app must use PKCE; its request needs a `code_challenge`.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/connected-apps-oauth-authorize>
    pub fn authorize(&self, request: IdpOauthAuthorizeRequest) -> Call<IdpOauthAuthorizeResponse> {
        Call::new(self.client, raw::idp_oauth_authorize(&request))
    }

    /// Checks the authorization request of a Connected App and tells what to ask the member.
    ///
    /// Takes the query parameters of the OAuth request. The answer holds the app as it may be shown, whether consent
    /// has to be asked for, and for each scope whether the member can grant it: all that a consent page needs before
    /// `authorize`.
    ///
    /// Names the member in exactly one way: `organization_id` with `member_id`, `session_token`, or `session_jwt`. A
    /// session is needed when the app will exchange its access token for a session later.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, token: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::IdpOauthAuthorizeStartRequest;
    ///
    /// let (app, callback) = ("connected-app-test-1", "https://app.acme.example/callback");
    /// let request = IdpOauthAuthorizeStartRequest::new(app, callback, "code", ["openid", "email"]).session_token(token);
    /// let screen = client.idp().oauth().authorize_start(request).await?;
    /// if screen.consent_required {
    ///     for scope in screen.scope_results {
    ///         println!("{}: {}", scope.scope, scope.description);
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `idp_client_not_found` (404): No Connected App has this client id; refuse the request.
    /// - `connected_app_supplied_redirect_url_not_found_in_client` (400): The redirect URI is not registered for the
    ///   app; do not redirect there.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/connected-apps-oauth-authorize-start>
    pub fn authorize_start(&self, request: IdpOauthAuthorizeStartRequest) -> Call<IdpOauthAuthorizeStartResponse> {
        Call::new(self.client, raw::idp_oauth_authorize_start(&request))
    }
}
