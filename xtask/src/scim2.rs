//! `cargo xtask scim2`: the client and the sandbox, judged by SCIM programs of others.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::sandbox;

const SCRIPT: &str = "tests/scim2/run.py";
/// Where the judges are installed, once.
const WORK: &str = "target/scim2";

/// What to run, if not the judges.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Run this program alone, on the sandbox and on a server of others: both have users and groups, and `SCIM_BASE_URL` and
    /// `SCIM_TOKEN` say where they are.
    #[arg(long, value_name = "PATH")]
    pub program: Option<PathBuf>,
}

/// Builds the sandbox and runs the judges; answers whether all of them are content.
pub fn run(root: &Path, options: &Options) -> Result<bool> {
    let program = options.program.as_ref().map(std::path::absolute).transpose()?;
    let server = sandbox::build(root)?;
    // The script runs it, and its build is not part of what is judged.
    let test = ["test", "--package", "stytch-b2b-tests", "--test", "scim2", "--no-run", "--target-dir", "target"];
    if program.is_none() && !sandbox::succeeds(sandbox::cargo(root).args(test))? {
        return Ok(false);
    }
    sandbox::succeeds(sandbox::python(root, SCRIPT).arg(server).arg(WORK).args(program))
}
