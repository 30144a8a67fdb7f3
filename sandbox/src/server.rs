//! The sandbox as its user holds it: start, seed, script, look at what arrived, stop.

use crate::clock::Timestamp;
use crate::fault::{Fault, RateLimit};
use crate::lock::lock;
use crate::record::RecordedRequest;
use crate::seed::{
    self, IssuedClient, IssuedSession, LoginTokenSeed, MemberSeed, OrganizationSeed, SeedError, TokenSpec,
};
use crate::shared::Shared;
use crate::state::Message;
use crate::totp;
use serde_json::Value;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// A running server. It stops when it is dropped.
///
/// Sandboxes know nothing of each other: each has its own port, state and record, so tests that run side by
/// side each start their own.
#[derive(Debug)]
pub struct Sandbox {
    shared: Arc<Shared>,
    address: SocketAddr,
    base_url: String,
    /// `None` until it serves.
    server: Option<Server>,
}

#[derive(Debug)]
struct Server {
    task: JoinHandle<()>,
    /// Stops the task when it is dropped.
    stop: oneshot::Sender<()>,
}

impl Sandbox {
    /// Where it listens, such as `http://127.0.0.1:4010`: no path, no slash at the end.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The project id it accepts.
    pub fn project_id(&self) -> &str {
        &self.shared.project_id
    }

    /// The secret it accepts.
    pub fn secret(&self) -> &str {
        &self.shared.secret
    }

    /// The public token it accepts, in the URLs that browsers begin a login with. It is no secret.
    pub fn public_token(&self) -> &str {
        &self.shared.public_token
    }

    /// The last requests, oldest first. How many are kept is set by [`SandboxBuilder::record_limit`](crate::SandboxBuilder::record_limit).
    pub fn requests(&self) -> Vec<RecordedRequest> {
        lock(&self.shared.record).requests()
    }

    /// How many requests there have been, kept or not.
    pub fn request_count(&self) -> u64 {
        lock(&self.shared.record).count()
    }

    /// Forgets the requests so far; counting begins anew.
    pub fn clear_requests(&self) {
        lock(&self.shared.record).clear();
    }

    /// Adds an organization: a name, or an [`OrganizationSeed`] that says more. Gives its id.
    ///
    /// # Errors
    ///
    /// When its slug or external id is another organization's.
    pub fn add_organization(&self, organization: impl Into<OrganizationSeed>) -> Result<String, SeedError> {
        let now = self.timestamp();
        seed::add_organization(&mut lock(&self.shared.state), organization.into(), now)
    }

    /// Adds an active member: an email address, or a [`MemberSeed`] that says more. Gives its id.
    ///
    /// # Errors
    ///
    /// When there is no such organization, or the API would refuse the member.
    pub fn add_member(&self, organization_id: &str, member: impl Into<MemberSeed>) -> Result<String, SeedError> {
        let now = self.timestamp();
        seed::add_member(&mut lock(&self.shared.state), organization_id, member.into(), now)
    }

    /// Adds active members, `member-00001@<slug>.example` and so on: their numbers begin after that of the members there are.
    ///
    /// # Errors
    ///
    /// When there is no such organization, or a member has one of these addresses.
    pub fn add_members(&self, organization_id: &str, count: u64) -> Result<(), SeedError> {
        let now = self.timestamp();
        seed::add_members(&mut lock(&self.shared.state), organization_id, count, now)
    }

    /// Logs a member in.
    ///
    /// # Errors
    ///
    /// When there is no such member.
    pub fn add_member_session(&self, member_id: &str) -> Result<IssuedSession, SeedError> {
        let now = self.timestamp();
        seed::add_member_session(&mut lock(&self.shared.state), &self.shared.jwts, member_id, now)
    }

    /// Makes a token for a login that somebody else vouches for: by OAuth, SSO or impersonation.
    ///
    /// # Errors
    ///
    /// When there is no such member or SSO connection.
    pub fn add_login_token(&self, token: LoginTokenSeed) -> Result<String, SeedError> {
        let now = self.timestamp();
        seed::add_login_token(&mut lock(&self.shared.state), token, now)
    }

    /// Adds a machine client with these scopes.
    pub fn add_m2m_client(&self, scopes: &[&str]) -> IssuedClient {
        seed::add_machine_client(&mut lock(&self.shared.state), scopes)
    }

    /// Makes the access token that a Connected App has once the member has consented to these scopes, as it then has. It ends
    /// when the consent is revoked.
    ///
    /// # Errors
    ///
    /// When there is no such app or member.
    pub fn add_access_token(&self, client_id: &str, member_id: &str, scopes: &[&str]) -> Result<String, SeedError> {
        self.sign(TokenSpec::idp(client_id, member_id, scopes.iter().copied()))
    }

    /// Makes a token, good or not.
    ///
    /// # Errors
    ///
    /// When there is no such member, app or key.
    pub fn sign(&self, token: TokenSpec) -> Result<String, SeedError> {
        let now = self.timestamp();
        seed::sign(&mut lock(&self.shared.state), &self.shared.jwts, token, now)
    }

    /// Takes an access token back: introspection no longer knows it.
    pub fn revoke_token(&self, token: &str) {
        lock(&self.shared.state).revoked_tokens.insert(token.to_owned());
    }

