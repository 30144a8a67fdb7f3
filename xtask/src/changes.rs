//! `cargo xtask changes`: what users would notice between two published specifications.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::report::{self, Format};
use crate::source::Part;
use crate::{regen, settle};

/// Which specifications to compare, and how to say what differs.
#[derive(clap::Args)]
pub struct Options {
    /// The earlier specification as it was published: a YAML or JSON file.
    #[arg(long, value_name = "FILE")]
    pub from: PathBuf,
    /// The later one.
    #[arg(long, value_name = "FILE")]
    pub to: PathBuf,
    /// How to write it down: lines, or a section of release notes.
    #[arg(long, value_enum, default_value = "lines")]
    pub format: Format,
}

/// Reports the differences in our part of both, in the words of the facade. Writes no file.
pub fn run(root: &Path, options: &Options, out: &mut impl Write) -> Result<()> {
    let part = regen::source(root)?.part;
    let overlays = regen::overlays(root)?;
    let settled = |file: &PathBuf| -> Result<Value> {
        let mut document = facts(file, &part).with_context(|| file.display().to_string())?;
        overlays.iter().for_each(|(_, overlay)| overlay.apply_where_it_fits(&mut document));
        settle::settle_what_is_known(document)
    };
    report::write(Some(&settled(&options.from)?), &settled(&options.to)?, options.format, out)
}

fn facts(file: &Path, part: &Part) -> Result<Value> {
    Ok(regen::facts(&fs::read(file)?, part)?.document)
}
