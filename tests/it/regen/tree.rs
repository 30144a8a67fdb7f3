//! A project that has the small specification, its overlays and a facade that reaches all of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::Value;
use xtask::regen::{self, Options};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/regen");

/// What the small facade calls.
const FACADE: &str =
    "raw::shelves_books_add( raw::shelves_books_get( raw::shelves_books_list( raw::shelves_books_return_book(";

pub struct Tree {
    root: PathBuf,
}

impl Tree {
    pub fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("stytch-b2b-regen-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let tree = Self { root: std::env::temp_dir().join(name) };
        for (name, fixture) in [("spec.yaml", "spec.yaml"), ("openapi/SOURCE.toml", "SOURCE.toml")] {
            tree.write(name, &fs::read_to_string(Path::new(FIXTURES).join(fixture)).unwrap());
        }
        for overlay in fs::read_dir(Path::new(FIXTURES).join("overlays")).unwrap() {
            let overlay = overlay.unwrap();
            let name = format!("openapi/overlays/{}", overlay.file_name().display());
            tree.write(&name, &fs::read_to_string(overlay.path()).unwrap());
        }
        tree.write("src/resources/shelves/books.rs", FACADE);
        tree
    }

    /// One that has been generated.
    pub fn generated() -> Self {
        let tree = Self::new();
        tree.regen("spec.yaml");
        tree
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn path(&self, name: &str) -> String {
        self.root.join(name).display().to_string()
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.root.join(name)).unwrap()
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn remove(&self, name: &str) {
        fs::remove_file(self.root.join(name)).unwrap();
    }

    /// Replaces text that must be there.
    pub fn edit(&self, name: &str, from: &str, to: &str) {
        let text = self.read(name);
        assert!(text.contains(from), "{name} has no `{from}`");
        self.write(name, &text.replace(from, to));
    }

    /// The specification, whatever YAML says.
    pub fn specification(&self) -> Value {
        xtask::extract::parse(&self.read("spec.yaml")).unwrap()
    }

    /// Every file with its text.
    pub fn files(&self) -> BTreeMap<String, String> {
        let mut files = BTreeMap::new();
        collect(&self.root, &self.root, &mut files);
        files
    }

    /// What a run that must succeed says.
    pub fn regen(&self, spec: &str) -> String {
        let (outcome, output) = self.run(&Options { spec: Some(self.path(spec)), check: false });
        assert!(outcome.unwrap(), "{output}");
        output
    }

    /// The outcome and what was said, without the place of the tree.
    pub fn run(&self, options: &Options) -> (Result<bool, String>, String) {
        let mut output = Vec::new();
        let outcome = regen::run(&self.root, options, &mut output).map_err(|error| self.redact(&format!("{error:#}")));
        (outcome, self.redact(&String::from_utf8(output).unwrap()))
    }

    pub fn redact(&self, text: &str) -> String {
        text.replace(&self.root.display().to_string(), "[root]")
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.root));
    }
}

fn collect(root: &Path, directory: &Path, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            let name = path.strip_prefix(root).unwrap().display().to_string();
            files.insert(name, fs::read_to_string(&path).unwrap());
        }
    }
}
