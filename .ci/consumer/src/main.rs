//! Makes a client with default features and a call that it refuses, so that nothing is sent.

use std::error::Error;

use futures::TryStreamExt;
use stytch_b2b::{Client, Outcome, RetryPolicy};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::builder("project-test-consumer", "secret-test-consumer")
        .base_url("http://127.0.0.1:1")
        .retry(RetryPolicy::none())
        .build()?;

    let mut groups = client.scim().connection().get_groups("acme-co", "..").stream();
    let error = groups.try_next().await.err().ok_or("a path that leads elsewhere was not refused")?;
    assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 0));
    println!("{error}");
    Ok(())
}
