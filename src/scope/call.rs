//! [`ScopedCall`]: a call whose organization, member and session are filled in.

use std::fmt;
use std::future::IntoFuture;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::MemberScope;
use super::fence::{self, First, TOO_DEEP};
use crate::call::pages::sealed::Paginated;
use crate::call::{Call, CallFuture, Items, Page, Pages, Parameters};
use crate::resources::organizations::members::SearchMembers;
use crate::transport::{Request, RetryPolicy};
use crate::types::{OrganizationsMembersSearchRequest, OrganizationsMembersSearchResponse};

/// What only the scope says, whatever request it stands in.
const FILLED_IN: [&str; 8] = [
    "intermediate_session_token",
    "invited_by_member_id",
    "member_id",
    "member_session_id",
    "organization_id",
    "organization_ids",
    "session_jwt",
    "session_token",
];

/// A call within a [`MemberScope`], whose response is a `T`. Nothing is sent until it is awaited.
///
/// It is a [`Call`] on which nobody can name another organization, member or session any more. `R` is the request in its body,
/// where [`with`](Self::with) can set fields of it.
///
/// ```
/// # async fn example(scope: stytch_b2b::scope::MemberScope) -> Result<(), stytch_b2b::Error> {
/// use std::time::Duration;
///
/// let invited = scope
///     .magic_links()
///     .email()
///     .invite("grace@acme.example")
///     .with(|request| request.name("Grace Hopper").roles(["editor"]))
///     .timeout(Duration::from_secs(5))
///     .await?;
/// println!("{} is invited", invited.member.email_address);
/// # Ok(())
/// # }
/// ```
///
/// There is no way to make the call somebody else's:
///
/// ```compile_fail
/// # fn example(scope: stytch_b2b::scope::MemberScope, other: stytch_b2b::MemberCredential) {
/// scope.organization().delete().member_session(&other);
/// # }
/// ```
///
/// ```compile_fail
/// # fn example(client: stytch_b2b::Client, scope: stytch_b2b::scope::MemberScope) {
/// // It would run with the project's power.
/// client.organizations().delete(&scope);
/// # }
/// ```
///
/// ```compile_fail
/// # fn example(scope: stytch_b2b::scope::MemberScope) {
/// scope.member().get().member_id("member-test-of-somebody-else");
/// # }
/// ```
///
/// ```compile_fail
/// # fn example(scope: stytch_b2b::scope::MemberScope) {
/// scope.member().get().email_address("grace@acme.example");
/// # }
/// ```
#[must_use = "a call does nothing until it is awaited"]
pub struct ScopedCall<T, P = (), R = Complete> {
    scope: MemberScope,
    pub(super) call: Call<T, P>,
    request: R,
    first: First,
}

/// Marks a [`ScopedCall`] on which no further field can be set.
#[derive(Clone, Copy, Debug)]
pub struct Complete;

impl<T, P, R> ScopedCall<T, P, R> {
    pub(super) fn new(scope: &MemberScope, call: Call<T, P>, request: R) -> Self {
        Self { scope: scope.clone(), call, request, first: First::Nothing }
    }

    /// Does something else before the call is sent.
    pub(super) fn after(mut self, first: First) -> Self {
        self.first = first;
        self
    }

    pub(super) fn refuse(mut self, reason: &str) -> Self {
        self.call.request.refuse(reason);
        self
    }

    /// How long this call may take with all that it needs, as [`Call::timeout`].
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.call = self.call.timeout(limit);
        self
    }

    /// When requests of this call are sent again, as [`Call::retry`].
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.call = self.call.retry(policy);
        self
    }
}

impl<T, P, R: Serialize> ScopedCall<T, P, R> {
    /// Sets optional fields of the request.
    ///
    /// Organization, member and session are the scope's: a request in which one of these fields was changed is refused as
    /// [`Error::InvalidInput`](crate::Error::InvalidInput), and not sent.
    pub fn with(mut self, set: impl FnOnce(R) -> R) -> Self {
        self.request = set(self.request);
        set_body(&mut self.call.request, &self.request, &self.scope);
        self
    }
}

impl ScopedCall<OrganizationsMembersSearchResponse, SearchMembers> {
    /// Sets filters and the like. The organization is the scope's: a request with another one is refused as
    /// [`Error::InvalidInput`](crate::Error::InvalidInput), and not sent.
    pub fn with(
        mut self,
        set: impl FnOnce(OrganizationsMembersSearchRequest) -> OrganizationsMembersSearchRequest,
    ) -> Self {
        let request = set(self.call.parameters.request.clone());
        set_body(&mut self.call.request, &request, &self.scope);
        self.call.parameters.request = request;
        self
    }
}

impl<P: Paginated> ScopedCall<P::Page, P> {
    /// Where the page begins: `next_cursor` of the page before it.
    pub fn cursor(mut self, cursor: impl Into<String>) -> Self {
        *self.call.parameters.cursor() = Some(cursor.into());
        self
    }

    /// How many items a page has: 100 unless set, 1000 at most; pages and streams ask for 1000.
    pub fn limit(mut self, limit: u32) -> Self {
        *self.call.parameters.limit() = Some(limit);
        self
    }

    /// Every page from here on, as [`Call::pages`].
    ///
    /// # Errors
    ///
    /// As [`Call::pages`], and that the session ended meanwhile: by a JWT within 5 minutes, so that long lists take a scope of
    /// the session's token.
    pub fn pages(self) -> Pages<P::Page> {
        self.call.pages()
    }

    /// Every item from here on; otherwise as [`pages`](Self::pages).
    ///
    /// # Errors
    ///
    /// As [`pages`](Self::pages).
    pub fn stream(self) -> Items<<P::Page as Page>::Item> {
        self.call.stream()
    }
}

impl<T: DeserializeOwned, P: Parameters, R> IntoFuture for ScopedCall<T, P, R> {
    type Output = <CallFuture<T> as Future>::Output;
    type IntoFuture = CallFuture<T>;

    fn into_future(mut self) -> CallFuture<T> {
        let options = std::mem::take(&mut self.call.options);
        CallFuture::new(fence::send(self.scope, options, self.call.into_request(), self.first))
    }
}

impl<T, P, R> fmt::Debug for ScopedCall<T, P, R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ScopedCall").field("scope", &self.scope).field("call", &self.call).finish()
    }
}

/// Sets the body, in which what the scope filled in must stay as it is.
fn set_body(request: &mut Request, body: &impl Serialize, scope: &MemberScope) {
    let before = request.body_as_json();
    request.set_body(body);
    keep_filled_in(request, before.as_ref(), scope);
}

/// Refuses a request in which the caller says what only the scope does.
#[inline]
fn keep_filled_in(request: &mut Request, before: Option<&Value>, scope: &MemberScope) {
    let (Some(before), Some(after)) = (before, request.body_as_json()) else {
        return request.refuse(TOO_DEEP);
    };
    if let Some(field) = FILLED_IN.into_iter().find(|field| before.get(field) != after.get(field)) {
        request.refuse(&format!("`{field}` is filled in by the scope"));
    }
    // A permission may be checked in the own organization alone.
    let checked = after.pointer("/authorization_check/organization_id");
    if checked.is_some_and(|checked| checked != scope.organization_id().as_str()) {
        request.refuse("`authorization_check.organization_id` is not the organization of the scope");
    }
}
