"""The official Python SDK, unchanged, against the sandbox: one function per flow."""

import base64
import hashlib
import hmac
import json
import os
import struct
import time
import unittest.mock
import urllib.parse
import urllib.request

from jwt import PyJWKClientError
from stytch import B2BClient
from stytch.b2b.models.organizations_members import DeleteRequestOptions
from stytch.b2b.models.sessions import AuthorizationCheck
from stytch.core.response_base import StytchError
from stytch.shared.method_options import Authorization
from stytch.shared.rbac_local import RBACPermissionError, TenancyError

BASE_URL = os.environ["STYTCH_BASE_URL"]


def new_client():
    return B2BClient(
        project_id=os.environ["STYTCH_PROJECT_ID"],
        secret=os.environ["STYTCH_SECRET"],
        environment=BASE_URL + "/",
        suppress_warnings=True,
    )


CLIENT = new_client()


def control(method, path, body=None):
    request = urllib.request.Request(
        f"{BASE_URL}/sandbox/{path}", method=method, data=None if body is None else json.dumps(body).encode()
    )
    with urllib.request.urlopen(request) as response:
        return json.load(response)


def last_message(address):
    return control("GET", "messages?to=" + urllib.parse.quote(address))["messages"][-1]


def refused(error_type, call):
    try:
        call()
    except StytchError as error:
        assert error.details.error_type == error_type, error.details
        return
    raise AssertionError(f"not refused with {error_type}")


def raised(kind, call):
    try:
        call()
    except kind:
        return
    raise AssertionError(f"no {kind.__name__}")


def asked():
    """The operations that were requested since this was last called."""
    operations = [each["operation"] for each in control("GET", "requests")["requests"]]
    control("DELETE", "requests")
    return operations


def later(seconds):
    """Lets what PyJWT keeps grow older: keys for five minutes, and for half a minute that there are no others.

    Tokens do not, since it judges them by another clock.
    """
    monotonic = time.monotonic
    return unittest.mock.patch("time.monotonic", lambda: monotonic() + seconds)


def new_organization(slug, **settings):
    return CLIENT.organizations.create(organization_name=slug.title(), organization_slug=slug, **settings).organization


def organizations():
    acme = new_organization("py-acme", email_allowed_domains=["acme.example"], email_jit_provisioning="RESTRICTED")
    assert CLIENT.organizations.get(organization_id="py-acme").organization.organization_id == acme.organization_id
    CLIENT.organizations.update(organization_id=acme.organization_id, organization_name="Acme & Sons")
    query = {"operator": "AND", "operands": [{"filter_name": "organization_slugs", "filter_value": ["py-acme"]}]}
    found = CLIENT.organizations.search(query=query)
    assert [each.organization_name for each in found.organizations] == ["Acme & Sons"], found
    assert found.results_metadata.total == 1
    refused("organization_slug_already_used", lambda: new_organization("py-acme"))
    CLIENT.organizations.delete(organization_id=acme.organization_id)
    refused("organization_not_found", lambda: CLIENT.organizations.get(organization_id=acme.organization_id))


def members():
    organization = new_organization("py-members")
    ids = [
        CLIENT.organizations.members.create(
            organization_id=organization.organization_id, email_address=f"m{number}@example.com", name=f"M {number}"
        ).member_id
        for number in range(5)
    ]
    by_email = CLIENT.organizations.members.get(
        organization_id=organization.organization_id, email_address="m3@example.com"
    )
    assert by_email.member_id == ids[3]
    assert CLIENT.organizations.members.dangerously_get(member_id=ids[0], include_deleted=True).member_id == ids[0]
    CLIENT.organizations.members.update(
        organization_id=organization.organization_id, member_id=ids[0], trusted_metadata={"plan": "pro"}
    )
    pages, cursor = [], None
    while True:
        page = CLIENT.organizations.members.search(
            organization_ids=[organization.organization_id], limit=2, cursor=cursor
        )
        pages.append([member.member_id for member in page.members])
        cursor = page.results_metadata.next_cursor
        if not cursor:
            break
    assert pages == [ids[:2], ids[2:4], ids[4:]], pages
    CLIENT.organizations.members.delete(organization_id=organization.organization_id, member_id=ids[4])
    refused(
        "member_not_found",
        lambda: CLIENT.organizations.members.get(organization_id=organization.organization_id, member_id=ids[4]),
    )
    again = CLIENT.organizations.members.reactivate(organization_id=organization.organization_id, member_id=ids[4])
    assert again.member.status == "active"


