//! What each operation does.

mod context;
mod organizations;
mod scim;

pub(crate) use context::Context;
pub(crate) use scim::add_connection as add_scim_connection;

use crate::answer::Outcome;
use crate::error::ApiError;
use crate::specification::Operation;

/// Carries out an operation whose request is allowed and valid.
pub(crate) fn perform(operation: &Operation, context: Context<'_>) -> Result<Outcome, ApiError> {
    match operation.id.as_str() {
        "organizations_get" => organizations::get(context),
        "scim_connection_create" => scim::create(context),
        "scim_connection_delete" => scim::delete(context),
        "scim_connection_get" => scim::get(context),
        "scim_connection_get_groups" => scim::get_groups(context),
        "scim_connection_rotate_cancel" => scim::rotate_cancel(context),
        "scim_connection_rotate_complete" => scim::rotate_complete(context),
        "scim_connection_rotate_start" => scim::rotate_start(context),
        "scim_connection_update" => scim::update(context),
        id => Err(ApiError::new(
            501,
            "not_implemented",
            format!("The sandbox cannot do {id} yet."),
        )),
    }
}
