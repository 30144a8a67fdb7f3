//! What can be said about judging tokens in this process.

use std::time::{Duration, SystemTime};

use super::builder::ClientBuilder;
use super::handle::Client;
use crate::error::Error;

impl ClientBuilder {
    /// Accepts tokens of one more issuer: a domain of the project, which the API names as the issuer of what is logged in there.
    /// It can be called again for another. An `https` URL; a slash at its end does not count.
    ///
    /// Accepted without it are `stytch.com/` with the project id, and the client's own base URL.
    pub fn token_issuer(mut self, issuer: impl Into<String>) -> Self {
        self.judging.issuers.push(issuer.into());
        self
    }

    /// By how much the API's clock may be ahead of this machine's when a token was just issued. 5 seconds unless set, a minute at
    /// most. When a token ends is never stretched.
    pub fn clock_skew(mut self, skew: Duration) -> Self {
        self.judging.skew = skew;
        self
    }

    /// The time by which tokens are judged, for tests.
    pub fn clock(mut self, now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.judging.clock = std::sync::Arc::new(now);
        self
    }

    /// Never reads policies of organizations, for projects whose organizations have no roles of their own.
    pub fn without_organization_policies(mut self) -> Self {
        self.judging.organization_policies = false;
        self
    }
}

impl Client {
    /// Reads the keys and the role policy that tokens and permissions are judged by, so that the first check does not wait for
    /// them.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// client.warm_up().await?;
    /// // Now requests can be served.
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of the two requests. A service may go on all the same: the first check tries again.
    #[inline]
    pub async fn warm_up(&self) -> Result<(), Error> {
        self.local().warm_up().await
    }
}
