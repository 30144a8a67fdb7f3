//! Reading filters and paths.

use super::{Filter, Operator, PatchPath, Path, Unreadable};
use crate::scim::schema::{Attribute, AttributeKind, ENTERPRISE, Kind, among};
use serde_json::Value;

/// How deep filters may be nested: each level takes stack.
const DEEPEST: usize = 32;

/// What the names in a filter are names of.
#[derive(Debug, Clone, Copy)]
enum Scope {
    Resource(Kind),
    /// One value of a complex attribute.
    Value(&'static Attribute),
}

struct Parser<'t> {
    rest: &'t str,
    depth: usize,
}

pub(super) fn filter(kind: Kind, text: &str) -> Result<Filter, Unreadable> {
    let mut parser = Parser { rest: text, depth: 0 };
    let filter = parser.any(Scope::Resource(kind))?;
    parser.end()?;
    Ok(filter)
}

pub(super) fn path(kind: Kind, text: &str) -> Result<Path, Unreadable> {
    let mut parser = Parser { rest: text, depth: 0 };
    let name = parser.word();
    let path = resolve(Scope::Resource(kind), name)?;
    parser.end()?;
    Ok(path)
}

pub(super) fn patch_path(kind: Kind, text: &str) -> Result<PatchPath, Unreadable> {
    let mut parser = Parser { rest: text, depth: 0 };
    let name = parser.word();
    let mut path = resolve(Scope::Resource(kind), name)?;
    let mut filter = None;
    if parser.take("[") {
        filter = Some(parser.value_filter(path)?);
        if parser.take(".") {
            let name = parser.word();
            let found = path.attribute.sub_attribute(name).ok_or_else(|| Unreadable::Unknown(name.to_owned()))?;
            path.sub_attribute = Some(found);
        }
    }
    parser.end()?;
    Ok(PatchPath { path, filter })
}

impl<'t> Parser<'t> {
    /// Filters with `or` between them.
    fn any(&mut self, scope: Scope) -> Result<Filter, Unreadable> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(malformed("The filter is nested too deep."));
        }
        let mut filters = vec![self.all(scope)?];
        while self.keyword("or") {
            filters.push(self.all(scope)?);
        }
        self.depth -= 1;
        Ok(one_or(filters, Filter::Any))
    }

    /// Filters with `and` between them.
    fn all(&mut self, scope: Scope) -> Result<Filter, Unreadable> {
        let mut filters = vec![self.one(scope)?];
        while self.keyword("and") {
            filters.push(self.one(scope)?);
        }
        Ok(one_or(filters, Filter::All))
    }

    fn one(&mut self, scope: Scope) -> Result<Filter, Unreadable> {
        if self.keyword("not") {
            if !self.take("(") {
                return Err(malformed("After not there has to be a filter in parentheses."));
            }
            return Ok(Filter::Not(Box::new(self.parenthesized(scope)?)));
        }
        if self.take("(") {
            return self.parenthesized(scope);
        }
        let name = self.word();
        let path = resolve(scope, name)?;
        if self.rest.starts_with('[') {
            self.take("[");
            return Ok(Filter::Value(path, Box::new(self.value_filter(path)?)));
        }
        let operator = self.word().to_ascii_lowercase();
        if operator == "pr" {
            return Ok(Filter::Present(path));
        }
        let operator = operator_of(&operator)?;
        let value = self.value()?;
        let path = comparable(path, operator)?;
        Ok(Filter::Compare(path, operator, value))
    }

    fn parenthesized(&mut self, scope: Scope) -> Result<Filter, Unreadable> {
        let filter = self.any(scope)?;
        if self.take(")") { Ok(filter) } else { Err(malformed("A parenthesis is not closed.")) }
    }

    /// What stands between brackets, the closing one included.
    fn value_filter(&mut self, path: Path) -> Result<Filter, Unreadable> {
        if path.attribute.kind != AttributeKind::Complex || path.sub_attribute.is_some() {
            return Err(malformed(format!("The attribute {} has no parts to filter by.", path.attribute.name)));
        }
        let filter = self.any(Scope::Value(path.attribute))?;
        if self.take("]") { Ok(filter) } else { Err(malformed("A bracket is not closed.")) }
    }

    /// A JSON string, number, boolean or null.
    fn value(&mut self) -> Result<Value, Unreadable> {
        self.skip_spaces();
        let length = if self.rest.starts_with('"') {
            string_length(self.rest)
        } else {
            self.rest.find([' ', ')', ']']).unwrap_or(self.rest.len())
        };
        let (text, rest) = self.rest.split_at(length);
        self.rest = rest;
        // Some providers write booleans as Python does.
        let known = match text {
            "True" => Some(Value::Bool(true)),
            "False" => Some(Value::Bool(false)),
            _ => serde_json::from_str(text).ok(),
        };
        let value = known.filter(|value| !value.is_array() && !value.is_object());
        value.ok_or_else(|| malformed(format!("{text:?} is not a value to compare with.")))
    }

    /// A name or an operator; empty when there is none.
    fn word(&mut self) -> &'t str {
        self.skip_spaces();
        let length = self.rest.find([' ', '(', ')', '[', ']', '"']).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(length);
        self.rest = rest;
        word
    }

    /// Takes the word, in any case, if it is the next one.
    fn keyword(&mut self, keyword: &str) -> bool {
        let before = self.rest;
        let found = self.word().eq_ignore_ascii_case(keyword);
        if !found {
            self.rest = before;
        }
        found
    }

    fn take(&mut self, sign: &str) -> bool {
        if !matches!(sign, "[" | ".") {
            self.skip_spaces();
        }
        let rest = self.rest.strip_prefix(sign);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn skip_spaces(&mut self) {
        self.rest = self.rest.trim_start_matches(' ');
    }

    fn end(&mut self) -> Result<(), Unreadable> {
        self.skip_spaces();
        if self.rest.is_empty() { Ok(()) } else { Err(malformed(format!("{:?} was not expected.", self.rest))) }
    }
}

