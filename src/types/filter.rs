//! Filters of the searches. The specification declares operands as free-form maps; these are the ones that the API knows.

use serde_json::{Map, Value, json};

use super::generated::{OrganizationsMembersSearchRequest, OrganizationsSearchRequest, SearchOperator, SearchQuery};
use super::id::{ConnectionId, MemberId, OrganizationId};

/// What an organization must be like to be found. Texts of the fuzzy filters have at least three characters.
///
/// One that is not here yet can be given to [`SearchQuery::new`] as a map.
///
/// ```
/// use stytch_b2b::OrganizationFilter;
/// use stytch_b2b::types::OrganizationsSearchRequest;
///
/// let request = OrganizationsSearchRequest::new()
///     .matching([OrganizationFilter::NameFuzzy("acme".into()), OrganizationFilter::HasActiveSsoConnection(true)]);
/// let operands = &request.query.as_ref().expect("it was just set").operands;
/// assert_eq!(operands[0]["filter_name"], "organization_name_fuzzy");
/// assert_eq!(operands[1]["filter_value"], true);
/// ```
///
/// API reference: <https://stytch.com/docs/b2b/api/search-organizations>
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum OrganizationFilter {
    /// One of these ids.
    Ids(Vec<OrganizationId>),
    /// One of these slugs.
    Slugs(Vec<String>),
    /// This text in the slug, or something close to it.
    SlugFuzzy(String),
    /// This text in the name, or something close to it.
    NameFuzzy(String),
    /// A member with one of these email addresses.
    MemberEmails(Vec<String>),
    /// A member whose email address has this text, or something close to it.
    MemberEmailFuzzy(String),
    /// One of these domains among its allowed email domains.
    AllowedDomains(Vec<String>),
    /// An allowed email domain with this text, or something close to it.
    AllowedDomainFuzzy(String),
    /// One of these domains among its claimed email domains.
    ClaimedEmailDomains(Vec<String>),
    /// Whether it has an active SSO connection of any kind.
    HasActiveSsoConnection(bool),
    /// This SSO connection.
    SsoConnectionId(ConnectionId),
}

/// What a member must be like to be found. Texts of the fuzzy filters have at least three characters.
///
/// One that is not here yet can be given to [`SearchQuery::new`] as a map.
///
/// ```
/// use stytch_b2b::MemberFilter;
/// use stytch_b2b::types::OrganizationsMembersSearchRequest;
///
/// let request = OrganizationsMembersSearchRequest::new(["acme-co"])
///     .matching([MemberFilter::Statuses(vec!["active".into()]), MemberFilter::EmailFuzzy("ada".into())]);
/// let operands = &request.query.as_ref().expect("it was just set").operands;
/// assert_eq!(operands[0]["filter_name"], "statuses");
/// ```
///
/// API reference: <https://stytch.com/docs/b2b/api/search-members>
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum MemberFilter {
    /// One of these ids.
    Ids(Vec<MemberId>),
    /// One of these email addresses.
    Emails(Vec<String>),
    /// This text in the email address, or something close to it.
    EmailFuzzy(String),
    /// Whether the member can always log in by password, for when SSO fails.
    IsBreakglass(bool),
    /// One of these states: `active`, `pending`, `invited`, `deleted`.
    Statuses(Vec<String>),
    /// One of these phone numbers as second factor.
    MfaPhoneNumbers(Vec<String>),
    /// A phone number as second factor with these digits, or something close to them.
    MfaPhoneNumberFuzzy(String),
    /// Whether the member has a password.
    PasswordExists(bool),
    /// One of these roles.
    Roles(Vec<String>),
}

impl OrganizationsSearchRequest {
    /// Finds only organizations that match all of these filters.
    #[must_use]
    pub fn matching(self, filters: impl IntoIterator<Item = OrganizationFilter>) -> Self {
        self.query(SearchQuery::new(SearchOperator::And, filters))
    }
}

impl OrganizationsMembersSearchRequest {
    /// Finds only members that match all of these filters.
    #[must_use]
    pub fn matching(self, filters: impl IntoIterator<Item = MemberFilter>) -> Self {
        self.query(SearchQuery::new(SearchOperator::And, filters))
    }
}

impl From<OrganizationFilter> for Map<String, Value> {
    fn from(filter: OrganizationFilter) -> Self {
        use OrganizationFilter as Filter;
        match filter {
            Filter::Ids(ids) => operand("organization_ids", json!(ids)),
            Filter::Slugs(slugs) => operand("organization_slugs", json!(slugs)),
            Filter::SlugFuzzy(text) => operand("organization_slug_fuzzy", json!(text)),
            Filter::NameFuzzy(text) => operand("organization_name_fuzzy", json!(text)),
            Filter::MemberEmails(emails) => operand("member_emails", json!(emails)),
            Filter::MemberEmailFuzzy(text) => operand("member_email_fuzzy", json!(text)),
            Filter::AllowedDomains(domains) => operand("allowed_domains", json!(domains)),
            Filter::AllowedDomainFuzzy(text) => operand("allowed_domain_fuzzy", json!(text)),
            Filter::ClaimedEmailDomains(domains) => operand("claimed_email_domains", json!(domains)),
            Filter::HasActiveSsoConnection(has) => operand("has_active_sso_connection", json!(has)),
            Filter::SsoConnectionId(id) => operand("sso_connection_id", json!(id)),
        }
    }
}

impl From<MemberFilter> for Map<String, Value> {
    fn from(filter: MemberFilter) -> Self {
        use MemberFilter as Filter;
        match filter {
            Filter::Ids(ids) => operand("member_ids", json!(ids)),
            Filter::Emails(emails) => operand("member_emails", json!(emails)),
            Filter::EmailFuzzy(text) => operand("member_email_fuzzy", json!(text)),
            Filter::IsBreakglass(is) => operand("member_is_breakglass", json!(is)),
            Filter::Statuses(statuses) => operand("statuses", json!(statuses)),
            Filter::MfaPhoneNumbers(numbers) => operand("member_mfa_phone_numbers", json!(numbers)),
            Filter::MfaPhoneNumberFuzzy(text) => operand("member_mfa_phone_number_fuzzy", json!(text)),
            Filter::PasswordExists(exists) => operand("member_password_exists", json!(exists)),
            Filter::Roles(roles) => operand("member_roles", json!(roles)),
        }
    }
}

fn operand(name: &str, value: Value) -> Map<String, Value> {
    Map::from_iter([("filter_name".to_owned(), name.into()), ("filter_value".to_owned(), value)])
}
