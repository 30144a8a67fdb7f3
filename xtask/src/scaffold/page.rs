//! What a paginated method needs beside itself: how the next page is asked for, and where its items are.

use anyhow::{Context, Result};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::method::Method;

/// The traits of the parameters and of the response.
pub fn traits(method: &Method) -> Result<TokenStream> {
    let paginated = paginated(method)?;
    let page = page(method)?;
    Ok(quote!(#paginated #page))
}

fn paginated(method: &Method) -> Result<TokenStream> {
    let response = &method.response;
    let parameters = method.parameters().context("its pages have no parameters")?;
    let of_request = method.asked().filter(|request| **request != parameters).map(|_| quote!(request.));
    Ok(quote! {
        impl Paginated for #parameters {
            type Page = #response;
            fn cursor(&mut self) -> &mut Option<String> {
                &mut self.#of_request cursor
            }
            fn limit(&mut self) -> &mut Option<u32> {
                &mut self.#of_request limit
            }
        }
    })
}

fn page(method: &Method) -> Result<TokenStream> {
    let response = &method.response;
    let page = method.page.context("it is not paginated")?;
    let item = method.item().context("the items of its page have no type")?;
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
                self.#(#cursor).*.as_deref().filter(|cursor| !cursor.is_empty())
            }
        }
    })
}
