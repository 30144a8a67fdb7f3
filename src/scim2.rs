//! SCIM 2.0: the groups and users of any provider, as RFC 7643 and RFC 7644 have them.

mod filter;
mod types;

pub use filter::{Attribute, Filter, FilterValue};
pub use types::{Group, GroupMember, ListResponse, Meta, MultiValue, PersonName, User};
