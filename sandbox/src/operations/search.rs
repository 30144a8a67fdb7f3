//! Searches: of organizations, members, machine clients and apps.

mod filter;

use super::Context;
use super::context::organization;
use crate::answer::Outcome;
use crate::cursor;
use crate::error::ApiError;
use crate::state::{ClientKind, Member, Organization};
use filter::Query;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

const DEFAULT_PAGE: u64 = 100;
const LARGEST_PAGE: u64 = 1000;

/// One page of what was found.
struct Page<'s, T> {
    items: Vec<&'s T>,
    total: usize,
    next: Option<u64>,
}

pub(super) fn organizations(context: Context<'_>) -> Result<Outcome, ApiError> {
    let (start, limit) = place(&context, "organizations")?;
    let query = Query::parse("organization", context.body.get("query"))?;
    let filters = query.organization_filters(context.state)?;
    let found = context.state.organizations.iter().filter(|(_, organization)| query.accepts(&filters, organization));
    let page: Page<'_, Organization> = page(found, start, limit);
    Ok(json!({"organizations": page.items, "results_metadata": metadata("organizations", &page)}).into())
}

pub(super) fn members(context: Context<'_>) -> Result<Outcome, ApiError> {
    let (start, limit) = place(&context, "members")?;
    let query = Query::parse("member", context.body.get("query"))?;
    let filters = query.member_filters()?;
    let mut organizations: BTreeMap<&str, &Organization> = BTreeMap::new();
    for key in
        context.body.get("organization_ids").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
    {
        let organization = organization(context.state, key)?;
        organizations.insert(&organization.organization_id, organization);
    }
    if organizations.is_empty() {
        let message = "The field organization_ids has at least one id.";
        return Err(ApiError::bad_request("member_search_organization_ids_empty", message));
    }
    let statuses_named = query.names("statuses");
    let mut found: Vec<(u64, &Member)> = organizations
        .keys()
        .flat_map(|id| context.state.members.of_organization(id))
        .filter(|(_, member)| (statuses_named || !member.is_deleted()) && query.accepts(&filters, member))
        .collect();
    found.sort_unstable_by_key(|(number, _)| *number);
    let page = page(found.into_iter(), start, limit);
    // The organizations of this page's members only: there may be thousands of others.
    organizations.retain(|id, _| page.items.iter().any(|member| member.organization_id == *id));
    Ok(json!({
        "members": page.items,
        "organizations": organizations,
        "results_metadata": metadata("members", &page),
    })
    .into())
}

/// The machine clients or the apps: a page of them, and where the next one begins.
pub(super) fn clients(
    context: &Context<'_>,
    kind: ClientKind,
    list: &str,
) -> Result<(Vec<Value>, Map<String, Value>), ApiError> {
    let (start, limit) = place(context, list)?;
    let query = Query::parse("m2m_client", context.body.get("query"))?;
    let filters = query.client_filters()?;
    let clients = context.state.clients.of_kind(kind);
    let found = clients.into_iter().filter(|client| query.accepts(&filters, client));
    let page = page(found.map(|client| (client.number, client)), start, limit);
    Ok((page.items.iter().map(|client| client.shown()).collect(), metadata(list, &page)))
}

/// The number after which the page begins, and how many items it may have.
fn place(context: &Context<'_>, list: &str) -> Result<(u64, usize), ApiError> {
    let limit = context.body.get("limit").and_then(Value::as_u64).filter(|limit| *limit > 0).unwrap_or(DEFAULT_PAGE);
    if limit > LARGEST_PAGE {
        return Err(ApiError::bad_request("bad_request", format!("The field limit is more than {LARGEST_PAGE}.")));
    }
    let start = match context.text("cursor") {
        None | Some("") => 0,
        Some(given) => cursor::decode(list, given)?,
    };
    Ok((start, limit as usize))
}

fn page<'s, T>(found: impl Iterator<Item = (u64, &'s T)>, start: u64, limit: usize) -> Page<'s, T> {
    let mut page = Page { items: Vec::new(), total: 0, next: None };
    let mut last = start;
    for (number, item) in found {
        page.total += 1;
        if number <= start {
            continue;
        }
        if page.items.len() < limit {
            page.items.push(item);
            last = number;
        } else {
            page.next = Some(last);
        }
    }
    page
}

fn metadata<T>(list: &str, page: &Page<'_, T>) -> Map<String, Value> {
    let mut metadata = Map::new();
    metadata.insert("total".to_owned(), json!(page.total));
    metadata.insert("next_cursor".to_owned(), json!(page.next.map(|number| cursor::encode(list, number))));
    metadata
}
