//! Acting as the member who is logged in: organization, member and session of each call follow from the session.
//!
//! A backend that serves a member has the session at hand. A [`MemberScope`] checks it once; its methods are those of
//! [`Client`] at the same path, with what the session says left out: no id of another customer gets in by mistake.
//!
//! ```
//! # async fn example(client: stytch_b2b::Client, token: stytch_b2b::Secret) -> Result<(), stytch_b2b::Error> {
//! use stytch_b2b::MemberCredential;
//! use stytch_b2b::types::OrganizationsUpdateRequest;
//!
//! let scope = client.as_member(&MemberCredential::session_token(token)).await?;
//! let request = OrganizationsUpdateRequest::new().organization_name("Acme");
//! match scope.organization().update(request).await {
//!     Ok(updated) => println!("renamed to {}", updated.organization.organization_name),
//!     Err(error) if error.is_forbidden() => println!("not for {}", scope.member_id()),
//!     Err(error) => return Err(error),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Ways to a scope
//!
//! - [`Client::as_member`] checks a token or JWT.
//! - [`Client::scope_of`] takes a session that [`authenticate_jwt`](crate::resources::sessions::Sessions::authenticate_jwt)
//!   has checked; behind a layer for web services `MemberAuth::scope` is the same.
//! - [`Client::logged_in`] takes the response of a login.
//!
//! A scope ends with its session, when that expires or is ended: calls that carry the session are refused then by the API, the others
//! once it has expired. One by a JWT ends with the JWT, after 5 minutes at most, and the streams of its calls do too:
//! longer work takes the session's token. It is not renewed by itself.
//!
//! # Who checks what
//!
//! Where the API checks a member session, the call carries it, and the method names the action. Other calls the API makes
//! with the project's power. They are refused here once the session or the JWT has ended; those that hand out or void
//! credentials need more, as their methods say; and an impersonated session changes no credentials
//! ([`Denial::Impersonated`](crate::Denial::Impersonated)).
//!
//! # From the browser's methods to a backend's
//!
//! All methods of the vendor's headless SDK for browsers, and where they are here. The scope fills in o: the organization, m: the
//! member, s: the session.
//!
//! | headless method | here | filled in | checked |
//! |---|---|---|---|
//! | **Organizations** | | | |
//! | Get Organization | [`scope.organization().get`](ScopedOrganization::get) | o | nothing |
//! | Get Organization by Slug | none: [`client.organizations().get`](crate::resources::organizations::Organizations::get) answers every setting; pass on what a login page shows |  | nothing |
//! | Update Organization | [`scope.organization().update`](ScopedOrganization::update) | o s | stytch.organization: update.* |
//! | Delete Organization | [`scope.organization().delete`](ScopedOrganization::delete) | o s | stytch.organization: delete |
//! | **Members** | | | |
//! | Get Member | [`scope.member().get`](ScopedMember::get) | o m | nothing |
//! | Create Member | [`scope.members().create`](ScopedMembers::create) | o s | stytch.member: create |
//! | Update Member | [`scope.members().update`](ScopedMembers::update) | o s | stytch.member: update.* |
//! | Search Members | [`scope.members().search`](ScopedMembers::search) | o s | stytch.member: search |
//! | Delete Member | [`scope.members().delete`](ScopedMembers::delete) | o s | stytch.member: delete |
//! | Reactivate Member | [`scope.members().reactivate`](ScopedMembers::reactivate) | o s | stytch.member: create |
//! | Delete Member Password | [`scope.members().delete_password`](ScopedMembers::delete_password) | o s | stytch.member: update.info.delete.password |
//! | Delete Member MFA Phone Number | [`scope.members().delete_mfa_phone_number`](ScopedMembers::delete_mfa_phone_number) | o s | stytch.member: update.info.delete.mfa-phone |
//! | Delete Member MFA TOTP | [`scope.members().delete_totp`](ScopedMembers::delete_totp) | o s | stytch.member: update.info.delete.mfa-totp |
//! | Unlink Retired Member Email | [`scope.members().unlink_retired_email`](ScopedMembers::unlink_retired_email) | o s | stytch.member: update.info.unlink.retired-email |
//! | Update Self | [`scope.member().update`](ScopedMember::update) | o m s | stytch.self: update.* |
//! | Delete Self Password | [`scope.member().delete_password`](ScopedMember::delete_password) | o s | stytch.self: update.info.delete.password |
//! | Delete Self MFA Phone Number | [`scope.member().delete_mfa_phone_number`](ScopedMember::delete_mfa_phone_number) | o m s | stytch.self: update.info.delete.mfa-phone |
//! | Delete Self MFA TOTP | [`scope.member().delete_totp`](ScopedMember::delete_totp) | o m s | stytch.self: update.info.delete.mfa-totp |
//! | Unlink Retired Self Email | [`scope.member().unlink_retired_email`](ScopedMember::unlink_retired_email) | o m s | stytch.self: update.info.unlink.retired-email |
//! | Update Member (Deprecated) | [`scope.member().update`](ScopedMember::update) | o m s | stytch.self: update.* |
//! | Delete Member MFA Phone Number (Deprecated) | [`scope.member().delete_mfa_phone_number`](ScopedMember::delete_mfa_phone_number) | o m s | stytch.self: update.info.delete.mfa-phone |
//! | **RBAC** | | | |
//! | Is Authorized | [`scope.is_authorized`](MemberScope::is_authorized) | o s | judged here |
//! | Permissions | [`scope.permissions`](MemberScope::permissions) | o s | judged here |
//! | **Email Magic Links** | | | |
//! | Login or Signup | [`client.magic_links().email().login_or_signup`](crate::resources::magic_links::email::MagicLinksEmail::login_or_signup) |  |  |
//! | Invite | [`scope.magic_links().email().invite`](ScopedMagicLinksEmail::invite) | o m s | stytch.member: create |
//! | Authenticate | [`client.magic_links().authenticate`](crate::resources::magic_links::MagicLinks::authenticate) |  |  |
//! | Send Discovery Email | [`client.magic_links().email().discovery().send`](crate::resources::magic_links::email::discovery::MagicLinksEmailDiscovery::send) |  |  |
//! | Authenticate Discovery Magic Link | [`client.magic_links().discovery().authenticate`](crate::resources::magic_links::discovery::MagicLinksDiscovery::authenticate) |  |  |
//! | **Email One-time Passcodes** | | | |
//! | Login or Signup | [`client.otps().email().login_or_signup`](crate::resources::otps::email::OtpsEmail::login_or_signup) |  |  |
//! | Authenticate OTP | [`client.otps().email().authenticate`](crate::resources::otps::email::OtpsEmail::authenticate) |  |  |
//! | Send Discovery Email OTP | [`client.otps().email().discovery().send`](crate::resources::otps::email::discovery::OtpsEmailDiscovery::send) |  |  |
//! | Authenticate Discovery Email OTP | [`client.otps().email().discovery().authenticate`](crate::resources::otps::email::discovery::OtpsEmailDiscovery::authenticate) |  |  |
//! | **OAuth** | | | |
//! | Start OAuth Flow | [a start URL](crate::public) |  |  |
//! | Google One Tap | the browser's alone: a script of Google's posts to a domain of the vendor |  |  |
//! | Authenticate | [`client.oauth().authenticate`](crate::resources::oauth::Oauth::authenticate) |  |  |
//! | Start Discovery OAuth Flow | [a start URL](crate::public) |  |  |
//! | Discovery Authenticate | [`client.oauth().discovery().authenticate`](crate::resources::oauth::discovery::OauthDiscovery::authenticate) |  |  |
//! | **Session Management** | | | |
//! | Get Session | [`scope.session`](MemberScope::session) without a request; all of the member [`scope.sessions().list`](ScopedSessions::list) | o m |  |
//! | Authenticate Session | [`scope.sessions().authenticate`](ScopedSessions::authenticate) | s |  |
//! | Revoke Session | [`scope.sessions().revoke`](ScopedSessions::revoke) | s |  |
//! | Update Session | the session cookies of the feature `tower` |  |  |
//! | Exchange Session | [`scope.sessions().exchange`](ScopedSessions::exchange) | s |  |
//! | Get Tokens | [`scope.credential`](MemberScope::credential), [`scope.session_jwt`](MemberScope::session_jwt) |  |  |
//! | Revoke Sessions for Member | [`scope.sessions().revoke_all`](ScopedSessions::revoke_all); of a colleague [`scope.members().revoke_sessions`](ScopedMembers::revoke_sessions) | m s | stytch.self or stytch.member: revoke-sessions |
//! | **SSO** | | | |
//! | Start SSO Flow | [a start URL](crate::public) |  |  |
//! | Authenticate | [`client.sso().authenticate`](crate::resources::sso::Sso::authenticate) |  |  |
//! | Get SSO Connections | [`scope.sso().get_connections`](ScopedSso::get_connections) | o s | stytch.sso: get |
//! | Discover SSO Connections | the browser's alone: no backend specification has the endpoint |  |  |
//! | Delete SSO Connection | [`scope.sso().delete_connection`](ScopedSso::delete_connection) | o s | stytch.sso: delete |
//! | Create SAML Connection | [`scope.sso().saml().create_connection`](ScopedSsoSaml::create_connection) | o s | stytch.sso: create |
//! | Update SAML Connection | [`scope.sso().saml().update_connection`](ScopedSsoSaml::update_connection) | o s | stytch.sso: update |
//! | Update SAML Connection by Metadata URL | [`scope.sso().saml().update_by_url`](ScopedSsoSaml::update_by_url) | o s | stytch.sso: update |
//! | Delete Verification Certificate | [`scope.sso().saml().delete_verification_certificate`](ScopedSsoSaml::delete_verification_certificate) | o s | stytch.sso: update |
//! | Create OIDC Connection | [`scope.sso().oidc().create_connection`](ScopedSsoOidc::create_connection) | o s | stytch.sso: create |
//! | Update OIDC Connection | [`scope.sso().oidc().update_connection`](ScopedSsoOidc::update_connection) | o s | stytch.sso: update |
//! | Create External Connection | [`scope.sso().external().create_connection`](ScopedSsoExternal::create_connection) | o s | stytch.sso: create |
//! | Update External Connection | [`scope.sso().external().update_connection`](ScopedSsoExternal::update_connection) | o s | stytch.sso: update |
//! | **Discovery** | | | |
//! | List Discovered Organizations | [`scope.discovery().organizations().list`](ScopedDiscoveryOrganizations::list); before a login [`client.discovery().organizations().list`](crate::resources::discovery::organizations::DiscoveredOrganizations::list) | s |  |
//! | Create Organization via Discovery | [`client.discovery().organizations().create`](crate::resources::discovery::organizations::DiscoveredOrganizations::create) |  |  |
//! | Exchange Intermediate Session | [`client.discovery().intermediate_sessions().exchange`](crate::resources::discovery::intermediate_sessions::IntermediateSessions::exchange) |  |  |
//! | **Passwords** | | | |
//! | Authenticate | [`client.passwords().authenticate`](crate::resources::passwords::Passwords::authenticate) |  |  |
//! | Reset by Email Start | [`client.passwords().email().reset_start`](crate::resources::passwords::email::PasswordsEmail::reset_start) |  |  |
//! | Reset by Email | [`client.passwords().email().reset`](crate::resources::passwords::email::PasswordsEmail::reset) |  |  |
//! | Reset by Existing Password | [`client.passwords().existing_password().reset`](crate::resources::passwords::existing_password::PasswordsExistingPassword::reset) |  |  |
//! | Reset by Session | [`scope.passwords().session().reset`](ScopedPasswordsSession::reset) | o s |  |
//! | Strength Check | [`client.passwords().strength_check`](crate::resources::passwords::Passwords::strength_check) |  |  |
//! | Discovery: Authenticate | [`client.passwords().discovery().authenticate`](crate::resources::passwords::discovery::PasswordsDiscovery::authenticate) |  |  |
//! | Discovery: Reset by Email Start | [`client.passwords().discovery().email().reset_start`](crate::resources::passwords::discovery::email::PasswordsDiscoveryEmail::reset_start) |  |  |
//! | Discovery: Reset by Email | [`client.passwords().discovery().email().reset`](crate::resources::passwords::discovery::email::PasswordsDiscoveryEmail::reset) |  |  |
//! | **SCIM** | | | |
//! | Create SCIM Connection | [`scope.scim().connection().create`](ScopedScimConnection::create) | o s | stytch.scim: create |
//! | Update SCIM Connection | [`current.update`](CurrentConnection::update) | o s, its id | stytch.scim: update |
//! | Delete SCIM Connection | [`current.delete`](CurrentConnection::delete) | o s, its id | stytch.scim: delete |
//! | Get SCIM Connection | [`scope.scim().connection().get`](ScopedScimConnection::get) | o s | stytch.scim: get |
//! | SCIM Token Rotation Start | [`current.rotate_start`](CurrentConnection::rotate_start) | o s, its id | stytch.scim: update |
//! | SCIM Token Rotation Complete | [`current.rotate_complete`](CurrentConnection::rotate_complete) | o s, its id | stytch.scim: update |
//! | SCIM Token Rotation Cancel | [`current.rotate_cancel`](CurrentConnection::rotate_cancel) | o s, its id | stytch.scim: update |
//! | Get SCIM Connection Groups | [`current.get_groups`](CurrentConnection::get_groups) | o s, its id | stytch.scim: get |
//! | **Multi-Factor Authentication** | | | |
//! | SMS Send | [`scope.otps().sms().send`](ScopedOtpsSms::send); in a login [`client.otps().sms().send`](crate::resources::otps::sms::OtpsSms::send) | o m s |  |
//! | SMS Authenticate | [`scope.otps().sms().authenticate`](ScopedOtpsSms::authenticate); in a login [`client.otps().sms().authenticate`](crate::resources::otps::sms::OtpsSms::authenticate) | o m s |  |
//! | TOTP Create | [`scope.totps().create`](ScopedTotps::create); in a login [`client.totps().create`](crate::resources::totps::Totps::create) | o m s |  |
//! | TOTP Authenticate | [`scope.totps().authenticate`](ScopedTotps::authenticate); in a login [`client.totps().authenticate`](crate::resources::totps::Totps::authenticate) | o m s |  |
//! | Recovery Codes Recover | [`scope.recovery_codes().recover`](ScopedRecoveryCodes::recover); in a login [`client.recovery_codes().recover`](crate::resources::recovery_codes::RecoveryCodes::recover) | o m s |  |
//! | Rotate Recovery Codes | [`scope.recovery_codes().rotate`](ScopedRecoveryCodes::rotate) | o m | nothing |
//! | Get Recovery Codes | [`scope.recovery_codes().get`](ScopedRecoveryCodes::get) | o m | nothing |
//! | **Impersonation** | | | |
//! | Authenticate | [`client.impersonation().authenticate`](crate::resources::impersonation::Impersonation::authenticate) |  |  |
//!
//! `current` is [`scope.scim().connection().current()`](ScopedScimConnection::current), which reads the id of the one connection that
//! an organization can have. Beyond that list every operation on which the API checks a member session is here, but
//! [`require_reset`](crate::resources::passwords::email::PasswordsEmail::require_reset), which reaches beyond the organization.

