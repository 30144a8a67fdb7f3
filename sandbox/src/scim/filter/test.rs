//! Holding resources against filters.

use super::{Filter, Operator, Path};
use crate::scim::document::boolean;
use crate::scim::schema::{Attribute, AttributeKind, ENTERPRISE};
use chrono::{DateTime, FixedOffset};
use serde_json::Value;
use std::cmp::Ordering;

pub(super) fn matches(filter: &Filter, document: &Value) -> bool {
    match filter {
        Filter::All(filters) => filters.iter().all(|filter| matches(filter, document)),
        Filter::Any(filters) => filters.iter().any(|filter| matches(filter, document)),
        Filter::Not(filter) => !matches(filter, document),
        Filter::Present(path) => values(path, document).into_iter().any(is_assigned),
        Filter::Value(path, filter) => values(path, document).into_iter().any(|value| matches(filter, value)),
        Filter::Compare(path, operator, wanted) => {
            let attribute = path.sub_attribute.unwrap_or(path.attribute);
            let values = values(path, document);
            match operator {
                Operator::Equal if wanted.is_null() => values.is_empty(),
                Operator::NotEqual if wanted.is_null() => !values.is_empty(),
                Operator::NotEqual => !values.iter().any(|value| compare(attribute, Operator::Equal, value, wanted)),
                _ => values.iter().any(|value| compare(attribute, *operator, value, wanted)),
            }
        }
    }
}

/// All values at the path.
fn values<'d>(path: &Path, document: &'d Value) -> Vec<&'d Value> {
    let holder = if path.is_extension { &document[ENTERPRISE] } else { document };
    let values = flat(&holder[path.attribute.name.as_str()]);
    match path.sub_attribute {
        None => values,
        Some(part) => values.into_iter().flat_map(|value| flat(&value[part.name.as_str()])).collect(),
    }
}

fn flat(value: &Value) -> Vec<&Value> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(values) => values.iter().collect(),
        one => vec![one],
    }
}

fn is_assigned(value: &Value) -> bool {
    match value {
        Value::String(text) => !text.is_empty(),
        _ => true,
    }
}

fn compare(attribute: &Attribute, operator: Operator, value: &Value, wanted: &Value) -> bool {
    match (value, wanted) {
        (Value::Bool(value), Value::Bool(wanted)) => operator == Operator::Equal && value == wanted,
        (Value::Bool(value), Value::String(wanted)) => operator == Operator::Equal && boolean(wanted) == Some(*value),
        (Value::String(value), Value::String(wanted)) => {
            if attribute.kind == AttributeKind::DateTime
                && let (Some(value), Some(wanted)) = (moment(value), moment(wanted))
            {
                return is_so(operator, value.cmp(&wanted));
            }
            if attribute.case_exact {
                compare_texts(operator, value, wanted)
            } else {
                compare_texts(operator, &value.to_lowercase(), &wanted.to_lowercase())
            }
        }
        _ => false,
    }
}

/// The moment that a date-time says, in whichever zone it is written.
pub(super) fn moment(text: &str) -> Option<DateTime<FixedOffset>> {
    DateTime::parse_from_rfc3339(text).ok()
}

fn compare_texts(operator: Operator, value: &str, wanted: &str) -> bool {
    match operator {
        Operator::Contains => value.contains(wanted),
        Operator::StartsWith => value.starts_with(wanted),
        Operator::EndsWith => value.ends_with(wanted),
        _ => is_so(operator, value.cmp(wanted)),
    }
}

fn is_so(operator: Operator, order: Ordering) -> bool {
    match operator {
        Operator::Equal => order.is_eq(),
        Operator::Greater => order.is_gt(),
        Operator::GreaterOrEqual => order.is_ge(),
        Operator::Less => order.is_lt(),
        Operator::LessOrEqual => order.is_le(),
        Operator::NotEqual | Operator::Contains | Operator::StartsWith | Operator::EndsWith => false,
    }
}
