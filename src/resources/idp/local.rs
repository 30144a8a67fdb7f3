//! Access tokens of Connected Apps judged in this process.

use super::Idp;
use crate::error::Error;
use crate::local::{AccessTokenClaims, IntrospectTokenLocal, Token};
use crate::types::AuthorizationCheck;

impl Idp<'_> {
    /// Checks an access token of a Connected App in this process alone.
    ///
    /// Whether it was revoked meanwhile only [`introspect_token`](Self::introspect_token) tells.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, token: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::AuthorizationCheck;
    ///
    /// let check = AuthorizationCheck::new("organization-test-1", "documents", "read");
    /// let claims = client.idp().introspect_token_local(token).authorization_check(check).await?;
    /// println!("{:?} acts for {}", claims.client_id, claims.subject);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - [`Error::Token`]: it is not good, or not an access token of a Connected App; answer 401.
    /// - [`Error::Denied`]: no scope of it allows what was checked, or it is another organization's; answer 403.
    pub fn introspect_token_local(&self, token: impl Into<Token>) -> IntrospectTokenLocal {
        IntrospectTokenLocal::new(self.client.local(), token.into())
    }

    /// Checks in this process whether the scopes of a token allow what is checked, in the member's organization.
    ///
    /// For claims that come from [`introspect_token`](Self::introspect_token).
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, token: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::local::AccessTokenClaims;
    /// use stytch_b2b::types::{AuthorizationCheck, IdpIntrospectTokenRequest};
    ///
    /// let request = IdpIntrospectTokenRequest::new(token, "connected-app-test-1");
    /// let claims = AccessTokenClaims::try_from(client.idp().introspect_token(request).await?)?;
    /// let check = AuthorizationCheck::new("organization-test-1", "documents", "read");
    /// client.idp().authorize(&claims, check).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - [`Error::Denied`]: no scope allows it, or the token is another organization's.
    /// - Those of `rbac().policy()`, when no policy is at hand.
    #[inline]
    pub async fn authorize(
        &self,
        claims: &AccessTokenClaims,
        check: impl Into<AuthorizationCheck>,
    ) -> Result<(), Error> {
        self.client.local().authorize_app("idp.authorize", claims, &check.into()).await
    }
}
