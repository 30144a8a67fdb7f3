//! What is known of one method of the facade: from the raw function that it calls, and from the specification.

use anyhow::{Context, Result};
use proc_macro2::Ident;
use quote::format_ident;
use serde_json::Value;
use syn::{FnArg, Pat, ReturnType, Signature, Type};

use super::value::{Taken, argument_of, camel, last_segment};
use crate::generator::spec::Spec;

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
    /// Needed for every call.
    pub required: Vec<(Ident, Taken)>,
    /// Setters of the call.
    pub optional: Vec<(Ident, Taken)>,
    pub request: Option<Request>,
    pub has_member: bool,
    spec: Spec<'a>,
}

/// The type of a body, and whether it has no field.
pub struct Request {
    pub name: Ident,
    pub is_empty: bool,
}

impl<'a> Method<'a> {
    pub fn read(document: &'a Value, operation: &'a Value, raw: &Signature) -> Result<Self> {
        let path = operation["x-path"].as_str().context("no x-path")?;
        let mut handle: Vec<&str> = path.split('.').collect();
        let name = handle.pop().context("an empty path")?;
        let spec = Spec::new(document);
        let response = response(raw).context("its response has no type")?;
        let (mut required, mut request) = (Vec::new(), None);
        for (name, kind) in raw.inputs.iter().filter_map(argument) {
            match kind {
                Type::Reference(body) => request = Some(body_of(&spec, &body.elem).context("its body has no type")?),
                kind => required.push((name, Taken::of_argument(kind))),
            }
        }
        let parameters = || operation["parameters"].as_array().into_iter().flatten();
        let optional = parameters().filter(|parameter| parameter["in"] == "query" && parameter["required"] != true);
        Ok(Self {
            path,
            handle,
            name: format_ident!("{name}"),
            raw: raw.ident.clone(),
            response_schema: spec.schema(&response.to_string()),
            response,
            page: operation.get("x-page"),
            required,
            optional: optional.filter_map(set_on_call).collect(),
            request,
            has_member: parameters().any(|parameter| parameter["name"] == "X-Stytch-Member-Session"),
            spec,
        })
    }

    /// The type of the request that the caller makes.
    pub fn asked(&self) -> Option<&Ident> {
        self.request.as_ref().filter(|request| !request.is_empty).map(|request| &request.name)
    }

    /// The type of the parameters that are set on the call.
    pub fn parameters(&self) -> Option<Ident> {
        match (self.page, self.asked()) {
            (Some(_), Some(request)) if !self.has_member => Some(request.clone()),
            _ if self.has_own_parameters() => Some(self.own_parameters()),
            _ => self.has_member.then(|| format_ident!("AsMember")),
        }
    }

    /// Whether the call has parameters beside the member session.
    pub fn has_own_parameters(&self) -> bool {
        self.page.is_some() || !self.optional.is_empty()
    }

    /// `get` of `members` takes a `GetMember`, `get_groups` a `GetGroups`.
    fn own_parameters(&self) -> Ident {
        let name = self.name.to_string();
        let of = if name.contains('_') { "" } else { self.handle.last().copied().unwrap_or_default() };
        let of = if ["list", "search"].contains(&name.as_str()) { of } else { of.trim_end_matches('s') };
        format_ident!("{}{}", camel(&name), camel(of))
    }

    /// The type of an item of a page.
    pub fn item(&self) -> Option<Ident> {
        let items = self.page?["items"].as_str()?;
        let reference = self.response_schema?.pointer(&format!("/properties/{items}/items/$ref"))?;
        Some(format_ident!("{}", reference.as_str()?.rsplit('/').next()?))
    }

    /// What is written already about a parameter.
    pub fn parameter_text(&self, name: &Ident) -> &'a str {
        self.spec.field_text("", &name.to_string()).unwrap_or("[`what`] it does.").trim()
    }
}

fn argument(input: &FnArg) -> Option<(Ident, &Type)> {
    let FnArg::Typed(input) = input else { return None };
    let Pat::Ident(pattern) = &*input.pat else { return None };
    Some((pattern.ident.clone(), &input.ty))
}

fn body_of(spec: &Spec, kind: &Type) -> Option<Request> {
    let name = last_segment(kind)?;
    let is_empty = spec.schema(&name.to_string()).is_some_and(|schema| spec.fields(schema).is_empty());
    Some(Request { name, is_empty })
}

fn set_on_call(parameter: &Value) -> Option<(Ident, Taken)> {
    Some((format_ident!("{}", parameter["name"].as_str()?), Taken::of_schema(&parameter["schema"])))
}

/// `T` of `Prepared<types::T>`.
fn response(raw: &Signature) -> Option<Ident> {
    let ReturnType::Type(_, prepared) = &raw.output else { return None };
    last_segment(argument_of(prepared, "Prepared")?)
}
