//! The one place that sends: authentication, limits, waiting, retries.

mod effort;
mod trace;

use std::fmt;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use http::header::AUTHORIZATION;
use http::{HeaderMap, StatusCode};
use progenitor_client::{ClientHooks, ClientInfo, OperationInfo};
use reqwest::{Request, Response, ResponseBuilderExt};
use serde::de::DeserializeOwned;
use tokio::time::Instant;
use tracing::Instrument;

use crate::attempt::{Answer, Fault, attempt};

use crate::error::{Error, InvalidInput, Outcome, Progress, header_request_id};
use crate::gate::{Pass, Place};
use crate::lock::lock;
use crate::operation::Operation;
use crate::retry::{Decision, Event, Retry, RetryPolicy, Situation, closing, decide, outcome, retry_after};
use crate::settings::Settings;
use crate::{decode, path, raw};
use effort::{Effort, Limit};

/// What the API's own headers begin with; all of them carry a member session.
const MEMBER_HEADERS: &str = "x-stytch-";

/// What one call may say differently from its client.
#[derive(Clone, Debug, Default)]
pub(crate) struct CallOptions {
    pub timeout: Option<Duration>,
    pub retry: Option<RetryPolicy>,
}

/// One call on its way. The raw client carries it to the place where requests leave.
#[derive(Clone)]
pub(crate) struct Transport(Arc<CallState>);

struct CallState {
    settings: Arc<Settings>,
    options: CallOptions,
    started: Instant,
    operation: OnceLock<&'static Operation>,
    /// What the raw client's result has no room for.
    report: Mutex<Report>,
}

/// How the exchange of requests and answers ended.
enum Report {
    NotSent,
    Refused(String),
    Failed(Error),
    Answered(Progress),
}

impl fmt::Debug for Transport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Transport").finish_non_exhaustive()
    }
}

impl ClientHooks<Transport> for raw::Client {
    async fn exec(&self, request: Request, _: &OperationInfo) -> reqwest::Result<Response> {
        match self.inner().send(self.client(), request).await {
            Ok(answer) => Ok(self.inner().response(StatusCode::OK, answer.body)),
            Err(error) => Ok(self.inner().failed(error)),
        }
    }
}

impl Transport {
    pub fn new(settings: Arc<Settings>, options: CallOptions) -> Self {
        let (operation, report) = (OnceLock::new(), Mutex::new(Report::NotSent));
        Self(Arc::new(CallState { settings, options, started: Instant::now(), operation, report }))
    }

    /// The URL of a call; no parameter can lead it to another operation.
    pub fn url(
        &self,
        operation: &'static Operation,
        base: &str,
        parameters: &[&dyn fmt::Display],
    ) -> Result<String, String> {
        let _ = self.0.operation.set(operation);
        path::build(operation, base, parameters).inspect_err(|reason| {
            *lock(&self.0.report) = Report::Refused(reason.clone());
        })
    }

    /// What the raw client's result means.
    pub fn settle<T: DeserializeOwned>(&self, result: raw::Result<T>) -> Result<T, Error> {
        let progress = match std::mem::replace(&mut *lock(&self.0.report), Report::NotSent) {
            Report::Failed(error) => return Err(error),
            Report::Refused(reason) => return Err(self.invalid(reason)),
            Report::Answered(progress) => progress,
            Report::NotSent => self.not_sent(),
        };
        match result {
            Ok(response) => Ok(response.into_inner()),
            Err(raw::Error::InvalidResponsePayload(body, _)) => {
                Err(Error::Decode(Box::new(decode::explain::<T>(body, progress))))
            }
            Err(raw::Error::InvalidRequest(_)) => Err(self.invalid("the member session can not be a header")),
            // What is left are requests that could not be built; the message would show the URL.
            Err(_) => Err(self.invalid("the request could not be built")),
        }
    }

    async fn send(&self, http: &reqwest::Client, mut request: Request) -> Result<Answer, Error> {
        let Some(operation) = self.0.operation.get().copied() else { return Err(self.invalid("no operation")) };
        path::check(operation, request.url(), &self.0.settings.base_url).map_err(|reason| self.invalid(reason))?;
        self.authenticate(request.headers_mut()).map_err(|reason| self.invalid(reason))?;
        let mut effort = Effort {
            operation,
            attempts: 0,
            charged: 0,
            unsure: false,
            last: None,
            call_limit: self.timeout(),
            connect_limit: self.0.settings.timeouts.connect,
        };
        let span = trace::call(operation, request.url());
        // In a box, so that the large future is not moved at every layer above.
        let persist = Box::pin(self.persist(http, &request, &mut effort));
        let result = persist.instrument(span.clone()).await;
        trace::end(&span, &effort, &result);
        result
    }

