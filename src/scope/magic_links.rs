//! `scope.magic_links()`.

use super::ScopedCall;
use super::handle::scoped;
use crate::call::AsMember;
use crate::resources::magic_links::email::MagicLinksEmail;
use crate::types::{MagicLinksEmailInviteRequest, MagicLinksEmailInviteResponse};

scoped! {
    /// Links in emails.
    ScopedMagicLinks
}

impl<'s> ScopedMagicLinks<'s> {
    /// Emails with a link.
    #[must_use]
    pub fn email(&self) -> ScopedMagicLinksEmail<'s> {
        ScopedMagicLinksEmail::new(self.scope)
    }
}

scoped! {
    /// Emails with a link.
    ScopedMagicLinksEmail => |client| client.magic_links().email() => MagicLinksEmail
}

impl ScopedMagicLinksEmail<'_> {
    /// Invites somebody into the organization by email, in the name of the member.
    ///
    /// The API checks `create` on `stytch.member`. As [`MagicLinksEmail::invite`].
    pub fn invite(
        &self,
        email_address: impl Into<String>,
    ) -> ScopedCall<MagicLinksEmailInviteResponse, AsMember, MagicLinksEmailInviteRequest> {
        let request = MagicLinksEmailInviteRequest::new(self.scope.organization_id(), email_address)
            .invited_by_member_id(self.scope.member_id());
        self.scope.on_behalf_with(request, |request| self.facade().invite(request))
    }
}
