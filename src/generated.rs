//! Where generated code comes from: the committed copy, or with the feature `codegen` what the build script just wrote.

macro_rules! generated {
    ($file:literal) => {
        #[cfg(feature = "codegen")]
        include!(concat!(env!("OUT_DIR"), "/", $file));
        #[cfg(not(feature = "codegen"))]
        include!(concat!(env!("CARGO_MANIFEST_DIR"), "/generated/", $file));
    };
}

pub(crate) use generated;

#[cfg(all(test, feature = "codegen"))]
mod tests {
    /// What the build script wrote for this very build is what is committed.
    #[test]
    fn the_committed_copy_is_what_the_build_script_writes() {
        macro_rules! same {
            ($($file:literal),*) => {
                $(assert!(
                    include_str!(concat!(env!("OUT_DIR"), "/", $file))
                        == include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/generated/", $file)),
                    "generated/{} is stale: run `cargo xtask regen`",
                    $file
                );)*
            };
        }
        same!("client.rs", "operations.md", "operations.rs", "types.rs");
    }
}
