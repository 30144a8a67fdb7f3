//! Sessions, permissions and tokens judged in this process, without a request for each.
//!
//! A session's JWT is signed. With the project's public keys at hand this process can tell whether it is good, and with the role
//! policy what its member may do. Both are read once and kept.
//!
//! ```
//! # async fn example(client: stytch_b2b::Client, jwt: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
//! match client.sessions().authenticate_jwt(jwt).await {
//!     Ok(who) => match client.rbac().authorize(&who.member_session, "documents", "read").await {
//!         Ok(_) => println!("here you are, {}", who.member_session.member_id),
//!         Err(error) if error.is_forbidden() => println!("not for you"),
//!         Err(error) => return Err(error),
//!     },
//!     Err(error) if error.is_session_over() => println!("please log in"),
//!     Err(error) => return Err(error),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # What is judged here, and what asks the API
//!
//! There are three verdicts. A token is *valid*, or *refused*: forged, foreign, of another kind. Or it is *undecided*: expired, too
//! old, of a key or an issuer that is not known here ([`Fault::is_undecided`]). Of that the API may know more.
//!
//! | method | undecided | no role or scope allows it |
//! |---|---|---|
//! | [`sessions().authenticate_jwt`](crate::resources::sessions::Sessions::authenticate_jwt) | asks the API | asks the API; if it can not say, [`Error::Denied`] |
//! | [`sessions().authenticate_jwt_local`](crate::resources::sessions::Sessions::authenticate_jwt_local) | [`Error::Token`] | [`Error::Denied`] |
//! | [`rbac().authorize`](crate::resources::rbac::Rbac::authorize) | | [`Error::Denied`] |
//! | [`idp().introspect_token_local`](crate::resources::idp::Idp::introspect_token_local) | [`Error::Token`] | [`Error::Denied`] |
//! | [`m2m().authenticate_token`](crate::resources::m2m::M2m::authenticate_token) | [`Error::Token`] | [`Error::Denied`] |
//!
//! A refused token never reaches the API. Tokens of unknown keys do at most 10 times in 30 seconds for each client, and a session
//! that the API called over is not asked about again for 30 seconds.
//!
//! A permission is that of a role in the session, or of a scope in the token. Resources and actions are compared by name; only `*`
//! stands for all actions. The policy of the organization is read only where a role is not the project's.
//!
//! # How old a decision can be
//!
//! | what changed | seen here after | while the API can not be asked |
//! |---|---|---|
//! | a session was revoked, a role taken from a member | 5 minutes, less with `max_token_age`; zero asks the API each time | the same |
//! | a role's permissions | 5 minutes | 15 minutes |
//! | both of these | 10 minutes | 20 minutes |
//! | an access token of a machine or a Connected App was revoked | when it expires, less with `max_token_age` | the same |
//! | a key was withdrawn | 10 minutes, or at the second check after that | 24 hours |
//!
//! Times in tokens are compared with this machine's clock. One that is off by more than a minute is warned about, because no token
//! can be judged by it.
//!
//! # What two settings cost
//!
//! - [`max_token_age`](AuthenticateJwt::max_token_age) below the 5 minutes that a JWT lives: a member whose JWT is older costs a request
//!   at each check, until the fresh JWT of the answer is used.
//! - An [`authorization_check`](AuthenticateJwt::authorization_check) in `authenticate_jwt`: a member who tries what no role allows
//!   costs a request each time. [`authorize`](crate::resources::rbac::Rbac::authorize) after it does not.

mod app;
mod bounds;
mod cached;
mod claims;
mod crypto;
mod fetch;
mod keys;
mod machine;
mod permissions;
mod policies;
mod session;
mod token;
#[cfg(feature = "tower")]
mod web;

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};
use reqwest::Url;
use tokio::time::Instant;

use crate::error::{Error, Fault, TokenError};
use crate::raw;
use crate::transport::{Settings, Success, lock};
use crate::types::{OrganizationId, RbacOrgPolicy, RbacPolicy, Secret};
use bounds::Bounds;
use cached::{Cached, Terms};
use fetch::{Limits, fetch};
use keys::KeySet;
use policies::Policies;
use token::{Expected, Kind, Unfit, judge};

