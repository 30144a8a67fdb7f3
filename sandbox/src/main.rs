//! The sandbox as a program: `stytch-b2b-sandbox --port 4010`.

use clap::Parser;
use std::error::Error;
use std::io::{self, Write as _};
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;
use stytch_b2b_sandbox::{MemberSeed, OrganizationSeed, RateLimit, RecordedRequest, Sandbox, SandboxBuilder};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A local server that stands in for the Stytch B2B API.
#[derive(Debug, Parser)]
#[command(name = "stytch-b2b-sandbox", version)]
struct Options {
    /// The address to listen on. On any other than the loopback address, whoever reaches it can use it.
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,
    /// The port to listen on; 0 takes a free one.
    #[arg(long, default_value_t = 4010)]
    port: u16,
    /// How many SCIM groups the first organization's connection has.
    #[arg(long, default_value_t = 2_500)]
    groups: u64,
    /// A JSON file of organizations and their members, in addition to the first organization.
    #[arg(long, value_name = "FILE")]
    seed: Option<PathBuf>,
    /// The most requests to each operation, such as 100/min, in windows aligned to the clock.
    #[arg(long, value_name = "LIMIT")]
    rate_limit: Option<RateLimit>,
    /// A pause before each answer, such as 50ms.
    #[arg(long, value_name = "TIME", value_parser = humantime::parse_duration, default_value = "0s")]
    latency: Duration,
    /// How many requests are kept to be looked at.
    #[arg(long, value_name = "NUMBER", default_value_t = 10_000)]
    record: usize,
    /// Answers every valid request with made-up data, whether or not what it names exists.
    #[arg(long)]
    stateless: bool,
    /// Logs no requests.
    #[arg(long)]
    quiet: bool,
    /// Starts nothing; succeeds if a sandbox answers on this host and port, for a container's health check.
    #[arg(long)]
    healthy: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    let outcome = if options.healthy { answers(&options).await } else { run(options).await };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Options) -> Result<(), Box<dyn Error>> {
    // Listened for from the beginning: a signal must not be missed while the seed is loaded.
    let stop = StopSignal::new()?;
    let mut exports = Vec::new();
    let sandbox = builder(&options).start_seeded(|sandbox| {
        exports = seed(sandbox, &options)?;
        Ok(())
    });
    let sandbox = sandbox.await.map_err(|error| explain(error, &options))?;

    say(&introduction(&sandbox, &exports));

    stop.received().await?;
    say("stopping\n");
    sandbox.shutdown().await;
    Ok(())
}

/// Whoever reads it may have read enough of it: that ends no sandbox.
fn say(text: &str) {
    let _ = io::stdout().write_all(text.as_bytes());
}

fn introduction(sandbox: &Sandbox, exports: &[(&'static str, String)]) -> String {
    let (base_url, project_id, secret) = (sandbox.base_url(), sandbox.project_id(), sandbox.secret());
    let public_token = sandbox.public_token();
    let exports: String = exports.iter().map(|(name, value)| format!("export {name}={value}\n")).collect();
    format!(
        "base URL      {base_url}\n\
         project id    {project_id}\n\
         secret        {secret}\n\
         public token  {public_token}\n\
         \n\
         export STYTCH_BASE_URL={base_url}\n\
         export STYTCH_PROJECT_ID={project_id}\n\
         export STYTCH_SECRET={secret}\n\
         export STYTCH_PUBLIC_TOKEN={public_token}\n\
         {exports}\n\
         Paste the exports into a shell and run your program there. {base_url}/ shows what it asked,\n\
         {base_url}/inbox the mail that members would get. Ctrl-C ends the sandbox, which forgets everything.\n"
    )
}

/// Asks the sandbox that was started with these options.
async fn answers(options: &Options) -> Result<(), Box<dyn Error>> {
    let host = if options.host.is_unspecified() { IpAddr::V4(Ipv4Addr::LOCALHOST) } else { options.host };
    let asked = async {
        let mut stream = TcpStream::connect((host, options.port)).await?;
        stream.write_all(b"GET /sandbox HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        Ok::<_, io::Error>(answer)
    };
    match tokio::time::timeout(Duration::from_secs(2), asked).await {
        Ok(Ok(answer)) if answer.starts_with("HTTP/1.1 200 ") => Ok(()),
        Ok(Err(error)) => Err(format!("no sandbox on {host}:{}: {error}", options.port).into()),
        Ok(Ok(_)) => Err(format!("what listens on {host}:{} is no sandbox", options.port).into()),
        Err(_) => Err(format!("the sandbox on {host}:{} does not answer", options.port).into()),
    }
}

fn builder(options: &Options) -> SandboxBuilder {
    let mut builder =
        Sandbox::builder().host(options.host).port(options.port).latency(options.latency).record_limit(options.record);
    if options.stateless {
        builder = builder.stateless();
    }
    if !options.quiet {
        builder = builder.on_request(log);
    }
    builder
}

/// Fills the sandbox; gives the names and values of what to begin with.
fn seed(sandbox: &Sandbox, options: &Options) -> Result<Vec<(&'static str, String)>, Box<dyn Error>> {
    if let Some(limit) = options.rate_limit.clone() {
        sandbox.rate_limit(limit);
    }
    let organization = sandbox.add_organization(OrganizationSeed::new("Acme Co").slug("acme-co"))?;
    let connection = sandbox.add_scim_connection(&organization)?;
    sandbox.add_scim_groups(&connection, options.groups)?;
    let admin = MemberSeed::new("admin@acme.example").name("Ada Admin").roles(["stytch_admin"]);
    let member = sandbox.add_member(&organization, admin)?;
    let session = sandbox.add_member_session(&member)?;
    if let Some(file) = &options.seed {
        let document = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
        sandbox.load(&document).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    Ok(vec![
        ("ORGANIZATION_ID", organization),
        ("MEMBER_ID", member),
        ("MEMBER_SESSION_TOKEN", session.session_token),
        ("SCIM_BASE_URL", sandbox.scim_base_url(&connection).unwrap_or_default()),
        ("SCIM_TOKEN", sandbox.scim_token(&connection).unwrap_or_default()),
    ])
}

/// Says what to do about a port that is taken.
fn explain(error: Box<dyn Error>, options: &Options) -> Box<dyn Error> {
    match error.downcast_ref::<io::Error>().map(io::Error::kind) {
        Some(io::ErrorKind::AddrInUse) => {
            let advice = "choose another with --port, or --port 0 for a free one";
            format!("port {} is taken; {advice}", options.port).into()
        }
        Some(_) => format!("cannot listen on {}:{}: {error}", options.host, options.port).into(),
        None => error,
    }
}

/// One line a request: nothing of it that could be secret.
fn log(request: &RecordedRequest) {
    let status = request.status.map_or("closed".to_owned(), |status| status.to_string());
    let operation = request.operation.as_deref().unwrap_or("-");
    say(&format!("{status} {} {} ({operation})\n", request.method, request.path));
}

/// Ctrl-C, and SIGTERM where there is such a thing.
#[cfg(unix)]
struct StopSignal {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl StopSignal {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    async fn received(mut self) -> io::Result<()> {
        tokio::select! {
            _ = self.interrupt.recv() => Ok(()),
            _ = self.terminate.recv() => Ok(()),
        }
    }
}

#[cfg(not(unix))]
struct StopSignal;

#[cfg(not(unix))]
impl StopSignal {
    fn new() -> io::Result<Self> {
        Ok(Self)
    }

    async fn received(self) -> io::Result<()> {
        tokio::signal::ctrl_c().await
    }
}
