//! Permissions: what roles and scopes allow, in which organization, and who is asked.

use serde_json::{Value, json};
use stytch_b2b::types::{
    AuthorizationCheck, RbacOrgPolicy, RbacOrganizationsSetOrgPolicyRequest, RbacPolicyRole, RbacPolicyRolePermission,
};
use stytch_b2b::{Denial, Error};
use stytch_b2b_sandbox::{Fault, Sandbox};

use super::world::{SESSION, World, resigned};

fn with_roles(world: &World, roles: Value) -> String {
    resigned(&world.session(), |claims| claims[SESSION]["roles"] = roles)
}

fn denial(error: &Error) -> Option<Denial> {
    match error {
        Error::Denied(error) => Some(error.reason),
        _ => None,
    }
}

async fn set_own_roles(world: &World, roles: &[(&str, &str)]) {
    let roles = roles
        .iter()
        .map(|(role, action)| RbacPolicyRole::new(*role, "", [RbacPolicyRolePermission::new("documents", [*action])]));
    let request = RbacOrganizationsSetOrgPolicyRequest::new(RbacOrgPolicy::new(roles));
    world.client.rbac().organizations().set_org_policy(&world.organization, request).await.unwrap();
    world.sandbox.clear_requests();
}

#[tokio::test]
async fn the_table_of_permissions_agrees_with_the_api() {
    let world = World::new().await;
    set_own_roles(&world, &[("auditor", "delete"), ("keeper", "write")]).await;
    let rows: [(Value, &str, &str, &[&str]); 12] = [
        (json!(["stytch_member"]), "documents", "read", &["stytch_member"]),
        (json!(["stytch_member"]), "documents", "write", &[]),
        (json!(["editor"]), "documents", "write", &["editor"]),
        // The wildcard stands for actions that nobody has heard of, never for resources.
        (json!(["editor"]), "documents", "unheard-of", &["editor"]),
        (json!(["editor"]), "*", "read", &[]),
        (json!(["editor"]), "Documents", "read", &[]),
        (json!(["editor"]), "documents", "*", &["editor"]),
        (json!(["stytch_member", "editor"]), "documents", "read", &["stytch_member", "editor"]),
        (json!(["auditor"]), "documents", "delete", &["auditor"]),
        (json!(["auditor", "editor"]), "documents", "delete", &["auditor", "editor"]),
        (json!(["unknown"]), "documents", "read", &[]),
        (json!([]), "documents", "read", &[]),
    ];
    for (roles, resource, action, granting) in rows {
        let jwt = with_roles(&world, roles.clone());
        let session = world.client.sessions().authenticate_jwt_local(jwt).await.unwrap().member_session;
        let result = world.client.rbac().authorize(&session, resource, action).await;
        match result {
            Ok(verdict) => assert_eq!(
                (verdict.authorized, verdict.granting_roles.as_slice()),
                (true, &granting.iter().map(|role| (*role).to_owned()).collect::<Vec<_>>()[..])
            ),
            Err(error) => {
                assert!(granting.is_empty(), "{roles} {resource} {action}");
                assert_eq!(denial(&error), Some(Denial::Permission));
                assert_eq!(error.error_type(), Some("session_authorization_error"));
                assert!(error.is_forbidden() && !error.is_unauthorized() && !error.is_session_over());
            }
        }
    }
    // One look at each policy was enough for all of it.
    assert_eq!(world.counts(), [1, 0, 1, 1]);

    // The API says the same of roles that the member really has.
    let jwt = world.session();
    let check = AuthorizationCheck::new(world.organization.as_str(), "documents", "read");
    let here = world.client.sessions().authenticate_jwt(jwt.as_str()).authorization_check(check.clone()).await.unwrap();
    let request = stytch_b2b::types::SessionsAuthenticateRequest::new().session_jwt(jwt).authorization_check(check);
    assert_eq!(here.verdict, world.client.sessions().authenticate(request).await.unwrap().verdict);
}

