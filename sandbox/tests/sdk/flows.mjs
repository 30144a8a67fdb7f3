// The official Node SDK, unchanged, against the sandbox: one function per flow.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import stytch from "stytch";

const baseUrl = process.env.STYTCH_BASE_URL;
const newClient = () =>
  new stytch.B2BClient({
    project_id: process.env.STYTCH_PROJECT_ID,
    secret: process.env.STYTCH_SECRET,
    env: baseUrl + "/",
  });
const client = newClient();

async function control(method, path, body) {
  const response = await fetch(`${baseUrl}/sandbox/${path}`, { method, body: body && JSON.stringify(body) });
  assert.equal(response.status, 200);
  return response.json();
}

async function lastMessage(address) {
  return (await control("GET", "messages?to=" + encodeURIComponent(address))).messages.at(-1);
}

async function refused(error_type, call) {
  await assert.rejects(call, (error) => {
    assert.equal(error.error_type, error_type);
    return true;
  });
}

async function failed(code, call) {
  await assert.rejects(call, (error) => {
    assert.equal(error.code, code);
    return true;
  });
}

// The operations that were requested since this was last called.
async function asked() {
  const { requests } = await control("GET", "requests");
  await control("DELETE", "requests");
  return requests.map(({ operation }) => operation);
}

// Lets what jose keeps grow older: keys for ten minutes, and for half a minute that there are no others. Tokens do not,
// since the SDK judges them by `new Date()`.
async function later(seconds, call) {
  const { now } = Date;
  Date.now = () => now() + seconds * 1000;
  try {
    await call();
  } finally {
    Date.now = now;
  }
}

async function newOrganization(organization_slug, settings = {}) {
  const created = await client.organizations.create({ organization_name: organization_slug, organization_slug, ...settings });
  return created.organization.organization_id;
}

async function organizations() {
  const organization_id = await newOrganization("node-acme", { trusted_metadata: { plan: "pro" } });
  await client.organizations.update({ organization_id, organization_name: "Acme & Sons" });
  const operands = [{ filter_name: "organization_name_fuzzy", filter_value: "acme & s" }];
  const found = await client.organizations.search({ query: { operator: "AND", operands } });
  assert.deepEqual(found.organizations.map((each) => each.organization_id), [organization_id]);
  assert.deepEqual(found.organizations[0].trusted_metadata, { plan: "pro" });
  await refused("organization_slug_already_used", () => newOrganization("node-acme"));
  await client.organizations.delete({ organization_id });
  await refused("organization_not_found", () => client.organizations.get({ organization_id }));
}

async function members() {
  const organization_id = await newOrganization("node-members");
  const ids = [];
  for (let number = 0; number < 5; number += 1) {
    const email_address = `m${number}@example.com`;
    ids.push((await client.organizations.members.create({ organization_id, email_address })).member_id);
  }
  const pages = [];
  let cursor;
  do {
    const page = await client.organizations.members.search({ organization_ids: [organization_id], limit: 2, cursor });
    pages.push(page.members.map((member) => member.member_id));
    cursor = page.results_metadata.next_cursor ?? undefined;
  } while (cursor);
  assert.deepEqual(pages, [ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)]);
  const one = { organization_id, member_id: ids[0] };
  const updated = await client.organizations.members.update({ ...one, name: "Ada", roles: ["editor"] });
  assert.equal(updated.member.name, "Ada");
  assert.equal((await client.organizations.members.get({ organization_id, email_address: "m0@example.com" })).member_id, ids[0]);
  await client.organizations.members.delete(one);
  await refused("member_not_found", () => client.organizations.members.get(one));
  assert.equal((await client.organizations.members.dangerouslyGet({ member_id: ids[0], include_deleted: true })).member.status, "deleted");
  await client.organizations.members.reactivate(one);
}

