//! Reading filters and paths: the grammar is a library's, what the names in them stand for is the schemas'.

use super::test::moment;
use super::{Filter, Operator, PatchPath, Path, Unreadable};
use crate::scim::document::boolean;
use crate::scim::schema::{Attribute, AttributeKind, ENTERPRISE, Kind, among};
use scim_v2::filter::{self as grammar, AttrExp, AttrPath, CompValue, CompareOp, ValFilter};
use serde_json::Value;

pub(super) fn filter(kind: Kind, text: &str) -> Result<Filter, Unreadable> {
    let parsed = text.parse().map_err(|problem| malformed(format!("The filter cannot be read: {problem}.")))?;
    of_resources(kind, parsed)
}

pub(super) fn patch_path(kind: Kind, text: &str) -> Result<PatchPath, Unreadable> {
    if !text.contains('[') {
        return Ok(PatchPath { path: path(kind, text)?, filter: None });
    }
    let parsed = text.parse().map_err(|problem| malformed(format!("The path cannot be read: {problem}.")))?;
    match parsed {
        grammar::PatchPath::Attr(path) => Ok(PatchPath { path: named(kind, &path)?, filter: None }),
        grammar::PatchPath::Value(value) => {
            let mut path = named(kind, &value.attr)?;
            let filter = Some(of_values(with_parts(path)?, value.filter)?);
            path.sub_attribute = value.sub_attr.map(|name| part(path.attribute, &name)).transpose()?;
            Ok(PatchPath { path, filter })
        }
    }
}

/// The name of an attribute, which unlike one in a filter may be `$ref`.
pub(super) fn path(kind: Kind, text: &str) -> Result<Path, Unreadable> {
    let text = text.trim();
    let (schema, names) = text.rsplit_once(':').map_or((None, text), |(schema, names)| (Some(schema), names));
    let (name, part) = names.split_once('.').map_or((names, None), |(name, part)| (name, Some(part)));
    resolve(kind, schema, name, part)
}

fn of_resources(kind: Kind, filter: grammar::Filter) -> Result<Filter, Unreadable> {
    let all = |filters: grammar::Operands<grammar::Filter>| filters.into_iter().map(|one| of_resources(kind, one));
    Ok(match filter {
        grammar::Filter::Attr(expression) => compared(expression, |path| named(kind, path))?,
        grammar::Filter::Not(filter) => Filter::Not(Box::new(of_resources(kind, *filter)?)),
        grammar::Filter::And(filters) => Filter::All(all(filters).collect::<Result<_, _>>()?),
        grammar::Filter::Or(filters) => Filter::Any(all(filters).collect::<Result<_, _>>()?),
        grammar::Filter::ValuePath(value) => {
            let path = named(kind, &value.attr)?;
            Filter::Value(path, Box::new(of_values(with_parts(path)?, *value.filter)?))
        }
    })
}

/// A filter over the values of an attribute, whose names are those of its parts.
fn of_values(attribute: &'static Attribute, filter: ValFilter) -> Result<Filter, Unreadable> {
    let all = |filters: grammar::Operands<ValFilter>| filters.into_iter().map(|one| of_values(attribute, one));
    Ok(match filter {
        ValFilter::Attr(expression) => compared(expression, |path| match path {
            AttrPath { uri: None, name, sub_attr: None } => {
                Ok(Path { is_extension: false, attribute: part(attribute, name)?, sub_attribute: None })
            }
            other => Err(Unreadable::Unknown(other.to_string())),
        })?,
        ValFilter::Not(filter) => Filter::Not(Box::new(of_values(attribute, *filter)?)),
        ValFilter::And(filters) => Filter::All(all(filters).collect::<Result<_, _>>()?),
        ValFilter::Or(filters) => Filter::Any(all(filters).collect::<Result<_, _>>()?),
    })
}

fn compared(
    expression: AttrExp,
    find: impl FnOnce(&AttrPath) -> Result<Path, Unreadable>,
) -> Result<Filter, Unreadable> {
    Ok(match expression {
        AttrExp::Present(path) => Filter::Present(find(&path)?),
        AttrExp::Comparison(path, operator, value) => {
            let (operator, value) = (operator_of(&operator), value_of(value));
            Filter::Compare(comparable(find(&path)?, operator, &value)?, operator, value)
        }
    })
}

