//! The one place that sends: authentication, limits, waiting, retries.

mod api;
mod attempt;
mod decode;
mod failure;
mod form;
mod gate;
mod lock;
mod operation;
mod path;
mod request;
mod retry;
mod settings;
mod trace;

use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use http::{Method, StatusCode};
use reqwest::Url;
use tokio::time::Instant;
use tracing::Instrument;

pub(crate) use api::{Api, STYTCH};
#[cfg(feature = "scim2")]
pub(crate) use api::{Description, text};
pub(crate) use decode::{Success, decode};
#[cfg(any(feature = "local", feature = "aws-lc"))]
pub(crate) use failure::timed_out;
pub use gate::RateLimit;
pub(crate) use gate::{Gates, SharedStore};
#[cfg(any(feature = "local", feature = "aws-lc"))]
pub(crate) use lock::lock;
pub(crate) use operation::{Class, Operation, Parameter};
pub(crate) use request::Prepared;
pub use request::{MemberSession, Request};
pub(crate) use retry::Budget;
pub(crate) use retry::retry_after;
pub use retry::{Retry, RetryPolicy};
pub(crate) use settings::{BodyLimits, Server, Settings, Timeouts};

use crate::error::{Error, Outcome, Progress};
use attempt::{Answer, Fault, attempt};

use failure::Limits;
use gate::{Pass, Place};
#[cfg(not(any(feature = "local", feature = "aws-lc")))]
use lock::lock;
use retry::{Decision, Event, Situation, closing, date, decide, outcome};

/// What one call may say differently from its client.
#[derive(Clone, Debug, Default)]
pub(crate) struct CallOptions {
    pub timeout: Option<Duration>,
    pub retry: Option<RetryPolicy>,
    /// The largest response of success that is read, in bytes.
    pub max_bytes: Option<u64>,
}

impl CallOptions {
    fn bodies(&self, client: BodyLimits) -> BodyLimits {
        let success = self.max_bytes.map_or(client.success, |limit| limit.min(client.success));
        BodyLimits { success, ..client }
    }
}

/// Sends a request until there is a response, or an error that another attempt would not mend. Time runs from the first poll.
pub(crate) fn send(
    settings: Arc<Settings>,
    options: CallOptions,
    request: Request,
) -> BoxFuture<'static, Result<Success, Error>> {
    Box::pin(async move {
        in_runtime(request.operation.path)?;
        let span = trace::call(request.operation, &settings.server);
        let mut call = Call {
            timeout: options.timeout.unwrap_or(settings.timeouts.call),
            retry: options.retry.as_ref().unwrap_or(&settings.retry),
            bodies: options.bodies(settings.bodies),
            settings: &settings,
            request: &request,
            started: Instant::now(),
            attempts: 0,
            throttled: 0,
            charged: 0,
            last: None,
            unsure: false,
        };
        let result = call.run().instrument(span.clone()).await;
        trace::end(&span, call.attempts, &result);
        result
    })
}

/// Refuses a call outside of a runtime, where timers and sockets would panic.
pub(crate) fn in_runtime(operation: &'static str) -> Result<(), Error> {
    let reason = "there is no tokio runtime here; await it in one, as #[tokio::main] makes";
    match tokio::runtime::Handle::try_current() {
        Ok(_) => Ok(()),
        Err(_) => Err(Error::invalid(reason, Progress::not_sent(operation))),
    }
}

/// One call on its way.
struct Call<'a> {
    settings: &'a Settings,
    request: &'a Request,
    retry: &'a RetryPolicy,
    bodies: BodyLimits,
    /// The limit of the whole call.
    timeout: Duration,
    started: Instant,
    attempts: u32,
    /// How many of them met a rate limit.
    throttled: u32,
    /// Retries that the budget paid for.
    charged: u32,
    /// What the last attempt came to.
    last: Option<Error>,
    /// Whether an attempt may have taken effect without the call knowing.
    unsure: bool,
}

