//! What is refused here, since the API would do it with the project's power.

use futures::FutureExt;
use futures::future::BoxFuture;
use serde_json::{Value, json};
use std::future::IntoFuture;
use std::time::Duration;
use stytch_b2b::scope::MemberScope;
use stytch_b2b::types::{
    MfaEnrollment, OrganizationsMembersCreateRequest, OrganizationsMembersStartEmailUpdateRequest,
    OrganizationsMembersUpdateRequest, PasswordHashType, PasswordsMigrateRequest,
};
use stytch_b2b::{Denial, Error, Fault, MemberCredential, Outcome};

use super::{Company, a_second_factor, an_impersonation, recorded_scope, recorder};
use crate::local::world::fault;
use crate::support::clock::paused;
use crate::support::server::{Reply, Server};

type Refused = BoxFuture<'static, Error>;
type Attempt = (&'static str, fn(&MemberScope) -> Refused);

fn refused<T: 'static>(call: impl IntoFuture<Output = Result<T, Error>, IntoFuture: Send + 'static>) -> Refused {
    call.into_future().map(|outcome| outcome.err().expect("the call is refused")).boxed()
}

fn denial(error: &Error) -> Option<Denial> {
    match error {
        Error::Denied(error) => Some(error.reason),
        _ => None,
    }
}

/// Whatever goes without the member's session to be checked.
#[rustfmt::skip]
fn by_the_projects_power() -> Vec<Attempt> {
    vec![
        ("organizations.get", |scope| refused(scope.organization().get())),
        ("organizations.members.get", |scope| refused(scope.member().get())),
        ("sessions.authenticate", |scope| refused(scope.sessions().authenticate())),
        ("sessions.exchange", |scope| refused(scope.sessions().exchange("organization-test-2"))),
        ("sessions.get", |scope| refused(scope.sessions().list())),
        ("sessions.revoke", |scope| refused(scope.sessions().revoke())),
        ("discovery.organizations.list", |scope| refused(scope.discovery().organizations().list())),
        ("passwords.session.reset", |scope| refused(scope.passwords().session().reset("new"))),
        ("otps.sms.send", |scope| refused(scope.otps().sms().send())),
        ("otps.sms.authenticate", |scope| refused(scope.otps().sms().authenticate("123456"))),
        ("totps.create", |scope| refused(scope.totps().create())),
        ("totps.authenticate", |scope| refused(scope.totps().authenticate("123456"))),
        ("recovery_codes.get", |scope| refused(scope.recovery_codes().get())),
        ("recovery_codes.recover", |scope| refused(scope.recovery_codes().recover("code"))),
        ("recovery_codes.rotate", |scope| refused(scope.recovery_codes().rotate())),
        // Who that is, is read first.
        ("organizations.members.delete_password", |scope| refused(scope.member().delete_password())),
        ("sessions.revoke", |scope| refused(scope.members().revoke_sessions("member-test-2"))),
    ]
}

/// The session that the recorder answers, ended a minute ago.
#[tokio::test]
async fn a_session_that_has_ended() {
    let server = Server::start(|_, _| {
        let mut answer = super::authenticated(&json!([]));
        answer["member_session"]["expires_at"] = json!("2026-01-01T00:00:00Z");
        Reply::Json(200, answer)
    })
    .await;
    let scope = recorded_scope(&server).await;
    server.forget();
    for (operation, attempt) in by_the_projects_power() {
        let error = attempt(&scope).await;
        assert_eq!((fault(&error), error.operation()), (Some(Fault::Expired), Some(operation)));
        assert_eq!((error.outcome(), error.is_session_over()), (Outcome::NotSent, true));
    }
    assert_eq!(server.count(), 0);
}

