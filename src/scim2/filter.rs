//! [`Filter`]: which resources of a list are wanted, by RFC 7644 section 3.4.2.2.

use std::borrow::Cow;
use std::ops::Not;

use chrono::{DateTime, SecondsFormat, Utc};

/// Which resources of a list are wanted.
///
/// Values are written so that nothing in them can end them: a name with quotes in it stays one name.
///
/// ```
/// use stytch_b2b::scim2::Filter;
///
/// let filter = Filter::display_name(r#"Ortiz "and" Sons"#).or(Filter::attribute("displayName").sw("Acme"));
/// assert_eq!(filter.to_string(), r#"(displayName eq "Ortiz \"and\" Sons" or displayName sw "Acme")"#);
/// ```
///
/// A name that is no attribute's is kept as the reason why the call will be refused.
#[derive(Clone, Debug, PartialEq)]
pub struct Filter(Result<String, String>);

/// An attribute to compare, from [`Filter::attribute`].
#[derive(Clone, Debug)]
#[must_use = "an attribute alone is no filter"]
pub struct Attribute(Result<String, String>);

/// What an attribute is compared with: text, a number, a boolean or a time.
#[derive(Clone, Debug, PartialEq)]
pub struct FilterValue(Cow<'static, str>);

impl Filter {
    /// An attribute by its name: `displayName`, `name.familyName`, `urn:…:User:userName`.
    pub fn attribute(name: impl AsRef<str>) -> Attribute {
        let name = name.as_ref();
        Attribute(check_attribute(name).map(|()| name.to_owned()))
    }

    /// A filter as it stands, for what the others can not say. It goes over the wire unchecked.
    #[must_use]
    pub fn raw(text: impl Into<String>) -> Self {
        Self(Ok(text.into()))
    }

    /// Resources whose `displayName` is this.
    #[must_use]
    pub fn display_name(name: impl Into<FilterValue>) -> Self {
        Self::attribute("displayName").eq(name)
    }

    /// Users whose `userName` is this.
    #[must_use]
    pub fn user_name(name: impl Into<FilterValue>) -> Self {
        Self::attribute("userName").eq(name)
    }

    /// Resources whose `externalId` is this.
    #[must_use]
    pub fn external_id(id: impl Into<FilterValue>) -> Self {
        Self::attribute("externalId").eq(id)
    }

    /// What both allow.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.joined("and", other)
    }

    /// What either allows.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.joined("or", other)
    }

    /// In parentheses, so that it means the same wherever it stands.
    fn joined(self, word: &str, other: Self) -> Self {
        Self(self.0.and_then(|one| other.0.map(|other| format!("({one} {word} {other})"))))
    }

    /// The filter, or why it can not be sent.
    pub(crate) fn text(&self) -> Result<&str, &str> {
        self.0.as_deref().map_err(String::as_str)
    }
}

impl Not for Filter {
    type Output = Self;

    fn not(self) -> Self {
        Self(self.0.map(|filter| format!("not ({filter})")))
    }
}

/// As it is sent; a name that is none reads as the reason why it is refused.
impl std::fmt::Display for Filter {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.text().unwrap_or_else(|reason| reason))
    }
}

