//! Turns each method that progenitor emits into a function that makes a request and sends nothing.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{FnArg, ImplItem, Item, Pat, ReturnType, Signature, Type};

use super::operations;
use super::spec::{FIRST, Operation, Place, Spec};
use super::types::argument_of;
use super::{Refusal, Result, refuse};

/// The functions, one for each operation, in the order of the table.
pub fn process(spec: &Spec, file: &syn::File) -> Result<syn::File> {
    let emitted = signatures(file);
    let mut functions = TokenStream::new();
    for operation in spec.operations()? {
        let Some(signature) = emitted.iter().find(|signature| signature.ident == operation.id) else {
            return refuse(format!("{}: progenitor emitted no method", operation.path));
        };
        functions.extend(function(&operation, signature)?);
    }
    syn::parse2(functions).map_err(|error| Refusal(format!("the rewritten client does not parse: {error}")))
}

fn signatures(file: &syn::File) -> Vec<&Signature> {
    let blocks = file.items.iter().filter_map(|item| match item {
        Item::Impl(block) => Some(block),
        _ => None,
    });
    let methods = blocks.flat_map(|block| &block.items).filter_map(|item| match item {
        ImplItem::Fn(method) => Some(&method.sig),
        _ => None,
    });
    methods.collect()
}

fn function(operation: &Operation, signature: &Signature) -> Result<TokenStream> {
    let Operation { path, method, template, .. } = operation;
    let Some(response) = response(signature) else { return refuse(format!("{path}: its response has no type")) };
    let (mut arguments, mut query, mut body) = (Vec::new(), Vec::new(), None);
    for (name, kind) in signature.inputs.iter().filter_map(argument) {
        let position = if name == FIRST { 0 } else { arguments.len() };
        match operation.place(&name.to_string()) {
            Place::Path => arguments.insert(position, owned(&name, kind)),
            Place::RequiredQuery => {
                arguments.insert(position, owned(&name, kind));
                let word = name.to_string();
                query.push(quote!(.query(#word, #name)));
            }
            // The call adds what may be left out: when this function is called it is not known yet.
            Place::LeftToCall => {}
            Place::Body => {
                let kind = borrowed(kind);
                arguments.push(quote!(#name: &#kind));
                body = Some(quote!(.body(#name)));
            }
        }
    }
    let place = format!(" `{method} {template}`");
    let (name, row) = (&signature.ident, operations::name(operation));
    let parameters = operations::parameters(operation)?;
    let member_session = operation.member_session.then(|| quote!(, MemberSession));
    Ok(quote! {
        #[doc = #place]
        pub fn #name(#(#arguments),*) -> Prepared<#response #member_session> {
            Prepared::new(&operations::#row, &[#(#parameters.as_ref()),*]) #(#query)* #body
        }
    })
}

/// `T` of `Result<ResponseValue<T>, …>`.
fn response(signature: &Signature) -> Option<&Type> {
    let ReturnType::Type(_, result) = &signature.output else { return None };
    argument_of(argument_of(result, "Result")?, "ResponseValue")
}

fn argument(input: &FnArg) -> Option<(Ident, &Type)> {
    let FnArg::Typed(input) = input else { return None };
    let Pat::Ident(pattern) = &*input.pat else { return None };
    Some((pattern.ident.clone(), &input.ty))
}

/// By value, so that a caller's `into()` finds its type.
fn owned(name: &Ident, kind: &Type) -> TokenStream {
    let kind = borrowed(kind);
    let is_text = matches!(kind, Type::Path(path) if path.path.is_ident("str"));
    if is_text { quote!(#name: String) } else { quote!(#name: #kind) }
}

fn borrowed(kind: &Type) -> &Type {
    match kind {
        Type::Reference(reference) => &reference.elem,
        kind => kind,
    }
}
