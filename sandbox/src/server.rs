//! The sandbox as its user holds it: start, seed, script, look at what arrived, stop.

use crate::api;
use crate::clock::{Clock, Timestamp};
use crate::control;
use crate::fault::{Fault, RateLimit, Script};
use crate::identifier::IdSource;
use crate::listen;
use crate::page;
use crate::record::{Record, RecordedRequest};
use crate::seed::{self, IssuedSession, LoginTokenSeed, MemberSeed, OrganizationSeed, SeedError};
use crate::session_jwt::SessionJwts;
use crate::shared::{Observer, Shared, lock};
use crate::specification::Specification;
use crate::state::{Message, State};
use axum::Router;
use axum::routing::get;
use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::AtomicU64;
use std::time::{Duration, SystemTime};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// A running server. It stops when it is dropped.
///
/// Sandboxes know nothing of each other: each has its own port, state and record, so tests that run side by
/// side each start their own.
#[derive(Debug)]
pub struct Sandbox {
    shared: Arc<Shared>,
    address: SocketAddr,
    base_url: String,
    stop: Option<oneshot::Sender<()>>,
    server: JoinHandle<()>,
}

/// How a sandbox is to be started.
#[must_use = "nothing is started before start() is awaited"]
pub struct SandboxBuilder {
    host: IpAddr,
    port: u16,
    seed: u64,
    clock: Clock,
    record_limit: usize,
    body_limit: usize,
    latency: Duration,
    stateless: bool,
    observer: Option<Observer>,
}

