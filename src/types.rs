//! The requests, responses and models of the API.
//!
//! Request types have `new` with what is required and one chained setter for each optional field; a field left out is not
//! sent, and an empty list is sent as an empty list. Response types are read leniently: unknown fields are ignored, unknown
//! enum values kept, `null` lists read as empty.
//!
//! Request types can be serialized and response types deserialized. The feature `serde` gives every type both directions.

pub(crate) mod audience;
pub(crate) mod filter;
mod generated;
pub(crate) mod id;
pub(crate) mod login;
pub(crate) mod object;
pub(crate) mod open_enum;
pub(crate) mod secret;
pub(crate) mod time;

pub use generated::*;

pub use audience::Audience;
pub(crate) use id::{ConnectionId, MemberId, OrganizationId};
pub(crate) use login::{Login, NextStep};
pub(crate) use secret::Secret;
