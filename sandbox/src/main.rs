//! The sandbox as a program: `stytch-b2b-sandbox --port 4010`.
#![allow(clippy::print_stdout)]

use clap::Parser;
use std::error::Error;
use std::io;
use std::process::ExitCode;
use stytch_b2b_sandbox::{RecordedRequest, Sandbox};

/// A local server that stands in for the Stytch B2B API.
#[derive(Debug, Parser)]
#[command(name = "stytch-b2b-sandbox", version)]
struct Options {
    /// The port of 127.0.0.1 to listen on; 0 takes a free one.
    #[arg(long, default_value_t = 4010)]
    port: u16,
    /// How many SCIM groups the first organization's connection has.
    #[arg(long, default_value_t = 2_500)]
    groups: u64,
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    match run(&options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: &Options) -> Result<(), Box<dyn Error>> {
    let sandbox = match Sandbox::builder()
        .port(options.port)
        .on_request(log)
        .start()
        .await
    {
        Ok(sandbox) => sandbox,
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            return Err(format!(
                "port {} is taken; choose another with --port, or --port 0 for a free one",
                options.port
            )
            .into());
        }
        Err(error) => return Err(error.into()),
    };
    let organization = sandbox.add_organization("Acme Co")?;
    let connection = sandbox.add_scim_connection(&organization)?;
    sandbox.add_scim_groups(&connection, options.groups)?;

    println!("base URL    {}", sandbox.base_url());
    println!("project id  {}", sandbox.project_id());
    println!("secret      {}", sandbox.secret());
    println!();
    println!("export STYTCH_BASE_URL={}", sandbox.base_url());
    println!("export STYTCH_PROJECT_ID={}", sandbox.project_id());
    println!("export STYTCH_SECRET={}", sandbox.secret());
    println!("export ORGANIZATION_ID={organization}");
    println!();

    stop_signal().await?;
    println!("stopping");
    sandbox.shutdown().await;
    Ok(())
}

/// One line a request: nothing of it that could be secret.
fn log(request: &RecordedRequest) {
    let status = request
        .status
        .map_or("closed".to_owned(), |status| status.to_string());
    let operation = request.operation.as_deref().unwrap_or("-");
    println!("{status} {} {} ({operation})", request.method, request.path);
}

#[cfg(unix)]
async fn stop_signal() -> io::Result<()> {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn stop_signal() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}
