//! Machine clients and Connected Apps: programs with an id and a secret of their own.

use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// What a client is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ClientKind {
    Machine,
    ConnectedApp,
}

/// A client and its secrets.
#[derive(Debug)]
pub(crate) struct Client {
    pub(crate) kind: ClientKind,
    /// Counts the clients, from 1.
    pub(crate) number: u64,
    pub(crate) client_id: String,
    /// What requests set.
    pub(crate) attributes: Map<String, Value>,
    /// A public app has none.
    pub(crate) secret: Option<String>,
    /// Good beside the other one, while the secret is being rotated.
    pub(crate) next_secret: Option<String>,
}

impl Client {
    /// The client as the API shows it, without its secrets.
    pub(crate) fn shown(&self) -> Value {
        let mut shown = self.attributes.clone();
        shown.insert("client_id".to_owned(), json!(self.client_id));
        let secrets = [
            ("client_secret_last_four", &self.secret, true),
            ("next_client_secret_last_four", &self.next_secret, false),
        ];
        for (name, secret, is_required) in secrets {
            if is_required || secret.is_some() {
                shown.insert(name.to_owned(), json!(secret.as_deref().map(last_four).unwrap_or_default()));
            }
        }
        shown.into()
    }

    /// Whether a request with this secret is the client's own.
    pub(crate) fn is_proved_by(&self, secret: Option<&str>) -> bool {
        match (&self.secret, secret) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(own), Some(given)) => own == given || self.next_secret.as_deref() == Some(given),
        }
    }

    pub(crate) fn is_active(&self) -> bool {
        self.attributes.get("status").is_none_or(|status| status == "active")
    }

    pub(crate) fn scopes(&self) -> impl Iterator<Item = &str> {
        self.attributes.get("scopes").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
    }
}

/// The end of a secret, by which people recognize it.
pub(crate) fn last_four(secret: &str) -> String {
    secret.chars().skip(secret.chars().count().saturating_sub(4)).collect()
}

/// All clients of both kinds.
#[derive(Debug, Default)]
pub(crate) struct Clients {
    by_id: BTreeMap<String, Client>,
    added: u64,
}

impl Clients {
    /// Adds a client, unless there is one of this id.
    pub(crate) fn add(
        &mut self,
        kind: ClientKind,
        client_id: String,
        attributes: Map<String, Value>,
        secret: Option<String>,
    ) -> Option<&Client> {
        if self.by_id.contains_key(&client_id) {
            return None;
        }
        self.added += 1;
        let (number, next_secret) = (self.added, None);
        let client = Client { kind, number, client_id: client_id.clone(), attributes, secret, next_secret };
        Some(self.by_id.entry(client_id).or_insert(client))
    }

    pub(crate) fn find(&self, client_id: &str) -> Option<&Client> {
        self.by_id.get(client_id)
    }

    pub(crate) fn find_mut(&mut self, client_id: &str) -> Option<&mut Client> {
        self.by_id.get_mut(client_id)
    }

    pub(crate) fn remove(&mut self, client_id: &str) {
        self.by_id.remove(client_id);
    }

    /// The clients of a kind, oldest first.
    pub(crate) fn of_kind(&self, kind: ClientKind) -> Vec<&Client> {
        let mut clients: Vec<&Client> = self.by_id.values().filter(|client| client.kind == kind).collect();
        clients.sort_unstable_by_key(|client| client.number);
        clients
    }
}
