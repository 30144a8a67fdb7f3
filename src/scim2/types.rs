//! Resources of SCIM 2.0, RFC 7643: what is not assigned may be null, missing or an empty list, and what is not known is kept.

use serde::de::{Deserialize, Deserializer, MapAccess};
use serde_json::{Map, Value};

use crate::types::object::{self, Key, Object, readable, writable};

/// A group of users.
///
/// A `get` may answer without `members`; then a `replace` with what was read empties the group, and a `patch` does not.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Group {
    /// Id at the provider, which it assigns.
    pub id: Option<String>,
    /// Id at the client.
    pub external_id: Option<String>,
    /// Name for people.
    pub display_name: Option<String>,
    /// Who is in it: users and groups.
    pub members: Vec<GroupMember>,
    /// When it was made and changed, and the like.
    pub meta: Option<Meta>,
    /// URNs of the schemas that it is of.
    pub schemas: Vec<String>,
    /// Whatever else the provider says of it; extensions by their URN.
    pub extra: Map<String, Value>,
}

/// Who is in a group.
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

/// A user.
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
    /// Whether the user may be one at all. Not said means yes for most providers.
    pub active: Option<bool>,
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

/// A page of a list.
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

macro_rules! both {
    ($($name:ident { $($fields:tt)* })*) => {
        $(
            readable! { $name { $($fields)* } extra }
            writable! { $name { $($fields)* } extra }
        )*
    };
}

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
        display_name "displayName" optional, active "active" optional, emails "emails" assigned,
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
