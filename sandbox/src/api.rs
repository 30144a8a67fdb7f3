//! The life of one request: read, routed, checked, carried out, recorded, answered.

use crate::answer::{Answer, Outcome};
use crate::error::{ApiError, ErrorFormat};
use crate::fault::{Delivery, Fault, deliver};
use crate::incoming::{Incoming, Payload};
use crate::lock::lock;
use crate::operations::{self, Context};
use crate::record::{Credential, RecordedRequest};
use crate::scim;
use crate::shared::Shared;
use crate::specification::{Operation, Route};
use axum::body::Body;
use axum::extract::State;
use axum::http::{Request, Response};
use serde_json::{Map, Value, json};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The header cannot say years of more than four digits, nor those before 1970.
const LAST_DATE: Duration = Duration::from_secs(253_402_300_799);

/// Answers a request to the API.
pub(crate) async fn handle(State(shared): State<Arc<Shared>>, request: Request<Body>) -> Response<Body> {
    let incoming = Incoming::read(request, shared.body_limit).await;
    let route = shared.specification.route(&incoming.method, &incoming.path);
    let operation = match &route {
        Route::Operation(operation, _) => Some(*operation),
        Route::WrongMethod { .. } | Route::Unknown => None,
    };
    let request_id = shared.request_id();
    let fault = lock(&shared.script).take(operation, &incoming.method, &incoming.path);

    // What the API itself has at a path, it keeps.
    let scim = matches!(route, Route::Unknown).then(|| scim::place(&incoming.path)).flatten();
    let mut checks = Checks { authorization: check_project(&shared, &incoming), member_session: presence(&incoming) };
    let is_oauth = operation.is_some_and(|operation| operation.takes_form);
    let own_format = if is_oauth { ErrorFormat::OAuth } else { ErrorFormat::Api };
    let fault_format = if scim.is_some() { ErrorFormat::Scim } else { ErrorFormat::Api };
    let own = || match &scim {
        Some(place) => scim::answer(&shared, &incoming, place, &mut checks.authorization)
            .unwrap_or_else(|error| error.answer(ErrorFormat::Scim, &request_id)),
        None => to_answer(carry_out(&shared, &incoming, route, &request_id, &mut checks), &request_id, own_format),
    };
    let mut answer = match &fault {
        None => own(),
        Some(fault) => fault.answer(own, fault_format, &request_id),
    };
    let (delivery, pause) = fault.as_ref().map(Fault::delivery).unwrap_or_default();
    // Recorded before anything is awaited: a caller that gives up must not lose the record.
    let status = (delivery != Delivery::Closed).then_some(answer.status);
    record(&shared, &incoming, operation, &checks, status);
    add_date(&mut answer, lock(&shared.clock).now());
    deliver(answer, delivery, pause.saturating_add(shared.latency)).await
}

/// The sandbox's own time, unless a fault says another: callers wait for rate limits by it.
fn add_date(answer: &mut Answer, now: SystemTime) {
    if !answer.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("date")) {
        let sayable = now.clamp(UNIX_EPOCH, UNIX_EPOCH + LAST_DATE);
        answer.headers.push(("date".to_owned(), httpdate::fmt_http_date(sayable)));
    }
}

/// What became of the request's credentials.
struct Checks {
    authorization: Credential,
    member_session: Credential,
}

fn carry_out(
    shared: &Shared,
    incoming: &Incoming,
    route: Route<'_>,
    request_id: &str,
    checks: &mut Checks,
) -> Result<Outcome, ApiError> {
    let (operation, path) = match route {
        Route::Operation(operation, path) => (operation, path),
        Route::WrongMethod { allowed } => return Err(wrong_method(incoming, &allowed)),
        Route::Unknown => return Err(unknown_route(incoming)),
    };
    if !operation.is_public && checks.authorization != Credential::Accepted {
        return Err(unauthorized(checks.authorization));
    }
    let now = lock(&shared.clock).now();
    lock(&shared.script).count(operation, incoming, now)?;
    let mut body = read_body(&incoming.body)?.cloned();
    if incoming.is_form && !operation.takes_form {
        return Err(ApiError::bad_request("bad_request", "The request body is a form; this operation takes JSON."));
    }
    if let Some(body) = &mut body {
        operation.take_nulls(body);
        if operation.takes_form {
            add_client_credentials(incoming, body);
            operation.split_lists(body);
        }
    }
    operation.check_request(&path, &incoming.query, body.as_ref())?;
    let empty = Map::new();
    let body = body.as_ref().and_then(Value::as_object).unwrap_or(&empty);

    let mut state = lock(&shared.state);
    let context = Context {
        state: &mut state,
        jwts: &shared.jwts,
        path: &path,
        query: &incoming.query,
        body,
        now: now.into(),
        request_id,
    };
    if shared.stateless {
        let known = operations::named_ids(&context);
        return Ok(operations::made_up_answer(shared.specification, operation, &context, &known));
    }
    if operation.takes_member_session {
        let checked = check_member_session(operation, &context, incoming);
        checks.member_session = *checked.as_ref().unwrap_or(&Credential::Rejected);
        checked?;
    }
    let outcome = operations::perform(shared.specification, operation, context)?;
    Ok(operation.answerable(outcome))
}

