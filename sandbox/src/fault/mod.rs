//! Faults: what can be scripted to go wrong, and how often.

mod deliver;
mod edit;
mod limit;
mod script;
mod wire;

pub(crate) use deliver::{CloseConnection, deliver};
pub(crate) use limit::Usage;
pub use limit::{RateLimit, RateLimitParseError};
pub(crate) use script::Script;
pub(crate) use wire::{FaultRequest, RateLimitRequest, duration};

use crate::answer::Answer;
use crate::error::{ApiError, ErrorFormat};
use edit::Edit;
use serde_json::Value;
use std::time::Duration;

/// Something that goes wrong with one request or with several.
///
/// Faults are met in the order in which they were scripted: a request meets the first one that is
/// for it and is not used up. A fault is met once unless told otherwise.
///
/// ```
/// use std::time::Duration;
/// use stytch_b2b_sandbox::Fault;
///
/// // The second and third page are refused; the caller is asked to wait a second each time.
/// Fault::rate_limited()
///     .retry_after(Duration::from_secs(1))
///     .on("scim_connection_get_groups")
///     .after(1)
///     .times(2);
/// ```
#[derive(Debug, Clone)]
#[must_use = "a fault does nothing until it is given to a sandbox"]
pub struct Fault {
    target: Target,
    skip: u64,
    times: Option<u64>,
    reply: Option<Reply>,
    headers: Vec<(String, String)>,
    carried_out: bool,
    edits: Vec<Edit>,
    delay: Duration,
    delivery: Delivery,
}

/// The requests that a fault is for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Target {
    Any,
    Operation(String),
    Route { method: String, path: String },
}

/// What is answered in place of the operation's own answer.
#[derive(Debug, Clone)]
enum Reply {
    Error(ApiError),
    Raw { status: u16, content_type: &'static str, body: String },
}

/// How an answer reaches the caller.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Delivery {
    #[default]
    Whole,
    /// A few bytes at a time.
    Dripped { bytes: usize, every: Duration },
    /// Only the beginning; then the connection is closed.
    Truncated { keep: usize },
    /// Not at all: the connection is closed.
    Closed,
}

impl Fault {
    /// 429 `too_many_requests`, without `Retry-After`.
    pub fn rate_limited() -> Self {
        Self::error(429, "too_many_requests")
    }

    /// An error in the API's format.
    pub fn error(status: u16, error_type: impl Into<String>) -> Self {
        let error = ApiError::new(status, error_type.into(), "The sandbox was told to answer with this error.");
        Self::new(Some(Reply::Error(error)), Delivery::Whole)
    }

    /// A server error in the API's format, such as 500 or 503.
    pub fn status(status: u16) -> Self {
        let error_type = match status {
            429 => "too_many_requests",
            503 => "server_unavailable",
            _ => "internal_server_error",
        };
        Self::error(status, error_type)
    }

    /// An HTML page, as load balancers send it.
    pub fn html(status: u16) -> Self {
        let body = format!("<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>\n");
        Self::new(Some(Reply::Raw { status, content_type: "text/html", body }), Delivery::Whole)
    }

    /// Any status with any body, said to be JSON.
    pub fn body(status: u16, body: impl Into<String>) -> Self {
        Self::new(Some(Reply::Raw { status, content_type: "application/json", body: body.into() }), Delivery::Whole)
    }

    /// A redirect to `location`.
    pub fn redirect(status: u16, location: impl Into<String>) -> Self {
        Self::new(Some(Reply::Raw { status, content_type: "text/plain", body: String::new() }), Delivery::Whole)
            .header("location", location)
    }

    /// The right answer, late.
    pub fn delay(delay: Duration) -> Self {
        Self::new(None, Delivery::Whole).delayed(delay)
    }

    /// The right answer, `bytes` at a time with a pause before each part.
    pub fn drip(bytes: usize, every: Duration) -> Self {
        Self::new(None, Delivery::Dripped { bytes: bytes.max(1), every })
    }

