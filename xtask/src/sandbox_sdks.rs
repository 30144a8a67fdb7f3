//! `cargo xtask sandbox-sdks`: the official SDKs' flows against the sandbox.

use std::path::Path;

use anyhow::Result;

use crate::sandbox;

const SCRIPT: &str = "sandbox/tests/sdk/run.py";
/// Where the SDKs are installed, once.
const WORK: &str = "target/sandbox-sdks";

/// Builds the sandbox and runs the flows; answers whether all of them passed.
pub fn run(root: &Path) -> Result<bool> {
    let program = sandbox::build(root)?;
    sandbox::succeeds(sandbox::python(root, SCRIPT).arg(program).arg(WORK))
}
