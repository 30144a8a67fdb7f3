//! `scope.member()`.

use super::ScopedCall;
use super::fence::First;
use super::handle::scoped;
use crate::call::AsMember;
use crate::resources::organizations::members::GetMember;
use crate::resources::organizations::members::Members;
use crate::resources::organizations::members::connected_apps::MemberConnectedApps;
use crate::types::{
    OrganizationsMembersConnectedAppsRevokeResponse, OrganizationsMembersDeleteExternalIdResponse,
    OrganizationsMembersDeleteMfaPhoneNumberResponse, OrganizationsMembersDeletePasswordResponse,
    OrganizationsMembersDeleteResponse, OrganizationsMembersDeleteTotpResponse,
    OrganizationsMembersGetConnectedAppsResponse, OrganizationsMembersGetResponse,
    OrganizationsMembersStartEmailUpdateRequest, OrganizationsMembersStartEmailUpdateResponse,
    OrganizationsMembersUnlinkRetiredEmailRequest, OrganizationsMembersUnlinkRetiredEmailResponse,
    OrganizationsMembersUpdateRequest, OrganizationsMembersUpdateResponse,
};

scoped! {
    /// The member who is logged in.
    ScopedMember => |client| client.organizations().members() => Members
}

impl<'s> ScopedMember<'s> {
    /// The Connected Apps that the member has granted access.
    #[must_use]
    pub fn connected_apps(&self) -> ScopedMemberConnectedApps<'s> {
        ScopedMemberConnectedApps::new(self.scope)
    }

    /// Deletes the member, whose session ends.
    ///
    /// The API checks `delete` on `stytch.self`. As [`Members::delete`].
    #[inline]
    pub fn delete(&self) -> ScopedCall<OrganizationsMembersDeleteResponse, AsMember> {
        self.scope.on_behalf(self.facade().delete(self.scope.organization_id(), self.scope.member_id()))
    }

    /// Removes the external id of the member.
    ///
    /// The API checks the member for an action that it has not published. As [`Members::delete_external_id`].
    #[inline]
    pub fn delete_external_id(&self) -> ScopedCall<OrganizationsMembersDeleteExternalIdResponse, AsMember> {
        self.scope.on_behalf(self.facade().delete_external_id(self.scope.organization_id(), self.scope.member_id()))
    }

    /// Deletes the member's own phone number.
    ///
    /// The API checks `update.info.delete.mfa-phone` on `stytch.self`. As [`Members::delete_mfa_phone_number`].
    ///
    /// Refused to impersonated sessions.
    #[doc(alias = "deleteMFAPhoneNumber")]
    #[inline]
    pub fn delete_mfa_phone_number(&self) -> ScopedCall<OrganizationsMembersDeleteMfaPhoneNumberResponse, AsMember> {
        self.scope
            .on_behalf(self.facade().delete_mfa_phone_number(self.scope.organization_id(), self.scope.member_id()))
    }

    /// Deletes the member's own password.
    ///
    /// The API checks `update.info.delete.password` on `stytch.self`. As [`Members::delete_password`].
    ///
    /// Which one that is, is read first: 2 requests. Refused to impersonated sessions.
    ///
    /// # Errors
    ///
    /// - [`Error::InvalidInput`](crate::Error::InvalidInput): the member has no password.
    #[doc(alias = "deletePassword")]
    #[inline]
    pub fn delete_password(&self) -> ScopedCall<OrganizationsMembersDeletePasswordResponse, AsMember> {
        // The id in its place comes before it is sent.
        self.scope.members().delete_password("own").after(First::OwnPassword)
    }

    /// Deletes the member's own authenticator app registration.
    ///
    /// The API checks `update.info.delete.mfa-totp` on `stytch.self`. As [`Members::delete_totp`].
    ///
    /// Refused to impersonated sessions.
    #[doc(alias = "deleteMFATOTP")]
    #[inline]
    pub fn delete_totp(&self) -> ScopedCall<OrganizationsMembersDeleteTotpResponse, AsMember> {
        self.scope.on_behalf(self.facade().delete_totp(self.scope.organization_id(), self.scope.member_id()))
    }

    /// Reads the member.
    ///
    /// The API checks no permission here: the project's credentials decide. As [`Members::get`].
    ///
    /// It has the `trusted_metadata`, which is not for the browser: pass on what the member may see.
    #[inline]
    pub fn get(&self) -> ScopedCall<OrganizationsMembersGetResponse, GetMember> {
        self.scope.by_project(self.facade().get(self.scope.organization_id()).member_id(self.scope.member_id()))
    }

    /// Lists the Connected Apps that the member has granted access.
    ///
    /// The API checks `get.connected-apps` on `stytch.self`. As [`Members::get_connected_apps`].
    #[doc(alias = "getConnectedApps")]
    #[inline]
    pub fn get_connected_apps(&self) -> ScopedCall<OrganizationsMembersGetConnectedAppsResponse, AsMember> {
        self.scope.on_behalf(self.facade().get_connected_apps(self.scope.organization_id(), self.scope.member_id()))
    }

    /// Sends a mail to the new address of the member, who takes it on by opening the link.
    ///
    /// The API checks `update.info.email` on `stytch.self`. As [`Members::start_email_update`].
    ///
    /// Refused to impersonated sessions.
    #[doc(alias = "startEmailUpdate")]
    #[inline]
    pub fn start_email_update(
        &self,
        request: OrganizationsMembersStartEmailUpdateRequest,
    ) -> ScopedCall<OrganizationsMembersStartEmailUpdateResponse, AsMember> {
        self.scope.on_behalf(self.facade().start_email_update(
            self.scope.organization_id(),
            self.scope.member_id(),
            request,
        ))
    }

    /// Frees a former address of the member for others.
    ///
    /// The API checks `update.info.unlink.retired-email` on `stytch.self`. As [`Members::unlink_retired_email`].
    #[doc(alias = "unlinkRetiredEmail")]
    #[inline]
    pub fn unlink_retired_email(
        &self,
        request: OrganizationsMembersUnlinkRetiredEmailRequest,
    ) -> ScopedCall<OrganizationsMembersUnlinkRetiredEmailResponse, AsMember> {
        self.scope.on_behalf(self.facade().unlink_retired_email(
            self.scope.organization_id(),
            self.scope.member_id(),
            request,
        ))
    }

    /// Changes the member.
    ///
    /// The API checks an action on `stytch.self` for each field that is set, `update.info.name` and the like; roles and
    /// `is_breakglass` need `stytch.member`, and nobody changes the own address here. As [`Members::update`].
    ///
    /// A phone number or an address is refused to impersonated sessions.
    #[doc(alias = "updateSelf")]
    #[inline]
    pub fn update(
        &self,
        request: OrganizationsMembersUpdateRequest,
    ) -> ScopedCall<OrganizationsMembersUpdateResponse, AsMember> {
        self.scope.on_behalf(self.facade().update(self.scope.organization_id(), self.scope.member_id(), request))
    }
}

scoped! {
    /// The Connected Apps that the member has granted access.
    ScopedMemberConnectedApps => |client| client.organizations().members().connected_apps() => MemberConnectedApps
}

impl ScopedMemberConnectedApps<'_> {
    /// Takes back what the member has granted a Connected App.
    ///
    /// The API checks `revoke.connected-app` on `stytch.self`. As [`MemberConnectedApps::revoke`].
    pub fn revoke(
        &self,
        connected_app_id: impl Into<String>,
    ) -> ScopedCall<OrganizationsMembersConnectedAppsRevokeResponse, AsMember> {
        self.scope.on_behalf(self.facade().revoke(
            self.scope.organization_id(),
            self.scope.member_id(),
            connected_app_id,
        ))
    }
}
