//! What each operation does.

mod clients;
mod codes;
mod consents;
mod context;
mod delegated;
mod discovery;
mod email;
mod factors;
mod login;
mod made_up;
mod magic_links;
mod members;
mod oauth2;
mod organizations;
mod otps;
mod passwords;
mod patch;
mod permissions;
mod project;
mod rbac;
mod scim;
mod search;
mod sessions;
mod sso;
mod table;
mod totps;

pub(crate) use clients::{add_connected_app, add_machine_client, is_connected_app_field};
pub(crate) use context::Context;
pub(crate) use login::new_session;
pub(crate) use made_up::{answer as made_up_answer, named as named_ids};
pub(crate) use members::{add as add_member, is_email};
pub(crate) use organizations::add as add_organization;
pub(crate) use passwords::set as set_password;
pub(crate) use scim::add_connection as add_scim_connection;

use crate::answer::Outcome;
use crate::error::ApiError;
use crate::specification::{Operation, Specification};
use crate::state::MemberSession;
use table::{Handler, Limited, row};

/// Carries out an operation whose request is allowed and valid.
pub(crate) fn perform(
    specification: &Specification,
    operation: &Operation,
    context: Context<'_>,
) -> Result<Outcome, ApiError> {
    match row(&operation.id).map(|row| &row.handler) {
        Some(Handler::State(perform)) => perform(context),
        Some(Handler::MadeUp) | None => made_up::perform(specification, operation, &context),
    }
}

/// Whether the member may do this, in the organization that the request is about.
pub(crate) fn check_permission(
    operation: &Operation,
    context: &Context<'_>,
    session: &MemberSession,
) -> Result<(), ApiError> {
    row(&operation.id).map_or(Ok(()), |row| permissions::check(&row.permission, context, session))
}

/// Whether rate limits on each person count the operation.
pub(crate) fn is_limited_per_person(operation: &Operation) -> bool {
    row(&operation.id).is_some_and(|row| row.limited == Limited::Person)
}
