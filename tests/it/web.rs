//! Sessions in web services: which credential counts, what is answered, which cookies are set.

mod allowed;
mod answers;
mod cookies;
mod credentials;
mod frameworks;
mod origin;
mod renewal;

use axum::body::Body;
use axum::response::Response;
use http::header::{COOKIE, SET_COOKIE};
use http::request::Parts;
use http::{HeaderMap, Request};
use stytch_b2b::tower::{MemberAuth, Refusal, SessionLayer};

use crate::local::world::World;

/// The head of a request with these headers.
fn head(method: &str, headers: &[(&str, &str)]) -> Parts {
    let mut request = Request::builder().method(method).uri("/documents");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(()).unwrap().into_parts().0
}

fn cookie(name: &str, value: &str) -> String {
    format!("{name}={value}")
}

fn jwt_cookie(value: &str) -> String {
    cookie("stytch_session_jwt", value)
}

fn token_cookie(value: &str) -> String {
    cookie("stytch_session", value)
}

/// What the layer decides about a `GET` with these cookies in one field.
async fn with_cookies(layer: &SessionLayer, cookies: &[String]) -> Result<MemberAuth, Refusal> {
    layer.authenticate(&head("GET", &[(COOKIE.as_str(), &cookies.join("; "))])).await
}

/// Status, and how often the API was asked about a session.
fn outcome(world: &World, decided: &Result<MemberAuth, Refusal>) -> (u16, usize) {
    let status = decided.as_ref().map_or_else(|refusal| refusal.status().as_u16(), |_| 200);
    (status, world.count("sessions_authenticate"))
}

fn set_cookies(headers: &HeaderMap) -> Vec<String> {
    headers.get_all(SET_COOKIE).iter().map(|cookie| cookie.to_str().unwrap().to_owned()).collect()
}

async fn body(response: Response) -> String {
    let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn request(method: &str, uri: &str, headers: &[(&str, &str)]) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(uri);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Body::empty()).unwrap()
}
