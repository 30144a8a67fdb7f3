//! [`SessionCookie`]: the cookies that keep a browser logged in.

use std::fmt;

use http::HeaderMap;
use http::header::{CACHE_CONTROL, HeaderValue, SET_COOKIE};

use crate::error::{Error, Progress};
use crate::types::login::LoginResponse;
use crate::types::{MemberSession, NextStep};

/// What browsers keep of one cookie, its name and attributes included.
const MAX_BYTES: usize = 4096;

const ATTRIBUTES: &str = "Path=/; Secure; HttpOnly; SameSite=Lax";

/// The two cookies that keep a browser logged in: the session's JWT, which is judged in this process, and its token, which the API
/// knows for as long as the session goes on.
///
/// Both are `Path=/; Secure; HttpOnly; SameSite=Lax`, and end with the session.
///
/// ```
/// # fn example(login: &stytch_b2b::types::MagicLinksAuthenticateResponse) -> Result<(), stytch_b2b::Error> {
/// use stytch_b2b::tower::SessionCookie;
///
/// let cookies = SessionCookie::new("__Host-session_jwt").token_name("__Host-session");
/// let mut response = http::Response::new("welcome");
/// cookies.set(login)?.apply(response.headers_mut());
/// // And at the logout:
/// cookies.clear().apply(response.headers_mut());
/// # Ok(())
/// # }
/// ```
///
/// The names belong into [`SessionLayer::cookie_names`](super::SessionLayer::cookie_names) too.
#[derive(Clone, Debug)]
#[must_use = "it sets no cookie by itself"]
pub struct SessionCookie {
    jwt: String,
    token: String,
    attributes: Attributes,
}

/// What cookies have besides name and value.
#[derive(Clone, Debug, Default)]
pub(super) struct Attributes {
    domain: Option<String>,
}

/// Without a domain, named as the vendor's browser SDKs name them.
impl Default for SessionCookie {
    fn default() -> Self {
        Self::new(Self::JWT)
    }
}

impl SessionCookie {
    pub(super) const JWT: &'static str = "stytch_session_jwt";
    pub(super) const TOKEN: &'static str = "stytch_session";

    /// With this name for the cookie with the JWT.
    pub fn new(name: impl Into<String>) -> Self {
        Self { jwt: name.into(), token: Self::TOKEN.to_owned(), attributes: Attributes::default() }
    }

    /// The name of the cookie with the session token, `stytch_session` unless set.
    pub fn token_name(mut self, name: impl Into<String>) -> Self {
        self.token = name.into();
        self
    }

    /// The domain whose subdomains get the cookies too. Unless set, only the host that sets them does, which is safer; the prefix
    /// `__Host-` takes none.
    pub fn domain(mut self, domain: impl Into<String>) -> Self {
        self.attributes.domain = Some(domain.into());
        self
    }

    /// The cookies of the session that a login began. Each replaces what the browser had of its name, so that no session from
    /// before the login goes on.
    ///
    /// A JWT with so many claims that browsers would drop its cookie is left out; the API is then asked about each request.
    ///
    /// # Errors
    ///
    /// - [`Error::InvalidInput`]: no session began, since a step is missing; ask [`NextStep`] first.
    /// - [`Error::Config`]: a name or the domain can not be in a cookie.
    pub fn set(&self, login: &impl LoginResponse) -> Result<SetCookies, Error> {
        let NextStep::LoggedIn { session_token, session_jwt, member_session } = login.next_step() else {
            return Err(Error::invalid("the login began no session", Progress::not_sent("SessionCookie::set")));
        };
        self.check()?;
        let seconds = member_session.map(seconds_left);
        let mut set = SetCookies::default();
        self.clear_of_this_host(&mut set);
        match self.attributes.cookie(&self.jwt, session_jwt.expose(), seconds) {
            Some(cookie) => set.push(cookie),
            None => {
                tracing::warn!(limit = MAX_BYTES, "a session's JWT is too long for a cookie, so it is not set");
                self.clear_one(&mut set, &self.jwt);
            }
        }
        let token = self.attributes.cookie(&self.token, session_token.expose(), seconds);
        set.push(token.ok_or_else(|| {
            Error::invalid("the session token can not be a cookie", Progress::not_sent("SessionCookie::set"))
        })?);
        Ok(set)
    }

