//! The programs in `examples/`, run against the sandbox.

#[path = "../../examples/acting_as_member.rs"]
#[allow(dead_code)]
mod acting_as_member;
#[path = "../../examples/directory_export.rs"]
#[allow(dead_code)]
pub mod directory_export;
#[path = "../../examples/discovery_login.rs"]
#[allow(dead_code)]
mod discovery_login;
#[path = "../../examples/hyper_service.rs"]
#[allow(dead_code)]
mod hyper_service;
#[path = "../../examples/magic_link_login.rs"]
#[allow(dead_code)]
mod magic_link_login;
#[path = "../../examples/member_search.rs"]
#[allow(dead_code)]
mod member_search;
#[path = "../../examples/organization_lifecycle.rs"]
#[allow(dead_code)]
mod organization_lifecycle;
#[path = "../../examples/rotate_scim_token.rs"]
#[allow(dead_code)]
mod rotate_scim_token;
#[path = "../../examples/scim_groups.rs"]
#[allow(dead_code)]
mod scim_groups;
#[path = "../../examples/scim_provisioning.rs"]
#[allow(dead_code)]
mod scim_provisioning;
#[path = "../../examples/settings_page.rs"]
#[allow(dead_code)]
mod settings_page;
#[path = "../../examples/sso_setup.rs"]
#[allow(dead_code)]
mod sso_setup;

use crate::support::snapshot;

macro_rules! example {
    ($($name:ident),* $(,)?) => {
        $(
            #[tokio::test]
            async fn $name() {
                let mut out = Vec::new();
                self::$name::run(&mut out).await.unwrap();
                let text = String::from_utf8(out).unwrap();
                snapshot::settings().bind(|| insta::assert_snapshot!(concat!("example_", stringify!($name)), text));
            }
        )*
    };
}

example!(
    acting_as_member,
    discovery_login,
    hyper_service,
    magic_link_login,
    member_search,
    organization_lifecycle,
    rotate_scim_token,
    scim_provisioning,
    settings_page,
    sso_setup
);

#[tokio::test]
async fn directory_export_of_a_sandbox() {
    let mut out = Vec::new();
    directory_export::run(|_| None, &mut out).await.unwrap();
    let text = String::from_utf8(out).unwrap();
    snapshot::settings().bind(|| insta::assert_snapshot!("example_directory_export", text));
}

#[tokio::test]
async fn scim_groups_of_a_sandbox() {
    let mut out = Vec::new();
    scim_groups::run(|_| None, &mut out).await.unwrap();
    let mut settings = snapshot::settings();
    settings.add_filter(r"time taken: \d+\.\d s", "time taken: (some) s");
    settings.bind(|| insta::assert_snapshot!("example_scim_groups", String::from_utf8(out).unwrap()));
}

#[tokio::test]
async fn scim_groups_says_what_is_missing() {
    let some = |name: &str| (name == "STYTCH_PROJECT_ID").then(|| "project-test-1".to_owned());
    let error = scim_groups::run(some, &mut Vec::new()).await.unwrap_err();
    insta::assert_snapshot!(error, @"STYTCH_SECRET is not set; set all of STYTCH_PROJECT_ID, STYTCH_SECRET, ORGANIZATION_ID, or none of them");
}

#[tokio::test]
async fn scim_groups_says_what_the_api_answered() {
    let sandbox = stytch_b2b_sandbox::Sandbox::builder().start().await.unwrap();
    let variable = |name: &str| {
        Some(match name {
            "STYTCH_PROJECT_ID" => sandbox.project_id().to_owned(),
            "STYTCH_SECRET" => "wrong".to_owned(),
            "STYTCH_BASE_URL" => sandbox.base_url().to_owned(),
            _ => "organization-test-1".to_owned(),
        })
    };
    let error = scim_groups::run(variable, &mut Vec::new()).await.unwrap_err();
    assert!(error.to_string().contains("unauthorized_credentials"), "{error}");
}
