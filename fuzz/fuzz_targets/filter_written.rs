//! A filter that is built reads as what was meant, whatever the names and values have in them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use scim_v2::filter::{self as grammar, AttrExp, CompValue};
use stytch_b2b::scim2::Filter;

fuzz_target!(|input: (&str, &str, bool)| {
    let (name, value, is_negated) = input;
    let written = Filter::attribute(name).eq(value);
    let written = if is_negated { !written } else { written };
    let Ok(mut read) = written.to_string().parse::<grammar::Filter>() else {
        // A name that is none is refused, with a reason that is no filter.
        assert!(stytch_b2b::fuzzing::is_refused(&written), "{written}");
        return;
    };
    if is_negated {
        let grammar::Filter::Not(inner) = read else { panic!("{read} is not negated") };
        read = *inner;
    }
    let grammar::Filter::Attr(AttrExp::Comparison(_, _, CompValue::Str(compared))) = &read else {
        panic!("{written} reads as {read}")
    };
    assert_eq!(compared, value);
});
