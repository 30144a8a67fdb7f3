//! What is known of each operation. The rows are generated from the specification.

use http::Method;

/// One operation of the API.
#[derive(Debug)]
pub(crate) struct Operation {
    /// Where the facade has it, `scim.connection.get`.
    pub path: &'static str,
    pub method: Method,
    /// `/v1/b2b/scim/{organization_id}/connection`.
    pub template: &'static str,
    /// The parameters of the template, in its order.
    pub parameters: &'static [Parameter],
    /// What the template has after its last parameter.
    pub end: &'static str,
    pub class: Class,
    /// The project's credentials are not sent there, ever.
    pub public: bool,
    /// The body is a form, else JSON.
    pub form: bool,
    /// A 429 speaks of one person's attempts, not of the project's rate limit.
    pub per_person: bool,
    pub paginated: bool,
}

/// A path parameter.
#[derive(Debug)]
pub(crate) struct Parameter {
    /// What the template has before it, up to the parameter before.
    pub before: &'static str,
    pub name: &'static str,
    /// Words that would make the path another operation's.
    pub reserved: &'static [&'static str],
    /// The ids are the server's own, of whatever characters it likes.
    pub foreign: bool,
}

/// What a repeated request does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// It only reads.
    Replay,
    /// It writes, and twice is the same as once.
    Idempotent,
    /// It may take effect each time it is sent.
    Once,
}

impl Operation {
    /// Whether it changes anything.
    pub fn writes(&self) -> bool {
        self.class != Class::Replay
    }

    /// A search, which the API answers more slowly than anything else.
    pub fn is_search(&self) -> bool {
        self.paginated && self.method == Method::POST
    }
}
