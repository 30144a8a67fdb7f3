//! The facade: one file for each area of the API, found by the path of its documentation.

pub mod organizations;
pub mod scim;

/// A handle on one area of the API.
macro_rules! handle {
    ($(#[$documentation:meta])* $name:ident) => {
        $(#[$documentation])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name<'c> {
            client: &'c $crate::Client,
        }

        impl<'c> $name<'c> {
            pub(crate) fn new(client: &'c $crate::Client) -> Self {
                Self { client }
            }
        }
    };
}

use handle;
