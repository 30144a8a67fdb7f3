//! The mistakes that newcomers make first: each is made, and what is said of it says what to do.

use std::error::Error as _;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::process::Command;
use std::task::{Context, Poll, Waker};

use futures::StreamExt;
use stytch_b2b::types::{OrganizationsSearchRequest, SessionsAuthenticateRequest};
use stytch_b2b::{Client, Error, MemberCredential, Outcome, RetryPolicy};
use stytch_b2b_sandbox::{OrganizationSeed, Sandbox};
use tokio::net::TcpListener;

use crate::local::world::World;
use crate::support::server::{Reply, Server, api_error};
use crate::support::snapshot;

const PROJECT_ID: &str = "project-test-hidden";
const SECRET: &str = "secret-test-hidden";

/// What a program without settings of its own is started with.
const VARIABLES: [&str; 4] = ["STYTCH_PROJECT_ID", "STYTCH_SECRET", "STYTCH_BASE_URL", "STYTCH_ALLOW_HTTP_HOST"];

/// A mistake, and what is said of it.
type Said = (&'static str, String);

#[tokio::test]
async fn each_says_what_to_do() {
    let mut said = environment();
    said.extend(credentials());
    said.extend(base_urls());
    said.extend(wrong_servers().await);
    said.extend(refusals().await);
    said.extend(clocks().await);
    let sections: Vec<String> = said.into_iter().map(|(mistake, said)| format!("{mistake}\n  {said}\n")).collect();
    let mut settings = snapshot::settings();
    settings.add_filter(r"127\.0\.0\.1:\d{5}", "127.0.0.1:(port)");
    settings.add_filter(r"request-id-test-[0-9a-f-]{36}", "(id)");
    settings.bind(|| insta::assert_snapshot!("first_mistakes", sections.join("\n")));
}

/// An error with its sources. No form of it shows what must stay hidden.
fn said(error: &Error) -> String {
    let sources = std::iter::successors(error.source(), |source| (*source).source());
    let lines: Vec<String> =
        std::iter::once(error.to_string()).chain(sources.map(|source| format!("source: {source}"))).collect();
    let shown = format!("{error:?} {error:#?} {lines:?}");
    assert!(!shown.contains("hidden"), "{shown}");
    lines.join("\n  ")
}

fn of_result(client: Result<Client, Error>) -> String {
    client.map_or_else(|error| said(&error), |_| "nothing".to_owned())
}

fn environment() -> Vec<Said> {
    let (id, secret) = (("STYTCH_PROJECT_ID", PROJECT_ID), ("STYTCH_SECRET", SECRET));
    vec![
        ("no environment variables", started_with(&[])),
        ("only the project id", started_with(&[id])),
        ("a variable that is empty", started_with(&[id, ("STYTCH_SECRET", "")])),
        ("a file's last line break", started_with(&[id, ("STYTCH_SECRET", "secret-test-hidden\n")])),
        ("all that is needed", started_with(&[id, secret])),
    ]
}

/// What a program says that makes its client of the environment alone.
fn started_with(variables: &[(&str, &str)]) -> String {
    let mut program = Command::new(std::env::current_exe().unwrap());
    program.args(["first_mistakes::made_of_the_environment", "--exact", "--ignored", "--nocapture"]);
    for name in VARIABLES {
        program.env_remove(name);
    }
    let output = program.envs(variables.iter().copied()).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let (_, said) = text.split_once("said: ").unwrap_or_else(|| panic!("{text}"));
    said.split("\n.").next().unwrap().to_owned()
}

#[test]
#[ignore = "the other test starts it in processes of their own"]
fn made_of_the_environment() {
    println!("\nsaid: {}\n.", of_result(Client::from_env()));
}

fn credentials() -> Vec<Said> {
    let of = |id: &str, secret: &str| of_result(Client::new(id, secret));
    vec![
        ("a live secret with a test project", of(PROJECT_ID, "secret-live-hidden")),
        ("a test secret with a live project", of("project-live-hidden", SECRET)),
        ("project id and secret swapped", of(SECRET, PROJECT_ID)),
        ("the project id twice", of(PROJECT_ID, PROJECT_ID)),
        ("the public token in place of the secret", of(PROJECT_ID, "public-token-test-hidden")),
        ("the public token in place of the project id", of("public-token-test-hidden", SECRET)),
        ("a member's session token in place of the project id", of("hidden", SECRET)),
        ("a project id with a line break", of("project-test-hidden\n", SECRET)),
        ("a secret in quotation marks", of(PROJECT_ID, "\"secret-test-hidden\"")),
        ("a project id in quotation marks", of("'project-test-hidden'", SECRET)),
        ("the secret in place of the public token", {
            let client = Client::new(PROJECT_ID, SECRET).unwrap();
            said(&client.public(SECRET).sso().start("connection").url().unwrap_err())
        }),
    ]
}

fn base_urls() -> Vec<Said> {
    let of = |url: &str| of_result(Client::builder(PROJECT_ID, SECRET).base_url(url).build());
    vec![
        ("a base URL of the other environment", of("https://api.stytch.com")),
        ("a base URL without a scheme", of("test.stytch.com")),
        ("a base URL without a scheme, with a port", of("localhost:4010")),
        ("a base URL that is a secret", of("secret-test-hidden")),
        ("a base URL with the path of the API", of("https://test.stytch.com/v1/b2b/")),
        ("a base URL of plain http", of("http://test.stytch.com")),
    ]
}

/// Custom domains and stand-ins are of no environment, and may have a path.
#[test]
fn other_base_urls_are_for_every_project() {
    for project in ["live", "test"] {
        for url in ["https://login.example.com", "http://127.0.0.1:1", "https://gate.example.com/v1"] {
            let (id, secret) = (format!("project-{project}-1"), format!("secret-{project}-1"));
            Client::builder(id, secret).base_url(url).build().unwrap();
        }
    }
    // Secrets are not all of one form.
    Client::new("project-live-1", "another-form").unwrap();
    Client::builder("project-live-1", "secret-live-1").base_url("https://api.stytch.com").build().unwrap();
}

async fn wrong_servers() -> Vec<Said> {
    let html = |status| Reply::Full(status, vec![("Content-Type", "text/html".into())], b"<h1>hidden</h1>".to_vec());
    let redirect = Reply::Full(301, vec![("Location", "https://example.com/?hidden".into())], Vec::new());
    // What a server of TLS says to plain HTTP: the alert `unexpected_message`.
    let alert = Reply::Raw(vec![21, 3, 3, 0, 2, 2, 10]);
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let sandbox = Sandbox::builder().start().await.unwrap();
    vec![
        ("nothing listens there: the sandbox is not started", get(&format!("http://{free}")).await),
        ("http to a port of https", answered(alert).await),
        ("http to a port of https, which says so", answered(html(400)).await),
        ("https to a port of http", get(&sandbox.base_url().replace("http", "https")).await),
        ("another website, which has no such page", answered(html(404)).await),
        ("another website, which has a page for everything", answered(html(200)).await),
        ("another website, which leads elsewhere", answered(redirect).await),
        ("a base URL with the version of the API", get(&format!("{}/v1", sandbox.base_url())).await),
    ]
}

async fn answered(reply: Reply) -> String {
    let server = Server::start(move |_, _| reply.clone()).await;
    get(&server.base_url()).await
}

async fn get(base_url: &str) -> String {
    let client = Client::builder(PROJECT_ID, SECRET).base_url(base_url).retry(RetryPolicy::none()).build().unwrap();
    said(&client.organizations().get("acme-co").await.unwrap_err())
}

async fn refusals() -> Vec<Said> {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let organization = sandbox.add_organization(OrganizationSeed::new("Acme").slug("acme-co")).unwrap();
    let other = sandbox.add_organization("Other").unwrap();
    let member = sandbox.add_member(&organization, "ada@acme.example").unwrap();
    let session = sandbox.add_member_session(&member).unwrap();
    let client =
        |secret: &str| Client::builder(sandbox.project_id(), secret).base_url(sandbox.base_url()).build().unwrap();
    let wrong = client(SECRET).organizations().get("acme-co").await.unwrap_err();
    let client = client(sandbox.secret());
    let credential = MemberCredential::session_token(session.session_token.as_str());
    let unknown = client.organizations().get("acme").await.unwrap_err();
    let elsewhere = client.organizations().members().dangerously_get("ada@acme.example").await;
    let not_there = client.organizations().members().delete(&other, &member).await.unwrap_err();
    let not_allowed = client.organizations().delete(&other).member_session(&credential).await.unwrap_err();
    let nobody = client.sessions().authenticate(SessionsAuthenticateRequest::new()).await.unwrap_err();
    let said = vec![
        ("a secret of another project", said(&wrong)),
        ("a misspelled slug", said(&unknown)),
        ("an address in place of a member's id", said(&elsewhere.unwrap_err())),
        ("a member of another organization", said(&not_there)),
        ("another organization than the session's", said(&not_allowed)),
        ("no session at all", said(&nobody)),
        (
            "a project of the API for consumers",
            answered(Reply::Json(400, api_error(400, "invalid_b2b_endpoint"))).await,
        ),
    ];
    for (mistake, said) in &said {
        assert!(!said.contains(sandbox.secret()) && !said.contains(&session.session_token), "{mistake}: {said}");
    }
    said
}

async fn clocks() -> Vec<Said> {
    let world = World::new().await;
    let jwt = world.session();
    let local = async || said(&world.client.sessions().authenticate_jwt_local(&jwt).await.unwrap_err());
    // The API goes by its own clock, so a check that may ask it does not notice.
    let asking = async || world.client.sessions().authenticate_jwt(&jwt).await.unwrap();
    world.move_clock(3600);
    let fast = local().await;
    assert!(asking().await.answer.is_some());
    world.move_clock(-7200);
    let slow = local().await;
    assert!(asking().await.answer.is_some());
    vec![("this machine's clock is an hour fast", fast), ("this machine's clock is an hour slow", slow)]
}

/// A wrong password is answered as wrong credentials of the project are.
#[tokio::test]
async fn a_wrong_password_is_no_mistake_in_the_settings() {
    let server = Server::start(|_, _| Reply::Json(401, api_error(401, "unauthorized_credentials"))).await;
    let login = stytch_b2b::types::PasswordsAuthenticateRequest::new("acme-co", "ada@acme.example", "password");
    let of_a_person = server.client().passwords().authenticate(login).await.unwrap_err().to_string();
    let of_the_project = server.client().organizations().get("acme-co").await.unwrap_err().to_string();
    assert!(!of_a_person.contains("environment") && of_the_project.contains("environment"));
}

/// Also where a key or a policy would be read first, and in a scope that was opened in a runtime.
#[test]
fn a_call_without_a_runtime_is_refused() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (world, scope) = runtime.block_on(async {
        let world = World::new().await;
        let scope = world.client.as_member(&MemberCredential::session_jwt(world.session())).await.unwrap();
        (world, scope)
    });
    drop(runtime);
    let jwt = world.session();
    let client =
        Client::builder(world.sandbox.project_id(), SECRET).base_url(world.sandbox.base_url()).build().unwrap();
    let errors = [
        polled(client.organizations().get("acme-co").into_future()).err(),
        polled(client.organizations().search(OrganizationsSearchRequest::new()).stream().next()).and_then(Result::err),
        polled(client.sessions().authenticate_jwt(&jwt).into_future()).err(),
        polled(client.sessions().authenticate_jwt_local(&jwt).into_future()).err(),
        polled(Box::pin(client.warm_up())).err(),
        polled(scope.organization().get().into_future()).err(),
    ];
    let errors = errors.map(Option::unwrap);
    for error in &errors {
        assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 0));
    }
    let said: Vec<String> = errors.iter().map(said).collect();
    snapshot::settings().bind(|| insta::assert_snapshot!("first_mistakes_runtime", said.join("\n")));

    // What is at hand already is judged as ever.
    let who = polled(world.client.sessions().authenticate_jwt_local(&jwt).into_future()).unwrap();
    assert_eq!(who.member_session.member_id, world.member.as_str());
}

