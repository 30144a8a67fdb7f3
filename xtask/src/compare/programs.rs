//! What it costs to build a program that makes one call.

use std::fs;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};

use super::output;
use crate::sandbox;

/// The vendor's crate that is compared with.
pub(super) const VENDOR_VERSION: &str = "11.1.0";

struct Program {
    name: &'static str,
    /// Its dependencies, without tokio; `ROOT` is the repository, `VERSION` the vendor's.
    dependencies: &'static str,
    /// What is compiled anew to measure the crate itself.
    own: Option<&'static str>,
    main: &'static str,
}

const PROGRAMS: [Program; 3] = [
    Program {
        name: "stytch-b2b",
        dependencies: "stytch-b2b = { path = \"ROOT\" }",
        own: Some("stytch-b2b"),
        main: "let client = stytch_b2b::Client::from_env().unwrap();
    println!(\"{}\", client.organizations().get(\"organization-test-1\").await.is_ok());",
    },
    Program {
        name: "stytch (Rust)",
        dependencies: "stytch = \"=VERSION\"",
        own: Some("stytch"),
        main: "let client = stytch::b2b::client::Client::new(\"project-test-1\", \"secret\").unwrap();
    let organization_id = \"organization-test-1\".to_owned();
    println!(\"{}\", client.organizations.get(stytch::b2b::organizations::GetRequest { organization_id }).await.is_ok());",
    },
    Program {
        name: "reqwest",
        dependencies: "reqwest = { version = \"0.13.5\", features = [\"json\"] }\nserde_json = \"1\"",
        own: None,
        main: "let request = reqwest::Client::new().get(\"https://test.stytch.com/v1/b2b/organizations/organization-test-1\");
    let response = request.basic_auth(\"project-test-1\", Some(\"secret\")).send().await.unwrap();
    println!(\"{}\", response.json::<serde_json::Value>().await.is_ok());",
    },
];

/// What a program cost: medians.
pub(super) struct Built {
    pub name: &'static str,
    pub crates: usize,
    /// Of a debug build of everything: CPU seconds over those of the first program in the same round, and seconds.
    pub everything: [f64; 2],
    /// The same of the crate alone.
    pub own: Option<[f64; 2]>,
    /// The stripped program of a release build, in MiB.
    pub size: f64,
}

/// Builds each program so many times, in turns.
pub(super) fn build(root: &Path, rounds: usize) -> Result<Vec<Built>> {
    let scratch = root.join("target/compare");
    fs::create_dir_all(&scratch)?;
    for program in &PROGRAMS {
        make(root, &scratch, program)?;
    }
    let mut measured: Vec<(Vec<Cost>, Vec<Cost>)> = PROGRAMS.iter().map(|_| Default::default()).collect();
    for round in 0..rounds {
        eprintln!("builds, round {} of {rounds}", round + 1);
        for (program, (everything, own)) in PROGRAMS.iter().zip(&mut measured) {
            let folder = scratch.join(program.name);
            let _ = fs::remove_dir_all(folder.join("target"));
            everything.push(cargo(&folder, &["build"])?);
            if let Some(package) = program.own {
                cargo(&folder, &["clean", "--package", package])?;
                own.push(cargo(&folder, &["build"])?);
            }
        }
    }
    let (first_everything, first_own) = measured[0].clone();
    let medians = |costs: &[Cost], against: &[Cost]| {
        [
            median(costs.iter().zip(against).map(|(cost, first)| cost.cpu / first.cpu)),
            median(costs.iter().map(|cost| cost.time)),
        ]
    };
    PROGRAMS
        .iter()
        .zip(measured)
        .map(|(program, (everything, own))| {
            let folder = scratch.join(program.name);
            cargo(&folder, &["build", "--release"])?;
            let bytes = fs::metadata(folder.join("target/release/program"))?.len();
            let tree = output(sandbox::cargo(&folder).args([
                "tree",
                "--edges",
                "normal,build",
                "--prefix",
                "none",
                "--no-dedupe",
            ]))?;
            let mut crates: Vec<&str> = tree.lines().map(|line| line.split(" (").next().unwrap_or(line)).collect();
            crates.sort_unstable();
            crates.dedup();
            Ok(Built {
                name: program.name,
                // Without the program.
                crates: crates.len() - 1,
                everything: medians(&everything, &first_everything),
                own: (!own.is_empty()).then(|| medians(&own, &first_own)),
                size: bytes as f64 / f64::from(1 << 20),
            })
        })
        .collect()
}

/// A package outside of the workspace, with the versions of the benches.
fn make(root: &Path, scratch: &Path, program: &Program) -> Result<()> {
    let folder = scratch.join(program.name);
    fs::create_dir_all(folder.join("src"))?;
    let dependencies =
        program.dependencies.replace("ROOT", &root.display().to_string()).replace("VERSION", VENDOR_VERSION);
    let manifest = format!(
        "[package]\nname = \"program\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n{dependencies}\n\
         tokio = {{ version = \"1.52\", features = [\"macros\", \"rt\"] }}\n\n[profile.release]\nstrip = true\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest)?;
    fs::write(
        folder.join("src/main.rs"),
        format!("#[tokio::main(flavor = \"current_thread\")]\nasync fn main() {{\n    {}\n}}\n", program.main),
    )?;
    fs::copy(root.join("benches/Cargo.lock"), folder.join("Cargo.lock"))?;
    cargo(&folder, &["fetch"])?;
    Ok(())
}

#[derive(Clone, Copy)]
struct Cost {
    cpu: f64,
    time: f64,
}

fn cargo(folder: &Path, arguments: &[&str]) -> Result<Cost> {
    let (before, began) = (cpu_of_children()?, Instant::now());
    let mut command = sandbox::cargo(folder);
    command.args(arguments).arg("--quiet").env("CARGO_TARGET_DIR", folder.join("target")).env("CARGO_INCREMENTAL", "0");
    output(&mut command)?;
    Ok(Cost { cpu: cpu_of_children()? - before, time: began.elapsed().as_secs_f64() })
}

/// The CPU time of all processes that this one started and that have ended. Linux tells it, in hundredths of seconds.
fn cpu_of_children() -> Result<f64> {
    let stat = fs::read_to_string("/proc/self/stat").context("CPU time is measured on Linux")?;
    let (_, fields) = stat.rsplit_once(") ").context("/proc/self/stat has another form")?;
    let ticks: f64 = fields.split(' ').skip(13).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum();
    Ok(ticks / 100.0)
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
