//! What the server's tasks and its handle have in common.

use crate::clock::Clock;
use crate::fault::Script;
use crate::jwt::Jwts;
use crate::lock::lock;
use crate::record::{Record, RecordedRequest};
use crate::specification::Specification;
use crate::state::State;
use std::fmt;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Called with each request, once it is decided how it is answered.
pub(crate) type Observer = Box<dyn Fn(&RecordedRequest) + Send + Sync>;

pub(crate) struct Shared {
    pub(crate) specification: &'static Specification,
    pub(crate) project_id: String,
    pub(crate) secret: String,
    /// Names the project where anyone can read it: in the URLs that browsers begin a login with.
    pub(crate) public_token: String,
    pub(crate) jwts: Jwts,
    pub(crate) body_limit: usize,
    /// A pause before each answer.
    pub(crate) latency: Duration,
    /// Whether every answer is made up from the specification.
    pub(crate) stateless: bool,
    pub(crate) observer: Option<Observer>,
    pub(crate) state: Mutex<State>,
    pub(crate) clock: Mutex<Clock>,
    pub(crate) script: Mutex<Script>,
    pub(crate) record: Mutex<Record>,
    pub(crate) answered: AtomicU64,
    pub(crate) seed: u64,
}

impl Shared {
    /// Forgets everything that was done or scripted since the start.
    pub(crate) fn reset(&self) {
        lock(&self.state).reset();
        self.jwts.reset();
        lock(&self.record).clear();
        let mut script = lock(&self.script);
        script.clear();
        script.clear_limits();
    }

    /// A request id that no other request has.
    pub(crate) fn request_id(&self) -> String {
        let number = self.answered.fetch_add(1, Ordering::Relaxed);
        let start = crate::identifier::mix(self.seed, b"request-id");
        format!("request-id-test-{}", crate::identifier::uuid(start, number))
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Shared").field("project_id", &self.project_id).finish_non_exhaustive()
    }
}
