//! The operands of a search.

use crate::error::ApiError;
use crate::state::{Client, Member, Organization, State};
use serde_json::{Map, Value};
use std::collections::HashSet;

/// The shortest text that a fuzzy filter takes.
const SHORTEST: usize = 3;

/// The operands of a search and how they are put together.
pub(super) struct Query<'q> {
    /// `organization`, `member` or `m2m_client`: the beginning of this search's error types.
    kind: &'static str,
    any: bool,
    operands: Vec<(&'q str, &'q Value)>,
}

/// Whether an item passes one operand.
pub(super) type Filter<'s, T> = Box<dyn Fn(&T) -> bool + 's>;

impl<'q> Query<'q> {
    pub(super) fn parse(kind: &'static str, query: Option<&'q Value>) -> Result<Self, ApiError> {
        let Some(Value::Object(query)) = query else {
            return Ok(Self { kind, any: false, operands: Vec::new() });
        };
        let any = query.get("operator").and_then(Value::as_str) == Some("OR");
        let operands = query.get("operands").and_then(Value::as_array).into_iter().flatten();
        let operands = operands
            .filter_map(Value::as_object)
            .map(|operand| Self::operand(kind, operand))
            .collect::<Result<_, _>>()?;
        Ok(Self { kind, any, operands })
    }

    /// Whether one of the operands has this name.
    pub(super) fn names(&self, name: &str) -> bool {
        self.operands.iter().any(|(operand, _)| *operand == name)
    }