async function magicLink() {
  const organization_id = await newOrganization("node-links");
  const email_address = "links@example.com";
  await refused("email_jit_provisioning_not_allowed", () =>
    client.magicLinks.email.loginOrSignup({ organization_id, email_address }));
  await client.organizations.members.create({ organization_id, email_address });
  await client.magicLinks.email.loginOrSignup({ organization_id, email_address, login_redirect_url: "https://app.example.com/login" });
  const message = await lastMessage(email_address);
  assert.ok(message.link.startsWith("https://app.example.com/login?stytch_token_type=multi_tenant_magic_links&token="));
  const login = await client.magicLinks.authenticate({ magic_links_token: message.token, session_duration_minutes: 60 });
  assert.equal(login.member_authenticated, true);
  await refused("unable_to_auth_magic_link", () => client.magicLinks.authenticate({ magic_links_token: message.token }));
}

async function emailOtp() {
  const organization_id = await newOrganization("node-otp");
  const email_address = "otp@example.com";
  await client.organizations.members.create({ organization_id, email_address });
  await client.otps.email.loginOrSignup({ organization_id, email_address });
  const { code } = await lastMessage(email_address);
  const login = await client.otps.email.authenticate({ organization_id, email_address, code });
  assert.equal(login.member_session.authentication_factors[0].type, "email_otp");
  await refused("otp_code_not_found", () => client.otps.email.authenticate({ organization_id, email_address, code }));
}

async function passwords() {
  const organization_id = await newOrganization("node-passwords");
  const where = { organization_id, email_address: "pat@example.com" };
  await client.organizations.members.create(where);
  await client.passwords.email.resetStart(where);
  const password = "Correct-Horse-Battery-7";
  const { token } = await lastMessage(where.email_address);
  await refused("breached_password", () => client.passwords.email.reset({ password_reset_token: token, password: "password1" }));
  await client.passwords.email.reset({ password_reset_token: token, password });
  assert.equal((await client.passwords.authenticate({ ...where, password })).member_authenticated, true);
  await refused("unauthorized_credentials", () => client.passwords.authenticate({ ...where, password: "wrong" }));
  const new_password = "Another-Horse-Battery-8";
  await client.passwords.existingPassword.reset({ ...where, existing_password: password, new_password });
  assert.equal((await client.passwords.authenticate({ ...where, password: new_password })).member_authenticated, true);
}

async function sessions() {
  const organization_id = await newOrganization("node-sessions");
  const email_address = "s@example.com";
  const { member_id } = await client.organizations.members.create({ organization_id, email_address, roles: ["editor"] });
  const issued = await control("POST", "sessions", { member_id });
  const byToken = await client.sessions.authenticate({ session_token: issued.session_token, session_duration_minutes: 30 });
  const byJwt = await client.sessions.authenticate({ session_jwt: byToken.session_jwt });
  assert.equal(byJwt.member_session.member_session_id, issued.member_session_id);
  // Verified locally, with the published key.
  const local = await client.sessions.authenticateJwtLocal({ session_jwt: byJwt.session_jwt });
  assert.equal(local.member_id, member_id);
  const check = { organization_id, resource_id: "documents", action: "write" };
  await client.sessions.authenticateJwtLocal({ session_jwt: byJwt.session_jwt, authorization_check: check });
  const denied = { ...check, action: "delete" };
  await refused("session_authorization_error", () =>
    client.sessions.authenticate({ session_token: issued.session_token, authorization_check: denied }));
  await refused("session_authorization_error", () =>
    client.organizations.delete({ organization_id }, { authorization: { session_token: issued.session_token } }));
  await client.sessions.revoke({ member_session_id: issued.member_session_id });
  await refused("session_not_found", () => client.sessions.authenticate({ session_token: issued.session_token }));
}

function totpCode(secret) {
  const bits = [...secret].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000)));
  const digest = createHmac("sha1", key).update(step).digest();
  const number = digest.readUInt32BE(digest[19] & 15) & 0x7fffffff;
  return String(number % 1000000).padStart(6, "0");
}

