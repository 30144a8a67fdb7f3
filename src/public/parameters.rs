//! What the start URLs have in common: their parameters, the checks of them, and the URL that they make.

use form_urlencoded::Serializer;
use reqwest::Url;

use crate::client::is_loopback;
use crate::error::{Error, Progress};
use crate::types::{ConnectionId, OrganizationId, id};

/// What leads to a browser in a URL must not begin like this.
const PROJECT_SECRET: &str = "secret-";

/// The public endpoints that begin a login.
#[derive(Clone)]
pub(super) enum Endpoint {
    Oauth { provider: String },
    OauthDiscovery { provider: String },
    Sso,
}

/// Where a login leads.
#[derive(Clone)]
pub(super) enum Target {
    Organization(OrganizationId),
    Slug(String),
    Connection(ConnectionId),
}

/// All that can be said in a start URL. Nothing is checked before the URL is made.
#[derive(Clone)]
pub(super) struct StartParameters {
    /// Without a slash at its end.
    base_url: String,
    endpoint: Endpoint,
    public_token: String,
    pub target: Option<Target>,
    pub custom_scopes: Vec<String>,
    provider_parameters: Vec<(String, String)>,
    pub pkce_code_challenge: Option<String>,
    pub login_redirect_url: Option<String>,
    pub signup_redirect_url: Option<String>,
    pub discovery_redirect_url: Option<String>,
}

impl Endpoint {
    /// The path in the facade, for errors.
    pub fn operation(&self) -> &'static str {
        match self {
            Self::Oauth { .. } => "public.oauth.start",
            Self::OauthDiscovery { .. } => "public.oauth.discovery.start",
            Self::Sso => "public.sso.start",
        }
    }

    fn path(&self) -> Result<String, String> {
        Ok(match self {
            Self::Oauth { provider } => format!("/v1/b2b/public/oauth/{}/start", checked_provider(provider)?),
            Self::OauthDiscovery { provider } => {
                format!("/v1/b2b/public/oauth/{}/discovery/start", checked_provider(provider)?)
            }
            Self::Sso => "/v1/public/sso/start".to_owned(),
        })
    }
}

impl Target {
    /// Name and value of the parameter.
    fn pair(&self) -> Result<(&'static str, &str), String> {
        let (name, value) = match self {
            Self::Organization(id) => ("organization_id", id.as_str()),
            Self::Connection(id) => ("connection_id", id.as_str()),
            Self::Slug(slug) if slug.is_empty() => return Err("slug is empty".to_owned()),
            Self::Slug(slug) => return Ok(("slug", slug)),
        };
        id::problem(value).map_or(Ok((name, value)), |problem| Err(format!("{name} {problem}")))
    }
}

impl StartParameters {
    pub fn new(base_url: String, endpoint: Endpoint, public_token: String) -> Self {
        Self {
            base_url,
            endpoint,
            public_token,
            target: None,
            custom_scopes: Vec::new(),
            provider_parameters: Vec::new(),
            pkce_code_challenge: None,
            login_redirect_url: None,
            signup_redirect_url: None,
            discovery_redirect_url: None,
        }
    }

    pub fn operation(&self) -> &'static str {
        self.endpoint.operation()
    }

    /// In place of an earlier value of that name, since nobody can say which of two the provider would take.
    pub fn set_provider_parameter(&mut self, name: String, value: String) {
        match self.provider_parameters.iter_mut().find(|(set, _)| *set == name) {
            Some((_, earlier)) => *earlier = value,
            None => self.provider_parameters.push((name, value)),
        }
    }

    pub fn url(&self) -> Result<Url, Error> {
        self.checked_url().map_err(|reason| Error::invalid(reason, Progress::not_sent(self.operation())))
    }

    fn checked_url(&self) -> Result<Url, String> {
        let path = self.endpoint.path()?;
        let query = self.query()?;
        let mut url = Url::parse(&format!("{}{path}", self.base_url))
            .map_err(|_| "the base URL can not be continued by a path".to_owned())?;
        url.set_query(Some(&query));
        Ok(url)
    }

    /// Spaces as `%20`: the API's documentation asks for it, and all that read `+` as a space read this as one too. A `+` of a
    /// value is `%2B` by then.
    fn query(&self) -> Result<String, String> {
        let mut query = Serializer::new(String::new());
        query.append_pair("public_token", checked_public_token(&self.public_token)?);
        match &self.target {
            Some(target) => {
                let (name, value) = target.pair()?;
                query.append_pair(name, value);
            }
            None if matches!(self.endpoint, Endpoint::Oauth { .. }) => {
                return Err("neither organization_id nor slug is set".to_owned());
            }
            None => {}
        }
        if !self.custom_scopes.is_empty() {
            query.append_pair("custom_scopes", &checked_scopes(&self.custom_scopes)?);
        }
        for (name, value) in &self.provider_parameters {
            query.append_pair(&format!("provider_{}", checked_parameter_name(name)?), value);
        }
        if let Some(challenge) = &self.pkce_code_challenge {
            query.append_pair("pkce_code_challenge", checked_challenge(challenge)?);
        }
        for (name, url) in [
            ("login_redirect_url", &self.login_redirect_url),
            ("signup_redirect_url", &self.signup_redirect_url),
            ("discovery_redirect_url", &self.discovery_redirect_url),
        ] {
            if let Some(url) = url {
                redirect_problem(url).map_or(Ok(()), |problem| Err(format!("{name} {problem}")))?;
                query.append_pair(name, url);
            }
        }
        Ok(query.finish().replace('+', "%20"))
    }
}

