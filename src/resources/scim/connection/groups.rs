//! The pages of SCIM groups.

use crate::call::pages::sealed::{self, Paginated};
use crate::call::parameters::sealed::{OnBehalf, Parameters};
use crate::call::{AsMember, Call, MemberCredential, Page};
use crate::transport::{MemberSession, Request};
use crate::types::{ScimConnectionGetGroupsResponse, ScimGroup};

/// Which page [`ScimConnections::get_groups`](super::ScimConnections::get_groups) asks for, and on whose behalf.
#[derive(Clone, Debug, Default)]
pub struct GetGroups {
    cursor: Option<String>,
    limit: Option<u32>,
    member: AsMember,
}

impl Call<ScimConnectionGetGroupsResponse, GetGroups> {
    /// Begins where an earlier page ended: its [`next_cursor`](Page::next_cursor).
    pub fn cursor(mut self, cursor: impl Into<String>) -> Self {
        self.parameters.cursor = Some(cursor.into());
        self
    }

    /// The largest number of groups in a page: 1000 at most, 100 by default, 1000 for streams.
    pub fn limit(mut self, limit: u32) -> Self {
        self.parameters.limit = Some(limit);
        self
    }
}

impl Parameters for GetGroups {
    type Session = MemberSession;

    fn add_to(&self, request: &mut Request) {
        request.add_query("cursor", self.cursor.as_ref());
        request.add_query("limit", self.limit);
        self.member.add_to(request);
    }
}

impl OnBehalf for GetGroups {
    fn member(&mut self) -> &mut Option<MemberCredential> {
        self.member.member()
    }
}

impl Paginated for GetGroups {
    type Page = ScimConnectionGetGroupsResponse;

    fn cursor(&mut self) -> &mut Option<String> {
        &mut self.cursor
    }

    fn limit(&mut self) -> &mut Option<u32> {
        &mut self.limit
    }
}

impl sealed::Page for ScimConnectionGetGroupsResponse {}

impl Page for ScimConnectionGetGroupsResponse {
    type Item = ScimGroup;

    fn into_items(self) -> Vec<ScimGroup> {
        self.scim_groups
    }

    fn next_cursor(&self) -> Option<&str> {
        self.next_cursor.as_deref().filter(|cursor| !cursor.is_empty())
    }
}
