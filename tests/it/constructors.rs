//! The order in which constructors take what is required: texts that change places compile, and send one in the place of the
//! other.

use crate::support::snapshot;

#[test]
fn required_arguments_keep_their_order() {
    let source = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../generated/types.rs"));
    let constructors: Vec<String> = source.split("\nimpl ").filter_map(constructor).collect();
    assert!(constructors.len() >= 40, "{}", constructors.len());
    snapshot::settings().bind(|| insta::assert_snapshot!("constructors", constructors.join("\n")));
}

/// `TotpsCreateRequest::new(organization_id, member_id)`; nothing for fewer than two arguments.
fn constructor(block: &str) -> Option<String> {
    let (name, rest) = block.split_once(' ')?;
    let (_, rest) = rest.split_once("    pub fn new(")?;
    let (arguments, _) = rest.split_once(") -> Self {")?;
    // A line of its own for each argument, or all on one; commas inside of types follow no name.
    let mut depth = 0;
    let mut names = vec![String::new()];
    for letter in arguments.chars().filter(|letter| !letter.is_whitespace()) {
        match letter {
            '<' | '(' => depth += 1,
            '>' | ')' => depth -= 1,
            ',' if depth == 0 => names.push(String::new()),
            _ => {}
        }
        if depth == 0 && letter != ',' {
            names.last_mut()?.push(letter);
        }
    }
    let names: Vec<&str> = names.iter().filter_map(|name| Some(name.split_once(':')?.0)).collect();
    (names.len() > 1).then(|| format!("{name}::new({})", names.join(", ")))
}