mod call;
mod discovery;
mod fence;
mod handle;
mod magic_links;
mod member;
mod members;
mod mfa;
mod open;
mod organization;
mod passwords;
mod rbac;
mod request;
mod scim;
mod sessions;
mod sso;

use std::fmt;
use std::sync::Arc;

pub use call::{Complete, ScopedCall};
pub use discovery::{ScopedDiscovery, ScopedDiscoveryOrganizations};
pub use magic_links::{ScopedMagicLinks, ScopedMagicLinksEmail};
pub use member::{ScopedMember, ScopedMemberConnectedApps};
pub use members::{ScopedMembers, ScopedMembersConnectedApps};
pub use mfa::{ScopedOtps, ScopedOtpsSms, ScopedRecoveryCodes, ScopedTotps};
pub use open::OpenScope;
pub use organization::ScopedOrganization;
pub use passwords::{ScopedPasswords, ScopedPasswordsSession};
pub use rbac::Permissions;
pub use scim::{CurrentConnection, ScopedScim, ScopedScimConnection};
pub use sessions::ScopedSessions;
pub use sso::{ScopedSso, ScopedSsoExternal, ScopedSsoOidc, ScopedSsoSaml};

use crate::call::{Call, MemberCredential, OnBehalf, Parameters};
use crate::client::Client;
use crate::local::Proof;
use crate::types::{AuthenticationFactorType, ImpersonatedFactor, MemberId, MemberSession, OrganizationId, Secret};

