//! `scope.members()`.

use super::ScopedCall;
use super::fence::First;
use super::handle::scoped;
use crate::call::AsMember;
use crate::resources::organizations::members::connected_apps::MemberConnectedApps;
use crate::resources::organizations::members::{Members, SearchMembers};
use crate::types::{
    MemberId, OrganizationsMembersConnectedAppsRevokeResponse, OrganizationsMembersCreateRequest,
    OrganizationsMembersCreateResponse, OrganizationsMembersDeleteExternalIdResponse,
    OrganizationsMembersDeleteMfaPhoneNumberResponse, OrganizationsMembersDeletePasswordResponse,
    OrganizationsMembersDeleteResponse, OrganizationsMembersDeleteTotpResponse,
    OrganizationsMembersGetConnectedAppsResponse, OrganizationsMembersReactivateResponse,
    OrganizationsMembersSearchRequest, OrganizationsMembersSearchResponse, OrganizationsMembersStartEmailUpdateRequest,
    OrganizationsMembersStartEmailUpdateResponse, OrganizationsMembersUnlinkRetiredEmailRequest,
    OrganizationsMembersUnlinkRetiredEmailResponse, OrganizationsMembersUpdateRequest,
    OrganizationsMembersUpdateResponse, SessionsRevokeRequest, SessionsRevokeResponse,
};

const NO_MEMBER_ID: &str = "the member id does not begin with `member-`; an external id is not taken here";

scoped! {
    /// The member's colleagues: everybody in the organization.
    ///
    /// The member is one of them: with the own id the API checks `stytch.self` where it checks `stytch.member` of others.
    ScopedMembers => |client| client.organizations().members() => Members
}

