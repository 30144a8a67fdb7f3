//! The types that a raw method takes, and what the facade makes of them.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{GenericArgument, PathArguments, Signature, Type, parse_quote};

/// A value that the raw method takes, by reference or by value.
pub struct Taken {
    pub owned: Type,
    by_reference: bool,
    origin: Origin,
}

enum Origin {
    Text,
    /// A type of the crate, at its root or among the types.
    Ours(TokenStream),
    /// A number or the like: a literal would not find its type behind `impl Into`.
    Plain,
}

impl Taken {
    pub fn read(kind: &Type) -> Self {
        let (kind, by_reference) = match kind {
            Type::Reference(reference) => (&*reference.elem, true),
            kind => (kind, false),
        };
        let first = match kind {
            Type::Path(path) => path.path.segments.first().map(|segment| segment.ident.to_string()),
            _ => None,
        };
        let (owned, origin) = match (first.as_deref(), last_segment(kind)) {
            (Some("str"), _) => (parse_quote!(String), Origin::Text),
            (Some("crate"), Some(name)) => (parse_quote!(#name), Origin::Ours(quote!(stytch_b2b))),
            (Some("types"), Some(name)) => (parse_quote!(#name), Origin::Ours(quote!(stytch_b2b::types))),
            _ => (kind.clone(), Origin::Plain),
        };
        Self { owned, by_reference, origin }
    }

    pub fn is_text(&self) -> bool {
        matches!(self.origin, Origin::Text)
    }

    pub fn is_plain(&self) -> bool {
        matches!(self.origin, Origin::Plain)
    }

    /// The name under which the crate's root has it.
    pub fn identifier(&self) -> Option<Ident> {
        match &self.origin {
            Origin::Ours(module) if module.to_string() == "stytch_b2b" => last_segment(&self.owned),
            _ => None,
        }
    }

    /// The type of the argument of an example.
    pub fn in_example(&self) -> String {
        let owned = &self.owned;
        let kind = match &self.origin {
            Origin::Text => quote!(&str),
            Origin::Ours(module) => quote!(#module::#owned),
            Origin::Plain => quote!(#owned),
        };
        kind.to_string().replace(' ', "")
    }

    /// How an example passes it.
    pub fn passed_in_example(&self, name: &Ident) -> String {
        if self.by_reference && !self.is_text() { format!("&{name}") } else { name.to_string() }
    }

    /// What a caller may pass.
    pub fn accepted(&self) -> TokenStream {
        let owned = &self.owned;
        if self.is_plain() { quote!(#owned) } else { quote!(impl Into<#owned>) }
    }

    pub fn converted(&self, name: &Ident) -> TokenStream {
        if self.is_plain() { quote!(#name) } else { quote!(#name.into()) }
    }

    /// What the raw method gets of an owned value.
    pub fn passed(&self, value: &TokenStream) -> TokenStream {
        if self.by_reference { quote!(&#value) } else { value.clone() }
    }

    /// What the raw method gets of an owned `Option`.
    pub fn passed_option(&self, value: &TokenStream) -> TokenStream {
        match (self.by_reference, &self.origin) {
            (true, Origin::Text) => quote!(#value.as_deref()),
            (true, _) => quote!(#value.as_ref()),
            (false, _) => value.clone(),
        }
    }
}

/// `T` of `Result<ResponseValue<types::T>, …>`.
pub fn answer(raw: &Signature) -> Option<Ident> {
    let syn::ReturnType::Type(_, result) = &raw.output else { return None };
    last_segment(argument_of(argument_of(result, "Result")?, "ResponseValue")?)
}

pub fn argument_of<'t>(kind: &'t Type, outer: &str) -> Option<&'t Type> {
    let Type::Path(path) = kind else { return None };
    let last = path.path.segments.last().filter(|segment| segment.ident == outer)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(inner) => Some(inner),
        _ => None,
    })
}

pub fn last_segment(kind: &Type) -> Option<Ident> {
    let Type::Path(path) = kind else { return None };
    path.path.segments.last().map(|segment| segment.ident.clone())
}

pub fn camel(words: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
    };
    words.split('_').filter_map(capital).collect()
}