#[rustfmt::skip]
fn credentials() -> Vec<Attempt> {
    vec![
        ("recovery_codes.get", |scope| refused(scope.recovery_codes().get())),
        ("recovery_codes.recover", |scope| refused(scope.recovery_codes().recover("code"))),
        ("recovery_codes.rotate", |scope| refused(scope.recovery_codes().rotate())),
        ("totps.create", |scope| refused(scope.totps().create())),
        ("otps.sms.send", |scope| refused(scope.otps().sms().send().with(|request| request.mfa_phone_number("+12025550162")))),
        ("passwords.session.reset", |scope| refused(scope.passwords().session().reset("new"))),
        ("organizations.members.delete_password", |scope| refused(scope.member().delete_password())),
        ("organizations.members.delete_password", |scope| refused(scope.members().delete_password("member-password-test-2"))),
        ("organizations.members.delete_mfa_phone_number", |scope| refused(scope.member().delete_mfa_phone_number())),
        ("organizations.members.delete_mfa_phone_number", |scope| refused(scope.members().delete_mfa_phone_number("member-test-2"))),
        ("organizations.members.delete_totp", |scope| refused(scope.member().delete_totp())),
        ("organizations.members.delete_totp", |scope| refused(scope.members().delete_totp("member-test-2"))),
        ("organizations.members.update", |scope| refused(scope.member().update(a_phone_number()))),
        ("organizations.members.update", |scope| refused(scope.members().update("member-test-2", a_phone_number()))),
        ("organizations.members.update", |scope| refused(scope.members().update("member-test-2", an_address()))),
        ("organizations.members.create", |scope| refused(scope.members().create(a_colleague()))),
        ("organizations.members.start_email_update", |scope| refused(scope.member().start_email_update(a_new_address()))),
        ("organizations.members.start_email_update", |scope| refused(scope.members().start_email_update("member-test-2", a_new_address()))),
    ]
}

fn a_phone_number() -> OrganizationsMembersUpdateRequest {
    OrganizationsMembersUpdateRequest::new().mfa_phone_number("+12025550162")
}

fn an_address() -> OrganizationsMembersUpdateRequest {
    OrganizationsMembersUpdateRequest::new().email_address("new@acme.example")
}

fn a_colleague() -> OrganizationsMembersCreateRequest {
    OrganizationsMembersCreateRequest::new("new@acme.example").mfa_phone_number("+12025550162")
}

fn a_new_address() -> OrganizationsMembersStartEmailUpdateRequest {
    OrganizationsMembersStartEmailUpdateRequest::new("new@acme.example")
}

#[tokio::test]
async fn an_impersonated_session_changes_no_credentials() {
    let mut factors = an_impersonation();
    factors.as_array_mut().unwrap().extend(a_second_factor().as_array().unwrap().clone());
    let server = recorder(factors).await;
    let scope = recorded_scope(&server).await;
    assert_eq!(scope.impersonator().unwrap().impersonator_id, "staff-1");
    server.forget();
    for (operation, attempt) in credentials() {
        let error = attempt(&scope).await;
        assert_eq!((denial(&error), error.operation()), (Some(Denial::Impersonated), Some(operation)), "{error}");
        assert_eq!((error.outcome(), error.is_forbidden()), (Outcome::NotSent, true));
        assert_eq!(error.error_type(), Some("session_not_mutable_impersonated"));
    }
    assert_eq!(server.count(), 0);
    // The rest is as for the member.
    let error = refused(scope.otps().sms().send()).await;
    assert_eq!(error.error_type(), Some("recorded"));
    let named = OrganizationsMembersUpdateRequest::new().name("Ada");
    assert_eq!(refused(scope.member().update(named)).await.error_type(), Some("recorded"));
    let invited = refused(scope.magic_links().email().invite("new@acme.example")).await;
    assert_eq!(invited.error_type(), Some("recorded"));
    // It is said what is refused of an update.
    let error = refused(scope.member().update(a_phone_number())).await;
    assert!(error.to_string().contains("`update.info.mfa-phone`"), "{error}");

    // The kind of the factor is enough.
    let server = recorder(json!([{"type": "impersonated", "delivery_method": "impersonation"}])).await;
    let error = refused(recorded_scope(&server).await.totps().create()).await;
    assert_eq!(denial(&error), Some(Denial::Impersonated));
}

