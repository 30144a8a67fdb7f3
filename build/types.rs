//! Rewrites the types that progenitor emits: documentation, open enums, `null` lists, constructors and setters.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Fields, GenericArgument, Item, ItemEnum, ItemStruct, PathArguments, Type, parse_quote};

use super::spec::{Field, Spec, rest};
use super::{Refusal, Result, refuse};

/// Takes the module of types out of `file` and hands back its rewritten contents.
pub fn process(spec: &Spec, file: &mut syn::File) -> Result<syn::File> {
    let position = file.items.iter().position(|item| matches!(item, Item::Mod(module) if module.ident == "types"));
    let Some(Item::Mod(module)) = position.map(|position| file.items.remove(position)) else {
        return refuse("progenitor emitted no module of types");
    };
    let directions = Directions { requests: spec.request_types(), responses: spec.response_types() };
    let mut tokens = TokenStream::new();
    for item in module.content.into_iter().flat_map(|(_, items)| items) {
        match item {
            Item::Struct(item) => tokens.extend(structure(spec, item, &directions)?),
            Item::Enum(item) => tokens.extend(enumeration(spec, &item)?),
            // Conversions and builders that the rewritten types do not need.
            Item::Impl(_) | Item::Mod(_) => {}
            other => return refuse(format!("a kind of item that no type should need: {}", quote!(#other))),
        }
    }
    syn::parse2(tokens).map_err(|error| Refusal(format!("the rewritten types do not parse: {error}")))
}

/// Which types the client writes and which it reads.
struct Directions {
    requests: BTreeSet<String>,
    responses: BTreeSet<String>,
}

impl Directions {
    /// What the client needs, and the other direction with the feature `serde`.
    fn impls(&self, ident: &syn::Ident, members: &[(syn::Field, Field)], rest: Option<&syn::Ident>) -> TokenStream {
        let name = ident.to_string();
        let fields: TokenStream = members
            .iter()
            .map(|(member, field)| {
                let (ident, wire) = (&member.ident, field.name);
                let kind = match field.required {
                    true if is_container(&member.ty) => quote!(list),
                    true if is_time(&member.ty) => quote!(time),
                    true => quote!(required),
                    false if argument_of(&member.ty, "Option").is_some_and(is_time) => quote!(optional_time),
                    false => quote!(optional),
                };
                quote!(#ident #wire #kind,)
            })
            .collect();
        let read = needed(self.responses.contains(&name));
        let write = needed(self.requests.contains(&name));
        quote! {
            #read
            crate::types::object::readable! { #ident { #fields } #rest }
            #write
            crate::types::object::writable! { #ident { #fields } #rest }
        }
    }
}

fn needed(always: bool) -> Option<TokenStream> {
    (!always).then(|| quote!(#[cfg(feature = "serde")]))
}

fn structure(spec: &Spec, mut item: ItemStruct, directions: &Directions) -> Result<TokenStream> {
    let name = item.ident.to_string();
    let Some(schema) = spec.schema(&name) else { return refuse(format!("no schema is called {name}")) };
    let Fields::Named(emitted) = &mut item.fields else { return refuse(format!("{name} is not a struct with fields")) };
    let mut members = Vec::new();
    for field in spec.fields(schema) {
        let same = |member: &&syn::Field| wire_name(member) == field.name;
        let Some(member) = emitted.named.iter().find(same).cloned() else {
            return refuse(format!("{name} lacks {}", field.name));
        };
        members.push((rewrite(spec, &name, &field, member), field));
    }
    let rest = rest(schema).map(|rest| quote::format_ident!("{rest}"));
    let rest_member = rest.as_ref().map(|rest| {
        let documentation = doc(spec.field_text(&name, &rest.to_string()), || "What it has besides.".to_owned());
        quote! {
            #(#documentation)*
            #[cfg_attr(feature = "schemars", serde(flatten))]
            pub #rest: ::serde_json::Map<String, ::serde_json::Value>,
        }
    });
    let documentation = doc(spec.type_text(&name), || format!("`{name}`, as the API declares it."));
    let ident = &item.ident;
    let fields = members.iter().map(|(member, _)| member);
    let is_request = directions.requests.contains(&name);
    let impls = directions.impls(ident, &members, rest.as_ref());
    let default = (is_request && members.iter().all(|(_, field)| !field.required)).then(|| quote!(Default));
    let constructor = is_request.then(|| constructor(ident, &members));
    let login = if is_request { None } else { login(ident, &members) };
    Ok(quote! {
        #(#documentation)*
        #[derive(Clone, Debug, PartialEq, #default)]
        #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
        #[non_exhaustive]
        pub struct #ident { #(#fields,)* #rest_member }

        #impls
        #constructor
        #login
    })
}

/// What to do after a response that may be a login: with a session, or with the token to go on with.
fn login(ident: &syn::Ident, members: &[(syn::Field, Field)]) -> Option<TokenStream> {
    let has = |name: &str| members.iter().any(|(_, field)| field.name == name);
    if !["session_token", "session_jwt"].iter().all(|name| has(name)) {
        return None;
    }
    let is_required = |name: &str| members.iter().any(|(_, field)| field.name == name && field.required);
    let optional = |name: &str| {
        let field = quote::format_ident!("{name}");
        match (has(name), is_required(name)) {
            (true, true) => quote!(Some(&self.#field)),
            (true, false) => quote!(self.#field.as_ref()),
            (false, _) => quote!(None),
        }
    };
    let member_session = optional("member_session");
    let member = optional("member");
    let may_lack_a_step = ["member_authenticated", "intermediate_session_token"].iter().all(|name| has(name));
    let next_step = may_lack_a_step.then(|| {
        let [mfa_required, primary_required] = ["mfa_required", "primary_required"].map(optional);
        quote! {
            impl #ident {
                /// What to do now: use the session, or ask for what is missing.
                #[must_use]
                pub fn next_step(&self) -> crate::types::NextStep<'_> {
                    crate::types::Login {
                        member_authenticated: self.member_authenticated,
                        session_token: &self.session_token,
                        session_jwt: &self.session_jwt,
                        intermediate_session_token: &self.intermediate_session_token,
                        member_session: #member_session,
                        mfa_required: #mfa_required,
                        primary_required: #primary_required,
                    }
                    .next_step()
                }
            }
        }
    });
    let step = match may_lack_a_step {
        true => quote!(self.next_step()),
        false => quote!(crate::types::NextStep::after_last(&self.session_token, &self.session_jwt, #member_session)),
    };
    Some(quote! {
        #next_step

        impl crate::types::login::Sealed for #ident {
            fn step(&self) -> crate::types::NextStep<'_> {
                #step
            }

            #[inline]
            fn member(&self) -> Option<&Member> {
                #member
            }
        }
    })
}

/// The name of a field in JSON.
fn wire_name(field: &syn::Field) -> String {
    let ident = || field.ident.as_ref().map(|ident| ident.to_string().trim_start_matches("r#").to_owned());
    renamed(&field.attrs).or_else(ident).unwrap_or_default()
}

/// The value of `#[serde(rename = "…")]`.
fn renamed(attributes: &[Attribute]) -> Option<String> {
    let mut renamed = None;
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        // Other keys of the attribute may stop the parser; progenitor writes `rename` first.
        let _ = attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("rename") {
                renamed = Some(meta.value()?.parse::<syn::LitStr>()?.value());
            } else if meta.input.peek(syn::Token![=]) {
                meta.value()?.parse::<syn::Expr>()?;
            }
            Ok(())
        });
    }
    renamed
}

fn rewrite(spec: &Spec, owner: &str, field: &Field, mut member: syn::Field) -> syn::Field {
    let short = short(&member.ty);
    let bare = argument_of(&short, "Option").cloned().unwrap_or(short);
    let container = is_container(&bare);
    member.ty = if field.required { bare } else { parse_quote!(Option<#bare>) };
    member.attrs = doc(spec.field_text(owner, field.name), || format!("`{}`, as the API declares it.", field.name));
    if let Some(name) = field.rust_name {
        member.ident = Some(quote::format_ident!("{name}"));
    }
    let ident = member.ident.as_ref().map(ToString::to_string).unwrap_or_default();
    if ident != field.name {
        let name = field.name;
        member.attrs.push(parse_quote!(#[cfg_attr(feature = "schemars", serde(rename = #name))]));
    }
    if !field.required {
        member.attrs.push(
            parse_quote!(#[cfg_attr(feature = "schemars", serde(default, skip_serializing_if = "Option::is_none"))]),
        );
    } else if container {
        member.attrs.push(parse_quote!(#[cfg_attr(feature = "schemars", serde(default))]));
    }
    member
}

/// `::std::string::String` as `String`, and the like.
fn short(kind: &Type) -> Type {
    let Type::Path(path) = kind else { return kind.clone() };
    let Some(last) = path.path.segments.last() else { return kind.clone() };
    let mut last = last.clone();
    if let PathArguments::AngleBracketed(arguments) = &mut last.arguments {
        for argument in &mut arguments.args {
            if let GenericArgument::Type(inner) = argument {
                *inner = short(inner);
            }
        }
    }
    let first = path.path.segments.first().map(|segment| segment.ident.to_string());
    match (first.as_deref(), last.ident.to_string().as_str()) {
        (Some("std"), "String" | "Vec" | "Option") => parse_quote!(#last),
        (Some("std"), "HashMap" | "BTreeMap") => parse_quote!(::std::collections::#last),
        (Some("serde_json"), _) => parse_quote!(::serde_json::#last),
        (Some("chrono"), "DateTime") => parse_quote!(::chrono::DateTime<::chrono::Utc>),
        _ => kind.clone(),
    }
}

/// `T` of `outer<T>`.
pub fn argument_of<'a>(kind: &'a Type, outer: &str) -> Option<&'a Type> {
    let Type::Path(path) = kind else { return None };
    let last = path.path.segments.last().filter(|segment| segment.ident == outer)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(inner) => Some(inner),
        _ => None,
    })
}

fn is_container(kind: &Type) -> bool {
    argument_of(kind, "Vec").is_some() || is_map(kind)
}

fn is_time(kind: &Type) -> bool {
    argument_of(kind, "DateTime").is_some()
}

fn is_map(kind: &Type) -> bool {
    argument_of(kind, "Map").is_some() || argument_of(kind, "BTreeMap").is_some()
}

fn constructor(ident: &syn::Ident, members: &[(syn::Field, Field)]) -> TokenStream {
    let is_argument = |field: &Field| field.required && field.default.is_none();
    let required = || members.iter().filter(|(_, field)| is_argument(field)).map(|(member, _)| member);
    let arguments = required().map(|member| {
        let (name, kind) = (&member.ident, accepted(&member.ty));
        quote!(#name: #kind)
    });
    let values = members.iter().map(|(member, field)| {
        let name = &member.ident;
        match (field.default, field.required) {
            (Some(default), true) => quote!(#name: #default.into()),
            (_, true) if is_scalar(&member.ty) => quote!(#name),
            (_, true) => {
                let value = converted(name.as_ref(), &member.ty);
                quote!(#name: #value)
            }
            (_, false) => quote!(#name: None),
        }
    });
    let doc = match required().next() {
        Some(_) => " Creates a value with the required fields.",
        None => " Creates a value with no field set.",
    };
    let setters = members.iter().filter(|(_, field)| !field.required).map(|(member, _)| setter(member));
    quote! {
        impl #ident {
            #[doc = #doc]
            #[must_use]
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#values),* }
            }
            #(#setters)*
        }
    }
}

fn setter(member: &syn::Field) -> TokenStream {
    let Some(name) = &member.ident else { return TokenStream::new() };
    let kind = argument_of(&member.ty, "Option").unwrap_or(&member.ty);
    let (accepted, value) = (accepted(kind), converted(Some(name), kind));
    let doc = format!(" Sets [`{name}`](Self#structfield.{name}).");
    quote! {
        #[doc = #doc]
        #[must_use]
        pub fn #name(mut self, #name: #accepted) -> Self {
            self.#name = Some(#value);
            self
        }
    }
}

/// What a caller may pass for a value of this type.
fn accepted(kind: &Type) -> TokenStream {
    if let Some(item) = argument_of(kind, "Vec") {
        return quote!(impl IntoIterator<Item = impl Into<#item>>);
    }
    if is_map(kind) {
        return quote!(impl IntoIterator<Item = (impl Into<String>, impl Into<::serde_json::Value>)>);
    }
    // A literal would not find its type behind `impl Into`.
    if is_scalar(kind) { quote!(#kind) } else { quote!(impl Into<#kind>) }
}

fn converted(name: Option<&syn::Ident>, kind: &Type) -> TokenStream {
    if argument_of(kind, "Vec").is_some() {
        return quote!(#name.into_iter().map(Into::into).collect());
    }
    if is_map(kind) {
        return quote!(#name.into_iter().map(|(key, value)| (key.into(), value.into())).collect());
    }
    if is_scalar(kind) { quote!(#name) } else { quote!(#name.into()) }
}

fn is_scalar(kind: &Type) -> bool {
    matches!(kind, Type::Path(path) if ["bool", "i32", "i64", "u32", "u64", "f64"].iter().any(|scalar| path.path.is_ident(scalar)))
}

/// An enum that keeps a value it does not know.
fn enumeration(spec: &Spec, item: &ItemEnum) -> Result<TokenStream> {
    let name = item.ident.to_string();
    if spec.schema(&name).is_none() {
        return refuse(format!("no schema is called {name}"));
    }
    let documentation = doc(spec.type_text(&name), || format!("`{name}`, as the API declares it."));
    let ident = &item.ident;
    let mut variants = TokenStream::new();
    let mut to_text = TokenStream::new();
    let mut from_text = TokenStream::new();
    for variant in &item.variants {
        let value = renamed(&variant.attrs).unwrap_or_else(|| variant.ident.to_string());
        let documentation = doc(spec.variant_text(&name, &value), || format!("The value `{value}`."));
        let variant = &variant.ident;
        variants.extend(quote!(#(#documentation)* #variant,));
        to_text.extend(quote!(Self::#variant => #value,));
        from_text.extend(quote!(#value => Self::#variant,));
    }
    Ok(quote! {
        #(#documentation)*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #ident {
            #variants
            /// A value that this version does not know, kept word for word.
            Other(String),
        }

        impl #ident {
            /// The value as the API spells it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    #to_text
                    Self::Other(other) => other,
                }
            }
        }

        impl From<&str> for #ident {
            fn from(value: &str) -> Self {
                match value {
                    #from_text
                    other => Self::Other(other.to_owned()),
                }
            }
        }

        crate::types::open_enum::open_enum!(#ident);
    })
}

/// The written text, or what can be said without one.
fn doc(written: Option<&str>, fallback: impl FnOnce() -> String) -> Vec<Attribute> {
    let text = written.map_or_else(fallback, str::to_owned);
    let lines = text.trim().lines().map(|line| format!(" {}", line.trim_end()));
    lines.map(|line| parse_quote!(#[doc = #line])).collect()
}
