//! Lists: filtered, page by page, with the attributes that were asked for.

use super::discovery::LARGEST_PAGE;
use super::filter::{Filter, Unreadable};
use super::request::{Answered, Request, shown};
use super::schema::Kind;
use super::selection::Selection;
use crate::answer::Answer;
use crate::error::ApiError;
use serde_json::{Map, Value, json};

const LIST: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

/// What a list is asked for.
#[derive(Debug, Default)]
struct Question {
    filter: Option<String>,
    /// From 1.
    start: usize,
    count: usize,
    selection: Selection,
}

/// Lists resources of these kinds, as the query asks.
pub(super) fn list(request: &Request<'_>, kinds: &[Kind]) -> Answered {
    let question = Question {
        filter: request.query("filter").map(str::to_owned),
        start: start(request.query("startIndex").map(|text| number("startIndex", text)).transpose()?),
        count: count(request.query("count").map(|text| number("count", text)).transpose()?),
        selection: selection(request)?,
    };
    answer(request, kinds, &question)
}

/// Lists resources of these kinds, as the body asks.
pub(super) fn search(request: &Request<'_>, kinds: &[Kind]) -> Answered {
    let body = request.object()?;
    let question = Question {
        filter: body.get("filter").and_then(Value::as_str).map(str::to_owned),
        start: start(whole(body, "startIndex")?),
        count: count(whole(body, "count")?),
        selection: Selection::new(names(body, "attributes")?, names(body, "excludedAttributes")?)?,
    };
    answer(request, kinds, &question)
}

/// One resource.
pub(super) fn get(request: &Request<'_>, kind: Kind, id: &str) -> Answered {
    let resource = request.find(kind, id)?;
    let document = selection(request)?.of(kind, request.shown(kind, &resource));
    Ok(Answer::scim(200, document.to_string()))
}

/// All of these values as one list.
pub(super) fn everything(values: &[Value]) -> Answer {
    page(values.len(), 1, values)
}

fn answer(request: &Request<'_>, kinds: &[Kind], question: &Question) -> Answered {
    let mut total = 0;
    let mut found = Vec::new();
    for (kind, filter) in filters(kinds, question.filter.as_deref())? {
        for resource in request.resources(kind)?.iter() {
            let mut document = None;
            if let Some(filter) = &filter {
                let candidate = shown(&request.base_url, kind, &resource);
                if !filter.matches(&candidate) {
                    continue;
                }
                document = Some(candidate);
            }
            total += 1;
            if total >= question.start && found.len() < question.count {
                let document = document.unwrap_or_else(|| shown(&request.base_url, kind, &resource));
                found.push(question.selection.of(kind, document));
            }
        }
    }
    Ok(page(total, question.start, &found))
}

/// What the query says of attributes.
fn selection(request: &Request<'_>) -> Result<Selection, ApiError> {
    let list = |name: &str| request.query(name).map(|names| names.split(',').map(str::to_owned).collect());
    Selection::new(list("attributes"), list("excludedAttributes"))
}

fn page(total: usize, start: usize, found: &[Value]) -> Answer {
    let list = json!({
        "schemas": [LIST],
        "totalResults": total,
        "startIndex": start,
        "itemsPerPage": found.len(),
        "Resources": found,
    });
    Answer::scim(200, list.to_string())
}

/// The kinds that can match, and what of them does. An attribute that only one kind has leaves the others out.
fn filters(kinds: &[Kind], text: Option<&str>) -> Result<Vec<(Kind, Option<Filter>)>, ApiError> {
    let Some(text) = text else { return Ok(kinds.iter().map(|kind| (*kind, None)).collect()) };
    let mut readable = Vec::new();
    let mut refusal = None;
    for kind in kinds {
        match Filter::parse(*kind, text) {
            Ok(filter) => readable.push((*kind, Some(filter))),
            Err(Unreadable::Unknown(name)) => refusal = Some(Unreadable::Unknown(name)),
            Err(malformed) => return Err(invalid_filter(malformed)),
        }
    }
    match refusal {
        Some(unknown) if readable.is_empty() => Err(invalid_filter(unknown)),
        _ => Ok(readable),
    }
}

fn invalid_filter(problem: Unreadable) -> ApiError {
    ApiError::bad_request("invalidFilter", problem.message())
}

fn start(given: Option<i64>) -> usize {
    usize::try_from(given.unwrap_or(1).max(1)).unwrap_or(usize::MAX)
}

fn count(given: Option<i64>) -> usize {
    given.map_or(LARGEST_PAGE, |count| {
        usize::try_from(count.max(0)).map_or(LARGEST_PAGE, |count| count.min(LARGEST_PAGE))
    })
}

fn number(name: &str, text: &str) -> Result<i64, ApiError> {
    text.trim().parse().map_err(|_| not_valid(name, "a whole number"))
}

fn whole(body: &Map<String, Value>, name: &str) -> Result<Option<i64>, ApiError> {
    match body.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => value.as_i64().map(Some).ok_or_else(|| not_valid(name, "a whole number")),
    }
}

fn names(body: &Map<String, Value>, name: &str) -> Result<Option<Vec<String>>, ApiError> {
    let problem = || not_valid(name, "a list of names");
    match body.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => {
            let names = value.as_array().ok_or_else(problem)?.iter();
            names.map(|name| name.as_str().map(str::to_owned).ok_or_else(problem)).collect::<Result<_, _>>().map(Some)
        }
    }
}

fn not_valid(name: &str, wanted: &str) -> ApiError {
    ApiError::bad_request("invalidValue", format!("{name} is not {wanted}."))
}