impl Sandbox {
    /// Settings for a new sandbox.
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder {
            host: Ipv4Addr::LOCALHOST.into(),
            port: 0,
            seed: 0,
            clock: Clock::default(),
            record_limit: 10_000,
            body_limit: 1024 * 1024,
            latency: Duration::ZERO,
            stateless: false,
            observer: None,
        }
    }

    /// Where it listens, such as `http://127.0.0.1:4010`: no path, no slash at the end.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The project id it accepts.
    pub fn project_id(&self) -> &str {
        &self.shared.project_id
    }

    /// The secret it accepts.
    pub fn secret(&self) -> &str {
        &self.shared.secret
    }

    /// The last requests, oldest first. How many are kept is set by [`SandboxBuilder::record_limit`].
    pub fn requests(&self) -> Vec<RecordedRequest> {
        lock(&self.shared.record).requests()
    }

    /// How many requests there have been, kept or not.
    pub fn request_count(&self) -> u64 {
        lock(&self.shared.record).count()
    }

    /// Forgets the requests so far; counting begins anew.
    pub fn clear_requests(&self) {
        lock(&self.shared.record).clear();
    }

    /// Adds an organization: a name, or an [`OrganizationSeed`] that says more. Gives its id.
    ///
    /// # Errors
    ///
    /// When its slug or external id is another organization's.
    pub fn add_organization(&self, organization: impl Into<OrganizationSeed>) -> Result<String, SeedError> {
        let now = self.now();
        seed::add_organization(&mut lock(&self.shared.state), organization.into(), now)
    }

    /// Adds an active member: an email address, or a [`MemberSeed`] that says more. Gives its id.
    ///
    /// # Errors
    ///
    /// When there is no such organization, or the API would refuse the member.
    pub fn add_member(&self, organization_id: &str, member: impl Into<MemberSeed>) -> Result<String, SeedError> {
        let now = self.now();
        seed::add_member(&mut lock(&self.shared.state), organization_id, member.into(), now)
    }

    /// Logs a member in.
    ///
    /// # Errors
    ///
    /// When there is no such member.
    pub fn add_member_session(&self, member_id: &str) -> Result<IssuedSession, SeedError> {
        let now = self.now();
        seed::add_member_session(&mut lock(&self.shared.state), &self.shared.jwts, member_id, now)
    }

    /// Makes a token for a login that somebody else vouches for: by OAuth, SSO or impersonation.
    ///
    /// # Errors
    ///
    /// When there is no such member or SSO connection.
    pub fn add_login_token(&self, token: LoginTokenSeed) -> Result<String, SeedError> {
        let now = self.now();
        seed::add_login_token(&mut lock(&self.shared.state), token, now)
    }

    /// Adds everything that a JSON document holds: see the package's README for its form.
    ///
    /// # Errors
    ///
    /// When the document is not a seed, or the API would refuse something in it; what came before it stays.
    pub fn load(&self, document: &str) -> Result<(), SeedError> {
        let now = self.now();
        seed::load(&mut lock(&self.shared.state), document, now)
    }

    /// The last emails and text messages to an address, oldest first.
    pub fn messages_to(&self, address: &str) -> Vec<Message> {
        lock(&self.shared.state).messages.to(Some(address)).cloned().collect()
    }

    /// The last email or text message to an address: it has the token or the code that a login needs.
    pub fn last_message_to(&self, address: &str) -> Option<Message> {
        lock(&self.shared.state).messages.to(Some(address)).next_back().cloned()
    }

    /// Forgets everything: state, faults, rate limits and requests. The ids begin anew.
    pub fn reset(&self) {
        self.shared.reset();
    }

    /// Gives an organization a SCIM connection. Gives the connection's id.
    ///
    /// # Errors
    ///
    /// When there is no such organization, or it has a SCIM connection.
    pub fn add_scim_connection(&self, organization_id: &str) -> Result<String, SeedError> {
        let now = self.now();
        seed::add_scim_connection(&mut lock(&self.shared.state), organization_id, now)
    }

    /// Adds groups to a SCIM connection: any number, they take up no memory.
    ///
    /// # Errors
    ///
    /// When there is no such connection.
    pub fn add_scim_groups(&self, connection_id: &str, count: u64) -> Result<(), SeedError> {
        seed::add_scim_groups(&mut lock(&self.shared.state), connection_id, count)
    }

    /// Scripts a fault, to be met after those scripted before it.
    pub fn fault(&self, fault: Fault) {
        lock(&self.shared.script).add(fault);
    }

    /// How many faults have not been met, or not as often as they were to be: 0 when a test met all that it scripted.
    pub fn unmet_faults(&self) -> usize {
        lock(&self.shared.script).unmet()
    }

    /// Takes back all faults that have not been met.
    pub fn clear_faults(&self) {
        lock(&self.shared.script).clear();
    }

    /// Sets a rate limit, in addition to those that there are.
    pub fn rate_limit(&self, limit: RateLimit) {
        lock(&self.shared.script).limit(limit);
    }

    /// Takes back all rate limits.
    pub fn clear_rate_limits(&self) {
        lock(&self.shared.script).clear_limits();
    }

    /// Moves the sandbox's clock forward; tokens expire, rate limits begin a new window.
    pub fn advance_clock(&self, by: Duration) {
        lock(&self.shared.clock).advance(by);
    }

    /// Stops it: requests under way get a moment to finish, then all connections are closed.
    pub async fn shutdown(mut self) {
        self.stop.take();
        let _ = (&mut self.server).await;
    }

    fn now(&self) -> Timestamp {
        lock(&self.shared.clock).timestamp()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl SandboxBuilder {
    /// Listens on this address instead of 127.0.0.1. The sandbox's secrets are public: on any other address, whoever
    /// reaches it can use it.
    pub fn host(mut self, host: IpAddr) -> Self {
        self.host = host;
        self
    }

    /// Listens on this port instead of a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Changes the ids and tokens that the sandbox makes: the same seed, the same ones, in the same order.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Stops the sandbox's clock at `time`; it moves by [`Sandbox::advance_clock`] only.
    pub fn clock(mut self, time: SystemTime) -> Self {
        self.clock = Clock::fixed(time);
        self
    }

    /// Keeps the last `requests` requests for [`Sandbox::requests`], and fewer when they are very large.
    pub fn record_limit(mut self, requests: usize) -> Self {
        self.record_limit = requests;
        self
    }

    /// Refuses request bodies of more than this many bytes.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// Waits this long before each answer.
    pub fn latency(mut self, latency: Duration) -> Self {
        self.latency = latency;
        self
    }

    /// Answers every valid request with data made up from the specification, whether or not what it names exists. For
    /// tests of a client that only want an answer to each operation.
    pub fn stateless(mut self) -> Self {
        self.stateless = true;
        self
    }

    /// Calls `observer` with each request, once it is decided how it is answered.
    pub fn on_request(mut self, observer: impl Fn(&RecordedRequest) + Send + Sync + 'static) -> Self {
        self.observer = Some(Box::new(observer));
        self
    }

    /// Starts the server on the current tokio runtime.
    ///
    /// # Errors
    ///
    /// When the port cannot be listened on, for instance because it is taken.
    pub async fn start(self) -> io::Result<Sandbox> {
        let specification = Specification::shared()?;
        let listener = listen::bind((self.host, self.port).into())?;
        let address = listener.local_addr()?;
        let mut ids = IdSource::new(self.seed);
        let project_id = ids.next("project");
        let shared = Arc::new(Shared {
            specification,
            jwts: SessionJwts::new(project_id.clone()),
            project_id,
            stateless: self.stateless,
            secret: format!("secret-test-{}", ids.token("secret")),
            body_limit: self.body_limit,
            latency: self.latency,
            observer: self.observer,
            state: Mutex::new(State::new(self.seed)),
            clock: Mutex::new(self.clock),
            script: Mutex::new(Script::default()),
            record: Mutex::new(Record::new(self.record_limit)),
            answered: AtomicU64::new(0),
            seed: self.seed,
        });
        let router = Router::new()
            .route("/", get(page::page))
            .merge(control::router())
            .fallback(api::handle)
            .with_state(Arc::clone(&shared));
        let (stop, stopped) = oneshot::channel();
        let server = tokio::spawn(listen::serve(listener, router, stopped));
        Ok(Sandbox { shared, address, base_url: format!("http://{address}"), stop: Some(stop), server })
    }
}

impl fmt::Debug for SandboxBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SandboxBuilder")
            .field("port", &self.port)
            .field("seed", &self.seed)
            .finish_non_exhaustive()
    }
}
