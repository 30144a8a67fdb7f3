//! Users, and the members that are derived from them.

use super::request::Request;
use super::schema::{ENTERPRISE, Kind};
use crate::error::ApiError;
use crate::identifier::{mix, uuid};
use crate::state::{Member, Resource, text};
use serde_json::{Map, Value, json};

const DEACTIVATED: &str = "deactivated";

/// The id of the member that a new user is: one that the organization has with this address, or a new one.
pub(super) fn new_id(request: &mut Request<'_>, fields: &Map<String, Value>) -> Result<String, ApiError> {
    let member = request.state.members.find_by_email(&request.organization_id, address(fields));
    let known = member.map(|member| member.member_id.clone());
    if let Some(id) = &known
        && request.resources(Kind::User)?.find(id).is_some()
    {
        return Err(taken("address"));
    }
    check_name(request, None, fields)?;
    Ok(known.unwrap_or_else(|| request.state.ids.next("member")))
}

/// Refuses what would make two users the same.
pub(super) fn check_unique(request: &Request<'_>, id: &str, fields: &Map<String, Value>) -> Result<(), ApiError> {
    let owner = request.state.members.find_by_email(&request.organization_id, address(fields));
    if owner.is_some_and(|member| member.member_id != id) {
        return Err(taken("address"));
    }
    check_name(request, Some(id), fields)
}

/// Makes the member what the user's document says.
pub(super) fn follow(request: &mut Request<'_>, user: &Resource) {
    let known = request.state.members.find(&user.id).cloned();
    let is_new = known.is_none();
    let mut member = known.unwrap_or_else(|| {
        Member::new(request.organization_id.clone(), user.id.clone(), address(&user.fields).to_owned(), request.now)
    });
    if !member.email_address.eq_ignore_ascii_case(address(&user.fields)) {
        // Nobody has proved to own the new address.
        member.email_address_verified = false;
        member.member_password_id.clear();
        member.secrets_mut().password = None;
    }
    address(&user.fields).clone_into(&mut member.email_address);
    member.name = name(&user.fields);
    member.scim_registration = Some(registration(&request.connection_id, user));
    member.updated_at = request.now;
    let is_active = user.fields.get("active") != Some(&Value::Bool(false));
    if is_active {
        "active".clone_into(&mut member.status);
    } else {
        deactivate(request, &mut member);
    }
    if is_new {
        request.state.members.insert(member);
    } else {
        request.state.members.replace(member);
    }
}

/// The user is deleted: its member can no longer do anything, and is in no group.
pub(super) fn leave(request: &mut Request<'_>, id: &str) -> Result<(), ApiError> {
    if let Some(mut member) = request.state.members.find(id).cloned() {
        deactivate(request, &mut member);
        member.scim_registration = None;
        member.updated_at = request.now;
        request.state.members.replace(member);
    }
    let is_member = |member: &Value| member["value"] == id;
    let members = |group: &Resource| group.fields.get("members").and_then(Value::as_array).cloned().unwrap_or_default();
    let groups = request.resources_mut(Kind::Group)?;
    let left: Vec<Resource> = groups.pushed().filter(|group| members(group).iter().any(is_member)).cloned().collect();
    for mut group in left {
        let mut stay = members(&group);
        stay.retain(|member| !is_member(member));
        if stay.is_empty() {
            group.fields.remove("members");
        } else {
            group.fields.insert("members".to_owned(), Value::Array(stay));
        }
        groups.put(group);
    }
    Ok(())
}

fn deactivate(request: &mut Request<'_>, member: &mut Member) {
    DEACTIVATED.clone_into(&mut member.status);
    member.set_roles(&[]);
    request.state.sessions.revoke_member(&member.member_id);
}

fn check_name(request: &Request<'_>, id: Option<&str>, fields: &Map<String, Value>) -> Result<(), ApiError> {
    let name = fields.get("userName").and_then(Value::as_str).unwrap_or_default();
    let owner = request.resources(Kind::User)?.find_by_user_name(name);
    match owner.is_some_and(|owner| Some(owner) != id) {
        true => Err(taken("userName")),
        false => Ok(()),
    }
}

fn taken(what: &str) -> ApiError {
    ApiError::new(409, "uniqueness", format!("Another user has this {what}."))
}

