//! [`Call`]: a request that is about to be sent.

use std::fmt;
use std::future::IntoFuture;
use std::time::Duration;

use futures::future::{BoxFuture, FutureExt};
use serde::de::DeserializeOwned;

use crate::transport::{CallOptions, Transport};
use crate::{Client, Error, MemberCredential, RetryPolicy, raw};

type Send<T, P> = Box<dyn FnOnce(raw::Client, P) -> BoxFuture<'static, raw::Result<T>> + std::marker::Send>;

/// A call that answers a `T`. Nothing is sent until it is awaited.
///
/// `P` are the parameters that can still be set: none, the member session, query parameters of the operation.
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
#[must_use = "a call does nothing until it is awaited"]
pub struct Call<T, P = ()> {
    client: Client,
    options: CallOptions,
    pub(crate) parameters: P,
    send: Send<T, P>,
}

impl<T, P> Call<T, P> {
    pub(crate) fn new<F>(
        client: &Client,
        parameters: P,
        send: impl FnOnce(raw::Client, P) -> F + std::marker::Send + 'static,
    ) -> Self
    where
        F: Future<Output = raw::Result<T>> + std::marker::Send + 'static,
    {
        let send = Box::new(|raw, parameters| send(raw, parameters).boxed());
        Self { client: client.clone(), options: CallOptions::default(), parameters, send }
    }

    /// How long this call may take, with every attempt and all waiting, whatever the client says.
    ///
    /// One shorter than the client's connect limit can end a call that was still connecting, with
    /// [`Outcome::Unknown`](crate::Outcome::Unknown), since it can not be told then that nothing was sent.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.options.timeout = Some(limit);
        self
    }

    /// When requests of this call are sent again, whatever the client says.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.options.retry = Some(policy);
        self
    }

    /// What a paginated call needs to be made again for each page.
    pub(crate) fn into_parts(self) -> (Client, CallOptions, P) {
        (self.client, self.options, self.parameters)
    }

    pub(crate) fn with_options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }
}

impl<T, P: OnBehalf> Call<T, P> {
    /// Runs the call with the permissions of a logged-in member, instead of those of the project: the API refuses it with
    /// status 403 when the member lacks the permission.
    ///
    /// Only operations on which the API checks a member session have this method.
    ///
    /// ```compile_fail
    /// # fn example(client: stytch_b2b::Client, member: stytch_b2b::MemberCredential) {
    /// client.organizations().get("acme-co").member_session(&member);
    /// # }
    /// ```
    pub fn member_session(mut self, member: &MemberCredential) -> Self {
        *self.parameters.member() = Some(member.clone());
        self
    }
}

impl<T, P> IntoFuture for Call<T, P>
where
    T: DeserializeOwned + std::marker::Send + 'static,
    P: std::marker::Send + 'static,
{
    type Output = Result<T, Error>;
    type IntoFuture = BoxFuture<'static, Result<T, Error>>;

    fn into_future(self) -> Self::IntoFuture {
        async move {
            let transport = Transport::new(self.client.settings(), self.options);
            let raw = self.client.raw(transport.clone());
            transport.settle((self.send)(raw, self.parameters).await)
        }
        .boxed()
    }
}

impl<T, P> fmt::Debug for Call<T, P> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Call").field("options", &self.options).finish_non_exhaustive()
    }
}

/// Parameters of a call that can be made on behalf of a member.
#[diagnostic::on_unimplemented(message = "the API checks no member session on this operation")]
pub trait OnBehalf: sealed::OnBehalf {}

impl<P: sealed::OnBehalf> OnBehalf for P {}

pub(crate) mod sealed {
    use crate::MemberCredential;

    pub trait OnBehalf {
        fn member(&mut self) -> &mut Option<MemberCredential>;
    }
}

/// The member on whose behalf a call is made, if any.
#[derive(Clone, Debug, Default)]
pub struct AsMember(Option<MemberCredential>);

impl AsMember {
    pub(crate) fn token(&self) -> Option<&str> {
        self.0.as_ref()?.token()
    }

    pub(crate) fn jwt(&self) -> Option<&str> {
        self.0.as_ref()?.jwt()
    }
}

impl sealed::OnBehalf for AsMember {
    fn member(&mut self) -> &mut Option<MemberCredential> {
        &mut self.0
    }
}
