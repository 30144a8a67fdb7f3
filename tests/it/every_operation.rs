//! What holds for each of the operations: how often it is sent after a fault, and which ids it refuses.

use std::time::Duration;

use futures::future::join_all;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use stytch_b2b::{Error, Outcome};

use crate::support::clock::paused;
use crate::support::server::{Reply, Server, api_error};
use crate::support::specification::{Operation, Specification, matches};
use crate::wire::sample::{Sample, Samples, read};
use crate::wire::{fixture, row::Row, rows};

fn samples() -> Samples {
    read(&fixture("sample.json"))
}

fn row(operation: &Operation) -> &'static Row {
    rows().find(|row| row.upstream_id == operation.upstream_id).unwrap()
}

#[derive(Clone, Copy, Debug)]
enum Fault {
    Closed,
    Unavailable,
    Throttled,
}

impl Fault {
    fn reply(self) -> Reply {
        match self {
            Self::Closed => Reply::Close,
            Self::Unavailable => Reply::Json(503, api_error(503, "internal_server_error")),
            Self::Throttled => Reply::Json(429, api_error(429, "too_many_requests")),
        }
    }

    /// The number of requests and the outcome that the operation's class asks for.
    fn expected(self, operation: &Operation) -> (usize, Outcome) {
        match (self, operation.class) {
            (Self::Throttled, _) if operation.per_person => (1, Outcome::Rejected),
            // After 1, 2, 4 and 8 seconds; another wait would pass the timeout.
            (Self::Throttled, _) => (5, Outcome::Rejected),
            (_, "once") => (1, Outcome::Unknown),
            (_, "replay" | "idempotent") => (3, Outcome::Unknown),
            (_, class) => panic!("class {class}"),
        }
    }
}

#[test]
fn three_faults_give_the_requests_and_the_outcome_of_the_class() {
    let specification = Specification::read();
    let operations = specification.operations();
    let samples = samples();
    paused(async {
        let cases = operations
            .iter()
            .flat_map(|operation| [Fault::Closed, Fault::Unavailable, Fault::Throttled].map(|fault| (operation, fault)))
            .map(async |(operation, fault)| {
                let server = Server::start(move |_, _| fault.reply()).await;
                let error = (row(operation).send)(&server.client(), &samples[operation.upstream_id]).await.unwrap_err();
                assert_eq!(
                    (server.count(), error.outcome()),
                    fault.expected(operation),
                    "{} {fault:?}",
                    operation.path
                );
                assert_eq!((error.attempts() as usize, error.operation()), (server.count(), Some(operation.path)));
            });
        assert_eq!(join_all(cases).await.len(), 351);
    });
}

#[test]
fn an_id_that_could_lead_elsewhere_is_refused() {
    let long = "a".repeat(129);
    let ids = ["..", ".", "", "a\\b", "..\\..\\x", "\t", "a/b", "a b", "ä", "%2e%2e", "a?b", "a#b", "a%", &long];
    let specification = Specification::read();
    let samples = samples();
    paused(async {
        let server = Server::start(|_, _| Reply::Json(400, api_error(400, "recorded"))).await;
        let client = server.client();
        let (mut with_parameters, mut cases) = (0, 0);
        for operation in specification.operations() {
            let sample = &samples[operation.upstream_id];
            with_parameters += usize::from(!sample.path_params.is_empty());
            for parameter in sample.path_params.keys() {
                for id in ids {
                    let error = (row(&operation).send)(&client, &with_id(sample, parameter, id)).await.unwrap_err();
                    assert!(matches!(error, Error::InvalidInput(_)), "{} {parameter} {id:?}: {error}", operation.path);
                    assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 0));
                    assert!(error.to_string().contains(parameter.as_str()), "{error}");
                    cases += 1;
                }
            }
        }
        assert_eq!((with_parameters, cases, server.count()), (62, 97 * ids.len(), 0));
    });
}

