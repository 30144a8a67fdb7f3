//! Reading what tokens are judged by: few attempts, little time, a bounded answer.

use std::sync::Arc;
use std::time::Duration;

use crate::error::Error;
use crate::transport::{self, CallOptions, Request, Settings, Success};

const ATTEMPTS: u32 = 2;

/// What a fetch may take.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    pub time: Duration,
    pub bytes: u64,
}

pub(super) async fn fetch(settings: Arc<Settings>, request: Request, limits: Limits) -> Result<Success, Error> {
    let options = CallOptions {
        timeout: Some(limits.time.min(settings.timeouts.call)),
        retry: Some(settings.retry.clone().at_most(ATTEMPTS)),
        max_bytes: Some(limits.bytes),
    };
    transport::send(settings, options, request).await
}
