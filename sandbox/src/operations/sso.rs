//! `sso`, but for authentication.

use super::Context;
use super::patch::merge_keys;
use crate::answer::Outcome;
use crate::error::ApiError;
use crate::state::{SsoConnection, SsoKind};
use serde_json::{Map, Value, json};

/// What a request to change a connection leaves as it is: what says which one it is, and whose.
const IDENTITY: [&str; 5] =
    ["organization_id", "connection_id", "status", "external_organization_id", "external_connection_id"];

pub(super) fn list(context: Context<'_>) -> Result<Outcome, ApiError> {
    let organization_id = context.organization_id()?;
    let of = |kind: SsoKind| -> Vec<&Map<String, Value>> {
        let connections = context.state.sso_connections.of_organization(&organization_id);
        connections.filter(|connection| connection.kind == kind).map(|connection| &connection.fields).collect()
    };
    Ok(json!({
        "saml_connections": of(SsoKind::Saml),
        "oidc_connections": of(SsoKind::Oidc),
        "external_connections": of(SsoKind::External),
    })
    .into())
}

pub(super) fn create_saml(context: Context<'_>) -> Result<Outcome, ApiError> {
    let connection_id = context.state.ids.next("saml-connection");
    let url = format!("https://test.stytch.com/v1/b2b/sso/callback/{connection_id}");
    let fields = json!({
        "idp_entity_id": "",
        "idp_sso_url": "",
        "acs_url": url,
        "audience_uri": url,
        "signing_certificates": [],
        "verification_certificates": [],
        "encryption_private_keys": [],
        "saml_connection_implicit_role_assignments": [],
        "saml_group_implicit_role_assignments": [],
        "alternative_audience_uri": "",
        "alternative_acs_url": "",
        "identity_provider": context.text("identity_provider").unwrap_or("generic"),
        "nameid_format": "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
        "idp_initiated_auth_disabled": false,
        "allow_gateway_callback": false,
        "attribute_mapping": {},
    });
    create(context, SsoKind::Saml, connection_id, "pending", fields)
}

pub(super) fn create_oidc(context: Context<'_>) -> Result<Outcome, ApiError> {
    let connection_id = context.state.ids.next("oidc-connection");
    let fields = json!({
        "redirect_url": format!("https://test.stytch.com/v1/b2b/sso/callback/{connection_id}"),
        "client_id": "",
        "client_secret": "",
        "issuer": "",
        "authorization_url": "",
        "token_url": "",
        "userinfo_url": "",
        "jwks_url": "",
        "identity_provider": context.text("identity_provider").unwrap_or("generic"),
        "custom_scopes": "",
        "attribute_mapping": {},
    });
    create(context, SsoKind::Oidc, connection_id, "pending", fields)
}

pub(super) fn create_external(context: Context<'_>) -> Result<Outcome, ApiError> {
    let external_id = context.required("external_connection_id");
    let external =
        context.state.sso_connections.find(external_id).filter(|connection| connection.kind != SsoKind::External);
    if external.is_none_or(|connection| connection.organization_id != context.required("external_organization_id")) {
        let message = format!("The other organization has no SSO connection {external_id:?}.");
        return Err(ApiError::not_found("external_connection_id_not_found", message));
    }
    let connection_id = context.state.ids.next("external-connection");
    let fields = json!({
        "external_organization_id": context.required("external_organization_id"),
        "external_connection_id": external_id,
        "external_connection_implicit_role_assignments": context.field::<Value>("connection_implicit_role_assignments")?.unwrap_or(json!([])),
        "external_group_implicit_role_assignments": context.field::<Value>("group_implicit_role_assignments")?.unwrap_or(json!([])),
    });
    create(context, SsoKind::External, connection_id, "active", fields)
}

