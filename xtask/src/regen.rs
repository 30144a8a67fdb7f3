//! `cargo xtask regen`: specification in, vendored specification and raw client out.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::generator;
use crate::overlay::Overlay;
use crate::settle::{Settled, settle, tidy};
use crate::source::Source;
use crate::{extract, report, scaffold};

const SOURCE: &str = "openapi/SOURCE.toml";
const UPSTREAM: &str = "openapi/upstream.json";
const OVERLAYS: &str = "openapi/overlays";
const VENDORED: &str = "openapi/stytch-b2b.json";
const GENERATED: &str = "generated";
const RESOURCES: &str = "src/resources";

/// What to start from, and whether to write.
#[derive(clap::Args, Default)]
pub struct Options {
    /// The published specification: a YAML or JSON file, or an https URL. Without it, the facts taken over last time.
    #[arg(long, value_name = "FILE|URL")]
    pub spec: Option<String>,
    /// Write nothing; fail when a file is not what it would be made to be.
    #[arg(long)]
    pub check: bool,
}

/// Makes every derived file in memory and, once all of them stand, writes or compares them.
///
/// Answers `false` when `check` found a stale file.
pub fn run(root: &Path, options: &Options, out: &mut impl Write) -> Result<bool> {
    let mut files = BTreeMap::new();
    let upstream = upstream(root, options, &mut files)?;
    let previous = read_json(&root.join(UPSTREAM)).ok();
    let Settled { document, stale } = vendored(root, upstream, previous.as_ref())?;
    files.insert(VENDORED.into(), pretty(&document)?);
    for (name, text) in
        generator::generate(&document).with_context(|| format!("{VENDORED}: the generator refuses it"))?
    {
        files.insert(Path::new(GENERATED).join(name), text);
    }
    let changed = changed(root, &files)?;
    if options.check {
        return check(&changed, out);
    }
    let before = read_json(&root.join(VENDORED)).ok();
    write_all(root, &files, &changed)?;
    report::write(before.as_ref(), &document, out)?;
    for row in stale {
        writeln!(out, "overlays: delete the row of {row}; the specification no longer has it")?;
    }
    scaffold::write_unreached(&document, &read_sources(&root.join(RESOURCES))?, out)?;
    writeln!(out, "{} files written, {} unchanged", changed.len(), files.len() - changed.len())?;
    Ok(true)
}

fn upstream(root: &Path, options: &Options, files: &mut BTreeMap<PathBuf, String>) -> Result<Value> {
    let Some(spec) = &options.spec else { return read_json(&root.join(UPSTREAM)) };
    let (bytes, url) = fetch(spec).with_context(|| spec.clone())?;
    let text = std::str::from_utf8(&bytes).with_context(|| format!("{spec}: not text"))?;
    let source = extract::parse(text).with_context(|| spec.clone())?;
    let facts = tidy(extract::facts(&source).with_context(|| spec.clone())?);
    let record = fs::read_to_string(root.join(SOURCE)).ok();
    let record = record.map(|text| Source::parse(&text)).transpose().context(SOURCE)?;
    files.insert(SOURCE.into(), Source::updated(record.as_ref(), url, &bytes).render());
    files.insert(UPSTREAM.into(), pretty(&facts)?);
    Ok(facts)
}

fn vendored(root: &Path, mut document: Value, previous: Option<&Value>) -> Result<Settled> {
    let directory = root.join(OVERLAYS);
    let mut overlays: Vec<PathBuf> =
        fs::read_dir(&directory).context(OVERLAYS)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    overlays.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    overlays.sort();
    for path in overlays {
        let name = path.strip_prefix(root).unwrap_or(&path).display().to_string();
        let overlay = fs::read_to_string(&path).map_err(anyhow::Error::from).and_then(|text| Overlay::parse(&text));
        overlay.and_then(|overlay| overlay.apply(&mut document)).context(name)?;
    }
    let was_known = |name: &str| previous.is_some_and(|previous| knows(previous, name));
    settle(document, was_known).context(OVERLAYS)
}

fn knows(upstream: &Value, name: &str) -> bool {
    upstream["components"]["schemas"].get(name).is_some()
        || extract::operations(upstream).any(|(_, operation)| operation["operationId"] == name)
}

fn fetch(spec: &str) -> Result<(Vec<u8>, Option<&str>)> {
    if !spec.contains("://") {
        return Ok((fs::read(spec)?, None));
    }
    ensure!(spec.starts_with("https://"), "only https is fetched");
    // The process has no other use of TLS, so its default provider may be set.
    drop(rustls::crypto::ring::default_provider().install_default());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let bytes = runtime.block_on(async { reqwest::get(spec).await?.error_for_status()?.bytes().await })?;
    Ok((bytes.to_vec(), Some(spec)))
}

fn read_json(path: &Path) -> Result<Value> {
    let name = path.display().to_string();
    let text = fs::read_to_string(path).with_context(|| name.clone())?;
    serde_json::from_str(&text).context(name)
}

fn pretty(document: &Value) -> Result<String> {
    Ok(serde_json::to_string_pretty(document)? + "\n")
}

fn changed(root: &Path, files: &BTreeMap<PathBuf, String>) -> Result<Vec<PathBuf>> {
    let differs = |(path, text): (&PathBuf, &String)| {
        let same = fs::read_to_string(root.join(path)).is_ok_and(|current| current == *text);
        (!same).then(|| path.clone())
    };
    Ok(files.iter().filter_map(differs).collect())
}

fn check(stale: &[PathBuf], out: &mut impl Write) -> Result<bool> {
    for path in stale {
        writeln!(out, "stale: {}", path.display())?;
    }
    if !stale.is_empty() {
        writeln!(out, "mend with: cargo xtask regen")?;
    }
    Ok(stale.is_empty())
}

/// Writes beside the targets first and renames last, so that a full disk leaves no half-written file.
fn write_all(root: &Path, files: &BTreeMap<PathBuf, String>, changed: &[PathBuf]) -> Result<()> {
    let staged = |path: &Path| root.join(format!("{}.regen", path.display()));
    let stage = |path: &PathBuf| {
        fs::create_dir_all(root.join(path).parent().unwrap_or(root))?;
        fs::write(staged(path), &files[path])
    };
    for path in changed {
        if let Err(error) = stage(path) {
            changed.iter().for_each(|path| drop(fs::remove_file(staged(path))));
            return Err(error).context(path.display().to_string());
        }
    }
    changed
        .iter()
        .try_for_each(|path| fs::rename(staged(path), root.join(path)).with_context(|| path.display().to_string()))
}

fn read_sources(directory: &Path) -> Result<String> {
    let mut sources = String::new();
    let Ok(entries) = fs::read_dir(directory) else { return Ok(sources) };
    for entry in entries {
        let path = entry?.path();
        sources += &if path.is_dir() { read_sources(&path)? } else { fs::read_to_string(&path)? };
    }
    Ok(sources)
}
