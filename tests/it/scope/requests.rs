//! What a caller can set, and that the scope's part of a request is not among it.

use std::collections::BTreeSet;

use std::future::IntoFuture;
use stytch_b2b::types::*;
use stytch_b2b::{Error, Outcome};

use super::{a_second_factor, recorded_scope, recorder};
use crate::support::difference::assert_same;
use crate::support::specification::{Specification, fields};

/// Awaits a call that must be refused for this field.
async fn refused<T>(call: impl IntoFuture<Output = Result<T, Error>>, field: &str) {
    let Err(error) = call.await else { panic!("{field} was accepted") };
    assert!(matches!(error, Error::InvalidInput(_)) && error.outcome() == Outcome::NotSent, "{field}: {error}");
    assert!(error.to_string().contains(&format!("`{field}`")), "{field}: {error}");
}

/// In every request in which a caller can set fields.
#[tokio::test]
async fn what_the_scope_says_can_not_be_changed() {
    let server = recorder(a_second_factor()).await;
    let scope = recorded_scope(&server).await;
    server.forget();
    macro_rules! fenced {
        ($call:expr => $($field:ident),*) => {
            $(refused($call.with(|request| request.$field("somebody-elses")), stringify!($field)).await;)*
        };
    }
    fenced!(scope.sessions().authenticate() => session_token, session_jwt);
    fenced!(scope.sessions().exchange("organization-test-2") => session_token, session_jwt);
    fenced!(scope.passwords().session().reset("new") => session_token, session_jwt);
    fenced!(scope.otps().sms().send() => session_token, session_jwt, intermediate_session_token);
    fenced!(scope.otps().sms().authenticate("1") => session_token, session_jwt, intermediate_session_token);
    fenced!(scope.totps().create() => session_token, session_jwt, intermediate_session_token);
    fenced!(scope.totps().authenticate("1") => session_token, session_jwt, intermediate_session_token);
    fenced!(scope.recovery_codes().recover("1") => session_token, session_jwt, intermediate_session_token);
    fenced!(scope.magic_links().email().invite("new@acme.example") => invited_by_member_id);
    macro_rules! replaced {
        ($call:expr => $($field:ident: $value:expr),*) => {
            $(refused(
                $call.with(|mut request| { request.$field = $value; request }),
                stringify!($field),
            ).await;)*
        };
    }
    replaced!(scope.sessions().exchange("organization-test-2") => organization_id: "organization-test-3".into());
    replaced!(scope.passwords().session().reset("new") => organization_id: "o".into());
    replaced!(scope.otps().sms().send() => organization_id: "o".into(), member_id: "m".into());
    replaced!(scope.otps().sms().authenticate("1") => organization_id: "o".into(), member_id: "m".into());
    replaced!(scope.totps().create() => organization_id: "o".into(), member_id: "m".into(), session_token: None);
    replaced!(scope.totps().authenticate("1") => organization_id: "o".into(), member_id: "m".into());
    replaced!(scope.recovery_codes().recover("1") => organization_id: "o".into(), member_id: "m".into());
    replaced!(scope.magic_links().email().invite("n@acme.example") => organization_id: "o".into(), invited_by_member_id: None);
    replaced!(scope.members().search() => organization_ids: vec!["o".into()]);
    replaced!(scope.members().search() => organization_ids: vec![]);

    // On every page, and although it was put right again.
    let all = scope.members().search().with(|_| OrganizationsMembersSearchRequest::new(["organization-test-1", "o"]));
    refused(futures::TryStreamExt::try_collect::<Vec<_>>(all.stream()), "organization_ids").await;
    let back = scope.members().search().with(|_| OrganizationsMembersSearchRequest::new(["o"]));
    refused(back.with(|_| OrganizationsMembersSearchRequest::new(["organization-test-1"])), "organization_ids").await;
    let check = AuthorizationCheck::new("organization-test-2", "documents", "read");
    let call = scope.sessions().authenticate().with(|request| request.authorization_check(check));
    refused(call, "authorization_check.organization_id").await;
    assert_eq!(server.count(), 0);
    let check = AuthorizationCheck::new("organization-test-1", "documents", "read");
    scope.sessions().authenticate().with(|request| request.authorization_check(check)).await.unwrap();
}

