//! The one place that sends: authentication, limits, retries.

use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::header::AUTHORIZATION;
use http::{HeaderMap, StatusCode};
use progenitor_client::{ClientHooks, ClientInfo, OperationInfo};
use reqwest::{Request, Response};
use serde::de::DeserializeOwned;
use tokio::time::Instant;

use crate::attempt::{Answer, Cause, Fault, attempt};
use crate::builder::Settings;
use crate::decode;
use crate::error::{Error, InvalidInput, Outcome, Progress, TimeoutError, TimeoutKind, TransportError, from_answer};
use crate::operation::Operation;
use crate::path;
use crate::raw;
use crate::retry::{Decision, Event, Retry, RetryPolicy, Situation, decide, outcome, retry_after};

const MEMBER_HEADERS: [&str; 2] = ["X-Stytch-Member-Session", "X-Stytch-Member-SessionJWT"];

/// What one call may say differently from its client.
#[derive(Clone, Debug, Default)]
pub(crate) struct CallOptions {
    pub timeout: Option<Duration>,
    pub retry: Option<RetryPolicy>,
}

/// One call on its way. The raw client carries it to the place where requests leave.
#[derive(Clone)]
pub(crate) struct Transport {
    settings: Arc<Settings>,
    timeout: Duration,
    retry: RetryPolicy,
    started: Instant,
    report: Arc<Report>,
}

/// What a call learns on its way, which the raw client's results have no room for.
#[derive(Default)]
struct Report {
    operation: OnceLock<&'static Operation>,
    failure: Mutex<Option<Error>>,
    success: Mutex<Option<Progress>>,
}

impl fmt::Debug for Transport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Transport").finish_non_exhaustive()
    }
}

impl ClientHooks<Transport> for raw::Client {
    async fn exec(&self, request: Request, _: &OperationInfo) -> reqwest::Result<Response> {
        match self.inner().send(self.client(), request).await {
            Ok(answer) => Ok(self.inner().arrived(answer)),
            Err(error) => Ok(self.inner().failed(error)),
        }
    }
}

impl Transport {
    pub fn new(settings: Arc<Settings>, options: CallOptions) -> Self {
        let timeout = options.timeout.unwrap_or(settings.timeouts.call);
        let retry = options.retry.unwrap_or_else(|| settings.retry.clone());
        Self { settings, timeout, retry, started: Instant::now(), report: Arc::default() }
    }

    /// The URL of a call; no parameter can lead it to another operation.
    pub fn url(
        &self,
        operation: &'static Operation,
        base: &str,
        parameters: &[&dyn fmt::Display],
    ) -> Result<String, String> {
        let _ = self.report.operation.set(operation);
        Ok(base.to_owned() + &path::build(operation, parameters)?)
    }

    /// What the raw client's result means.
    pub fn settle<T: DeserializeOwned>(&self, result: raw::Result<T>) -> Result<T, Error> {
        if let Some(error) = lock(&self.report.failure).take() {
            return Err(error);
        }
        match result {
            Ok(response) => Ok(response.into_inner()),
            Err(raw::Error::InvalidResponsePayload(body, _)) => {
                let progress = lock(&self.report.success).take().unwrap_or_else(|| self.not_sent());
                Err(Error::Decode(Box::new(decode::explain::<T>(body, progress))))
            }
            Err(raw::Error::InvalidRequest(reason)) => Err(self.invalid(reason)),
            // What is left are requests that could not be built; the message would show the URL.
            Err(_) => Err(self.invalid("the request could not be built".to_owned())),
        }
    }

    async fn send(&self, http: &reqwest::Client, mut request: Request) -> Result<Answer, Error> {
        let Some(operation) = self.report.operation.get().copied() else {
            return Err(self.invalid("no operation".to_owned()));
        };
        path::check(operation, request.url(), &self.settings.base_url)
            .map_err(|reason| Error::InvalidInput(Box::new(InvalidInput::new(operation.path, reason))))?;
        self.authenticate(request.headers_mut());
        let mut effort = Effort { operation, attempts: 0, charged: 0, throttled: 0, earlier_unknown: false };
        loop {
            effort.attempts += 1;
            // Bodies are bytes in memory, so that a copy can always be made and is the same on every attempt.
            let Some(copy) = request.try_clone() else {
                return Err(self.invalid("the body can not be sent again".into()));
            };
            let limit = self.settings.timeouts.attempt_of(operation).min(self.time_left());
            let attempted = attempt(http, copy, limit, self.settings.bodies).await;
            let event = match &attempted {
                Ok(answer) if answer.status == StatusCode::OK => {
                    self.settings.budget.restore(effort.charged);
                    *lock(&self.report.success) = Some(self.progress(&effort, Outcome::LikelyApplied, Some(answer)));
                    return attempted.map_err(|fault| self.fault_error(fault, &effort, limit));
                }
                Ok(answer) => Event::Status {
                    status: answer.status,
                    error_type: answer.error_type(),
                    retry_after: retry_after(&answer.headers),
                },
                Err(fault) => fault.event(),
            };
            let wait = match self.decide(&effort, &event) {
                Decision::Again { after } => {
                    self.settings.budget.charge();
                    effort.charged += 1;
                    after
                }
                Decision::AfterThrottle { after } => {
                    effort.throttled += 1;
                    after
                }
                Decision::Return => return Err(self.error(attempted, &effort, &event, limit)),
            };
            effort.earlier_unknown |= matches!(outcome(&event), Outcome::Unknown | Outcome::LikelyApplied);
            let status = attempted.ok().map(|answer| answer.status.as_u16());
            self.retry.tell(&Retry { operation: operation.path, attempts: effort.attempts, status, after: wait });
            tokio::time::sleep(wait).await;
        }
    }

