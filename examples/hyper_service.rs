//! A plain hyper server, without any web framework, that answers only requests with a session.

use std::convert::Infallible;
use std::error::Error;
use std::io::Write;

use http::header::{COOKIE, HOST, HeaderName, WWW_AUTHENTICATE};
use http::{Request, Response};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::{client, server};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use stytch_b2b::Client;
use stytch_b2b::tower::{MemberAuth, SessionLayer};
use stytch_b2b_sandbox::Sandbox;
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceBuilder;

const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    run(&mut std::io::stdout()).await
}

/// Whatever gets here has a session.
async fn hello(request: Request<Incoming>) -> Result<Response<String>, Infallible> {
    let member = request.extensions().get::<MemberAuth>().map(|member| &member.session().member_id);
    Ok(Response::new(member.map_or_else(String::new, |member| format!("hello, {member}"))))
}

async fn serve(listener: TcpListener, client: Client) {
    let service = ServiceBuilder::new().layer(SessionLayer::new(client)).service_fn(hello);
    let service = TowerToHyperService::new(service);
    while let Ok((stream, _)) = listener.accept().await {
        let connection = server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service.clone());
        tokio::spawn(connection);
    }
}

/// The whole program, but for where its output goes.
pub async fn run(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    // Against the real API: `Client::from_env()?`, and nothing of the sandbox.
    let sandbox = Sandbox::builder().start().await?;
    let client = Client::builder(sandbox.project_id(), sandbox.secret()).base_url(sandbox.base_url()).build()?;
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = listener.local_addr()?;
    tokio::spawn(serve(listener, client));

    // What browsers would send: the cookie, which a login sets, and whose page makes the request.
    let organization_id = sandbox.add_organization("Acme Co")?;
    let member_id = sandbox.add_member(&organization_id, "ada@acme.example")?;
    let cookie = format!("stytch_session_jwt={}", sandbox.add_member_session(&member_id)?.session_jwt);
    for (what, request) in [
        ("before the login", Request::get("/")),
        ("after the login", Request::get("/").header(COOKIE, &cookie)),
        ("a form of this site", Request::post("/").header(COOKIE, &cookie).header(SITE, "same-origin")),
        ("a form of another site", Request::post("/").header(COOKIE, &cookie).header(SITE, "cross-site")),
    ] {
        let stream = TokioIo::new(TcpStream::connect(address).await?);
        let (mut browser, connection) = client::conn::http1::handshake(stream).await?;
        tokio::spawn(connection);
        let request = request.header(HOST, address.to_string()).body(String::new())?;
        let (head, body) = browser.send_request(request).await?.into_parts();
        let body = body.collect().await?.to_bytes();
        writeln!(out, "{what}: {}", head.status)?;
        if !body.is_empty() {
            writeln!(out, "    {}", String::from_utf8_lossy(&body))?;
        }
        if let Some(challenge) = head.headers.get(WWW_AUTHENTICATE) {
            writeln!(out, "    asked for: {}", challenge.to_str()?)?;
        }
    }
    Ok(())
}
