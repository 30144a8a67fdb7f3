//! Generates the raw client from the vendored specification, where the feature `codegen` asks for it. A plain dependency
//! compiles the committed copy in `generated/` and runs none of this.

#[cfg(feature = "codegen")]
#[path = "build/mod.rs"]
mod generator;

#[cfg(feature = "codegen")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=openapi/stytch-b2b.json");
    let document = serde_json::from_str(&std::fs::read_to_string("openapi/stytch-b2b.json")?)?;
    let directory = std::path::PathBuf::from(std::env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    for (name, text) in generator::generate(&document)? {
        std::fs::write(directory.join(name), text)?;
    }
    Ok(())
}

#[cfg(not(feature = "codegen"))]
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
}
