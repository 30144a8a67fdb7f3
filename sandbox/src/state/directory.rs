//! The users or the groups that an identity provider pushed to a SCIM connection.

use super::scim::Groups;
use crate::clock::Timestamp;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The numbers below are those of groups that are made up.
const FIRST_PUSHED: u64 = 1 << 40;

/// A user or a group.
#[derive(Debug, Clone)]
pub(crate) struct Resource {
    pub(crate) id: String,
    /// The document as it was pushed: what the sandbox says of it beside is not in it.
    pub(crate) fields: Map<String, Value>,
    pub(crate) created: Timestamp,
    pub(crate) modified: Timestamp,
}

/// Resources of one kind, in the order of their numbers: first those that are made up when they are asked for, then those
/// that were pushed, in the order in which they came.
#[derive(Debug, Clone)]
pub(crate) struct Resources {
    pub(crate) made_up: Groups,
    /// Made-up ones that were deleted.
    gone: BTreeSet<u64>,
    made: u64,
    all: BTreeMap<u64, Resource>,
    numbers: HashMap<String, u64>,
    /// The ids of users by their names, which no two have; case does not count.
    user_names: HashMap<String, String>,
    since: Timestamp,
}

impl Resources {
    pub(crate) fn new(made_up: Groups, since: Timestamp) -> Self {
        Self {
            made_up,
            gone: BTreeSet::new(),
            made: 0,
            all: BTreeMap::new(),
            numbers: HashMap::new(),
            user_names: HashMap::new(),
            since,
        }
    }

    /// The numbers from this one on.
    pub(crate) fn numbers_from(&self, start: u64) -> impl Iterator<Item = u64> {
        let pushed = self.all.range(start.max(FIRST_PUSHED)..).map(|(number, _)| *number);
        (start..self.made_up.count).filter(|position| !self.gone.contains(position)).chain(pushed)
    }

    /// The id of the group with this number.
    pub(crate) fn id(&self, number: u64) -> String {
        self.all.get(&number).map_or_else(|| self.made_up.id(number), |resource| resource.id.clone())
    }

    /// The name of the group with this number.
    pub(crate) fn name(&self, number: u64) -> String {
        let pushed = self.all.get(&number);
        pushed.map_or_else(|| self.made_up.name(number), |resource| text(resource, "displayName").to_owned())
    }

    /// All of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Cow<'_, Resource>> {
        self.numbers_from(0).map(|number| self.at(number))
    }

    /// Those that were pushed or changed.
    pub(crate) fn pushed(&self) -> impl Iterator<Item = &Resource> {
        self.all.values()
    }

    pub(crate) fn find(&self, id: &str) -> Option<Cow<'_, Resource>> {
        self.number(id).map(|number| self.at(number))
    }

    /// The resource with this id, if it was pushed or changed.
    pub(crate) fn find_pushed(&self, id: &str) -> Option<&Resource> {
        self.all.get(self.numbers.get(id)?)
    }

    /// The id of the user with this name.
    pub(crate) fn find_by_user_name(&self, name: &str) -> Option<&str> {
        self.user_names.get(&name.to_lowercase()).map(String::as_str)
    }

    /// Adds a resource, or puts it in the place of the one with the same id.
    pub(crate) fn put(&mut self, resource: Resource) {
        let number = self.number(&resource.id).unwrap_or_else(|| {
            self.made += 1;
            FIRST_PUSHED + self.made
        });
        self.forget_name(number);
        self.numbers.insert(resource.id.clone(), number);
        if let Some(name) = user_name(&resource) {
            self.user_names.insert(name, resource.id.clone());
        }
        self.all.insert(number, resource);
    }

    pub(crate) fn remove(&mut self, id: &str) {
        let Some(number) = self.number(id) else { return };
        self.forget_name(number);
        self.numbers.remove(id);
        self.all.remove(&number);
        if number < FIRST_PUSHED {
            self.gone.insert(number);
        }
    }

    fn forget_name(&mut self, number: u64) {
        if let Some(name) = self.all.get(&number).and_then(user_name) {
            self.user_names.remove(&name);
        }
    }

    fn at(&self, number: u64) -> Cow<'_, Resource> {
        self.all.get(&number).map_or_else(|| Cow::Owned(self.make_up(number)), Cow::Borrowed)
    }

    fn make_up(&self, position: u64) -> Resource {
        let mut fields = Map::new();
        fields.insert("displayName".to_owned(), self.made_up.name(position).into());
        Resource { id: self.made_up.id(position), fields, created: self.since, modified: self.since }
    }

    fn number(&self, id: &str) -> Option<u64> {
        let made_up = || self.numbers_from(0).take_while(|number| *number < FIRST_PUSHED);
        self.numbers.get(id).copied().or_else(|| made_up().find(|position| self.made_up.id(*position) == id))
    }
}

fn user_name(resource: &Resource) -> Option<String> {
    resource.fields.get("userName").and_then(Value::as_str).map(str::to_lowercase)
}

/// A text of the document; empty when there is none.
pub(crate) fn text<'r>(resource: &'r Resource, name: &str) -> &'r str {
    resource.fields.get(name).and_then(Value::as_str).unwrap_or_default()
}
