//! A local server that stands in for the Stytch B2B API.
//!
//! It listens on a loopback port, checks what it is sent, keeps organizations, members, sessions and
//! the rest in memory and answers in the API's own formats. Tests seed it, point a client at
//! [`Sandbox::base_url`], and assert on [`Sandbox::requests`] afterwards. It knows the API only
//! from the specification in this repository and shares no code with the client, so that it can
//! judge what the client sends.
//!
//! ```
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use std::time::Duration;
//! use stytch_b2b_sandbox::{Fault, Sandbox};
//!
//! let sandbox = Sandbox::builder().start().await?;
//! let organization = sandbox.add_organization("Acme Co")?;
//! let connection = sandbox.add_scim_connection(&organization)?;
//! sandbox.add_scim_groups(&connection, 2_500)?;
//! sandbox.fault(Fault::rate_limited().retry_after(Duration::from_secs(1)).on("scim_connection_get_groups"));
//!
//! // ... point a client at sandbox.base_url(), with sandbox.project_id() and sandbox.secret() ...
//!
//! assert_eq!(sandbox.request_count(), 0);
//! sandbox.shutdown().await;
//! # Ok(())
//! # }
//! ```

mod answer;
mod api;
mod builder;
mod clock;
mod control;
mod cursor;
mod error;
mod fault;
mod identifier;
mod incoming;
mod listen;
mod operations;
mod page;
mod record;
mod seed;
mod server;
mod session_jwt;
mod shared;
mod specification;
mod state;

pub use builder::SandboxBuilder;
pub use fault::{Fault, RateLimit, RateLimitParseError};
pub use record::{Credential, RecordedRequest};
pub use seed::{IssuedSession, LoginTokenSeed, MemberSeed, OrganizationSeed, SeedError};
pub use server::Sandbox;
pub use state::Message;

/// The README's programs are tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
