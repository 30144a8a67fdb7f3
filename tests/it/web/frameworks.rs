//! Services that are not axum's: hyper alone behind the layer, and actix-web, which knows neither tower nor `http` 1.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::time::Duration;

use actix_web::web::{self, Data};
use actix_web::{App, HttpRequest, HttpResponse, HttpResponseBuilder};
use http::request::Parts;
use http::{HeaderMap, Request, Response, StatusCode};
use hyper::body::Incoming;
use hyper::{client, server};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use serde_json::json;
use stytch_b2b::tower::{MemberAuth, SessionCookie, SessionLayer};
use stytch_b2b_sandbox::Fault;
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceBuilder;

use super::{body, jwt_cookie, set_cookies, token_cookie};
use crate::local::world::{World, resigned};
use crate::support::clock::paused;

/// The session's JWT, as it is after 5 minutes.
fn expired(jwt: &str) -> String {
    resigned(jwt, |claims| claims["exp"] = json!(claims["iat"]))
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name).map(|value| value.to_str().unwrap().to_owned())
}

async fn who(request: Request<Incoming>) -> Result<Response<String>, Infallible> {
    let member = request.extensions().get::<MemberAuth>().expect("nobody else gets here");
    Ok(Response::new(member.session().member_id.to_string()))
}

/// A server of hyper's own on a port of this machine, for as long as the runtime lives.
async fn serve(layer: SessionLayer) -> SocketAddr {
    let service = TowerToHyperService::new(ServiceBuilder::new().layer(layer).service_fn(who));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let io = TokioIo::new(stream);
            tokio::spawn(server::conn::http1::Builder::new().serve_connection(io, service.clone()));
        }
    });
    address
}

/// What the server answers to a request on a connection of its own.
async fn answer(server: SocketAddr, method: &str, headers: &[(&str, &str)]) -> (u16, HeaderMap, String) {
    let stream = TcpStream::connect(server).await.unwrap();
    let (mut sender, connection) = client::conn::http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let mut request = Request::builder().method(method).uri("/documents").header("host", server.to_string());
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = sender.send_request(request.body(String::new()).unwrap()).await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    (status, headers, body(response.map(axum::body::Body::new)).await)
}

#[test]
fn hyper_behind_the_layer() {
    paused(async {
        let world = World::new().await;
        let jwt = world.session();
        let layer = SessionLayer::new(world.client.clone()).renew_cookie(SessionCookie::default());
        let server = serve(layer).await;
        let bearer = format!("Bearer {jwt}");
        let (status, headers, body) = answer(server, "POST", &[("authorization", &bearer)]).await;
        assert_eq!((status, body.as_str(), headers.get("cache-control")), (200, world.member.as_str(), None));

        let (status, headers, body) = answer(server, "GET", &[]).await;
        assert_eq!((status, header(&headers, "www-authenticate").as_deref()), (401, Some("Bearer")));
        assert_eq!((body.as_str(), header(&headers, "cache-control").as_deref()), ("", Some("no-store")));

        let good = jwt_cookie(&jwt);
        let good = ("cookie", good.as_str());
        let own = format!("http://{server}");
        for (site, expected) in [
            (("sec-fetch-site", "same-origin"), 200),
            (("sec-fetch-site", "cross-site"), 403),
            (("origin", own.as_str()), 200),
            (("origin", "http://evil.example"), 403),
        ] {
            assert_eq!(answer(server, "POST", &[good, site]).await.0, expected, "{site:?}");
        }
        assert_eq!(world.count("sessions_authenticate"), 0);

        let session = world.sandbox.add_member_session(&world.member).unwrap();
        let old = jwt_cookie(&expired(&session.session_jwt));
        let (status, headers, body) = answer(server, "GET", &[("cookie", &old)]).await;
        assert_eq!((status, body.as_str()), (200, world.member.as_str()));
        let [renewed] = &set_cookies(&headers)[..] else { panic!("{headers:?}") };
        let renewed = renewed.split("; ").next().unwrap();
        assert_eq!(answer(server, "GET", &[("cookie", renewed)]).await.0, 200);
        assert_eq!(world.count("sessions_authenticate"), 1);
    });
}

