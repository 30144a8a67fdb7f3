//! Rewrites the client that progenitor emits: paths are built by the transport from the table of operations, and no
//! header is sent that the API does not know.

use quote::quote;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ImplItem, ImplItemFn, Item, ItemImpl, Stmt, parse_quote};

use super::operations;
use super::spec::{Operation, Spec};
use super::{Result, refuse};

/// The rewritten client.
pub fn process(spec: &Spec, mut file: syn::File) -> Result<syn::File> {
    let all = spec.operations()?;
    file.attrs.clear();
    // The module that includes the file names what it uses.
    file.items.retain(|item| !matches!(item, Item::Use(_)));
    let mut rewritten = 0;
    for item in &mut file.items {
        let Item::Impl(block) = item else { continue };
        block.attrs.clear();
        if block.trait_.is_none() {
            rewritten += methods(block, &all)?;
        }
    }
    if rewritten != all.len() {
        return refuse(format!("{rewritten} of {} operations have a method", all.len()));
    }
    Ok(file)
}

fn methods(block: &mut ItemImpl, all: &[Operation]) -> Result<usize> {
    // The constructor that progenitor emits makes an HTTP client of its own, and panics when it can not.
    block.items.retain(|item| !matches!(item, ImplItem::Fn(method) if method.sig.ident == "new"));
    let mut rewritten = 0;
    for item in &mut block.items {
        let ImplItem::Fn(method) = item else { continue };
        let Some(operation) = all.iter().find(|operation| method.sig.ident == operation.id) else { continue };
        self::method(method, operation)?;
        rewritten += 1;
    }
    Ok(rewritten)
}

fn method(method: &mut ImplItemFn, operation: &Operation) -> Result<()> {
    let place = format!(" `{} {}`", operation.method, operation.template);
    method.attrs = vec![parse_quote!(#[doc = #place])];
    let Some(url) = method.block.stmts.iter_mut().find(|statement| declares(statement, "url")) else {
        return refuse(format!("{}: no URL is built", operation.path));
    };
    let row = operations::name(operation);
    let parameters = operations::parameters(operation)?;
    *url = parse_quote! {
        let url = self.inner.url(&operations::#row, &self.baseurl, &[#(&#parameters),*]).map_err(Error::InvalidRequest)?;
    };
    let mut headers = Headers { member_session: operation.member_session };
    method.block.stmts.retain_mut(|statement| headers.keeps(statement));
    headers.visit_block_mut(&mut method.block);
    Ok(())
}

fn declares(statement: &Stmt, name: &str) -> bool {
    let Stmt::Local(local) = statement else { return false };
    match &local.pat {
        syn::Pat::Ident(pattern) => pattern.ident == name,
        _ => false,
    }
}

/// Takes out the `api-version` header, and the header map where nothing else is in it.
struct Headers {
    member_session: bool,
}

impl Headers {
    fn keeps(&mut self, statement: &mut Stmt) -> bool {
        let text = quote!(#statement).to_string();
        if text.contains("\"api-version\"") {
            return false;
        }
        if declares(statement, "header_map") {
            *statement = parse_quote!(let mut header_map = ::reqwest::header::HeaderMap::with_capacity(2usize););
            return self.member_session;
        }
        true
    }
}

impl VisitMut for Headers {
    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        visit_mut::visit_expr_mut(self, expression);
        if let Expr::MethodCall(call) = expression
            && call.method == "headers"
            && !self.member_session
        {
            *expression = (*call.receiver).clone();
        }
    }
}
