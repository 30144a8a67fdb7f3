//! The sandbox, asked over its socket by a plain HTTP client.

mod control;
mod every_operation;
mod faults;
mod logins;
mod organizations;
mod requests;
mod robustness;
mod schema;
mod scim;
mod sessions;
mod support;
mod validation;
