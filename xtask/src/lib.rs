//! The steps behind `cargo xtask`, as a library, so that tests can run them on small specifications.

#[path = "../../build/mod.rs"]
#[allow(missing_docs)]
pub mod generator;

pub mod changes;
pub mod compare;
pub mod documentation;
pub mod extract;
pub mod generate;
pub mod migrating;
pub mod overlay;
pub mod regen;
pub mod report;
pub(crate) mod sandbox;
pub mod sandbox_sdks;
pub mod scaffold;
pub mod scim2;
pub mod settle;
pub mod source;
