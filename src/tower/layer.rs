//! [`SessionLayer`]: what is decided about a request, and by which settings.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::Response;
use http::request::Parts;

use super::cookie::{SessionCookie, SetCookies};
use super::credentials::{self, Cookies, Credential, Names};
use super::member::MemberAuth;
use super::origin;
use super::refusal::Refusal;
use super::service::DefaultRefusals;
use crate::client::Client;
use crate::error::{Error, TokenError};
use crate::local::{AuthenticatedSession, Permission, Token, check_session_token};
use crate::types::Secret;

/// Checks the session of each request before a service sees it, as [`tower`](super) says.
///
/// The service finds a [`MemberAuth`] in the request's extensions.
///
/// ```
/// # fn example(client: stytch_b2b::Client) {
/// use std::time::Duration;
/// use stytch_b2b::tower::{SessionCookie, SessionLayer};
///
/// let sessions = SessionLayer::new(client)
///     .cookie_names("__Host-session_jwt", "__Host-session")
///     .max_token_age(Duration::from_secs(240))
///     .renew_cookie(SessionCookie::new("__Host-session_jwt").token_name("__Host-session"));
/// # drop(sessions);
/// # }
/// ```
#[derive(Clone)]
#[must_use = "a layer does nothing until it is around a service"]
pub struct SessionLayer<H = DefaultRefusals> {
    pub(super) settings: Arc<Settings>,
    pub(super) on_refusal: H,
}

#[derive(Clone)]
pub(super) struct Settings {
    client: Client,
    names: Names,
    max_token_age: Duration,
    origins: Vec<String>,
    checks_origin: bool,
    required: Vec<(&'static str, &'static str)>,
    pub optional: bool,
    pub renewed: Option<SessionCookie>,
}

impl SessionLayer {
    /// A layer that lets only requests with a session through.
    pub fn new(client: Client) -> Self {
        let settings = Settings {
            client,
            names: Names { jwt: SessionCookie::JWT.to_owned(), token: SessionCookie::TOKEN.to_owned() },
            max_token_age: Duration::MAX,
            origins: Vec::new(),
            checks_origin: true,
            required: Vec::new(),
            optional: false,
            renewed: None,
        };
        Self { settings: Arc::new(settings), on_refusal: DefaultRefusals }
    }
}

impl<H> SessionLayer<H> {
    /// Lets requests without a session through too: those without a credential, and those whose credential is refused or over.
    ///
    /// Such a request has the [`Refusal`] among its extensions, in the place of a [`MemberAuth`].
    pub fn optional(self) -> Self {
        self.with(|settings| settings.optional = true)
    }

    /// How old a JWT may be to be judged in this process: 5 minutes unless lowered, and never more. With zero the API is asked
    /// about each request.
    pub fn max_token_age(self, age: Duration) -> Self {
        self.with(|settings| settings.max_token_age = age)
    }

    /// Names of the cookies with the JWT and with the session token. `stytch_session_jwt` and `stytch_session` unless set. With the
    /// prefix `__Host-` no other site can set them, a sibling on the same domain included.
    pub fn cookie_names(self, jwt: impl Into<String>, token: impl Into<String>) -> Self {
        let names = Names { jwt: jwt.into(), token: token.into() };
        self.with(|settings| settings.names = names)
    }

    /// Another origin whose pages may send requests that change something with this site's cookies, as
    /// `https://app.example.com`. It can be called again for a further one.
    pub fn allow_origin(self, origin: impl Into<String>) -> Self {
        let origin = origin.into().trim_end_matches('/').to_owned();
        self.with(|settings| settings.origins.push(origin))
    }

    /// Takes cookies whatever site let the browser send them, where something else keeps other sites out.
    pub fn without_origin_check(self) -> Self {
        self.with(|settings| settings.checks_origin = false)
    }

