//! The sandbox as a program: `stytch-b2b-sandbox --port 4010`.
#![allow(clippy::print_stdout)]

use clap::Parser;
use std::error::Error;
use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;
use stytch_b2b_sandbox::{MemberSeed, OrganizationSeed, RateLimit, RecordedRequest, Sandbox};

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
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Options) -> Result<(), Box<dyn Error>> {
    let mut builder =
        Sandbox::builder().host(options.host).port(options.port).latency(options.latency).record_limit(options.record);
    if options.stateless {
        builder = builder.stateless();
    }
    if !options.quiet {
        builder = builder.on_request(log);
    }
    let sandbox = builder.start().await.map_err(|error| explain(error, &options))?;
    if let Some(limit) = options.rate_limit {
        sandbox.rate_limit(limit);
    }
    let organization = sandbox.add_organization(OrganizationSeed::new("Acme Co").slug("acme"))?;
    let connection = sandbox.add_scim_connection(&organization)?;
    sandbox.add_scim_groups(&connection, options.groups)?;
    let admin = MemberSeed::new("admin@acme.example").name("Ada Admin").roles(["stytch_admin"]);
    let member = sandbox.add_member(&organization, admin)?;
    let session = sandbox.add_member_session(&member)?;
    if let Some(file) = &options.seed {
        let document = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
        sandbox.load(&document).map_err(|error| format!("{}: {error}", file.display()))?;
    }

    println!("base URL    {}", sandbox.base_url());
    println!("project id  {}", sandbox.project_id());
    println!("secret      {}", sandbox.secret());
    println!();
    println!("export STYTCH_BASE_URL={}", sandbox.base_url());
    println!("export STYTCH_PROJECT_ID={}", sandbox.project_id());
    println!("export STYTCH_SECRET={}", sandbox.secret());
    println!("export ORGANIZATION_ID={organization}");
    println!("export MEMBER_ID={member}");
    println!("export MEMBER_SESSION_TOKEN={}", session.session_token);
    println!();

    stop_signal().await?;
    println!("stopping");
    sandbox.shutdown().await;
    Ok(())
}

fn explain(error: io::Error, options: &Options) -> Box<dyn Error> {
    if error.kind() != io::ErrorKind::AddrInUse {
        return format!("cannot listen on {}:{}: {error}", options.host, options.port).into();
    }
    format!("port {} is taken; choose another with --port, or --port 0 for a free one", options.port).into()
}

/// One line a request: nothing of it that could be secret.
fn log(request: &RecordedRequest) {
    let status = request.status.map_or("closed".to_owned(), |status| status.to_string());
    let operation = request.operation.as_deref().unwrap_or("-");
    println!("{status} {} {} ({operation})", request.method, request.path);
}

#[cfg(unix)]
async fn stop_signal() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn stop_signal() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}
