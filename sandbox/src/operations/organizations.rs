//! `organizations`.

use super::Context;
use crate::answer::Outcome;
use crate::error::ApiError;
use serde_json::json;

pub(super) fn get(context: Context<'_>) -> Result<Outcome, ApiError> {
    Ok(json!({"organization": context.organization()?}).into())
}
