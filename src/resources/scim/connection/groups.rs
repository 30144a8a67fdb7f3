//! The pages of SCIM groups.

use crate::call::sealed::OnBehalf;
use crate::pagination::sealed::{self, Paginated};
use crate::raw::operations;
use crate::types::{ScimConnectionGetGroupsResponse, ScimGroup};
use crate::{AsMember, Call, Client, ConnectionId, MemberCredential, OrganizationId, Page};

/// What [`ScimConnections::get_groups`](super::ScimConnections::get_groups) asks for.
#[derive(Clone, Debug)]
pub struct GetGroups {
    organization_id: OrganizationId,
    connection_id: ConnectionId,
    cursor: Option<String>,
    limit: Option<u32>,
    member: AsMember,
}

impl GetGroups {
    pub(super) fn new(organization_id: OrganizationId, connection_id: ConnectionId) -> Self {
        Self { organization_id, connection_id, cursor: None, limit: None, member: AsMember::default() }
    }
}

impl Call<ScimConnectionGetGroupsResponse, GetGroups> {
    /// Begins where an earlier page ended: its `next_cursor`.
    pub fn cursor(mut self, cursor: impl Into<String>) -> Self {
        self.parameters.cursor = Some(cursor.into());
        self
    }

    /// The largest number of groups in a page. The API takes 1000 at most, and makes pages of 100 unless told.
    pub fn limit(mut self, limit: u32) -> Self {
        self.parameters.limit = Some(limit);
        self
    }
}

impl OnBehalf for GetGroups {
    fn member(&mut self) -> &mut Option<MemberCredential> {
        self.member.member()
    }
}

impl Paginated for GetGroups {
    type Page = ScimConnectionGetGroupsResponse;

    fn operation() -> &'static str {
        operations::SCIM_CONNECTION_GET_GROUPS.path
    }

    fn cursor(&mut self) -> &mut Option<String> {
        &mut self.cursor
    }

    fn limit(&mut self) -> &mut Option<u32> {
        &mut self.limit
    }

    fn call(self, client: &Client) -> Call<Self::Page, Self> {
        Call::new(client, self, |raw, GetGroups { organization_id, connection_id, cursor, limit, member }| async move {
            let (token, jwt) = (member.token(), member.jwt());
            raw.scim_connection_get_groups(&organization_id, &connection_id, cursor.as_deref(), limit, token, jwt).await
        })
    }
}

impl sealed::Page for ScimConnectionGetGroupsResponse {}

impl Page for ScimConnectionGetGroupsResponse {
    type Item = ScimGroup;

    fn into_items(self) -> Vec<ScimGroup> {
        self.scim_groups
    }

    fn next_cursor(&self) -> Option<&str> {
        self.next_cursor.as_deref()
    }
}
