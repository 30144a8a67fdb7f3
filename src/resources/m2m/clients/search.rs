//! The pages of a search for machine clients.

use crate::call::Page;
use crate::call::pages::sealed::{self, Paginated};
use crate::call::parameters::sealed::Parameters;
use crate::transport::Request;
use crate::types::{M2mClient, M2mClientsSearchRequest, M2mClientsSearchResponse};

impl Parameters for M2mClientsSearchRequest {
    type Session = ();

    fn add_to(&self, request: &mut Request) {
        request.set_body(self);
    }
}

impl Paginated for M2mClientsSearchRequest {
    type Page = M2mClientsSearchResponse;

    fn cursor(&mut self) -> &mut Option<String> {
        &mut self.cursor
    }

    fn limit(&mut self) -> &mut Option<u32> {
        &mut self.limit
    }
}

impl sealed::Page for M2mClientsSearchResponse {}

impl Page for M2mClientsSearchResponse {
    type Item = M2mClient;

    fn into_items(self) -> Vec<M2mClient> {
        self.m2m_clients
    }

    fn next_cursor(&self) -> Option<&str> {
        self.results_metadata.next_cursor.as_deref().filter(|cursor| !cursor.is_empty())
    }
}
