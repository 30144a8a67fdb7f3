//! What a paginated method needs beside itself: parameters that make the call again for each page, and the page's items.

use anyhow::{Context, Result};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::method::Method;

/// The body of the method.
pub fn body(method: &Method) -> TokenStream {
    let required = method.required().map(|(name, value)| value.converted(name));
    let request = method.request().map(|_| quote!(request));
    let arguments = required.chain(request);
    match parameters(method) {
        Some(parameters) => quote!(#parameters::new(#(#arguments),*).call(self.client)),
        None => quote!(request.call(self.client)),
    }
}

/// A type of the parameters, where the request alone does not make the call.
pub fn parameters(method: &Method) -> Option<Ident> {
    let is_request = method.request().is_some() && method.required().next().is_none() && !method.has_member();
    (!is_request).then(|| method.own_parameters())
}

/// The type of an item.
pub fn item(method: &Method) -> Option<Ident> {
    let items = method.page?["items"].as_str()?;
    let reference = method.response_schema?.pointer(&format!("/properties/{items}/items/$ref"))?;
    Some(format_ident!("{}", reference.as_str()?.rsplit('/').next()?))
}

/// The types that stand beside the handle.
pub fn types(method: &Method) -> Result<TokenStream> {
    let parameters = parameters(method);
    let declared = parameters.as_ref().map(|parameters| declared(method, parameters));
    let paginated = paginated(method, parameters.as_ref());
    let page = page(method)?;
    Ok(quote!(#declared #paginated #page))
}

fn declared(method: &Method, parameters: &Ident) -> TokenStream {
    let fields = method.required().map(|(name, value)| {
        let kind = &value.owned;
        quote!(#name: #kind,)
    });
    let optional = method.optional().map(|(name, value)| {
        let kind = &value.owned;
        quote!(#name: Option<#kind>,)
    });
    let request = method.request().map(|request| quote!(request: #request,));
    let member = method.has_member().then(|| quote!(member: AsMember,));
    let arguments = method.required().map(|(name, value)| {
        let kind = &value.owned;
        quote!(#name: #kind,)
    });
    let (names, unset) = (method.required().map(|(name, _)| name), method.optional().map(|(name, _)| name));
    let request_name = method.request().map(|_| quote!(request,));
    let no_member = method.has_member().then(|| quote!(member: AsMember::default(),));
    let documentation = format!(" What a page of `{}` is asked for with.", method.path);
    let setters = method.setter_block(parameters);
    let on_behalf = method.on_behalf(parameters);
    quote! {
        #[doc = #documentation]
        #[derive(Clone, Debug)]
        pub struct #parameters { #(#fields)* #(#optional)* #request #member }

        impl #parameters {
            fn new(#(#arguments)* #request) -> Self {
                Self { #(#names,)* #(#unset: None,)* #request_name #no_member }
            }
        }

        #setters
        #on_behalf
    }
}

fn paginated(method: &Method, parameters: Option<&Ident>) -> TokenStream {
    let Method { raw, response, .. } = method;
    let row = format_ident!("{}", raw.to_string().to_uppercase());
    let of_request = method.request().filter(|_| parameters.is_some()).map(|_| quote!(request.));
    let names: Vec<&Ident> = method.required().chain(method.optional()).map(|(name, _)| name).collect();
    let request_name = method.request().map(|_| quote!(request,));
    let member_name = method.has_member().then(|| quote!(member));
    let passed = method.passed(&quote!(), &quote!(member));
    let (target, pattern) = match (parameters, method.request()) {
        (Some(own), _) => (own, quote!(#own { #(#names,)* #request_name #member_name })),
        (None, Some(request)) => (request, quote!(request)),
        (None, None) => return quote!(),
    };
    quote! {
        impl Paginated for #target {
            type Page = #response;
            fn operation() -> &'static str {
                operations::#row.path
            }
            fn cursor(&mut self) -> &mut Option<String> {
                &mut self.#of_request cursor
            }
            fn limit(&mut self) -> &mut Option<u32> {
                &mut self.#of_request limit
            }
            fn call(self, client: &Client) -> Call<Self::Page, Self> {
                Call::new(client, self, |raw, #pattern| async move { raw.#raw(#passed).await })
            }
        }
    }
}

fn page(method: &Method) -> Result<TokenStream> {
    let response = &method.response;
    let page = method.page.context("it is not paginated")?;
    let item = item(method).context("the items of its page have no type")?;
    let items = format_ident!("{}", page["items"].as_str().context("its page has no items")?);
    let cursor = page["cursor"].as_str().context("its page has no cursor")?;
    let cursor = cursor.split('.').map(|part| format_ident!("{part}"));
    Ok(quote! {
        impl sealed::Page for #response {}
        impl Page for #response {
            type Item = #item;
            fn into_items(self) -> Vec<#item> {
                self.#items
            }
            fn next_cursor(&self) -> Option<&str> {
                self.#(#cursor).*.as_deref()
            }
        }
    })
}
