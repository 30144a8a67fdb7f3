//! A row of the tables: how an operation is called through the facade.

use std::future::IntoFuture;

use futures::FutureExt;
use futures::future::BoxFuture;
use serde::de::DeserializeOwned;
use stytch_b2b::{Call, Client, Error, Parameters};

use super::sample::Sample;

pub struct Row {
    pub upstream_id: &'static str,
    /// The call as the table has it.
    pub source: &'static str,
    pub send: fn(&Client, &Sample) -> Sent,
}

/// A call under way. What it answers is of no interest here.
pub type Sent = BoxFuture<'static, Result<(), Error>>;

/// Rows of an upstream id and a call each.
macro_rules! rows {
    (|$client:ident, $sample:ident| $($upstream_id:literal: $call:expr,)*) => {
        &[$($crate::wire::row::Row {
            upstream_id: $upstream_id,
            source: stringify!($call),
            send: |$client, $sample| {
                let _ = $sample;
                $crate::wire::row::send($call)
            },
        }),*]
    };
}

pub(super) use rows;

pub fn send<T, P>(call: Call<T, P>) -> Sent
where
    T: DeserializeOwned + Send + 'static,
    P: Parameters,
{
    call.into_future().map(|outcome| outcome.map(drop)).boxed()
}

impl Row {
    /// The facade method that the row calls, `organizations.members.get`.
    pub fn facade_path(&self) -> String {
        let source: String = self.source.split_whitespace().collect();
        let (_, chain) = source.split_once("client.").expect("every row calls the client");
        let (handles, call) = chain.rsplit_once("().").expect("every method has a handle");
        let (method, _) = call.split_once('(').expect("a method is called");
        format!("{}.{method}", handles.replace("().", "."))
    }

    /// Whether the row makes its call on behalf of a member, which compiles where the operation takes one.
    pub fn takes_member(&self) -> bool {
        self.source.contains(".with_member(")
    }
}
