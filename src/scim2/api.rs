//! What SCIM 2.0 is to the transport: its statuses, media type, errors and operations.

use http::{Method, StatusCode};
use serde_json::{Map, Value};

use crate::transport::{Api, Class, Description, Operation, Parameter, text};

pub(super) static SCIM: Api = Api {
    success: &[StatusCode::OK, StatusCode::CREATED, StatusCode::NO_CONTENT],
    media_type: "application/scim+json",
    is_throttle: |_| true,
    counts_by_minute: false,
    describe,
};

/// RFC 7644's errors and the problems of RFC 9457, which share `detail` and `status`.
fn describe(fields: &Map<String, Value>) -> Option<Description> {
    const OF_FAILURES: [&str; 6] = ["scimType", "type", "title", "status", "detail", "instance"];
    if !OF_FAILURES.iter().any(|name| fields.contains_key(*name)) {
        return None;
    }
    let problem = text(fields, &["type"]);
    let last = problem.trim_end_matches('/').rsplit(['/', ':', '#']).next().unwrap_or_default();
    let error_type = match text(fields, &["scimType"]) {
        scim if !scim.is_empty() => scim,
        _ if problem == "about:blank" => String::new(),
        _ => last.to_owned(),
    };
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
            list: operation(concat!("scim2.", $area, ".list"), Method::GET, Class::Replay, $at, &[], true),
            create: operation(concat!("scim2.", $area, ".create"), Method::POST, Class::Once, $at, &[], false),
    get: operations!($area "get" $at, Method::GET, Class::Replay),
    replace: operations!($area "replace" $at, Method::PUT, Class::Idempotent),
    patch: operations!($area "patch" $at, Method::PATCH, Class::Once),
    delete: operations!($area "delete" $at, Method::DELETE, Class::Idempotent),
        };
    };
    ($area:literal $method:literal $at:literal, $http:expr, $class:expr) => {{
        const ID: Parameter =
            Parameter { before: concat!($at, "/"), name: "id", reserved: &[".search"], foreign: true };
        operation(concat!("scim2.", $area, ".", $method), $http, $class, concat!($at, "/{id}"), &[ID], false)
    }};
}

operations!(GROUPS "groups" "/Groups");
operations!(USERS "users" "/Users");

pub(super) static SERVICE_PROVIDER_CONFIG: Operation =
    operation("scim2.service_provider_config", Method::GET, Class::Replay, "/ServiceProviderConfig", &[], false);

/// An operation on all, or by an id at the end of its path.
const fn operation(
    path: &'static str,
    method: Method,
    class: Class,
    template: &'static str,
    parameters: &'static [Parameter],
    paginated: bool,
) -> Operation {
    let end = if parameters.is_empty() { template } else { "" };
    let (public, form, per_person) = (false, false, false);
    Operation { path, method, template, parameters, end, class, public, form, per_person, paginated }
}