/// What can not be looked through is not sent.
#[tokio::test]
async fn a_body_that_is_nested_too_deep() {
    let mut nested = json!({});
    for _ in 0..200 {
        nested = json!({ "in": nested });
    }
    let metadata = nested.as_object().unwrap().clone();
    let server = recorder(an_impersonation()).await;
    let scope = recorded_scope(&server).await;
    server.forget();
    let request = a_phone_number().untrusted_metadata(metadata.clone());
    for error in [
        refused(scope.member().update(request)).await,
        refused(scope.magic_links().email().invite("new@acme.example").with(|it| it.untrusted_metadata(metadata)))
            .await,
    ] {
        assert!(matches!(error, Error::InvalidInput(_)) && error.to_string().contains("too deep"), "{error}");
    }
    assert_eq!(server.count(), 0);
}

/// Who is not impersonated gets through with all of them.
#[tokio::test]
async fn the_members_own_session_does() {
    let server = recorder(a_second_factor()).await;
    let scope = recorded_scope(&server).await;
    for (operation, attempt) in credentials() {
        let error = attempt(&scope).await;
        assert_eq!((error.error_type(), error.operation()), (Some("recorded"), Some(operation)));
    }
}

#[tokio::test]
async fn recovery_codes_take_a_second_factor() {
    let attempts: [Attempt; 2] = [
        ("get", |scope| refused(scope.recovery_codes().get())),
        ("rotate", |scope| refused(scope.recovery_codes().rotate())),
    ];
    let first = json!([{"type": "magic_link", "delivery_method": "email",
        "email_factor": {"email_id": "email-test-1", "email_address": "ada@acme.example"}}]);
    let server = recorder(first).await;
    let scope = recorded_scope(&server).await;
    for (action, attempt) in attempts {
        server.forget();
        let error = attempt(&scope).await;
        assert_eq!(denial(&error), Some(Denial::StepUp), "{error}");
        assert_eq!((error.outcome(), error.is_forbidden(), error.error_type()), (Outcome::NotSent, true, None));
        assert_eq!(
            error.to_string(),
            format!(
                "recovery_codes.{action}: only a session with a second factor allows `{action}` on `recovery_codes`"
            )
        );
        let asked: Vec<String> = server.requests().iter().map(|request| request.path().to_owned()).collect();
        assert_eq!(asked, ["/v1/b2b/sessions/authenticate"]);
    }
    // Each of the second factors that there are.
    for factor in [
        a_second_factor(),
        json!([{"type": "otp", "delivery_method": "sms",
            "phone_number_factor": {"phone_id": "phone-test-1", "phone_number": "+12025550162"}}]),
        json!([{"type": "recovery_codes", "delivery_method": "recovery_code",
            "recovery_code_factor": {"totp_recovery_code_id": "recovery-code-test-1"}}]),
    ] {
        let server = recorder(factor).await;
        let scope = recorded_scope(&server).await;
        for (_, attempt) in attempts {
            assert_eq!(attempt(&scope).await.error_type(), Some("recorded"));
        }
        assert_eq!(server.count(), 5);
    }
}