impl Call<'_> {
    async fn run(&mut self) -> Result<Success, Error> {
        let place = self.place();
        loop {
            // Made anew for each attempt, of the same bytes.
            let message = self.message()?;
            let pass = self.pass(place.as_ref()).await?;
            let limits = self.limits();
            if limits.attempt.is_zero() {
                return Err(self.too_late(Duration::ZERO));
            }
            self.attempts += 1;
            let failed = match attempt(&self.settings.http, message, limits.attempt, self.bodies).await {
                Ok(answer) if self.settings.api.success.contains(&answer.status) => {
                    return Ok(self.succeeded(answer, pass.as_ref()));
                }
                failed => failed,
            };
            let event = self.event(&failed);
            self.throttled += u32::from(event.is_throttle());
            self.tell_gate(pass.as_ref(), &failed, &event);
            drop(pass);
            let error =
                failure::error(failed, (self.settings.api, &self.settings.server), &limits, self.progress(&event));
            let wait = match self.decide(&event, place.as_ref()) {
                Decision::Again { after } if self.settings.budget.charge() => {
                    self.charged += 1;
                    Some(after)
                }
                Decision::AfterThrottle { after } => Some(after),
                Decision::AtGate => None,
                Decision::TooLate { wait, limit } => return Err(error.given_up(wait, limit)),
                Decision::Again { .. } | Decision::Return => return Err(error),
            };
            self.last = Some(error);
            self.unsure |= matches!(outcome(&event), Outcome::Unknown | Outcome::LikelyApplied);
            let after = wait.or(place.as_ref().map(Place::closed_for)).unwrap_or_default();
            let retry = Retry::new(self.request.operation.path, self.attempts, &event, after);
            trace::retry(&retry);
            self.retry.tell(&retry);
            if let Some(after) = wait {
                tokio::time::sleep(after).await;
            }
        }
    }

    /// The request as it goes over the wire.
    fn message(&self) -> Result<reqwest::Request, Error> {
        let Request { operation, path, query, member_session, body, refusal } = self.request;
        if let Some(reason) = refusal {
            return Err(self.invalid(reason));
        }
        let address = [self.settings.base_url.as_str(), path].concat();
        let mut url = Url::parse(&address).map_err(|_| self.invalid("the URL can not be built"))?;
        path::check(operation, &url, &self.settings.base_url).map_err(|reason| self.invalid(reason))?;
        path::check_query(query).map_err(|reason| self.invalid(reason))?;
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let mut message = reqwest::Request::new(operation.method.clone(), url);
        *message.headers_mut() = self.settings.headers.clone();
        if !operation.public {
            message.headers_mut().insert(AUTHORIZATION, self.settings.authorization.clone());
        }
        if let Some((name, value)) = member_session {
            message.headers_mut().insert(name, value.clone());
        }
        if let Some(body) = body {
            let kind = if operation.form { "application/x-www-form-urlencoded" } else { self.settings.api.media_type };
            message.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
            *message.body_mut() = Some(body.clone().into());
        }
        Ok(message)
    }

    /// A place in the line before the gate. A rate limit on one person holds up nobody else, and a call that is sent once
    /// does not wait.
    fn place(&self) -> Option<Place> {
        let operation = self.request.operation;
        let waits = !operation.per_person && self.retry.waits_for_rate_limits();
        waits.then(|| self.settings.gates.of(operation).place())
    }

    async fn pass(&mut self, place: Option<&Place>) -> Result<Option<Pass>, Error> {
        let Some(place) = place else { return Ok(None) };
        match place.pass(self.started.checked_add(self.timeout)).await {
            Ok(pass) => Ok(Some(pass)),
            Err(opens_in) => Err(self.too_late(opens_in)),
        }
    }

    fn succeeded(&self, answer: Answer, pass: Option<&Pass>) -> Success {
        if let Some(pass) = pass {
            pass.answered(|| date(&answer.headers));
        }
        self.settings.budget.restore(self.charged, self.attempts == 1);
        Success { operation: self.request.operation, attempts: self.attempts, answer }
    }

    fn tell_gate(&self, pass: Option<&Pass>, failed: &Result<Answer, Fault>, event: &Event) {
        let (Some(pass), Ok(answer)) = (pass, failed) else { return };
        if event.is_throttle() {
            pass.throttled(|closings| closing(&answer.headers, (self.settings.api, self.retry), closings));
        } else {
            pass.answered(|| date(&answer.headers));
        }
    }

    fn decide(&self, event: &Event, place: Option<&Place>) -> Decision {
        let situation = Situation {
            operation: self.request.operation,
            policy: self.retry,
            attempts: self.attempts,
            throttled: self.throttled,
            elapsed: self.started.elapsed(),
            timeout: self.timeout,
            gate_opens_in: place.map(Place::closed_for).unwrap_or_default(),
            budget_left: self.settings.budget.is_left(),
            jitter: self.jitter(),
        };
        decide(&situation, event)
    }

    fn jitter(&self) -> f64 {
        lock(&self.settings.jitter).f64()
    }

    fn limits(&self) -> Limits {
        let timeouts = &self.settings.timeouts;
        let (attempt, left) = (timeouts.attempt_of(self.request.operation), self.time_left());
        Limits { connect: timeouts.connect, attempt: attempt.min(left), call: self.timeout, ends_call: left <= attempt }
    }

    fn time_left(&self) -> Duration {
        self.timeout.saturating_sub(self.started.elapsed())
    }

    /// The error of a call whose time is over before its turn: that of the last attempt, if there was one.
    fn too_late(&mut self, opens_in: Duration) -> Error {
        match self.last.take() {
            Some(error) => error.given_up(opens_in, self.timeout),
            None => failure::no_turn(opens_in, self.timeout, self.not_sent()),
        }
    }

    /// How far the call got. An earlier attempt that may have taken effect is not undone by a later one that did not.
    fn progress(&self, event: &Event) -> Progress {
        let operation = self.request.operation;
        let is_gone = operation.method == Method::DELETE && event.status() == Some(StatusCode::NOT_FOUND);
        let outcome = match outcome(event) {
            Outcome::Rejected if self.unsure && is_gone => Outcome::LikelyApplied,
            Outcome::NotSent | Outcome::Rejected if self.unsure => Outcome::Unknown,
            latest => latest,
        };
        Progress { attempts: self.attempts, outcome, writes: operation.writes(), ..self.not_sent() }
    }

    /// What an attempt that did not succeed is to the decision about a retry.
    fn event(&self, failed: &Result<Answer, Fault>) -> Event {
        match failed {
            Ok(answer) => Event::Status {
                status: answer.status,
                is_throttle: failure::is_throttle(answer, self.settings.api),
                retry_after: retry_after(&answer.headers),
            },
            Err(Fault::NotConnected { untrusted, .. }) => Event::NotConnected { untrusted: *untrusted },
            Err(Fault::NoAnswer(_)) => Event::NoAnswer,
            Err(Fault::Body { status, .. }) if status.is_success() => Event::BrokenSuccess,
            Err(Fault::Body { status, headers, .. }) => {
                Event::Status { status: *status, is_throttle: false, retry_after: retry_after(headers) }
            }
        }
    }

    fn invalid(&self, reason: impl Into<String>) -> Error {
        Error::invalid(reason, self.not_sent())
    }

    fn not_sent(&self) -> Progress {
        Progress::not_sent(self.request.operation.path)
    }
}
