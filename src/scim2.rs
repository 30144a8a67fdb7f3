//! SCIM 2.0: the groups and users of any provider, as RFC 7643 and RFC 7644 have them.

mod api;
mod client;
mod filter;
mod list;
mod patch;
mod resources;
mod types;

pub use client::{Client, ClientBuilder};
pub use filter::{Attribute, Filter, FilterValue};
pub use list::List;
pub use patch::Patch;
pub use resources::{Resource, Resources};
pub use types::{Group, GroupMember, ListResponse, Meta, MultiValue, PersonName, User};
