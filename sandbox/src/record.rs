//! The record of requests that tests assert on.

use serde::Serialize;
use serde_json::Value;
use std::collections::VecDeque;

/// The most that all kept bodies and headers together may take up.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// A request that the sandbox answered (or was scripted not to answer). Holds no credentials.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// Counts the requests, from 1.
    pub number: u64,
    /// The HTTP method.
    pub method: String,
    /// The path as it was sent, without the query.
    pub path: String,
    /// The query, decoded, in the order in which it was sent.
    pub query: Vec<(String, String)>,
    /// The headers in the order in which they were sent, names in lower case; the values of
    /// `authorization` and of the member session headers are replaced.
    pub headers: Vec<(String, String)>,
    /// The body: null when there was none, a string when it was not JSON.
    pub body: Value,
    /// Fields of the body that the operation's specification does not have, path parameters aside. The API takes no
    /// notice of them; a client that sends some has them wrong.
    pub unknown_fields: Vec<String>,
    /// Optional fields of the body that were sent as null, as `query.operands`. They count as absent.
    pub null_fields: Vec<String>,
    /// The id of the operation that the request was for, if it was for one.
    pub operation: Option<String>,
    /// The project's credentials, or the bearer token at a SCIM connection's `base_url`.
    pub authorization: Credential,
    /// The member session token or JWT.
    pub member_session: Credential,
    /// The status answered; `None` when the connection was closed without an answer.
    pub status: Option<u16>,
}

/// Whether a request carried a credential, and whether it was a good one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Credential {
    /// There was none.
    Absent,
    /// It is valid.
    Accepted,
    /// It is not valid.
    Rejected,
    /// There was one, but the request did not get as far as a check of it.
    Unchecked,
}

impl RecordedRequest {
    /// The value of the first query parameter of this name.
    pub fn query_value(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The value of the first header of this name (in lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// The last requests, up to a limit.
#[derive(Debug)]
pub(crate) struct Record {
    limit: usize,
    count: u64,
    bytes: usize,
    kept: VecDeque<(RecordedRequest, usize)>,
}

impl Record {
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit, count: 0, bytes: 0, kept: VecDeque::new() }
    }

    /// Adds a request of about `size` bytes and gives it its number.
    pub(crate) fn add(&mut self, request: &mut RecordedRequest, size: usize) {
        self.count += 1;
        request.number = self.count;
        if self.limit == 0 {
            return;
        }
        self.kept.push_back((request.clone(), size));
        self.bytes += size;
        while self.kept.len() > self.limit || self.bytes > MOST_BYTES {
            let Some((_, dropped)) = self.kept.pop_front() else {
                break;
            };
            self.bytes -= dropped;
        }
    }

    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    pub(crate) fn requests(&self) -> Vec<RecordedRequest> {
        self.kept.iter().map(|(request, _)| request.clone()).collect()
    }

    /// The last requests, newest first.
    pub(crate) fn last(&self, most: usize) -> Vec<&RecordedRequest> {
        self.kept.iter().rev().take(most).map(|(request, _)| request).collect()
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::new(self.limit);
    }
}
