//! A typed client for the Stytch B2B authentication API.
//!
//! Make one [`Client`] and clone it. Its methods mirror the paths of the API's documentation. Each returns a [`Call`], which
//! sends nothing until it is awaited.
//!
//! ```no_run
//! use futures::TryStreamExt;
//! use stytch_b2b::Client;
//!
//! # async fn example() -> Result<(), stytch_b2b::Error> {
//! let client = Client::from_env()?;
//! let mut groups = client.scim().connection().get_groups("acme-co", "scim-connection-test-1").stream();
//! while let Some(group) = groups.try_next().await? {
//!     println!("{} {}", group.group_id, group.group_name);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! - [`types`] has the requests, responses and models. The required fields of a request are the arguments of its `new`.
//! - [`NextStep`] tells what a login needs next: nothing, a second factor, another primary one.
//! - [`public`] makes the URLs at which a browser begins a login, and [`Callback`] reads what it comes back with.
//! - [`Error`] says how a call failed, [`Error::outcome`] whether it may have taken effect, and [`Error::is_session_over`]
//!   whether the member has to log in again.
//! - [`RetryPolicy`] says when a request is sent again, for a client or for one call. A request that may have taken effect
//!   is sent again only if its operation is idempotent.
//! - [`MemberCredential`] makes a call on behalf of a member, for operations on which the API checks a member session.
//! - [`Secret`] holds every credential; no log shows it.
//! - [`guide`] has whole tasks: logging members in, sessions, permissions, SCIM, machines, errors, tests.
//!
//! Calls need a tokio runtime with time and I/O enabled.

// Says of each item which feature it takes, where the documentation is built by nightly.
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

#[cfg(feature = "axum")]
pub mod axum;
mod call;
mod client;
mod error;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
mod generated;
#[cfg(any(doc, doctest))]
pub mod guide;
pub mod limits;
#[cfg(any(feature = "local", feature = "aws-lc"))]
pub mod local;
pub mod public;
mod raw;
pub mod resources;
#[cfg(feature = "scim2")]
pub mod scim2;
#[cfg(any(feature = "local", feature = "aws-lc"))]
pub mod scope;
#[cfg(feature = "tower")]
pub mod tower;
mod transport;
pub mod types;

#[cfg(all(feature = "tower", not(any(feature = "local", feature = "aws-lc"))))]
compile_error!("the feature `tower` checks sessions, which takes one of `rustls`, `aws-lc`, `native-tls` and `local`");

pub use call::{AsMember, Call, CallFuture, Items, MemberCredential, OnBehalf, Page, Pages, Paginated, Parameters};
/// The types of times in responses.
#[doc(no_inline)]
pub use chrono;
pub use client::{Client, ClientBuilder};
pub use error::{
    ApiError, ConfigError, DecodeError, Denial, DeniedError, Error, Fault, InvalidInput, Outcome, RepeatedCursor,
    TimeoutError, TimeoutKind, TokenError, TransportError, TransportKind, UnexpectedResponse,
};
#[cfg(any(feature = "local", feature = "aws-lc"))]
pub use local::Permission;
#[cfg(any(feature = "local", feature = "aws-lc"))]
pub use public::Pkce;
pub use public::{Callback, CallbackTokenType};
/// The HTTP client underneath, for [`ClientBuilder::http_client`].
#[doc(no_inline)]
pub use reqwest;
/// The values of metadata and custom claims.
#[doc(no_inline)]
pub use serde_json;
pub use transport::{RateLimit, Retry, RetryPolicy};
pub use types::ErrorType;
pub use types::filter::{MemberFilter, OrganizationFilter};
pub use types::id::{ConnectionId, MemberId, OrganizationId};
pub use types::login::{LoginResponse, NextStep};
pub use types::secret::Secret;
