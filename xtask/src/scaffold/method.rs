//! One method of the facade, made from the raw method that it calls.

use anyhow::{Context, Result};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;
use syn::{FnArg, Pat, Signature, Type};

use super::value::{Taken, answer, argument_of, camel, last_segment};
use super::{page, text};
use crate::generator::spec::Spec;

/// What the raw method takes, and what becomes of it.
pub struct Method<'a> {
    /// `organizations.members.get`.
    pub path: &'a str,
    /// The path of the handle that has the method.
    pub handle: Vec<&'a str>,
    pub name: Ident,
    pub raw: Ident,
    pub response: Ident,
    pub response_schema: Option<&'a Value>,
    pub page: Option<&'a Value>,
    pub arguments: Vec<Argument>,
    /// The parts of the API's documentation that are written already.
    spec: Spec<'a>,
}

pub struct Argument {
    pub name: Ident,
    pub kind: Kind,
}

pub enum Kind {
    /// Needed for every call.
    Required(Taken),
    /// A setter of the call.
    Optional(Taken),
    MemberToken,
    MemberJwt,
    /// The type of the request, and whether it has no field.
    Request(Ident, bool),
}

impl<'a> Method<'a> {
    pub fn read(document: &'a Value, operation: &'a Value, raw: &Signature) -> Result<Self> {
        let path = operation["x-path"].as_str().context("no x-path")?;
        let mut handle: Vec<&str> = path.split('.').collect();
        let name = handle.pop().context("an empty path")?;
        let spec = Spec::new(document);
        let response = answer(raw).context("it answers nothing that has a type")?;
        let is_empty =
            |name: &Ident| spec.schema(&name.to_string()).is_some_and(|schema| spec.fields(schema).is_empty());
        let arguments = raw.inputs.iter().filter_map(|input| argument(input, is_empty)).collect();
        Ok(Self {
            path,
            handle,
            name: format_ident!("{name}"),
            raw: raw.ident.clone(),
            response_schema: spec.schema(&response.to_string()),
            response,
            page: operation.get("x-page"),
            arguments,
            spec,
        })
    }

    pub fn required(&self) -> impl Iterator<Item = (&Ident, &Taken)> {
        self.arguments.iter().filter_map(|argument| match &argument.kind {
            Kind::Required(value) => Some((&argument.name, value)),
            _ => None,
        })
    }

    pub fn optional(&self) -> impl Iterator<Item = (&Ident, &Taken)> {
        self.arguments.iter().filter_map(|argument| match &argument.kind {
            Kind::Optional(value) => Some((&argument.name, value)),
            _ => None,
        })
    }

    /// The type of the request that the caller makes.
    pub fn request(&self) -> Option<&Ident> {
        self.arguments.iter().find_map(|argument| match &argument.kind {
            Kind::Request(request, false) => Some(request),
            _ => None,
        })
    }

    pub fn has_member(&self) -> bool {
        self.arguments.iter().any(|argument| matches!(argument.kind, Kind::MemberToken))
    }

    /// Whether the call has parameters beside the member session.
    pub fn has_own_parameters(&self) -> bool {
        self.page.is_some() || self.optional().next().is_some()
    }

    /// The type of the parameters that are set on the call.
    pub fn parameters(&self) -> Option<Ident> {
        if self.page.is_some() {
            return page::parameters(self).or_else(|| self.request().cloned());
        }
        if self.has_own_parameters() {
            return Some(self.own_parameters());
        }
        self.has_member().then(|| format_ident!("AsMember"))
    }

    /// `get` of `members` takes a `GetMember`, `get_groups` a `GetGroups`.
    pub fn own_parameters(&self) -> Ident {
        let name = self.name.to_string();
        let of = if name.contains('_') { "" } else { self.handle.last().copied().unwrap_or_default() };
        let of = if ["list", "search"].contains(&name.as_str()) { of } else { of.trim_end_matches('s') };
        format_ident!("{}{}", camel(&name), camel(of))
    }

