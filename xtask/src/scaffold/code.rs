//! One method of the facade as code, with the types of its parameters.

use anyhow::Result;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::method::{Method, Request};
use super::value::camel;
use super::{page, text};

/// The text to paste; with the rest of the file, if there is no file yet.
pub fn write(method: &Method, with_file: bool) -> Result<String> {
    let declared = method.parameters().filter(|_| method.has_own_parameters());
    let mut types = declared.map(|parameters| types(method, &parameters)).unwrap_or_default();
    if method.page.is_some() {
        types.extend(page::traits(method)?);
    }
    let mut items = syn::parse2::<syn::File>(types)?.items;
    let imports = prettyplease::unparse(&syn::parse2(text::imports(method))?);
    let handle = format_ident!("{}", method.handle.iter().map(|part| camel(part)).collect::<String>());
    let function = function(method);
    items.insert(0, syn::parse2(quote!(impl #handle<'_> { #function }))?);
    let mut texts: Vec<String> = items.into_iter().map(unparse).collect();
    if with_file {
        texts.insert(0, format!("//! `client.{}()`.\n", method.handle.join("().")));
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

fn function(method: &Method) -> TokenStream {
    let Method { name, raw, response, .. } = method;
    let documentation = text::documentation(method);
    let required = method.required.iter().map(|(name, value)| {
        let accepted = value.accepted();
        quote!(#name: #accepted)
    });
    let arguments = required.chain(method.asked().map(|request| quote!(request: #request)));
    let parameters = method.parameters();
    let result = match &parameters {
        Some(parameters) => quote!(Call<#response, #parameters>),
        None => quote!(Call<#response>),
    };
    let body = method.request.iter().map(|Request { name, is_empty }| match is_empty {
        true => quote!(&#name::new()),
        false => quote!(&request),
    });
    let passed = method.required.iter().map(|(name, value)| value.converted(name)).chain(body);
    let prepared = quote!(raw::#raw(#(#passed),*));
    let call = match (method.page, method.asked(), parameters) {
        (Some(_), Some(request), Some(parameters)) if *request == parameters => {
            quote!(Call::with_parameters(self.client, #prepared, request))
        }
        (Some(_), Some(_), Some(parameters)) => {
            quote!(Call::with_parameters(self.client, #prepared, #parameters::new(request)))
        }
        _ => quote!(Call::new(self.client, #prepared)),
    };
    quote! {
        #(#[doc = #documentation])*
        pub fn #name(&self, #(#arguments),*) -> #result {
            #call
        }
    }
}

/// The type of the parameters, a setter for each, and what they add to the request.
fn types(method: &Method, parameters: &Ident) -> TokenStream {
    let own = method.asked() != Some(parameters);
    let request = method.asked().filter(|_| own && method.page.is_some());
    let declared = own.then(|| declared(method, parameters, request));
    let session = if method.has_member { quote!(MemberSession) } else { quote!(()) };
    let body = match (own, request) {
        (false, _) => Some(quote!(request.set_body(self);)),
        (true, Some(_)) => Some(quote!(request.set_body(&self.request);)),
        (true, None) => None,
    };
    let queries = method.optional.iter().map(|(name, value)| {
        let (word, value) = (name.to_string(), value.borrowed(&quote!(self.#name)));
        quote!(request.add_query(#word, #value);)
    });
    let member = method.has_member.then(|| quote!(self.member.add_to(request);));
    let on_behalf = method.has_member.then(|| {
        quote! {
            impl OnBehalf for #parameters {
                fn member(&mut self) -> &mut Option<MemberCredential> {
                    self.member.member()
                }
            }
        }
    });
    quote! {
        #declared
        impl Parameters for #parameters {
            type Session = #session;
            fn add_to(&self, request: &mut Request) {
                #body
                #(#queries)*
                #member
            }
        }
        #on_behalf
    }
}

fn declared(method: &Method, parameters: &Ident, request: Option<&Ident>) -> TokenStream {
    let fields = method.optional.iter().map(|(name, value)| {
        let kind = &value.owned;
        quote!(#name: Option<#kind>,)
    });
    let of_request = request.map(|request| quote!(request: #request,));
    let member = method.has_member.then(|| quote!(member: AsMember,));
    let default = request.is_none().then(|| quote!(, Default));
    let constructor = request.map(|request| {
        let unset = method.optional.iter().map(|(name, _)| name);
        let no_member = method.has_member.then(|| quote!(member: AsMember::default(),));
        quote! {
            impl #parameters {
                fn new(request: #request) -> Self {
                    Self { #(#unset: None,)* request, #no_member }
                }
            }
        }
    });
    let documentation = format!(" What can be set on a call of `{}`.", method.path);
    let setters = setters(method, parameters);
    quote! {
        #[doc = #documentation]
        #[derive(Clone, Debug #default)]
        pub struct #parameters { #(#fields)* #of_request #member }
        #constructor
        #setters
    }
}

fn setters(method: &Method, parameters: &Ident) -> TokenStream {
    let response = &method.response;
    let setters = method.optional.iter().map(|(name, value)| {
        let (accepted, converted) = (value.accepted(), value.converted(name));
        let documentation = format!(" {}", method.parameter_text(name));
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

fn unparse(item: syn::Item) -> String {
    prettyplease::unparse(&syn::File { shebang: None, attrs: Vec::new(), items: vec![item] })
}
