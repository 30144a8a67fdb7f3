//! The facade method of each operation that the facade does not reach yet, ready to paste.
//!
//! What it takes is read from the raw function, so that the two agree. What only a person can write is a link that leads
//! nowhere, which fails the check of the documentation.

mod code;
mod method;
mod page;
mod text;
mod value;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;
use syn::Item;

use crate::extract;
use method::Method;

/// The sources of the facade.
pub struct Facade {
    /// Where they are, seen from the root.
    directory: &'static str,
    files: Vec<PathBuf>,
    /// All of them, without white space.
    text: String,
}

impl Facade {
    /// Reads them. A project without facade has none.
    pub fn read(root: &Path, directory: &'static str) -> Result<Self> {
        let mut facade = Self { directory, files: Vec::new(), text: String::new() };
        facade.collect(root, Path::new(directory))?;
        Ok(facade)
    }

    fn collect(&mut self, root: &Path, directory: &Path) -> Result<()> {
        let Ok(entries) = fs::read_dir(root.join(directory)) else { return Ok(()) };
        for entry in entries {
            let path = directory.join(entry?.file_name());
            if root.join(&path).is_dir() {
                self.collect(root, &path)?;
            } else {
                let text = fs::read_to_string(root.join(&path)).with_context(|| path.display().to_string())?;
                self.text.extend(text.chars().filter(|character| !character.is_whitespace()));
                self.files.push(path);
            }
        }
        Ok(())
    }

    fn reaches(&self, id: &str) -> bool {
        self.text.contains(&format!("raw::{id}("))
    }

    /// The file that an operation belongs to.
    fn file(&self, handle: &[&str]) -> PathBuf {
        Path::new(self.directory).join(handle.join("/")).with_extension("rs")
    }
}

/// Writes the method of each operation that no file of the facade calls.
pub fn write_unreached(document: &Value, client: &str, facade: &Facade, out: &mut impl Write) -> Result<()> {
    let client = syn::parse_file(client).context("the raw client")?;
    for (_, operation) in extract::operations(document) {
        let id = operation["operationId"].as_str().unwrap_or_default();
        if facade.reaches(id) {
            continue;
        }
        let raw = raw_function(&client, id).with_context(|| format!("the raw client has no function {id}"))?;
        let method = Method::read(document, operation, raw).with_context(|| id.to_owned())?;
        let file = facade.file(&method.handle);
        let is_new = !facade.files.contains(&file);
        let what = if is_new { "to be made, and its handle answered by the file above it" } else { "add" };
        writeln!(out, "\nnot reached: {}; {}: {what}\n", method.path, file.display())?;
        out.write_all(code::write(&method, is_new)?.as_bytes())?;
    }
    Ok(())
}

fn raw_function<'a>(client: &'a syn::File, id: &str) -> Option<&'a syn::Signature> {
    client.items.iter().find_map(|item| match item {
        Item::Fn(function) if function.sig.ident == id => Some(&function.sig),
        _ => None,
    })
}
