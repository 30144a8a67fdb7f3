//! The URLs that browsers begin a login with: what has to be in them, and what they come to.

use super::value;
use crate::redirect::is_web_url;
use crate::shared::Shared;
use crate::state::{Organization, SsoConnection, State};
use axum::http::StatusCode;

/// The providers that the API has, and what they call themselves.
const PROVIDERS: [(&str, &str); 5] = [
    ("google", "Google"),
    ("microsoft", "Microsoft"),
    ("hubspot", "HubSpot"),
    ("slack", "Slack"),
    ("github", "GitHub"),
];

/// The length of a SHA-256 digest in base64url.
const CHALLENGE_LENGTH: usize = 43;

/// How somebody logs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    OAuth,
    DiscoveryOAuth,
    Sso,
}

/// A login that can begin: its URL is complete, and what it names is there.
#[derive(Debug)]
pub(super) struct Login {
    pub(super) way: Way,
    /// Who vouches for it: the provider, or the id of the SSO connection.
    pub(super) voucher: String,
    /// The same, as people call it.
    pub(super) voucher_name: String,
    /// Whose members can log in; discovery is for everyone.
    pub(super) organization: Option<Named>,
    pub(super) redirect_url: String,
    /// Where those go who have not logged in to the organization before, if elsewhere.
    pub(super) signup_redirect_url: Option<String>,
    pub(super) code_challenge: Option<String>,
    pub(super) scopes: Option<String>,
    /// What the application asks the provider for, such as `provider_prompt`.
    pub(super) provider_parameters: Vec<(String, String)>,
}

/// An organization.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) id: String,
    pub(super) name: String,
}

/// Why a login cannot begin, for whoever wrote the application.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) status: StatusCode,
    pub(super) message: String,
}

impl Way {
    /// The value of `stytch_token_type`.
    pub(super) fn token_type(self) -> &'static str {
        match self {
            Self::OAuth => "oauth",
            Self::DiscoveryOAuth => "discovery_oauth",
            Self::Sso => "sso",
        }
    }

    fn redirect_parameter(self) -> &'static str {
        match self {
            Self::OAuth | Self::Sso => "login_redirect_url",
            Self::DiscoveryOAuth => "discovery_redirect_url",
        }
    }
}

/// Reads the URL of a login: the provider of its path, which SSO has not, and its query.
pub(super) fn read(shared: &Shared, state: &State, way: Way, provider: &str, query: &str) -> Result<Login, Problem> {
    let parameter = |name: &str| value(query.as_bytes(), name);
    let (voucher, voucher_name, organization) = match way {
        Way::OAuth => {
            let (voucher, name) = known_provider(provider)?;
            check_public_token(shared, parameter("public_token"))?;
            (voucher, name, Some(named(oauth_organization(state, provider, parameter)?)))
        }
        Way::DiscoveryOAuth => {
            let (voucher, name) = known_provider(provider)?;
            check_public_token(shared, parameter("public_token"))?;
            (voucher, name, None)
        }
        Way::Sso => {
            check_public_token(shared, parameter("public_token"))?;
            let (connection, organization) = connection(state, parameter)?;
            let name = connection.fields["display_name"].as_str().unwrap_or_default();
            (connection.connection_id.clone(), name.to_owned(), Some(named(organization)))
        }
    };
    let name = way.redirect_parameter();
    let missing = || bad(format!("The URL has no {name}: where the browser goes once the login is done."));
    let provider_parameters = form_urlencoded::parse(query.as_bytes()).into_owned();
    Ok(Login {
        way,
        voucher,
        voucher_name,
        organization,
        redirect_url: web_url(name, parameter(name))?.ok_or_else(missing)?,
        signup_redirect_url: web_url("signup_redirect_url", parameter("signup_redirect_url"))?,
        code_challenge: code_challenge(parameter("pkce_code_challenge"))?,
        scopes: parameter("custom_scopes"),
        provider_parameters: provider_parameters.filter(|(name, _)| name.starts_with("provider_")).collect(),
    })
}

fn check_public_token(shared: &Shared, given: Option<String>) -> Result<(), Problem> {
    let expected = &shared.public_token;
    match given {
        Some(given) if given == *expected => Ok(()),
        Some(_) => Err(bad(format!("The public_token is not this sandbox's, which is {expected}."))),
        None => Err(bad(format!("The URL has no public_token. This sandbox's is {expected}."))),
    }
}

