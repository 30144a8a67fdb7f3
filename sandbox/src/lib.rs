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
//!
//! A program whose own `reqwest` has no TLS feature cannot make a `reqwest::Client` once `stytch-b2b` is in its build: that
//! panics with "No rustls crypto provider is configured". `install_crypto_provider` (feature `rustls`) mends it in a test; a
//! program calls `install_default` of the provider that it chooses.

mod answer;
mod api;
mod builder;
mod clock;
mod control;
mod cursor;
mod error;
mod fault;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
mod identifier;
mod incoming;
mod jwt;
mod listen;
mod lock;
mod operations;
mod page;
mod record;
mod redirect;
mod scim;
mod seed;
mod server;
mod shared;
mod specification;
mod state;
mod totp;

pub use builder::SandboxBuilder;
pub use fault::{Fault, RateLimit, RateLimitParseError};
pub use jwt::TokenKey;
pub use record::{Credential, RecordedRequest};
pub use seed::{IssuedClient, IssuedSession, LoginTokenSeed, MemberSeed, OrganizationSeed, SeedError, TokenSpec};
pub use server::Sandbox;
pub use state::Message;

/// Makes ring the process's default provider of TLS, unless there is one: what a plain `reqwest::Client` needs in a test when
/// no feature of `reqwest` brings one. Call it first; calling it again does no harm.
#[cfg(feature = "rustls")]
pub fn install_crypto_provider() {
    // An error says that there is a provider.
    drop(rustls::crypto::ring::default_provider().install_default());
}

/// The README's programs are tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
