//! Arbitrary answers: no panic, no hang, and always an error that says how far the call got.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use serde_json::{Value, json};
use stytch_b2b::{Error, Outcome, RetryPolicy};
use tokio::runtime::Runtime;

use crate::support::server::{Reply, Server};
use crate::support::specification::{Specification, fields};
use crate::wire::sample::read;
use crate::wire::{fixture, rows};

fn runner(cases: u32) -> TestRunner {
    TestRunner::new(Config { cases, failure_persistence: None, rng_seed: RngSeed::Fixed(17), ..Config::default() })
}

/// A server that answers what was set last.
fn server(runtime: &Runtime) -> (Server, Arc<Mutex<Reply>>) {
    let reply = Arc::new(Mutex::new(Reply::Close));
    let current = Arc::clone(&reply);
    (runtime.block_on(Server::start(move |_, _| current.lock().unwrap().clone())), reply)
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// Bytes that are, now and then, close to a response.
fn http() -> impl Strategy<Value = Vec<u8>> {
    let line = prop_oneof![
        Just(b"HTTP/1.1 200 OK\r\n".to_vec()),
        Just(b"HTTP/1.1 429 \r\n".to_vec()),
        Just(b"HTTP/1.1 999 x\r\n".to_vec()),
        Just(b"HTTP/1.1 100 Continue\r\n\r\n".to_vec()),
        Just(b"HTTP/1.0 503 x\r\n".to_vec()),
        Just(b"Content-Length: 5\r\n".to_vec()),
        Just(b"Content-Length: 18446744073709551615\r\n".to_vec()),
        Just(b"Transfer-Encoding: chunked\r\n".to_vec()),
        Just(b"Content-Encoding: gzip\r\n".to_vec()),
        Just(b"Retry-After: 0\r\n".to_vec()),
        Just(b"Location: \x00\r\n".to_vec()),
        Just(b"\r\n".to_vec()),
        Just(b"5\r\n{}   \r\n0\r\n\r\n".to_vec()),
        Just(b"{\"error_type\": \"too_many_requests\"}".to_vec()),
        vec(any::<u8>(), 0..64),
    ];
    vec(line, 0..12).prop_map(|lines| lines.concat())
}

#[test]
fn arbitrary_bytes_as_a_response() {
    let runtime = runtime();
    let (server, reply) = server(&runtime);
    let client = server.builder().timeout(Duration::from_secs(2)).retry(RetryPolicy::none()).build().unwrap();
    let outcome = runner(400).run(&http(), |bytes| {
        *reply.lock().unwrap() = Reply::Raw(bytes);
        let error = runtime.block_on(client.organizations().get("acme").into_future()).unwrap_err();
        prop_assert!(error.attempts() == 1 && error.outcome() != Outcome::NotSent, "{error:?}");
        Ok(())
    });
    outcome.unwrap();
}

/// JSON that uses the names of the API, so that it gets somewhere.
fn json_value(names: Vec<String>) -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        ".{0,8}".prop_map(Value::from),
        Just(json!("2026-11-21T12:00:00Z")),
    ];
    let name = proptest::sample::select(names);
    leaf.prop_recursive(4, 64, 12, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            btree_map(name.clone(), inner, 0..12).prop_map(|fields| fields.into_iter().collect()),
        ]
    })
}

#[test]
fn arbitrary_json_as_every_response() {
    let specification = Specification::read();
    let names = specification.type_names().into_iter().map(|name| &specification.schema(name)["properties"]);
    let mut names: Vec<String> =
        names.flat_map(|properties| fields(properties).map(|(name, _)| name.to_owned())).collect();
    names.sort();
    names.dedup();
    let samples = read(&fixture("sample.json"));
    let runtime = runtime();
    let (server, reply) = server(&runtime);
    let client = server.client();
    let outcome = runner(30).run(&json_value(names), |body| {
        *reply.lock().unwrap() = Reply::Json(200, body);
        for row in rows() {
            match runtime.block_on((row.send)(&client, &samples[row.upstream_id])) {
                Ok(()) => {}
                Err(Error::Decode(error)) => prop_assert!(!error.path.is_empty()),
                Err(error) => prop_assert!(false, "{}: {error:?}", row.upstream_id),
            }
        }
        Ok(())
    });
    outcome.unwrap();
}
