//! Faults and rate limits as the control API takes them.

use super::{Fault, RateLimit};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Duration;

/// A fault as JSON: what goes wrong, and the options that all faults have.
#[derive(Deserialize)]
pub(crate) struct FaultRequest {
    #[serde(flatten)]
    kind: FaultKind,
    on: Option<String>,
    times: Option<u64>,
    #[serde(default)]
    always: bool,
    #[serde(default)]
    after: u64,
    #[serde(default, deserialize_with = "optional_duration")]
    retry_after: Option<Duration>,
    #[serde(default, deserialize_with = "optional_duration")]
    delayed: Option<Duration>,
    #[serde(default)]
    carried_out: bool,
    #[serde(default)]
    headers: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
enum FaultKind {
    RateLimited,
    Error {
        status: u16,
        error_type: String,
    },
    Status {
        status: u16,
    },
    Html {
        status: u16,
    },
    Body {
        status: u16,
        body: String,
    },
    Redirect {
        status: u16,
        location: String,
    },
    Delay {
        #[serde(rename = "for", deserialize_with = "duration")]
        length: Duration,
    },
    Drip {
        bytes: usize,
        #[serde(deserialize_with = "duration")]
        every: Duration,
    },
    Truncated {
        keep: usize,
    },
    Closed,
    Null {
        path: String,
    },
    Value {
        path: String,
        value: Value,
    },
    UnknownFields,
}

/// A rate limit as JSON.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RateLimitRequest {
    requests: u64,
    #[serde(deserialize_with = "duration")]
    per: Duration,
    on: Option<String>,
    #[serde(default)]
    retry_after: bool,
    #[serde(default)]
    each_person: bool,
}

impl From<FaultRequest> for Fault {
    fn from(request: FaultRequest) -> Self {
        let mut fault = match request.kind {
            FaultKind::RateLimited => Self::rate_limited(),
            FaultKind::Error { status, error_type } => Self::error(status, error_type),
            FaultKind::Status { status } => Self::status(status),
            FaultKind::Html { status } => Self::html(status),
            FaultKind::Body { status, body } => Self::body(status, body),
            FaultKind::Redirect { status, location } => Self::redirect(status, location),
            FaultKind::Delay { length } => Self::delay(length),
            FaultKind::Drip { bytes, every } => Self::drip(bytes, every),
            FaultKind::Truncated { keep } => Self::truncated(keep),
            FaultKind::Closed => Self::closed(),
            FaultKind::Null { path } => Self::null(&path),
            FaultKind::Value { path, value } => Self::value(&path, value),
            FaultKind::UnknownFields => Self::unknown_fields(),
        }
        .after(request.after);
        if let Some(target) = request.on {
            fault = fault.on(&target);
        }
        if let Some(times) = request.times {
            fault = fault.times(times);
        }
        if request.always {
            fault = fault.always();
        }
        if let Some(wait) = request.retry_after {
            fault = fault.retry_after(wait);
        }
        if let Some(delay) = request.delayed {
            fault = fault.delayed(delay);
        }
        if request.carried_out {
            fault = fault.carried_out();
        }
        request.headers.into_iter().fold(fault, |fault, (name, value)| fault.header(name, value))
    }
}

impl From<RateLimitRequest> for RateLimit {
    fn from(request: RateLimitRequest) -> Self {
        let mut limit = Self::new(request.requests, request.per);
        if let Some(target) = request.on {
            limit = limit.on(&target);
        }
        if request.each_person {
            limit = limit.for_each_person();
        }
        if request.retry_after { limit.with_retry_after() } else { limit }
    }
}

/// `50ms`, `1s`, `10m`.
pub(crate) fn duration<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(deserializer)?;
    humantime::parse_duration(&text).map_err(serde::de::Error::custom)
}

fn optional_duration<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    duration(deserializer).map(Some)
}
