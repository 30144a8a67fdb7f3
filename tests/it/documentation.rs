//! What the sources of the facade say, as far as a machine can judge it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// At most one line in twenty stands three times or more: what holds for many methods is said once.
#[test]
fn no_documentation_is_pasted() {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for source in sources("src/resources") {
        for line in source.lines().filter_map(|line| line.trim().strip_prefix("///")).map(str::trim) {
            // The frame of an example, and headings, are the same everywhere.
            let is_frame = line.is_empty() || line.starts_with("```") || line.starts_with('#') || line == "}";
            if !is_frame {
                *counts.entry(line.to_owned()).or_default() += 1;
            }
        }
    }
    let (all, repeated) = (counts.values().sum::<usize>(), counts.values().filter(|count| **count >= 3).sum::<usize>());
    let worst: Vec<_> = counts.iter().filter(|(_, count)| **count >= 3).collect();
    assert!(repeated * 20 <= all, "{repeated} of {all} lines: {worst:#?}");
}

/// A name means one type, wherever it is found.
#[test]
fn no_two_public_types_have_one_name() {
    let mut seen = BTreeSet::new();
    for source in sources("src").chain(sources("generated")) {
        for line in source.lines().map(str::trim_start) {
            let declared =
                ["pub struct ", "pub enum ", "pub trait ", "pub type "].iter().find_map(|word| line.strip_prefix(word));
            let Some(rest) = declared else { continue };
            let name: String = rest.chars().take_while(|letter| letter.is_alphanumeric()).collect();
            // A macro's own word, and what only the crate sees.
            if !name.is_empty() && !PRIVATE.contains(&name.as_str()) {
                assert!(seen.insert(name.clone()), "two public types are called {name}");
            }
        }
    }
    assert!(seen.len() > 300, "{}", seen.len());
}

/// Types of the transport that no path leads to, and the sealed halves of public traits.
const PRIVATE: [&str; 6] = ["MemberSession", "OnBehalf", "Page", "Paginated", "Parameters", "Request"];

fn sources(directory: &str) -> impl Iterator<Item = String> {
    files(&Path::new(ROOT).join(directory)).into_iter().map(|file| std::fs::read_to_string(file).unwrap())
}

fn files(directory: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    let mut files = Vec::new();
    for path in entries {
        if path.is_dir() {
            files.extend(self::files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}