/// How long the JSON string at the beginning is, its quotes included.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (position, letter) in text.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return position + 1,
            _ => {}
        }
    }
    text.len()
}

fn operator_of(word: &str) -> Result<Operator, Unreadable> {
    Ok(match word {
        "eq" => Operator::Equal,
        "ne" => Operator::NotEqual,
        "co" => Operator::Contains,
        "sw" => Operator::StartsWith,
        "ew" => Operator::EndsWith,
        "gt" => Operator::Greater,
        "ge" => Operator::GreaterOrEqual,
        "lt" => Operator::Less,
        "le" => Operator::LessOrEqual,
        _ => return Err(malformed(format!("{word:?} is not an operator."))),
    })
}

/// The attribute with this name: its schema may precede it, a sub-attribute may follow.
fn resolve(scope: Scope, name: &str) -> Result<Path, Unreadable> {
    let unknown = || Unreadable::Unknown(name.to_owned());
    if name.is_empty() {
        return Err(malformed("The name of an attribute is missing."));
    }
    if let Scope::Value(attribute) = scope {
        let attribute = attribute.sub_attribute(name).ok_or_else(unknown)?;
        return Ok(Path { is_extension: false, attribute, sub_attribute: None });
    }
    let Scope::Resource(kind) = scope else { return Err(unknown()) };
    let (schema, name) = match name.rsplit_once(':') {
        Some((schema, name)) => (Some(schema), name),
        None => (None, name),
    };
    let (name, sub_name) = match name.split_once('.') {
        Some((name, sub_name)) => (name, Some(sub_name)),
        None => (name, None),
    };
    let is_extension = schema.is_some_and(|schema| schema.eq_ignore_ascii_case(ENTERPRISE));
    let attribute = match schema {
        Some(_) if is_extension => among(kind.extension(), name),
        Some(schema) if !schema.eq_ignore_ascii_case(kind.schema()) => None,
        _ => kind.find(name),
    };
    let attribute = attribute.ok_or_else(unknown)?;
    let sub_attribute = match sub_name {
        Some(name) => Some(attribute.sub_attribute(name).ok_or_else(unknown)?),
        None => None,
    };
    Ok(Path { is_extension, attribute, sub_attribute })
}

/// The path of what is compared: of a complex value it is the part called value.
fn comparable(mut path: Path, operator: Operator) -> Result<Path, Unreadable> {
    if path.sub_attribute.is_none() && path.attribute.kind == AttributeKind::Complex {
        let value = path.attribute.sub_attribute("value").filter(|_| path.attribute.multi_valued);
        let message = || malformed(format!("The attribute {} has parts; name one.", path.attribute.name));
        path.sub_attribute = Some(value.ok_or_else(message)?);
    }
    let kind = path.sub_attribute.unwrap_or(path.attribute).kind;
    let is_equality = matches!(operator, Operator::Equal | Operator::NotEqual);
    if kind == AttributeKind::Boolean && !is_equality {
        return Err(malformed(format!("The attribute {} can be true or false only.", path.attribute.name)));
    }
    Ok(path)
}

fn one_or(mut filters: Vec<Filter>, join: impl FnOnce(Vec<Filter>) -> Filter) -> Filter {
    match filters.pop() {
        Some(only) if filters.is_empty() => only,
        Some(last) => {
            filters.push(last);
            join(filters)
        }
        None => join(filters),
    }
}

fn malformed(message: impl Into<String>) -> Unreadable {
    Unreadable::Malformed(message.into())
}
