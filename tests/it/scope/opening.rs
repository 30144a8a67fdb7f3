//! The ways to a scope, and what they cost.

use std::time::Duration;

use stytch_b2b::types::SessionsAuthenticateRequest;
use stytch_b2b::{Client, Error, Fault, MemberCredential};
use stytch_b2b_sandbox::Sandbox;

use super::Company;
use crate::local::world::{NOW, ORGANIZATION, World, fault, resigned, signed};

/// A JWT of which only the API can tell: of a key that nobody knows here.
pub fn undecided() -> String {
    signed(r#"{"alg":"RS256","kid":"jwk-test-unknown"}"#, "{}")
}

#[tokio::test]
async fn by_a_jwt_without_a_request() {
    let world = World::new().await;
    world.client.warm_up().await.unwrap();
    world.sandbox.clear_requests();
    let jwt = world.session();
    let scope = world.client.as_member(&MemberCredential::session_jwt(jwt.as_str())).await.unwrap();
    assert_eq!(world.sandbox.request_count(), 0);
    assert_eq!((scope.member_id().as_str(), scope.organization_id().as_str()), (&*world.member, &*world.organization));
    assert_eq!((scope.credential().expose(), scope.session_jwt().unwrap().expose()), (&*jwt, &*jwt));
    assert!(scope.impersonator().is_none());
}

#[tokio::test]
async fn by_a_token_with_one() {
    let world = World::new().await;
    let token = world.sandbox.add_member_session(&world.member).unwrap().session_token;
    let scope = world.client.as_member(&MemberCredential::session_token(token.as_str())).await.unwrap();
    assert_eq!(world.counts(), [0, 1, 0, 0]);
    // The token stays, since it lives longer than the JWT that the API answered.
    assert_eq!(scope.credential().expose(), token);
    assert_ne!(scope.session_jwt().unwrap().expose(), token);
}

#[tokio::test]
async fn by_an_expired_jwt_with_one() {
    let world = World::new().await;
    world.client.warm_up().await.unwrap();
    let begun = world.sandbox.add_member_session(&world.member).unwrap();
    world.sandbox.clear_requests();
    world.move_clock(301);
    world.sandbox.advance_clock(Duration::from_secs(301));
    let scope = world.client.as_member(&MemberCredential::session_jwt(begun.session_jwt.as_str())).await.unwrap();
    assert_eq!(world.counts(), [0, 1, 0, 0]);
    // The fresh one is what is used from now on.
    assert_ne!(scope.credential().expose(), begun.session_jwt);
    assert_eq!(scope.credential().expose(), scope.session_jwt().unwrap().expose());
    // The API is asked too when the caller wants to know that the session lives at this moment.
    world.sandbox.clear_requests();
    let fresh = scope.credential().clone();
    world.client.as_member(&fresh).await.unwrap();
    assert_eq!(world.counts(), [0, 0, 0, 0]);
    world.client.as_member(&fresh).max_token_age(Duration::ZERO).await.unwrap();
    assert_eq!(world.counts(), [0, 1, 0, 0]);
}

#[tokio::test]
async fn a_bad_credential_is_never_sent() {
    let world = World::new().await;
    world.client.warm_up().await.unwrap();
    world.sandbox.clear_requests();
    let good = world.session();
    let forged = format!("{}AAAA", &good[..good.len() - 4]);
    let elsewhere = resigned(&good, |claims| claims["aud"] = "project-test-other".into());
    for (jwt, expected) in [
        ("", Fault::Malformed),
        ("a.b.c", Fault::Malformed),
        (&forged, Fault::Signature),
        (&elsewhere, Fault::Audience),
        (&world.machine_token(), Fault::WrongKind),
        (&world.app_token(), Fault::WrongKind),
    ] {
        let error = world.client.as_member(&MemberCredential::session_jwt(jwt)).await.unwrap_err();
        assert_eq!(fault(&error), Some(expected), "{error}");
    }
    let long = "a".repeat(5_000_000);
    for token in ["", "not a token", "a.b", &long] {
        let error = world.client.as_member(&MemberCredential::session_token(token)).await.unwrap_err();
        assert_eq!(fault(&error), Some(Fault::Malformed), "{error}");
    }
    assert_eq!(world.sandbox.request_count(), 0);
}

/// An id that is empty would lead a call elsewhere.
#[tokio::test]
async fn a_session_must_name_organization_and_member() {
    let world = World::new().await;
    let without = resigned(&world.session(), |claims| claims[ORGANIZATION]["organization_id"] = "".into());
    let error = world.client.as_member(&MemberCredential::session_jwt(without)).await.unwrap_err();
    assert_eq!(fault(&error), Some(Fault::Claim("organization_id")));
    // None at all: only the API can know.
    let without = resigned(&world.session(), |claims| drop(claims.as_object_mut().unwrap().remove(ORGANIZATION)));
    world.sandbox.clear_requests();
    let scope = world.client.as_member(&MemberCredential::session_jwt(without)).await.unwrap();
    assert_eq!((scope.organization_id().as_str(), world.counts()), (&*world.organization, [0, 1, 0, 0]));
}

#[tokio::test]
async fn of_a_session_that_was_checked_before() {
    let world = World::new().await;
    let mut who = world.client.sessions().authenticate_jwt(world.session()).await.unwrap();
    world.sandbox.clear_requests();
    // Whatever is written there: the scope is that of the session which was checked.
    let mut other = (*who.member_session).clone();
    other.organization_id = "organization-test-other".into();
    other.member_id = "member-test-other".into();
    who.member_session = other.into();
    who.session_jwt = "another.jwt.entirely".into();
    let scope = world.client.scope_of(&who).unwrap();
    assert_eq!((scope.member_id().as_str(), scope.organization_id().as_str()), (&*world.member, &*world.organization));
    assert_ne!(scope.credential().expose(), "another.jwt.entirely");
    assert_eq!(world.sandbox.request_count(), 0);

    let elsewhere = Client::new("project-test-other", "secret-test-other").unwrap();
    let error = elsewhere.scope_of(&who).unwrap_err();
    assert!(matches!(error, Error::InvalidInput(_)), "{error}");
}

/// A session that the API was asked about ends as it says, one by its JWT with the JWT.
#[tokio::test]
async fn a_scope_ends() {
    let world = World::new().await;
    let begun = world.sandbox.add_member_session(&world.member).unwrap();
    let by_token = world.client.as_member(&MemberCredential::session_token(begun.session_token)).await.unwrap();
    let by_jwt = world.client.as_member(&MemberCredential::session_jwt(begun.session_jwt)).await.unwrap();
    world.move_clock(299);
    by_jwt.organization().get().await.unwrap();
    assert!(by_token.session_jwt().is_some());
    world.move_clock(1);
    world.sandbox.clear_requests();
    // The project's credentials would get an answer all the same.
    let error = by_jwt.organization().get().await.unwrap_err();
    assert_eq!((fault(&error), error.is_session_over()), (Some(Fault::Expired), true));
    assert_eq!(world.sandbox.request_count(), 0);
    assert!(by_jwt.session_jwt().is_none() && by_token.session_jwt().is_none());
    by_token.organization().get().await.unwrap();
    // Its roles may have changed since.
    for error in
        [by_token.is_authorized("documents", "read").await.unwrap_err(), by_token.permissions().await.unwrap_err()]
    {
        // The session goes on.
        assert!(matches!(error, Error::InvalidInput(_)) && !error.is_session_over(), "{error}");
    }
    world.move_clock((by_token.session().expires_at.timestamp() - NOW as i64) - 300);
    assert_eq!(fault(&by_token.member().get().await.unwrap_err()), Some(Fault::Expired));
    assert_eq!(fault(&by_token.permissions().await.unwrap_err()), Some(Fault::Expired));
}

/// A JWT that claims to live longer is one of 5 minutes all the same.
#[tokio::test]
async fn a_jwt_is_good_for_five_minutes() {
    let world = World::new().await;
    let long = resigned(&world.session(), |claims| claims["exp"] = (NOW + 3600).into());
    let scope = world.client.as_member(&MemberCredential::session_jwt(long)).await.unwrap();
    world.move_clock(300);
    assert_eq!(fault(&scope.member().get().await.unwrap_err()), Some(Fault::Expired));
}

/// A JWT that does not say which roles the member has opens a scope that tells no permission.
#[tokio::test]
async fn unknown_roles_allow_nothing() {
    let world = World::new().await;
    let jwt = resigned(&world.session(), |claims| {
        drop(claims[crate::local::world::SESSION].as_object_mut().unwrap().remove("roles"));
    });
    let scope = world.client.as_member(&MemberCredential::session_jwt(jwt)).await.unwrap();
    assert!(matches!(scope.permissions().await.unwrap_err(), Error::InvalidInput(_)));
    assert!(matches!(scope.is_authorized("documents", "read").await.unwrap_err(), Error::InvalidInput(_)));
}

/// A permission can be checked while the scope is opened.
#[tokio::test]
async fn with_a_permission() {
    let world = World::new().await;
    let credential = MemberCredential::session_jwt(world.session());
    let check = |action: &str| (world.organization.clone(), "documents".to_owned(), action.to_owned());
    let allowed = |(organization, resource, action): (String, String, String)| {
        stytch_b2b::types::AuthorizationCheck::new(organization, resource, action)
    };
    world.client.as_member(&credential).authorization_check(allowed(check("read"))).await.unwrap();
    let denied = world.client.as_member(&credential).authorization_check(allowed(check("delete"))).await;
    assert!(denied.unwrap_err().is_forbidden());
    let token = world.sandbox.add_member_session(&world.member).unwrap().session_token;
    let by_token = MemberCredential::session_token(token);
    let denied = world.client.as_member(&by_token).authorization_check(allowed(check("delete"))).await;
    assert!(denied.unwrap_err().is_forbidden());
}

/// Two clients of one project are as one, whatever their settings.
#[tokio::test]
async fn clients_of_one_project() {
    let company = Company::new().await;
    let request = SessionsAuthenticateRequest::new().session_token(company.credential.expose());
    let jwt = company.client.sessions().authenticate(request).await.unwrap().session_jwt;
    let who = company.client.sessions().authenticate_jwt(jwt).await.unwrap();
    let sandbox: &Sandbox = &company.sandbox;
    let second = Client::builder(sandbox.project_id(), sandbox.secret()).base_url(sandbox.base_url()).build().unwrap();
    second.scope_of(&who).unwrap().member().get().await.unwrap();
}
