//! The values that a method takes, and what the facade makes of them.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;
use syn::{GenericArgument, PathArguments, Type, parse_quote};

use crate::generator::REPLACED;

/// A value that goes into a path or a query.
pub struct Taken {
    pub owned: Type,
    origin: Origin,
}

enum Origin {
    Text,
    /// A type of the crate.
    Ours(Ident),
    /// A number or the like: a literal would not find its type behind `impl Into`.
    Plain,
}

impl Taken {
    /// Of an argument of the raw function.
    pub fn of_argument(kind: &Type) -> Self {
        let name = last_segment(kind);
        let origin = match (&name, kind) {
            (Some(name), _) if name == "String" => Origin::Text,
            (Some(name), Type::Path(path)) if path.path.segments.len() > 1 => Origin::Ours(name.clone()),
            _ => Origin::Plain,
        };
        Self { owned: name.map_or_else(|| kind.clone(), |name| parse_quote!(#name)), origin }
    }

    /// Of a parameter in the specification.
    pub fn of_schema(schema: &Value) -> Self {
        if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
            let name = format_ident!("{name}");
            return Self { owned: parse_quote!(#name), origin: Origin::Ours(name) };
        }
        let owned: Type = match (schema["type"].as_str(), schema["format"].as_str()) {
            (Some("boolean"), _) => parse_quote!(bool),
            (Some("integer"), Some("int32")) => parse_quote!(i32),
            (Some("integer"), Some("uint32")) => parse_quote!(u32),
            (Some("integer"), _) => parse_quote!(i64),
            (Some("number"), _) => parse_quote!(f64),
            _ => return Self { owned: parse_quote!(String), origin: Origin::Text },
        };
        Self { owned, origin: Origin::Plain }
    }

    fn is_plain(&self) -> bool {
        matches!(self.origin, Origin::Plain)
    }

    /// The name among the types of the crate.
    pub fn identifier(&self) -> Option<Ident> {
        match &self.origin {
            Origin::Ours(name) => Some(name.clone()),
            _ => None,
        }
    }

    /// The type of the argument of an example.
    pub fn in_example(&self) -> String {
        let owned = &self.owned;
        let kind = match &self.origin {
            Origin::Text => quote!(&str),
            Origin::Ours(name) if REPLACED.contains(&name.to_string().as_str()) => quote!(stytch_b2b::#name),
            Origin::Ours(name) => quote!(stytch_b2b::types::#name),
            Origin::Plain => quote!(#owned),
        };
        kind.to_string().replace(' ', "")
    }

    /// How an example passes it.
    pub fn passed_in_example(&self, name: &Ident) -> String {
        if self.identifier().is_some() { format!("&{name}") } else { name.to_string() }
    }

    /// What a caller may pass.
    pub fn accepted(&self) -> TokenStream {
        let owned = &self.owned;
        if self.is_plain() { quote!(#owned) } else { quote!(impl Into<#owned>) }
    }

    pub fn converted(&self, name: &Ident) -> TokenStream {
        if self.is_plain() { quote!(#name) } else { quote!(#name.into()) }
    }

    /// An `Option` of it, borrowed as far as it needs to be.
    pub fn borrowed(&self, option: &TokenStream) -> TokenStream {
        if self.is_plain() { option.clone() } else { quote!(#option.as_ref()) }
    }
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
