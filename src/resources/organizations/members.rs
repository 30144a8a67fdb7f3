//! `client.organizations().members()`.

pub mod connected_apps;
pub mod oauth_providers;
mod parameters;

use self::connected_apps::MemberConnectedApps;
use self::oauth_providers::OauthProviders;
pub use self::parameters::{DangerouslyGet, GetMember, IncludeRefreshToken, SearchMembers};
use crate::call::{AsMember, Call};
use crate::raw;
use crate::resources::handle::handle;
use crate::types::{
    MemberId, OrganizationId, OrganizationsMembersCreateRequest, OrganizationsMembersCreateResponse,
    OrganizationsMembersDeleteExternalIdResponse, OrganizationsMembersDeleteMfaPhoneNumberResponse,
    OrganizationsMembersDeletePasswordResponse, OrganizationsMembersDeleteResponse,
    OrganizationsMembersDeleteTotpResponse, OrganizationsMembersGetConnectedAppsResponse,
    OrganizationsMembersGetResponse, OrganizationsMembersOidcProvidersResponse, OrganizationsMembersReactivateRequest,
    OrganizationsMembersReactivateResponse, OrganizationsMembersSearchRequest, OrganizationsMembersSearchResponse,
    OrganizationsMembersStartEmailUpdateRequest, OrganizationsMembersStartEmailUpdateResponse,
    OrganizationsMembersUnlinkRetiredEmailRequest, OrganizationsMembersUnlinkRetiredEmailResponse,
    OrganizationsMembersUpdateRequest, OrganizationsMembersUpdateResponse,
};

handle! {
    /// The members of an organization.
    Members
}

