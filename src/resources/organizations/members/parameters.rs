//! What can still be set on the calls of members that are lists or look for someone.

use crate::call::sealed::OnBehalf;
use crate::pagination::sealed::{self, Paginated};
use crate::raw::operations;
use crate::types::{
    Member, OrganizationsMembersGetResponse, OrganizationsMembersSearchRequest, OrganizationsMembersSearchResponse,
};
use crate::{AsMember, Call, Client, MemberCredential, MemberId, Page};

/// What [`Members::search`](super::Members::search) asks for.
#[derive(Clone, Debug)]
pub struct SearchMembers {
    request: OrganizationsMembersSearchRequest,
    member: AsMember,
}

impl SearchMembers {
    pub(super) fn new(request: OrganizationsMembersSearchRequest) -> Self {
        Self { request, member: AsMember::default() }
    }
}

impl OnBehalf for SearchMembers {
    fn member(&mut self) -> &mut Option<MemberCredential> {
        self.member.member()
    }
}

impl Paginated for SearchMembers {
    type Page = OrganizationsMembersSearchResponse;

    fn operation() -> &'static str {
        operations::ORGANIZATIONS_MEMBERS_SEARCH.path
    }

    fn cursor(&mut self) -> &mut Option<String> {
        &mut self.request.cursor
    }

    fn limit(&mut self) -> &mut Option<u32> {
        &mut self.request.limit
    }

    fn call(self, client: &Client) -> Call<Self::Page, Self> {
        Call::new(client, self, |raw, SearchMembers { request, member }| async move {
            raw.organizations_members_search(member.token(), member.jwt(), &request).await
        })
    }
}

impl sealed::Page for OrganizationsMembersSearchResponse {}

impl Page for OrganizationsMembersSearchResponse {
    type Item = Member;

    fn into_items(self) -> Vec<Member> {
        self.members
    }

    fn next_cursor(&self) -> Option<&str> {
        self.results_metadata.next_cursor.as_deref()
    }
}

/// Whom [`Members::get`](super::Members::get) looks for.
#[derive(Clone, Debug, Default)]
pub struct GetMember {
    pub(super) email_address: Option<String>,
    pub(super) member_id: Option<MemberId>,
}

impl Call<OrganizationsMembersGetResponse, GetMember> {
    /// By email address.
    pub fn email_address(mut self, email_address: impl Into<String>) -> Self {
        self.parameters.email_address = Some(email_address.into());
        self
    }

    /// By id.
    pub fn member_id(mut self, member_id: impl Into<MemberId>) -> Self {
        self.parameters.member_id = Some(member_id.into());
        self
    }
}

/// What else [`Members::dangerously_get`](super::Members::dangerously_get) may answer.
#[derive(Clone, Debug, Default)]
pub struct DangerouslyGet {
    pub(super) include_deleted: Option<bool>,
}

impl Call<OrganizationsMembersGetResponse, DangerouslyGet> {
    /// Whether a deleted member is answered too. Not, unless set.
    pub fn include_deleted(mut self, include: bool) -> Self {
        self.parameters.include_deleted = Some(include);
        self
    }
}