fn operator_of(operator: &CompareOp) -> Operator {
    match operator {
        CompareOp::Eq => Operator::Equal,
        CompareOp::Ne => Operator::NotEqual,
        CompareOp::Co => Operator::Contains,
        CompareOp::Sw => Operator::StartsWith,
        CompareOp::Ew => Operator::EndsWith,
        CompareOp::Gt => Operator::Greater,
        CompareOp::Ge => Operator::GreaterOrEqual,
        CompareOp::Lt => Operator::Less,
        CompareOp::Le => Operator::LessOrEqual,
    }
}

fn value_of(value: CompValue) -> Value {
    match value {
        CompValue::Null => Value::Null,
        CompValue::True => Value::Bool(true),
        CompValue::False => Value::Bool(false),
        CompValue::Number(number) => Value::Number(number),
        CompValue::Str(text) => Value::String(text),
    }
}

fn named(kind: Kind, path: &AttrPath) -> Result<Path, Unreadable> {
    resolve(kind, path.uri.as_deref(), &path.name, path.sub_attr.as_deref())
}

/// The attribute with this name: its schema may be named too, and a part of it.
fn resolve(kind: Kind, schema: Option<&str>, name: &str, below: Option<&str>) -> Result<Path, Unreadable> {
    let is_extension = schema.is_some_and(|schema| schema.eq_ignore_ascii_case(ENTERPRISE));
    let attribute = match schema {
        Some(_) if is_extension => among(kind.extension(), name),
        Some(schema) if !schema.eq_ignore_ascii_case(kind.schema()) => None,
        _ => kind.find(name),
    };
    let attribute = attribute.ok_or_else(|| Unreadable::Unknown(name.to_owned()))?;
    let sub_attribute = below.map(|below| part(attribute, below)).transpose()?;
    Ok(Path { is_extension, attribute, sub_attribute })
}

fn part(attribute: &'static Attribute, name: &str) -> Result<&'static Attribute, Unreadable> {
    attribute.sub_attribute(name).ok_or_else(|| Unreadable::Unknown(format!("{}.{name}", attribute.name)))
}

/// The attribute, if its values have parts to filter by.
fn with_parts(path: Path) -> Result<&'static Attribute, Unreadable> {
    match path.attribute.kind {
        AttributeKind::Complex if path.sub_attribute.is_none() => Ok(path.attribute),
        _ => Err(malformed(format!("The attribute {} has no parts to filter by.", path.attribute.name))),
    }
}

/// The path of what is compared: of a complex value it is the part called value.
fn comparable(mut path: Path, operator: Operator, value: &Value) -> Result<Path, Unreadable> {
    if path.sub_attribute.is_none() && path.attribute.kind == AttributeKind::Complex {
        let value = path.attribute.sub_attribute("value").filter(|_| path.attribute.multi_valued);
        let message = || malformed(format!("The attribute {} has parts; name one.", path.attribute.name));
        path.sub_attribute = Some(value.ok_or_else(message)?);
    }
    let attribute = path.sub_attribute.unwrap_or(path.attribute);
    let is_equality = matches!(operator, Operator::Equal | Operator::NotEqual);
    let is_order = !matches!(operator, Operator::Contains | Operator::StartsWith | Operator::EndsWith);
    let fits = match (attribute.kind, value) {
        (_, Value::Null) | (AttributeKind::Boolean, Value::Bool(_)) => is_equality,
        (AttributeKind::Boolean, Value::String(text)) => is_equality && boolean(text).is_some(),
        (AttributeKind::DateTime, Value::String(text)) => !is_order || moment(text).is_some(),
        (AttributeKind::Boolean, _) => false,
        _ => value.is_string(),
    };
    if fits { Ok(path) } else { Err(malformed(format!("The attribute {} cannot be compared so.", attribute.name))) }
}

fn malformed(message: String) -> Unreadable {
    Unreadable::Malformed(message)
}