    /// The arguments of the raw method, with `from` before what was set on the call.
    pub fn passed(&self, from: &TokenStream, member: &TokenStream) -> TokenStream {
        let arguments = self.arguments.iter().map(|Argument { name, kind }| match kind {
            Kind::Required(value) => value.passed(&quote!(#name)),
            Kind::Optional(value) => value.passed_option(&quote!(#from #name)),
            Kind::MemberToken => quote!(#member.token()),
            Kind::MemberJwt => quote!(#member.jwt()),
            Kind::Request(request, true) => quote!(&#request::new()),
            Kind::Request(_, false) => quote!(&request),
        });
        quote!(#(#arguments),*)
    }

    /// The text to paste; with the rest of the file, if there is no file yet.
    pub fn text(&self, with_file: bool) -> Result<String> {
        let method = self.method();
        let rest = if self.page.is_some() { page::types(self)? } else { self.setters() };
        let mut items = syn::parse2::<syn::File>(rest)?.items;
        let imports = prettyplease::unparse(&syn::parse2(text::imports(self))?);
        let handle = format_ident!("{}", self.handle.iter().map(|part| camel(part)).collect::<String>());
        items.insert(0, syn::parse2(quote!(impl #handle<'_> { #method }))?);
        let mut texts: Vec<String> = items.into_iter().map(unparse).collect();
        if with_file {
            texts.insert(0, format!("//! `client.{}()`.\n", self.handle.join("().")));
            texts.insert(1, imports);
            texts.insert(2, format!("handle! {{\n    /// [`what`] it is a handle on.\n    {handle}\n}}\n"));
        } else {
            // The file has the handle and its block.
            let in_block: Vec<&str> = texts[0].lines().filter(|line| line.starts_with(' ')).collect();
            texts[0] = in_block.join("\n") + "\n";
            texts.insert(0, imports);
        }
        Ok(texts.join("\n"))
    }

    fn method(&self) -> TokenStream {
        let Self { name, raw, response, .. } = self;
        let documentation = text::documentation(self);
        let request = self.request().map(|request| quote!(request: #request));
        let required = self.required().map(|(name, value)| {
            let accepted = value.accepted();
            quote!(#name: #accepted)
        });
        let arguments = required.chain(request);
        let parameters = self.parameters();
        let answer = match &parameters {
            Some(parameters) => quote!(Call<#response, #parameters>),
            None => quote!(Call<#response>),
        };
        let body = if self.page.is_some() {
            page::body(self)
        } else {
            let conversion = self.conversion();
            let is_own = self.optional().next().is_some();
            let (variable, member) = match (is_own, &parameters) {
                (true, _) => (quote!(parameters), quote!(parameters.member)),
                (false, Some(_)) => (quote!(member), quote!(member)),
                (false, None) => (quote!(()), quote!()),
            };
            let start = parameters.as_ref().map_or_else(|| quote!(()), |parameters| quote!(#parameters::default()));
            let passed = self.passed(&quote!(parameters.), &member);
            quote! {
                #conversion
                Call::new(self.client, #start, move |raw, #variable| async move { raw.#raw(#passed).await })
            }
        };
        quote! {
            #(#[doc = #documentation])*
            pub fn #name(&self, #(#arguments),*) -> #answer {
                #body
            }
        }
    }

    fn conversion(&self) -> TokenStream {
        let converted: Vec<_> = self.required().filter(|(_, value)| !value.is_plain()).collect();
        let names: Vec<_> = converted.iter().map(|(name, _)| name).collect();
        let kinds = converted.iter().map(|(_, value)| &value.owned);
        // An id is known by the raw method; text is not, since it takes `&str`.
        let is_known = converted.iter().all(|(_, value)| !value.is_text());
        match (names.as_slice(), is_known) {
            ([], _) => quote!(),
            ([name], true) => quote!(let #name = #name.into();),
            ([name], false) => quote!(let #name: #(#kinds)* = #name.into();),
            (_, true) => quote!(let (#(#names),*) = (#(#names.into()),*);),
            (_, false) => quote!(let (#(#names),*): (#(#kinds),*) = (#(#names.into()),*);),
        }
    }

    /// The type of the parameters, and a setter for each.
    fn setters(&self) -> TokenStream {
        if self.optional().next().is_none() {
            return quote!();
        }
        let parameters = self.own_parameters();
        let fields = self.optional().map(|(name, value)| {
            let kind = &value.owned;
            quote!(#name: Option<#kind>,)
        });
        let member = self.has_member().then(|| quote!(member: AsMember,));
        let on_behalf = self.on_behalf(&parameters);
        let documentation = format!(" What can be set on a call of `{}`.", self.path);
        let call = self.setter_block(&parameters);
        quote! {
            #[doc = #documentation]
            #[derive(Clone, Debug, Default)]
            pub struct #parameters { #(#fields)* #member }
            #call
            #on_behalf
        }
    }

    pub fn setter_block(&self, parameters: &Ident) -> TokenStream {
        let response = &self.response;
        let setters = self.optional().map(|(name, value)| {
            let (accepted, converted) = (value.accepted(), value.converted(name));
            let written = self.spec.field_text("", &name.to_string()).unwrap_or("[`what`] it does.").trim();
            let documentation = format!(" {written}");
            quote! {
                #[doc = #documentation]
                pub fn #name(mut self, #name: #accepted) -> Self {
                    self.parameters.#name = Some(#converted);
                    self
                }
            }
        });
        let setters: TokenStream = setters.collect();
        if setters.is_empty() { setters } else { quote!(impl Call<#response, #parameters> { #setters }) }
    }

    pub fn on_behalf(&self, parameters: &Ident) -> TokenStream {
        if !self.has_member() {
            return quote!();
        }
        quote! {
            impl OnBehalf for #parameters {
                fn member(&mut self) -> &mut Option<MemberCredential> {
                    self.member.member()
                }
            }
        }
    }
}

fn argument(input: &FnArg, is_empty: impl Fn(&Ident) -> bool) -> Option<Argument> {
    let FnArg::Typed(input) = input else { return None };
    let Pat::Ident(pattern) = &*input.pat else { return None };
    let name = pattern.ident.clone();
    let kind = match (name.to_string().as_str(), argument_of(&input.ty, "Option")) {
        ("x_stytch_member_session", _) => Kind::MemberToken,
        ("x_stytch_member_session_jwt", _) => Kind::MemberJwt,
        ("body", _) => {
            let Type::Reference(reference) = &*input.ty else { return None };
            let request = last_segment(&reference.elem)?;
            let is_empty = is_empty(&request);
            Kind::Request(request, is_empty)
        }
        (_, Some(optional)) => Kind::Optional(Taken::read(optional)),
        (_, None) => Kind::Required(Taken::read(&input.ty)),
    };
    Some(Argument { name, kind })
}

fn unparse(item: syn::Item) -> String {
    prettyplease::unparse(&syn::File { shebang: None, attrs: Vec::new(), items: vec![item] })
}