async function totp() {
  const organization_id = await newOrganization("node-totp");
  const { member_id } = await client.organizations.members.create({ organization_id, email_address: "totp@example.com" });
  const where = { organization_id, member_id };
  const registration = await client.totps.create(where);
  const login = await client.totps.authenticate({ ...where, code: totpCode(registration.secret), set_mfa_enrollment: "enroll" });
  assert.equal(login.member.mfa_enrolled, true);
  const { recovery_codes } = await client.recoveryCodes.get(where);
  assert.deepEqual(recovery_codes, registration.recovery_codes);
  await client.recoveryCodes.recover({ ...where, recovery_code: recovery_codes[0] });
  await refused("unable_to_authenticate_recovery_code", () => client.recoveryCodes.recover({ ...where, recovery_code: recovery_codes[0] }));
}

async function scim() {
  const organization_id = await newOrganization("node-scim");
  const { connection } = await client.scim.connection.create({ organization_id, identity_provider: "okta" });
  const where = { organization_id, connection_id: connection.connection_id };
  const started = await client.scim.connection.rotateStart(where);
  const completed = await client.scim.connection.rotateComplete(where);
  assert.ok(started.connection.next_bearer_token.endsWith(completed.connection.bearer_token_last_four));
  await client.scim.connection.rotateStart(where);
  await client.scim.connection.rotateCancel(where);
  const seeded = process.env.ORGANIZATION_ID;
  const { connection_id } = (await client.scim.connection.get({ organization_id: seeded })).connection;
  const groups = new Set();
  let cursor;
  do {
    const page = await client.scim.connection.getGroups({ organization_id: seeded, connection_id, limit: 1000, cursor });
    page.scim_groups.forEach((group) => groups.add(group.group_id));
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  assert.equal(groups.size, 2500);
  await client.scim.connection.delete(where);
}

async function sso() {
  const organization_id = await newOrganization("node-sso");
  const { connection } = await client.sso.oidc.createConnection({ organization_id, display_name: "OIDC" });
  const urls = Object.fromEntries(
    ["issuer", "authorization_url", "token_url", "jwks_url"].map((name) => [name, "https://idp.example.com/" + name]));
  const where = { organization_id, connection_id: connection.connection_id };
  const updated = await client.sso.oidc.updateConnection({ ...where, client_id: "id", client_secret: "secret", ...urls });
  assert.equal(updated.connection.status, "active");
  assert.equal((await client.sso.getConnections({ organization_id })).oidc_connections.length, 1);
  await client.sso.deleteConnection(where);
  assert.equal((await client.sso.getConnections({ organization_id })).oidc_connections.length, 0);
}

async function rbac() {
  const roles = (await client.rbac.policy({})).policy.roles.map((role) => role.role_id);
  assert.ok(roles.includes("stytch_admin"));
}

async function machines() {
  const { clients } = client.m2m;
  const { m2m_client: made } = await clients.create({ scopes: ["read:users", "write:users"] });
  const where = { client_id: made.client_id };
  const issued = await client.m2m.token({ ...where, client_secret: made.client_secret, scopes: ["read:users"] });
  assert.equal(issued.expires_in, 3600);
  const { requests } = await control("GET", "requests");
  const recorded = requests.filter(({ operation }) => operation === "m2m_token").at(-1);
  assert.deepEqual([recorded.authorization, recorded.body.scope], ["absent", "read:users"]);
  await refused("invalid_client", () => client.m2m.token({ ...where, client_secret: "wrong" }));
  const following = (await clients.secrets.rotateStart(where)).m2m_client.next_client_secret;
  await client.m2m.token({ ...where, client_secret: made.client_secret });
  await client.m2m.token({ ...where, client_secret: following });
  await clients.secrets.rotate(where);
  await refused("invalid_client", () => client.m2m.token({ ...where, client_secret: made.client_secret }));
  await clients.secrets.rotateStart(where);
  await clients.secrets.rotateCancel(where);
  await clients.update({ ...where, client_name: "renamed" });
  const query = { operator: "AND", operands: [{ filter_name: "client_name", filter_value: ["renamed"] }] };
  assert.deepEqual((await clients.search({ query })).m2m_clients.map(({ client_id }) => client_id), [made.client_id]);
  assert.equal((await clients.get(where)).m2m_client.status, "active");
  await clients.delete(where);
  await refused("m2m_client_not_found", () => clients.get(where));
}

async function apps() {
  const { clients } = client.connectedApp;
  const { connected_app: made } = await clients.create({ client_type: "third_party" });
  const organization_id = await newOrganization("node-apps");
  const { member_id } = await client.organizations.members.create({ organization_id, email_address: "app@example.com" });
  const { client_id, client_secret } = made;
  const { token } = await control("POST", "tokens", { kind: "idp", client_id, member_id, scopes: ["openid"] });
  const claims = await client.idp.introspectTokenNetwork({ token, client_id, client_secret });
  assert.deepEqual([claims.subject, claims.scope], [member_id, "openid"]);
  await assert.rejects(() => client.idp.introspectTokenNetwork({ token: "unknown", client_id, client_secret }));
  const { connected_app: started } = await clients.secrets.rotateStart({ client_id });
  const { connected_app: rotated } = await clients.secrets.rotate({ client_id });
  assert.equal(rotated.client_secret_last_four, started.next_client_secret.slice(-4));
  await clients.secrets.rotateStart({ client_id });
  await clients.secrets.rotateCancel({ client_id });
  await clients.update({ client_id, client_name: "renamed" });
  assert.equal((await clients.get({ client_id })).connected_app.client_name, "renamed");
  assert.equal((await clients.search({})).connected_apps.length, 1);
  await clients.delete({ client_id });
}

async function project() {
  assert.equal((await client.debug.whoami()).project_id, process.env.STYTCH_PROJECT_ID);
  assert.ok((await client.project.metrics()).metrics.some(({ metric_type }) => metric_type === "MEMBER_COUNT"));
}

async function local() {
  const permission = (...actions) => ({ resource_id: "documents", actions });
  const policy = {
    resources: [permission("read", "write", "delete")],
    roles: [{ role_id: "editor", permissions: [permission("read", "write")] }],
    scopes: [{ scope: "documents", permissions: [permission("read")] }],
  };
  await control("POST", "seed", { policy });
  // One that has not read the policy from before.
  const client = newClient();
  const { m2m, idp, sessions } = client;
  const organization_id = await newOrganization("node-local");
  const cleaner = { role_id: "cleaner", description: "Deletes", permissions: [permission("delete")] };
  await client.rbac.organizations.setOrgPolicy({ organization_id, org_policy: { roles: [cleaner] } });
  const login = async (email_address, roles) => {
    const { member_id } = await client.organizations.members.create({ organization_id, email_address, roles });
    return { member_id, session_jwt: (await control("POST", "sessions", { member_id })).session_jwt };
  };
  const { member_id, session_jwt } = await login("editor@example.com", ["editor"]);
  const both = await login("both@example.com", ["editor", "cleaner"]);
  const check = (action) => ({ organization_id, resource_id: "documents", action });
  const allows = (action) => ({ session_jwt, authorization_check: check(action) });

  await asked();
  const session = await sessions.authenticateJwtLocal({ session_jwt });
  assert.deepEqual([session.member_id, session.organization_id], [member_id, organization_id]);
  assert.deepEqual([session.organization_slug, [...session.roles].sort()], ["node-local", ["editor", "stytch_member"]]);
  assert.deepEqual(await sessions.authenticateJwt({ session_jwt }), { member_session: session, session_jwt });
  assert.deepEqual(await asked(), ["sessions_get_jwks"]);
  assert.deepEqual((await sessions.authenticateJwt(allows("write"))).member_session, session);
  await failed("invalid_permissions", () => sessions.authenticateJwtLocal(allows("delete")));
  const elsewhere = { ...check("write"), organization_id: "organization-test-elsewhere" };
  await failed("tenancy_mismatch", () => sessions.authenticateJwtLocal({ session_jwt, authorization_check: elsewhere }));
  await sessions.authenticateJwtLocal({ session_jwt: both.session_jwt, authorization_check: check("delete") });
  assert.deepEqual((await asked()).sort(), ["rbac_organizations_get_org_policy", "rbac_policy"]);
  const claims = { exp: 1 };
  const expired = (await control("POST", "tokens", { kind: "session", member_id, claims })).token;
  await failed("jwt_invalid", () => sessions.authenticateJwtLocal({ session_jwt: expired }));
  assert.deepEqual(await asked(), []);
  for (const old of [{ session_jwt: expired }, { session_jwt, max_token_age_seconds: 0 }]) {
    assert.equal((await sessions.authenticateJwt(old)).member_session.member_id, member_id);
    assert.deepEqual(await asked(), ["sessions_authenticate"]);
  }
  // It asks the API before it takes a refusal for one.
  await refused("session_authorization_error", () => sessions.authenticateJwt(allows("delete")));
  assert.deepEqual(await asked(), ["sessions_authenticate"]);

  const { m2m_client: machine } = await m2m.clients.create({ scopes: ["read:documents", "write:*"] });
  const { client_id, client_secret } = machine;
  const { access_token } = await m2m.token({ client_id, client_secret });
  const { connected_app: app } = await client.connectedApp.clients.create({ client_type: "third_party" });
  const wanted = { kind: "idp", client_id: app.client_id, member_id, scopes: ["openid", "documents"] };
  const { token } = await control("POST", "tokens", wanted);
  await asked();
  const known = await m2m.authenticateToken({ access_token, required_scopes: ["read:documents", "write:users"] });
  assert.deepEqual([known.client_id, known.scopes], [client_id, ["read:documents", "write:*"]]);
  await failed("missing_scopes", () => m2m.authenticateToken({ access_token, required_scopes: ["read:users"] }));
  const granted = await idp.introspectTokenLocal(token, { authorization_check: check("read") });
  assert.deepEqual([granted.subject, granted.scope], [member_id, "openid documents"]);
  assert.deepEqual(granted.organization, { organization_id, slug: "node-local" });
  assert.deepEqual(granted.custom_claims, { client_id: app.client_id });
  // The member's roles would allow it.
  await failed("invalid_permissions", () => idp.introspectTokenLocal(token, { authorization_check: check("write") }));
  const late = (await control("POST", "tokens", { ...wanted, claims })).token;
  await failed("jwt_invalid", () => idp.introspectTokenLocal(late));
  assert.deepEqual(await asked(), []);
}

async function rotation() {
  const { m2m, idp, sessions, organizations, connectedApp } = newClient();
  const organization_id = await newOrganization("node-rotation");
  const { member_id } = await organizations.members.create({ organization_id, email_address: "r@example.com" });
  const { client_id } = (await connectedApp.clients.create({ client_type: "third_party" })).connected_app;
  const sign = async () => {
    const token = async (token) => (await control("POST", "tokens", token)).token;
    const session_jwt = await token({ kind: "session", member_id });
    const access_token = await token({ kind: "m2m", client_id: "machine", scopes: ["read:users"] });
    const granted = await token({ kind: "idp", client_id, member_id, scopes: ["openid"] });
    return [
      () => sessions.authenticateJwtLocal({ session_jwt }),
      () => m2m.authenticateToken({ access_token }),
      () => idp.introspectTokenLocal(granted),
    ];
  };
  const published = async () => (await control("GET", "keys")).keys.map(({ kid }) => kid);

  const before = await sign();
  for (const judge of before) await judge();
  const [first] = await published();
  const { kid: second } = await control("POST", "keys", { action: "rotate" });
  assert.deepEqual(await published(), [first, second]);
  const after = await sign();
  await asked();
  for (const judge of after) await failed("jwt_invalid", judge);
  assert.deepEqual(await asked(), []);
  await later(31, async () => {
    for (const judge of [...after, ...before]) await judge();
  });
  assert.deepEqual(await asked(), ["sessions_get_jwks"]);
  assert.equal((await control("POST", "keys", { action: "retire", kid: first })).retired, true);
  await later(31 + 601, async () => {
    for (const judge of after) await judge();
    for (const judge of before) await failed("jwt_invalid", judge);
  });
  assert.deepEqual(await asked(), ["sessions_get_jwks"]);
}

// The last two change the policy and the keys.
for (const flow of [organizations, members, magicLink, emailOtp, passwords, sessions, totp, scim, sso, rbac, machines, apps, project, local, rotation]) {
  await flow();
  console.log(`node ${flow.name}: ok`);
}
