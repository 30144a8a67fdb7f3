//! The ways to a scope: a credential that is checked now, and sessions that were checked before.

use std::fmt;
use std::future::IntoFuture;
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;

use super::{Inner, MemberScope};
use crate::call::MemberCredential;
use crate::client::Client;
use crate::error::{Error, Fault, Progress, TokenError};
use crate::local::{AuthenticateJwt, AuthenticatedSession, Proof, Token};
use crate::transport::RetryPolicy;
use crate::types::AuthorizationCheck;
use crate::types::login::{LoginResponse, NextStep};

/// A session to check, which makes a [`MemberScope`]. From [`Client::as_member`]; nothing happens until it is awaited.
#[derive(Clone)]
#[must_use = "nothing is checked until it is awaited"]
pub struct OpenScope {
    client: Client,
    credential: MemberCredential,
    check: AuthenticateJwt,
}

impl Client {
    /// Acts as the member who is logged in: checks the session, of which organization and member follow.
    ///
    /// A JWT is judged in this process where that is possible, without a request. It says that the session was alive when it was
    /// issued, up to 5 minutes ago; [`max_token_age`](OpenScope::max_token_age) of zero asks the API. About a token the API is
    /// always asked.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, token: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::MemberCredential;
    ///
    /// let scope = client.as_member(&MemberCredential::session_token(token)).await?;
    /// println!("{} of {}", scope.member_id(), scope.organization_id());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`authenticate_jwt`](crate::resources::sessions::Sessions::authenticate_jwt), and [`Error::Token`] with
    /// [`Fault::Claim`] if the session names no organization or no member.
    pub fn as_member(&self, credential: &MemberCredential) -> OpenScope {
        let jwt = if credential.is_jwt() { credential.secret().into() } else { Token::default() };
        let check = AuthenticateJwt::new(self.local(), jwt);
        OpenScope { client: self.clone(), credential: credential.clone(), check }
    }

    /// The scope of a session that was checked before. No request.
    ///
    /// It is that of the session which was checked, whatever was written into the public fields since.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, jwt: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
    /// let who = client.sessions().authenticate_jwt(jwt).await?;
    /// let colleagues = client.scope_of(&who)?.members().search().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - [`Error::InvalidInput`]: a client of another project has checked it; use that one.
    /// - [`Error::Token`] with [`Fault::Claim`]: the session names no organization or no member.
    pub fn scope_of(&self, who: &AuthenticatedSession) -> Result<MemberScope, Error> {
        let credential = MemberCredential::session_jwt(&who.proof.session_jwt);
        MemberScope::new(self, &who.proof, credential)
    }

    /// The scope of a login, second factor, reset, exchange or new organization: of every response with a session in it. No
    /// request. `None` while something is missing, as [`NextStep`] says.
    ///
    /// The response must be one that this process received. What a browser gave back is no response: its token goes to
    /// [`as_member`](Self::as_member).
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, token: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::MagicLinksAuthenticateRequest;
    ///
    /// let login = client.magic_links().authenticate(MagicLinksAuthenticateRequest::new(token)).await?;
    /// match client.logged_in(&login)? {
    ///     Some(scope) => println!("{} is in until {}", scope.member_id(), scope.session().expires_at),
    ///     None => println!("{:?}", login.next_step()),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Token`] with [`Fault::Claim`]: the response has no session, or one of another organization or member than
    /// the one that logs in. [`as_member`](Self::as_member) with its token asks the API.
    pub fn logged_in(&self, response: &impl LoginResponse) -> Result<Option<MemberScope>, Error> {
        let NextStep::LoggedIn { session_token, session_jwt, member_session } = response.next_step() else {
            return Ok(None);
        };
        let missing = |name| Error::from(TokenError::new("logged_in", Fault::Claim(name)));
        let session = member_session.ok_or_else(|| missing("member_session"))?;
        let member = response.member().ok_or_else(|| missing("member"))?;
        if session.organization_id != member.organization_id {
            return Err(missing("organization_id"));
        }
        if session.member_id != member.member_id {
            return Err(missing("member_id"));
        }
        let at = session.last_accessed_at.min(self.local().now());
        let proof = Proof::answered(Arc::clone(self.settings()), session, session_jwt, at);
        MemberScope::new(self, &proof, MemberCredential::session_token(session_token)).map(Some)
    }
}

impl OpenScope {
    /// How old a JWT may be to be judged here, as [`AuthenticateJwt::max_token_age`].
    pub fn max_token_age(mut self, age: Duration) -> Self {
        self.check = self.check.max_token_age(age);
        self
    }

    /// Checks a permission too, as [`AuthenticateJwt::authorization_check`].
    pub fn authorization_check(mut self, check: impl Into<AuthorizationCheck>) -> Self {
        self.check = self.check.authorization_check(check);
        self
    }

    /// How long the check may take, as [`AuthenticateJwt::timeout`].
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.check = self.check.timeout(limit);
        self
    }

    /// When the request is sent again if the API is asked, as [`AuthenticateJwt::retry`].
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.check = self.check.retry(policy);
        self
    }

    #[inline]
    async fn run(self) -> Result<MemberScope, Error> {
        let Self { client, credential, check } = self;
        if credential.is_jwt() {
            return client.scope_of(&check.await?);
        }
        let who = check.ask_about_token(credential.secret()).await?;
        MemberScope::new(&client, &who.proof, credential)
    }
}

impl IntoFuture for OpenScope {
    type Output = Result<MemberScope, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    #[inline]
    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl fmt::Debug for OpenScope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("OpenScope").field("credential", &self.credential).finish_non_exhaustive()
    }
}

impl MemberScope {
    /// The scope of a session, by the credential that its calls carry.
    pub(crate) fn new(client: &Client, proof: &Proof, credential: MemberCredential) -> Result<Self, Error> {
        const OPERATION: &str = "scope_of";
        if proof.settings.project_id != client.settings().project_id {
            let reason = "the session was checked by a client of another project";
            return Err(Error::invalid(reason, Progress::not_sent(OPERATION)));
        }
        let session = &proof.member_session;
        let names = [("organization_id", session.organization_id.as_str()), ("member_id", session.member_id.as_str())];
        if let Some((name, _)) = names.into_iter().find(|(_, id)| id.is_empty()) {
            return Err(TokenError::new(OPERATION, Fault::Claim(name)).into());
        }
        let inner = Inner { client: client.clone(), proof: proof.clone(), credential };
        Ok(Self { inner: Arc::new(inner) })
    }
}
