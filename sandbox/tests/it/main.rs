//! The sandbox, asked over its socket by a plain HTTP client.

mod consents;
mod control;
mod discovery;
mod every_operation;
mod faults;
mod inbox;
mod logins;
mod member_calls;
mod organizations;
mod program;
mod providers;
mod requests;
mod robustness;
mod schema;
mod scim;
mod scim_patches;
mod scim_providers;
mod scim_provisioning;
mod scim_resources;
mod scim_server;
mod sessions;
mod support;
mod tokens;
mod validation;
