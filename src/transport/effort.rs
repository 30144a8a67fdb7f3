//! What a call has tried so far, and the error that it ends with.

use std::time::Duration;

use reqwest::{Method, StatusCode};

use crate::attempt::{Answer, Cause, Fault};
use crate::error::{
    Error, Outcome, Progress, TimeoutError, TimeoutKind, TransportError, from_answer, header_request_id,
};
use crate::operation::{Class, Operation};
use crate::retry::{Event, outcome, retry_after};

/// What a call has tried so far.
pub(super) struct Effort {
    pub operation: &'static Operation,
    pub attempts: u32,
    /// Retries that the budget paid for.
    pub charged: u32,
    /// What the last attempt came to.
    pub last: Option<Error>,
    /// Whether an attempt may have taken effect without the call knowing.
    pub unsure: bool,
    /// The limit of the whole call.
    pub call_limit: Duration,
    pub connect_limit: Duration,
}

/// The limit that the last attempt had, and whether the call had no more time than that.
#[derive(Clone, Copy)]
pub(super) struct Limit {
    pub time: Duration,
    pub ends_call: bool,
}

impl Effort {
    /// The error that an attempt means, if it is the last.
    pub fn error(&self, attempted: Result<Answer, Fault>, event: &Event, limit: Limit) -> Error {
        let outcome = self.outcome(event);
        match attempted {
            Ok(answer) => from_answer(&answer, self.progress(outcome, Some(&answer))),
            Err(fault) => self.fault_error(fault, self.progress(outcome, None), limit),
        }
    }

    /// The error of a call whose time is over before its turn: that of the last attempt, if there was one.
    pub fn too_late(&mut self, opens_in: Duration) -> Error {
        if let Some(error) = self.last.take() {
            return error;
        }
        let retry_after = Some(opens_in).filter(|opens_in| !opens_in.is_zero());
        let progress = Progress { retry_after, ..self.progress(Outcome::NotSent, None) };
        Error::Timeout(Box::new(TimeoutError { kind: TimeoutKind::Call, limit: self.call_limit, progress }))
    }

    /// The request id is found where the answer is read.
    pub fn progress(&self, outcome: Outcome, answer: Option<&Answer>) -> Progress {
        Progress {
            operation: self.operation.path,
            attempts: self.attempts,
            outcome,
            status: answer.map(|answer| answer.status.as_u16()),
            request_id: None,
            retry_after: answer.and_then(|answer| retry_after(&answer.headers)),
            writes: self.operation.class != Class::Replay,
        }
    }

    /// An earlier attempt that may have taken effect is not undone by a later one that did not.
    fn outcome(&self, event: &Event) -> Outcome {
        let is_gone = self.operation.method == Method::DELETE
            && matches!(event, Event::Status { status, .. } if *status == StatusCode::NOT_FOUND);
        match outcome(event) {
            Outcome::Rejected if self.unsure && is_gone => Outcome::LikelyApplied,
            Outcome::NotSent | Outcome::Rejected if self.unsure => Outcome::Unknown,
            latest => latest,
        }
    }

    fn fault_error(&self, fault: Fault, mut progress: Progress, limit: Limit) -> Error {
        match fault {
            Fault::NotConnected { error, .. } if error.is_timeout() => {
                let limit = self.connect_limit;
                Error::Timeout(Box::new(TimeoutError { kind: TimeoutKind::Connect, limit, progress }))
            }
            Fault::NotConnected { error, untrusted } => {
                let reason = if untrusted { "the server's certificate is not trusted" } else { "no connection" };
                Error::Transport(Box::new(TransportError { reason, source: Some(error.into()), progress }))
            }
            Fault::NoAnswer(cause) => self.broken("the connection broke before an answer came", cause, limit, progress),
            Fault::Body { status, headers, cause } => {
                progress.status = Some(status.as_u16());
                progress.request_id = header_request_id(&headers);
                progress.retry_after = retry_after(&headers);
                self.broken("the answer broke off", cause, limit, progress)
            }
        }
    }

    fn broken(&self, reason: &'static str, cause: Cause, limit: Limit, progress: Progress) -> Error {
        let (reason, source) = match cause {
            Cause::TimedOut if limit.ends_call => {
                let limit = self.call_limit;
                return Error::Timeout(Box::new(TimeoutError { kind: TimeoutKind::Call, limit, progress }));
            }
            Cause::TimedOut => {
                let limit = limit.time;
                return Error::Timeout(Box::new(TimeoutError { kind: TimeoutKind::Attempt, limit, progress }));
            }
            Cause::TooLarge => ("the answer is larger than the limit", None),
            Cause::Broken(error) => (reason, Some(error.into())),
        };
        Error::Transport(Box::new(TransportError { reason, source, progress }))
    }
}

impl Fault {
    /// What the fault is to the decision about a retry.
    pub(super) fn event(&self) -> Event {
        match self {
            Self::NotConnected { untrusted, .. } => Event::NotConnected { untrusted: *untrusted },
            Self::NoAnswer(_) => Event::NoAnswer,
            Self::Body { status, .. } if status.is_success() => Event::BrokenSuccess,
            Self::Body { status, headers, .. } => {
                Event::Status { status: *status, error_type: None, retry_after: retry_after(headers) }
            }
        }
    }
}
