//! Sessions in web services: a layer that finds the credential of each request, checks it and answers 401 and 403. It needs the
//! feature `tower`; [`axum`](crate::axum) has extractors besides.
//!
//! ```
//! # async fn hello(_: http::Request<String>) -> Result<http::Response<String>, std::convert::Infallible> { Ok(http::Response::default()) }
//! # fn example(client: stytch_b2b::Client) {
//! use stytch_b2b::tower::{MemberAuth, SessionLayer};
//! use tower::{ServiceBuilder, service_fn};
//!
//! let service = ServiceBuilder::new()
//!     .layer(SessionLayer::new(client))
//!     .service(service_fn(async |request: http::Request<String>| {
//!         let member = request.extensions().get::<MemberAuth>();
//!         println!("{:?}", member.map(|member| &member.session().member_id));
//!         # hello(request).await
//!     }));
//! # fn is_service<T: tower::Service<http::Request<String>>>(_: T) {}
//! # is_service(service);
//! # }
//! ```
//!
//! # Which credential counts
//!
//! The first of these that is there decides; one that is refused never falls through to the next:
//!
//! 1. `Authorization: Bearer`, with dots a session's JWT, without a session token. Other schemes are left to others.
//! 2. The cookie `stytch_session_jwt`. If its JWT is undecided, as when it has expired, and the cookie `stytch_session` is there,
//!    the API is asked with that one.
//! 3. The cookie `stytch_session`.
//!
//! JWTs are judged in this process as [`local`](crate::local) says; what is undecided asks the API, one request at most for each,
//! and 64 at a time for each client.
//!
//! Several cookies of one name are an attack, or remains of a move to another domain: those with a good signature must be of one
//! session, and more than 4 are refused, as are several session tokens. Names with the prefix `__Host-` spare that: no other site
//! can set them, see [`cookie_names`](SessionLayer::cookie_names).
//!
//! # Requests of other sites
//!
//! Browsers send cookies with requests that other sites make. So a cookie counts on methods other than `GET`, `HEAD` and `OPTIONS`,
//! and where a connection is upgraded, only if the browser says that the request is this site's own: by
//! `Sec-Fetch-Site: same-origin` or `none`, or, without that header, by an `Origin` whose authority is the `Host`.
//! [`allow_origin`](SessionLayer::allow_origin) names further origins. A bearer token is sent by no browser on its own, and needs
//! none of this. What `GET` does must therefore change nothing.
//!
//! # What is answered
//!
//! | why | status |
//! |---|---|
//! | no credential, several that contradict each other, one that is refused, a session that is over | 401, with `WWW-Authenticate: Bearer` |
//! | another site's request, [`Error::Denied`](crate::Error::Denied), the API's own 403 | 403 |
//! | no keys or policy to judge by, the API's 429 and 5xx, no connection, no time, too many that ask | 503, with `Retry-After` if it is known |
//! | all else, the project's own credentials first of all | 500, so that a mistake of the service logs nobody out |
//!
//! With [`optional`](SessionLayer::optional) a request without a session goes through; 403, 500 and 503 stay what they are.
//!
//! # Without tower
//!
//! Any framework can ask [`authenticate`](SessionLayer::authenticate) about the head of a request, answer a refusal with its
//! [`status`](Refusal::status) and [`headers`](Refusal::headers), and set the cookie of [`renewal`](SessionLayer::renewal).
//!
//! # In tests
//!
//! A handler's [`MemberAuth`] comes from a check, never from ids: let a sandbox sign a session's JWT, and give a request with it to
//! [`authenticate`](SessionLayer::authenticate).

mod cookie;
mod credentials;
mod layer;
mod login_cookie;
mod member;
mod origin;
mod refusal;
mod service;

pub use cookie::{SessionCookie, SetCookies};
pub use layer::SessionLayer;
pub use login_cookie::LoginCookie;
pub use member::MemberAuth;
pub use refusal::Refusal;
pub use service::{DefaultRefusals, OnRefusal, SessionService};