impl<'s> ScopedMembers<'s> {
    /// The Connected Apps that colleagues have granted access.
    #[must_use]
    pub fn connected_apps(&self) -> ScopedMembersConnectedApps<'s> {
        ScopedMembersConnectedApps::new(self.scope)
    }

    /// Adds a colleague to the organization.
    ///
    /// The API checks `create` on `stytch.member`. As [`Members::create`].
    ///
    /// A phone number is refused to impersonated sessions.
    #[inline]
    pub fn create(
        &self,
        request: OrganizationsMembersCreateRequest,
    ) -> ScopedCall<OrganizationsMembersCreateResponse, AsMember> {
        self.scope.on_behalf(self.facade().create(self.scope.organization_id(), request))
    }

    /// Deletes a colleague, or takes back an invitation.
    ///
    /// The API checks `delete` on `stytch.member`. As [`Members::delete`].
    pub fn delete(&self, id: impl Into<MemberId>) -> ScopedCall<OrganizationsMembersDeleteResponse, AsMember> {
        self.scope.on_behalf(self.facade().delete(self.scope.organization_id(), id))
    }

    /// Removes the external id of a colleague.
    ///
    /// The API checks the member for an action that it has not published. As [`Members::delete_external_id`].
    pub fn delete_external_id(
        &self,
        id: impl Into<MemberId>,
    ) -> ScopedCall<OrganizationsMembersDeleteExternalIdResponse, AsMember> {
        self.scope.on_behalf(self.facade().delete_external_id(self.scope.organization_id(), id))
    }

    /// Deletes the phone number of a colleague.
    ///
    /// The API checks `update.info.delete.mfa-phone` on `stytch.member`. As [`Members::delete_mfa_phone_number`].
    ///
    /// Refused to impersonated sessions.
    #[doc(alias = "deleteMFAPhoneNumber")]
    pub fn delete_mfa_phone_number(
        &self,
        id: impl Into<MemberId>,
    ) -> ScopedCall<OrganizationsMembersDeleteMfaPhoneNumberResponse, AsMember> {
        self.scope.on_behalf(self.facade().delete_mfa_phone_number(self.scope.organization_id(), id))
    }

    /// Deletes the password of a colleague.
    ///
    /// The API checks `update.info.delete.password` on `stytch.member`. As [`Members::delete_password`].
    ///
    /// Refused to impersonated sessions.
    #[doc(alias = "deletePassword")]
    pub fn delete_password(
        &self,
        member_password_id: impl Into<String>,
    ) -> ScopedCall<OrganizationsMembersDeletePasswordResponse, AsMember> {
        self.scope.on_behalf(self.facade().delete_password(self.scope.organization_id(), member_password_id))
    }

    /// Deletes the authenticator app registration of a colleague.
    ///
    /// The API checks `update.info.delete.mfa-totp` on `stytch.member`. As [`Members::delete_totp`].
    ///
    /// Refused to impersonated sessions.
    #[doc(alias = "deleteMFATOTP")]
    pub fn delete_totp(&self, id: impl Into<MemberId>) -> ScopedCall<OrganizationsMembersDeleteTotpResponse, AsMember> {
        self.scope.on_behalf(self.facade().delete_totp(self.scope.organization_id(), id))
    }

    /// Lists the Connected Apps that a colleague has granted access.
    ///
    /// The API checks `get.connected-apps` on `stytch.member`. As [`Members::get_connected_apps`].
    #[doc(alias = "getConnectedApps")]
    pub fn get_connected_apps(
        &self,
        id: impl Into<MemberId>,
    ) -> ScopedCall<OrganizationsMembersGetConnectedAppsResponse, AsMember> {
        self.scope.on_behalf(self.facade().get_connected_apps(self.scope.organization_id(), id))
    }

    /// Brings a deleted colleague back.
    ///
    /// The API checks `create` on `stytch.member`. As [`Members::reactivate`].
    pub fn reactivate(&self, id: impl Into<MemberId>) -> ScopedCall<OrganizationsMembersReactivateResponse, AsMember> {
        self.scope.on_behalf(self.facade().reactivate(self.scope.organization_id(), id))
    }

    /// Ends all sessions of a colleague.
    ///
    /// The API checks `revoke-sessions` on `stytch.member`. As [`Sessions::revoke`](crate::resources::sessions::Sessions::revoke).
    ///
    /// The request has no organization in its path, so that the colleague is read first: 2 requests.
    ///
    /// # Errors
    ///
    /// - [`Error::InvalidInput`](crate::Error::InvalidInput): it is not the API's own id, which begins with `member-`. An external
    ///   id may be anybody's.
    /// - `member_not_found` (404): the organization has no such member; nothing was ended.
    #[doc(alias = "revokeForMember")]
    pub fn revoke_sessions(&self, id: impl Into<MemberId>) -> ScopedCall<SessionsRevokeResponse, AsMember> {
        let id = id.into();
        let request = SessionsRevokeRequest::new().member_id(&id);
        let call = self.scope.on_behalf(self.scope.client().sessions().revoke(request));
        if id.as_str().starts_with("member-") { call.after(First::Colleague(id)) } else { call.refuse(NO_MEMBER_ID) }
    }

    /// Looks for colleagues: all of them, unless [`with`](ScopedCall::with) sets filters.
    ///
    /// The API checks `search` on `stytch.member`. As [`Members::search`].
    #[inline]
    pub fn search(&self) -> ScopedCall<OrganizationsMembersSearchResponse, SearchMembers> {
        let request = OrganizationsMembersSearchRequest::new([self.scope.organization_id()]);
        self.scope.on_behalf(self.facade().search(request))
    }

    /// Sends a mail to the new address of a colleague, who takes it on by opening the link.
    ///
    /// The API checks `update.info.email` on `stytch.member`. As [`Members::start_email_update`].
    ///
    /// Refused to impersonated sessions.
    #[doc(alias = "startEmailUpdate")]
    pub fn start_email_update(
        &self,
        id: impl Into<MemberId>,
        request: OrganizationsMembersStartEmailUpdateRequest,
    ) -> ScopedCall<OrganizationsMembersStartEmailUpdateResponse, AsMember> {
        self.scope.on_behalf(self.facade().start_email_update(self.scope.organization_id(), id, request))
    }

    /// Frees a former address of a colleague for others.
    ///
    /// The API checks `update.info.unlink.retired-email` on `stytch.member`. As [`Members::unlink_retired_email`].
    #[doc(alias = "unlinkRetiredEmail")]
    pub fn unlink_retired_email(
        &self,
        id: impl Into<MemberId>,
        request: OrganizationsMembersUnlinkRetiredEmailRequest,
    ) -> ScopedCall<OrganizationsMembersUnlinkRetiredEmailResponse, AsMember> {
        self.scope.on_behalf(self.facade().unlink_retired_email(self.scope.organization_id(), id, request))
    }

    /// Changes a colleague.
    ///
    /// The API checks an action on `stytch.member` for each field that is set, `update.info.name` and the like. As [`Members::update`].
    ///
    /// A phone number or an address is refused to impersonated sessions.
    pub fn update(
        &self,
        id: impl Into<MemberId>,
        request: OrganizationsMembersUpdateRequest,
    ) -> ScopedCall<OrganizationsMembersUpdateResponse, AsMember> {
        self.scope.on_behalf(self.facade().update(self.scope.organization_id(), id, request))
    }
}

scoped! {
    /// The Connected Apps that colleagues have granted access.
    ScopedMembersConnectedApps => |client| client.organizations().members().connected_apps() => MemberConnectedApps
}

impl ScopedMembersConnectedApps<'_> {
    /// Takes back what a colleague has granted a Connected App.
    ///
    /// The API checks `revoke.connected-app` on `stytch.member`. As [`MemberConnectedApps::revoke`].
    pub fn revoke(
        &self,
        id: impl Into<MemberId>,
        connected_app_id: impl Into<String>,
    ) -> ScopedCall<OrganizationsMembersConnectedAppsRevokeResponse, AsMember> {
        self.scope.on_behalf(self.facade().revoke(self.scope.organization_id(), id, connected_app_id))
    }
}
