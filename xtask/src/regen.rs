//! `cargo xtask regen`: specification in, vendored specification and raw client out.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::extract::Facts;
use crate::generate::generate;
use crate::overlay::Overlay;
use crate::report::Format;
use crate::settle::{Settled, settle, tidy};
use crate::source::{Part, Source};
use crate::{documentation, extract, report, scaffold};

const SOURCE: &str = "openapi/SOURCE.toml";
const UPSTREAM: &str = "openapi/upstream.json";
const OVERLAYS: &str = "openapi/overlays";
const VENDORED: &str = "openapi/stytch-b2b.json";
/// The same for the sandbox, a package of its own: what it is built from is in its folder.
const SANDBOX: &str = "sandbox/openapi/stytch-b2b.json";
const GENERATED: &str = "generated";
const CLIENT: &str = "generated/client.rs";
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
    let previous = read_json(root, UPSTREAM).ok();
    let before = read_json(root, VENDORED).ok();
    let (upstream, left_out) = upstream(root, options, &mut files)?;
    let Settled { mut document, mut stale } = vendored(root, upstream, previous)?;
    stale.extend(documentation::settle(&mut document, before.as_ref()).context(OVERLAYS)?);
    let vendored = pretty(&document)?;
    files.insert(SANDBOX.into(), vendored.clone());
    files.insert(VENDORED.into(), vendored);
    for (name, text) in generate(&document).context(VENDORED)? {
        files.insert(Path::new(GENERATED).join(name), text);
    }
    let changed = changed(root, &files)?;
    let leftover = leftover(root, &files)?;
    if options.check {
        return check(options, changed.iter().chain(&leftover), out);
    }
    let reached = scaffold::Facade::read(root, RESOURCES)?;
    write_all(root, &files, &changed)?;
    leftover
        .iter()
        .try_for_each(|path| fs::remove_file(root.join(path)).with_context(|| path.display().to_string()))?;
    if let Some(left_out) = left_out {
        writeln!(out, "{left_out}")?;
    }
    report::write(before.as_ref(), &document, Format::Lines, out)?;
    for what in stale {
        writeln!(out, "stale, to be mended or deleted in {OVERLAYS}: {what}")?;
    }
    for what in documentation::missing(&document) {
        writeln!(out, "undocumented: {what}")?;
    }
    scaffold::write_unreached(&document, &files[Path::new(CLIENT)], &reached, out)?;
    writeln!(out, "{} files written, {} unchanged", changed.len(), files.len() - changed.len())?;
    Ok(true)
}

/// The facts to start from and, where they were read from a published specification, what was left out of it.
fn upstream(
    root: &Path,
    options: &Options,
    files: &mut BTreeMap<PathBuf, String>,
) -> Result<(Value, Option<extract::LeftOut>)> {
    let Some(spec) = &options.spec else { return Ok((read_json(root, UPSTREAM)?, None)) };
    let source = source(root)?;
    let (bytes, url) = fetch(spec).with_context(|| spec.clone())?;
    let Facts { document, left_out } = facts(&bytes, &source.part).with_context(|| spec.clone())?;
    files.insert(SOURCE.into(), source.taken_over(url, &bytes));
    files.insert(UPSTREAM.into(), pretty(&document)?);
    Ok((document, Some(left_out)))
}

/// Where the published specification came from, and which part of it is ours.
pub fn source(root: &Path) -> Result<Source> {
    let text = fs::read_to_string(root.join(SOURCE)).context(SOURCE)?;
    Source::parse(&text).context(SOURCE)
}

/// The facts of our part of a published specification, with sorted keys.
pub fn facts(bytes: &[u8], part: &Part) -> Result<Facts> {
    let source = extract::parse(std::str::from_utf8(bytes).context("not text")?)?;
    let Facts { document, left_out } = extract::facts(&source, part)?;
    Ok(Facts { document: tidy(document), left_out })
}

/// The overlays with their names, in the order in which they are applied.
pub fn overlays(root: &Path) -> Result<Vec<(String, Overlay)>> {
    let entries = fs::read_dir(root.join(OVERLAYS)).context(OVERLAYS)?;
    let mut paths: Vec<PathBuf> = entries.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    paths.sort();
    let read = |path: PathBuf| {
        let name = path.strip_prefix(root).unwrap_or(&path).display().to_string();
        let text = fs::read_to_string(&path).with_context(|| name.clone())?;
        let overlay = Overlay::parse(&text).with_context(|| name.clone())?;
        Ok((name, overlay))
    };
    paths.into_iter().map(read).collect()
}

fn vendored(root: &Path, mut document: Value, mut previous: Option<Value>) -> Result<Settled> {
    let mut stale = Vec::new();
    for (name, overlay) in overlays(root)? {
        let actions = overlay.apply(&mut document, previous.as_mut()).with_context(|| name.clone())?;
        stale.extend(actions.into_iter().map(|action| format!("{name}: {action}")));
    }
    let mut settled = settle(document, previous.as_ref()).context(OVERLAYS)?;
    settled.stale.splice(0..0, stale);
    Ok(settled)
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

fn read_json(root: &Path, name: &'static str) -> Result<Value> {
    let text = fs::read_to_string(root.join(name)).context(name)?;
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

/// What stands in the folder of generated files and is not one of them.
fn leftover(root: &Path, files: &BTreeMap<PathBuf, String>) -> Result<Vec<PathBuf>> {
    let Ok(entries) = fs::read_dir(root.join(GENERATED)) else { return Ok(Vec::new()) };
    let mut paths: Vec<PathBuf> =
        entries.map(|entry| Ok(Path::new(GENERATED).join(entry?.file_name()))).collect::<Result<_>>()?;
    paths.retain(|path| !files.contains_key(path));
    paths.sort();
    Ok(paths)
}

fn check<'a>(
    options: &Options,
    stale: impl Iterator<Item = &'a PathBuf> + Clone,
    out: &mut impl Write,
) -> Result<bool> {
    for path in stale.clone() {
        writeln!(out, "stale: {}", path.display())?;
    }
    let fresh = stale.count() == 0;
    if !fresh {
        let spec = options.spec.as_ref().map_or_else(String::new, |spec| format!(" --spec {spec}"));
        writeln!(out, "mend with: cargo xtask regen{spec}")?;
    }
    Ok(fresh)
}

/// Writes beside the targets first and renames last, so that a full disk leaves no half-written file.
fn write_all(root: &Path, files: &BTreeMap<PathBuf, String>, changed: &[PathBuf]) -> Result<()> {
    let staged = |path: &Path| root.join(format!("{}.regen", path.display()));
    let stage = |path: &PathBuf| {
        fs::create_dir_all(root.join(path).parent().unwrap_or(root))?;
        fs::write(staged(path), &files[path])
    };
    let take = |path: &PathBuf| fs::rename(staged(path), root.join(path));
    let written = changed
        .iter()
        .try_for_each(|path| stage(path).with_context(|| path.display().to_string()))
        .and_then(|()| changed.iter().try_for_each(|path| take(path).with_context(|| path.display().to_string())));
    if written.is_err() {
        changed.iter().for_each(|path| drop(fs::remove_file(staged(path))));
    }
    written
}