fn known_provider(provider: &str) -> Result<(String, String), Problem> {
    let found = PROVIDERS.iter().find(|(id, _)| *id == provider);
    found.map(|(id, name)| ((*id).to_owned(), (*name).to_owned())).ok_or_else(|| {
        let known = PROVIDERS.map(|(id, _)| id).join(", ");
        missing(format!("There is no login provider {provider:?}. There are {known}."))
    })
}

fn oauth_organization<'s>(
    state: &'s State,
    provider: &str,
    parameter: impl Fn(&str) -> Option<String>,
) -> Result<&'s Organization, Problem> {
    organization(state, parameter)?.ok_or_else(|| {
        bad(format!(
            "The URL names no organization: organization_id or slug is missing. Where it is not known yet which \
             organization somebody wants to go to, the login begins at /v1/b2b/public/oauth/{provider}/discovery/start."
        ))
    })
}

/// The organization that the URL names, if it names one.
fn organization(state: &State, parameter: impl Fn(&str) -> Option<String>) -> Result<Option<&Organization>, Problem> {
    let found = match (parameter("organization_id"), parameter("slug")) {
        (Some(id), _) => state.organizations.find(&id).ok_or(("id", id)),
        (None, Some(slug)) => {
            let organization = state.organizations.find(&slug);
            organization.filter(|organization| organization.organization_slug == slug).ok_or(("slug", slug))
        }
        (None, None) => return Ok(None),
    };
    found
        .map(Some)
        .map_err(|(what, value)| missing(format!("The sandbox holds no organization of the {what} {value:?}.")))
}

/// The SSO connection that the URL names, by itself or by its organization.
fn connection(
    state: &State,
    parameter: impl Fn(&str) -> Option<String>,
) -> Result<(&SsoConnection, &Organization), Problem> {
    if let Some(id) = parameter("connection_id") {
        let connection = state.sso_connections.find(&id);
        let connection = connection.ok_or_else(|| missing(format!("The sandbox holds no SSO connection {id:?}.")))?;
        if !is_active(connection) {
            let message = "The SSO connection is not active. It will be once it has been updated with what it needs to \
                           know of the identity provider; by metadata_url is the shortest way.";
            return Err(bad(message));
        }
        let organization = state.organizations.find(&connection.organization_id);
        let organization = organization.ok_or_else(|| missing("The SSO connection's organization is gone."))?;
        return Ok((connection, organization));
    }
    let organization = organization(state, parameter)?;
    let organization =
        organization.ok_or_else(|| bad("The URL has neither a connection_id nor an organization_id."))?;
    let id = &organization.organization_id;
    let active = || state.sso_connections.of_organization(id).filter(|connection| is_active(connection));
    let is_default = |connection: &&SsoConnection| {
        Some(&connection.connection_id) == organization.sso_default_connection_id.as_ref()
    };
    match active().find(is_default).or_else(|| active().next()) {
        Some(connection) => Ok((connection, organization)),
        None => Err(bad(format!("{} has no active SSO connection.", organization.organization_name))),
    }
}

fn is_active(connection: &SsoConnection) -> bool {
    connection.fields["status"] == "active"
}

fn named(organization: &Organization) -> Named {
    Named { id: organization.organization_id.clone(), name: organization.organization_name.clone() }
}

fn web_url(name: &str, url: Option<String>) -> Result<Option<String>, Problem> {
    match url {
        Some(url) if !is_web_url(&url) => {
            Err(bad(format!("The {name} is {url:?}, but has to be a whole URL that begins with http:// or https://.")))
        }
        url => Ok(url),
    }
}

/// A challenge that no verifier can fit is a mistake that would otherwise show only at the end of the login.
fn code_challenge(challenge: Option<String>) -> Result<Option<String>, Problem> {
    let Some(challenge) = challenge else { return Ok(None) };
    let digest = challenge.trim_end_matches('=');
    let is_base64 = digest.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if digest.len() == CHALLENGE_LENGTH && is_base64 {
        return Ok(Some(challenge));
    }
    let message = "The pkce_code_challenge is not the SHA-256 digest of the code verifier in base64url, which has 43 \
                   letters (RFC 7636, method S256).";
    Err(bad(message))
}

fn bad(message: impl Into<String>) -> Problem {
    Problem { status: StatusCode::BAD_REQUEST, message: message.into() }
}

fn missing(message: impl Into<String>) -> Problem {
    Problem { status: StatusCode::NOT_FOUND, message: message.into() }
}
