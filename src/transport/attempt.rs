//! One attempt: a request goes out, an answer comes in whole, within a time and a size.

use std::error::Error as StdError;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, StatusCode};
use reqwest::{Client, Request, Response};

use super::settings::BodyLimits;

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

/// Why there is no whole answer.
#[derive(Debug)]
pub(crate) enum Fault {
    /// Nothing was sent: no connection.
    NotConnected { error: reqwest::Error, untrusted: bool },
    /// It may have been sent, and no answer came.
    NoAnswer(Cause),
    /// The answer began and did not end well.
    Body { status: StatusCode, headers: HeaderMap, cause: Cause },
}

/// What ended an attempt.
#[derive(Debug)]
pub(crate) enum Cause {
    TimedOut,
    TooLarge,
    Broken(reqwest::Error),
}

/// Sends `request` once.
pub(crate) async fn attempt(
    http: &Client,
    request: Request,
    limit: Duration,
    bodies: BodyLimits,
) -> Result<Answer, Fault> {
    let mut begun = None;
    let exchange = async {
        let mut response = http.execute(request).await.map_err(|error| not_answered(error.without_url()))?;
        let status = response.status();
        begun = Some((status, std::mem::take(response.headers_mut())));
        let limit = if status.is_success() { bodies.success } else { bodies.error };
        Ok(read(response, limit).await)
    };
    let read = tokio::time::timeout(limit, exchange).await.unwrap_or(Ok(Err(Cause::TimedOut)))?;
    match (begun, read) {
        (Some((status, headers)), Ok(body)) => Ok(Answer { status, headers, body }),
        (Some((status, headers)), Err(cause)) => Err(Fault::Body { status, headers, cause }),
        (None, Ok(_)) => Err(Fault::NoAnswer(Cause::TimedOut)),
        (None, Err(cause)) => Err(Fault::NoAnswer(cause)),
    }
}

fn not_answered(error: reqwest::Error) -> Fault {
    if error.is_connect() {
        let untrusted = is_untrusted(&error);
        return Fault::NotConnected { error, untrusted };
    }
    let cause = if error.is_timeout() { Cause::TimedOut } else { Cause::Broken(error) };
    Fault::NoAnswer(cause)
}

/// Reads a body of at most `limit` bytes.
async fn read(mut response: Response, limit: u64) -> Result<Bytes, Cause> {
    let announced = response.content_length().unwrap_or_default();
    if announced > limit {
        return Err(Cause::TooLarge);
    }
    // Most bodies come in one piece, which needs no copy; for the others there is room from the start.
    let mut body = response.chunk().await.map_err(broken)?.unwrap_or_default();
    let mut whole = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(broken)? {
        if whole.is_empty() {
            whole.reserve(usize::try_from(announced).unwrap_or_default().max(body.len() + chunk.len()));
            whole.extend_from_slice(&body);
        }
        if whole.len() as u64 + chunk.len() as u64 > limit {
            return Err(Cause::TooLarge);
        }
        whole.extend_from_slice(&chunk);
    }
    if !whole.is_empty() {
        body = whole.freeze();
    }
    if body.len() as u64 > limit { Err(Cause::TooLarge) } else { Ok(body) }
}

fn broken(error: reqwest::Error) -> Cause {
    Cause::Broken(error.without_url())
}

/// Whether the server's certificate was refused. rustls hides that behind `io::Error`, whose `source` leads past it.
fn is_untrusted(error: &reqwest::Error) -> bool {
    let mut next: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(error) = next {
        if is_certificate_error(error) {
            return true;
        }
        let inner = error.downcast_ref::<std::io::Error>().and_then(|error| error.get_ref());
        next = inner.map(|inner| inner as _).or_else(|| error.source());
    }
    false
}

#[cfg(any(feature = "rustls", feature = "aws-lc"))]
fn is_certificate_error(error: &(dyn StdError + 'static)) -> bool {
    matches!(error.downcast_ref(), Some(rustls::Error::InvalidCertificate(_)))
}

#[cfg(not(any(feature = "rustls", feature = "aws-lc")))]
fn is_certificate_error(_: &(dyn StdError + 'static)) -> bool {
    false
}
