//! The methods of the API, in handles that mirror the paths of its documentation.
//!
//! A list under `# Errors` names types of [`Error::Api`](crate::Error::Api) with their HTTP status. What many methods share is
//! said at [`Call`](crate::Call) and at the handles.

pub mod connected_apps;
pub mod debug;
pub mod discovery;
mod handle;
pub mod idp;
pub mod impersonation;
pub mod m2m;
pub mod magic_links;
pub mod oauth;
pub mod organizations;
pub mod otps;
pub mod passwords;
pub mod project;
pub mod rbac;
pub mod recovery_codes;
pub mod scim;
pub mod sessions;
pub mod sso;
pub mod totps;

use crate::Client;
use connected_apps::ConnectedApps;
use debug::Debug;
use discovery::Discovery;
use idp::Idp;
use impersonation::Impersonation;
use m2m::M2m;
use magic_links::MagicLinks;
use oauth::Oauth;
use organizations::Organizations;
use otps::Otps;
use passwords::Passwords;
use project::Project;
use rbac::Rbac;
use recovery_codes::RecoveryCodes;
use scim::Scim;
use sessions::Sessions;
use sso::Sso;
use totps::Totps;

/// Where every call begins.
impl Client {
    /// Products that members can give access to their account in yours.
    #[must_use]
    pub fn connected_apps(&self) -> ConnectedApps<'_> {
        ConnectedApps::new(self)
    }

    /// What the API knows of the caller.
    #[must_use]
    pub fn debug(&self) -> Debug<'_> {
        Debug::new(self)
    }

    /// Logins that begin without an organization: the person proves an email address first and chooses among its organizations after.
    #[must_use]
    pub fn discovery(&self) -> Discovery<'_> {
        Discovery::new(self)
    }

    /// Your product as an identity provider for Connected Apps.
    #[must_use]
    pub fn idp(&self) -> Idp<'_> {
        Idp::new(self)
    }

    /// Sessions of support staff in the place of a member.
    #[must_use]
    pub fn impersonation(&self) -> Impersonation<'_> {
        Impersonation::new(self)
    }

    /// Machines that call your API.
    #[must_use]
    pub fn m2m(&self) -> M2m<'_> {
        M2m::new(self)
    }

    /// Logins by a link in an email.
    #[must_use]
    pub fn magic_links(&self) -> MagicLinks<'_> {
        MagicLinks::new(self)
    }

    /// Logins by an account at Google, Microsoft and others.
    #[must_use]
    pub fn oauth(&self) -> Oauth<'_> {
        Oauth::new(self)
    }

    /// The organizations of a project: your customers.
    #[must_use]
    pub fn organizations(&self) -> Organizations<'_> {
        Organizations::new(self)
    }

    /// One-time passcodes.
    #[must_use]
    pub fn otps(&self) -> Otps<'_> {
        Otps::new(self)
    }

    /// Passwords of members.
    #[must_use]
    pub fn passwords(&self) -> Passwords<'_> {
        Passwords::new(self)
    }

    /// The project that the credentials belong to.
    #[must_use]
    pub fn project(&self) -> Project<'_> {
        Project::new(self)
    }

    /// Roles and permissions.
    #[must_use]
    pub fn rbac(&self) -> Rbac<'_> {
        Rbac::new(self)
    }

    /// Codes that stand in for a lost second factor.
    #[must_use]
    pub fn recovery_codes(&self) -> RecoveryCodes<'_> {
        RecoveryCodes::new(self)
    }

    /// Directory sync: members and groups that an identity provider keeps up to date.
    #[must_use]
    pub fn scim(&self) -> Scim<'_> {
        Scim::new(self)
    }

    /// Sessions of members.
    #[must_use]
    pub fn sessions(&self) -> Sessions<'_> {
        Sessions::new(self)
    }

    /// Single sign-on.
    #[must_use]
    pub fn sso(&self) -> Sso<'_> {
        Sso::new(self)
    }

    /// Passcodes of an authenticator app, as a second factor.
    #[must_use]
    pub fn totps(&self) -> Totps<'_> {
        Totps::new(self)
    }
}
