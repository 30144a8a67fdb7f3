//! The pages of a search for connected Apps.

use crate::call::Page;
use crate::call::pages::sealed::{self, Paginated};
use crate::call::parameters::sealed::Parameters;
use crate::transport::Request;
use crate::types::{ConnectedApp, ConnectedAppsClientsSearchRequest, ConnectedAppsClientsSearchResponse};

impl Parameters for ConnectedAppsClientsSearchRequest {
    type Session = ();

    fn add_to(&self, request: &mut Request) {
        request.set_body(self);
    }
}

impl Paginated for ConnectedAppsClientsSearchRequest {
    type Page = ConnectedAppsClientsSearchResponse;

    fn cursor(&mut self) -> &mut Option<String> {
        &mut self.cursor
    }

    fn limit(&mut self) -> &mut Option<u32> {
        &mut self.limit
    }
}

impl sealed::Page for ConnectedAppsClientsSearchResponse {}

impl Page for ConnectedAppsClientsSearchResponse {
    type Item = ConnectedApp;

    fn into_items(self) -> Vec<ConnectedApp> {
        self.connected_apps
    }

    fn next_cursor(&self) -> Option<&str> {
        self.results_metadata.next_cursor.as_deref().filter(|cursor| !cursor.is_empty())
    }
}