    /// Lets only members through whose roles allow this. It can be called again for a further permission.
    pub fn require<P: Permission>(self) -> Self {
        self.with(|settings| settings.required.push((P::RESOURCE, P::ACTION)))
    }

    /// Sets the JWT cookie anew when the API answered with a fresh one: after 5 minutes, usually. Without it every request of a
    /// browser with an old cookie asks the API.
    ///
    /// The cookie is left alone where the service set or cleared a session cookie itself, and with 401 and 403.
    pub fn renew_cookie(self, cookie: SessionCookie) -> Self {
        self.with(|settings| settings.renewed = Some(cookie))
    }

    /// Answers refused requests, also those that a handler refused by its [`Refusal`]: a page, a redirect to the login. It gets the
    /// request's head.
    pub fn on_refusal<R, F>(self, respond: F) -> SessionLayer<F>
    where
        F: Fn(&Refusal, &Parts) -> Response<R> + Clone + Send + Sync + 'static,
    {
        SessionLayer { settings: self.settings, on_refusal: respond }
    }

    /// Decides about a request without any framework: its head goes in, the member comes out. This is what the layer does.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use stytch_b2b::tower::SessionLayer;
    ///
    /// let sessions = SessionLayer::new(client);
    /// let (head, ()) = http::Request::get("/documents").header("cookie", "stytch_session_jwt=…").body(())?.into_parts();
    /// match sessions.authenticate(&head).await {
    ///     Ok(member) => println!("{}", member.session().member_id),
    ///     Err(refusal) => println!("answer with {}", refusal.status()),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The [`Refusal`], also where the layer is [`optional`](Self::optional).
    pub async fn authenticate(&self, request: &Parts) -> Result<MemberAuth, Refusal> {
        self.settings.authenticate(request).await
    }

    /// The JWT cookie to set anew in the answer to this member's request, for whoever decides by
    /// [`authenticate`](Self::authenticate) alone; the layer does it by itself. `None` unless
    /// [`renew_cookie`](Self::renew_cookie) asks for it and the API gave a fresh JWT for cookies of the request.
    ///
    /// An answer that sets or clears a session cookie itself, or is 401 or 403, must go without.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, head: http::request::Parts) -> Result<(), stytch_b2b::tower::Refusal> {
    /// use stytch_b2b::tower::{SessionCookie, SessionLayer};
    ///
    /// let sessions = SessionLayer::new(client).renew_cookie(SessionCookie::default());
    /// let member = sessions.authenticate(&head).await?;
    /// let mut response = http::Response::new("hello");
    /// if let Some(cookie) = sessions.renewal(&member) {
    ///     cookie.apply(response.headers_mut());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn renewal(&self, member: &MemberAuth) -> Option<SetCookies> {
        self.settings.renewal(member)
    }

    fn with(mut self, set: impl FnOnce(&mut Settings)) -> Self {
        set(Arc::make_mut(&mut self.settings));
        self
    }
}

/// The best that is known of a JWT cookie, from worst to best.
enum Judged<'r> {
    Refused(Error),
    Undecided { jwt: &'r Cow<'r, str>, error: Box<TokenError>, session: Option<String> },
    Valid(Box<AuthenticatedSession>),
}

impl Judged<'_> {
    fn rank(&self) -> u8 {
        match self {
            Self::Refused(_) => 0,
            Self::Undecided { session: None, .. } => 1,
            Self::Undecided { session: Some(_), .. } => 2,
            Self::Valid(_) => 3,
        }
    }

    fn session(&self) -> Option<&str> {
        match self {
            Self::Refused(_) => None,
            Self::Undecided { session, .. } => session.as_deref(),
            Self::Valid(who) => Some(&who.member_session.member_session_id),
        }
    }
}