#[tokio::test]
async fn organizations_are_asked_about_only_for_roles_of_their_own() {
    let world = World::new().await;
    set_own_roles(&world, &[("auditor", "delete")]).await;
    for roles in [json!(["stytch_member"]), json!([]), json!(["editor", "stytch_admin"])] {
        let jwt = with_roles(&world, roles);
        let session = world.client.sessions().authenticate_jwt_local(jwt).await.unwrap().member_session;
        drop(world.client.rbac().authorize(&session, "documents", "read").await);
    }
    assert_eq!(world.counts(), [1, 0, 1, 0]);
    let refused = world.client.rbac().cached_org_policy("acme").await.unwrap_err();
    assert!(matches!(refused, Error::InvalidInput(_)), "{refused}");

    // A role that both have is the project's.
    let policy = world.client.rbac().cached_policy().await.unwrap();
    let own = RbacPolicyRole::new("stytch_member", "", [RbacPolicyRolePermission::new("documents", ["delete"])]);
    let own = RbacOrgPolicy::new([own]);
    assert!(policy.granting_roles(Some(&own), &["stytch_member"], "documents", "delete").is_empty());
    assert_eq!(policy.granting_roles(Some(&own), &["stytch_member"], "documents", "read"), ["stytch_member"]);
    assert!(policy.validate(&own).unwrap_err().to_string().contains("two roles `stytch_member`"));
    for (resource, actions, reason) in [
        ("documents", &["read", "write"][..], None),
        ("documents", &["*"], None),
        ("documents", &["*", "read"], Some("beside `*`")),
        ("documents", &["fly"], Some("unknown action `fly`")),
        ("documents", &[], Some("allows nothing")),
        ("clouds", &["read"], Some("unknown resource `clouds`")),
    ] {
        let role =
            RbacPolicyRole::new("auditor", "", [RbacPolicyRolePermission::new(resource, actions.iter().copied())]);
        let error = policy.validate(&RbacOrgPolicy::new([role])).err().map(|error| error.to_string());
        assert_eq!(
            error.as_ref().map(|error| error.contains(reason.unwrap_or_default())),
            reason.map(|_| true),
            "{error:?}"
        );
    }
}

/// Organizations that have a policy of their own are a feature that a project may lack.
#[tokio::test]
async fn projects_without_policies_of_organizations() {
    let missing = World::with(Sandbox::builder().without_organization_policies(), |client| client).await;
    let told = World::with(Sandbox::builder(), stytch_b2b::ClientBuilder::without_organization_policies).await;
    for (world, asked) in [(missing, 1), (told, 0)] {
        for _ in 0..3 {
            let jwt = with_roles(&world, json!(["auditor"]));
            let session = world.client.sessions().authenticate_jwt_local(jwt).await.unwrap().member_session;
            let error = world.client.rbac().authorize(&session, "documents", "read").await.unwrap_err();
            assert_eq!(denial(&error), Some(Denial::Permission));
        }
        assert_eq!(world.counts(), [1, 0, 1, asked]);
    }
}

