//! What members have let Connected Apps do.

use std::collections::BTreeMap;

/// What one member has let one app do.
#[derive(Debug, Default)]
pub(crate) struct Consent {
    /// Those of the last authorization.
    pub(crate) scopes: Vec<String>,
    /// The access tokens that the app got: they end with the consent.
    tokens: Vec<String>,
}

/// All consents, by member and app.
#[derive(Debug, Default)]
pub(crate) struct Consents {
    by_member: BTreeMap<String, BTreeMap<String, Consent>>,
}

impl Consents {
    /// Lets the app do this, and nothing that it was let do before.
    pub(crate) fn grant(&mut self, member_id: &str, client_id: &str, scopes: Vec<String>) {
        self.entry(member_id, client_id).scopes = scopes;
    }

    pub(crate) fn add_token(&mut self, member_id: &str, client_id: &str, token: String) {
        self.entry(member_id, client_id).tokens.push(token);
    }

    pub(crate) fn find(&self, member_id: &str, client_id: &str) -> Option<&Consent> {
        self.by_member.get(member_id)?.get(client_id)
    }

    /// Takes a consent back, and gives the tokens that are no longer good.
    pub(crate) fn revoke(&mut self, member_id: &str, client_id: &str) -> Vec<String> {
        let consent = self.by_member.get_mut(member_id).and_then(|apps| apps.remove(client_id));
        consent.map(|consent| consent.tokens).unwrap_or_default()
    }

    /// Takes all that a member has given back, and gives the tokens that are no longer good.
    pub(crate) fn revoke_member(&mut self, member_id: &str) -> Vec<String> {
        let consents = self.by_member.remove(member_id).unwrap_or_default();
        consents.into_values().flat_map(|consent| consent.tokens).collect()
    }

    /// Takes back all that an app was let do, and gives the tokens that are no longer good.
    pub(crate) fn remove_client(&mut self, client_id: &str) -> Vec<String> {
        let consents = self.by_member.values_mut().filter_map(|apps| apps.remove(client_id));
        consents.flat_map(|consent| consent.tokens).collect()
    }

    fn entry(&mut self, member_id: &str, client_id: &str) -> &mut Consent {
        self.by_member.entry(member_id.to_owned()).or_default().entry(client_id.to_owned()).or_default()
    }
}
