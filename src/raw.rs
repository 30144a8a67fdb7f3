//! The raw client: one function for each operation, which makes a request and sends nothing; and the table of operations.

pub(crate) use client::*;

mod client {
    use super::operations;
    use crate::generated::generated;
    use crate::transport::{MemberSession, Prepared};
    use crate::types;

    generated!("client.rs");
}

mod operations {
    use http::Method;

    use crate::generated::generated;
    use crate::transport::{Class, Operation, Parameter};

    generated!("operations.rs");
}
