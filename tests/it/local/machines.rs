//! Machines and Connected Apps: scopes, tokens that are kept, and what the API says of a token.

use std::future::IntoFuture;
use std::time::Duration;

use futures::future::join_all;
use proptest::prelude::{any, proptest};
use proptest::test_runner::Config;
use serde_json::json;
use stytch_b2b::local::AccessTokenClaims;
use stytch_b2b::types::{AuthorizationCheck, IdpIntrospectTokenRequest, M2mTokenRequest};
use stytch_b2b::{Denial, Error, Fault as Reason};
use stytch_b2b_sandbox::{Fault, Sandbox, TokenSpec};
use tokio::time::advance;

use super::world::{World, fault};
use crate::support::clock::paused;
use crate::support::server::{Reply, Server};

#[tokio::test]
async fn the_table_of_scopes() {
    let world = World::new().await;
    for (granted, required, covered) in [
        ("read:users", "read:users", true),
        ("read:users", "read:groups", false),
        ("read:users", "read", false),
        ("read:*", "read:users", true),
        ("read:*", "read:users:admin", true),
        ("read:*", "read", true),
        ("read:*", "reader:users", false),
        ("read:*", "write:users", false),
        ("read", "read", true),
        ("read", "read:users", false),
        ("*", "read", false),
        ("*:*", "read:users", false),
        ("write:users", "write:users:admin", false),
        ("a:b", "a:b:c", false),
        ("a:b:*", "a:b:c", false),
        ("write:users read:users", "read:users", true),
        ("", "read:users", false),
    ] {
        let token = world.sandbox.sign(TokenSpec::m2m(&world.machine, [granted])).unwrap();
        let checked = world.client.m2m().authenticate_token(token.as_str()).require_scopes([required]).await;
        let machine = world.client.m2m().authenticate_token(token).await.unwrap();
        assert_eq!((checked.is_ok(), machine.allows(required)), (covered, covered), "{granted} {required}");
        if let Err(error) = checked {
            let Error::Denied(denied) = &error else { panic!("{error}") };
            let (action, resource) = required.split_once(':').unwrap_or((required, "-"));
            assert_eq!((denied.reason, &*denied.action, &*denied.resource_id), (Denial::Scope, action, resource));
            assert_eq!((error.error_type(), error.is_forbidden()), (Some("m2m_authorization_error"), true));
        }
    }
    let machine = world.client.m2m().authenticate_token(world.machine_token()).await.unwrap();
    assert_eq!((machine.client_id, machine.scopes), (world.machine.clone(), vec!["read:users".to_owned()]));
    assert_eq!(world.counts(), [1, 0, 0, 0]);
}

#[test]
fn arbitrary_scopes_are_compared_without_a_panic() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let world = runtime.block_on(World::new());
    let config = Config { failure_persistence: None, cases: 64, ..Config::default() };
    proptest!(config, |(granted in any::<String>(), required in any::<String>())| {
        let token = world.sandbox.sign(TokenSpec::m2m(&world.machine, [granted.as_str()])).unwrap();
        let machine = runtime.block_on(world.client.m2m().authenticate_token(token).into_future()).unwrap();
        let names = granted.split_whitespace().any(|granted| granted == required || granted.ends_with(":*"));
        assert!(names || !machine.allows(&required));
    });
}

#[tokio::test]
async fn the_token_of_a_connected_app() {
    let world = World::new().await;
    let check = |organization: &str, action: &str| AuthorizationCheck::new(organization, "documents", action);
    let local = async |organization: &str, action: &str| {
        world
            .client
            .idp()
            .introspect_token_local(world.app_token())
            .authorization_check(check(organization, action))
            .await
    };
    let claims = local(&world.organization, "read").await.unwrap();
    assert_eq!((claims.client_id.as_deref(), claims.subject.as_str()), (Some(&*world.app), &*world.member));
    assert_eq!((claims.organization_id.as_str(), claims.scopes.len()), (&*world.organization, 2));
    let other = world.sandbox.add_organization("Bolt").unwrap();
    for (organization, action, reason) in [
        (world.organization.as_str(), "write", Denial::Permission),
        (&other, "read", Denial::Tenancy),
        ("acme", "read", Denial::Tenancy),
    ] {
        let Error::Denied(denied) = local(organization, action).await.unwrap_err() else { panic!("{organization}") };
        assert_eq!(denied.reason, reason);
        let Error::Denied(denied) =
            world.client.idp().authorize(&claims, check(organization, action)).await.unwrap_err()
        else {
            panic!("{organization}")
        };
        assert_eq!(denied.reason, reason);
    }
    assert_eq!(world.counts(), [1, 0, 1, 0]);
    let aged = world.client.idp().introspect_token_local(world.app_token()).max_token_age(Duration::ZERO).await;
    assert_eq!(fault(&aged.unwrap_err()), Some(Reason::TooOld));
}