/// Slugs and external ids are chosen by customers, and one may be another's id.
#[tokio::test]
async fn nobody_passes_for_another_organization() {
    let world = World::new().await;
    let other = world.sandbox.add_organization("Bolt").unwrap();
    let request = stytch_b2b::types::OrganizationsUpdateRequest::new().organization_external_id("an-external-id");
    world.client.organizations().update(&*other, request).await.unwrap();
    let slug = |slug: &str| {
        resigned(&world.session(), |claims| claims["https://stytch.com/organization"]["slug"] = json!(slug))
    };
    for (jwt, organization, final_here) in [
        (world.session(), other.as_str(), true),
        (slug(&other), other.as_str(), true),
        (slug("organization-of-somebody"), "organization-of-somebody", true),
        (slug("bolt"), "bolt", false),
        (world.session(), "an-external-id", false),
    ] {
        world.sandbox.clear_requests();
        let check = AuthorizationCheck::new(organization, "documents", "read");
        let asking = world.client.sessions().authenticate_jwt(jwt.as_str()).authorization_check(check.clone());
        let error = asking.await.unwrap_err();
        assert!(error.is_forbidden(), "{organization}: {error}");
        assert_eq!(world.count("sessions_authenticate"), usize::from(!final_here), "{organization}");
        let error = world.client.sessions().authenticate_jwt_local(jwt.as_str()).authorization_check(check).await;
        assert_eq!(denial(&error.unwrap_err()), Some(Denial::Tenancy));
        let session = world.client.sessions().authenticate_jwt_local(jwt).await.unwrap().member_session;
        let error = world.client.rbac().authorize(&session, "documents", "read").organization(organization).await;
        let error = error.unwrap_err();
        assert_eq!(
            (denial(&error), error.error_type()),
            (Some(Denial::Tenancy), Some("session_authorization_tenancy_error"))
        );
    }
    // Its own slug is for the API to recognize.
    let check = AuthorizationCheck::new("acme", "documents", "read");
    let who = world.client.sessions().authenticate_jwt(world.session()).authorization_check(check).await.unwrap();
    assert!(who.answer.is_some() && who.verdict.is_some());
}

/// Roles in a JWT are up to five minutes old, so a no is confirmed where it can be.
#[tokio::test]
async fn the_api_has_the_last_word_on_a_no() {
    let world = World::new().await;
    let check = || AuthorizationCheck::new(world.organization.as_str(), "documents", "read");
    let without = with_roles(&world, json!([]));
    let ask = async |jwt: &str| world.client.sessions().authenticate_jwt(jwt).authorization_check(check()).await;

    let who = ask(&without).await.unwrap();
    assert_eq!((who.answer.is_some(), world.counts()), (true, [1, 1, 1, 0]));
    let delete = AuthorizationCheck::new(world.organization.as_str(), "documents", "delete");
    let error =
        world.client.sessions().authenticate_jwt(without.as_str()).authorization_check(delete).await.unwrap_err();
    assert!(matches!(&error, Error::Api(error) if error.status == 403), "{error}");

    // It can not say: the no stands.
    for fault in [Fault::status(500), Fault::rate_limited(), Fault::closed(), Fault::html(502)] {
        world.sandbox.clear_faults();
        world.sandbox.fault(fault.on("sessions_authenticate").always());
        let once = world.client.sessions().authenticate_jwt(without.as_str()).authorization_check(check());
        let error = once.retry(stytch_b2b::RetryPolicy::none()).await.unwrap_err();
        assert_eq!(denial(&error), Some(Denial::Permission), "{error}");
        assert_eq!(
            world
                .client
                .sessions()
                .authenticate_jwt(world.session())
                .authorization_check(check())
                .await
                .unwrap()
                .answer,
            None
        );
    }
    world.sandbox.clear_faults();

    // Without roles in it, the JWT says nothing either way.
    let silent = resigned(&world.session(), |claims| drop(claims[SESSION].as_object_mut().unwrap().remove("roles")));
    assert!(ask(&silent).await.unwrap().answer.is_some());
    let local = world.client.sessions().authenticate_jwt_local(silent).authorization_check(check()).await;
    assert_eq!(super::world::fault(&local.unwrap_err()), Some(stytch_b2b::Fault::Claim("roles")));
}

#[tokio::test]
async fn without_a_policy_the_api_is_asked() {
    let world = World::new().await;
    world.sandbox.fault(Fault::status(500).on("rbac_policy").always());
    let check = AuthorizationCheck::new(world.organization.as_str(), "documents", "read");
    let asked = world.client.sessions().authenticate_jwt(world.session()).authorization_check(check.clone());
    assert!(asked.await.unwrap().answer.is_some());
    let local = world.client.sessions().authenticate_jwt_local(world.session()).authorization_check(check);
    assert_eq!(local.await.unwrap_err().status(), Some(500));
    // Two attempts, and the same error for a second.
    assert_eq!(world.counts(), [1, 1, 2, 0]);
}
