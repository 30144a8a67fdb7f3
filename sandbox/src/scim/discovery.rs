//! What the server can do, and which resources and schemas it has.

use super::schema::{self, ENTERPRISE, Kind};
use serde_json::{Value, json};

/// The most resources in one list.
pub(super) const LARGEST_PAGE: usize = 1000;

const RESOURCE_TYPE: &str = "urn:ietf:params:scim:schemas:core:2.0:ResourceType";

/// Says what is supported.
pub(super) fn service_provider_config(base_url: &str) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
        "patch": {"supported": true},
        "bulk": {"supported": false, "maxOperations": 0, "maxPayloadSize": 0},
        "filter": {"supported": true, "maxResults": LARGEST_PAGE},
        "changePassword": {"supported": false},
        "sort": {"supported": false},
        "etag": {"supported": false},
        "authenticationSchemes": [{
            "type": "oauthbearertoken",
            "name": "Bearer token",
            "description": "The bearer token of the SCIM connection.",
            "primary": true,
        }],
        "meta": {"resourceType": "ServiceProviderConfig", "location": format!("{base_url}/ServiceProviderConfig")},
    })
}

/// The kinds of resources.
pub(super) fn resource_types(base_url: &str) -> Vec<Value> {
    let resource_type = |kind: Kind| {
        let mut shown = json!({
            "schemas": [RESOURCE_TYPE],
            "id": kind.name(),
            "name": kind.name(),
            "endpoint": format!("/{}", kind.endpoint()),
            "schema": kind.schema(),
            "meta": {"resourceType": "ResourceType", "location": format!("{base_url}/ResourceTypes/{}", kind.name())},
        });
        if kind == Kind::User {
            shown["schemaExtensions"] = json!([{"schema": ENTERPRISE, "required": false}]);
        }
        shown
    };
    Kind::ALL.map(resource_type).into()
}

/// The schemas.
pub(super) fn schemas(base_url: &str) -> Vec<Value> {
    let located = |mut schema: Value| {
        let location = format!("{base_url}/Schemas/{}", schema["id"].as_str().unwrap_or_default());
        schema["meta"] = json!({"resourceType": "Schema", "location": location});
        schema
    };
    schema::published().into_iter().map(located).collect()
}