    fn decide(&self, effort: &Effort, event: &Event) -> Decision {
        let situation = Situation {
            operation: effort.operation,
            policy: &self.retry,
            attempts: effort.attempts,
            throttled: effort.throttled + 1,
            elapsed: self.started.elapsed(),
            time_left: self.time_left(),
            budget_left: self.settings.budget.is_left(),
            jitter: lock(&self.settings.jitter).f64(),
        };
        decide(&situation, event)
    }

    fn authenticate(&self, headers: &mut HeaderMap) {
        headers.insert(AUTHORIZATION, self.settings.authorization.clone());
        for name in MEMBER_HEADERS {
            if let Some(value) = headers.get_mut(name) {
                value.set_sensitive(true);
            }
        }
    }

    fn error(&self, attempted: Result<Answer, Fault>, effort: &Effort, event: &Event, limit: Duration) -> Error {
        match attempted {
            Ok(answer) => {
                let outcome = effort.outcome(event);
                from_answer(&answer, self.progress(effort, outcome, Some(&answer)))
            }
            Err(fault) => self.fault_error(fault, effort, limit),
        }
    }

    fn fault_error(&self, fault: Fault, effort: &Effort, limit: Duration) -> Error {
        let outcome = effort.outcome(&fault.event());
        let mut progress = self.progress(effort, outcome, None);
        match fault {
            Fault::NotConnected { error, .. } if error.is_timeout() => {
                let limit = self.settings.timeouts.connect;
                Error::Timeout(Box::new(TimeoutError { kind: TimeoutKind::Connect, limit, progress }))
            }
            Fault::NotConnected { error, untrusted } => {
                let reason = if untrusted { "the server's certificate is not trusted" } else { "no connection" };
                Error::Transport(Box::new(TransportError { reason, source: Some(error.into()), progress }))
            }
            Fault::NoAnswer(cause) => {
                self.cause_error(cause, "the connection broke before an answer came", limit, progress)
            }
            Fault::Body { status, headers, cause } => {
                progress.status = Some(status.as_u16());
                progress.request_id = headers.get("x-request-id").and_then(|id| id.to_str().ok()).map(str::to_owned);
                self.cause_error(cause, "the answer broke off", limit, progress)
            }
        }
    }

    fn cause_error(&self, cause: Cause, broken: &'static str, limit: Duration, progress: Progress) -> Error {
        let (reason, source) = match cause {
            Cause::TimedOut => {
                // The attempt had all that was left of the call, or its own limit.
                let of_call = self.time_left().is_zero();
                let (kind, limit) =
                    if of_call { (TimeoutKind::Call, self.timeout) } else { (TimeoutKind::Attempt, limit) };
                return Error::Timeout(Box::new(TimeoutError { kind, limit, progress }));
            }
            Cause::TooLarge => ("the answer is larger than the limit", None),
            Cause::Broken(error) => (broken, Some(error.into())),
        };
        Error::Transport(Box::new(TransportError { reason, source, progress }))
    }

    fn progress(&self, effort: &Effort, outcome: Outcome, answer: Option<&Answer>) -> Progress {
        Progress {
            operation: effort.operation.path,
            attempts: effort.attempts,
            outcome,
            status: answer.map(|answer| answer.status.as_u16()),
            request_id: None,
            retry_after: answer.and_then(|answer| retry_after(&answer.headers)),
        }
    }

    fn not_sent(&self) -> Progress {
        Progress::not_sent(self.report.operation.get().map_or("", |operation| operation.path))
    }

    fn invalid(&self, reason: String) -> Error {
        Error::InvalidInput(Box::new(InvalidInput { reason, progress: self.not_sent() }))
    }

    fn time_left(&self) -> Duration {
        self.timeout.saturating_sub(self.started.elapsed())
    }

    fn arrived(&self, answer: Answer) -> Response {
        let mut response = http::Response::new(answer.body);
        *response.status_mut() = answer.status;
        *response.headers_mut() = answer.headers;
        response.into()
    }

    /// Keeps the error, and hands the raw client a response that it refuses: its own error has no room for ours.
    fn failed(&self, error: Error) -> Response {
        *lock(&self.report.failure) = Some(error);
        let mut response = http::Response::new(Bytes::new());
        *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        response.into()
    }
}

/// What has been tried so far.
struct Effort {
    operation: &'static Operation,
    attempts: u32,
    charged: u32,
    throttled: u32,
    earlier_unknown: bool,
}

impl Effort {
    /// An earlier attempt that may have taken effect is not undone by a later one that did not.
    fn outcome(&self, event: &Event) -> Outcome {
        let latest = outcome(event);
        let is_gone = self.operation.method == reqwest::Method::DELETE
            && matches!(event, Event::Status { status, .. } if *status == StatusCode::NOT_FOUND);
        match latest {
            Outcome::Rejected if self.earlier_unknown && is_gone => Outcome::LikelyApplied,
            Outcome::NotSent | Outcome::Rejected if self.earlier_unknown => Outcome::Unknown,
            latest => latest,
        }
    }
}

impl Fault {
    fn event(&self) -> Event {
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

/// A panic elsewhere does not make the data here worse.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