pub(super) fn update_saml(context: Context<'_>) -> Result<Outcome, ApiError> {
    let certificate = context.text("x509_certificate").map(|certificate| ("verification_certificates", certificate));
    let signing = context.text("signing_private_key").map(|_| ("signing_certificates", "sandbox certificate"));
    let added: Vec<(&str, Value)> = certificate
        .into_iter()
        .chain(signing)
        .map(|(list, text)| (list, new_certificate(context.state.ids.next("saml-certificate"), text, &context)))
        .collect();
    let private_key = context.text("saml_encryption_private_key").map(|_| {
        let id = context.state.ids.next("saml-encryption-key");
        ("encryption_private_keys", json!({"private_key_id": id, "private_key": "", "created_at": context.now}))
    });
    update(context, SsoKind::Saml, |fields| {
        for (list, item) in added.into_iter().chain(private_key) {
            push(fields, list, item);
        }
        let ready = ["idp_entity_id", "idp_sso_url"].iter().all(|field| fields[*field] != "");
        let certified = fields["verification_certificates"].as_array().is_some_and(|list| !list.is_empty());
        ready && certified
    })
}

pub(super) fn update_saml_by_url(context: Context<'_>) -> Result<Outcome, ApiError> {
    let url = context.required("metadata_url").to_owned();
    let certificate = new_certificate(context.state.ids.next("saml-certificate"), "sandbox certificate", &context);
    update(context, SsoKind::Saml, |fields| {
        // What the metadata says is made up: the sandbox asks nobody.
        fields["idp_entity_id"] = json!(url);
        fields["idp_sso_url"] = json!("https://idp.example.com/sso");
        push(fields, "verification_certificates", certificate);
        true
    })
}

pub(super) fn update_oidc(context: Context<'_>) -> Result<Outcome, ApiError> {
    let needed = ["client_id", "client_secret", "issuer", "authorization_url", "token_url", "jwks_url"];
    update(context, SsoKind::Oidc, |fields| needed.iter().all(|field| fields[*field] != ""))
}

pub(super) fn update_external(context: Context<'_>) -> Result<Outcome, ApiError> {
    update(context, SsoKind::External, |_| true)
}

pub(super) fn delete(context: Context<'_>) -> Result<Outcome, ApiError> {
    let connection = connection(&context, None)?;
    let (organization_id, connection_id) = (connection.organization_id.clone(), connection.connection_id.clone());
    context.state.sso_connections.remove(&connection_id);
    mirror(context, &organization_id);
    Ok(json!({"connection_id": connection_id}).into())
}

pub(super) fn delete_verification_certificate(context: Context<'_>) -> Result<Outcome, ApiError> {
    let id = context.path("certificate_id");
    remove_item(context, "verification_certificates", "certificate_id", id)?;
    Ok(json!({"certificate_id": id}).into())
}

pub(super) fn delete_encryption_private_key(context: Context<'_>) -> Result<Outcome, ApiError> {
    let id = context.path("private_key_id");
    remove_item(context, "encryption_private_keys", "private_key_id", id)?;
    Ok(json!({"private_key_id": id}).into())
}

fn create(
    context: Context<'_>,
    kind: SsoKind,
    connection_id: String,
    status: &str,
    fields: Value,
) -> Result<Outcome, ApiError> {
    let organization_id = context.organization_id()?;
    let mut fields = fields.as_object().cloned().unwrap_or_default();
    fields.insert("organization_id".to_owned(), json!(organization_id));
    fields.insert("connection_id".to_owned(), json!(connection_id));
    fields.insert("display_name".to_owned(), json!(context.text("display_name").unwrap_or("SSO connection")));
    fields.insert("status".to_owned(), json!(status));
    let connection = SsoConnection { kind, organization_id: organization_id.clone(), connection_id, fields };
    let shown = json!({"connection": connection.fields});
    context.state.sso_connections.insert(connection);
    mirror(context, &organization_id);
    Ok(shown.into())
}

