//! The integration tests, one file for each concern.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::print_stdout, missing_docs)]

mod support;

mod bodies;
mod browser;
mod constructors;
mod coverage;
mod directory_export;
mod documentation;
mod errors;
mod every_operation;
mod examples;
mod faults;
mod first_mistakes;
mod fuzz;
mod local;
mod login;
mod migrating;
mod oauth;
mod operations;
mod pagination;
mod processes;
mod public;
mod rate_limits;
mod readme;
mod regen;
mod round_trip;
mod sandbox;
#[cfg(feature = "schemars")]
mod schemas;
mod scim2;
mod scope;
mod secrets;
mod settings;
mod shared_limits;
mod web;
mod wire;
