//! Each program of the README does what is said of it.

use std::collections::BTreeSet;
use std::process::Command;

use stytch_b2b::{Client, Secret};
use stytch_b2b_sandbox::{LoginTokenSeed, MemberSeed, Sandbox};

use crate::local::world::World;
use crate::migrating::sandbox;
use crate::support::difference::assert_same;

/// A module with a program of the README, as `build.rs` found it, and what is used of it.
macro_rules! programs {
    ($($name:ident { $($item:item)* })*) => {
        const PROGRAMS: &[&str] = &[$(stringify!($name)),*];

        $(mod $name {
            include!(concat!(env!("OUT_DIR"), "/readme/", stringify!($name), ".rs"));

            $($item)*
        })*
    };
}

programs! {
    quick_start {
        /// It takes its settings from the environment, so it is a process of its own.
        #[test]
        #[ignore = "what it asks is started by the test that runs it"]
        fn program() {
            main().unwrap();
        }
    }
    requests {
        pub async fn run(client: &Client) {
            create(client).await.unwrap();
        }
    }
    lists {
        pub async fn run(client: &Client) {
            print_slugs(client).await.unwrap();
        }
    }
    scim_groups {
        pub async fn run(client: &Client, organization: &str) -> Result<usize, String> {
            count_groups(client, &OrganizationId::from(organization)).await.map_err(|error| error.to_string())
        }
    }
    acting_as_a_member {
        pub async fn run(client: &Client, session_token: Secret) {
            settings(client, session_token).await.unwrap();
        }
    }
    logins {
        pub async fn run(client: &Client, token: Secret) {
            log_in(client, token).await.unwrap();
        }

        pub async fn is_logged_in(client: &Client, session_token: Secret) -> bool {
            check(client, session_token).await.unwrap()
        }
    }
    logins_in_a_browser {
        pub fn url(client: &Client, connection: &str, pkce: &Pkce) -> Url {
            begin(client, &ConnectionId::from(connection), pkce).unwrap()
        }

        pub async fn run(client: &Client, query: &str, pkce: &Pkce) -> Result<(), Error> {
            end(client, query, pkce.verifier().clone()).await
        }
    }
    sessions_and_permissions_on_every_request {
        pub async fn run(client: &Client, session_jwt: &str) -> Result<bool, Error> {
            may_read(client, session_jwt).await
        }
    }
    in_a_web_application {
        pub fn application(client: Client) -> Router {
            routes(client)
        }
    }
    groups_and_users_of_any_provider {
        pub async fn run(base_url: &str, token: &str) {
            rename(base_url, Secret::from(token)).await.unwrap();
        }
    }
    errors {
        #[test]
        fn runs() {
            main().unwrap();
        }

        pub async fn is_there(client: &Client, organization: &str) -> bool {
            exists(client, organization).await.unwrap()
        }
    }
    retries_and_timeouts {
        pub async fn run(base_url: &str, project_id: &str, secret: &str) {
            policy(base_url, project_id, secret).await.unwrap();
        }
    }
    the_sandbox {
        #[test]
        fn runs() {
            main().unwrap();
        }
    }
}

#[test]
fn no_program_is_left_out() {
    let found = std::fs::read_dir(concat!(env!("OUT_DIR"), "/readme")).unwrap();
    let found = found.map(|file| file.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    assert_same(&PROGRAMS.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<String>>(), &found);
}

#[tokio::test]
async fn the_first_program_prints_an_organization() {
    let (sandbox, ..) = sandbox().await;
    let mut program = Command::new(std::env::current_exe().unwrap());
    program.args(["--exact", "readme::quick_start::program", "--ignored", "--nocapture"]);
    program.env("STYTCH_PROJECT_ID", sandbox.project_id()).env("STYTCH_SECRET", sandbox.secret());
    program.env("STYTCH_BASE_URL", sandbox.base_url());
    let output = tokio::task::spawn_blocking(move || program.output().unwrap()).await.unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && said.contains("Acme Co (request request-id-test-"), "{said}");
}

