//! What the vendor's own crate has, as its sources say: names, paths and the types of fields, and none of its texts.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use quote::ToTokens;
use serde::{Deserialize, Serialize};

/// Everything public that a program for B2B can reach there. Paths are written as below the crate's root.
#[derive(Debug, Deserialize, Serialize)]
pub struct Names {
    /// The version of their crate.
    pub version: String,
    /// Methods of public types, but for the constructors of handles.
    pub methods: Vec<Method>,
    /// In the order of their names.
    pub types: Vec<Type>,
}

/// A public method.
#[derive(Debug, Deserialize, Serialize)]
pub struct Method {
    /// `b2b::magic_links_email::Email::invite`.
    pub name: String,
    /// `POST /v1/b2b/magic_links/email/invite`, if it sends a request itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub http: Option<String>,
    /// The first argument of a type of their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    /// The type of what it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<String>,
}

/// A public type.
#[derive(Debug, Deserialize, Serialize)]
pub struct Type {
    /// `b2b::organizations::Member`.
    pub name: String,
    /// Where the client has it, `magic_links.email`, if it is a handle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handle: Option<String>,
    /// Its fields of the crate's own types.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
}

const CLIENT: &str = "b2b::client::Client";

/// Reads the crate whose unpacked sources are in a folder.
pub fn read(folder: &Path) -> Result<Names> {
    let manifest: toml_edit::DocumentMut = read_file(&folder.join("Cargo.toml"))?.parse()?;
    let version = manifest["package"]["version"].as_str().context("the manifest has no version")?.to_owned();
    let mut sources = Sources { root: folder.join("src"), modules: BTreeMap::new() };
    let b2b = sources.file("b2b/mod.rs")?;
    let mut wanted = vec![String::new(), "client".to_owned()];
    wanted.extend(b2b.items.iter().filter_map(declared_module).map(|name| format!("b2b::{name}")));
    for module in &wanted {
        sources.load(module)?;
    }

    // The client has areas of the other part of the crate too.
    let mut handles = BTreeMap::new();
    sources.find_handles(CLIENT, "", &mut handles)?;
    wanted.extend(handles.keys().filter_map(|name| Some(name.rsplit_once("::")?.0.to_owned())));
    let wanted: BTreeSet<String> = wanted.into_iter().collect();

    let mut methods = Vec::new();
    let mut open: Vec<String> = Vec::new();
    for module in &wanted {
        let module = sources.load(module)?;
        methods.extend(module.methods.iter().map(|method| method.resolved(module)));
        open.extend(module.types.keys().map(|name| module.full(name)));
    }
    let mut types: BTreeMap<String, Type> = BTreeMap::new();
    while let Some(name) = open.pop() {
        if types.contains_key(&name) {
            continue;
        }
        let handle = handles.get(&name).cloned();
        let fields = if handle.is_some() { BTreeMap::new() } else { sources.fields(&name)? };
        open.extend(fields.values().cloned());
        types.insert(name.clone(), Type { name, handle, fields });
    }
    methods.sort_by(|one, other| one.name.cmp(&other.name));
    ensure!(!methods.is_empty(), "no public method was found");
    Ok(Names { version, methods, types: types.into_values().collect() })
}

struct Sources {
    root: PathBuf,
    modules: BTreeMap<String, Module>,
}

/// One file of theirs.
struct Module {
    path: String,
    /// What its names stand for: imports, and what it declares.
    scope: BTreeMap<String, String>,
    /// Each public type with its public fields.
    types: BTreeMap<String, Vec<(String, syn::Type)>>,
    methods: Vec<Function>,
}

/// A public method, its types not yet resolved.
struct Function {
    name: String,
    http: Option<String>,
    arguments: Vec<syn::Type>,
    output: Option<syn::Type>,
}

impl Sources {
    fn file(&self, path: &str) -> Result<syn::File> {
        let path = self.root.join(path);
        syn::parse_file(&read_file(&path)?).with_context(|| path.display().to_string())
    }

    fn load(&mut self, path: &str) -> Result<&Module> {
        if !self.modules.contains_key(path) {
            let file = if path.is_empty() { "lib.rs".to_owned() } else { format!("{}.rs", path.replace("::", "/")) };
            let module = Module::new(path, &self.file(&file)?);
            self.modules.insert(path.to_owned(), module);
        }
        self.modules.get(path).context("it was just read")
    }

    /// The public fields of a type whose types are the crate's own.
    fn fields(&mut self, name: &str) -> Result<BTreeMap<String, String>> {
        let (module, own) = name.rsplit_once("::").unwrap_or(("", name));
        let module = self.load(module)?;
        let fields = module.types.get(own).with_context(|| format!("there is no type {name}"))?;
        Ok(fields.iter().filter_map(|(field, kind)| Some((field.clone(), module.find(kind)?))).collect())
    }

    /// Where the client has each handle: the public fields of handles are handles.
    fn find_handles(&mut self, name: &str, at: &str, found: &mut BTreeMap<String, String>) -> Result<()> {
        for (field, handle) in self.fields(name)? {
            let at = if at.is_empty() { field } else { format!("{at}.{field}") };
            self.find_handles(&handle, &at, found)?;
            found.insert(handle, at);
        }
        Ok(())
    }
}

impl Module {
    fn new(path: &str, file: &syn::File) -> Self {
        let (scope, types, methods) = Default::default();
        let mut module = Self { path: path.to_owned(), scope, types, methods };
        for item in &file.items {
            module.declare(item);
        }
        for item in &file.items {
            if let syn::Item::Impl(block) = item
                && block.trait_.is_none()
                && let syn::Type::Path(of) = &*block.self_ty
                && let Some(of) = of.path.get_ident().map(ToString::to_string)
                && module.types.contains_key(&of)
            {
                let functions = block.items.iter().filter_map(|item| function(&of, item));
                module.methods.extend(functions);
            }
        }
        module
    }