/// The primary email, else the first one, else the userName.
fn address(fields: &Map<String, Value>) -> &str {
    let emails = fields.get("emails").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let primary = emails.iter().find(|email| email["primary"] == true && email["value"].is_string());
    let first = || emails.iter().find(|email| email["value"].is_string());
    let chosen = primary.or_else(first).and_then(|email| email["value"].as_str());
    chosen.or_else(|| fields.get("userName").and_then(Value::as_str)).unwrap_or_default()
}

fn name(fields: &Map<String, Value>) -> String {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let part = |name: &str| text(fields.get("name").and_then(|names| names.get(name)));
    let parts = || [part("givenName"), part("familyName")].into_iter().flatten().collect::<Vec<_>>().join(" ");
    text(fields.get("displayName")).or_else(|| part("formatted")).unwrap_or_else(parts)
}

/// The user as the member shows it: in the API's words, and with everything that the API requires.
fn registration(connection_id: &str, user: &Resource) -> Value {
    let fields = &user.fields;
    let mut attributes = Map::new();
    for (name, shown) in TEXTS {
        attributes.insert(shown.to_owned(), json!(text(user, name)));
    }
    attributes.insert("id".to_owned(), json!(user.id));
    attributes.insert("active".to_owned(), json!(fields.get("active") != Some(&Value::Bool(false))));
    attributes.insert("groups".to_owned(), json!([]));
    for (name, shown) in LISTS {
        let items = fields.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let texts: &[(&str, &str)] = if name == "addresses" { &ADDRESS } else { &VALUE };
        let item = |item: &Value| {
            let mut kept = in_words(item, texts);
            kept["primary"] = json!(item["primary"] == true);
            kept
        };
        attributes.insert(shown.to_owned(), items.iter().map(item).collect());
    }
    if let Some(name) = fields.get("name") {
        attributes.insert("name".to_owned(), in_words(name, &NAME));
    }
    if let Some(extension) = fields.get(ENTERPRISE) {
        let mut kept = in_words(extension, &COMPANY);
        if let Some(manager) = extension.get("manager") {
            kept["manager"] = in_words(manager, &MANAGER);
        }
        attributes.insert("enterprise_extension".to_owned(), kept);
    }
    json!({
        "connection_id": connection_id,
        "registration_id": format!("scim-registration-test-{}", uuid(mix(0, user.id.as_bytes()), 0)),
        "external_id": text(user, "externalId"),
        "scim_attributes": attributes,
    })
}

fn in_words(value: &Value, words: &[(&str, &str)]) -> Value {
    words.iter().map(|(name, shown)| ((*shown).to_owned(), json!(value[*name].as_str().unwrap_or_default()))).collect()
}

/// SCIM's names, and the API's.
const TEXTS: [(&str, &str); 10] = [
    ("userName", "user_name"),
    ("externalId", "external_id"),
    ("displayName", "display_name"),
    ("nickName", "nick_name"),
    ("profileUrl", "profile_url"),
    ("userType", "user_type"),
    ("title", "title"),
    ("preferredLanguage", "preferred_language"),
    ("locale", "locale"),
    ("timezone", "timezone"),
];
const LISTS: [(&str, &str); 8] = [
    ("emails", "emails"),
    ("phoneNumbers", "phone_numbers"),
    ("addresses", "addresses"),
    ("ims", "ims"),
    ("photos", "photos"),
    ("entitlements", "entitlements"),
    ("roles", "roles"),
    ("x509Certificates", "x509certificates"),
];
const VALUE: [(&str, &str); 2] = [("value", "value"), ("type", "type")];
const ADDRESS: [(&str, &str); 7] = [
    ("formatted", "formatted"),
    ("streetAddress", "street_address"),
    ("locality", "locality"),
    ("region", "region"),
    ("postalCode", "postal_code"),
    ("country", "country"),
    ("type", "type"),
];
const NAME: [(&str, &str); 6] = [
    ("formatted", "formatted"),
    ("familyName", "family_name"),
    ("givenName", "given_name"),
    ("middleName", "middle_name"),
    ("honorificPrefix", "honorific_prefix"),
    ("honorificSuffix", "honorific_suffix"),
];
const COMPANY: [(&str, &str); 5] = [
    ("employeeNumber", "employee_number"),
    ("costCenter", "cost_center"),
    ("division", "division"),
    ("department", "department"),
    ("organization", "organization"),
];
const MANAGER: [(&str, &str); 3] = [("value", "value"), ("$ref", "ref"), ("displayName", "display_name")];
