//! A typed client for the Stytch B2B authentication API.
//!
//! ```no_run
//! use futures::TryStreamExt;
//! use stytch_b2b::Client;
//!
//! # async fn example() -> Result<(), stytch_b2b::Error> {
//! let client = Client::from_env()?;
//! let mut groups = client.scim().connection().get_groups("acme-co", "scim-connection-test-…").stream();
//! while let Some(group) = groups.try_next().await? {
//!     println!("{} {}", group.group_id, group.group_name);
//! }
//! # Ok(())
//! # }
//! ```

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
pub use reqwest;
pub use retry::{Retry, RetryPolicy};
pub use search::{MemberFilter, OrganizationFilter};
pub use secret::Secret;