    pub(super) fn accepts<T>(&self, filters: &[Filter<'_, T>], item: &T) -> bool {
        match (filters, self.any) {
            ([], _) => true,
            (filters, true) => filters.iter().any(|filter| filter(item)),
            (filters, false) => filters.iter().all(|filter| filter(item)),
        }
    }

    pub(super) fn organization_filters<'s>(&self, state: &'s State) -> Result<Vec<Filter<'s, Organization>>, ApiError> {
        self.operands.iter().map(|(name, value)| self.organization_filter(state, name, value)).collect()
    }

    pub(super) fn member_filters(&self) -> Result<Vec<Filter<'static, Member>>, ApiError> {
        self.operands.iter().map(|(name, value)| self.member_filter(name, value)).collect()
    }

    pub(super) fn client_filters(&self) -> Result<Vec<Filter<'static, Client>>, ApiError> {
        self.operands.iter().map(|(name, value)| self.client_filter(name, value)).collect()
    }

    fn client_filter(&self, name: &str, value: &Value) -> Result<Filter<'static, Client>, ApiError> {
        let texts = || self.texts(name, value);
        Ok(match name {
            "client_id" => {
                let ids = texts()?;
                Box::new(move |client| ids.contains(&client.client_id))
            }
            "client_name" => {
                let names = texts()?;
                Box::new(move |client| client.attributes["client_name"].as_str().is_some_and(|it| names.contains(it)))
            }
            "scopes" => {
                let scopes = texts()?;
                Box::new(move |client| client.scopes().any(|scope| scopes.contains(scope)))
            }
            _ => return Err(self.unknown(name)),
        })
    }

    fn organization_filter<'s>(
        &self,
        state: &'s State,
        name: &str,
        value: &Value,
    ) -> Result<Filter<'s, Organization>, ApiError> {
        Ok(match name {
            "organization_ids" => {
                let keys = self.texts(name, value)?;
                Box::new(move |organization| {
                    keys.contains(&organization.organization_id)
                        || organization.organization_external_id.as_ref().is_some_and(|id| keys.contains(id))
                })
            }
            "organization_slugs" => {
                let slugs = self.texts(name, value)?;
                Box::new(move |organization| slugs.contains(&organization.organization_slug))
            }
            "organization_slug_fuzzy" => {
                let part = self.fuzzy(name, value)?;
                Box::new(move |organization| contains(&organization.organization_slug, &part))
            }
            "organization_name_fuzzy" => {
                let part = self.fuzzy(name, value)?;
                Box::new(move |organization| contains(&organization.organization_name, &part))
            }
            "member_emails" | "member_email_fuzzy" => return self.filter_by_members(state, name, value),
            "allowed_domains" => {
                let domains = self.texts(name, value)?;
                Box::new(move |organization| {
                    organization.email_allowed_domains.iter().any(|domain| domains.contains(domain))
                })
            }
            "allowed_domain_fuzzy" => {
                let part = self.fuzzy(name, value)?;
                Box::new(move |organization| {
                    organization.email_allowed_domains.iter().any(|domain| contains(domain, &part))
                })
            }
            "claimed_email_domains" => {
                let domains = self.texts(name, value)?;
                Box::new(move |organization| {
                    organization.claimed_email_domains.iter().any(|domain| domains.contains(domain))
                })
            }
            "has_active_sso_connection" => {
                let wanted = self.boolean(name, value)?;
                Box::new(move |organization| organization.sso_active_connections.is_empty() != wanted)
            }
            "sso_connection_id" => {
                let id = self.text(name, value)?.to_owned();
                Box::new(move |organization| {
                    organization
                        .sso_active_connections
                        .iter()
                        .any(|connection| connection["connection_id"] == id.as_str())
                })
            }
            _ => return Err(self.unknown(name)),
        })
    }

    /// Organizations by the email addresses of their members.
    fn filter_by_members<'s>(
        &self,
        state: &'s State,
        name: &str,
        value: &Value,
    ) -> Result<Filter<'s, Organization>, ApiError> {
        if name == "member_emails" {
            let emails = self.texts(name, value)?;
            return Ok(Box::new(move |organization| {
                let member = |email: &String| state.members.find_by_email(&organization.organization_id, email);
                emails.iter().any(|email| member(email).is_some())
            }));
        }
        let part = self.fuzzy(name, value)?;
        let members = state.members.iter().filter(|member| !member.is_deleted());
        let ids: HashSet<&str> = members
            .filter(|member| contains(&member.email_address, &part))
            .map(|member| member.organization_id.as_str())
            .collect();
        Ok(Box::new(move |organization| ids.contains(organization.organization_id.as_str())))
    }

    fn member_filter(&self, name: &str, value: &Value) -> Result<Filter<'static, Member>, ApiError> {
        Ok(match name {
            "member_ids" => {
                let keys = self.texts(name, value)?;
                Box::new(move |member| {
                    keys.contains(&member.member_id) || member.external_id.as_ref().is_some_and(|id| keys.contains(id))
                })
            }
            "member_emails" => {
                let emails: HashSet<String> =
                    self.texts(name, value)?.iter().map(|email| email.to_lowercase()).collect();
                Box::new(move |member| emails.contains(&member.email_address.to_lowercase()))
            }
            "member_email_fuzzy" => {
                let part = self.fuzzy(name, value)?;
                Box::new(move |member| contains(&member.email_address, &part))
            }
            "member_is_breakglass" => {
                let wanted = self.boolean(name, value)?;
                Box::new(move |member| member.is_breakglass == wanted)
            }
            "statuses" => {
                let statuses = self.texts(name, value)?;
                Box::new(move |member| statuses.contains(&member.status))
            }
            "member_mfa_phone_numbers" | "member_phone_numbers" => {
                let numbers = self.texts(name, value)?;
                Box::new(move |member| numbers.contains(&member.mfa_phone_number))
            }
            "member_mfa_phone_number_fuzzy" | "member_phone_number_fuzzy" => {
                let part = self.fuzzy(name, value)?;
                Box::new(move |member| member.mfa_phone_number.contains(&part))
            }
            "member_password_exists" => {
                let wanted = self.boolean(name, value)?;
                Box::new(move |member| member.member_password_id.is_empty() != wanted)
            }
            "member_totp_exists" => {
                let wanted = self.boolean(name, value)?;
                Box::new(move |member| member.totp_registration_id.is_empty() != wanted)
            }
            "member_roles" => {
                let roles = self.texts(name, value)?;
                Box::new(move |member| member.role_ids().any(|role| roles.contains(role)))
            }
            _ => return Err(self.unknown(name)),
        })
    }

    fn operand(kind: &str, operand: &'q Map<String, Value>) -> Result<(&'q str, &'q Value), ApiError> {
        let fail = |what: &str, message: &str| Err(ApiError::new(400, format!("{kind}_search_{what}"), message));
        match (operand.get("filter_name"), operand.get("filter_value")) {
            (None, _) => fail("missing_filter_name", "An operand has no filter_name."),
            (Some(Value::String(name)), Some(value)) => Ok((name, value)),
            (Some(Value::String(name)), None) => {
                fail("missing_filter_value", &format!("The operand {name} has no filter_value."))
            }
            (Some(_), _) => fail("filter_name_must_be_string", "The filter_name of an operand is not a text."),
        }
    }

    fn texts(&self, name: &str, value: &Value) -> Result<HashSet<String>, ApiError> {
        let texts =
            value.as_array().and_then(|items| items.iter().map(|item| item.as_str().map(str::to_owned)).collect());
        texts.ok_or_else(|| {
            self.error("expected_array_of_strings", format!("The operand {name} takes a list of texts."))
        })
    }

    fn text<'v>(&self, name: &str, value: &'v Value) -> Result<&'v str, ApiError> {
        value.as_str().ok_or_else(|| self.error("expected_string", format!("The operand {name} takes a text.")))
    }

    fn boolean(&self, name: &str, value: &Value) -> Result<bool, ApiError> {
        value
            .as_bool()
            .ok_or_else(|| self.error("expected_boolean", format!("The operand {name} takes true or false.")))
    }

    /// A part of a text.
    fn fuzzy(&self, name: &str, value: &Value) -> Result<String, ApiError> {
        let part = self.text(name, value)?;
        if part.chars().count() < SHORTEST {
            let error_type = format!("{name}_too_short");
            return Err(self.error(&error_type, format!("The operand {name} takes {SHORTEST} characters or more.")));
        }
        Ok(part.to_owned())
    }

    fn unknown(&self, name: &str) -> ApiError {
        self.error("filter_name_not_recognized", format!("There is no operand {name}."))
    }

    fn error(&self, what: &str, message: String) -> ApiError {
        ApiError::new(400, format!("{}_search_{what}", self.kind), message)
    }
}

/// Whether the part stands in the text, in whatever case its letters are.
fn contains(text: &str, part: &str) -> bool {
    let (text, part) = (text.as_bytes(), part.as_bytes());
    // Most windows differ in their first letter already.
    let begins = |window: &[u8]| window.first().map(u8::to_ascii_lowercase) == part.first().map(u8::to_ascii_lowercase);
    text.windows(part.len()).any(|window| begins(window) && window.eq_ignore_ascii_case(part))
}
