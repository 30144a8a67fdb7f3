//! What can still be set on calls of members that are lists, look for someone or read tokens.

use crate::call::pages::sealed::{self, Paginated};
use crate::call::parameters::sealed::{OnBehalf, Parameters};
use crate::call::{AsMember, Call, MemberCredential, Page};
use crate::transport::{MemberSession, Request};
use crate::types::{
    Member, MemberId, OrganizationsMembersGetResponse, OrganizationsMembersSearchRequest,
    OrganizationsMembersSearchResponse,
};

/// What [`Members::search`](super::Members::search) asks for.
#[derive(Clone, Debug)]
pub struct SearchMembers {
    pub(crate) request: OrganizationsMembersSearchRequest,
    member: AsMember,
}

impl SearchMembers {
    pub(super) fn new(request: OrganizationsMembersSearchRequest) -> Self {
        Self { request, member: AsMember::default() }
    }
}

impl Parameters for SearchMembers {
    type Session = MemberSession;

    fn add_to(&self, request: &mut Request) {
        request.set_body(&self.request);
        self.member.add_to(request);
    }
}

impl OnBehalf for SearchMembers {
    fn member(&mut self) -> &mut Option<MemberCredential> {
        self.member.member()
    }
}

impl Paginated for SearchMembers {
    type Page = OrganizationsMembersSearchResponse;

    fn cursor(&mut self) -> &mut Option<String> {
        &mut self.request.cursor
    }

    fn limit(&mut self) -> &mut Option<u32> {
        &mut self.request.limit
    }
}

impl sealed::Page for OrganizationsMembersSearchResponse {}

impl Page for OrganizationsMembersSearchResponse {
    type Item = Member;

    fn into_items(self) -> Vec<Member> {
        self.members
    }

    fn next_cursor(&self) -> Option<&str> {
        self.results_metadata.next_cursor.as_deref().filter(|cursor| !cursor.is_empty())
    }
}

/// Whom [`Members::get`](super::Members::get) looks for.
#[derive(Clone, Debug, Default)]
pub struct GetMember {
    email_address: Option<String>,
    member_id: Option<MemberId>,
}

impl Parameters for GetMember {
    type Session = ();

    fn add_to(&self, request: &mut Request) {
        request.add_query("email_address", self.email_address.as_ref());
        request.add_query("member_id", self.member_id.as_ref());
    }
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

/// What else [`Members::dangerously_get`](super::Members::dangerously_get) may read.
#[derive(Clone, Debug, Default)]
pub struct DangerouslyGet {
    include_deleted: Option<bool>,
}

impl Parameters for DangerouslyGet {
    type Session = ();

    fn add_to(&self, request: &mut Request) {
        request.add_query("include_deleted", self.include_deleted);
    }
}

impl Call<OrganizationsMembersGetResponse, DangerouslyGet> {
    /// Whether a deleted member is read too. By default it is not found.
    pub fn include_deleted(mut self, include: bool) -> Self {
        self.parameters.include_deleted = Some(include);
        self
    }
}

/// What else a call that reads a member's tokens may read.
#[derive(Clone, Debug, Default)]
pub struct IncludeRefreshToken {
    include_refresh_token: Option<bool>,
}

impl Parameters for IncludeRefreshToken {
    type Session = ();

    fn add_to(&self, request: &mut Request) {
        request.add_query("include_refresh_token", self.include_refresh_token);
    }
}

impl<T> Call<T, IncludeRefreshToken> {
    /// Whether the response has the refresh token too. By default it has not.
    pub fn include_refresh_token(mut self, include: bool) -> Self {
        self.parameters.include_refresh_token = Some(include);
        self
    }
}
