//! `client.idp()`.

#[cfg(any(feature = "local", feature = "aws-lc"))]
mod local;
pub mod oauth;

use self::oauth::IdpOauth;
use crate::call::Call;
use crate::raw;
use crate::resources::handle::handle;
use crate::types::{IdpIntrospectTokenRequest, IdpIntrospectTokenResponse};

handle! {
    /// Your product as an identity provider for Connected Apps.
    Idp
}

impl<'c> Idp<'c> {
    /// The OAuth consent of a member to a Connected App.
    #[must_use]
    pub fn oauth(&self) -> IdpOauth<'c> {
        IdpOauth::new(self.client)
    }

    /// Asks whether a token of a Connected App is still good, and what it is good for.
    ///
    /// A token that is unknown, revoked or expired is an answer and no error: `active` is `false`, and nothing else is
    /// set. The request carries the app's credentials and never those of the project.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, token: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::IdpIntrospectTokenRequest;
    ///
    /// let request = IdpIntrospectTokenRequest::new(token, "connected-app-test-1");
    /// let token = client.idp().introspect_token(request).await?;
    /// match token.sub {
    ///     Some(subject) if token.active => println!("{subject} may {}", token.scope.unwrap_or_default()),
    ///     _ => println!("not any more"),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `invalid_client` (401): no app has this id, or it has a secret and another one, or none, was sent.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/connected-app-token-introspection>
    pub fn introspect_token(&self, request: IdpIntrospectTokenRequest) -> Call<IdpIntrospectTokenResponse> {
        Call::new(self.client, raw::idp_introspect_token(self.client.project_id(), &request))
    }
}