def magic_link():
    organization = new_organization(
        "py-links", email_allowed_domains=["links.example"], email_jit_provisioning="RESTRICTED"
    )
    sent = CLIENT.magic_links.email.login_or_signup(
        organization_id=organization.organization_id, email_address="ada@links.example"
    )
    assert sent.member_created and sent.member.status == "pending"
    token = last_message("ada@links.example")["token"]
    login = CLIENT.magic_links.authenticate(magic_links_token=token, session_duration_minutes=60)
    assert login.member_authenticated and login.member.status == "active" and login.member.email_address_verified
    assert login.member_session.authentication_factors[0].type == "magic_link"
    refused("unable_to_auth_magic_link", lambda: CLIENT.magic_links.authenticate(magic_links_token=token))
    CLIENT.magic_links.email.invite(
        organization_id=organization.organization_id, email_address="bob@links.example", roles=["editor"]
    )
    invited = CLIENT.magic_links.authenticate(magic_links_token=last_message("bob@links.example")["token"])
    assert "editor" in invited.member_session.roles


def discovery():
    CLIENT.magic_links.email.discovery.send(email_address="new@py-discovery.example")
    found = CLIENT.magic_links.discovery.authenticate(
        discovery_magic_links_token=last_message("new@py-discovery.example")["token"]
    )
    assert found.discovered_organizations == []
    created = CLIENT.discovery.organizations.create(
        intermediate_session_token=found.intermediate_session_token, organization_name="Py Discovery"
    )
    assert created.member_authenticated and created.member.is_admin
    CLIENT.otps.email.discovery.send(email_address="new@py-discovery.example")
    code = last_message("new@py-discovery.example")["code"]
    again = CLIENT.otps.email.discovery.authenticate(email_address="new@py-discovery.example", code=code)
    assert [each.membership.type for each in again.discovered_organizations] == ["active_member"]
    session = CLIENT.discovery.intermediate_sessions.exchange(
        intermediate_session_token=again.intermediate_session_token,
        organization_id=created.organization.organization_id,
    )
    assert session.member_id == created.member_id


def email_otp():
    organization = new_organization("py-otp")
    CLIENT.organizations.members.create(organization_id=organization.organization_id, email_address="otp@example.com")
    CLIENT.otps.email.login_or_signup(organization_id=organization.organization_id, email_address="otp@example.com")
    code = last_message("otp@example.com")["code"]
    wrong = "000000" if code != "000000" else "111111"
    authenticate = lambda code: CLIENT.otps.email.authenticate(
        organization_id=organization.organization_id, email_address="otp@example.com", code=code
    )
    refused("unable_to_auth_otp_code", lambda: authenticate(wrong))
    assert authenticate(code).member_session.authentication_factors[0].type == "email_otp"
    refused("otp_code_not_found", lambda: authenticate(code))


def passwords():
    organization = new_organization("py-passwords")
    where = {"organization_id": organization.organization_id, "email_address": "pat@example.com"}
    CLIENT.organizations.members.create(**where)
    refused("member_password_not_found", lambda: CLIENT.passwords.authenticate(password="x", **where))
    CLIENT.passwords.email.reset_start(**where)
    token = last_message("pat@example.com")["token"]
    refused("weak_password", lambda: CLIENT.passwords.email.reset(password_reset_token=token, password="weak"))
    password = "Correct-Horse-Battery-7"
    assert CLIENT.passwords.strength_check(password=password).valid_password
    reset = CLIENT.passwords.email.reset(password_reset_token=token, password=password)
    assert reset.member_authenticated and reset.member.member_password_id
    login = CLIENT.passwords.authenticate(password=password, **where)
    assert login.member_id == reset.member_id
    refused("unauthorized_credentials", lambda: CLIENT.passwords.authenticate(password="wrong", **where))


