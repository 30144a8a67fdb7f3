//! Making a client.

mod builder;
mod handle;
mod tls;

pub use builder::ClientBuilder;
pub use handle::Client;
