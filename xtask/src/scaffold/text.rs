//! What stands around the code of a method: its documentation, and what the file imports for it.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::method::{Kind, Method};
use super::page;
use crate::generator::spec::map;

/// The lines of documentation. What a person has to write is a link that leads nowhere.
pub fn documentation(method: &Method) -> Vec<String> {
    let text = format!(
        "[`what`] it does, in one sentence.\n\n[`needs`]: what it needs and leaves behind.\n\n```\n{}\n```\n\n\
         # Errors\n\n[`Error::Api`](crate::Error::Api) with\n\n- [`error_type`]: when, and what to do then.\n\n\
         API reference: [`address`]",
        example(method)
    );
    text.lines().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") }).collect()
}

fn example(method: &Method) -> String {
    let request = || method.request().into_iter();
    let mut arguments = vec!["client: stytch_b2b::Client".to_owned()];
    arguments.extend(method.required().map(|(name, value)| format!("{name}: {}", value.in_example())));
    arguments.extend(request().map(|request| format!("request: stytch_b2b::types::{request}")));
    let mut passed: Vec<String> = method.required().map(|(name, value)| value.passed_in_example(name)).collect();
    passed.extend(request().map(|_| "request".to_owned()));
    let has_request_id =
        method.response_schema.is_some_and(|schema| map(&schema["properties"]).contains_key("request_id"));
    let shown = if has_request_id { "\"{}\", response.request_id" } else { "\"{response:?}\"" };
    let handles: String = method.handle.iter().map(|handle| format!(".{handle}()")).collect();
    format!(
        "# async fn example({}) -> Result<(), stytch_b2b::Error> {{\nlet response = client{handles}.{}({}).await?;\n\
         println!({shown});\n# Ok(())\n# }}",
        arguments.join(", "),
        method.name,
        passed.join(", ")
    )
}

/// What the file must import, to be merged with what it imports already.
pub fn imports(method: &Method) -> TokenStream {
    let requests = method.arguments.iter().filter_map(|argument| match &argument.kind {
        Kind::Request(request, _) => Some(request.clone()),
        _ => None,
    });
    let types: BTreeSet<Ident> = requests.chain([method.response.clone()]).chain(page::item(method)).collect();
    let values = method.required().chain(method.optional());
    let mut ours: BTreeSet<Ident> = values.filter_map(|(_, value)| value.identifier()).collect();
    ours.insert(format_ident!("Call"));
    ours.extend(method.has_member().then(|| format_ident!("AsMember")));
    let on_behalf = (method.has_member() && method.has_own_parameters()).then(|| {
        ours.insert(format_ident!("MemberCredential"));
        quote!(
            use crate::call::sealed::OnBehalf;
        )
    });
    let paginated = method.page.map(|_| {
        ours.extend([format_ident!("Client"), format_ident!("Page")]);
        quote! {
            use crate::pagination::sealed::{self, Paginated};
            use crate::raw::operations;
        }
    });
    let (types, ours) = (braced(&types), braced(&ours));
    quote! {
        #on_behalf
        #paginated
        use crate::resources::handle;
        use crate::types::#types;
        use crate::#ours;
    }
}

fn braced(names: &BTreeSet<Ident>) -> TokenStream {
    if names.len() == 1 { quote!(#(#names)*) } else { quote!({#(#names),*}) }
}
