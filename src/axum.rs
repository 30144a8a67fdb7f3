//! Members as arguments of axum's handlers, behind a [`SessionLayer`](crate::tower::SessionLayer). It needs the feature `axum`.
//!
//! ```
//! use axum::Router;
//! use axum::routing::{get, post};
//! use stytch_b2b::axum::{Allowed, MemberAuth};
//! use stytch_b2b::tower::SessionLayer;
//! use stytch_b2b::{Client, Permission};
//!
//! struct WriteDocuments;
//!
//! impl Permission for WriteDocuments {
//!     const RESOURCE: &str = "documents";
//!     const ACTION: &str = "write";
//! }
//!
//! async fn me(member: MemberAuth) -> String {
//!     member.session().member_id.to_string()
//! }
//!
//! async fn create(member: Allowed<WriteDocuments>) -> String {
//!     format!("a document of {}", member.session().organization_id)
//! }
//!
//! fn routes(client: Client) -> Router {
//!     Router::new().route("/me", get(me)).route("/documents", post(create)).layer(SessionLayer::new(client))
//! }
//! ```
//!
//! What is answered without a session or permission is said at [`tower`](crate::tower).

use std::convert::Infallible;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use axum_core::body::Body;
use axum_core::extract::{FromRequestParts, OptionalFromRequestParts};
use axum_core::response::{IntoResponse, IntoResponseParts, Response, ResponseParts};
use http::request::Parts;

use crate::local::Permission;
use crate::tower::SetCookies;
use crate::types::AuthorizationVerdict;

pub use crate::tower::{MemberAuth, Refusal};

/// A member whose roles allow something. 403 where none does.
///
/// ```
/// use stytch_b2b::Permission;
/// use stytch_b2b::axum::Allowed;
///
/// struct ReadDocuments;
///
/// impl Permission for ReadDocuments {
///     const RESOURCE: &str = "documents";
///     const ACTION: &str = "read";
/// }
///
/// async fn list(member: Allowed<ReadDocuments>) -> String {
///     format!("documents of {}, by {:?}", member.session().organization_id, member.verdict().granting_roles)
/// }
/// # fn is_handler<H: axum::handler::Handler<T, ()>, T: 'static>(_: H) {}
/// # is_handler(list);
/// ```
pub struct Allowed<P> {
    member: MemberAuth,
    verdict: AuthorizationVerdict,
    permission: PhantomData<fn() -> P>,
}

impl<P> Allowed<P> {
    /// Which roles allow it.
    #[must_use]
    pub fn verdict(&self) -> &AuthorizationVerdict {
        &self.verdict
    }

    /// The member alone.
    #[must_use]
    pub fn into_member(self) -> MemberAuth {
        self.member
    }
}

impl<P> Deref for Allowed<P> {
    type Target = MemberAuth;

    fn deref(&self) -> &MemberAuth {
        &self.member
    }
}

impl<P> Clone for Allowed<P> {
    fn clone(&self) -> Self {
        Self { member: self.member.clone(), verdict: self.verdict.clone(), permission: PhantomData }
    }
}

impl<P> fmt::Debug for Allowed<P> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Allowed").field(&self.member).finish()
    }
}

impl<S: Sync> FromRequestParts<S> for MemberAuth {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        member_of(parts)
    }
}

impl<S: Sync> OptionalFromRequestParts<S> for MemberAuth {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Refusal> {
        match parts.extensions.get::<Refusal>() {
            Some(_) => Ok(None),
            None => member_of(parts).map(Some),
        }
    }
}

impl<S: Sync, P: Permission> FromRequestParts<S> for Allowed<P> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        let member = member_of(parts)?;
        let verdict = member.allow(P::RESOURCE, P::ACTION).await?;
        Ok(Self { member, verdict, permission: PhantomData })
    }
}

fn member_of(parts: &Parts) -> Result<MemberAuth, Refusal> {
    let member = parts.extensions.get::<MemberAuth>();
    let why_none = || parts.extensions.get::<Refusal>().cloned().unwrap_or(Refusal::NoLayer);
    member.cloned().ok_or_else(why_none)
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        self.response::<Body>()
    }
}

impl IntoResponseParts for SetCookies {
    type Error = Infallible;

    fn into_response_parts(self, mut response: ResponseParts) -> Result<ResponseParts, Infallible> {
        self.apply(response.headers_mut());
        Ok(response)
    }
}

impl IntoResponse for SetCookies {
    fn into_response(self) -> Response {
        (self, ()).into_response()
    }
}
