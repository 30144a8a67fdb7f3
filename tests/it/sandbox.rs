//! The client against the sandbox, which reads the specification and shares no code with the client.

use stytch_b2b::Client;
use stytch_b2b_sandbox::Sandbox;

use crate::wire::sample::read;
use crate::wire::{fixture, rows};

/// Without state every operation answers with data made from its response schema, if the request fits the specification.
#[tokio::test]
async fn every_operation_is_understood_and_its_answer_read() {
    let sandbox = Sandbox::builder().stateless().start().await.unwrap();
    let client = Client::builder(sandbox.project_id(), sandbox.secret()).base_url(sandbox.base_url()).build().unwrap();
    for file in ["sample.json", "sample_min.json"] {
        let mut samples = read(&fixture(file));
        // A plain string in the published specification, and so in the sample; the sandbox knows its values.
        let reset = samples.get_mut("api_b2b_password_v1_b2b_passwords_discovery_email_ResetStart").unwrap();
        reset.body["locale"] = "en".into();
        for row in rows() {
            let result = (row.send)(&client, &samples[row.upstream_id]).await;
            assert!(result.is_ok(), "{file} {}: {}", row.upstream_id, result.unwrap_err());
        }
    }
    assert_eq!(sandbox.request_count(), 2 * 117);
}

#[tokio::test]
async fn a_hundred_thousand_groups_are_a_hundred_pages() {
    use futures::TryStreamExt;

    let sandbox = Sandbox::builder().record_limit(200).start().await.unwrap();
    let organization = sandbox.add_organization("Acme Co").unwrap();
    let connection = sandbox.add_scim_connection(&organization).unwrap();
    sandbox.add_scim_groups(&connection, 100_000).unwrap();
    let client = Client::builder(sandbox.project_id(), sandbox.secret()).base_url(sandbox.base_url()).build().unwrap();
    let groups = client.scim().connection().get_groups(&organization, &connection).stream();
    let count = groups.try_fold(0_u32, async |count, _| Ok(count + 1)).await.unwrap();
    assert_eq!((count, sandbox.request_count()), (100_000, 100));
}