    /// Sends until there is a response, or an error that another attempt would not mend.
    async fn persist(&self, http: &reqwest::Client, request: &Request, effort: &mut Effort) -> Result<Answer, Error> {
        let place = self.place(effort.operation);
        loop {
            let pass = self.pass(place.as_ref(), effort).await?;
            let limit = self.limit(effort.operation);
            if limit.time.is_zero() {
                return Err(effort.too_late(Duration::ZERO));
            }
            effort.attempts += 1;
            // Bodies are bytes in memory, so that a copy can always be made, the same for every attempt.
            let Some(copy) = request.try_clone() else { return Err(self.invalid("the body can not be sent again")) };
            let failed = match attempt(http, copy, limit.time, self.0.settings.bodies).await {
                Ok(answer) if answer.status == StatusCode::OK => {
                    self.succeeded(&answer, effort, pass.as_ref());
                    return Ok(answer);
                }
                failed => failed,
            };
            let event = event(&failed);
            self.tell_gate(pass.as_ref(), &failed, &event);
            drop(pass);
            let error = effort.error(failed, &event, limit);
            let wait = match self.decide(effort, &event, place.as_ref()) {
                Decision::Again { after } if self.0.settings.budget.charge() => {
                    effort.charged += 1;
                    Some(after)
                }
                Decision::AfterThrottle { after } => Some(after),
                Decision::AtGate => None,
                Decision::Again { .. } | Decision::Return => return Err(error),
            };
            effort.last = Some(error);
            effort.unsure |= matches!(outcome(&event), Outcome::Unknown | Outcome::LikelyApplied);
            let after = wait.or(place.as_ref().map(Place::closed_for)).unwrap_or_default();
            let retry = Retry::new(effort.operation.path, effort.attempts, &event, after);
            trace::retry(&retry);
            self.retry().tell(&retry);
            if let Some(after) = wait {
                tokio::time::sleep(after).await;
            }
        }
    }

    /// A place in the line before the gate. A rate limit on one person holds up nobody else, and a call that is sent once
    /// does not wait.
    fn place(&self, operation: &Operation) -> Option<Place> {
        let waits = !operation.per_person && self.retry().waits_for_rate_limits();
        waits.then(|| self.0.settings.gates.of(operation).place())
    }

    async fn pass(&self, place: Option<&Place>, effort: &mut Effort) -> Result<Option<Pass>, Error> {
        let Some(place) = place else { return Ok(None) };
        let deadline = self.0.started.checked_add(self.timeout());
        match place.pass(deadline).await {
            Ok(pass) => Ok(Some(pass)),
            Err(opens_in) => Err(effort.too_late(opens_in)),
        }
    }

    fn succeeded(&self, answer: &Answer, effort: &Effort, pass: Option<&Pass>) {
        if let Some(pass) = pass {
            pass.answered();
        }
        self.0.settings.budget.restore(effort.charged, effort.attempts == 1);
        let mut progress = effort.progress(Outcome::LikelyApplied, None);
        progress.status = Some(answer.status.as_u16());
        progress.request_id = header_request_id(&answer.headers);
        *lock(&self.0.report) = Report::Answered(progress);
    }

    fn tell_gate(&self, pass: Option<&Pass>, failed: &Result<Answer, Fault>, event: &Event) {
        let (Some(pass), Ok(answer)) = (pass, failed) else { return };
        if event.is_throttle() {
            let jitter = lock(&self.0.settings.jitter).f64();
            pass.throttled(|closings| closing(&answer.headers, self.retry(), closings, jitter));
        } else {
            pass.answered();
        }
    }

    fn decide(&self, effort: &Effort, event: &Event, place: Option<&Place>) -> Decision {
        let situation = Situation {
            operation: effort.operation,
            policy: self.retry(),
            attempts: effort.attempts,
            elapsed: self.0.started.elapsed(),
            time_left: self.time_left(),
            gate_opens_in: place.map(Place::closed_for).unwrap_or_default(),
            budget_left: self.0.settings.budget.is_left(),
            jitter: lock(&self.0.settings.jitter).f64(),
        };
        decide(&situation, event)
    }

    fn authenticate(&self, headers: &mut HeaderMap) -> Result<(), &'static str> {
        for (_, value) in headers.iter_mut().filter(|(name, _)| name.as_str().starts_with(MEMBER_HEADERS)) {
            // A server may take an empty header for none, and the call would run with all permissions of the project.
            if value.as_bytes().trim_ascii().is_empty() {
                return Err("the member session is empty");
            }
            value.set_sensitive(true);
        }
        headers.insert(AUTHORIZATION, self.0.settings.authorization.clone());
        Ok(())
    }

    fn retry(&self) -> &RetryPolicy {
        self.0.options.retry.as_ref().unwrap_or(&self.0.settings.retry)
    }

    fn timeout(&self) -> Duration {
        self.0.options.timeout.unwrap_or(self.0.settings.timeouts.call)
    }

    fn limit(&self, operation: &Operation) -> Limit {
        let (limit, left) = (self.0.settings.timeouts.attempt_of(operation), self.time_left());
        Limit { time: limit.min(left), ends_call: left <= limit }
    }

    fn time_left(&self) -> Duration {
        self.timeout().saturating_sub(self.0.started.elapsed())
    }

    fn not_sent(&self) -> Progress {
        Progress::not_sent(self.0.operation.get().map_or("", |operation| operation.path))
    }

    fn invalid(&self, reason: impl Into<String>) -> Error {
        Error::InvalidInput(Box::new(InvalidInput { reason: reason.into(), progress: self.not_sent() }))
    }

    /// Keeps the error, and hands the raw client a response that it refuses: its own error has no room for ours.
    fn failed(&self, error: Error) -> Response {
        *lock(&self.0.report) = Report::Failed(error);
        self.response(StatusCode::INTERNAL_SERVER_ERROR, Bytes::new())
    }

    /// A response for the raw client, which looks at nothing else.
    fn response(&self, status: StatusCode, body: Bytes) -> Response {
        // With a URL at hand reqwest does not parse one that it makes up.
        let response = http::Response::builder().url(self.0.settings.url.clone()).status(status).body(body);
        response.unwrap_or_default().into()
    }
}

/// What an attempt that did not succeed is to the decision about a retry.
fn event(failed: &Result<Answer, Fault>) -> Event {
    match failed {
        Ok(answer) => Event::Status {
            status: answer.status,
            error_type: answer.error_type(),
            retry_after: retry_after(&answer.headers),
        },
        Err(fault) => fault.event(),
    }
}