def sessions():
    organization = new_organization("py-sessions")
    member = CLIENT.organizations.members.create(
        organization_id=organization.organization_id, email_address="s@example.com", roles=["editor"]
    )
    issued = control("POST", "sessions", {"member_id": member.member_id})
    by_token = CLIENT.sessions.authenticate(
        session_token=issued["session_token"], session_duration_minutes=30, session_custom_claims={"plan": "pro"}
    )
    by_jwt = CLIENT.sessions.authenticate(session_jwt=by_token.session_jwt)
    assert by_jwt.member_session.member_session_id == issued["member_session_id"]
    # Verified locally, with the published key.
    local = CLIENT.sessions.authenticate_jwt_local(by_jwt.session_jwt)
    assert local.member_id == member.member_id, local
    assert local.custom_claims == {"plan": "pro"}, local
    check = {"organization_id": organization.organization_id, "resource_id": "documents", "action": "write"}
    allowed = CLIENT.sessions.authenticate(session_token=issued["session_token"], authorization_check=check)
    assert allowed.verdict.granting_roles == ["editor"]
    refused(
        "session_authorization_error",
        lambda: CLIENT.sessions.authenticate(
            session_token=issued["session_token"], authorization_check={**check, "action": "delete"}
        ),
    )
    options = DeleteRequestOptions(authorization=Authorization(session_token=issued["session_token"]))
    colleague = CLIENT.organizations.members.create(
        organization_id=organization.organization_id, email_address="colleague@example.com"
    )
    refused(
        "session_authorization_error",
        lambda: CLIENT.organizations.members.delete(
            organization_id=organization.organization_id, member_id=colleague.member_id, method_options=options
        ),
    )
    listed = CLIENT.sessions.get(organization_id=organization.organization_id, member_id=member.member_id)
    assert len(listed.member_sessions) == 1
    CLIENT.sessions.revoke(session_token=issued["session_token"])
    refused("session_not_found", lambda: CLIENT.sessions.authenticate(session_token=issued["session_token"]))


def totp_code(secret):
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset:offset + 4])[0] & 0x7FFFFFFF) % 1000000:06}"


def totp():
    organization = new_organization("py-totp", mfa_policy="REQUIRED_FOR_ALL")
    member = CLIENT.organizations.members.create(
        organization_id=organization.organization_id, email_address="totp@example.com"
    )
    where = {"organization_id": organization.organization_id, "member_id": member.member_id}
    CLIENT.otps.email.login_or_signup(
        organization_id=organization.organization_id, email_address="totp@example.com"
    )
    first = CLIENT.otps.email.authenticate(
        organization_id=organization.organization_id,
        email_address="totp@example.com",
        code=last_message("totp@example.com")["code"],
    )
    assert not first.member_authenticated and first.mfa_required is not None and first.session_token == ""
    registration = CLIENT.totps.create(intermediate_session_token=first.intermediate_session_token, **where)
    second = CLIENT.totps.authenticate(
        code=totp_code(registration.secret), intermediate_session_token=first.intermediate_session_token, **where
    )
    assert {factor.type for factor in second.member_session.authentication_factors} == {"email_otp", "totp"}
    recovered = CLIENT.recovery_codes.recover(recovery_code=registration.recovery_codes[0], **where)
    assert recovered.recovery_codes_remaining == len(registration.recovery_codes) - 1


