//! What can still be set on a call. Only the facade's own types are parameters.

use super::member::MemberCredential;
use crate::transport::{MemberSession, Request};

/// Parameters of a call.
pub trait Parameters: sealed::Parameters {}

impl<P: sealed::Parameters> Parameters for P {}

/// Parameters of a call that can be made on behalf of a member.
#[diagnostic::on_unimplemented(
    message = "the API checks no member session on this operation",
    label = "this operation runs with the permissions of the project alone"
)]
pub trait OnBehalf: sealed::OnBehalf {}

impl<P: sealed::OnBehalf> OnBehalf for P {}

pub(crate) mod sealed {
    use super::{MemberCredential, MemberSession, Request};

    pub trait Parameters {
        /// [`MemberSession`] where the API checks one, as the specification says.
        type Session;

        /// Adds what was set to the request.
        fn add_to(&self, request: &mut Request);
    }

    pub trait OnBehalf: Parameters<Session = MemberSession> {
        fn member(&mut self) -> &mut Option<MemberCredential>;
    }
}

impl sealed::Parameters for () {
    type Session = ();

    fn add_to(&self, _: &mut Request) {}
}

/// The member on whose behalf a call is made, if any.
#[derive(Clone, Debug, Default)]
pub struct AsMember(Option<MemberCredential>);

impl sealed::Parameters for AsMember {
    type Session = MemberSession;

    fn add_to(&self, request: &mut Request) {
        match self.0.as_ref().map(MemberCredential::header) {
            Some(Ok(header)) => request.member_session = Some(header),
            Some(Err(reason)) => request.refuse(reason),
            None => {}
        }
    }
}

impl sealed::OnBehalf for AsMember {
    fn member(&mut self) -> &mut Option<MemberCredential> {
        &mut self.0
    }
}
