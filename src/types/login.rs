//! [`NextStep`]: what the response of a login asks for.

use super::generated::{Member, MemberSession, MfaRequired, PrimaryRequired};
use super::secret::Secret;

/// What to do after a response of a login: the same for every way to log in.
///
/// When the organization asks for more than was shown, no session begins. The intermediate session token, valid for 10
/// minutes, goes with the missing step: `otps().sms()`, `totps()` or `recovery_codes()` for a second factor, another login for
/// the primary one. Session duration and custom claims of the first request do not count then; send them with the last one. A
/// valid session token or JWT of the member in the first request spares them the second factor.
///
/// ```
/// # fn example(login: &stytch_b2b::types::MagicLinksAuthenticateResponse) {
/// use stytch_b2b::NextStep;
///
/// match login.next_step() {
///     NextStep::LoggedIn { session_token, .. } => println!("set a cookie of {} bytes", session_token.expose().len()),
///     NextStep::SecondFactor { mfa_required, .. } => println!("ask for a second factor: {mfa_required:?}"),
///     NextStep::PrimaryFactor { primary_required, .. } => {
///         println!("log in by one of {:?}", primary_required.allowed_auth_methods)
///     }
///     _ => println!("start again"),
/// }
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum NextStep<'r> {
    /// The member is logged in. Give the token, or the JWT, to the browser.
    LoggedIn {
        /// Token of the session; never empty.
        session_token: &'r Secret,
        /// JWT of the session.
        session_jwt: &'r Secret,
        /// The session: when it ends, which factors it has, which roles.
        member_session: Option<&'r MemberSession>,
    },
    /// The organization asks for a second factor: send the intermediate session token with the TOTP, SMS or recovery code.
    SecondFactor {
        /// Token of the intermediate session.
        intermediate_session_token: &'r Secret,
        /// What the member may use, if the API said so.
        mfa_required: Option<&'r MfaRequired>,
    },
    /// The organization does not accept the login that was used: send the intermediate session token with another one.
    PrimaryFactor {
        /// Token of the intermediate session.
        intermediate_session_token: &'r Secret,
        /// Which logins the organization accepts.
        primary_required: &'r PrimaryRequired,
    },
    /// Neither a session nor a token to continue with. Let the member log in again.
    NoSession,
}

impl<'r> NextStep<'r> {
    /// After a step that is always the last one.
    pub(crate) fn after_last(
        session_token: &'r Secret,
        session_jwt: &'r Secret,
        member_session: Option<&'r MemberSession>,
    ) -> Self {
        match session_token.expose().is_empty() {
            true => Self::NoSession,
            false => Self::LoggedIn { session_token, session_jwt, member_session },
        }
    }
}

/// A response that can have a session in it: of any login, second factor, reset, exchange or check of a session.
///
/// ```
/// use stytch_b2b::{LoginResponse, NextStep};
///
/// fn is_complete(login: &impl LoginResponse) -> bool {
///     matches!(login.next_step(), NextStep::LoggedIn { .. })
/// }
/// # fn example(totps: &stytch_b2b::types::TotpsAuthenticateResponse) -> bool { is_complete(totps) }
/// ```
pub trait LoginResponse: Sealed {
    /// What to do now: use the session, or ask for what is missing.
    fn next_step(&self) -> NextStep<'_>;
}

impl<T: Sealed> LoginResponse for T {
    fn next_step(&self) -> NextStep<'_> {
        self.step()
    }
}

/// What responses say of logins. Nobody else can be one.
pub trait Sealed {
    #[doc(hidden)]
    fn step(&self) -> NextStep<'_>;

    /// Who logs in.
    #[doc(hidden)]
    fn member(&self) -> Option<&Member>;
}

/// What responses of logins have in common.
pub(crate) struct Login<'r> {
    pub member_authenticated: bool,
    pub session_token: &'r Secret,
    pub session_jwt: &'r Secret,
    pub member_session: Option<&'r MemberSession>,
    pub intermediate_session_token: &'r Secret,
    pub mfa_required: Option<&'r MfaRequired>,
    pub primary_required: Option<&'r PrimaryRequired>,
}

impl<'r> Login<'r> {
    pub fn next_step(self) -> NextStep<'r> {
        let Self { session_token, session_jwt, member_session, intermediate_session_token, mfa_required, .. } = self;
        if self.member_authenticated && !session_token.expose().is_empty() {
            return NextStep::LoggedIn { session_token, session_jwt, member_session };
        }
        if self.member_authenticated || intermediate_session_token.expose().is_empty() {
            return NextStep::NoSession;
        }
        // The second factor is asked for after the first one is accepted.
        match self.primary_required {
            Some(primary_required) => NextStep::PrimaryFactor { intermediate_session_token, primary_required },
            None => NextStep::SecondFactor { intermediate_session_token, mfa_required },
        }
    }
}
