//! The integration tests, one file for each concern.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::print_stdout, missing_docs)]

mod support;

mod bodies;
mod faults;
mod pagination;
mod rate_limits;
