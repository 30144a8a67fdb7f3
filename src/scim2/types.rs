//! Resources of SCIM 2.0, RFC 7643: what is not assigned may be null, missing or an empty list, and what is not known is kept.

use serde::de::{Deserialize, Deserializer, MapAccess};
use serde_json::{Map, Value};

use crate::types::Secret;
use crate::types::object::{self, Key, Object};

const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";

/// A group of users, RFC 7643 section 4.2.
///
/// A server may answer a `get` without `members`. A `replace` with what was read then empties the group; a `patch` does not.
///
/// ```
/// use stytch_b2b::scim2::{Group, GroupMember};
///
/// let mut group = Group::new("Engineering");
/// group.members.push(GroupMember::new("the id of a user at the server"));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Group {
    /// Id at the provider, which it assigns.
    pub id: Option<String>,
    /// Id at the client.
    pub external_id: Option<String>,
    /// Name for people.
    pub display_name: Option<String>,
    /// Who is in it: users and groups. Servers may leave them out of lists.
    pub members: Vec<GroupMember>,
    /// When it was made and changed, and the like.
    pub meta: Option<Meta>,
    /// URNs of the schemas that it is of.
    pub schemas: Vec<String>,
    /// Whatever else the provider says of it; extensions by their URN.
    pub extra: Map<String, Value>,
}

/// A user or group that is in a group.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct GroupMember {
    /// The id of the user or group.
    pub value: Option<String>,
    /// Name for people.
    pub display: Option<String>,
    /// `User` or `Group`.
    pub type_: Option<String>,
    /// Whatever else the provider says of it, `$ref` among it.
    pub extra: Map<String, Value>,
}

/// What a provider says of a resource itself.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Meta {
    /// `User` or `Group`.
    pub resource_type: Option<String>,
    /// When it was made, as the provider writes it.
    pub created: Option<String>,
    /// When it was changed, as the provider writes it.
    pub last_modified: Option<String>,
    /// Where it is.
    pub location: Option<String>,
    /// Changes with the resource.
    pub version: Option<String>,
    /// Whatever else the provider says.
    pub extra: Map<String, Value>,
}

/// A user, RFC 7643 section 4.1.
///
/// ```
/// use serde_json::json;
/// use stytch_b2b::scim2::{MultiValue, User};
///
/// let mut user = User::new("ada@acme.example");
/// user.emails.push(MultiValue::new("ada@acme.example"));
/// // What has no field here, extensions among it.
/// user.extra.insert("title".to_owned(), json!("Countess"));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct User {
    /// Id at the provider, which it assigns.
    pub id: Option<String>,
    /// Id at the client.
    pub external_id: Option<String>,
    /// What the user logs in with; unique at the provider.
    pub user_name: Option<String>,
    /// The parts of the name.
    pub name: Option<PersonName>,
    /// Name for people.
    pub display_name: Option<String>,
    /// Whether the account is in use. Where it is not said, most providers take it to be.
    pub active: Option<bool>,
    /// A new password. Servers never answer with it.
    pub password: Option<Secret>,
    /// Email addresses.
    pub emails: Vec<MultiValue>,
    /// Phone numbers.
    pub phone_numbers: Vec<MultiValue>,
    /// The groups that the user is in, which the provider keeps.
    pub groups: Vec<MultiValue>,
    /// When it was made and changed, and the like.
    pub meta: Option<Meta>,
    /// URNs of the schemas that it is of.
    pub schemas: Vec<String>,
    /// Whatever else the provider says of it; extensions by their URN.
    pub extra: Map<String, Value>,
}

/// The parts of a person's name.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct PersonName {
    /// All of it, as it is shown.
    pub formatted: Option<String>,
    /// The family name.
    pub family_name: Option<String>,
    /// The given name.
    pub given_name: Option<String>,
    /// Whatever else the provider says.
    pub extra: Map<String, Value>,
}

/// One value of an attribute that has several, such as an email address.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct MultiValue {
    /// The value.
    pub value: Option<String>,
    /// The value for people.
    pub display: Option<String>,
    /// What it is for, as `work`.
    pub type_: Option<String>,
    /// Whether it is the one to use.
    pub primary: Option<bool>,
    /// Whatever else the provider says.
    pub extra: Map<String, Value>,
}

impl Group {
    /// A group of this name, without members.
    #[must_use]
    pub fn new(display_name: impl Into<String>) -> Self {
        Self { display_name: Some(display_name.into()), schemas: vec![GROUP.to_owned()], ..Self::default() }
    }
}

impl GroupMember {
    /// The user or group of this id at the server.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        Self { value: Some(id.into()), ..Self::default() }
    }
}

impl User {
    /// A user who logs in with this name.
    #[must_use]
    pub fn new(user_name: impl Into<String>) -> Self {
        Self { user_name: Some(user_name.into()), schemas: vec![USER.to_owned()], ..Self::default() }
    }
}

impl MultiValue {
    /// This value.
    #[must_use]
    pub fn new(value: impl Into<String>) -> Self {
        Self { value: Some(value.into()), ..Self::default() }
    }
}