/// Takes over the request's fields; then `adjust` changes more and says whether the connection is complete.
fn update(
    context: Context<'_>,
    kind: SsoKind,
    adjust: impl FnOnce(&mut Map<String, Value>) -> bool,
) -> Result<Outcome, ApiError> {
    let connection = connection(&context, Some(kind))?;
    let (organization_id, connection_id) = (connection.organization_id.clone(), connection.connection_id.clone());
    let request = context.body;
    let Some(connection) = context.state.sso_connections.find_mut(&connection_id) else {
        return Err(unknown(kind, &connection_id));
    };
    let fields = &mut connection.fields;
    for (name, value) in request.iter().filter(|(_, value)| !value.is_null()) {
        match fields.get_mut(name) {
            // Identity is not a setting, though SDKs repeat it in the body.
            _ if IDENTITY.contains(&name.as_str()) => {}
            Some(mapping @ Value::Object(_)) => merge_keys(mapping, value.as_object().unwrap_or(&Map::new())),
            Some(field) => *field = value.clone(),
            None => {}
        }
    }
    if adjust(fields) {
        fields.insert("status".to_owned(), json!("active"));
    }
    let shown = json!({"connection": fields});
    mirror(context, &organization_id);
    Ok(shown.into())
}

fn remove_item(context: Context<'_>, list: &str, key: &str, id: &str) -> Result<(), ApiError> {
    let connection_id = connection(&context, Some(SsoKind::Saml))?.connection_id.clone();
    let items =
        context.state.sso_connections.find_mut(&connection_id).and_then(|connection| connection.fields.get_mut(list));
    let Some(Value::Array(items)) = items else { return Err(unknown(SsoKind::Saml, &connection_id)) };
    let before = items.len();
    items.retain(|item| item[key] != id);
    if items.len() == before {
        let message = format!("The connection has no {key} {id:?}.");
        return Err(ApiError::not_found("sso_verification_key_not_found", message));
    }
    Ok(())
}

/// The organization shows its active connections too.
fn mirror(context: Context<'_>, organization_id: &str) {
    let active = context
        .state
        .sso_connections
        .of_organization(organization_id)
        .filter(|connection| connection.fields["status"] == "active")
        .map(|connection| {
            let provider = connection.fields.get("identity_provider").cloned().unwrap_or(json!("generic"));
            json!({
                "connection_id": connection.connection_id,
                "display_name": connection.fields["display_name"],
                "identity_provider": provider,
            })
        })
        .collect();
    if let Some(organization) = context.state.organizations.find_mut(organization_id) {
        organization.sso_active_connections = active;
    }
}

fn connection<'c>(context: &'c Context<'_>, kind: Option<SsoKind>) -> Result<&'c SsoConnection, ApiError> {
    let organization = context.organization()?;
    let id = context.path("connection_id");
    context
        .state
        .sso_connections
        .find(id)
        .filter(|connection| connection.organization_id == organization.organization_id)
        .filter(|connection| kind.is_none_or(|kind| connection.kind == kind))
        .ok_or_else(|| kind.map_or_else(|| not_found("sso_connection_not_found", id), |kind| unknown(kind, id)))
}

fn unknown(kind: SsoKind, id: &str) -> ApiError {
    let error_type = match kind {
        SsoKind::Saml => "saml_connection_not_found",
        SsoKind::Oidc => "oidc_connection_not_found",
        SsoKind::External => "sso_connection_not_found",
    };
    not_found(error_type, id)
}

fn not_found(error_type: &'static str, id: &str) -> ApiError {
    ApiError::not_found(error_type, format!("The organization has no such SSO connection {id:?}."))
}

fn new_certificate(id: String, text: &str, context: &Context<'_>) -> Value {
    json!({"certificate_id": id, "certificate": text, "issuer": "", "created_at": context.now, "expires_at": null, "updated_at": context.now})
}

fn push(fields: &mut Map<String, Value>, list: &str, item: Value) {
    if let Some(Value::Array(items)) = fields.get_mut(list) {
        items.push(item);
    }
}
