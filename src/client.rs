//! Making a client.

mod builder;
pub(crate) mod connection;
mod credentials;
mod handle;
#[cfg(any(feature = "local", feature = "aws-lc"))]
mod judging;
mod tls;

pub use builder::ClientBuilder;
pub(crate) use connection::is_loopback;
pub use handle::Client;
