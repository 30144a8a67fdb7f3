//! A typed client for the Stytch B2B authentication API.
//!
//! A [`Client`] is made once and cloned. Its methods stand where the API's documentation has them, and each returns a
//! [`Call`], which sends nothing until it is awaited.
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
//! - [`types`] has the requests, responses and models. What a request requires is an argument of its `new`.
//! - [`Error`] says how a call ended, and [`Error::outcome`] whether it may have taken effect.
//! - [`RetryPolicy`] says when a request is sent again, for a client or for one call. One that may have taken effect is
//!   never sent twice.
//! - [`MemberCredential`] makes a call on behalf of a member. Only operations on which the API checks a member session
//!   take one.
//! - [`Secret`] holds every credential; no log shows it.
//!
//! Calls need a tokio runtime with time and I/O enabled.

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod attempt;
mod builder;
mod call;
mod client;
mod credential;
mod decode;
mod error;
mod gate;
mod id;
mod lock;
mod null;
mod open_enum;
mod operation;
mod pagination;
mod path;
mod raw;
pub mod resources;
mod retry;
mod search;
mod secret;
mod settings;
mod tls;
mod transport;
pub mod types;

pub use builder::ClientBuilder;
pub use call::{AsMember, Call, OnBehalf};
pub use client::Client;
pub use credential::MemberCredential;
pub use error::{
    ApiError, ConfigError, DecodeError, Error, InvalidInput, Outcome, TimeoutError, TimeoutKind, TransportError,
    UnexpectedResponse,
};
pub use id::{ConnectionId, MemberId, OrganizationId};
pub use pagination::{Items, Page, Pages, Paginated};
/// The HTTP client underneath, for [`ClientBuilder::http_client`].
#[doc(no_inline)]
pub use reqwest;
pub use retry::{Retry, RetryPolicy};
pub use search::{MemberFilter, OrganizationFilter};
pub use secret::Secret;
