//! SCIM 2.0: the groups and users of any server that speaks RFC 7643 and RFC 7644.
//!
//! Two interfaces have groups. `scim().connection().get_groups()` of [`crate::Client`] reads what an identity provider has
//! pushed into a connection. The [`Client`] here speaks the standard itself: it reads a customer's application, or pushes into the
//! `base_url` of a connection as an identity provider does.
//!
//! Connections, timeouts, retries, rate limits, errors and pages are those of the whole crate. The token goes to the server of its base
//! URL alone, and the project's credentials never go there.
//!
//! ```
//! use futures::TryStreamExt;
//! use stytch_b2b::scim2::{Client, Filter, Patch};
//!
//! # async fn example(token: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
//! let client = Client::new("https://setup.example.com/api/organizations/1/scim", token)?;
//!
//! let mut groups = client.groups().list().filter(Filter::display_name("Acme|Balancer|User")).stream();
//! while let Some(group) = groups.try_next().await? {
//!     if let Some(id) = group.id {
//!         client.groups().patch(id, Patch::new().replace("displayName", "Acme|Balancer|Administrator")).await?;
//!     }
//! }
//! # Ok(())
//! # }
//! ```

mod api;
mod client;
mod filter;
mod list;
mod patch;
mod resources;
mod service_provider;
mod types;

pub use client::{Client, ClientBuilder};
pub use filter::{Attribute, Filter, FilterValue};
pub use list::List;
pub use patch::Patch;
pub use resources::{Resource, Resources};
pub use service_provider::{
    AuthenticationScheme, FilterSupported, PaginationSupported, ServiceProviderConfig, Supported,
};
pub use types::{Group, GroupMember, ListResponse, Meta, MultiValue, PersonName, User};