/// A page of a list, RFC 7644 section 3.4.2.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ListResponse<T> {
    /// How many there are in all, if the provider says so.
    pub total_results: Option<u64>,
    /// How many it says that are on the page, which is not relied on.
    pub items_per_page: Option<u64>,
    /// Which of all it says is the first, which is not relied on.
    pub start_index: Option<u64>,
    /// Where the next page begins, where the provider has cursors.
    pub next_cursor: Option<String>,
    /// The page.
    pub resources: Vec<T>,
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for ListResponse<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        object::read(deserializer)
    }
}

impl<'de, T: Deserialize<'de>> Object<'de> for ListResponse<T> {
    const NAME: &'static str = "ListResponse";
    const FIELDS: &'static [&'static str] = &["totalResults", "itemsPerPage", "startIndex", "nextCursor", "Resources"];

    fn read_fields<M: MapAccess<'de>>(mut map: M) -> Result<Self, M::Error> {
        let mut page = Self {
            total_results: None,
            items_per_page: None,
            start_index: None,
            next_cursor: None,
            resources: Vec::new(),
        };
        while let Some(Key(name)) = map.next_key()? {
            match &*name {
                "totalResults" => page.total_results = map.next_value()?,
                "itemsPerPage" => page.items_per_page = map.next_value()?,
                "startIndex" => page.start_index = map.next_value()?,
                "nextCursor" => page.next_cursor = map.next_value()?,
                "Resources" => page.resources = object::list(&mut map)?,
                other => object::ignore(&mut map, other)?,
            }
        }
        Ok(page)
    }
}

/// Both directions of serde, with the same arguments as [`readable`], for types that keep what they do not know in `extra`.
macro_rules! both {
    ($($name:ident { $($fields:tt)* })*) => {
        $(
            crate::types::object::readable! { $name { $($fields)* } extra }
            crate::types::object::writable! { $name { $($fields)* } extra }
        )*
    };
}

pub(super) use both;

both! {
    Group {
        id "id" optional, external_id "externalId" optional, display_name "displayName" optional,
        members "members" assigned, meta "meta" optional, schemas "schemas" assigned,
    }
    GroupMember { value "value" optional, display "display" optional, type_ "type" optional, }
    Meta {
        resource_type "resourceType" optional, created "created" optional, last_modified "lastModified" optional,
        location "location" optional, version "version" optional,
    }
    User {
        id "id" optional, external_id "externalId" optional, user_name "userName" optional, name "name" optional,
        display_name "displayName" optional, active "active" optional, password "password" optional, emails "emails" assigned,
        phone_numbers "phoneNumbers" assigned, groups "groups" assigned, meta "meta" optional, schemas "schemas" assigned,
    }
    PersonName { formatted "formatted" optional, family_name "familyName" optional, given_name "givenName" optional, }
    MultiValue { value "value" optional, display "display" optional, type_ "type" optional, primary "primary" optional, }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Group, User};

    fn group() -> Value {
        json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "id": "g-1", "externalId": "e-1",
            "displayName": "Acme|Balancer|User",
            "members": [{"type": "User", "value": "u-1", "display": "Ada", "$ref": "https://scim.example/Users/u-1"}],
            "meta": {"resourceType": "Group", "etag": 7},
            "urn:example:extension": {"colour": "red"},
        })
    }

    #[test]
    fn what_is_read_is_written_again() {
        let read: Group = serde_json::from_value(group()).unwrap();
        assert_eq!(read.members[0].extra["$ref"], "https://scim.example/Users/u-1");
        assert_eq!(read.extra["urn:example:extension"]["colour"], "red");
        assert_eq!(serde_json::to_value(&read).unwrap(), group());
        let user = json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "id": "u-1", "userName": "ada", "active": false,
            "name": {"givenName": "Ada", "familyName": "King", "middleName": "B."}, "title": "Countess",
            "emails": [{"value": "ada@acme.example", "type": "work", "primary": true}],
        });
        let read: User = serde_json::from_value(user.clone()).unwrap();
        assert_eq!((read.active, read.extra["title"].as_str()), (Some(false), Some("Countess")));
        assert_eq!(serde_json::to_value(&read).unwrap(), user);
    }

    /// Null, missing and an empty list mean the same.
    #[test]
    fn any_field_may_be_null() {
        let whole = group();
        for name in whole.as_object().unwrap().keys() {
            let mut group = whole.clone();
            group[name] = Value::Null;
            let read: Group = serde_json::from_value(group).unwrap();
            let mut missing = whole.clone();
            missing.as_object_mut().unwrap().remove(name);
            let without: Group = serde_json::from_value(missing).unwrap();
            assert!(read == without || name.starts_with("urn:"), "{name}");
        }
        assert_eq!(serde_json::from_value::<Group>(json!({})).unwrap(), Group::default());
        assert_eq!(serde_json::to_value(Group::default()).unwrap(), json!({}));
    }
}