def scim():
    organization = new_organization("py-scim").organization_id
    created = CLIENT.scim.connection.create(organization_id=organization, display_name="Okta", identity_provider="okta")
    where = {"organization_id": organization, "connection_id": created.connection.connection_id}
    assert created.connection.bearer_token
    started = CLIENT.scim.connection.rotate_start(**where)
    completed = CLIENT.scim.connection.rotate_complete(**where)
    assert started.connection.next_bearer_token.endswith(completed.connection.bearer_token_last_four)
    CLIENT.scim.connection.rotate_start(**where)
    CLIENT.scim.connection.rotate_cancel(**where)
    seeded = os.environ["ORGANIZATION_ID"]
    connection = CLIENT.scim.connection.get(organization_id=seeded).connection.connection_id
    groups, cursor = set(), None
    while True:
        page = CLIENT.scim.connection.get_groups(
            organization_id=seeded, connection_id=connection, limit=1000, cursor=cursor
        )
        groups.update(group.group_id for group in page.scim_groups)
        cursor = page.next_cursor
        if not cursor:
            break
    assert len(groups) == 2500, len(groups)
    CLIENT.scim.connection.delete(**where)


def sso():
    organization = new_organization("py-sso").organization_id
    saml = CLIENT.sso.saml.create_connection(organization_id=organization, display_name="SAML").connection
    active = CLIENT.sso.saml.update_connection(
        organization_id=organization,
        connection_id=saml.connection_id,
        idp_entity_id="https://idp.example.com",
        idp_sso_url="https://idp.example.com/sso",
        x509_certificate="certificate",
        attribute_mapping={"email": "NameID"},
    ).connection
    assert active.status == "active"
    CLIENT.sso.oidc.create_connection(organization_id=organization, display_name="OIDC")
    listed = CLIENT.sso.get_connections(organization_id=organization)
    assert (len(listed.saml_connections), len(listed.oidc_connections)) == (1, 1)
    member = CLIENT.organizations.members.create(organization_id=organization, email_address="sso@example.com")
    token = control(
        "POST",
        "login-tokens",
        {"kind": "sso", "member_id": member.member_id, "connection_id": saml.connection_id},
    )["token"]
    assert CLIENT.sso.authenticate(sso_token=token).member_id == member.member_id
    CLIENT.sso.delete_connection(organization_id=organization, connection_id=saml.connection_id)


def rbac():
    roles = {role.role_id for role in CLIENT.rbac.policy().policy.roles}
    assert {"stytch_member", "stytch_admin"} <= roles
    organization = new_organization("py-rbac").organization_id
    role = {
        "role_id": "auditor",
        "description": "Reads",
        "permissions": [{"resource_id": "documents", "actions": ["read"]}],
    }
    CLIENT.rbac.organizations.set_org_policy(organization_id=organization, org_policy={"roles": [role]})
    policy = CLIENT.rbac.organizations.get_org_policy(organization_id=organization).org_policy
    assert [each.role_id for each in policy.roles] == ["auditor"]


def machines():
    clients = CLIENT.m2m.clients
    made = clients.create(scopes=["read:users", "write:users"], client_name="py-machine").m2m_client
    issued = CLIENT.m2m.token(made.client_id, made.client_secret, scopes=["read:users"])
    assert issued.token_type == "bearer" and issued.expires_in == 3600
    # It sends the project's credentials along, to an endpoint that has no use for them.
    recorded = [each for each in control("GET", "requests")["requests"] if each["operation"] == "m2m_token"]
    assert recorded[-1]["authorization"] == "accepted", recorded[-1]
    refused("invalid_client", lambda: CLIENT.m2m.token(made.client_id, "wrong"))
    refused("invalid_scope", lambda: CLIENT.m2m.token(made.client_id, made.client_secret, scopes=["delete:users"]))
    following = clients.secrets.rotate_start(made.client_id).m2m_client.next_client_secret
    CLIENT.m2m.token(made.client_id, made.client_secret)
    CLIENT.m2m.token(made.client_id, following)
    clients.secrets.rotate(made.client_id)
    refused("invalid_client", lambda: CLIENT.m2m.token(made.client_id, made.client_secret))
    clients.secrets.rotate_start(made.client_id)
    clients.secrets.rotate_cancel(made.client_id)
    updated = clients.update(made.client_id, client_description="Nightly", trusted_metadata={"team": "data"}).m2m_client
    assert (updated.client_description, updated.trusted_metadata) == ("Nightly", {"team": "data"})
    assert [each.client_id for each in clients.search().m2m_clients] == [made.client_id]
    assert clients.get(made.client_id).m2m_client.status == "active"
    clients.delete(made.client_id)
    refused("m2m_client_not_found", lambda: clients.get(made.client_id))


