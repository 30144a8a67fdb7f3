//! What tracing sees of a call: one span, with the names that OpenTelemetry gives to HTTP clients, and one event a retry.

use std::time::Duration;

use tracing::{Span, field};

use super::decode::Success;
use super::failure::request_id;
use super::gate::RateLimit;
use super::operation::Operation;
use super::retry::Retry;
use super::settings::Server;
use crate::error::Error;
use crate::limits::StoreError;

/// The span of a call. The path is the template, since ids may be personal data.
pub(super) fn call(operation: &Operation, server: &Server) -> Span {
    tracing::info_span!(
        "stytch_b2b.call",
        otel.kind = "client",
        operation = operation.path,
        http.request.method = operation.method.as_str(),
        url.template = operation.template,
        server.address = server.host,
        server.port = server.port,
        http.response.status_code = field::Empty,
        http.request.resend_count = field::Empty,
        attempts = field::Empty,
        request_id = field::Empty,
        error.type = field::Empty,
    )
}

/// What is known at the end of a call.
pub(super) fn end(span: &Span, attempts: u32, result: &Result<Success, Error>) {
    if span.is_disabled() {
        return;
    }
    span.record("attempts", attempts);
    span.record("http.request.resend_count", attempts.saturating_sub(1));
    match result {
        Ok(Success { answer, .. }) => {
            span.record("http.response.status_code", answer.status.as_u16());
            span.record("request_id", request_id(answer));
        }
        Err(error) => {
            span.record("http.response.status_code", error.status());
            span.record("request_id", error.request_id());
            span.record("error.type", error.error_type().unwrap_or(error.kind()));
        }
    }
}

/// A request that is about to be sent again.
pub(super) fn retry(retry: &Retry) {
    let reason = match retry.status {
        Some(429) => "rate limit",
        Some(_) => "server error",
        None => "no whole answer",
    };
    let after_ms = millis(retry.after);
    tracing::info!(
        operation = retry.operation,
        attempts = retry.attempts,
        status = retry.status,
        after_ms,
        reason,
        "sending again"
    );
}

/// A rate limit was met, or a window of one begins.
pub(super) fn rate_limit(known: &RateLimit) {
    tracing::debug!(
        operation = known.operation,
        closed_ms = known.closed_for.map(millis),
        waiting = known.waiting,
        share = known.share,
        project_share = known.project_share,
        window_ms = known.window.map(millis),
        sent = known.sent,
        throttled = known.throttled,
        "rate limit"
    );
}

/// The store of shared limits did not answer, or not in time.
pub(super) fn no_store(operation: &'static str, error: Option<&StoreError>) {
    tracing::debug!(operation, error = error.map(tracing::field::display), "no store of rate limits");
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
