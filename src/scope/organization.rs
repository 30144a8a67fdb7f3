//! `scope.organization()`.

use super::ScopedCall;
use super::handle::scoped;
use crate::call::AsMember;
use crate::resources::organizations::Organizations;
use crate::types::{
    OrganizationsConnectedAppsResponse, OrganizationsDeleteExternalIdResponse, OrganizationsDeleteResponse,
    OrganizationsGetConnectedAppResponse, OrganizationsGetResponse, OrganizationsUpdateRequest,
    OrganizationsUpdateResponse,
};

scoped! {
    /// The member's own organization.
    ScopedOrganization => |client| client.organizations() => Organizations
}

impl ScopedOrganization<'_> {
    /// Lists the Connected Apps that members have granted access.
    ///
    /// The API checks the member for an action that it has not published. As [`Organizations::connected_apps`].
    #[inline]
    pub fn connected_apps(&self) -> ScopedCall<OrganizationsConnectedAppsResponse, AsMember> {
        self.scope.on_behalf(self.facade().connected_apps(self.scope.organization_id()))
    }

    /// Deletes the organization with all that belongs to it.
    ///
    /// The API checks `delete` on `stytch.organization`. As [`Organizations::delete`].
    #[inline]
    pub fn delete(&self) -> ScopedCall<OrganizationsDeleteResponse, AsMember> {
        self.scope.on_behalf(self.facade().delete(self.scope.organization_id()))
    }

    /// Removes the external id of the organization.
    ///
    /// The API checks the member for an action that it has not published. As [`Organizations::delete_external_id`].
    #[inline]
    pub fn delete_external_id(&self) -> ScopedCall<OrganizationsDeleteExternalIdResponse, AsMember> {
        self.scope.on_behalf(self.facade().delete_external_id(self.scope.organization_id()))
    }

    /// Reads the organization.
    ///
    /// The API checks no permission here: the project's credentials decide. As [`Organizations::get`].
    ///
    /// It has every setting and the `trusted_metadata`, which are not for the browser: pass on what a member may see.
    #[inline]
    pub fn get(&self) -> ScopedCall<OrganizationsGetResponse> {
        self.scope.by_project(self.facade().get(self.scope.organization_id()))
    }

    /// Reads what members have granted one Connected App.
    ///
    /// The API checks the member for an action that it has not published. As [`Organizations::get_connected_app`].
    pub fn get_connected_app(
        &self,
        connected_app_id: impl Into<String>,
    ) -> ScopedCall<OrganizationsGetConnectedAppResponse, AsMember> {
        self.scope.on_behalf(self.facade().get_connected_app(self.scope.organization_id(), connected_app_id))
    }

    /// Changes settings of the organization.
    ///
    /// The API checks an action on `stytch.organization` for each field that is set, `update.info.name` and the like. As [`Organizations::update`].
    #[inline]
    pub fn update(&self, request: OrganizationsUpdateRequest) -> ScopedCall<OrganizationsUpdateResponse, AsMember> {
        self.scope.on_behalf(self.facade().update(self.scope.organization_id(), request))
    }
}