def apps():
    clients = CLIENT.connected_app.clients
    made = clients.create(client_type="third_party", client_name="py-app").connected_app
    organization = new_organization("py-apps").organization_id
    member = CLIENT.organizations.members.create(organization_id=organization, email_address="app@example.com")
    wanted = {"kind": "idp", "client_id": made.client_id, "member_id": member.member_id, "scopes": ["openid"]}
    token = control("POST", "tokens", wanted)["token"]
    claims = CLIENT.idp.introspect_token_network(token, made.client_id, made.client_secret)
    assert (claims.subject, claims.scope) == (member.member_id, "openid")
    assert CLIENT.idp.introspect_token_network("unknown", made.client_id, made.client_secret) is None
    started = clients.secrets.rotate_start(made.client_id).connected_app
    assert clients.secrets.rotate(made.client_id).connected_app.client_secret_last_four == started.next_client_secret[-4:]
    clients.secrets.rotate_start(made.client_id)
    clients.secrets.rotate_cancel(made.client_id)
    assert clients.update(made.client_id, client_name="renamed").connected_app.client_name == "renamed"
    assert clients.get(made.client_id).connected_app.client_name == "renamed"
    assert [each.client_id for each in clients.search().connected_apps] == [made.client_id]
    clients.delete(made.client_id)


def project():
    assert CLIENT.debug.whoami().project_id == os.environ["STYTCH_PROJECT_ID"]
    assert {metric.metric_type for metric in CLIENT.project.metrics().metrics} >= {"MEMBER_COUNT", "ORGANIZATION_COUNT"}


