//! What SCIM 2.0 is to the transport: its statuses, media type, errors and operations.

use http::{Method, StatusCode};
use serde_json::{Map, Value};

use crate::transport::{Api, Class, Description, Operation, Parameter, text};

const ERROR: &str = "urn:ietf:params:scim:api:messages:2.0:Error";

pub(super) static SCIM: Api = Api {
    success: &[StatusCode::OK, StatusCode::CREATED, StatusCode::NO_CONTENT],
    media_type: "application/scim+json",
    is_throttle: |_| true,
    counts_by_minute: false,
    describe,
};

/// RFC 7644's errors, and the problems of RFC 9457.
fn describe(fields: &Map<String, Value>) -> Option<Description> {
    let schemas = fields.get("schemas").and_then(Value::as_array);
    let is_scim = schemas.is_some_and(|schemas| schemas.iter().any(|schema| schema == ERROR));
    let is_problem = ["type", "title", "detail", "scimType"].iter().any(|name| fields.contains_key(*name));
    if !is_scim && !is_problem {
        return None;
    }
    let kind = text(fields, &["type"]);
    let kind = kind.rsplit(['/', ':', '#']).next().filter(|_| kind != "about:blank").unwrap_or_default();
    let error_type =
        Some(text(fields, &["scimType"])).filter(|kind| !kind.is_empty()).unwrap_or_else(|| kind.to_owned());
    Some(Description { error_type, message: text(fields, &["detail", "title"]), url: String::new() })
}

/// The operations on one kind of resource.
pub struct Operations {
    pub(super) list: Operation,
    pub(super) get: Operation,
    pub(super) create: Operation,
    pub(super) replace: Operation,
    pub(super) patch: Operation,
    pub(super) delete: Operation,
}

macro_rules! operations {
    ($name:ident $area:literal $at:literal) => {
        pub(super) static $name: Operations = Operations {
    list: operations!(@whole $area "list" $at, Method::GET, Class::Replay, true),
    get: operations!(@one $area "get" $at, Method::GET, Class::Replay),
    create: operations!(@whole $area "create" $at, Method::POST, Class::Once, false),
    replace: operations!(@one $area "replace" $at, Method::PUT, Class::Idempotent),
    patch: operations!(@one $area "patch" $at, Method::PATCH, Class::Once),
    delete: operations!(@one $area "delete" $at, Method::DELETE, Class::Idempotent),
        };
    };
    (@whole $area:literal $method:literal $at:literal, $http:expr, $class:expr, $paginated:literal) => {
        Operation {
            path: concat!("scim2.", $area, ".", $method),
            method: $http,
            template: $at,
            parameters: &[],
            end: $at,
            class: $class,
            public: false,
            form: false,
            per_person: false,
            paginated: $paginated,
        }
    };
    (@one $area:literal $method:literal $at:literal, $http:expr, $class:expr) => {
        Operation {
            path: concat!("scim2.", $area, ".", $method),
            method: $http,
            template: concat!($at, "/{id}"),
            parameters: &[Parameter { before: concat!($at, "/"), name: "id", reserved: &[".search"], foreign: true }],
            end: "",
            class: $class,
            public: false,
            form: false,
            per_person: false,
            paginated: false,
        }
    };
}

operations!(GROUPS "groups" "/Groups");
operations!(USERS "users" "/Users");