    /// Signs with the next of three keys from now on, and gives its id. The one before stays published until
    /// [`retire_key`](Self::retire_key).
    pub fn rotate_keys(&self) -> &'static str {
        self.shared.jwts.rotate_keys()
    }

    /// No longer publishes a key, and knows no token that it signed. False when there is none of this id.
    pub fn retire_key(&self, key_id: &str) -> bool {
        self.shared.jwts.retire_key(key_id)
    }

    /// Publishes this as the project's keys, whatever it is.
    pub fn serve_keys(&self, keys: Value) {
        self.shared.jwts.serve_keys(keys);
    }

    /// Adds everything that a JSON document holds: see the package's README for its form.
    ///
    /// # Errors
    ///
    /// When the document is not a seed, or the API would refuse something in it; what came before it stays.
    pub fn load(&self, document: &str) -> Result<(), SeedError> {
        let now = self.timestamp();
        seed::load(&mut lock(&self.shared.state), document, now)
    }

    /// The last emails and text messages to an address, oldest first.
    pub fn messages_to(&self, address: &str) -> Vec<Message> {
        lock(&self.shared.state).messages.to(Some(address)).cloned().collect()
    }

    /// The last email or text message to an address: it has the token or the code that a login needs.
    pub fn last_message_to(&self, address: &str) -> Option<Message> {
        lock(&self.shared.state).messages.to(Some(address)).next_back().cloned()
    }

    /// Forgets everything: state, faults, rate limits and requests. The ids begin anew.
    pub fn reset(&self) {
        self.shared.reset();
    }

    /// Gives an organization a SCIM connection. Gives the connection's id.
    ///
    /// # Errors
    ///
    /// When there is no such organization, or it has a SCIM connection.
    pub fn add_scim_connection(&self, organization_id: &str) -> Result<String, SeedError> {
        let now = self.timestamp();
        seed::add_scim_connection(&mut lock(&self.shared.state), organization_id, now)
    }

    /// The bearer token that a SCIM connection's `base_url` takes. `None` when there is no such connection.
    pub fn scim_token(&self, connection_id: &str) -> Option<String> {
        let mut state = lock(&self.shared.state);
        state.scim_connections.find_mut(connection_id).map(|connection| connection.bearer_token.clone())
    }

    /// Where an identity provider pushes to a SCIM connection, by SCIM 2.0. `None` when there is no such connection.
    pub fn scim_base_url(&self, connection_id: &str) -> Option<String> {
        let mut state = lock(&self.shared.state);
        state.scim_connections.find_mut(connection_id).map(|connection| connection.base_url.clone())
    }

    /// Adds groups to a SCIM connection: any number, they take up no memory.
    ///
    /// # Errors
    ///
    /// When there is no such connection.
    pub fn add_scim_groups(&self, connection_id: &str, count: u64) -> Result<(), SeedError> {
        seed::add_scim_groups(&mut lock(&self.shared.state), connection_id, count)
    }

    /// Scripts a fault, to be met after those scripted before it.
    pub fn fault(&self, fault: Fault) {
        lock(&self.shared.script).add(fault);
    }

    /// How many faults have not been met, or not as often as they were to be: 0 when a test met all that it scripted.
    pub fn unmet_faults(&self) -> usize {
        lock(&self.shared.script).unmet()
    }

    /// Takes back all faults that have not been met.
    pub fn clear_faults(&self) {
        lock(&self.shared.script).clear();
    }

    /// Sets a rate limit, in addition to those that there are.
    pub fn rate_limit(&self, limit: RateLimit) {
        lock(&self.shared.script).limit(limit);
    }

    /// Takes back all rate limits.
    pub fn clear_rate_limits(&self) {
        lock(&self.shared.script).clear_limits();
    }

    /// Moves the sandbox's clock forward; tokens expire, rate limits begin a new window.
    pub fn advance_clock(&self, by: Duration) {
        lock(&self.shared.clock).advance(by);
    }

    /// Stops it: requests under way get a moment to finish, then all connections are closed.
    pub async fn shutdown(mut self) {
        if let Some(Server { task, stop }) = self.server.take() {
            drop(stop);
            let _ = task.await;
        }
    }

    pub(crate) fn new(shared: Arc<Shared>, address: SocketAddr) -> Self {
        Self { shared, address, base_url: base_url(address), server: None }
    }

    pub(crate) fn serve_with(&mut self, task: JoinHandle<()>, stop: oneshot::Sender<()>) {
        self.server = Some(Server { task, stop });
    }

    /// The time on the sandbox's clock.
    pub fn now(&self) -> SystemTime {
        lock(&self.shared.clock).now()
    }

    /// The code that an authenticator app shows now, on the sandbox's clock, for the `secret` of a TOTP registration.
    /// `None` when the secret is not base32.
    pub fn totp_code(&self, secret: &str) -> Option<String> {
        totp::code(secret, self.timestamp())
    }

    fn timestamp(&self) -> Timestamp {
        lock(&self.shared.clock).timestamp()
    }
}

/// Where a sandbox at this address is asked on this machine: all addresses at once can be listened to and not asked.
pub(crate) fn base_url(mut address: SocketAddr) -> String {
    match address.ip() {
        IpAddr::V4(Ipv4Addr::UNSPECIFIED) => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(Ipv6Addr::UNSPECIFIED) => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => (),
    }
    format!("http://{address}")
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        if let Some(server) = &self.server {
            server.task.abort();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::base_url;

    #[test]
    fn it_is_asked_where_it_can_be() {
        let of = |address: &str| base_url(address.parse().unwrap());
        assert_eq!(["127.0.0.1:1", "0.0.0.0:1"].map(of), ["http://127.0.0.1:1"; 2]);
        assert_eq!(["[::1]:1", "[::]:1"].map(of), ["http://[::1]:1"; 2]);
        assert_eq!(of("192.0.2.7:1"), "http://192.0.2.7:1");
    }
}
