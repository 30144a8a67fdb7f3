//! The requests, responses and models of the API.
//!
//! Request types have `new` with what is required and one chained setter for each optional field; a field left out is not
//! sent, and an empty list is sent as an empty list. Response types are read leniently: unknown fields are ignored, unknown
//! enum values kept, `null` lists read as empty.

pub use crate::raw::types::*;
