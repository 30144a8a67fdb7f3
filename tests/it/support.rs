//! What several tests need.

pub mod clock;
pub mod difference;
pub mod redis;
pub mod server;
pub mod snapshot;
pub mod specification;