#[test]
fn an_id_that_is_a_word_of_a_path_is_refused() {
    let specification = Specification::read();
    let samples = samples();
    let refused = [
        ("organizations.get", "organization_id", "search"),
        ("organizations.members.update", "member_id", "mfa_phone_numbers"),
        ("organizations.members.update", "member_id", "passwords"),
        ("organizations.members.update", "member_id", "search"),
        ("organizations.members.update", "member_id", "dangerously_get"),
        ("organizations.members.delete_mfa_phone_number", "member_id", "totp"),
        ("organizations.members.delete_mfa_phone_number", "member_id", "external_id"),
        ("organizations.members.delete_password", "member_password_id", "totp"),
        ("sso.get_connections", "organization_id", "authenticate"),
    ];
    paused(async {
        let server = Server::start(|_, _| Reply::Json(400, api_error(400, "recorded"))).await;
        let client = server.client();
        for (path, parameter, word) in refused {
            let operation = specification.operations().into_iter().find(|operation| operation.path == path).unwrap();
            let sample = with_id(&samples[operation.upstream_id], parameter, word);
            let error = (row(&operation).send)(&client, &sample).await.unwrap_err();
            assert!(matches!(error, Error::InvalidInput(_)), "{path} {parameter} {word}: {error}");
        }
        assert_eq!(server.count(), 0);
    });
}

/// No id, however it is written, makes the path of one operation match the template of another with the same method.
#[test]
fn no_word_of_any_path_leads_to_another_operation() {
    let specification = Specification::read();
    let operations = specification.operations();
    let words: std::collections::BTreeSet<&str> = operations
        .iter()
        .flat_map(|operation| operation.template.split('/'))
        .filter(|word| !word.is_empty() && !word.starts_with('{'))
        .collect();
    let samples = samples();
    paused(async {
        let server = Server::start(|_, _| Reply::Json(400, api_error(400, "recorded"))).await;
        let client = server.client();
        for operation in &operations {
            let sample = &samples[operation.upstream_id];
            for (parameter, word) in
                sample.path_params.keys().flat_map(|name| words.iter().map(move |word| (name, word)))
            {
                let _ = (row(operation).send)(&client, &with_id(sample, parameter, word)).await;
            }
        }
        for request in server.requests() {
            let matching = operations.iter().filter(|operation| operation.method == request.method);
            let matching = matching.filter(|operation| matches(operation.template, request.path()));
            assert_eq!(matching.count(), 1, "{} {}", request.method, request.path());
        }
    });
}

fn with_id(sample: &Sample, parameter: &str, id: &str) -> Sample {
    let mut sample = sample.clone();
    sample.path_params.insert(parameter.to_owned(), id.to_owned());
    sample
}

#[test]
fn an_accepted_id_arrives_as_it_is() {
    let samples = samples();
    let upstream_id = "api_organization_v1_organizations_members_connected_apps_Revoke";
    let row = rows().find(|row| row.upstream_id == upstream_id).unwrap();
    let template = &samples[upstream_id].path_template;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let server = runtime.block_on(Server::start(|_, _| Reply::Json(400, api_error(400, "recorded"))));
    let client = server.builder().timeout(Duration::from_secs(60)).build().unwrap();
    let id = || "[A-Za-z0-9._~|-]{1,128}".prop_filter("not relative", |id| id != "." && id != "..");
    let config = Config { cases: 10_000, failure_persistence: None, rng_seed: RngSeed::Fixed(5), ..Config::default() };
    let outcome = TestRunner::new(config).run(&(id(), id(), id()), |(organization, member, app)| {
        let mut sample = samples[upstream_id].clone();
        for (name, id) in [("organization_id", &organization), ("member_id", &member), ("connected_app_id", &app)] {
            sample.path_params.insert(name.to_owned(), id.clone());
        }
        let error = runtime.block_on((row.send)(&client, &sample)).unwrap_err();
        prop_assert!(matches!(error, Error::Api(_)), "{error}");
        let request = server.take_last();
        prop_assert!(matches(template, request.path()), "{}", request.path());
        let segments: Vec<String> = request.path().split('/').map(|segment| segment.replace("%7C", "|")).collect();
        prop_assert_eq!((&segments[4], &segments[6], &segments[8]), (&organization, &member, &app));
        Ok(())
    });
    outcome.unwrap();
}
