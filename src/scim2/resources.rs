//! Groups and users of a server: what can be done with them, which is the same.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::api::{GROUPS, Operations, USERS};
use super::list::List;
use super::patch::Patch;
use super::types::{Group, ListResponse, User};
use crate::call::Call;
use crate::transport::{Prepared, Settings};

/// A kind of resource: [`Group`] or [`User`].
pub trait Resource: sealed::Resource {}

impl<T: sealed::Resource> Resource for T {}

pub(crate) mod sealed {
    use super::{DeserializeOwned, Operations, Serialize};

    pub trait Resource: DeserializeOwned + Serialize + Clone + Send + Sync + 'static {
        fn id(&self) -> Option<&str>;

        #[doc(hidden)]
        fn operations() -> &'static Operations;
    }
}

impl sealed::Resource for Group {
    fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    fn operations() -> &'static Operations {
        &GROUPS
    }
}

impl sealed::Resource for User {
    fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    fn operations() -> &'static Operations {
        &USERS
    }
}

/// The resources of one kind that a server has.
pub struct Resources<'c, T> {
    settings: &'c Arc<Settings>,
    kind: PhantomData<fn() -> T>,
}

impl<'c, T: Resource> Resources<'c, T> {
    pub(super) fn new(settings: &'c Arc<Settings>) -> Self {
        Self { settings, kind: PhantomData }
    }

    /// Lists resources: a page when it is awaited, all by [`stream`](Call::stream) and [`pages`](Call::pages).
    pub fn list(&self) -> Call<ListResponse<T>, List<T>> {
        Call::of(self.settings, Prepared::new(&T::operations().list, &[]), List::default())
    }

    /// Reads one resource by its id at the server.
    pub fn get(&self, id: impl AsRef<str>) -> Call<T> {
        Call::of(self.settings, Prepared::new(&T::operations().get, &[id.as_ref()]), ())
    }

    /// Adds a resource.
    pub fn create(&self, resource: &T) -> Call<T> {
        Call::of(self.settings, Prepared::new(&T::operations().create, &[]).body(resource), ())
    }

    /// Puts a resource in the place of one: what is not in it is gone.
    pub fn replace(&self, id: impl AsRef<str>, resource: &T) -> Call<T> {
        Call::of(self.settings, Prepared::new(&T::operations().replace, &[id.as_ref()]).body(resource), ())
    }

    /// Changes a resource. `None` if the server answers without it.
    pub fn patch(&self, id: impl AsRef<str>, patch: Patch) -> Call<Option<T>> {
        Call::of(self.settings, Prepared::new(&T::operations().patch, &[id.as_ref()]).body(&patch), ())
    }

    /// Deletes a resource.
    pub fn delete(&self, id: impl AsRef<str>) -> Call<()> {
        Call::of(self.settings, Prepared::new(&T::operations().delete, &[id.as_ref()]), ())
    }
}

impl<T> fmt::Debug for Resources<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Resources").finish_non_exhaustive()
    }
}