/// The output of a future that has no need to wait.
fn polled<F: Future + Unpin>(mut future: F) -> F::Output {
    match Pin::new(&mut future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("it waits"),
    }
}

/// tokio's own words, which name what is missing.
#[test]
#[should_panic(expected = "Call `enable_time` on the runtime builder")]
fn a_runtime_without_timers_says_so() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().unwrap();
    let client = Client::builder(PROJECT_ID, SECRET).base_url("http://127.0.0.1:1").build().unwrap();
    let _ = runtime.block_on(client.organizations().get("acme-co").into_future());
}

/// A forgotten `.await` is a warning of the compiler that says what is missing.
#[test]
fn what_waits_to_be_awaited_warns_when_it_is_dropped() {
    let mut found = Vec::new();
    for file in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../src")) {
        let source = std::fs::read_to_string(&file).unwrap();
        let made_by_macro = source.split("awaitable!(").nth(1).and_then(|rest| rest.split(");").next());
        let made_by_macro = made_by_macro.into_iter().flat_map(|list| list.split(',')).filter(|one| one.contains("=>"));
        let mut types: Vec<&str> = made_by_macro.filter_map(|one| one.split("=>").next()).map(str::trim).collect();
        for of in [" IntoFuture for ", " Future for ", " Stream for "] {
            let lines = source.lines().filter(|line| line.starts_with("impl")).filter_map(|line| line.split_once(of));
            types.extend(lines.filter_map(|(_, name)| name.split(['<', ' ']).next()));
        }
        for name in types {
            let declaration = source.lines().position(|line| {
                line.strip_prefix("pub struct ").is_some_and(|rest| rest.split(['<', ' ', '(']).next() == Some(name))
            });
            let before = source.lines().nth(declaration.unwrap() - 1).unwrap();
            assert!(before.starts_with("#[must_use = \""), "{name} in {}", file.display());
            found.push(name.to_owned());
        }
    }
    for name in ["AuthenticateJwt", "Call", "CallFuture", "Items", "OpenScope", "Pages", "ScopedCall"] {
        assert!(found.iter().any(|one| one == name), "{name} is not among {found:?}");
    }
}

fn sources(directory: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let is_source = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "rs");
    files.into_iter().filter(is_source).chain(folders.iter().flat_map(|folder| sources(folder))).collect()
}
