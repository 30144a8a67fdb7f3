//! The table of operations, for the client and for people.

use std::collections::BTreeSet;
use std::fmt::Write;

use quote::{format_ident, quote};

use super::spec::{Operation, Spec};
use super::{HEADER, Refusal, Result, refuse};

/// `operations.rs`: what the transport knows of each operation.
pub fn table(spec: &Spec) -> Result<syn::File> {
    let operations = spec.operations()?;
    let constants = operations.iter().map(|operation| constant(operation, &operations)).collect::<Result<Vec<_>>>()?;
    syn::parse2(quote!(#(#constants)*))
        .map_err(|error| Refusal(format!("the table of operations does not parse: {error}")))
}

/// The name of an operation's row.
pub fn name(operation: &Operation) -> proc_macro2::Ident {
    format_ident!("{}", operation.id.to_uppercase())
}

fn constant(operation: &Operation, all: &[Operation]) -> Result<proc_macro2::TokenStream> {
    let Operation { path, template, public, form, per_person, paginated, .. } = operation;
    let name = name(operation);
    let method = format_ident!("{}", operation.method);
    let class = match operation.class {
        "replay" => quote!(Class::Replay),
        "idempotent" => quote!(Class::Idempotent),
        "once" => quote!(Class::Once),
        other => return refuse(format!("{path}: class {other}")),
    };
    let (mut parameters, mut literal) = (Vec::new(), String::new());
    for (position, segment) in segments(template).enumerate() {
        literal.push('/');
        let Some(name) = parameter(segment) else {
            literal.push_str(segment);
            continue;
        };
        let (before, reserved) = (std::mem::take(&mut literal), reserved(template, position, all));
        parameters
            .push(quote!(Parameter { before: #before, name: #name, reserved: &[#(#reserved),*], foreign: false }));
    }
    Ok(quote! {
        pub static #name: Operation = Operation {
            path: #path,
            method: Method::#method,
            template: #template,
            parameters: &[#(#parameters),*],
            end: #literal,
            class: #class,
            public: #public,
            form: #form,
            per_person: #per_person,
            paginated: #paginated,
        };
    })
}

/// The parameters of an operation's path, as arguments of its method.
pub fn parameters(operation: &Operation) -> Result<Vec<proc_macro2::Ident>> {
    let Operation { path, template, .. } = operation;
    let mut names = Vec::new();
    for segment in segments(template).filter(|segment| segment.contains(['{', '}'])) {
        let name = parameter(segment).and_then(|name| syn::parse_str(name).ok());
        let Some(name) = name else { return refuse(format!("{path}: `{segment}` can not be an argument")) };
        names.push(name);
    }
    Ok(names)
}

fn segments(template: &str) -> impl Iterator<Item = &str> {
    template.split('/').skip(1)
}

fn parameter(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

/// The words that a parameter must not equal, since the path would then be another operation's: the literal segments
/// that stand in its place in a path that is the same up to there, and those that follow the same literal elsewhere.
fn reserved<'a>(template: &str, position: usize, all: &[Operation<'a>]) -> BTreeSet<&'a str> {
    let ours: Vec<&str> = segments(template).collect();
    let mut words = BTreeSet::new();
    for other in all {
        let theirs: Vec<&str> = segments(other.template).collect();
        let same = |mine: &str, other: &str| mine == other || parameter(mine).is_some() || parameter(other).is_some();
        let before = position.checked_sub(1).map(|before| ours[before]);
        let reaches_here = ours[..position].iter().zip(&theirs).all(|(mine, other)| same(mine, other));
        for (place, word) in theirs.iter().enumerate().filter(|(_, word)| parameter(word).is_none()) {
            let in_place = place == position && reaches_here;
            let predecessor = place.checked_sub(1).map(|before| theirs[before]);
            let after_the_same = predecessor.is_some_and(|word| parameter(word).is_none()) && predecessor == before;
            if in_place || after_the_same {
                words.insert(*word);
            }
        }
    }
    words
}

/// `operations.md`: the same table for people.
pub fn page(spec: &Spec) -> Result<String> {
    let mut page = format!(
        "<!-- {HEADER} -->\n\n# Operations\n\n\
         R: only reads, sent again after a fault. I: a write that can be repeated. N: sent again only when nothing was\n\
         sent or the API rejected it. P: limited per person. O: open, no project credentials are sent.\n\n\
         | facade | HTTP | class | member session | pages | upstream id |\n|---|---|---|---|---|---|\n"
    );
    for operation in spec.operations()? {
        let class = match operation.class {
            "replay" => "R",
            "idempotent" => "I",
            _ => "N",
        };
        let person = if operation.per_person { " P" } else { "" };
        let open = if operation.public { " O" } else { "" };
        let mark = |set: bool| if set { "yes" } else { "" };
        let Operation { path, method, template, upstream_id, member_session, paginated, .. } = &operation;
        let row = format!(
            "| `{path}` | `{method} {template}` | {class}{person}{open} | {} | {} | `{upstream_id}` |",
            mark(*member_session),
            mark(*paginated)
        );
        writeln!(page, "{row}").map_err(|error| Refusal(error.to_string()))?;
    }
    Ok(page)
}