fn checked_public_token(token: &str) -> Result<&str, String> {
    let problem = match token {
        "" => "is empty",
        _ if token.trim() != token => "has white space around it",
        _ if token.starts_with(PROJECT_SECRET) => "is a secret of the project, which no browser may see",
        _ => return Ok(token),
    };
    Err(format!("public_token {problem}"))
}

fn checked_provider(provider: &str) -> Result<&str, String> {
    let allowed = |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-');
    match provider {
        "" => Err("provider is empty".to_owned()),
        _ if !provider.bytes().all(allowed) => Err("provider has a byte outside of a-z 0-9 _ -".to_owned()),
        _ => Ok(provider),
    }
}

fn checked_parameter_name(name: &str) -> Result<&str, String> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    match name {
        "" => Err("the name of a provider's parameter is empty".to_owned()),
        _ if !name.bytes().all(allowed) => {
            Err("the name of a provider's parameter has a byte outside of A-Z a-z 0-9 _".to_owned())
        }
        _ => Ok(name),
    }
}

/// What RFC 6749 lets a scope be, joined by what it lets stand between two.
fn checked_scopes(scopes: &[String]) -> Result<String, String> {
    let allowed = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\');
    if scopes.iter().any(|scope| scope.is_empty() || !scope.bytes().all(allowed)) {
        return Err(
            "custom_scopes has a scope that is empty, or has a space or another character that no scope can have"
                .to_owned(),
        );
    }
    Ok(scopes.join(" "))
}

/// What RFC 7636 lets a challenge be.
fn checked_challenge(challenge: &str) -> Result<&str, String> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    if (43..=128).contains(&challenge.len()) && challenge.bytes().all(allowed) {
        Ok(challenge)
    } else {
        Err("pkce_code_challenge is not of 43 to 128 characters of A-Z a-z 0-9 - . _ ~".to_owned())
    }
}

/// Why a browser should not be sent there with a token.
fn redirect_problem(text: &str) -> Option<&'static str> {
    // Parsers repair these each in its own way, and this one's result is not what is sent.
    if text.contains(|letter: char| letter.is_whitespace() || letter.is_control() || letter == '\\') {
        return Some("has white space, a control character or a backslash");
    }
    let (Some((scheme, rest)), Ok(url)) = (text.split_once("://"), Url::parse(text)) else {
        return Some("is not an absolute URL");
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    match url.scheme() {
        // The parser also finds a host that other readers do not: in `https:host`, or after a third slash.
        parsed if !parsed.eq_ignore_ascii_case(scheme) => Some("is not an absolute URL"),
        _ if authority.is_empty() => Some("has no host"),
        _ if authority.contains('@') => Some("has user info"),
        "https" => None,
        "http" if is_loopback(&url) => None,
        "http" => Some("is not https, and not on a loopback address"),
        _ => Some("is not https"),
    }
}

/// A builder of a start URL, with the setters that its endpoint takes.
macro_rules! start_builder {
    ($(#[$documentation:meta])* $name:ident: $($setter:ident)+) => {
        $(#[$documentation])*
        ///
        /// Each setter replaces what an earlier call of it said.
        #[derive(Clone)]
        #[must_use = "a login does not begin until a browser opens the `url`"]
        pub struct $name(StartParameters);

        impl $name {
            $(setters!($setter);)+

            /// The URL to redirect the browser to.
            ///
            /// # Errors
            ///
            /// [`Error::InvalidInput`](crate::Error::InvalidInput) that names the parameter, without its value, as
            /// [the module](crate::public#what-is-refused) says.
            pub fn url(&self) -> Result<::reqwest::Url, crate::Error> {
                self.0.url()
            }
        }

        /// Without what was set: a hint about who logs in is nobody else's business.
        impl ::std::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                formatter.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    };
}

macro_rules! setters {
    (custom_scopes) => {
        /// Scopes to ask the provider for, besides those that it is asked for anyway.
        pub fn custom_scopes(mut self, scopes: impl IntoIterator<Item = impl Into<String>>) -> Self {
            self.0.custom_scopes = scopes.into_iter().map(Into::into).collect();
            self
        }
    };
    (provider_parameter) => {
        /// A parameter that is handed on to the provider, by the provider's name for it, as `login_hint` or `prompt`. It can be
        /// called again for another; one of the same name is replaced.
        pub fn provider_parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
            self.0.set_provider_parameter(name.into(), value.into());
            self
        }
    };
    (pkce) => {
        /// Makes the token worthless without the verifier, which has to come along with the login request.
        #[cfg(any(feature = "local", feature = "aws-lc"))]
        pub fn pkce(self, pkce: &super::Pkce) -> Self {
            self.pkce_code_challenge(pkce.challenge())
        }

        /// The same with a challenge that was made elsewhere: SHA-256 of the verifier, in base64url without padding.
        pub fn pkce_code_challenge(mut self, challenge: impl Into<String>) -> Self {
            self.0.pkce_code_challenge = Some(challenge.into());
            self
        }
    };
    (login_redirect_url) => {
        /// Where the browser comes back to with the token of a member who is known. By default the one that is set for the
        /// project.
        pub fn login_redirect_url(mut self, url: impl Into<String>) -> Self {
            self.0.login_redirect_url = Some(url.into());
            self
        }
    };
    (signup_redirect_url) => {
        /// Where the browser comes back to with the token of a member who is new. By default the one that is set for the
        /// project.
        pub fn signup_redirect_url(mut self, url: impl Into<String>) -> Self {
            self.0.signup_redirect_url = Some(url.into());
            self
        }
    };
    (discovery_redirect_url) => {
        /// Where the browser comes back to with the token. By default the one that is set for the project.
        pub fn discovery_redirect_url(mut self, url: impl Into<String>) -> Self {
            self.0.discovery_redirect_url = Some(url.into());
            self
        }
    };
}

pub(super) use {setters, start_builder};