    /// The first `keep` bytes of the right answer, whose headers promise all of it.
    pub fn truncated(keep: usize) -> Self {
        Self::new(None, Delivery::Truncated { keep })
    }

    /// The request is read to its end, then the connection is closed without an answer. The
    /// operation takes no effect unless [`Fault::carried_out`] says so.
    pub fn closed() -> Self {
        Self::new(Some(Reply::Raw { status: 500, content_type: "text/plain", body: String::new() }), Delivery::Closed)
    }

    /// The right answer with null at `path`, such as `organization.organization_name`; `*` stands for
    /// every item of a list, as in `scim_groups.*.group_name`.
    pub fn null(path: &str) -> Self {
        Self::value(path, Value::Null)
    }

    /// The right answer with another value at `path` (see [`Fault::null`]), such as an enum value
    /// that no client knows yet.
    pub fn value(path: &str, value: impl Into<Value>) -> Self {
        let mut fault = Self::new(None, Delivery::Whole);
        fault.edits.push(Edit::set(path, value.into()));
        fault
    }

    /// The right answer with a field more in each of its objects.
    pub fn unknown_fields() -> Self {
        let mut fault = Self::new(None, Delivery::Whole);
        fault.edits.push(Edit::AddFields);
        fault
    }

    /// With the header `Retry-After` in whole seconds.
    pub fn retry_after(self, wait: Duration) -> Self {
        self.header("retry-after", wait.as_secs().to_string())
    }

    /// With a further header.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// With a pause before the answer.
    pub fn delayed(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// The operation takes effect all the same; only its answer is lost.
    pub fn carried_out(mut self) -> Self {
        self.carried_out = true;
        self
    }

    /// Only for one operation, by its id (`scim_connection_get_groups`, dots are welcome too), or for
    /// one route, as method and path (`GET /v1/b2b/organizations/{organization_id}`, or with a real id).
    pub fn on(mut self, target: &str) -> Self {
        self.target = Target::parse(target);
        self
    }

    /// For this many requests; 0 switches the fault off.
    pub fn times(mut self, times: u64) -> Self {
        self.times = Some(times);
        self
    }

    /// For every request from now on.
    pub fn always(mut self) -> Self {
        self.times = None;
        self
    }

    /// Only after this many requests that it is for have passed unharmed.
    pub fn after(mut self, requests: u64) -> Self {
        self.skip = requests;
        self
    }

    fn new(reply: Option<Reply>, delivery: Delivery) -> Self {
        Self {
            target: Target::Any,
            skip: 0,
            times: Some(1),
            reply,
            headers: Vec::new(),
            carried_out: false,
            edits: Vec::new(),
            delay: Duration::ZERO,
            delivery,
        }
    }

    /// The answer that is sent: the operation's own, changed, or the fault's. The operation is carried out by `own`.
    pub(crate) fn answer(&self, own: impl FnOnce() -> Answer, format: ErrorFormat, request_id: &str) -> Answer {
        let mut answer = match &self.reply {
            None => edit::apply(&self.edits, own()),
            Some(reply) => {
                if self.carried_out {
                    own();
                }
                reply.answer(format, request_id)
            }
        };
        answer.headers.extend(self.headers.iter().cloned());
        answer
    }

    /// How the answer is sent, and after what pause.
    pub(crate) fn delivery(&self) -> (Delivery, Duration) {
        (self.delivery, self.delay)
    }
}

impl Reply {
    fn answer(&self, format: ErrorFormat, request_id: &str) -> Answer {
        match self {
            Self::Error(error) => error.answer(format, request_id),
            Self::Raw { status, content_type, body } => {
                Answer { status: *status, content_type, headers: Vec::new(), body: body.clone().into() }
            }
        }
    }
}

impl Target {
    fn parse(text: &str) -> Self {
        match text.split_once(' ') {
            Some((method, path)) => Self::Route { method: method.to_ascii_uppercase(), path: path.trim().to_owned() },
            None => Self::Operation(text.replace('.', "_")),
        }
    }
}
