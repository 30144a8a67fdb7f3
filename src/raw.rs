//! The raw client: what the generator wrote, from `$OUT_DIR` with the feature `codegen`, else from `generated/`.
//!
//! What its lints are allowed stands here and nowhere else.

pub(crate) use client::Client;
pub(crate) use progenitor_client::{Error, ResponseValue};

/// What a raw method answers.
pub(crate) type Result<T> = std::result::Result<ResponseValue<T>, Error<()>>;

macro_rules! generated {
    ($file:literal) => {
        #[cfg(feature = "codegen")]
        include!(concat!(env!("OUT_DIR"), "/", $file));
        #[cfg(not(feature = "codegen"))]
        include!(concat!("../generated/", $file));
    };
}

#[allow(clippy::needless_lifetimes, clippy::too_many_arguments, dead_code)]
mod client {
    use progenitor_client::{ClientHooks, ClientInfo, Error, OperationInfo, ResponseValue};

    use super::{operations, types};

    generated!("client.rs");
}

pub(crate) mod operations {
    use reqwest::Method;

    use crate::operation::{Class, Operation, Parameter};

    generated!("operations.rs");
}

#[allow(clippy::too_many_arguments, clippy::new_without_default)]
pub(crate) mod types {
    generated!("types.rs");
}
