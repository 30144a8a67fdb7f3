//! [`Call`]: a request that is about to be sent.

mod member;
pub(crate) mod pages;
pub(crate) mod parameters;

use std::fmt;
use std::future::IntoFuture;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures::future::BoxFuture;
use serde::de::DeserializeOwned;

use crate::client::Client;
use crate::error::Error;
use crate::transport::{self, CallOptions, Prepared, Request, RetryPolicy, Settings, Success};
pub use member::MemberCredential;
pub use pages::{Items, Page, Pages, Paginated};
pub use parameters::{AsMember, OnBehalf, Parameters};

/// A call whose response is a `T`. Nothing is sent until it is awaited.
///
/// `P` holds the parameters that can still be set: none, the member session, query parameters of the operation.
///
/// ```
/// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
/// use std::time::Duration;
///
/// let call = client.organizations().get("acme-co").timeout(Duration::from_secs(2));
/// println!("not sent yet: {call:?}");
/// let response = call.await?;
/// println!("{}", response.organization.organization_name);
/// # Ok(())
/// # }
/// ```
///
/// # Many calls at once
///
/// A call becomes a future by `.await` or by `.into_future()`, which is what functions that take futures need:
///
/// ```
/// # async fn example(client: stytch_b2b::Client, slugs: Vec<String>) -> Result<(), stytch_b2b::Error> {
/// use std::future::IntoFuture;
/// use futures::{StreamExt, TryStreamExt, stream};
///
/// let calls = slugs.iter().map(|slug| client.organizations().get(slug).into_future());
/// // Eight are under way at once.
/// let organizations: Vec<_> = stream::iter(calls).buffer_unordered(8).try_collect().await?;
/// println!("{} organizations", organizations.len());
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// Every call can fail with [`Error::Api`] of these types, which the methods do not list again:
///
/// - `unauthorized_credentials` (401): project id or secret is wrong, or of the other environment.
/// - `too_many_requests` (429): the project's rate limit is reached. The client waits and sends again within the call's
///   limit; after that, slow down. A limit on one person's attempts is returned at once.
/// - `organization_not_found`, `member_not_found` (404): the project has no organization of that id, slug or external id, the
///   organization no such member.
/// - `session_authorization_error` (403), with [`member_session`](Self::member_session): no role of the member allows it, or
///   the member belongs to another organization.
///
/// Logins, and what continues a login, also share these:
///
/// - `intermediate_session_not_found` (404): it is unknown, used up or expired; begin the login again.
/// - `session_not_found` (404): [`Error::is_session_over`].
/// - `pkce_mismatch` (400): the code verifier does not fit the challenge; begin again in the browser that has it.
/// - `invalid_email` (400): that is no email address.
/// - `user_lock_limit_reached` (429): too many wrong attempts, the member is locked for a while.
///
/// The other kinds of [`Error`] say that there was no answer of the API, and [`Error::outcome`] what that means.
#[must_use = "a call does nothing until it is awaited"]
pub struct Call<T, P = ()> {
    pub(crate) settings: Arc<Settings>,
    pub(crate) options: CallOptions,
    pub(crate) parameters: P,
    pub(crate) request: Request,
    response: PhantomData<fn() -> T>,
}

impl<T, P: Parameters> Call<T, P> {
    /// The call of a request, with parameters still to be set.
    pub(crate) fn new(client: &Client, prepared: Prepared<T, P::Session>) -> Self
    where
        P: Default,
    {
        Self::with_parameters(client, prepared, P::default())
    }

    pub(crate) fn with_parameters(client: &Client, prepared: Prepared<T, P::Session>, parameters: P) -> Self {
        Self::of(client.settings(), prepared, parameters)
    }

    /// The call of a request of any API.
    pub(crate) fn of(settings: &Arc<Settings>, prepared: Prepared<T, P::Session>, parameters: P) -> Self {
        let (settings, options) = (Arc::clone(settings), CallOptions::default());
        Self { settings, options, parameters, request: prepared.request, response: PhantomData }
    }
}

impl<T, P> Call<T, P> {
    /// How long this call may take, with every attempt and all waiting, whatever the client says. For a list it is the
    /// limit of each page.
    ///
    /// A call that was still connecting when a limit shorter than the client's connect limit passed ends with
    /// [`Outcome::Unknown`](crate::Outcome::Unknown), since nothing tells then that it was not sent.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.options.timeout = Some(limit);
        self
    }

    /// When requests of this call are sent again, whatever the client says.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.options.retry = Some(policy);
        self
    }

    /// Runs the call with the permissions of a logged-in member, instead of those of the project: the API refuses it with
    /// status 403 when none of the member's roles allows it in this organization. The method says which action on which
    /// resource the role must allow.
    ///
    /// Only operations on which the API checks a member session have this method.
    ///
    /// ```compile_fail
    /// # fn example(client: stytch_b2b::Client, member: stytch_b2b::MemberCredential) {
    /// client.organizations().get("acme-co").member_session(&member);
    /// # }
    /// ```
    pub fn member_session(mut self, member: &MemberCredential) -> Self
    where
        P: OnBehalf,
    {
        *self.parameters.member() = Some(member.clone());
        self
    }
}

impl<T, P: Parameters> Call<T, P> {
    /// The request with all that was set.
    pub(crate) fn into_request(mut self) -> Request {
        self.parameters.add_to(&mut self.request);
        self.request
    }
}

impl<T, P: Parameters> IntoFuture for Call<T, P>
where
    T: DeserializeOwned,
{
    type Output = Result<T, Error>;
    type IntoFuture = CallFuture<T>;

    fn into_future(mut self) -> CallFuture<T> {
        let (settings, options) = (Arc::clone(&self.settings), std::mem::take(&mut self.options));
        CallFuture::new(transport::send(settings, options, self.into_request()))
    }
}

impl<T, P: Clone> Clone for Call<T, P> {
    fn clone(&self) -> Self {
        Self {
            settings: Arc::clone(&self.settings),
            options: self.options.clone(),
            parameters: self.parameters.clone(),
            request: self.request.clone(),
            response: PhantomData,
        }
    }
}

impl<T, P> fmt::Debug for Call<T, P> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Call")
            .field("operation", &self.request.operation.path)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

/// A call on its way.
#[must_use = "a future does nothing until it is polled"]
pub struct CallFuture<T> {
    sending: BoxFuture<'static, Result<Success, Error>>,
    response: PhantomData<fn() -> T>,
}

impl<T> CallFuture<T> {
    pub(crate) fn new(sending: BoxFuture<'static, Result<Success, Error>>) -> Self {
        Self { sending, response: PhantomData }
    }
}

impl<T: DeserializeOwned> Future for CallFuture<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Poll::Ready(ready!(self.sending.as_mut().poll(context)).and_then(transport::decode))
    }
}

impl<T> fmt::Debug for CallFuture<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("CallFuture").finish_non_exhaustive()
    }
}