/// A member whose session was checked, and in whose name calls are made.
///
/// Clones are cheap. See [`scope`](self) for what it does and how to get one.
#[derive(Clone)]
pub struct MemberScope {
    inner: Arc<Inner>,
}

struct Inner {
    client: Client,
    proof: Proof,
    credential: MemberCredential,
}

impl MemberScope {
    fn client(&self) -> &Client {
        &self.inner.client
    }

    fn proof(&self) -> &Proof {
        &self.inner.proof
    }

    /// The session as it was when it was checked. No request.
    #[doc(alias = "getInfo")]
    #[must_use]
    pub fn session(&self) -> &MemberSession {
        &self.inner.proof.member_session
    }

    /// Id of the member's own organization.
    #[must_use]
    pub fn organization_id(&self) -> &OrganizationId {
        &self.session().organization_id
    }

    /// Id of the member.
    #[must_use]
    pub fn member_id(&self) -> &MemberId {
        &self.session().member_id
    }

    /// What the calls carry: the token if there was one, else the JWT, a fresh one if the API was asked.
    #[doc(alias = "getTokens")]
    #[must_use]
    pub fn credential(&self) -> &MemberCredential {
        &self.inner.credential
    }

    /// The session's JWT, while it is good.
    #[doc(alias = "getTokens")]
    #[must_use]
    pub fn session_jwt(&self) -> Option<&Secret> {
        let proof = self.proof();
        (self.client().local().now() < proof.ends_at).then_some(&proof.session_jwt)
    }

