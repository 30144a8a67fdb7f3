//! The client for SCIM 2.0 against servers that get everything wrong that servers get wrong.

mod answers;
mod filters;
mod pages;
mod provisioning;
mod settings;

use stytch_b2b::scim2::{Client, ClientBuilder};

use crate::support::server::Server;

const TOKEN: &str = "SENTINEL-scim-token";

fn builder(server: &Server) -> ClientBuilder {
    Client::builder(format!("{}/scim/v2/", server.base_url()), TOKEN).jitter_seed(7)
}

fn client(server: &Server) -> Client {
    builder(server).build().unwrap()
}

/// What was asked for so far, below the base URL.
fn targets(server: &Server) -> Vec<String> {
    let below = |target: &str| target.strip_prefix("/scim/v2/").unwrap().to_owned();
    server.requests().iter().map(|request| below(&request.target)).collect()
}
