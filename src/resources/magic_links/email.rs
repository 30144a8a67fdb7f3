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
    /// With `.member_session(…)` the API first checks that a role of that member allows `create` on `stytch.member`,
    /// and that the member belongs to this organization. Without it nothing is checked.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::MagicLinksEmailInviteRequest;
    ///
    /// let request = MagicLinksEmailInviteRequest::new("organization-test-3f1c2a9e-6d0b-4e57-9a4f-2b8c7d51e0aa", "grace@acme.example");
    /// let response = client.magic_links().email().invite(request).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `invalid_email_for_invites`: The organization's settings forbid inviting this address; change them or the
    ///   address.
    /// - `duplicate_member_email`: The person is an active member already; no invitation is needed.
    /// - `no_invite_redirect_url`: No redirect URL was sent and the project has no default; send one.
    /// - `organization_not_found`: The project has no organization with this id, slug or external id; check that id
    ///   and project belong together.
    /// - `session_authorization_error`: No role of the member given with `.member_session(…)` allows this; do not
    ///   offer the action to that member.
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
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// use stytch_b2b::types::MagicLinksEmailLoginOrSignupRequest;
    ///
    /// let request = MagicLinksEmailLoginOrSignupRequest::new("organization-test-3f1c2a9e-6d0b-4e57-9a4f-2b8c7d51e0aa", "ada@acme.example");
    /// let response = client.magic_links().email().login_or_signup(request).await?;
    /// println!("{}", response.request_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`](crate::Error::Api) with
    ///
    /// - `invalid_email_for_jit_provisioning`: The organization does not admit new members with this address; let an
    ///   admin invite the person.
    /// - `no_login_redirect_url`: No redirect URL was sent and the project has no default; send one.
    /// - `inactive_email`: Mail to this address bounced before and is no longer sent; ask for another address.
    /// - `organization_not_found`: The project has no organization with this id, slug or external id; check that id
    ///   and project belong together.
    /// - `too_many_requests`: Too many attempts by or for this person; the client returns it at once, so tell them to
    ///   wait and try again.
    ///
    /// API reference: <https://stytch.com/docs/b2b/api/send-login-signup-email>
    pub fn login_or_signup(
        &self,
        request: MagicLinksEmailLoginOrSignupRequest,
    ) -> Call<MagicLinksEmailLoginOrSignupResponse> {
        Call::new(self.client, raw::magic_links_email_login_or_signup(&request))
    }
}
