//! What the sources of the facade say, as far as a machine can judge it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::support::difference::assert_same;
use crate::support::specification::Specification;

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

/// The types of errors that the documentation of methods names are those that `ErrorType` knows, and the other way round.
#[test]
fn every_type_of_error_is_known_and_documented() {
    let mut named = BTreeSet::new();
    for source in sources("src") {
        let text: String = source.lines().filter_map(|line| line.trim().strip_prefix("///")).collect();
        let mut words: Vec<&str> = text.split('`').collect();
        words.push("");
        // Words in backticks, each with what follows them: a status, or another type of the same status.
        for pair in words[1..].chunks_exact(2) {
            let (word, after) = (pair[0], pair[1]);
            let status = after.trim_start().strip_prefix('(').and_then(|rest| rest.split(')').next());
            let has_status = status.is_some_and(|status| status.len() == 3 && status.parse::<u16>().is_ok());
            if has_status || after == ", " && word.ends_with("_not_found") {
                named.insert(word.to_owned());
            }
        }
    }
    let specification = Specification::read();
    let known = specification.schema("ErrorType")["enum"].as_array().unwrap();
    assert_same(&known.iter().map(|name| name.as_str().unwrap().to_owned()).collect(), &named);
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
            if !name.is_empty() && !PRIVATE.contains(&name.as_str()) && !OF_EACH_API.contains(&name.as_str()) {
                assert!(seen.insert(name.clone()), "two public types are called {name}");
            }
        }
    }
    assert!(seen.len() > 300, "{}", seen.len());
}

/// Types of the transport that no path leads to, and the sealed halves of public traits.
const PRIVATE: [&str; 7] = ["MemberSession", "OnBehalf", "Page", "Paginated", "Parameters", "Request", "Resource"];

/// What each API has, in its own module.
const OF_EACH_API: [&str; 2] = ["Client", "ClientBuilder"];

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
