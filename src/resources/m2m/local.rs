//! Machines' tokens: kept for those who call others, judged in this process for those who are called.

use super::M2m;
use crate::local::{AuthenticateToken, M2mTokens, Token};
use crate::types::M2mTokenRequest;

impl M2m<'_> {
    /// Keeps an access token of a machine client, and renews it before it ends.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, secret: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::M2mTokenRequest;
    ///
    /// let tokens = client.m2m().tokens(M2mTokenRequest::new("m2m-client-test-1", secret).scopes(["read:users"]));
    /// println!("a token of {} bytes", tokens.get().await?.expose().len());
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn tokens(&self, request: M2mTokenRequest) -> M2mTokens {
        M2mTokens::new(self.client.local(), request)
    }

    /// Checks the access token of a machine in this process alone.
    ///
    /// Tokens of members and of Connected Apps are refused, whatever they were granted.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, bearer: &str) -> Result<(), stytch_b2b::Error> {
    /// let machine = client.m2m().authenticate_token(bearer).require_scopes(["read:users"]).await?;
    /// println!("{} may write too: {}", machine.client_id, machine.allows("write:users"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - [`Error::Token`](crate::Error::Token): it is not good, or not a machine's; answer 401. With
    ///   [`Fault::NoKeys`](crate::Fault::NoKeys) nobody can tell; answer 503.
    /// - [`Error::Denied`](crate::Error::Denied): a scope is missing; answer 403.
    pub fn authenticate_token(&self, token: impl Into<Token>) -> AuthenticateToken {
        AuthenticateToken::new(self.client.local(), token.into())
    }
}