/// Every field of a scoped request that could name somebody is one that the scope fills in, or is known to be harmless.
#[test]
fn every_field_that_names_somebody_is_known() {
    /// What the session is given, for whatever request begins one.
    const OF_SESSIONS: [&str; 3] = ["session_custom_claims", "session_duration_minutes", "telemetry_id"];
    /// Names within the organization that the path says, templates, ids at identity providers. A connection that another
    /// organization has set up is named by both, which is what the API's method is for.
    const HARMLESS: [&str; 11] = [
        "MagicLinksEmailInviteRequest.invite_template_id",
        "OrganizationsMembersCreateRequest.external_id",
        "OrganizationsMembersStartEmailUpdateRequest.login_template_id",
        "OrganizationsMembersUnlinkRetiredEmailRequest.email_id",
        "OrganizationsMembersUpdateRequest.external_id",
        "OrganizationsUpdateRequest.organization_external_id",
        "OrganizationsUpdateRequest.sso_default_connection_id",
        "SsoExternalCreateConnectionRequest.external_connection_id",
        "SsoExternalCreateConnectionRequest.external_organization_id",
        "SsoOidcUpdateConnectionRequest.client_id",
        "SsoSamlUpdateConnectionRequest.idp_entity_id",
    ];
    const MADE_HERE: [&str; 13] = [
        "DiscoveryOrganizationsListRequest",
        "MagicLinksEmailInviteRequest",
        "OrganizationsMembersSearchRequest",
        "OtpsSmsAuthenticateRequest",
        "OtpsSmsSendRequest",
        "PasswordsSessionResetRequest",
        "RecoveryCodesRecoverRequest",
        "RecoveryCodesRotateRequest",
        "SessionsAuthenticateRequest",
        "SessionsExchangeRequest",
        "SessionsRevokeRequest",
        "TotpsAuthenticateRequest",
        "TotpsCreateRequest",
    ];
    // As the scope has it.
    let source = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../src/scope/call.rs"));
    let (_, list) = source.split_once("const FILLED_IN: [&str; 8] = [").unwrap();
    let filled_in: Vec<&str> = list.split_once(']').unwrap().0.split('"').skip(1).step_by(2).collect();
    assert_eq!(filled_in.len(), 8, "{filled_in:?}");
    let specification = Specification::read();
    let mut requests = BTreeSet::new();
    for file in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../src/scope")).unwrap() {
        let source = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let code: Vec<&str> = source.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        let code = code.join("\n");
        let words = code.split(|letter: char| !letter.is_alphanumeric());
        requests.extend(words.filter(|word| word.ends_with("Request") && word.len() > 8).map(str::to_owned));
    }
    let mut others = BTreeSet::new();
    for request in &requests {
        for (field, _) in fields(&specification.schema(request)["properties"]) {
            let ends = ["_id", "_ids", "_token", "_jwt"].iter().any(|end| field.ends_with(end));
            // Only what the scope makes itself has fields that it fills in.
            let filled_in = MADE_HERE.contains(&request.as_str()) && filled_in.contains(&field);
            if (ends || field.starts_with("session")) && !filled_in && !OF_SESSIONS.contains(&field) {
                others.insert(format!("{request}.{field}"));
            }
        }
    }
    assert!(requests.len() > 20, "{requests:?}");
    assert_same(&HARMLESS.map(str::to_owned).into(), &others);
}

/// Nothing secret, and nothing of what the session was given, is printed.
#[tokio::test]
async fn nothing_secret_is_printed() {
    let server = recorder(a_second_factor()).await;
    let scope = recorded_scope(&server).await;
    let current = scope.scim().connection().current().await.unwrap().unwrap();
    let invite = scope.magic_links().email().invite("sentinel@acme.example").with(|request| request.name("sentinel"));
    let printed = [
        format!("{scope:?}"),
        format!("{:?}", scope.organization()),
        format!("{:?}", scope.members().connected_apps()),
        format!("{:?}", scope.recovery_codes()),
        format!("{current:?}"),
        format!("{:?}", current.get_groups()),
        format!("{invite:?}"),
        format!("{:?}", scope.totps().authenticate("sentinel")),
        format!("{:?}", scope.passwords().session().reset("sentinel")),
        format!("{:?}", scope.recovery_codes().recover("sentinel").into_future()),
        format!("{:?}", server.client().as_member(scope.credential())),
        format!("{:?}", scope.credential()),
        format!("{:?}", scope.permissions().await.unwrap()),
    ]
    .join("\n");
    for secret in [super::TOKEN, super::JWT, "the-claim", "sentinel", "secret-test-1", "abcd"] {
        assert!(!printed.contains(secret), "{secret} in {printed}");
    }
    assert!(printed.contains("organization-test-1") && printed.contains("member-test-1"));
}
