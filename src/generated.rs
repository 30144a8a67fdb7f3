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
