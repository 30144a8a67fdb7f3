//! `cargo xtask compare`: this crate beside the vendor's and plain reqwest, measured in one run and written down in `BENCHMARKS.md`.

mod document;
mod plot;
mod programs;

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::sandbox;

/// The script that installs the official Python and Node SDKs, and where.
const SDKS: &str = "sandbox/tests/sdk/run.py";
const WORK: &str = "target/sandbox-sdks";
const PLOTS: &str = "benches/plots";
const DOCUMENT: &str = "BENCHMARKS.md";

/// How much is measured.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// How often each program is built; the medians count.
    #[arg(long, default_value_t = 3)]
    pub builds: usize,
}

/// All that was measured.
struct Measured {
    /// What each program cost to build.
    builds: Vec<programs::Built>,
    /// Groups, calls at once, facade over reqwest, vendor over reqwest, microseconds of reqwest.
    overhead: Bench,
    /// Client, time over reqwest, requests, MiB.
    list: Bench,
    /// Factors, custom claims, bytes, check over ring, check over `jsonwebtoken`, microseconds of ring.
    checks: Bench,
    /// Case, client, what happened.
    faults: Bench,
    /// The versions and the machine.
    conditions: Vec<(&'static str, String)>,
}

/// What a bench said.
struct Bench {
    /// How it measured: its first line.
    how: String,
    /// The lines that have tabs.
    rows: Vec<Vec<String>>,
}

/// Measures everything and writes it down.
pub fn run(root: &Path, options: &Options) -> Result<bool> {
    let root = root.canonicalize()?;
    if !sandbox::succeeds(sandbox::python(&root, SDKS).args(["--install", WORK]))? {
        bail!("the official Python and Node SDKs can not be installed");
    }
    let node = root.join(WORK).join("node");
    for script in ["fault.mjs", "list.mjs"] {
        fs::copy(root.join("benches/sdk").join(script), node.join(script))?;
    }
    let measured = Measured {
        builds: programs::build(&root, options.builds)?,
        overhead: bench(&root, "overhead", None)?,
        list: bench(&root, "list", Some("list"))?,
        checks: bench(&root, "local", None)?,
        faults: bench(&root, "faults", Some("fault"))?,
        conditions: conditions(&root)?,
    };
    fs::create_dir_all(root.join(PLOTS))?;
    for (name, plot) in document::plots(&measured)? {
        fs::write(root.join(PLOTS).join(name), plot)?;
    }
    fs::write(root.join(DOCUMENT), document::text(&measured, options.builds)?)?;
    Ok(true)
}

/// Runs a bench. The SDKs of other languages run this script of `benches/sdk`.
fn bench(root: &Path, name: &str, script: Option<&str>) -> Result<Bench> {
    eprintln!("bench {name}");
    let mut command = sandbox::cargo(&root.join("benches"));
    command.args(["bench", "--quiet", "--bench", name]);
    if let Some(script) = script {
        let work = root.join(WORK);
        let python = work.join("python/bin/python");
        command.env(
            "PYTHON_SDK",
            format!("{} {}", python.display(), root.join(format!("benches/sdk/{script}.py")).display()),
        );
        command.env("NODE_SDK", format!("node {}", work.join(format!("node/{script}.mjs")).display()));
    }
    let said = output(&mut command)?;
    let rows: Vec<Vec<String>> = said
        .lines()
        .filter(|line| line.contains('\t'))
        .map(|line| line.split('\t').map(str::to_owned).collect())
        .collect();
    if rows.is_empty() {
        bail!("the bench {name} says nothing");
    }
    Ok(Bench { how: said.lines().next().unwrap_or_default().to_owned(), rows })
}

fn output(command: &mut Command) -> Result<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output =
        command.stderr(std::process::Stdio::inherit()).output().with_context(|| format!("{name} can not be run"))?;
    if !output.status.success() {
        bail!("{name} failed");
    }
    Ok(String::from_utf8(output.stdout)?)
}

fn conditions(root: &Path) -> Result<Vec<(&'static str, String)>> {
    let first = |program: &str, argument: &str| -> Result<String> {
        Ok(output(Command::new(program).arg(argument))?.lines().next().unwrap_or_default().to_owned())
    };
    let cores = std::thread::available_parallelism()?;
    let requirements = fs::read_to_string(root.join("sandbox/tests/sdk/requirements.txt"))?;
    let package: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(root.join("sandbox/tests/sdk/package.json"))?)?;
    Ok(vec![
        ("stytch-b2b", env!("CARGO_PKG_VERSION").to_owned()),
        ("stytch (Rust)", programs::VENDOR_VERSION.to_owned()),
        ("stytch (Python)", requirements.trim().trim_start_matches("stytch==").to_owned()),
        ("stytch (Node)", package["dependencies"]["stytch"].as_str().unwrap_or_default().to_owned()),
        ("Rust", first("rustc", "--version")?),
        ("Python", first("python3", "--version")?),
        ("Node", first("node", "--version")?),
        ("machine", format!("{cores} cores of {} under {}", std::env::consts::ARCH, std::env::consts::OS)),
    ])
}
