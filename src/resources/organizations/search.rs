//! The pages of a search for organizations.

use crate::call::Page;
use crate::call::pages::sealed::{self, Paginated};
use crate::call::parameters::sealed::Parameters;
use crate::transport::Request;
use crate::types::{Organization, OrganizationsSearchRequest, OrganizationsSearchResponse};

impl Parameters for OrganizationsSearchRequest {
    type Session = ();

    fn add_to(&self, request: &mut Request) {
        request.set_body(self);
    }
}

impl Paginated for OrganizationsSearchRequest {
    type Page = OrganizationsSearchResponse;

    fn cursor(&mut self) -> &mut Option<String> {
        &mut self.cursor
    }

    fn limit(&mut self) -> &mut Option<u32> {
        &mut self.limit
    }
}

impl sealed::Page for OrganizationsSearchResponse {}

impl Page for OrganizationsSearchResponse {
    type Item = Organization;

    fn into_items(self) -> Vec<Organization> {
        self.organizations
    }

    fn next_cursor(&self) -> Option<&str> {
        self.results_metadata.next_cursor.as_deref().filter(|cursor| !cursor.is_empty())
    }
}