def local():
    policy = {
        "resources": [{"resource_id": "documents", "actions": ["read", "write", "delete"]}],
        "roles": [{"role_id": "editor", "permissions": [{"resource_id": "documents", "actions": ["read", "write"]}]}],
        "scopes": [{"scope": "documents", "permissions": [{"resource_id": "documents", "actions": ["read"]}]}],
    }
    control("POST", "seed", {"policy": policy})
    # One that has not read the policy from before.
    client = new_client()
    organization = new_organization("py-local").organization_id
    cleaner = {
        "role_id": "cleaner",
        "description": "Deletes",
        "permissions": [{"resource_id": "documents", "actions": ["delete"]}],
    }
    client.rbac.organizations.set_org_policy(organization_id=organization, org_policy={"roles": [cleaner]})
    create = client.organizations.members.create
    editor = create(organization_id=organization, email_address="editor@example.com", roles=["editor"]).member_id
    both = create(organization_id=organization, email_address="both@example.com", roles=["editor", "cleaner"]).member_id
    jwt = control("POST", "sessions", {"member_id": editor})["session_jwt"]
    check = lambda action, where=organization: AuthorizationCheck(
        organization_id=where, resource_id="documents", action=action
    )

    asked()
    session = client.sessions.authenticate_jwt_local(jwt)
    assert (session.member_id, session.organization_id) == (editor, organization), session
    assert session.organization_slug == "py-local" and set(session.roles) == {"stytch_member", "editor"}, session
    assert client.sessions.authenticate_jwt(jwt).member_session == session
    assert asked() == ["sessions_get_jwks"]
    assert client.sessions.authenticate_jwt(jwt, authorization_check=check("write")).member_session == session
    raised(RBACPermissionError, lambda: client.sessions.authenticate_jwt(jwt, authorization_check=check("delete")))
    elsewhere = check("write", "organization-test-elsewhere")
    raised(TenancyError, lambda: client.sessions.authenticate_jwt_local(jwt, authorization_check=elsewhere))
    other = control("POST", "sessions", {"member_id": both})["session_jwt"]
    assert client.sessions.authenticate_jwt_local(other, authorization_check=check("delete")).member_id == both
    assert asked() == ["rbac_policy", "rbac_organizations_get_org_policy"]
    expired = control("POST", "tokens", {"kind": "session", "member_id": editor, "claims": {"exp": 1}})["token"]
    assert client.sessions.authenticate_jwt_local(expired) is None
    assert asked() == []
    for old in (lambda: client.sessions.authenticate_jwt(expired), lambda: client.sessions.authenticate_jwt(jwt, 0)):
        assert old().member_session.member_id == editor
        assert asked() == ["sessions_authenticate"]

    machine = client.m2m.clients.create(scopes=["read:documents", "write:*"]).m2m_client
    token = client.m2m.token(machine.client_id, machine.client_secret).access_token
    app = client.connected_app.clients.create(client_type="third_party").connected_app
    wanted = {"kind": "idp", "client_id": app.client_id, "member_id": editor, "scopes": ["openid", "documents"]}
    access = control("POST", "tokens", wanted)["token"]
    asked()
    claims = client.m2m.authenticate_token(token, required_scopes=["read:documents", "write:users"])
    assert (claims.client_id, claims.scopes) == (machine.client_id, ["read:documents", "write:*"])
    assert client.m2m.authenticate_token(token, required_scopes=["read:users"]) is None
    introspect = client.idp.introspect_access_token_local
    claims = introspect(access, authorization_check=check("read"))
    assert (claims.subject, claims.scope) == (editor, "openid documents")
    assert claims.organization_claim == {"organization_id": organization, "slug": "py-local"}
    assert claims.custom_claims == {"client_id": app.client_id}
    # The member's roles would allow it.
    raised(RBACPermissionError, lambda: introspect(access, authorization_check=check("write")))
    assert introspect(control("POST", "tokens", {**wanted, "claims": {"exp": 1}})["token"]) is None
    assert asked() == []


def rotation():
    client = new_client()
    organization = new_organization("py-rotation").organization_id
    member = client.organizations.members.create(organization_id=organization, email_address="r@example.com").member_id
    app = client.connected_app.clients.create(client_type="third_party").connected_app.client_id
    kinds = [
        (client.sessions.authenticate_jwt_local, {"kind": "session", "member_id": member}),
        (client.m2m.authenticate_token, {"kind": "m2m", "client_id": "machine", "scopes": ["read:users"]}),
        (
            client.idp.introspect_access_token_local,
            {"kind": "idp", "client_id": app, "member_id": member, "scopes": ["openid"]},
        ),
    ]
    sign = lambda: [(judge, control("POST", "tokens", token)["token"]) for judge, token in kinds]

    before = sign()
    for judge, token in before:
        assert judge(token)
    [first] = [key["kid"] for key in control("GET", "keys")["keys"]]
    second = control("POST", "keys", {"action": "rotate"})["kid"]
    assert [key["kid"] for key in control("GET", "keys")["keys"]] == [first, second]
    after = sign()
    asked()
    with later(31):
        for judge, token in after + before:
            assert judge(token)
    assert asked() == ["sessions_get_jwks"]
    assert control("POST", "keys", {"action": "retire", "kid": first})["retired"]
    with later(31 + 301):
        for judge, token in after:
            assert judge(token)
        assert asked() == ["sessions_get_jwks"]
        for judge, token in before:
            raised(PyJWKClientError, lambda: judge(token))


# The last two change the policy and the keys.
FLOWS = [organizations, members, magic_link, discovery, email_otp, passwords, sessions, totp, scim, sso, rbac, machines, apps, project, local, rotation]

if __name__ == "__main__":
    for flow in FLOWS:
        flow()
        print(f"python {flow.__name__}: ok")
