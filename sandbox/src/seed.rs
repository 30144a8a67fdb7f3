//! What a sandbox can be filled with before a test begins.

use crate::clock::Timestamp;
use crate::operations;
use crate::state::{Organization, State};
use std::fmt;

/// An organization to be.
#[derive(Debug, Clone)]
#[must_use = "a seed does nothing until it is given to a sandbox"]
pub struct OrganizationSeed {
    name: String,
    slug: Option<String>,
    external_id: Option<String>,
}

/// Why something could not be added.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SeedError {
    /// There is no such thing to add to.
    NotFound {
        /// What was looked for, such as `organization`.
        what: &'static str,
        /// The id that was given.
        id: String,
    },
    /// There is one already, and there can be one only.
    Taken {
        /// What there is one of, such as `organization slug`.
        what: &'static str,
        /// Its value.
        value: String,
    },
}

impl OrganizationSeed {
    /// An organization of this name. Its slug follows from the name unless it is set.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            slug: None,
            external_id: None,
        }
    }

    /// Sets the slug.
    pub fn slug(mut self, slug: impl Into<String>) -> Self {
        self.slug = Some(slug.into());
        self
    }

    /// Sets the external id.
    pub fn external_id(mut self, external_id: impl Into<String>) -> Self {
        self.external_id = Some(external_id.into());
        self
    }
}

impl<S: Into<String>> From<S> for OrganizationSeed {
    fn from(name: S) -> Self {
        Self::new(name)
    }
}

impl fmt::Display for SeedError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound { what, id } => write!(formatter, "the sandbox holds no {what} {id:?}"),
            Self::Taken { what, value } => write!(formatter, "there is a {what} {value:?} already"),
        }
    }
}

impl std::error::Error for SeedError {}

pub(crate) fn add_organization(
    state: &mut State,
    seed: OrganizationSeed,
    now: Timestamp,
) -> Result<String, SeedError> {
    let slug = match seed.slug {
        Some(slug) if state.organizations.has_slug(&slug) => {
            return Err(taken("organization slug", slug));
        }
        Some(slug) => slug,
        None => free_slug(state, &seed.name),
    };
    if let Some(external_id) = seed
        .external_id
        .clone()
        .filter(|id| state.organizations.has_external_id(id))
    {
        return Err(taken("organization external id", external_id));
    }
    let id = state.ids.next("organization");
    let mut organization = Organization::new(id.clone(), seed.name, slug, now);
    organization.organization_external_id = seed.external_id;
    state.organizations.insert(organization);
    Ok(id)
}

pub(crate) fn add_scim_connection(
    state: &mut State,
    organization_id: &str,
    now: Timestamp,
) -> Result<String, SeedError> {
    let Some(organization) = state.organizations.find(organization_id) else {
        return Err(not_found("organization", organization_id));
    };
    let organization_id = organization.organization_id.clone();
    if state
        .scim_connections
        .of_organization(&organization_id)
        .is_some()
    {
        return Err(taken("SCIM connection of organization", organization_id));
    }
    let (display_name, provider) = ("SCIM connection".to_owned(), "generic".to_owned());
    let (connection, _) =
        operations::add_scim_connection(state, &organization_id, display_name, provider, now);
    Ok(connection.connection_id)
}

pub(crate) fn add_scim_groups(
    state: &mut State,
    connection_id: &str,
    count: u64,
) -> Result<(), SeedError> {
    let Some(connection) = state.scim_connections.find_mut(connection_id) else {
        return Err(not_found("SCIM connection", connection_id));
    };
    connection.groups.count += count;
    Ok(())
}

/// The slug that follows from a name: with a number when there is one like it already.
pub(crate) fn free_slug(state: &State, name: &str) -> String {
    let dashed: String = name
        .to_lowercase()
        .chars()
        .map(|letter| {
            if letter.is_ascii_alphanumeric() {
                letter
            } else {
                '-'
            }
        })
        .collect();
    let words: Vec<&str> = dashed.split('-').filter(|word| !word.is_empty()).collect();
    let slug = if words.is_empty() {
        "organization".to_owned()
    } else {
        words.join("-")
    };
    if !state.organizations.has_slug(&slug) {
        return slug;
    }
    let mut number = 2u64;
    while state.organizations.has_slug(&format!("{slug}-{number}")) {
        number += 1;
    }
    format!("{slug}-{number}")
}

fn not_found(what: &'static str, id: &str) -> SeedError {
    SeedError::NotFound {
        what,
        id: id.to_owned(),
    }
}

fn taken(what: &'static str, value: String) -> SeedError {
    SeedError::Taken { what, value }
}
