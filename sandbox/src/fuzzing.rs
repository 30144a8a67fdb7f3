//! What a fuzz target reaches besides the public API. It is compiled for it alone.

/// Reads a filter of users and of groups, and a path of a patch, and looks for a user by it.
pub fn scim_filter(text: &str) {
    crate::scim::fuzz_filter(text);
}
