//! What to call an operation with, and what must then arrive.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use stytch_b2b::{Call, MemberCredential, OnBehalf};

use crate::support::specification::Specification;

pub const MEMBER_SESSION_TOKEN: &str = "member-session-token";

/// Samples by the operation's upstream id.
pub type Samples = BTreeMap<String, Sample>;

#[derive(Clone, Debug, Deserialize)]
pub struct Sample {
    pub method: String,
    pub path_template: String,
    #[serde(default)]
    pub path_params: BTreeMap<String, String>,
    #[serde(default)]
    pub query: BTreeMap<String, Value>,
    /// The call is made on behalf of a member.
    #[serde(default)]
    pub header_params: bool,
    #[serde(default)]
    pub body: Value,
    /// The body is a form.
    #[serde(default)]
    pub form: bool,
    /// A body without a field is as good as none.
    #[serde(default)]
    pub empty_body_ok: bool,
}

/// The samples of a file, with those of the operations that no publication has.
pub fn read(file: &Path) -> Samples {
    let is_min = file.file_stem().is_some_and(|name| name.to_string_lossy().ends_with("_min"));
    let unpublished = if is_min { "unpublished_min.json" } else { "unpublished.json" };
    let mut samples = read_one(&super::fixture(unpublished));
    samples.extend(read_one(file));
    samples
}

/// Publications of the specification differ in ids, but not in paths.
fn read_one(file: &Path) -> Samples {
    let text = std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let samples: Samples =
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{} is no sample: {error}", file.display()));
    let specification = Specification::read();
    let operations = specification.operations();
    let known = |(id, sample): (String, Sample)| {
        let same = operations.iter().find(|it| it.method == sample.method && it.template == sample.path_template);
        (same.map_or(id, |it| it.upstream_id.to_owned()), sample)
    };
    samples.into_iter().map(known).collect()
}

impl Sample {
    /// The value of a path parameter.
    pub fn path(&self, name: &str) -> String {
        self.path_params.get(name).unwrap_or_else(|| panic!("no path parameter {name}")).clone()
    }

    pub fn organization_id(&self) -> String {
        self.path("organization_id")
    }

    pub fn member_id(&self) -> String {
        self.path("member_id")
    }

    pub fn connection_id(&self) -> String {
        self.path("connection_id")
    }

    /// The value of a query parameter that the operation requires.
    pub fn query(&self, name: &str) -> String {
        let value = self.query.get(name).unwrap_or_else(|| panic!("no query parameter {name}"));
        typed(value.clone())
    }

    /// The request, read from the body.
    pub fn body<T: DeserializeOwned>(&self) -> T {
        typed(if self.body.is_null() { json!({}) } else { self.body.clone() })
    }

    /// Whether no credentials of the project are sent: OAuth's requests have their own, and keys are for everyone.
    pub fn is_public(&self) -> bool {
        self.form || self.path_template == "/v1/b2b/sessions/jwks/{project_id}"
    }

    /// The template with its parameters filled in.
    pub fn expected_path(&self) -> String {
        let fill = |path: String, (name, value): (&String, &String)| path.replace(&format!("{{{name}}}"), value);
        self.path_params.iter().fold(self.path_template.clone(), fill)
    }

    /// The body; of a form, with the items of a list in one text.
    pub fn expected_body(&self) -> Value {
        let mut body = self.body.clone();
        for value in body.as_object_mut().filter(|_| self.form).into_iter().flat_map(|fields| fields.values_mut()) {
            if let Value::Array(items) = value {
                *value = items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" ").into();
            }
        }
        body
    }

    /// The query in the order of its names.
    pub fn expected_query(&self) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        self.query.iter().map(|(name, value)| (name.clone(), text(value))).collect()
    }
}

/// What of the sample is set on the call, after its arguments.
pub trait FromSample<P>: Sized {
    /// An optional query parameter, if the sample has it.
    fn query<V: DeserializeOwned>(self, sample: &Sample, name: &str, setter: impl FnOnce(Self, V) -> Self) -> Self;

    /// The member session, if the sample has one.
    fn with_member(self, sample: &Sample) -> Self
    where
        P: OnBehalf;
}

impl<T, P> FromSample<P> for Call<T, P> {
    fn query<V: DeserializeOwned>(self, sample: &Sample, name: &str, setter: impl FnOnce(Self, V) -> Self) -> Self {
        match sample.query.get(name) {
            Some(value) => setter(self, typed(value.clone())),
            None => self,
        }
    }

    fn with_member(self, sample: &Sample) -> Self
    where
        P: OnBehalf,
    {
        if !sample.header_params {
            return self;
        }
        self.member_session(&MemberCredential::session_token(MEMBER_SESSION_TOKEN))
    }
}

fn typed<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap_or_else(|error| panic!("no {}: {error}", std::any::type_name::<T>()))
}
