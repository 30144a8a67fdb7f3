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

/// The resources of one kind that a server has: [`Group`]s or [`User`]s.
///
/// Ids are the server's. One that is empty, `.`, `..` or `.search`, is longer than 512 bytes, or has a control character or one of
/// `/ \ % ? #` in it is refused with [`Error::InvalidInput`](crate::Error::InvalidInput) before anything is sent.
///
/// [`Client`](super::Client) has what every call can fail with; what a method adds to it stands there.
pub struct Resources<'c, T> {
    settings: &'c Arc<Settings>,
    kind: PhantomData<fn() -> T>,
}

impl<'c, T: Resource> Resources<'c, T> {
    pub(super) fn new(settings: &'c Arc<Settings>) -> Self {
        Self { settings, kind: PhantomData }
    }

    /// Lists resources: one page when it is awaited, all of them by [`stream`](Call::stream) and [`pages`](Call::pages).
    ///
    /// Pages are asked for by cursor where the server gives one, else by index. What servers get wrong is not relied on:
    /// `itemsPerPage`, the `startIndex` of the answer, a `count` that was asked for. By index, a resource that another client adds
    /// or deletes meanwhile can move others over the edge of a page: compare by id where every one counts.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::scim2::Client) -> Result<(), stytch_b2b::Error> {
    /// use futures::TryStreamExt;
    /// use stytch_b2b::scim2::Filter;
    ///
    /// let filter = Filter::attribute("displayName").sw("Acme|");
    /// let groups: Vec<_> = client.groups().list().filter(filter).stream().try_collect().await?;
    /// println!("{} groups", groups.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// A filter, or an attribute's name, that can not be one is [`Error::InvalidInput`](crate::Error::InvalidInput) before anything
    /// is sent. A page or a cursor that comes a second time is [`Error::RepeatedCursor`](crate::Error::RepeatedCursor): the server
    /// takes no notice of where a page should begin.
    ///
    /// Specified in: <https://www.rfc-editor.org/rfc/rfc7644#section-3.4.2>
    pub fn list(&self) -> Call<ListResponse<T>, List<T>> {
        Call::of(self.settings, Prepared::new(&T::operations().list, &[]), List::default())
    }

    /// Reads one resource by its id at the server.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::scim2::Client) -> Result<(), stytch_b2b::Error> {
    /// match client.groups().get("e9e30dba").await {
    ///     Ok(group) => println!("{:?}", group.display_name),
    ///     Err(error) if error.is_not_found() => println!("no such group"),
    ///     Err(error) => return Err(error),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Specified in: <https://www.rfc-editor.org/rfc/rfc7644#section-3.4.1>
    pub fn get(&self, id: impl AsRef<str>) -> Call<T> {
        Call::of(self.settings, Prepared::new(&T::operations().get, &[id.as_ref()]), ())
    }

    /// Adds a resource, and answers with it as the server keeps it, its id among it.
    ///
    /// It is sent once, unless it is certain that the server took no notice: after a broken connection look by
    /// [`Filter`](super::Filter) whether it is there.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::scim2::Client) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::scim2::Group;
    ///
    /// let created = client.groups().create(&Group::new("Engineering")).await?;
    /// println!("{:?}", created.id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// 409, `uniqueness`: there is one of that name.
    ///
    /// Specified in: <https://www.rfc-editor.org/rfc/rfc7644#section-3.3>
    pub fn create(&self, resource: &T) -> Call<T> {
        Call::of(self.settings, Prepared::new(&T::operations().create, &[]).body(resource), ())
    }

    /// Puts a resource in the place of one. What is not in it is gone: a group that is sent without members has none.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::scim2::Client) -> Result<(), stytch_b2b::Error> {
    /// let mut user = client.users().get("2819c223").await?;
    /// user.active = Some(false);
    /// client.users().replace("2819c223", &user).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Specified in: <https://www.rfc-editor.org/rfc/rfc7644#section-3.5.1>
    pub fn replace(&self, id: impl AsRef<str>, resource: &T) -> Call<T> {
        Call::of(self.settings, Prepared::new(&T::operations().replace, &[id.as_ref()]).body(resource), ())
    }

    /// Changes a resource. `None` if the server answers without it.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::scim2::Client) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::scim2::Patch;
    ///
    /// let patch = Patch::new().add_member("2819c223").replace("displayName", "Engineering");
    /// client.groups().patch("e9e30dba", patch).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// 501 where the server has no `PATCH`: [`replace`](Self::replace) does the same with the whole resource.
    ///
    /// Specified in: <https://www.rfc-editor.org/rfc/rfc7644#section-3.5.2>
    pub fn patch(&self, id: impl AsRef<str>, patch: Patch) -> Call<Option<T>> {
        Call::of(self.settings, Prepared::new(&T::operations().patch, &[id.as_ref()]).body(&patch), ())
    }

    /// Deletes a resource.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::scim2::Client) -> Result<(), stytch_b2b::Error> {
    /// match client.users().delete("2819c223").await {
    ///     Err(error) if error.is_not_found() => Ok(()),
    ///     deleted => deleted,
    /// }
    /// # }
    /// ```
    ///
    /// Specified in: <https://www.rfc-editor.org/rfc/rfc7644#section-3.6>
    pub fn delete(&self, id: impl AsRef<str>) -> Call<()> {
        Call::of(self.settings, Prepared::new(&T::operations().delete, &[id.as_ref()]), ())
    }
}

impl<T> fmt::Debug for Resources<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Resources").finish_non_exhaustive()
    }
}