macro_rules! comparisons {
    ($($(#[$documentation:meta])* $operator:ident),*) => {
        impl Attribute {
            $(
                $(#[$documentation])*
                #[must_use]
                pub fn $operator(self, value: impl Into<FilterValue>) -> Filter {
                    self.compared(stringify!($operator), value.into())
                }
            )*
        }
    };
}

comparisons! {
    /// It is this.
    eq,
    /// It is not this.
    ne,
    /// It contains this.
    co,
    /// It begins with this.
    sw,
    /// It ends with this.
    ew,
    /// It is greater or later than this.
    gt,
    /// It is this, or greater or later.
    ge,
    /// It is less or earlier than this.
    lt,
    /// It is this, or less or earlier.
    le
}

impl Attribute {
    /// It has a value.
    #[must_use]
    pub fn pr(self) -> Filter {
        Filter(self.0.map(|name| format!("{name} pr")))
    }

    /// One of its values is as the filter says, whose attributes are those of the value: `emails[type eq "work"]`.
    #[must_use]
    pub fn any(self, filter: Filter) -> Filter {
        Filter(self.0.and_then(|name| filter.0.map(|filter| format!("{name}[{filter}]"))))
    }

    fn compared(self, operator: &str, FilterValue(value): FilterValue) -> Filter {
        Filter(self.0.map(|name| format!("{name} {operator} {value}")))
    }
}

impl From<&str> for FilterValue {
    fn from(text: &str) -> Self {
        Self(serde_json::Value::from(text).to_string().into())
    }
}

impl From<String> for FilterValue {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<&String> for FilterValue {
    fn from(text: &String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<bool> for FilterValue {
    fn from(value: bool) -> Self {
        Self(if value { "true" } else { "false" }.into())
    }
}

impl From<i64> for FilterValue {
    fn from(number: i64) -> Self {
        Self(number.to_string().into())
    }
}

impl From<DateTime<Utc>> for FilterValue {
    fn from(time: DateTime<Utc>) -> Self {
        Self::from(time.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

/// Whether it is the path of an attribute: names of letters, digits, `-` and `_`, that begin with a letter, one below the other at
/// most, and the URN of a schema before them or not.
pub(crate) fn check_attribute(path: &str) -> Result<(), String> {
    let (schema, names) = path.rsplit_once(':').map_or((None, path), |(schema, names)| (Some(schema), names));
    // A version in a schema's URN has a dot as well, but its name comes after the last colon.
    let is_schema = |urn: &str| {
        urn.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("urn:"))
            && urn.bytes().all(|byte| byte.is_ascii_alphanumeric() || b":.-_".contains(&byte))
    };
    let is_name = |name: &str| {
        name.starts_with(|first: char| first.is_ascii_alphabetic())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    let are_names = match names.split_once('.') {
        Some((name, below)) => is_name(name) && is_name(below),
        None => is_name(names),
    };
    if are_names && schema.is_none_or(is_schema) {
        return Ok(());
    }
    // What is no name may be a secret that got here by mistake.
    Err("an attribute in the filter, in the order or in the selection has a name that is none".to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Filter, check_attribute};

    #[test]
    fn names_of_attributes() {
        for name in [
            "displayName",
            "name.familyName",
            "x509Certificates",
            "a-b_c",
            "urn",
            "urn:ietf:params:scim:schemas:core:2.0:User:userName",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value",
        ] {
            assert_eq!(check_attribute(name), Ok(()), "{name}");
        }
        for name in [
            "",
            "1a",
            "a b",
            "a.b.c",
            "a.",
            ".a",
            "a\"",
            "a eq \"b\" or c",
            "a[b]",
            "ü",
            "a\n",
            "(a",
            ":a",
            "urn:a b:c",
            "http://x:a",
            "urn:x:",
        ] {
            assert!(check_attribute(name).is_err(), "{name:?}");
        }
    }

    #[test]
    fn what_is_written() {
        let name = || Filter::attribute("displayName");
        let written = |filter: Filter| filter.to_string();
        assert_eq!(written(name().eq("a \"b\" \\ \n")), r#"displayName eq "a \"b\" \\ \n""#);
        assert_eq!(written(name().pr()), "displayName pr");
        assert_eq!(written(Filter::attribute("active").eq(true)), "active eq true");
        assert_eq!(written(Filter::attribute("count").ge(3)), "count ge 3");
        let either = name().sw("a").or(name().ew("b"));
        assert_eq!(
            written(either.clone().and(!name().co("c"))),
            r#"((displayName sw "a" or displayName ew "b") and not (displayName co "c"))"#
        );
        let work = Filter::attribute("type").eq("work");
        assert_eq!(written(Filter::attribute("emails").any(work)), r#"emails[type eq "work"]"#);
        let refused = either.or(Filter::attribute("a b").eq("c"));
        assert!(refused.text().is_err());
    }
}
