//! Sessions judged in this process.

use super::Sessions;
use crate::local::{AuthenticateJwt, AuthenticateJwtLocal, Token};

impl Sessions<'_> {
    /// Checks the JWT of a session in this process, and asks the API only if this process can not tell.
    ///
    /// Usually there is no request at all; what asks the API, and how old a decision can be, is said at [`local`](crate::local).
    /// A JWT that has expired is undecided, so that the API answers with a fresh one while the session goes on: give
    /// [`session_jwt`](crate::local::AuthenticatedSession::session_jwt) back to the browser.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, jwt: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::AuthorizationCheck;
    ///
    /// let check = AuthorizationCheck::new("organization-test-1", "documents", "read");
    /// match client.sessions().authenticate_jwt(jwt).authorization_check(check).await {
    ///     Ok(who) => println!("{} may, by {:?}", who.member_session.member_id, who.verdict),
    ///     Err(error) if error.is_session_over() => println!("please log in"),
    ///     Err(error) if error.is_forbidden() => println!("not for you"),
    ///     Err(error) => return Err(error),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - [`Error::Token`](crate::Error::Token): the JWT is refused, whoever is asked; let the member log in.
    /// - [`Error::Denied`](crate::Error::Denied): the session is another organization's, or no role allows it and the API could
    ///   not say more.
    /// - Those of [`authenticate`](Self::authenticate), where the API was asked.
    pub fn authenticate_jwt(&self, jwt: impl Into<Token>) -> AuthenticateJwt {
        AuthenticateJwt::new(self.client.local(), jwt.into())
    }

    /// Checks the JWT of a session in this process alone.
    ///
    /// The API is asked for keys and policies, never for the session: an expired JWT is an error although its session may go on.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, jwt: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
    /// let who = client.sessions().authenticate_jwt_local(jwt).await?;
    /// println!("{} until {}", who.member_session.member_id, who.member_session.expires_at);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - [`Error::Token`](crate::Error::Token): refused, or undecided as [`Fault::is_undecided`](crate::Fault::is_undecided) says;
    ///   then [`authenticate`](Self::authenticate) may still know the session.
    /// - [`Error::Denied`](crate::Error::Denied): the session is another organization's, or no role allows what was checked.
    pub fn authenticate_jwt_local(&self, jwt: impl Into<Token>) -> AuthenticateJwtLocal {
        AuthenticateJwtLocal::new(self.client.local(), jwt.into())
    }
}
