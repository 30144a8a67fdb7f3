//! `cargo xtask sandbox-sdks`: the official SDKs' flows against the sandbox.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

const PACKAGE: &str = "stytch-b2b-sandbox";
const SCRIPT: &str = "sandbox/tests/sdk/run.py";
/// Where the SDKs are installed, once.
const WORK: &str = "target/sandbox-sdks";

/// Builds the sandbox and runs the flows; answers whether all of them passed.
pub fn run(root: &Path) -> Result<bool> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    if !status(Command::new(cargo).current_dir(root).args(["build", "--package", PACKAGE, "--target-dir", "target"]))? {
        return Ok(false);
    }
    let program = Path::new("target/debug").join(format!("{PACKAGE}{}", std::env::consts::EXE_SUFFIX));
    status(Command::new("python3").current_dir(root).arg(SCRIPT).arg(program).arg(WORK))
}

fn status(command: &mut Command) -> Result<bool> {
    let name = command.get_program().to_string_lossy().into_owned();
    Ok(command.status().with_context(|| format!("{name} can not be run"))?.success())
}
