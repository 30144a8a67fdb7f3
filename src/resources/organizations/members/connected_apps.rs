//! `client.organizations().members().connected_apps()`.

use crate::call::{AsMember, Call};
use crate::raw;
use crate::resources::handle::handle;
use crate::types::{
    MemberId, OrganizationId, OrganizationsMembersConnectedAppsRevokeRequest,
    OrganizationsMembersConnectedAppsRevokeResponse,
};

handle! {
    /// The Connected Apps that a member has granted access.
    MemberConnectedApps
}

impl MemberConnectedApps<'_> {
    /// Revokes what a member has authorized a Connected App to do.
    ///
    /// All tokens that the app holds for the member become void at once; it gets new ones only after the member has
    /// gone through its authorization flow again.
    ///
    /// A member session needs `revoke.connected-app` on `stytch.member` (on `stytch.self` for members who do it
    /// themselves).
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, member_id: stytch_b2b::MemberId, connected_app_id: &str) -> Result<(), stytch_b2b::Error> {
    /// let apps = client.organizations().members().connected_apps();
    /// apps.revoke(&organization_id, &member_id, connected_app_id).await?;
    /// println!("{connected_app_id} has to ask the member again");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `connected_app_not_found` (404): The project has no Connected App with this id; list the member's apps with
    ///   `get_connected_apps`.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/connected-app-member-revoke>
    pub fn revoke(
        &self,
        organization_id: impl Into<OrganizationId>,
        member_id: impl Into<MemberId>,
        connected_app_id: impl Into<String>,
    ) -> Call<OrganizationsMembersConnectedAppsRevokeResponse, AsMember> {
        Call::new(
            self.client,
            raw::organizations_members_connected_apps_revoke(
                organization_id.into(),
                member_id.into(),
                connected_app_id.into(),
                &OrganizationsMembersConnectedAppsRevokeRequest::new(),
            ),
        )
    }
}