pub(crate) use crypto::{random, sha256};

pub use app::{AccessTokenClaims, IntrospectTokenLocal};
pub use machine::{AuthenticateToken, M2mClaims, M2mTokens};
pub use permissions::Permission;
pub(crate) use session::{AUTHORIZE, LIFETIME, Proof};
pub use session::{AuthenticateJwt, AuthenticateJwtLocal, AuthenticatedSession, Authorize};
pub(crate) use token::check_session_token;
#[cfg(fuzzing)]
pub(crate) use token::{accepts, reads_claims};

const KEYS: Limits = Limits { time: Duration::from_secs(5), bytes: 64 << 10 };
const MAX_SKEW: Duration = Duration::from_secs(60);

/// The text of a token, made from text or a [`Secret`].
///
/// What is longer than any token, 16 KiB, is not copied: it is judged as an empty one, which is no token either.
#[derive(Clone, Debug, Default)]
pub struct Token(Secret);

impl From<&str> for Token {
    fn from(text: &str) -> Self {
        if text.len() > token::MAX_BYTES { Self::default() } else { Self(text.into()) }
    }
}

impl From<&String> for Token {
    fn from(text: &String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<String> for Token {
    fn from(text: String) -> Self {
        if text.len() > token::MAX_BYTES { Self::default() } else { Self(text.into()) }
    }
}

impl From<Secret> for Token {
    fn from(secret: Secret) -> Self {
        Self(secret)
    }
}

impl From<&Secret> for Token {
    fn from(secret: &Secret) -> Self {
        Self(secret.clone())
    }
}

/// What users say about judging.
#[derive(Clone)]
pub(crate) struct Judging {
    pub issuers: Vec<String>,
    pub skew: Duration,
    pub clock: Arc<dyn Fn() -> SystemTime + Send + Sync>,
    pub organization_policies: bool,
}

impl Default for Judging {
    fn default() -> Self {
        Self {
            issuers: Vec::new(),
            skew: Duration::from_secs(5),
            clock: Arc::new(SystemTime::now),
            organization_policies: true,
        }
    }
}

impl Judging {
    /// With the issuers that every client accepts.
    pub fn checked(mut self, project_id: &str, base_url: &str) -> Result<Self, Error> {
        if self.skew > MAX_SKEW {
            return Err(Error::refused("the clock skew is over a minute"));
        }
        for issuer in &mut self.issuers {
            let is_https = Url::parse(issuer).is_ok_and(|url| url.scheme() == "https" && url.has_host());
            if !is_https {
                return Err(Error::refused("a token issuer is not an https URL"));
            }
            issuer.truncate(issuer.trim_end_matches('/').len());
        }
        self.issuers.extend([format!("stytch.com/{project_id}"), base_url.to_owned()]);
        Ok(self)
    }
}

/// What clones of a client share for judging.
pub(crate) struct Local {
    settings: Arc<Settings>,
    judging: Judging,
    keys: Cached<KeySet>,
    policies: Policies,
    bounds: Mutex<Bounds>,
    /// Whether the API may be asked about one more request's credential.
    #[cfg(feature = "tower")]
    asking: tokio::sync::Semaphore,
}

impl Local {
    pub fn new(settings: Arc<Settings>, judging: Judging) -> Self {
        let policies = Policies::new(judging.organization_policies);
        Self {
            settings,
            judging,
            keys: Cached::default(),
            policies,
            bounds: Mutex::default(),
            #[cfg(feature = "tower")]
            asking: tokio::sync::Semaphore::new(bounds::MAX_ASKING),
        }
    }

    #[inline]
    pub async fn warm_up(self: &Arc<Self>) -> Result<(), Error> {
        let (keys, policy) = futures::future::join(self.keys.get(|| fetch_keys(Arc::clone(self))), self.policy()).await;
        keys?;
        policy.map(drop)
    }

    /// The project's role policy.
    #[inline]
    pub async fn policy(&self) -> Result<Arc<RbacPolicy>, Error> {
        self.policies.project(&self.settings).await
    }

    /// The roles of an organization, by its own id alone.
    #[inline]
    pub async fn organization_policy(&self, id: OrganizationId) -> Result<Arc<RbacOrgPolicy>, Error> {
        self.policies.organization(&self.settings, id).await
    }

    /// Judges a token, with newer keys if the one that it names is not known.
    async fn judge<K: Kind>(
        self: &Arc<Self>,
        operation: &'static str,
        token: &Token,
        max_age: Duration,
    ) -> Result<K, Box<TokenError>> {
        let judged = self.judge_with_newest_keys(operation, token, max_age).await;
        match &judged {
            Ok(_) => tracing::debug!(operation, verdict = "valid", "judged a token"),
            Err(error) => {
                let verdict = if error.fault.is_undecided() { "undecided" } else { "refused" };
                tracing::debug!(operation, verdict, fault = ?error.fault, "judged a token");
            }
        }
        judged
    }

    async fn judge_with_newest_keys<K: Kind>(
        self: &Arc<Self>,
        operation: &'static str,
        token: &Token,
        max_age: Duration,
    ) -> Result<K, Box<TokenError>> {
        let fetch = || fetch_keys(Arc::clone(self));
        let held = self.keys.held(fetch);
        // A token that is refused whatever the keys are waits for none.
        let keys = held.clone().unwrap_or_default();
        let judged = self.judge_with(&keys, operation, token, max_age);
        if !judged.as_ref().is_err_and(|error| error.fault == Fault::UnknownKey) {
            return judged;
        }
        let newest = match held {
            Some(_) => self.keys.fetched_again(fetch).await,
            None => Some(self.keys.get(fetch).await),
        };
        match newest {
            None => judged,
            Some(Ok(keys)) => self.judge_with(&keys, operation, token, max_age),
            Some(Err(error)) => Err(TokenError::no_keys(operation, error)),
        }
    }

    /// The keys that are at hand.
    #[cfg(feature = "tower")]
    fn held_keys(self: &Arc<Self>) -> Option<Arc<KeySet>> {
        self.keys.held(|| fetch_keys(Arc::clone(self)))
    }

    fn judge_with<K: Kind>(
        &self,
        keys: &KeySet,
        operation: &'static str,
        token: &Token,
        max_age: Duration,
    ) -> Result<K, Box<TokenError>> {
        let Judging { issuers, skew, .. } = &self.judging;
        let (audience, now) = (&self.settings.project_id, self.now());
        let expected = Expected { keys, audience, issuers, skew: *skew, max_age, now };
        judge(token.0.expose(), &expected).map_err(|Unfit { fault, issuer }| {
            if fault == Fault::Issuer {
                self.bounds().warn_of_issuer(issuer);
            }
            TokenError::new(operation, fault)
        })
    }

    /// The time by which tokens are judged.
    pub fn now(&self) -> DateTime<Utc> {
        (self.judging.clock)().into()
    }

    fn bounds(&self) -> MutexGuard<'_, Bounds> {
        lock(&self.bounds)
    }

    fn compare_clocks(&self, success: &Success) {
        if let Some(date) = success.date() {
            let now = (self.judging.clock)();
            let difference = now.duration_since(date).unwrap_or_else(|error| error.duration());
            self.bounds().warn_of_clock(difference, Instant::now());
        }
    }
}

async fn fetch_keys(local: Arc<Local>) -> Result<(KeySet, Terms), Error> {
    let settings = Arc::clone(&local.settings);
    let request = raw::sessions_get_jwks(settings.project_id.clone()).request;
    let success = fetch(settings, request, KEYS).await?;
    local.compare_clocks(&success);
    match KeySet::read(success.body()) {
        Some(keys) => Ok((keys, keys::TERMS)),
        None => Err(success.unreadable("keys", "there is no key that can be used")),
    }
}

/// `IntoFuture` of what is checked when it is awaited.
macro_rules! awaitable {
    ($($check:ident => $output:ty),*) => {
        $(
            impl IntoFuture for $check {
                type Output = Result<$output, Error>;
                type IntoFuture = BoxFuture<'static, Self::Output>;

                #[inline]
                fn into_future(self) -> Self::IntoFuture {
                    Box::pin(self.run())
                }
            }

            impl fmt::Debug for $check {
                fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                    formatter.debug_struct(stringify!($check)).finish_non_exhaustive()
                }
            }
        )*
    };
}

use awaitable;
