//! The sandbox, asked over its socket by a plain HTTP client.

mod faults;
mod requests;
mod scim;
mod support;