impl<'c> Members<'c> {
    /// The Connected Apps that a member has granted access.
    #[must_use]
    pub fn connected_apps(&self) -> MemberConnectedApps<'c> {
        MemberConnectedApps::new(self.client)
    }

    /// The tokens that a member has granted at OAuth providers.
    #[must_use]
    pub fn oauth_providers(&self) -> OauthProviders<'c> {
        OauthProviders::new(self.client)
    }

    /// Adds a member to an organization.
    ///
    /// No mail is sent. The member is `active` at once unless `create_member_as_pending` is set.
    ///
    /// A member session needs `create` on `stytch.member`.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::OrganizationsMembersCreateRequest;
    ///
    /// let request = OrganizationsMembersCreateRequest::new("ada@acme.example").name("Ada Lovelace").roles(["editor"]);
    /// let created = client.organizations().members().create(&organization_id, request).await?;
    /// println!("{} has the id {}", created.member.name, created.member_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `duplicate_member_email` (400): A member of the organization already has this address; read it with `get`.
    /// - `duplicate_member_external_id` (400): Another member of the organization has this external id; choose another
    ///   one.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/create-member>
    pub fn create(
        &self,
        organization_id: impl Into<OrganizationId>,
        request: OrganizationsMembersCreateRequest,
    ) -> Call<OrganizationsMembersCreateResponse, AsMember> {
        Call::new(self.client, raw::organizations_members_create(organization_id.into(), &request))
    }

    /// Reads a member of any organization by member id alone.
    ///
    /// Nothing ties the answer to an organization: with an id that came from a user, a person of one customer can read
    /// members of another. Prefer `get`, which takes the organization too. External ids are not accepted here; deleted
    /// members only with `include_deleted`.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, member_id: stytch_b2b::MemberId) -> Result<(), stytch_b2b::Error> {
    /// let found = client.organizations().members().dangerously_get(&member_id).include_deleted(true).await?;
    /// println!("{} of {}", found.member.email_address, found.organization.organization_slug);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// API reference: <https://stytch.com/docs/api-reference/b2b/api/members/get-member-dangerous>
    pub fn dangerously_get(
        &self,
        member_id: impl Into<MemberId>,
    ) -> Call<OrganizationsMembersGetResponse, DangerouslyGet> {
        Call::new(self.client, raw::organizations_members_dangerously_get(member_id.into()))
    }

    /// Deletes a member, or takes back an invitation.
    ///
    /// Pending invitation mails of the member become void. A deleted member can be brought back with `reactivate`.
    ///
    /// A member session needs `delete` on `stytch.member` (on `stytch.self` for members who delete themselves).
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, member_id: stytch_b2b::MemberId) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::Error;
    ///
    /// match client.organizations().members().delete(&organization_id, &member_id).await {
    ///     Ok(deleted) => println!("{} is gone", deleted.member_id),
    ///     Err(error) if error.is_not_found() => println!("somebody else was faster"),
    ///     Err(error) => return Err(error),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/delete-member>
    pub fn delete(
        &self,
        organization_id: impl Into<OrganizationId>,
        member_id: impl Into<MemberId>,
    ) -> Call<OrganizationsMembersDeleteResponse, AsMember> {
        Call::new(self.client, raw::organizations_members_delete(organization_id.into(), member_id.into()))
    }

    /// Removes the external id of a member.
    ///
    /// Calls that name the member by that id fail from then on; the member id keeps working. Which action a
    /// member session needs is not published.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, member_id: stytch_b2b::MemberId) -> Result<(), stytch_b2b::Error> {
    /// let member = client.organizations().members().delete_external_id(&organization_id, &member_id).await?.member;
    /// println!("{} is named by {} alone", member.name, member.member_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/update-member>
    pub fn delete_external_id(
        &self,
        organization_id: impl Into<OrganizationId>,
        member_id: impl Into<MemberId>,
    ) -> Call<OrganizationsMembersDeleteExternalIdResponse, AsMember> {
        Call::new(self.client, raw::organizations_members_delete_external_id(organization_id.into(), member_id.into()))
    }

    /// Deletes the phone number of a member.
    ///
    /// Needed before another number can be set. Sessions that used the number stay valid, and the second factor is not
    /// asked for before the next login; to ask at once, send a code to the new number with `otps().sms().send` and
    /// check it with `authenticate`.
    ///
    /// A member session needs `update.info.delete.mfa-phone` on `stytch.member` (on `stytch.self` for members who do it
    /// themselves).
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, member_id: stytch_b2b::MemberId) -> Result<(), stytch_b2b::Error> {
    /// let member = client.organizations().members().delete_mfa_phone_number(&organization_id, &member_id).await?.member;
    /// assert!(!member.mfa_phone_number_verified);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `member_phone_number_not_found` (404): The member has no phone number; nothing has to be deleted.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/delete-member-mfa-phone-number>
    pub fn delete_mfa_phone_number(
        &self,
        organization_id: impl Into<OrganizationId>,
        member_id: impl Into<MemberId>,
    ) -> Call<OrganizationsMembersDeleteMfaPhoneNumberResponse, AsMember> {
        Call::new(
            self.client,
            raw::organizations_members_delete_mfa_phone_number(organization_id.into(), member_id.into()),
        )
    }

    /// Deletes the password of a member.
    ///
    /// Takes `member_password_id` from the member. Works for passwords of one organization only; where the project
    /// shares passwords across organizations, use `passwords().email().require_reset`.
    ///
    /// A member session needs `update.info.delete.password` on `stytch.member` (on `stytch.self` for members who do it
    /// themselves).
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, member_password_id: &str) -> Result<(), stytch_b2b::Error> {
    /// let members = client.organizations().members();
    /// let changed = members.delete_password(&organization_id, member_password_id).await?;
    /// println!("{} now logs in another way", changed.member.email_address);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `member_password_not_found` (404): No password has this id; the member may have none.
    /// - `cross_org_passwords_enabled` (400): The project shares passwords across organizations; use
    ///   `passwords().email().require_reset`.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/delete-member-password>
    pub fn delete_password(
        &self,
        organization_id: impl Into<OrganizationId>,
        member_password_id: impl Into<String>,
    ) -> Call<OrganizationsMembersDeletePasswordResponse, AsMember> {
        Call::new(
            self.client,
            raw::organizations_members_delete_password(organization_id.into(), member_password_id.into()),
        )
    }

    /// Deletes the authenticator app registration of a member.
    ///
    /// Needed before `totps().create` can make a new one. Sessions that used it stay valid, and the second factor is
    /// not asked for before the next login.
    ///
    /// A member session needs `update.info.delete.mfa-totp` on `stytch.member` (on `stytch.self` for members who do it
    /// themselves).
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, member_id: stytch_b2b::MemberId) -> Result<(), stytch_b2b::Error> {
    /// let changed = client.organizations().members().delete_totp(&organization_id, &member_id).await?;
    /// println!("default second factor: {:?}", changed.member.default_mfa_method);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `totp_not_found` (404): The member has no authenticator app; nothing has to be deleted.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/delete-member-mfa-totp>
    pub fn delete_totp(
        &self,
        organization_id: impl Into<OrganizationId>,
        member_id: impl Into<MemberId>,
    ) -> Call<OrganizationsMembersDeleteTotpResponse, AsMember> {
        Call::new(self.client, raw::organizations_members_delete_totp(organization_id.into(), member_id.into()))
    }

    /// Reads a member by member id or email address.
    ///
    /// Send exactly one of the two; an external id is taken as member id.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId) -> Result<(), stytch_b2b::Error> {
    /// let call = client.organizations().members().get(&organization_id).email_address("ada@acme.example");
    /// let member = call.await?.member;
    /// println!("{}: {} roles", member.name, member.roles.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `invalid_member_get_fields` (400): Both or neither of member id and email address were given; send one.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/get-member>
    pub fn get(&self, organization_id: impl Into<OrganizationId>) -> Call<OrganizationsMembersGetResponse, GetMember> {
        Call::new(self.client, raw::organizations_members_get(organization_id.into()))
    }

    /// Lists the Connected Apps that a member has authorized.
    ///
    /// An app disappears when its access is revoked, by `connected_apps().revoke` or by a change of the organization's
    /// policy.
    ///
    /// A member session needs `get.connected-apps` on `stytch.member` (on `stytch.self` for members who
    /// do it themselves).
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, member_id: stytch_b2b::MemberId) -> Result<(), stytch_b2b::Error> {
    /// let granted = client.organizations().members().get_connected_apps(&organization_id, &member_id).await?;
    /// let names: Vec<String> = granted.connected_apps.into_iter().map(|app| app.name).collect();
    /// println!("may act for the member: {}", names.join(", "));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/connected-app-member-get-all>
    pub fn get_connected_apps(
        &self,
        organization_id: impl Into<OrganizationId>,
        member_id: impl Into<MemberId>,
    ) -> Call<OrganizationsMembersGetConnectedAppsResponse, AsMember> {
        Call::new(self.client, raw::organizations_members_get_connected_apps(organization_id.into(), member_id.into()))
    }

    /// Reads the tokens that a member's OIDC identity providers issued.
    ///
    /// Needs an OIDC login by the member. Access tokens are renewed on the way when a refresh token is stored; the
    /// refresh token itself comes only with `include_refresh_token`, and spending it elsewhere can stop that renewal.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, member_id: stytch_b2b::MemberId) -> Result<(), stytch_b2b::Error> {
    /// let tokens = client.organizations().members().oidc_providers(&organization_id, &member_id).await?;
    /// for registration in tokens.registrations {
    ///     println!("{} through {}", registration.provider_subject, registration.connection_id);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `member_oidc_token_not_found` (404): The member never logged in through OIDC; send them through the login.
    /// - `unable_to_refresh_oidc_token` (400): The identity provider refused to renew the token; send the member
    ///   through the login again.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/get-oidc-access-token>
    pub fn oidc_providers(
        &self,
        organization_id: impl Into<OrganizationId>,
        member_id: impl Into<MemberId>,
    ) -> Call<OrganizationsMembersOidcProvidersResponse, IncludeRefreshToken> {
        Call::new(self.client, raw::organizations_members_oidc_providers(organization_id.into(), member_id.into()))
    }

    /// Makes a deleted member active again.
    ///
    /// Works only for members with a verified email address, and takes the member id, not an external id.
    ///
    /// A member session needs `create` on `stytch.member`.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, member_id: stytch_b2b::MemberId) -> Result<(), stytch_b2b::Error> {
    /// let back = client.organizations().members().reactivate(&organization_id, &member_id).await?.member;
    /// println!("{} is {}", back.email_address, back.status);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `no_deleted_member_found_for_reactivation` (400): No deleted member has this id; it may be active already.
    /// - `email_unverified_for_reactivation` (400): The member never verified an address; create or invite the person
    ///   anew.
    /// - `reactivation_email_belongs_to_another_member` (400): Somebody else has the address by now; resolve that
    ///   first.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/reactivate-member>
    pub fn reactivate(
        &self,
        organization_id: impl Into<OrganizationId>,
        member_id: impl Into<MemberId>,
    ) -> Call<OrganizationsMembersReactivateResponse, AsMember> {
        Call::new(
            self.client,
            raw::organizations_members_reactivate(
                organization_id.into(),
                member_id.into(),
                &OrganizationsMembersReactivateRequest::new(),
            ),
        )
    }

    /// Searches members of the organizations given, one page a call.
    ///
    /// Give the ids of one or more organizations; without a query all members who are not deleted are returned. Fuzzy filters
    /// need three characters. A page has 100 items unless `limit` says otherwise, 1000 at most; `.pages()` and
    /// `.stream()` follow the cursor.
    ///
    /// Not for the login path: an answer takes from 150 milliseconds to 9 seconds, and 100 calls a minute are allowed.
    ///
    /// A member session needs `search` on `stytch.member`.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId) -> Result<(), stytch_b2b::Error> {
    /// use futures::TryStreamExt;
    /// use stytch_b2b::MemberFilter;
    /// use stytch_b2b::types::OrganizationsMembersSearchRequest;
    ///
    /// let request = OrganizationsMembersSearchRequest::new([&organization_id])
    ///     .matching([MemberFilter::Statuses(vec!["active".into()])]);
    /// let mut members = client.organizations().members().search(request).stream();
    /// while let Some(member) = members.try_next().await? {
    ///     println!("{}", member.email_address);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `member_search_organization_ids_empty` (400): No organization was named; give at least one.
    /// - `member_search_filter_name_not_recognized` (400): A filter of the query does not exist; compare its name with
    ///   the reference page.
    /// - `search_timeout` (408): The query took too long; make it narrower or split it.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/search-members>
    pub fn search(
        &self,
        request: OrganizationsMembersSearchRequest,
    ) -> Call<OrganizationsMembersSearchResponse, SearchMembers> {
        Call::with_parameters(self.client, raw::organizations_members_search(&request), SearchMembers::new(request))
    }

    /// Sends a mail with which a member confirms a new email address.
    ///
    /// The member must be active and have a verified address; the new one must be free, retired and half-changed
    /// addresses of others included. Link or code is valid for 5 minutes, after which the address is free again.
    ///
    /// Finish with `magic_links().authenticate`, or for a code with `otps().email().authenticate` and the new address.
    /// A link needs `login_redirect_url` or a default of the project.
    ///
    /// A member session needs `update.info.email` on `stytch.member` (on `stytch.self` for members who do it
    /// themselves).
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, member_id: stytch_b2b::MemberId) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::OrganizationsMembersStartEmailUpdateRequest;
    ///
    /// let request = OrganizationsMembersStartEmailUpdateRequest::new("ada@new.example").delivery_method("EMAIL_OTP");
    /// let member = client.organizations().members().start_email_update(&organization_id, &member_id, request).await?.member;
    /// println!("still {}, until the code is entered", member.email_address);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `duplicate_member_email` (400): Another member has the address, or is changing to it; choose another one.
    /// - `retired_member_email` (400): The address is a retired one of another member; unlink it there first.
    /// - `no_login_redirect_url` (400): No redirect URL was sent and the project has no default; send
    ///   `login_redirect_url`.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/start-member-email-update>
    pub fn start_email_update(
        &self,
        organization_id: impl Into<OrganizationId>,
        member_id: impl Into<MemberId>,
        request: OrganizationsMembersStartEmailUpdateRequest,
    ) -> Call<OrganizationsMembersStartEmailUpdateResponse, AsMember> {
        Call::new(
            self.client,
            raw::organizations_members_start_email_update(organization_id.into(), member_id.into(), &request),
        )
    }

    /// Frees a retired email address of a member for others.
    ///
    /// Name the address by `email_id`, by `email_address` or by both, which must then mean the same one. An address
    /// retires when the member gets another one, by an update or from an identity provider; until it is unlinked no
    /// other member of the organization can use it.
    ///
    /// A member session needs `update.info.unlink.retired-email` on `stytch.member` (on `stytch.self` for members
    /// who do it themselves).
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, member_id: stytch_b2b::MemberId) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::OrganizationsMembersUnlinkRetiredEmailRequest;
    ///
    /// let request = OrganizationsMembersUnlinkRetiredEmailRequest::new().email_address("ada@old.example");
    /// let changed = client.organizations().members().unlink_retired_email(&organization_id, &member_id, request).await?;
    /// println!("{} retired addresses left", changed.member.retired_email_addresses.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `retired_email_missing_email_identifiers` (400): Neither `email_id` nor `email_address` was sent; send one.
    /// - `email_not_found` (404): The member has no such retired address; read `retired_email_addresses`.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/unlink-retired-member-email>
    pub fn unlink_retired_email(
        &self,
        organization_id: impl Into<OrganizationId>,
        member_id: impl Into<MemberId>,
        request: OrganizationsMembersUnlinkRetiredEmailRequest,
    ) -> Call<OrganizationsMembersUnlinkRetiredEmailResponse, AsMember> {
        Call::new(
            self.client,
            raw::organizations_members_unlink_retired_email(organization_id.into(), member_id.into(), &request),
        )
    }

    /// Changes a member.
    ///
    /// Fields left out stay as they are; `roles` replaces all roles that were assigned explicitly. A new
    /// `email_address` deletes the member's passwords and has to be verified again. A phone number can only be set
    /// while there is none: delete the old one first with `delete_mfa_phone_number`.
    ///
    /// With `.member_session(…)` the API checks for each field sent that a role of that member allows it on
    /// `stytch.member`, or for some fields on `stytch.self` when members change themselves; `trusted_metadata` may not
    /// be sent then, and nobody can change their own address that way.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId, member_id: stytch_b2b::MemberId) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::OrganizationsMembersUpdateRequest;
    ///
    /// let request = OrganizationsMembersUpdateRequest::new().name("Ada King").roles(["editor", "billing"]);
    /// let updated = client.organizations().members().update(&organization_id, &member_id, request).await?;
    /// assert_eq!(updated.member.name, "Ada King");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `duplicate_member_email` (400): Another member of the organization has this address; choose another one.
    /// - `retired_member_email` (400): The address is a retired one of another member; unlink it there with
    ///   `unlink_retired_email`.
    /// - `duplicate_member_phone_number_for_member` (400): The member already has a phone number; delete it first.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/update-member>
    pub fn update(
        &self,
        organization_id: impl Into<OrganizationId>,
        member_id: impl Into<MemberId>,
        request: OrganizationsMembersUpdateRequest,
    ) -> Call<OrganizationsMembersUpdateResponse, AsMember> {
        Call::new(self.client, raw::organizations_members_update(organization_id.into(), member_id.into(), &request))
    }
}