impl Settings {
    pub async fn authenticate(&self, request: &Parts) -> Result<MemberAuth, Refusal> {
        let member = match credentials::find(&request.headers, &self.names)? {
            Credential::Bearer(token) if token.contains('.') => self.by_jwts(&[token], &[], false).await?,
            Credential::Bearer(token) => self.by_token(&token, false).await?,
            Credential::Cookies(Cookies { jwts, tokens }) => {
                if self.checks_origin {
                    origin::check(request, &self.origins)?;
                }
                self.by_jwts(&jwts, &tokens, true).await?
            }
        };
        for (resource, action) in &self.required {
            member.allow(resource, action).await?;
        }
        Ok(member)
    }

    pub fn renewal(&self, member: &MemberAuth) -> Option<SetCookies> {
        let fresh = member.fresh()?;
        self.renewed.as_ref()?.renewed(fresh.session_jwt.expose(), &fresh.member_session)
    }

    async fn by_jwts(
        &self,
        jwts: &[Cow<'_, str>],
        tokens: &[Cow<'_, str>],
        from_cookie: bool,
    ) -> Result<MemberAuth, Refusal> {
        match (self.best_of(jwts).await?, tokens) {
            (Some(Judged::Valid(who)), _) => Ok(self.member(*who, None, from_cookie)),
            (Some(Judged::Refused(error)), _) => Err(error.into()),
            (Some(Judged::Undecided { jwt, error, .. }), []) => {
                let _permit = self.client.local().begin_asking().ok_or(Refusal::Busy)?;
                let who = self.client.local().ask_about_jwt(&Token::from(&**jwt), error).await?;
                Ok(self.member(who, None, from_cookie))
            }
            (judged, [token]) => {
                let member = self.by_token(token, from_cookie).await?;
                let named = judged.as_ref().and_then(Judged::session);
                match named.is_none_or(|session| session == member.session().member_session_id) {
                    true => Ok(member),
                    false => Err(Refusal::Ambiguous),
                }
            }
            (_, [_, _, ..]) => Err(Refusal::Ambiguous),
            (None, []) => Err(Refusal::NoCredential),
        }
    }

    /// The best of several JWTs, of which those with a good signature must be of one session.
    async fn best_of<'r>(&self, jwts: &'r [Cow<'r, str>]) -> Result<Option<Judged<'r>>, Refusal> {
        let mut best: Option<Judged<'r>> = None;
        let mut session: Option<String> = None;
        for jwt in jwts {
            let judged = self.judge(jwt).await;
            if let Some(named) = judged.session()
                && session.get_or_insert_with(|| named.to_owned()) != named
            {
                return Err(Refusal::Ambiguous);
            }
            if best.as_ref().is_none_or(|best| best.rank() < judged.rank()) {
                best = Some(judged);
            }
        }
        Ok(best)
    }

    async fn judge<'r>(&self, jwt: &'r Cow<'r, str>) -> Judged<'r> {
        let token = Token::from(&**jwt);
        match self.client.local().session_of(&token, self.max_token_age).await {
            Ok(who) => Judged::Valid(Box::new(who)),
            Err(error) if error.fault.is_undecided() => {
                let session = self.client.local().session_named_by(&token);
                Judged::Undecided { jwt, error, session }
            }
            Err(error) => Judged::Refused(error.into()),
        }
    }

    async fn by_token(&self, token: &str, from_cookie: bool) -> Result<MemberAuth, Refusal> {
        check_session_token(token)?;
        let token = Secret::from(token);
        let _permit = self.client.local().begin_asking().ok_or(Refusal::Busy)?;
        let who = self.client.local().ask_about_token(&token).await?;
        Ok(self.member(who, Some(token), from_cookie))
    }

    fn member(&self, who: AuthenticatedSession, token: Option<Secret>, from_cookie: bool) -> MemberAuth {
        MemberAuth::new(self.client.clone(), who, token, from_cookie)
    }
}

impl<H> fmt::Debug for SessionLayer<H> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Settings { names, optional, .. } = &*self.settings;
        formatter
            .debug_struct("SessionLayer")
            .field("cookies", names)
            .field("optional", optional)
            .finish_non_exhaustive()
    }
}