    fn declare(&mut self, item: &syn::Item) {
        let (visibility, name, fields) = match item {
            syn::Item::Struct(it) => (&it.vis, &it.ident, Some(&it.fields)),
            syn::Item::Enum(it) => (&it.vis, &it.ident, None),
            syn::Item::Type(it) => (&it.vis, &it.ident, None),
            syn::Item::Use(it) => return import(&it.tree, Vec::new(), &mut self.scope),
            _ => return,
        };
        if !is_public(visibility) {
            return;
        }
        let fields = fields.into_iter().flatten().filter(|field| is_public(&field.vis));
        let fields = fields.filter_map(|field| Some((json_name(field)?, field.ty.clone()))).collect();
        self.scope.insert(name.to_string(), self.full(&name.to_string()));
        self.types.insert(name.to_string(), fields);
    }

    fn full(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}::{name}", self.path) }
    }

    /// The first type of the crate's own in a type, `Member` in `Option<Vec<Member>>`.
    fn find(&self, kind: &syn::Type) -> Option<String> {
        let syn::Type::Path(kind) = kind else { return None };
        let last = kind.path.segments.last()?;
        if let syn::PathArguments::AngleBracketed(arguments) = &last.arguments {
            return arguments.args.iter().find_map(|argument| match argument {
                syn::GenericArgument::Type(inner) => self.find(inner),
                _ => None,
            });
        }
        match kind.path.get_ident() {
            Some(name) => self.scope.get(&name.to_string()).cloned(),
            None => {
                below_crate(&kind.path.segments.iter().map(|segment| segment.ident.to_string()).collect::<Vec<_>>())
            }
        }
    }
}

impl Function {
    fn resolved(&self, module: &Module) -> Method {
        Method {
            name: module.full(&self.name),
            http: self.http.clone(),
            request: self.arguments.iter().find_map(|kind| module.find(kind)),
            response: self.output.as_ref().and_then(|kind| module.find(kind)),
        }
    }
}

/// A public method. Handles are made by the client, so what makes one from the HTTP client is none.
fn function(of: &str, item: &syn::ImplItem) -> Option<Function> {
    let syn::ImplItem::Fn(item) = item else { return None };
    if !is_public(&item.vis) {
        return None;
    }
    let typed = item.sig.inputs.iter().filter_map(|input| match input {
        syn::FnArg::Typed(argument) => Some(argument),
        syn::FnArg::Receiver(_) => None,
    });
    let typed: Vec<&syn::PatType> = typed.collect();
    let name = plain(&item.sig.ident);
    if name == "new" && typed.len() == 1 && typed[0].pat.to_token_stream().to_string() == "http_client" {
        return None;
    }
    let output = match &item.sig.output {
        syn::ReturnType::Type(_, kind) => Some((**kind).clone()),
        syn::ReturnType::Default => None,
    };
    let arguments = typed.into_iter().map(|argument| (*argument.ty).clone()).collect();
    Some(Function { name: format!("{of}::{name}"), http: http(&item.block), arguments, output })
}

/// The one `http::Method` and the one path that a body names.
fn http(block: &syn::Block) -> Option<String> {
    let text = block.to_token_stream().to_string();
    let (_, after) = text.split_once("http :: Method :: ")?;
    let method: String = after.chars().take_while(char::is_ascii_uppercase).collect();
    let (_, after) = text.split_once("\"/v1")?;
    let path: String = after.chars().take_while(|letter| !matches!(letter, '"' | '?')).collect();
    Some(format!("{method} /v1{path}"))
}

fn declared_module(item: &syn::Item) -> Option<String> {
    match item {
        syn::Item::Mod(module) if is_public(&module.vis) => Some(module.ident.to_string()),
        _ => None,
    }
}

fn import(tree: &syn::UseTree, mut before: Vec<String>, scope: &mut BTreeMap<String, String>) {
    match tree {
        syn::UseTree::Path(path) => {
            before.push(path.ident.to_string());
            import(&path.tree, before, scope);
        }
        syn::UseTree::Name(name) => {
            before.push(name.ident.to_string());
            if let Some(full) = below_crate(&before) {
                scope.insert(name.ident.to_string(), full);
            }
        }
        syn::UseTree::Group(group) => group.items.iter().for_each(|tree| import(tree, before.clone(), scope)),
        syn::UseTree::Rename(_) | syn::UseTree::Glob(_) => {}
    }
}

/// `crate::b2b::…` without `crate`; nothing for a path of another crate.
fn below_crate(segments: &[String]) -> Option<String> {
    let (first, rest) = segments.split_first()?;
    (first == "crate").then(|| rest.join("::"))
}

fn is_public(visibility: &syn::Visibility) -> bool {
    matches!(visibility, syn::Visibility::Public(_))
}

/// What a field is called in JSON.
fn json_name(field: &syn::Field) -> Option<String> {
    let mut name = plain(field.ident.as_ref()?);
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        // What else stands there is of no interest.
        let _ = attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("rename") {
                name = meta.value()?.parse::<syn::LitStr>()?.value();
            }
            Ok(())
        });
    }
    Some(name)
}

/// A name without the `r#` of keywords.
fn plain(name: &syn::Ident) -> String {
    name.to_string().trim_start_matches("r#").to_owned()
}

fn read_file(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| path.display().to_string())
}
