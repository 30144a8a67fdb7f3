//! What the verbs share that run programs of others against the sandbox.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

const PACKAGE: &str = "stytch-b2b-sandbox";

/// Builds the sandbox; answers with its program, below the root.
pub(crate) fn build(root: &Path) -> Result<PathBuf> {
    let mut command = cargo(root);
    if !succeeds(command.args(["build", "--package", PACKAGE, "--target-dir", "target"]))? {
        bail!("the sandbox can not be built");
    }
    Ok(Path::new("target/debug").join(format!("{PACKAGE}{}", std::env::consts::EXE_SUFFIX)))
}

/// The cargo that runs this, at the root.
pub(crate) fn cargo(root: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root);
    command
}

/// A script of the repository.
pub(crate) fn python(root: &Path, script: &str) -> Command {
    let mut command = Command::new("python3");
    // Nothing is left beside the script.
    command.current_dir(root).arg("-B").arg(script);
    command
}

pub(crate) fn succeeds(command: &mut Command) -> Result<bool> {
    let name = command.get_program().to_string_lossy().into_owned();
    Ok(command.status().with_context(|| format!("{name} can not be run"))?.success())
}