/// The API would take a new number, or change the enrollment, for whoever has a session.
#[tokio::test]
async fn phone_numbers_and_enrollment_take_a_permission() {
    let policy = |actions: Value| {
        json!({"policy": {"resources": [], "roles": [{
            "role_id": "stytch_member", "permissions": [{"resource_id": "stytch.self", "actions": actions}],
        }]}})
    };
    let attempts: [Attempt; 4] = [
        ("update.settings.default-mfa-method", |scope| {
            refused(scope.totps().authenticate("123456").with(|request| request.set_default_mfa(true)))
        }),
        ("update.info.mfa-phone", |scope| {
            refused(scope.otps().sms().send().with(|request| request.mfa_phone_number("+12025550162")))
        }),
        ("update.settings.mfa-enrolled", |scope| {
            let call = scope.otps().sms().authenticate("123456");
            refused(call.with(|request| request.set_mfa_enrollment(MfaEnrollment::Unenroll)))
        }),
        ("update.settings.mfa-enrolled", |scope| {
            let call = scope.totps().authenticate("123456");
            refused(call.with(|request| request.set_mfa_enrollment(MfaEnrollment::Enroll)))
        }),
    ];
    for (action, attempt) in attempts {
        let company = Company::new().await;
        company.sandbox.load(&policy(json!(["update.info.name"])).to_string()).unwrap();
        let scope = company.scope_of(&company.colleague).await;
        let error = attempt(&scope).await;
        assert_eq!((denial(&error), error.outcome()), (Some(Denial::Permission), Outcome::NotSent), "{error}");
        assert!(error.to_string().ends_with(&format!("`{action}` on `stytch.self`")), "{error}");
        assert_eq!(company.operations(), ["rbac_policy"]);
    }
    // With the permission it is the API that decides.
    let company = Company::new().await;
    company.sandbox.load(&policy(json!(["update.info.mfa-phone"])).to_string()).unwrap();
    let scope = company.scope_of(&company.colleague).await;
    scope.otps().sms().send().with(|request| request.mfa_phone_number("+12025550162")).await.unwrap();
    assert_eq!(company.operations(), ["rbac_policy", "otps_sms_send"]);
}

/// Members are named by the API's own id, in the own organization.
#[tokio::test]
async fn sessions_of_colleagues_alone_are_ended() {
    let company = Company::new().await;
    let scope = company.scope().await;
    for id in ["grace@acme.example", "an-external-id", "", "organization-test-1"] {
        let error = scope.members().revoke_sessions(id).await.unwrap_err();
        assert!(matches!(error, Error::InvalidInput(_)), "{error}");
    }
    assert_eq!(company.sandbox.request_count(), 0);
    company.sandbox.add_member_session(&company.colleague).unwrap();
    scope.members().revoke_sessions(company.colleague.as_str()).await.unwrap();
    assert_eq!(company.operations(), ["organizations_members_get", "sessions_revoke"]);
    let left = company.client.sessions().get(company.organization.as_str(), company.colleague.as_str()).await.unwrap();
    assert!(left.member_sessions.is_empty());

    // A colleague whose external id is the id of another customer's member.
    let other = company.sandbox.add_organization("Other").unwrap();
    let theirs = company.sandbox.add_member(&other, "eve@other.example").unwrap();
    company.sandbox.add_member_session(&theirs).unwrap();
    let error = scope.members().revoke_sessions(theirs.as_str()).await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    let external = OrganizationsMembersUpdateRequest::new().external_id(theirs.as_str());
    company
        .client
        .organizations()
        .members()
        .update(company.organization.as_str(), company.colleague.as_str(), external)
        .await
        .unwrap();
    let error = scope.members().revoke_sessions(theirs.as_str()).await.unwrap_err();
    assert!(error.is_not_found() || matches!(error, Error::InvalidInput(_)), "{error}");
    let theirs = company.client.sessions().get(other.as_str(), theirs.as_str()).await.unwrap();
    assert_eq!(theirs.member_sessions.len(), 1);
}

/// The id that the API answers must be the one that was named.
#[tokio::test]
async fn a_colleague_by_an_external_id_is_nobody() {
    let company = Company::new().await;
    let external = OrganizationsMembersUpdateRequest::new().external_id("member-test-nobody");
    let members = company.client.organizations().members();
    members.update(company.organization.as_str(), company.colleague.as_str(), external).await.unwrap();
    let scope = company.scope().await;
    let error = scope.members().revoke_sessions("member-test-nobody").await.unwrap_err();
    assert!(matches!(error, Error::InvalidInput(_)), "{error}");
    assert_eq!(company.operations(), ["organizations_members_get"]);
}

