//! How a sandbox is started.

use crate::api;
use crate::clock::Clock;
use crate::control;
use crate::fault::Script;
use crate::identifier::IdSource;
use crate::jwt::Jwts;
use crate::listen;
use crate::page;
use crate::record::{Record, RecordedRequest};
use crate::server::{Sandbox, base_url};
use crate::shared::{Observer, Shared};
use crate::specification::Specification;
use crate::state::State;
use axum::Router;
use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};
use tokio::sync::oneshot;

impl Sandbox {
    /// Settings for a new sandbox.
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder::new()
    }
}

/// Settings for a new sandbox.
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
    issuer: Option<String>,
    organization_policies: bool,
}

impl SandboxBuilder {
    fn new() -> Self {
        Self {
            host: Ipv4Addr::LOCALHOST.into(),
            port: 0,
            seed: 0,
            clock: Clock::default(),
            record_limit: 10_000,
            body_limit: 1024 * 1024,
            latency: Duration::ZERO,
            stateless: false,
            observer: None,
            issuer: None,
            organization_policies: true,
        }
    }

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

    /// Names this as the issuer of tokens, as the API does when it is called on a domain of the project.
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuer = Some(issuer.into());
        self
    }

    /// Answers for policies of organizations as the API does where they are not enabled.
    pub fn without_organization_policies(mut self) -> Self {
        self.organization_policies = false;
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
        self.start_seeded(|_| Ok(())).await
    }

    /// Starts the server and fills it with `seed`. Clients that connect before that is done wait.
    ///
    /// # Errors
    ///
    /// When the port cannot be listened on, or `seed` fails.
    pub async fn start_seeded<E: From<io::Error>>(
        self,
        seed: impl FnOnce(&Sandbox) -> Result<(), E>,
    ) -> Result<Sandbox, E> {
        let listener = listen::bind((self.host, self.port).into())?;
        let address = listener.local_addr()?;
        let shared = Arc::new(self.shared(address)?);
        let router = Router::new()
            .merge(page::router())
            .merge(control::router())
            .fallback(api::handle)
            .with_state(Arc::clone(&shared));
        let mut sandbox = Sandbox::new(shared, address);
        seed(&sandbox)?;
        let (stop, stopped) = oneshot::channel();
        sandbox.serve_with(tokio::spawn(listen::serve(listener, router, stopped)), stop);
        Ok(sandbox)
    }

    fn shared(self, address: SocketAddr) -> io::Result<Shared> {
        let mut ids = IdSource::new(self.seed);
        let project_id = ids.next("project");
        Ok(Shared {
            specification: Specification::shared()?,
            jwts: Jwts::new(project_id.clone(), self.issuer),
            project_id,
            stateless: self.stateless,
            secret: format!("secret-test-{}", ids.token("secret")),
            public_token: ids.next("public-token"),
            body_limit: self.body_limit,
            latency: self.latency,
            observer: self.observer,
            state: Mutex::new(State::new(self.seed, self.organization_policies, base_url(address))),
            clock: Mutex::new(self.clock),
            script: Mutex::new(Script::default()),
            record: Mutex::new(Record::new(self.record_limit)),
            answered: AtomicU64::new(0),
            seed: self.seed,
        })
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