    /// Who acts in the place of the member, if somebody does.
    #[must_use]
    pub fn impersonator(&self) -> Option<&ImpersonatedFactor> {
        self.session().authentication_factors.iter().find_map(|factor| factor.impersonated_factor.as_ref())
    }

    /// What else the person can log in to.
    #[must_use]
    pub fn discovery(&self) -> ScopedDiscovery<'_> {
        ScopedDiscovery::new(self)
    }

    /// Links in emails.
    #[must_use]
    pub fn magic_links(&self) -> ScopedMagicLinks<'_> {
        ScopedMagicLinks::new(self)
    }

    /// The member who is logged in.
    #[doc(alias = "self")]
    #[must_use]
    pub fn member(&self) -> ScopedMember<'_> {
        ScopedMember::new(self)
    }

    /// The member's colleagues: everybody in the organization.
    #[must_use]
    pub fn members(&self) -> ScopedMembers<'_> {
        ScopedMembers::new(self)
    }

    /// The member's own organization.
    #[must_use]
    pub fn organization(&self) -> ScopedOrganization<'_> {
        ScopedOrganization::new(self)
    }

    /// One-time passcodes.
    #[must_use]
    pub fn otps(&self) -> ScopedOtps<'_> {
        ScopedOtps::new(self)
    }

    /// The member's password.
    #[must_use]
    pub fn passwords(&self) -> ScopedPasswords<'_> {
        ScopedPasswords::new(self)
    }

    /// Codes that stand in for a lost second factor.
    #[must_use]
    pub fn recovery_codes(&self) -> ScopedRecoveryCodes<'_> {
        ScopedRecoveryCodes::new(self)
    }

    /// The organization's directory.
    #[must_use]
    pub fn scim(&self) -> ScopedScim<'_> {
        ScopedScim::new(self)
    }

    /// The member's sessions.
    #[must_use]
    pub fn sessions(&self) -> ScopedSessions<'_> {
        ScopedSessions::new(self)
    }

    /// The organization's connections to identity providers.
    #[must_use]
    pub fn sso(&self) -> ScopedSso<'_> {
        ScopedSso::new(self)
    }

    /// Passcodes of an authenticator app, as a second factor.
    #[must_use]
    pub fn totps(&self) -> ScopedTotps<'_> {
        ScopedTotps::new(self)
    }

    fn is_impersonated(&self) -> bool {
        let mut factors = self.session().authentication_factors.iter();
        factors.any(|factor| {
            factor.type_ == AuthenticationFactorType::Impersonated || factor.impersonated_factor.is_some()
        })
    }

    /// Whether the session is over, or the JWT where that is the credential.
    fn has_ended(&self) -> bool {
        let proof = self.proof();
        let by_jwt = self.credential().is_jwt();
        let ends_at = if by_jwt { proof.ends_at } else { proof.member_session.expires_at };
        self.client().local().now() >= ends_at
    }

    /// A call that the API makes with the permissions of the member.
    fn on_behalf<T, P: OnBehalf>(&self, call: Call<T, P>) -> ScopedCall<T, P> {
        self.by_project(call.member_session(self.credential()))
    }

    /// The same, with a request in which fields can be set.
    fn on_behalf_with<T, P: OnBehalf, R: Clone>(
        &self,
        request: R,
        call: impl FnOnce(R) -> Call<T, P>,
    ) -> ScopedCall<T, P, R> {
        ScopedCall::new(self, call(request.clone()).member_session(self.credential()), request)
    }

    /// A call that the API makes with the permissions of the project.
    fn by_project<T, P: Parameters>(&self, call: Call<T, P>) -> ScopedCall<T, P> {
        ScopedCall::new(self, call, Complete)
    }

    /// The same, with a request in which fields can be set.
    fn by_project_with<T, R: Clone>(&self, request: R, call: impl FnOnce(R) -> Call<T>) -> ScopedCall<T, (), R> {
        ScopedCall::new(self, call(request.clone()), request)
    }

    /// A request with the session in its body.
    fn with_session<R: request::InBody>(&self, request: R) -> R {
        request.with_session(self.credential())
    }
}

/// Ids and times alone.
impl fmt::Debug for MemberScope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let session = self.session();
        formatter
            .debug_struct("MemberScope")
            .field("organization_id", &session.organization_id)
            .field("member_id", &session.member_id)
            .field("member_session_id", &session.member_session_id)
            .field("expires_at", &session.expires_at)
            .finish_non_exhaustive()
    }
}
