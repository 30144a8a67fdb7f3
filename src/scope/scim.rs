//! `scope.scim()`.

use std::fmt;

use super::handle::scoped;
use super::{MemberScope, ScopedCall};
use crate::call::AsMember;
use crate::error::Error;
use crate::resources::scim::connection::{GetGroups, ScimConnections};
use crate::types::{
    ConnectionId, ScimConnection, ScimConnectionCreateRequest, ScimConnectionCreateResponse,
    ScimConnectionDeleteResponse, ScimConnectionGetGroupsResponse, ScimConnectionGetResponse,
    ScimConnectionRotateCancelResponse, ScimConnectionRotateCompleteResponse, ScimConnectionRotateStartResponse,
    ScimConnectionUpdateRequest, ScimConnectionUpdateResponse,
};

scoped! {
    /// The organization's directory.
    ScopedScim
}

impl<'s> ScopedScim<'s> {
    /// The organization's SCIM connection, of which it has one at most.
    #[must_use]
    pub fn connection(&self) -> ScopedScimConnection<'s> {
        ScopedScimConnection::new(self.scope)
    }
}

scoped! {
    /// The organization's SCIM connection, of which it has one at most.
    ScopedScimConnection => |client| client.scim().connection() => ScimConnections
}

impl ScopedScimConnection<'_> {
    /// Makes the SCIM connection of the organization.
    ///
    /// The API checks `create` on `stytch.scim`. As [`ScimConnections::create`].
    #[doc(alias = "createConnection")]
    #[inline]
    pub fn create(&self, request: ScimConnectionCreateRequest) -> ScopedCall<ScimConnectionCreateResponse, AsMember> {
        self.scope.on_behalf(self.facade().create(self.scope.organization_id(), request))
    }

    /// Reads which connection the organization has, for calls that need its id. `None` if it has none.
    ///
    /// The API checks `get` on `stytch.scim`. One request, as [`get`](Self::get).
    ///
    /// ```
    /// # async fn example(scope: stytch_b2b::scope::MemberScope) -> Result<(), stytch_b2b::Error> {
    /// use futures::TryStreamExt;
    ///
    /// if let Some(connection) = scope.scim().connection().current().await? {
    ///     let groups: Vec<_> = connection.get_groups().stream().try_collect().await?;
    ///     println!("{} groups of {}", groups.len(), connection.id());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`get`](Self::get).
    #[inline]
    pub async fn current(&self) -> Result<Option<CurrentConnection>, Error> {
        let details = self.get().await?.connection;
        Ok(details.map(|details| CurrentConnection { scope: self.scope.clone(), details }))
    }

    /// Reads the SCIM connection of the organization.
    ///
    /// The API checks `get` on `stytch.scim`. As [`ScimConnections::get`].
    #[doc(alias = "getConnection")]
    #[inline]
    pub fn get(&self) -> ScopedCall<ScimConnectionGetResponse, AsMember> {
        self.scope.on_behalf(self.facade().get(self.scope.organization_id()))
    }
}

/// The SCIM connection that the organization has, from [`current`](ScopedScimConnection::current).
#[derive(Clone)]
pub struct CurrentConnection {
    scope: MemberScope,
    details: ScimConnection,
}

impl CurrentConnection {
    /// The connection's id.
    #[must_use]
    pub fn id(&self) -> &ConnectionId {
        &self.details.connection_id
    }

    /// The connection as it was read.
    #[must_use]
    pub fn details(&self) -> &ScimConnection {
        &self.details
    }

    /// Deletes the connection.
    ///
    /// The API checks `delete` on `stytch.scim`. As [`ScimConnections::delete`].
    #[doc(alias = "deleteConnection")]
    #[inline]
    pub fn delete(&self) -> ScopedCall<ScimConnectionDeleteResponse, AsMember> {
        self.scope.on_behalf(self.facade().delete(self.scope.organization_id(), self.id()))
    }

    /// Lists the groups of the directory.
    ///
    /// The API checks `get` on `stytch.scim`. As [`ScimConnections::get_groups`].
    #[doc(alias = "getConnectionGroups")]
    #[inline]
    pub fn get_groups(&self) -> ScopedCall<ScimConnectionGetGroupsResponse, GetGroups> {
        self.scope.on_behalf(self.facade().get_groups(self.scope.organization_id(), self.id()))
    }

    /// Drops the new bearer token; the old one goes on.
    ///
    /// The API checks `update` on `stytch.scim`. As [`ScimConnections::rotate_cancel`].
    #[doc(alias = "rotateCancel")]
    #[inline]
    pub fn rotate_cancel(&self) -> ScopedCall<ScimConnectionRotateCancelResponse, AsMember> {
        self.scope.on_behalf(self.facade().rotate_cancel(self.scope.organization_id(), self.id()))
    }

    /// Puts the new bearer token in the place of the old one, which is void from then on.
    ///
    /// The API checks `update` on `stytch.scim`. As [`ScimConnections::rotate_complete`].
    #[doc(alias = "rotateComplete")]
    #[inline]
    pub fn rotate_complete(&self) -> ScopedCall<ScimConnectionRotateCompleteResponse, AsMember> {
        self.scope.on_behalf(self.facade().rotate_complete(self.scope.organization_id(), self.id()))
    }

    /// Makes a second bearer token, so that the directory can change to it.
    ///
    /// The API checks `update` on `stytch.scim`. As [`ScimConnections::rotate_start`].
    #[doc(alias = "rotateStart")]
    #[inline]
    pub fn rotate_start(&self) -> ScopedCall<ScimConnectionRotateStartResponse, AsMember> {
        self.scope.on_behalf(self.facade().rotate_start(self.scope.organization_id(), self.id()))
    }

    /// Changes the connection.
    ///
    /// The API checks `update` on `stytch.scim`, and for the roles of groups `update.settings.implicit-roles` on
    /// `stytch.organization`. As [`ScimConnections::update`].
    #[doc(alias = "updateConnection")]
    #[inline]
    pub fn update(&self, request: ScimConnectionUpdateRequest) -> ScopedCall<ScimConnectionUpdateResponse, AsMember> {
        self.scope.on_behalf(self.facade().update(self.scope.organization_id(), self.id(), request))
    }

    fn facade(&self) -> ScimConnections<'_> {
        self.scope.client().scim().connection()
    }
}

/// Ids and times alone.
impl fmt::Debug for CurrentConnection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("CurrentConnection")
            .field("id", self.id())
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}
