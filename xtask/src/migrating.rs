//! `cargo xtask migrating`: what `MIGRATING.md` says of the vendor's own crate, name by name.

pub mod names;
pub mod table;

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Serialize;

use self::names::Names;
use self::table::Table;

const DOCUMENT: &str = "MIGRATING.md";
const NAMES: &str = "tests/migrating/names.json";
const BY_HAND: &str = "tests/migrating/by_hand.toml";
const SPECIFICATION: &str = "openapi/stytch-b2b.json";

/// Where the part begins that is made, and what of.
const BEGIN: &str = "<!-- made of ";
const END: &str = "<!-- end -->";

/// Where their names come from.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Read the names anew, from the unpacked sources of the vendor's crate.
    #[arg(long = "crate", value_name = "FOLDER")]
    pub sources: Option<PathBuf>,
}

/// Writes the names, if there are sources to read them from, and what follows from them in the document.
pub fn run(root: &Path, options: &Options) -> Result<()> {
    if let Some(sources) = &options.sources {
        fs::write(root.join(NAMES), written(&names::read(sources)?)?)?;
    }
    let text = document(root)?;
    fs::write(root.join(DOCUMENT), text).context(DOCUMENT)
}

/// The document as it should be: what stands between the marks is made anew.
pub fn document(root: &Path) -> Result<String> {
    let table = table(root)?;
    let committed = read(root, DOCUMENT)?;
    let mut text = String::new();
    let mut lines = committed.lines();
    while let Some(line) = lines.next() {
        writeln!(text, "{line}")?;
        let Some(source) = line.strip_prefix(BEGIN).and_then(|rest| rest.strip_suffix(" -->")) else { continue };
        match source {
            "methods" => text.push_str(&table.methods_text()),
            "types" => text.push_str(&table.types_text()),
            program => write!(text, "```rust\n{}```\n", read(root, program)?)?,
        }
        lines.find(|line| *line == END).with_context(|| format!("what is made of {source} has no end"))?;
        writeln!(text, "{END}")?;
    }
    Ok(text)
}

/// What stands here for each of their names.
pub fn table(root: &Path) -> Result<Table> {
    let specification = serde_json::from_str(&read(root, SPECIFICATION)?)?;
    Table::new(&names(root)?, &specification, &read(root, BY_HAND)?).context(BY_HAND)
}

/// The names that are committed.
pub fn names(root: &Path) -> Result<Names> {
    serde_json::from_str(&read(root, NAMES)?).context(NAMES)
}

/// JSON with a line for each name, so that a change can be read.
fn written(names: &Names) -> Result<String> {
    let version = serde_json::to_string(&names.version)?;
    let (methods, types) = (lines(&names.methods)?, lines(&names.types)?);
    Ok(format!("{{\n\"version\": {version},\n\"methods\": [\n{methods}\n],\n\"types\": [\n{types}\n]\n}}\n"))
}

fn lines(rows: &[impl Serialize]) -> Result<String> {
    let rows = rows.iter().map(serde_json::to_string).collect::<Result<Vec<_>, _>>()?;
    Ok(rows.join(",\n"))
}

fn read(root: &Path, path: &str) -> Result<String> {
    fs::read_to_string(root.join(path)).context(path.to_owned())
}
