//! `cargo xtask <verb>`: what maintainers run. Each verb has a file of its own.

use std::path::Path;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use xtask::{changes, compare, migrating, regen, sandbox_sdks, scim2};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "What maintainers of stytch-b2b run")]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Make the vendored specification and the raw client anew, and say what changed for users.
    Regen(regen::Options),
    /// Say what changed for users between two published specifications, without touching the repository.
    Changes(changes::Options),
    /// Measure this crate beside others and write BENCHMARKS.md. Needs Linux, Python 3, Node and npm.
    Compare(compare::Options),
    /// Run the official Python, Node and Rust SDKs against the sandbox. Needs Python 3, Node and npm.
    SandboxSdks,
    /// Make the tables and programs in `MIGRATING.md` anew.
    Migrating(migrating::Options),
    /// Let SCIM programs of others judge the client and the sandbox. Needs Python 3.
    Scim2(scim2::Options),
}

fn main() -> ExitCode {
    // Cargo says which checkout it runs in; one target directory may serve several.
    let own = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    let root = Path::new(&own).join("..");
    let outcome = match Arguments::parse().verb {
        Verb::Regen(options) => regen::run(&root, &options, &mut std::io::stdout().lock()),
        Verb::Changes(options) => changes::run(&root, &options, &mut std::io::stdout().lock()).map(|()| true),
        Verb::Compare(options) => compare::run(&root, &options),
        Verb::Migrating(options) => migrating::run(&root, &options).map(|()| true),
        Verb::SandboxSdks => sandbox_sdks::run(&root),
        Verb::Scim2(options) => scim2::run(&root, &options),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