/// OAuth's requests may have the client's credentials in the header instead.
fn add_client_credentials(incoming: &Incoming, body: &mut Value) {
    if let (Value::Object(body), Some(Ok((user, password)))) = (body, incoming.basic_credentials())
        && !body.contains_key("client_id")
    {
        body.insert("client_id".to_owned(), json!(user));
        body.insert("client_secret".to_owned(), json!(password));
    }
}

/// Checks the permissions of the member whose session the request carries.
fn check_member_session(
    operation: &Operation,
    context: &Context<'_>,
    incoming: &Incoming,
) -> Result<Credential, ApiError> {
    let (token, jwt) = incoming.member_session();
    match (token, jwt) {
        (None, None) => return Ok(Credential::Absent),
        (Some(_), Some(_)) => {
            let message = "The request has two member session headers; it can have one.";
            return Err(ApiError::bad_request("too_many_session_arguments", message));
        }
        _ => {}
    }
    let Some(session) = context.session(token, jwt).cloned() else {
        return Err(ApiError::not_found(
            "session_not_found",
            "The member session of the header does not exist or is over.",
        ));
    };
    operations::check_permission(operation, context, &session)?;
    Ok(Credential::Accepted)
}

fn check_project(shared: &Shared, incoming: &Incoming) -> Credential {
    match incoming.basic_credentials() {
        None => Credential::Absent,
        Some(Ok((user, password))) if user == shared.project_id && password == shared.secret => Credential::Accepted,
        Some(_) => Credential::Rejected,
    }
}

fn presence(incoming: &Incoming) -> Credential {
    match incoming.member_session() {
        (None, None) => Credential::Absent,
        _ => Credential::Unchecked,
    }
}

fn unauthorized(authorization: Credential) -> ApiError {
    let message = match authorization {
        Credential::Absent => {
            "The request has no Basic authentication: user name is the project id, password the secret."
        }
        _ => "The project id or the secret is wrong, or the Authorization header is not Basic authentication.",
    };
    ApiError::unauthorized("unauthorized_credentials", message)
}

fn unknown_route(incoming: &Incoming) -> ApiError {
    ApiError::not_found("route_not_found", format!("There is no operation {} {}.", incoming.method, incoming.path))
}

fn wrong_method(incoming: &Incoming, allowed: &[&str]) -> ApiError {
    let message = format!("{} does not take {}, only {}.", incoming.path, incoming.method, allowed.join(", "));
    ApiError::new(405, "method_not_allowed", message)
}

pub(crate) fn read_body(body: &Payload) -> Result<Option<&Value>, ApiError> {
    match body {
        Payload::None => Ok(None),
        Payload::Json(value) => Ok(Some(value)),
        Payload::Invalid { reason, .. } => {
            Err(ApiError::bad_request("bad_request", format!("The request body is not JSON: {reason}.")))
        }
        Payload::TooLarge => Err(ApiError::new(413, "request_too_large", "The request body is too large.")),
        Payload::Incomplete => Err(ApiError::new(408, "request_timeout", "The request body did not arrive.")),
    }
}

fn to_answer(outcome: Result<Outcome, ApiError>, request_id: &str, format: ErrorFormat) -> Answer {
    match outcome {
        Ok(Outcome::Text(text)) => Answer::json(200, text),
        Ok(Outcome::Object(mut value)) => {
            if let Value::Object(fields) = &mut value {
                fields.insert("request_id".to_owned(), json!(request_id));
                fields.insert("status_code".to_owned(), json!(200));
            }
            Answer::json(200, value.to_string())
        }
        Err(error) => error.answer(format, request_id),
    }
}

fn record(shared: &Shared, incoming: &Incoming, operation: Option<&Operation>, checks: &Checks, status: Option<u16>) {
    let headers = incoming.shown_headers();
    let size = incoming.body_size + headers.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>();
    let mut request = RecordedRequest {
        number: 0,
        method: incoming.method.clone(),
        path: incoming.path.clone(),
        query: incoming.query.clone(),
        headers,
        body: operation.map_or_else(|| incoming.body.to_value(), |operation| operation.shown_body(&incoming.body)),
        operation: operation.map(|operation| operation.id.clone()),
        unknown_fields: operation.map(|operation| operation.unknown_fields(&incoming.body)).unwrap_or_default(),
        null_fields: operation.map(|operation| operation.null_fields(&incoming.body)).unwrap_or_default(),
        authorization: checks.authorization,
        member_session: checks.member_session,
        status,
    };
    lock(&shared.record).add(&mut request, size);
    if let Some(observer) = &shared.observer {
        observer(&request);
    }
}