#[tokio::test]
async fn what_the_api_says_of_a_token_is_read_as_strictly() {
    let world = World::new().await;
    let app = stytch_b2b::types::ConnectedAppsClientsCreateRequest::new("third_party");
    let app = world.client.connected_apps().clients().create(app).await.unwrap().connected_app;
    let token = world.sandbox.add_access_token(&app.client_id, &world.member, &["read:documents"]).unwrap();
    let ask = async |token: &str| {
        let request = IdpIntrospectTokenRequest::new(token, app.client_id.as_str())
            .client_secret(app.client_secret.clone().unwrap());
        AccessTokenClaims::try_from(world.client.idp().introspect_token(request).await.unwrap())
    };
    let claims = ask(&token).await.unwrap();
    assert_eq!(claims, world.client.idp().introspect_token_local(token.as_str()).await.unwrap());
    let check = AuthorizationCheck::new(world.organization.as_str(), "documents", "read");
    world.client.idp().authorize(&claims, check).await.unwrap();
    world.sandbox.revoke_token(&token);
    assert_eq!(fault(&ask(&token).await.unwrap_err()), Some(Reason::Inactive));

    // A machine may ask about its own token: active, and still of another kind.
    let machine = world.sandbox.add_m2m_client(&["read:users"]);
    let token = world.sandbox.sign(TokenSpec::m2m(&machine.client_id, ["read:users"])).unwrap();
    let request = IdpIntrospectTokenRequest::new(token, machine.client_id).client_secret(machine.client_secret);
    let answer = world.client.idp().introspect_token(request).await.unwrap();
    assert!(answer.active);
    assert_eq!(fault(&AccessTokenClaims::try_from(answer).unwrap_err()), Some(Reason::WrongKind));
}

#[test]
fn a_machines_token_is_renewed_before_it_ends() {
    paused(async {
        let sandbox = Sandbox::builder().start().await.unwrap();
        let machine = sandbox.add_m2m_client(&["read:users"]);
        let client = stytch_b2b::Client::builder(sandbox.project_id(), sandbox.secret()).base_url(sandbox.base_url());
        let client = client.build().unwrap();
        let count = || sandbox.requests().len();
        let tokens = client.m2m().tokens(M2mTokenRequest::new(&*machine.client_id, &*machine.client_secret));
        let first = join_all((0..100).map(|_| tokens.get())).await;
        let first: Vec<_> = first.into_iter().map(Result::unwrap).collect();
        assert!(first.iter().all(|token| *token == first[0]));
        assert_eq!(count(), 1);
        // It is good for an hour; after 80 % of that the next one is fetched while this one is used.
        advance(Duration::from_secs(47 * 60)).await;
        tokens.get().await.unwrap();
        assert_eq!(count(), 1);
        sandbox.advance_clock(Duration::from_secs(48 * 60));
        advance(Duration::from_secs(60)).await;
        assert_eq!(tokens.get().await.unwrap(), first[0]);
        tokio::time::sleep(Duration::from_secs(1)).await;
        let second = tokens.get().await.unwrap();
        assert!(second != first[0] && count() == 2);
        // With less than 30 seconds left it waits.
        advance(Duration::from_secs(3600 - 30)).await;
        tokens.clone().get().await.unwrap();
        assert_eq!(count(), 3);
        sandbox.fault(Fault::status(500).on("m2m_token").always());
        advance(Duration::from_secs(50 * 60)).await;
        assert!(tokens.get().await.is_ok());
        advance(Duration::from_secs(10 * 60)).await;
        assert_eq!(tokens.get().await.unwrap_err().status(), Some(500));
    });
}

/// One that lives for less than is to be left is given to whoever waited for it, and not kept.
#[tokio::test]
async fn tokens_of_a_few_seconds_are_not_kept() {
    let server = Server::start(|_, number| {
        Reply::Json(200, json!({"access_token": format!("token-{number}"), "token_type": "bearer", "expires_in": 5}))
    })
    .await;
    let tokens = server.client().m2m().tokens(M2mTokenRequest::new("machine", "secret"));
    for number in 0..3 {
        assert_eq!(tokens.get().await.unwrap().expose(), format!("token-{number}"));
    }
}
