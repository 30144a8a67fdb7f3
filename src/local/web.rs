//! What web services ask: whose session a credential of a request is.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::SemaphorePermit;

use super::session::{AUTHENTICATE, AuthenticatedSession, LIFETIME, SessionToken};
use super::token::signed_claims;
use super::{Local, Token};
use crate::error::{Error, Fault, TokenError};
use crate::transport::CallOptions;
use crate::types::{Secret, SessionsAuthenticateRequest};

impl Local {
    /// Judges the JWT of a session here. One that does not say which roles the member has is undecided.
    pub(crate) async fn session_of(
        self: &Arc<Self>,
        jwt: &Token,
        max_age: Duration,
    ) -> Result<AuthenticatedSession, Box<TokenError>> {
        let token = self.judge::<SessionToken>(AUTHENTICATE, jwt, max_age.min(LIFETIME)).await?;
        match token.has_roles {
            true => Ok(AuthenticatedSession::judged_here(self, token, jwt.0.clone(), None)),
            false => Err(TokenError::new(AUTHENTICATE, Fault::Claim("roles"))),
        }
    }

    /// The id of the session that a JWT with a good signature names, whatever else is wrong with it.
    pub(crate) fn session_named_by(self: &Arc<Self>, jwt: &Token) -> Option<String> {
        let keys = self.held_keys()?;
        Some(signed_claims(jwt.0.expose(), &keys)?.session.given()?.id)
    }

    /// Asks the API about the session of a JWT that could not be judged here, for the reason that is given.
    pub(crate) async fn ask_about_jwt(
        &self,
        jwt: &Token,
        undecided: Box<TokenError>,
    ) -> Result<AuthenticatedSession, Error> {
        self.may_ask(undecided.into())?;
        let request = SessionsAuthenticateRequest::new().session_jwt(&jwt.0);
        self.ask_about(&jwt.0, CallOptions::default(), request).await
    }

    /// Asks the API about the session of a token.
    pub(crate) async fn ask_about_token(&self, token: &Secret) -> Result<AuthenticatedSession, Error> {
        let request = SessionsAuthenticateRequest::new().session_token(token);
        self.ask_about(token, CallOptions::default(), request).await
    }

    /// The right to ask the API about a request's credential. `None` while too many do.
    pub(crate) fn begin_asking(&self) -> Option<SemaphorePermit<'_>> {
        self.asking.try_acquire().ok()
    }
}