/// A password is deleted by its id, which is looked up, so that it is nobody else's.
#[tokio::test]
async fn the_own_password_alone_is_deleted() {
    let company = Company::new().await;
    let scope = company.scope().await;
    let error = scope.member().delete_password().await.unwrap_err();
    assert!(matches!(error, Error::InvalidInput(_)), "{error}");
    assert_eq!(company.operations(), ["organizations_members_get"]);

    let hash = "$2b$10$abcdefghijklmnopqrstuuIbCaXGBYXYqQLjiAnkKPoYW4BKyPpae";
    for address in ["admin@acme.example", "grace@acme.example"] {
        let organization = company.organization.as_str();
        let request = PasswordsMigrateRequest::new(organization, address, hash, PasswordHashType::Bcrypt);
        company.client.passwords().migrate(request).await.unwrap();
    }
    let changed = scope.member().delete_password().await.unwrap();
    assert_eq!((changed.member_id.as_str(), &*changed.member.member_password_id), (&*company.admin, ""));
    let members = company.client.organizations().members();
    let left = members.get(company.organization.as_str()).member_id(company.colleague.as_str()).await.unwrap();
    assert!(!left.member.member_password_id.is_empty());
}

/// A response that was not the API's: its ids are of another member than its token is.
#[tokio::test]
async fn a_made_up_login_gets_no_recovery_codes() {
    let server = recorder(a_second_factor()).await;
    let mut answer = super::authenticated(&a_second_factor());
    for place in ["member", "member_session"] {
        answer[place]["member_id"] = json!("member-test-2");
    }
    let login: stytch_b2b::types::SessionsAuthenticateResponse = serde_json::from_value(answer).unwrap();
    let scope = server.client().logged_in(&login).unwrap().unwrap();
    for error in [refused(scope.recovery_codes().get()).await, refused(scope.recovery_codes().rotate()).await] {
        assert_eq!(fault(&error), Some(Fault::Claim("member_id")), "{error}");
    }
    assert!(server.requests().iter().all(|request| request.path() == "/v1/b2b/sessions/authenticate"));
}

/// One limit holds for all that a call needs.
#[test]
fn all_steps_share_one_time_limit() {
    paused(async {
        let server = Server::start(|request, number| match (number, request.path()) {
            (0, _) => Reply::Json(200, super::authenticated(&a_second_factor())),
            (_, "/v1/b2b/sessions/authenticate") => Reply::Json(200, super::authenticated(&a_second_factor())),
            _ => Reply::Silence,
        })
        .await;
        let scope = recorded_scope(&server).await;
        let started = tokio::time::Instant::now();
        let error = scope.recovery_codes().get().timeout(Duration::from_secs(4)).await.unwrap_err();
        assert!(error.is_timeout(), "{error}");
        assert_eq!(started.elapsed().as_secs(), 4);

        let silent = Server::start(|_, number| match number {
            0 => Reply::Json(200, super::authenticated(&json!([]))),
            _ => Reply::Silence,
        })
        .await;
        let scope = recorded_scope(&silent).await;
        let started = tokio::time::Instant::now();
        let call = scope.otps().sms().send().with(|request| request.mfa_phone_number("+12025550162"));
        let error = call.timeout(Duration::from_secs(2)).await.unwrap_err();
        assert!(error.is_timeout() && error.operation() == Some("otps.sms.send"), "{error}");
        assert_eq!(started.elapsed().as_secs(), 2);
    });
}

/// What a session that was revoked meanwhile gives.
#[tokio::test]
async fn a_revoked_session_is_over() {
    let company = Company::new().await;
    let scope = company.scope().await;
    company.client.as_member(&company.credential).await.unwrap().sessions().revoke().await.unwrap();
    let error = scope.organization().delete().await.unwrap_err();
    assert!(error.is_session_over(), "{error}");
    let error = scope.recovery_codes().get().await.unwrap_err();
    assert!(error.is_session_over(), "{error}");
    let again = company.client.as_member(&MemberCredential::session_token(company.credential.expose())).await;
    assert!(again.unwrap_err().is_session_over());
}
