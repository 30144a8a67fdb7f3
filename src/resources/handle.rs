//! What every handle is: a reference to the client.

/// A handle on one area of the API.
macro_rules! handle {
    ($(#[$documentation:meta])* $name:ident) => {
        $(#[$documentation])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name<'c> {
            client: &'c $crate::client::Client,
        }

        impl<'c> $name<'c> {
            pub(crate) fn new(client: &'c $crate::client::Client) -> Self {
                Self { client }
            }
        }
    };
}

pub(crate) use handle;
