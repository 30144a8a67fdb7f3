//! What stands around the code of a method: its documentation, and what the file imports for it.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::method::Method;
use crate::generator::spec::map;

/// The lines of documentation. What a person has to write is a link that leads nowhere.
pub fn documentation(method: &Method) -> Vec<String> {
    let text = format!(
        "[`what`] it does, in one sentence.\n\n[`needs`]: what it needs and leaves behind.\n\n```\n{}\n```\n\n\
         # Errors\n\n[`Error::Api`](crate::Error::Api) with\n\n- [`error_type`] ([`status`]): when, and what to do then.\n\n\
         API reference: [`address`]",
        example(method)
    );
    text.lines().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") }).collect()
}

fn example(method: &Method) -> String {
    let request = || method.asked().into_iter();
    let mut arguments = vec!["client: stytch_b2b::Client".to_owned()];
    arguments.extend(method.required.iter().map(|(name, value)| format!("{name}: {}", value.in_example())));
    arguments.extend(request().map(|request| format!("request: stytch_b2b::types::{request}")));
    let mut passed: Vec<String> = method.required.iter().map(|(name, value)| value.passed_in_example(name)).collect();
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
    let request = method.request.as_ref().map(|request| request.name.clone());
    let mut types: BTreeSet<Ident> = request.into_iter().chain([method.response.clone()]).collect();
    types.extend(method.item());
    let values = method.required.iter().chain(&method.optional);
    types.extend(values.filter_map(|(_, value)| value.identifier()));
    let mut of_call = BTreeSet::from([format_ident!("Call")]);
    of_call.extend(method.has_member.then(|| format_ident!("AsMember")));
    of_call.extend(method.page.map(|_| format_ident!("Page")));
    let paginated = method.page.map(|_| {
        quote!(
            use crate::call::pages::sealed::{self, Paginated};
        )
    });
    let (mut parameters, mut transport) = (None, None);
    if method.has_own_parameters() {
        let (mut traits, mut sent) = (BTreeSet::from([format_ident!("Parameters")]), BTreeSet::new());
        sent.insert(format_ident!("Request"));
        if method.has_member {
            of_call.insert(format_ident!("MemberCredential"));
            traits.insert(format_ident!("OnBehalf"));
            sent.insert(format_ident!("MemberSession"));
        }
        let (traits, sent) = (braced(&traits), braced(&sent));
        parameters = Some(quote!(use crate::call::parameters::sealed::#traits;));
        transport = Some(quote!(use crate::transport::#sent;));
    }
    let (types, of_call) = (braced(&types), braced(&of_call));
    quote! {
        #paginated
        #parameters
        use crate::call::#of_call;
        use crate::raw;
        use crate::resources::handle::handle;
        #transport
        use crate::types::#types;
    }
}

fn braced(names: &BTreeSet<Ident>) -> TokenStream {
    if names.len() == 1 { quote!(#(#names)*) } else { quote!({#(#names),*}) }
}