#[tokio::test]
async fn organizations_and_lists() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = Client::builder(sandbox.project_id(), sandbox.secret()).base_url(sandbox.base_url()).build().unwrap();
    assert!(!errors::is_there(&client, "acme-co").await);
    requests::run(&client).await;
    assert!(errors::is_there(&client, "acme-co").await);
    let organization = client.organizations().get("acme-co").await.unwrap().organization;
    assert!(organization.email_allowed_domains.is_empty());
    sandbox.clear_requests();
    lists::run(&client).await;
    retries_and_timeouts::run(sandbox.base_url(), sandbox.project_id(), sandbox.secret()).await;
    assert_eq!(sandbox.request_count(), 2);
}

#[tokio::test]
async fn groups_of_a_directory() {
    let (sandbox, client, organization) = sandbox().await;
    let error = scim_groups::run(&client, &organization).await.unwrap_err();
    assert_eq!(error, "the organization has no SCIM connection");
    let connection = sandbox.add_scim_connection(&organization).unwrap();
    sandbox.add_scim_groups(&connection, 1_234).unwrap();
    assert_eq!(scim_groups::run(&client, &organization).await, Ok(1_234));

    let (base_url, token) = (sandbox.scim_base_url(&connection).unwrap(), sandbox.scim_token(&connection).unwrap());
    let provider = stytch_b2b::scim2::Client::new(&base_url, token.as_str()).unwrap();
    let name = r#"Ortiz "and" Sons|Balancer|User"#;
    let group = provider.groups().create(&stytch_b2b::scim2::Group::new(name)).await.unwrap();
    groups_and_users_of_any_provider::run(&base_url, &token).await;
    let renamed = provider.groups().get(group.id.unwrap()).await.unwrap();
    assert_eq!(renamed.display_name.as_deref(), Some("Ortiz|Balancer|User"));
}

#[tokio::test]
async fn members_and_logins() {
    let (sandbox, client, organization) = sandbox().await;
    let admin = MemberSeed::new("ada@acme.example").roles(["stytch_admin"]);
    let member = sandbox.add_member(&organization, admin).unwrap();
    let session_token = || Secret::from(sandbox.add_member_session(&member).unwrap().session_token.as_str());
    acting_as_a_member::run(&client, session_token()).await;
    let renamed = client.organizations().get(&organization).await.unwrap().organization;
    assert_eq!(renamed.organization_name, "New name");

    let request = stytch_b2b::types::MagicLinksEmailLoginOrSignupRequest::new(&organization, "ada@acme.example");
    client.magic_links().email().login_or_signup(request).await.unwrap();
    let token = sandbox.last_message_to("ada@acme.example").unwrap().token.unwrap();
    logins::run(&client, Secret::from(token)).await;
    assert!(logins::is_logged_in(&client, session_token()).await);
    assert!(!logins::is_logged_in(&client, Secret::from("nobody")).await);

    let connection = client.sso().oidc().create_connection(&organization, Default::default()).await.unwrap();
    let connection = connection.connection.unwrap().connection_id;
    let pkce = stytch_b2b::Pkce::generate().unwrap();
    let url = logins_in_a_browser::url(&client, connection.as_str(), &pkce);
    assert!(url.query_pairs().any(|(name, value)| name == "pkce_code_challenge" && value == pkce.challenge()));
    let seed = LoginTokenSeed::sso(&member, connection.as_str()).pkce_code_challenge(pkce.challenge());
    let query = format!("stytch_token_type=sso&token={}", sandbox.add_login_token(seed).unwrap());
    logins_in_a_browser::run(&client, &query, &pkce).await.unwrap();
    let error = logins_in_a_browser::run(&client, &query, &pkce).await.unwrap_err();
    assert_eq!(error.error_type(), Some("sso_token_not_found"));
}

#[tokio::test]
async fn sessions_and_web_applications() {
    use axum::body::Body;
    use tower::util::ServiceExt;

    let world = World::new().await;
    let jwt = world.session();
    assert!(sessions_and_permissions_on_every_request::run(&world.client, &jwt).await.unwrap());
    let application = in_a_web_application::application(world.client.clone());
    let status = async |method: &str, path: &str, jwt: &str| {
        let request =
            http::Request::builder().method(method).uri(path).header("authorization", format!("Bearer {jwt}"));
        application.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap().status().as_u16()
    };
    assert_eq!(status("GET", "/me", &jwt).await, 200);
    assert_eq!(status("GET", "/me", "nobody").await, 401);
    // A member may read documents and write none.
    assert_eq!(status("POST", "/documents", &jwt).await, 403);
}