    /// Takes both cookies from the browser, at a logout.
    pub fn clear(&self) -> SetCookies {
        let mut set = SetCookies::default();
        self.clear_of_this_host(&mut set);
        self.clear_one(&mut set, &self.jwt);
        self.clear_one(&mut set, &self.token);
        set
    }

    /// The JWT cookie alone, anew. `None` when it would be too long.
    pub(super) fn renewed(&self, jwt: &str, session: &MemberSession) -> Option<SetCookies> {
        self.check().ok()?;
        self.attributes.cookie(&self.jwt, jwt, Some(seconds_left(session))).map(SetCookies::of)
    }

    /// Whether a `Set-Cookie` is about one of the two.
    pub(super) fn is_set_by(&self, set_cookie: &HeaderValue) -> bool {
        let name = set_cookie.as_bytes().split(|byte| *byte == b'=').next().unwrap_or_default().trim_ascii();
        name == self.jwt.as_bytes() || name == self.token.as_bytes()
    }

    fn check(&self) -> Result<(), Error> {
        if !is_name(&self.jwt) || !is_name(&self.token) || self.jwt == self.token {
            return Err(Error::refused("the names of the session cookies are not two that cookies can have"));
        }
        let Some(domain) = &self.attributes.domain else { return Ok(()) };
        let is_domain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
        if domain.is_empty() || !domain.bytes().all(is_domain) {
            return Err(Error::refused("the domain of the session cookies is none"));
        }
        if self.jwt.starts_with("__Host-") || self.token.starts_with("__Host-") {
            return Err(Error::refused("a cookie whose name begins with `__Host-` has no domain"));
        }
        Ok(())
    }

    /// Where the cookies are a whole domain's, one that this host alone had would go beside them.
    fn clear_of_this_host(&self, set: &mut SetCookies) {
        if self.attributes.domain.is_some() {
            let names = [&self.jwt, &self.token];
            set.0.extend(names.into_iter().filter_map(|name| Attributes::default().cookie(name, "", Some(0))));
        }
    }

    fn clear_one(&self, set: &mut SetCookies, name: &str) {
        set.0.extend(self.attributes.cookie(name, "", Some(0)));
    }
}

impl Attributes {
    /// A `Set-Cookie` for so many seconds, or for as long as the browser runs. `None` for what can not be a cookie, or is so long
    /// that browsers would drop it.
    pub fn cookie(&self, name: &str, value: &str, seconds: Option<i64>) -> Option<HeaderValue> {
        let domain = self.domain.as_ref().map(|domain| format!("; Domain={domain}")).unwrap_or_default();
        let ends = seconds.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
        let cookie = format!("{name}={value}; {ATTRIBUTES}{domain}{ends}");
        let fits = cookie.len() <= MAX_BYTES && is_name(name) && value.bytes().all(is_value_byte);
        let mut cookie = HeaderValue::try_from(cookie).ok().filter(|_| fits)?;
        cookie.set_sensitive(true);
        Some(cookie)
    }
}

/// By the API's clock alone, so that this machine's does not matter.
fn seconds_left(session: &MemberSession) -> i64 {
    (session.expires_at - session.last_accessed_at).num_seconds().max(0)
}

fn is_name(name: &str) -> bool {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(is_token)
}

fn is_value_byte(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'"' | b',' | b';' | b'\\')
}

/// Values of `Set-Cookie`, for a response that is not to be cached.
///
/// With the feature `axum` it can be part of a response: `(cookies.set(&login)?, Redirect::to("/"))`.
#[derive(Clone, Default)]
#[must_use = "no cookie is set until it is applied to a response"]
pub struct SetCookies(Vec<HeaderValue>);

impl SetCookies {
    /// Adds them to the headers of a response.
    pub fn apply(self, headers: &mut HeaderMap) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        for cookie in self {
            headers.append(SET_COOKIE, cookie);
        }
    }

    pub(super) fn of(cookie: HeaderValue) -> Self {
        Self(vec![cookie])
    }

    fn push(&mut self, cookie: HeaderValue) {
        self.0.push(cookie);
    }
}

impl IntoIterator for SetCookies {
    type Item = HeaderValue;
    type IntoIter = std::vec::IntoIter<HeaderValue>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// Their number alone.
impl fmt::Debug for SetCookies {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SetCookies({})", self.0.len())
    }
}
