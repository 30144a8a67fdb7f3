//! Takes the programs out of the README, for `it/readme.rs` to run.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let root = env::var("CARGO_MANIFEST_DIR")?;
    let readme = Path::new(&root).join("../README.md");
    println!("cargo::rerun-if-changed={}", readme.display());
    let text = fs::read_to_string(&readme)?;
    let folder = Path::new(&env::var("OUT_DIR")?).join("readme");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    // Each is called after the heading or the bold words before it.
    let (mut name, mut program) = (String::new(), None::<String>);
    for line in text.lines() {
        match (&mut program, line) {
            (Some(program), "```") => {
                let path = folder.join(format!("{name}.rs"));
                assert!(!path.exists(), "two programs are called {name}");
                fs::write(path, program)?;
            }
            (Some(program), line) => {
                program.push_str(line);
                program.push('\n');
                continue;
            }
            (None, line) if line.starts_with("```rust") => {
                program = Some(String::new());
                continue;
            }
            (None, line) => {
                let bold = line.strip_prefix("**").and_then(|rest| rest.split_once(".**")).map(|(words, _)| words);
                if let Some(words) = bold.or_else(|| line.strip_prefix("## ")) {
                    name = words.to_lowercase().replace(' ', "_");
                }
            }
        }
        program = None;
    }
    Ok(())
}
