//! `client.magic_links().email()`.

pub mod discovery;

use self::discovery::MagicLinksEmailDiscovery;
use crate::call::{AsMember, Call};
use crate::raw;
use crate::resources::handle::handle;
use crate::types::{
    MagicLinksEmailInviteRequest, MagicLinksEmailInviteResponse, MagicLinksEmailLoginOrSignupRequest,
    MagicLinksEmailLoginOrSignupResponse,
};

handle! {
    /// Sends links by email.
    ///
    /// Sending fails with `inactive_email` (400) when mail to the address bounced before: ask for another one.
    MagicLinksEmail
}

impl<'c> MagicLinksEmail<'c> {
    /// Sends links by email before an organization is chosen.
    #[must_use]
    pub fn discovery(&self) -> MagicLinksEmailDiscovery<'c> {
        MagicLinksEmailDiscovery::new(self.client)
    }

    /// Mails an invitation to an organization.
    ///
    /// Creates the member with status `invited`; a pending member becomes invited, an active one is an error. The link
    /// is valid for a week unless set otherwise. To take the invitation back, delete the member.
    ///
    /// A member session needs `create` on `stytch.member`.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::MagicLinksEmailInviteRequest;
    ///
    /// let request = MagicLinksEmailInviteRequest::new(&organization_id, "grace@acme.example").name("Grace Hopper");
    /// let invited = client.magic_links().email().invite(request).await?;
    /// assert_eq!(invited.member.status, "invited");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `invalid_email_for_invites` (400): The organization's settings forbid inviting this address; change them or
    ///   the address.
    /// - `duplicate_member_email` (400): The person is an active member already; no invitation is needed.
    /// - `no_invite_redirect_url` (400): No redirect URL was sent and the project has no default; send one.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/send-invite-email>
    pub fn invite(&self, request: MagicLinksEmailInviteRequest) -> Call<MagicLinksEmailInviteResponse, AsMember> {
        Call::new(self.client, raw::magic_links_email_invite(&request))
    }

    /// Mails a magic link for logging in or signing up.
    ///
    /// Creates the member, with status `pending`, if the organization admits the address. New, pending and invited
    /// members get the signup mail, active ones the login mail; the link is valid for 60 minutes unless set otherwise.
    /// Finish with `magic_links().authenticate`.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client, organization_id: stytch_b2b::OrganizationId) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::MagicLinksEmailLoginOrSignupRequest;
    ///
    /// let request = MagicLinksEmailLoginOrSignupRequest::new(&organization_id, "ada@acme.example")
    ///     .login_redirect_url("https://app.acme.example/authenticate");
    /// let sent = client.magic_links().email().login_or_signup(request).await?;
    /// println!("{}", if sent.member_created { "Welcome! Look into your mail." } else { "Look into your mail." });
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - `invalid_email_for_jit_provisioning` (400): The organization does not admit new members with this address; let
    ///   an admin invite the person.
    /// - `no_login_redirect_url` (400): No redirect URL was sent and the project has no default; send one.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/send-login-signup-email>
    pub fn login_or_signup(
        &self,
        request: MagicLinksEmailLoginOrSignupRequest,
    ) -> Call<MagicLinksEmailLoginOrSignupResponse> {
        Call::new(self.client, raw::magic_links_email_login_or_signup(&request))
    }
}
