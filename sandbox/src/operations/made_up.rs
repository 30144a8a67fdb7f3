//! Operations that the sandbox has no state for: provider tokens, attestation, migration. What they answer is made
//! from their response schema.

use super::{Context, members};
use crate::answer::Outcome;
use crate::error::ApiError;
use crate::specification::{Operation, Specification};
use serde_json::{Map, Value, json};

/// A made-up answer, about the organization and the member that the request names: these must exist.
pub(super) fn perform(
    specification: &Specification,
    operation: &Operation,
    context: &Context<'_>,
) -> Result<Outcome, ApiError> {
    let mut known = named(context);
    if known.contains_key("organization_id") {
        let organization = context.organization()?;
        if let Some(key) = known.get("member_id").and_then(Value::as_str) {
            let member = members::find(context.state, organization, key)?;
            known.insert("member_id".to_owned(), json!(member.member_id));
            known.insert("member".to_owned(), json!(member));
        }
        known.insert("organization_id".to_owned(), json!(organization.organization_id));
        known.insert("organization".to_owned(), json!(organization));
    }
    Ok(answer(specification, operation, context, &known))
}

/// A made-up answer, whether or not what the request names exists.
pub(crate) fn answer(
    specification: &Specification,
    operation: &Operation,
    context: &Context<'_>,
    known: &Map<String, Value>,
) -> Outcome {
    let key = json!([context.path, context.query, context.body]).to_string();
    specification.sample(operation, &key, known).into()
}

/// The ids that path, query and body of the request name.
pub(crate) fn named(context: &Context<'_>) -> Map<String, Value> {
    let texts = context.path.iter().chain(context.query).map(|(name, value)| (name.clone(), json!(value)));
    let ids = context.body.iter().filter(|(name, value)| name.ends_with("_id") && value.is_string());
    texts
        .filter(|(name, _)| name.ends_with("_id"))
        .chain(ids.map(|(name, value)| (name.clone(), value.clone())))
        .collect()
}
