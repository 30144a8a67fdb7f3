//! A request, made of an operation's row and typed values. Making one never fails: a value that can not be sent is kept as
//! the reason why the call will be refused.

use std::marker::PhantomData;

use bytes::Bytes;
use http::{HeaderName, HeaderValue};
use serde::Serialize;

use super::operation::Operation;
use super::{form, path};

/// What the transport sends.
#[derive(Clone)]
pub struct Request {
    pub(crate) operation: &'static Operation,
    /// With the values of its parameters, without the base URL.
    pub(super) path: String,
    pub(super) query: Vec<(&'static str, String)>,
    /// The credential of the member on whose behalf the call is made.
    pub(crate) member_session: Option<(HeaderName, HeaderValue)>,
    pub(super) body: Option<Bytes>,
    /// Why it can not be sent.
    pub(super) refusal: Option<String>,
}

/// A request that is answered by a `T`. `S` is [`MemberSession`] where the API checks one.
pub(crate) struct Prepared<T, S = ()> {
    pub request: Request,
    typed: PhantomData<fn() -> (T, S)>,
}

/// Marks the requests on which the API checks a member session.
pub struct MemberSession;

impl<T, S> Prepared<T, S> {
    /// The request of an operation, with the values of its path parameters in the template's order.
    pub fn new(operation: &'static Operation, values: &[&str]) -> Self {
        Self { request: Request::new(operation, values), typed: PhantomData }
    }

    /// Adds a query parameter.
    pub fn query(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.request.query.push((name, value.into()));
        self
    }

    /// Sets the body.
    pub fn body(mut self, body: &impl Serialize) -> Self {
        self.request.set_body(body);
        self
    }
}

impl Request {
    fn new(operation: &'static Operation, values: &[&str]) -> Self {
        let (path, refusal) = match path::build(operation, values) {
            Ok(path) => (path, None),
            Err(reason) => (String::new(), Some(reason)),
        };
        Self { operation, path, query: Vec::new(), member_session: None, body: None, refusal }
    }

    #[cfg(fuzzing)]
    pub(crate) fn path(self) -> Result<String, String> {
        self.refusal.map_or(Ok(self.path), Err)
    }

    /// Adds a query parameter that is set.
    pub(crate) fn add_query(&mut self, name: &'static str, value: Option<impl ToString>) {
        self.query.extend(value.map(|value| (name, value.to_string())));
    }

    /// Sets the body, in the operation's format.
    pub(crate) fn set_body(&mut self, body: &impl Serialize) {
        let written = if self.operation.form { form::write(body) } else { serde_json::to_vec(body) };
        match written {
            Ok(bytes) => self.body = Some(bytes.into()),
            Err(_) => self.refuse("the body can not be written"),
        }
    }

    /// The body as JSON, which is null if there is none. `None` if it is nested too deep to be read.
    #[cfg(any(feature = "local", feature = "aws-lc"))]
    pub(crate) fn body_as_json(&self) -> Option<serde_json::Value> {
        self.body.as_ref().map_or(Some(serde_json::Value::Null), |body| serde_json::from_slice(body).ok())
    }

    #[cfg(any(feature = "local", feature = "aws-lc"))]
    pub(crate) fn is_refused(&self) -> bool {
        self.refusal.is_some()
    }

    /// Keeps the first reason.
    pub(crate) fn refuse(&mut self, reason: &str) {
        self.refusal.get_or_insert_with(|| reason.to_owned());
    }
}
