//! [`LoginCookie`]: what a login keeps in the browser between its steps.

use http::HeaderMap;

use super::cookie::{Attributes, SetCookies};
use super::credentials::all_values;
use crate::error::{Error, Progress};
use crate::types::Secret;

/// As long as an intermediate session of the API.
const SECONDS: i64 = 10 * 60;

/// A cookie for what a login keeps in the browser between its steps: the verifier of PKCE, the token of an intermediate session.
///
/// It lasts 10 minutes, is `Path=/; Secure; HttpOnly; SameSite=Lax`, and comes along when a provider sends the browser back.
///
/// ```
/// # fn example(verifier: stytch_b2b::Secret, request: http::HeaderMap) -> Result<(), stytch_b2b::Error> {
/// use stytch_b2b::tower::LoginCookie;
///
/// let cookie = LoginCookie::new("__Host-pkce");
/// let mut response = http::HeaderMap::new();
/// cookie.set(&verifier)?.apply(&mut response);
/// // And when the browser is back:
/// let verifier = cookie.get(&request);
/// cookie.clear().apply(&mut response);
/// # drop(verifier);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "it sets no cookie by itself"]
pub struct LoginCookie {
    name: String,
}

impl LoginCookie {
    /// With this name, best with the prefix `__Host-`, so that no other site can set it.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into() }
    }

    /// Keeps a value.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidInput`]: the name or the value can not be in a cookie, or browsers would drop one so long.
    pub fn set(&self, value: &Secret) -> Result<SetCookies, Error> {
        let cookie = Attributes::default().cookie(&self.name, value.expose(), Some(SECONDS));
        let cookie =
            cookie.ok_or_else(|| Error::invalid("it can not be a cookie", Progress::not_sent("LoginCookie::set")))?;
        Ok(SetCookies::of(cookie))
    }

    /// The value that a request brings. `None` if it has none, or several.
    #[must_use]
    pub fn get(&self, request: &HeaderMap) -> Option<Secret> {
        let mut values = all_values(request, &self.name);
        let value = values.next()?;
        if values.any(|other| other != value) { None } else { Some(Secret::from(value.into_owned())) }
    }

    /// Takes it from the browser.
    pub fn clear(&self) -> SetCookies {
        Attributes::default().cookie(&self.name, "", Some(0)).map(SetCookies::of).unwrap_or_default()
    }
}
