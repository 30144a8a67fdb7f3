//! [`List`]: what a list is asked for, and where its next page begins.

use std::collections::HashSet;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::marker::PhantomData;

use super::filter::{Filter, check_attribute};
use super::resources::Resource;
use super::types::ListResponse;
use crate::call::pages::sealed::{self, CURSOR, Paginated, Turn};
use crate::call::parameters::sealed::Parameters;
use crate::call::{Call, Page};
use crate::transport::Request;

type Identity = Option<(Option<u64>, u64)>;

/// What a list of resources is asked for.
pub struct List<T> {
    filter: Option<Filter>,
    start_index: Option<u64>,
    count: Option<u32>,
    cursor: Option<String>,
    sort_by: Option<String>,
    attributes: Vec<String>,
    excluded_attributes: Vec<String>,
    /// Of the page before.
    before: Identity,
    kind: PhantomData<fn() -> T>,
}

impl<T: Resource> Call<ListResponse<T>, List<T>> {
    /// Only resources that the filter allows.
    pub fn filter(mut self, filter: Filter) -> Self {
        self.parameters.filter = Some(filter);
        self
    }

    /// Which resource of all is the first, from 1; 0 counts as 1.
    pub fn start_index(mut self, index: u64) -> Self {
        self.parameters.start_index = Some(index.max(1));
        self
    }

    /// How many resources a page has at most. [`pages`](Self::pages) and [`stream`](Self::stream) ask for 100 unless it is set,
    /// since several providers allow no more.
    pub fn count(mut self, count: u32) -> Self {
        self.parameters.count = Some(count);
        self
    }

    /// Where the page begins, at servers with cursors: `next_cursor` of the page before it. An empty one begins by cursor.
    pub fn cursor(mut self, cursor: impl Into<String>) -> Self {
        self.parameters.cursor = Some(cursor.into());
        self
    }

    /// The attribute that the list is in the order of.
    pub fn sort_by(mut self, attribute: impl Into<String>) -> Self {
        self.parameters.sort_by = Some(attribute.into());
        self
    }

    /// Only these attributes of each resource.
    pub fn attributes(mut self, attributes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.parameters.attributes = attributes.into_iter().map(Into::into).collect();
        self
    }

    /// All but these attributes of each resource.
    pub fn excluded_attributes(mut self, attributes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.parameters.excluded_attributes = attributes.into_iter().map(Into::into).collect();
        self
    }
}

impl<T: Resource> Parameters for List<T> {
    type Session = ();

    fn add_to(&self, request: &mut Request) {
        match self.filter.as_ref().map(Filter::text) {
            Some(Ok(filter)) => request.add_query("filter", Some(filter)),
            Some(Err(reason)) => request.refuse(reason),
            None => {}
        }
        request.add_query("startIndex", self.start_index);
        request.add_query("count", self.count);
        request.add_query("cursor", self.cursor.as_ref());
        request.add_query("sortBy", self.sort_by.as_ref());
        for (name, attributes) in [("attributes", &self.attributes), ("excludedAttributes", &self.excluded_attributes)]
        {
            request.add_query(name, (!attributes.is_empty()).then(|| attributes.join(",")));
        }
        let named = self.attributes.iter().chain(&self.excluded_attributes).chain(&self.sort_by);
        if let Some(reason) = named.filter_map(|name| check_attribute(name).err()).next() {
            request.refuse(&reason);
        }
    }
}

impl<T: Resource> Paginated for List<T> {
    type Page = ListResponse<T>;

    const MAX_PAGE: u32 = 100;

    fn cursor(&mut self) -> &mut Option<String> {
        &mut self.cursor
    }

    fn limit(&mut self) -> &mut Option<u32> {
        &mut self.count
    }

    /// By cursor where the server gives one, else by what came: what it says of its page is not relied on.
    fn turn(&mut self, page: &ListResponse<T>, seen: &mut HashSet<String>) -> Turn {
        if let Some(cursor) = page.next_cursor().filter(|cursor| !cursor.is_empty()) {
            if !seen.insert(cursor.to_owned()) {
                return Turn::Repeats(CURSOR);
            }
            (self.cursor, self.start_index) = (Some(cursor.to_owned()), None);
            return Turn::Next;
        }
        // An empty cursor asks for one; a server that knows none answers its first page by index, and how many there are.
        let was_last = |cursor: String| !cursor.is_empty() || page.total_results.is_none();
        if self.cursor.take().is_some_and(was_last) || page.resources.is_empty() {
            return Turn::End;
        }
        let now = identity(page);
        if now.is_some() && now == self.before {
            return Turn::Repeats("gave the same page again");
        }
        self.before = now;
        let start = self.start_index.unwrap_or(1).saturating_add(page.resources.len() as u64);
        if page.total_results.is_some_and(|total| start > total) {
            return Turn::End;
        }
        self.start_index = Some(start);
        Turn::Next
    }
}

/// How many resources there are in all, and a hash of which are on the page: of their ids, or of the whole page if one has no id and
/// nothing but such a page ends the list.
fn identity<T: Resource>(page: &ListResponse<T>) -> Identity {
    let mut hasher = DefaultHasher::new();
    let ids: Option<Vec<&str>> = page.resources.iter().map(|resource| resource.id()).collect();
    match ids {
        Some(ids) => ids.hash(&mut hasher),
        None if page.total_results.is_none() => serde_json::to_string(&page.resources).ok()?.hash(&mut hasher),
        None => return None,
    }
    Some((page.total_results, hasher.finish()))
}

impl<T: Resource> sealed::Page for ListResponse<T> {}

impl<T: Resource> Page for ListResponse<T> {
    type Item = T;

    fn into_items(self) -> Vec<T> {
        self.resources
    }

    fn next_cursor(&self) -> Option<&str> {
        self.next_cursor.as_deref()
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self {
            filter: None,
            start_index: None,
            count: None,
            cursor: None,
            sort_by: None,
            attributes: Vec::new(),
            excluded_attributes: Vec::new(),
            before: None,
            kind: PhantomData,
        }
    }
}

impl<T> Clone for List<T> {
    fn clone(&self) -> Self {
        Self {
            filter: self.filter.clone(),
            start_index: self.start_index,
            count: self.count,
            cursor: self.cursor.clone(),
            sort_by: self.sort_by.clone(),
            attributes: self.attributes.clone(),
            excluded_attributes: self.excluded_attributes.clone(),
            before: self.before,
            kind: PhantomData,
        }
    }
}

impl<T> fmt::Debug for List<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("List").field("start_index", &self.start_index).finish_non_exhaustive()
    }
}