/// The head of a request of actix-web, whose types are those of `http` 0.2.
fn head_of(request: &HttpRequest) -> http::Result<Parts> {
    let mut head = Request::builder().method(request.method().as_str()).uri(request.uri().to_string());
    for (name, value) in request.headers() {
        head = head.header(name.as_str(), value.as_bytes());
    }
    Ok(head.body(())?.into_parts().0)
}

fn answer_of_actix(status: StatusCode, headers: &HeaderMap, body: String) -> HttpResponse {
    let status = actix_web::http::StatusCode::from_u16(status.as_u16()).expect("it is a status");
    let mut answer = HttpResponseBuilder::new(status);
    for (name, value) in headers {
        answer.append_header((name.as_str(), value.as_bytes()));
    }
    answer.body(body)
}

async fn who_of_actix(request: HttpRequest, sessions: Data<SessionLayer>) -> HttpResponse {
    let Ok(head) = head_of(&request) else { return HttpResponse::BadRequest().finish() };
    match sessions.authenticate(&head).await {
        Ok(member) => {
            let mut headers = HeaderMap::new();
            if let Some(cookie) = sessions.renewal(&member) {
                cookie.apply(&mut headers);
            }
            answer_of_actix(StatusCode::OK, &headers, member.session().member_id.to_string())
        }
        Err(refusal) => answer_of_actix(refusal.status(), &refusal.headers(), String::new()),
    }
}

/// Status, and the values of `WWW-Authenticate`, `Retry-After` and `Set-Cookie`, that actix-web's service answers with.
async fn answered(layer: &SessionLayer, method: &str, headers: &[(&str, &str)]) -> (u16, [Option<String>; 3]) {
    use actix_web::test::{TestRequest, call_service, init_service};
    let routes = App::new().app_data(Data::new(layer.clone())).route("/documents", web::to(who_of_actix));
    let service = init_service(routes).await;
    let mut request = TestRequest::with_uri("/documents").method(method.parse().unwrap());
    for header in headers {
        request = request.append_header(*header);
    }
    let response = call_service(&service, request.to_request()).await;
    let value = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    let cache = value("cache-control");
    let found = (response.status().as_u16(), ["www-authenticate", "retry-after", "set-cookie"].map(value));
    assert_eq!(cache.is_some(), found.0 != 200 || found.1[2].is_some());
    found
}

#[test]
fn actix_web_by_the_head_alone() {
    paused(async {
        let world = World::new().await;
        let session = world.sandbox.add_member_session(&world.member).unwrap();
        let layer = SessionLayer::new(world.client.clone()).renew_cookie(SessionCookie::default());
        let answered = async |method: &str, headers: &[(&str, &str)]| answered(&layer, method, headers).await;
        let challenge = |text: &str| [Some(text.to_owned()), None, None];
        let none = || [None, None, None];
        let cookie = jwt_cookie(&session.session_jwt);
        let good = ("cookie", cookie.as_str());
        assert_eq!(answered("GET", &[good]).await, (200, none()));
        // Browsers send one field, others several.
        assert_eq!(answered("GET", &[("cookie", "theme=dark"), good]).await, (200, none()));
        assert_eq!(answered("GET", &[]).await, (401, challenge("Bearer")));
        let invalid = challenge("Bearer error=\"invalid_token\"");
        assert_eq!(answered("GET", &[("authorization", "Bearer a.b.c")]).await, (401, invalid));
        assert_eq!(answered("POST", &[good, ("sec-fetch-site", "cross-site")]).await, (403, none()));
        assert_eq!(answered("POST", &[good, ("sec-fetch-site", "same-origin")]).await, (200, none()));
        assert_eq!(world.count("sessions_authenticate"), 0);

        let old = jwt_cookie(&expired(&session.session_jwt));
        let (status, [.., set]) = answered("GET", &[("cookie", &old)]).await;
        assert_eq!((status, world.count("sessions_authenticate")), (200, 1));
        assert!(set.unwrap().starts_with("stytch_session_jwt=ey"));

        let token = token_cookie(&session.session_token);
        let limit = Fault::rate_limited().retry_after(Duration::from_secs(90));
        world.sandbox.fault(limit.on("sessions_authenticate").always());
        let wait = [None, Some("90".to_owned()), None];
        assert_eq!(answered("GET", &[("cookie", &token)]).await, (503, wait));
    });
}
