//! The life of one request: read, routed, checked, carried out, recorded, answered.

use crate::answer::{Answer, Outcome};
use crate::error::ApiError;
use crate::fault::{Fault, deliver};
use crate::incoming::{Incoming, Payload};
use crate::operations::{self, Context};
use crate::record::{Credential, RecordedRequest};
use crate::shared::{Shared, lock};
use crate::specification::{Operation, PathParameters, Route};
use axum::body::Body;
use axum::extract::State;
use axum::http::{Request, Response};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// Answers a request to the API.
pub(crate) async fn handle(
    State(shared): State<Arc<Shared>>,
    request: Request<Body>,
) -> Response<Body> {
    let incoming = Incoming::read(request, shared.body_limit).await;
    let route = shared.specification.route(&incoming.method, &incoming.path);
    let operation = match &route {
        Route::Operation(operation, _) => Some(*operation),
        Route::WrongMethod { .. } | Route::Unknown => None,
    };
    let request_id = shared.request_id();
    let fault = lock(&shared.script).take(operation, &incoming.method, &incoming.path);

    let mut checks = Checks {
        authorization: check_project(&shared, &incoming),
        member_session: presence(&incoming),
    };
    let own = if fault.as_ref().is_none_or(Fault::lets_pass) {
        let outcome = carry_out(&shared, &incoming, route, &request_id, &mut checks);
        Some(to_answer(outcome, &request_id))
    } else {
        None
    };
    let (answer, delivery, pause) = match (&fault, own) {
        (Some(fault), own) => (
            fault.answer(own, &request_id),
            fault.delivery(),
            fault.pause(),
        ),
        (None, Some(own)) => (own, Default::default(), Default::default()),
        (None, None) => return Response::default(),
    };
    // Recorded before anything is awaited: a caller that gives up must not lose the record.
    let status = (delivery != crate::fault::Delivery::Closed).then_some(answer.status);
    record(&shared, &incoming, operation, &checks, status);
    deliver(answer, delivery, pause).await
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
    let body = object_body(&incoming.body)?;
    perform(shared, operation, &path, incoming, &body, request_id)
}

fn perform(
    shared: &Shared,
    operation: &Operation,
    path: &PathParameters,
    incoming: &Incoming,
    body: &Map<String, Value>,
    request_id: &str,
) -> Result<Outcome, ApiError> {
    let now = lock(&shared.clock).now().into();
    let mut state = lock(&shared.state);
    let context = Context {
        state: &mut state,
        path,
        query: &incoming.query,
        body,
        now,
        request_id,
    };
    operations::perform(operation, context)
}

fn check_project(shared: &Shared, incoming: &Incoming) -> Credential {
    match incoming.basic_credentials() {
        None => Credential::Absent,
        Some(Ok((user, password))) if user == shared.project_id && password == shared.secret => {
            Credential::Accepted
        }
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
        _ => {
            "The project id or the secret is wrong, or the Authorization header is not Basic authentication."
        }
    };
    ApiError::unauthorized("unauthorized_credentials", message)
}

fn unknown_route(incoming: &Incoming) -> ApiError {
    ApiError::not_found(
        "route_not_found",
        format!(
            "There is no operation {} {}.",
            incoming.method, incoming.path
        ),
    )
}

fn wrong_method(incoming: &Incoming, allowed: &[&str]) -> ApiError {
    let message = format!(
        "{} does not take {}, only {}.",
        incoming.path,
        incoming.method,
        allowed.join(", ")
    );
    ApiError::new(405, "method_not_allowed", message)
}

fn object_body(body: &Payload) -> Result<Map<String, Value>, ApiError> {
    match body {
        Payload::None => Ok(Map::new()),
        Payload::Json(Value::Object(fields)) => Ok(fields.clone()),
        Payload::Json(_) => Err(ApiError::bad_request(
            "bad_request",
            "The request body is not a JSON object.",
        )),
        Payload::Invalid { reason, .. } => Err(ApiError::bad_request(
            "bad_request",
            format!("The request body is not JSON: {reason}."),
        )),
        Payload::TooLarge => Err(ApiError::new(
            413,
            "request_too_large",
            "The request body is too large.",
        )),
        Payload::Incomplete => Err(ApiError::new(
            408,
            "request_timeout",
            "The request body did not arrive.",
        )),
    }
}

fn to_answer(outcome: Result<Outcome, ApiError>, request_id: &str) -> Answer {
    match outcome {
        Ok(Outcome::Text(text)) => Answer::json(200, text),
        Ok(Outcome::Object(mut value)) => {
            if let Value::Object(fields) = &mut value {
                fields.insert("request_id".to_owned(), json!(request_id));
                fields.insert("status_code".to_owned(), json!(200));
            }
            Answer::json(200, value.to_string())
        }
        Err(error) => Answer::json(error.status, error.body(request_id).to_string()),
    }
}

fn record(
    shared: &Shared,
    incoming: &Incoming,
    operation: Option<&Operation>,
    checks: &Checks,
    status: Option<u16>,
) {
    let headers = incoming.shown_headers();
    let size = incoming.body_size
        + headers
            .iter()
            .map(|(name, value)| name.len() + value.len())
            .sum::<usize>();
    let mut request = RecordedRequest {
        number: 0,
        method: incoming.method.clone(),
        path: incoming.path.clone(),
        query: incoming.query.clone(),
        headers,
        body: incoming.body.to_value(),
        operation: operation.map(|operation| operation.id.clone()),
        authorization: checks.authorization,
        member_session: checks.member_session,
        status,
    };
    lock(&shared.record).add(&mut request, size);
    if let Some(observer) = &shared.observer {
        observer(&request);
    }
}
