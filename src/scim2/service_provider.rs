//! [`ServiceProviderConfig`]: what a server can do, RFC 7643 section 5.

use serde_json::{Map, Value};

use super::types::{Meta, both};

/// What a server can do.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct ServiceProviderConfig {
    /// Where its documentation for people is.
    pub documentation_uri: Option<String>,
    /// Whether it has `PATCH`.
    pub patch: Option<Supported>,
    /// Whether several operations can go in one request, which this client does not do.
    pub bulk: Option<Supported>,
    /// Whether it filters, and how much it gives then at most.
    pub filter: Option<FilterSupported>,
    /// Whether passwords can be changed.
    pub change_password: Option<Supported>,
    /// Whether it sorts.
    pub sort: Option<Supported>,
    /// Whether resources have ETags.
    pub etag: Option<Supported>,
    /// How its lists are divided into pages, RFC 9865.
    pub pagination: Option<PaginationSupported>,
    /// How clients can authenticate themselves.
    pub authentication_schemes: Vec<AuthenticationScheme>,
    /// When it was made and changed, and the like.
    pub meta: Option<Meta>,
    /// URNs of the schemas that it is of.
    pub schemas: Vec<String>,
    /// Whatever else the server says.
    pub extra: Map<String, Value>,
}

/// Whether a server has something.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Supported {
    /// Whether it has.
    pub supported: Option<bool>,
    /// Whatever else the server says of it.
    pub extra: Map<String, Value>,
}

/// Whether a server filters.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct FilterSupported {
    /// Whether it does.
    pub supported: Option<bool>,
    /// How many resources it gives at most.
    pub max_results: Option<u64>,
    /// Whatever else the server says of it.
    pub extra: Map<String, Value>,
}

/// How a server divides lists into pages.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct PaginationSupported {
    /// Whether by cursor.
    pub cursor: Option<bool>,
    /// Whether by index.
    pub index: Option<bool>,
    /// What it does unless asked: `cursor` or `index`.
    pub default_pagination_method: Option<String>,
    /// How many resources a page has unless asked.
    pub default_page_size: Option<u64>,
    /// How many it has at most.
    pub max_page_size: Option<u64>,
    /// How long a cursor is good, in seconds.
    pub cursor_timeout: Option<u64>,
    /// Whatever else the server says of it.
    pub extra: Map<String, Value>,
}

/// How clients can authenticate themselves.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct AuthenticationScheme {
    /// `oauthbearertoken`, `httpbasic` and the like.
    pub type_: Option<String>,
    /// Name for people.
    pub name: Option<String>,
    /// Description for people.
    pub description: Option<String>,
    /// Where its specification is.
    pub spec_uri: Option<String>,
    /// Where its documentation for people is.
    pub documentation_uri: Option<String>,
    /// Whether it is the one to use.
    pub primary: Option<bool>,
    /// Whatever else the server says of it.
    pub extra: Map<String, Value>,
}

both! {
    ServiceProviderConfig {
        documentation_uri "documentationUri" optional, patch "patch" optional, bulk "bulk" optional, filter "filter" optional,
        change_password "changePassword" optional, sort "sort" optional, etag "etag" optional,
        pagination "pagination" optional, authentication_schemes "authenticationSchemes" assigned, meta "meta" optional,
        schemas "schemas" assigned,
    }
    Supported { supported "supported" optional, }
    FilterSupported { supported "supported" optional, max_results "maxResults" optional, }
    PaginationSupported {
        cursor "cursor" optional, index "index" optional, default_pagination_method "defaultPaginationMethod" optional,
        default_page_size "defaultPageSize" optional, max_page_size "maxPageSize" optional,
        cursor_timeout "cursorTimeout" optional,
    }
    AuthenticationScheme {
        type_ "type" optional, name "name" optional, description "description" optional, spec_uri "specUri" optional,
        documentation_uri "documentationUri" optional, primary "primary" optional,
    }
}
