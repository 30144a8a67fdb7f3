//! Sending an answer the way it was scripted to be sent.

use super::Delivery;
use crate::answer::Answer;
use axum::body::Body;
use axum::http::{HeaderValue, Response, header};
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use std::io;
use std::time::Duration;

/// Marks a response that must not be sent: the connection is closed instead.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CloseConnection;

/// The response to hand to the HTTP server.
pub(crate) async fn deliver(answer: Answer, delivery: Delivery, pause: Duration) -> Response<Body> {
    if !pause.is_zero() {
        tokio::time::sleep(pause).await;
    }
    let whole = answer.body.clone();
    match delivery {
        Delivery::Whole => answer.into_response(Body::from(whole)),
        Delivery::Closed => {
            let mut response = answer.into_response(Body::empty());
            response.extensions_mut().insert(CloseConnection);
            response
        }
        Delivery::Truncated { keep } => {
            let promised = whole.len();
            let mut response = answer.into_response(truncated(whole, keep));
            response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(promised));
            response
        }
        Delivery::Dripped { bytes, every } => {
            let promised = whole.len();
            let mut response = answer.into_response(dripped(whole, bytes, every));
            response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(promised));
            response
        }
    }
}

/// The beginning of `whole`; the failure after it makes the server close the connection.
fn truncated(whole: Bytes, keep: usize) -> Body {
    let beginning = whole.slice(..keep.min(whole.len()));
    let closed = async {
        // What was sent so far must leave first; the server would throw it away with the rest.
        tokio::task::yield_now().await;
        Err(io::Error::new(io::ErrorKind::ConnectionAborted, "the sandbox was told to cut this body short"))
    };
    Body::from_stream(stream::iter([Ok(beginning)]).chain(stream::once(closed)))
}

fn dripped(whole: Bytes, bytes: usize, every: Duration) -> Body {
    Body::from_stream(stream::unfold(whole, move |mut rest| async move {
        if rest.is_empty() {
            return None;
        }
        tokio::time::sleep(every).await;
        let part = rest.split_to(bytes.min(rest.len()));
        Some((Ok::<_, io::Error>(part), rest))
    }))
}
