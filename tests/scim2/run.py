#!/usr/bin/env python3
"""Judges of SCIM 2.0 that others wrote.

    python3 tests/scim2/run.py SANDBOX_PROGRAM WORK_DIRECTORY [PROGRAM]

1. Their tester, on the sandbox.
2. The client, on their server.
3. The sandbox and their server, asked the same.

With a PROGRAM, it alone is run, on the sandbox and on their server, with SCIM_BASE_URL and SCIM_TOKEN in its environment.

The judges are installed into WORK_DIRECTORY, once. Needs Python 3 with venv, and Rust.
"""

import base64
import contextlib
import http.client
import json
import os
import pathlib
import secrets
import socket
import subprocess
import sys
import time
import urllib.parse

from questions import ACCEPTED, GROUPS, QUESTIONS, USERS

HERE = pathlib.Path(__file__).resolve().parent
SCHEMAS = "urn:ietf:params:scim:schemas:core:2.0"
ROUNDS = 5
LEAST_LINES = 130
SECONDS_TO_START = 20


class Server:
    """Where a SCIM server is, and a token of it."""

    def __init__(self, base_url, token):
        self.base_url, self.token = base_url, token

    def exports(self):
        return {**os.environ, "SCIM_BASE_URL": self.base_url, "SCIM_TOKEN": self.token}

    def ask(self, method, path, query=None, body=None):
        """The status, and the answer's document or None."""
        query = "?" + urllib.parse.urlencode(query) if query else ""
        url = f"{self.base_url}/{path}{query}"
        return ask(method, url, {"Authorization": f"Bearer {self.token}"}, body, "application/scim+json")


def ask(method, url, headers, body, media_type):
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=30)
    try:
        text = None if body is None else json.dumps(body)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method, path, text, {**headers, "Content-Type": media_type})
        response = connection.getresponse()
        answer = response.read()
        return response.status, json.loads(answer) if answer else None
    finally:
        connection.close()


def install(work):
    """Installs the judges; gives the directory of their programs."""
    environment = work / "python"
    programs = environment / ("Scripts" if os.name == "nt" else "bin")
    stamp = environment / "installed.txt"
    wanted = (HERE / "requirements.txt").read_text()
    if not stamp.exists() or stamp.read_text() != wanted:
        subprocess.run([sys.executable, "-m", "venv", "--clear", environment], check=True)
        pip = [programs / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--requirement", HERE / "requirements.txt"], check=True)
        stamp.write_text(wanted)
    return programs


@contextlib.contextmanager
def running(command, **options):
    process = subprocess.Popen(command, **options)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=10)


@contextlib.contextmanager
def sandbox(program):
    """Starts a sandbox; gives a function that makes a connection without users and groups."""
    with running([program, "--port", "0", "--quiet"], stdout=subprocess.PIPE, text=True) as process:
        exports = {}
        for line in process.stdout:
            if line.startswith("export "):
                name, value = line.removeprefix("export ").strip().split("=", 1)
                exports[name] = value
            elif exports and not line.strip():
                break
        project = f"{exports['STYTCH_PROJECT_ID']}:{exports['STYTCH_SECRET']}"
        base_url, made = exports["STYTCH_BASE_URL"], 0

        def post(path, body):
            headers = {"Authorization": "Basic " + base64.b64encode(project.encode()).decode()}
            status, answer = ask("POST", base_url + path, headers, body, "application/json")
            if status != 200:
                sys.exit(f"error: {status} from {path}: {answer}")
            return answer

        def connection():
            nonlocal made
            made += 1
            name = f"Organization {made}"
            body = {"organization_name": name, "organization_slug": f"organization-{made}"}
            organization = post("/v1/b2b/organizations", body)["organization"]["organization_id"]
            answer = post(f"/v1/b2b/scim/{organization}/connection", {})["connection"]
            return Server(answer["base_url"], answer["bearer_token"])

        yield connection


@contextlib.contextmanager
def other_server(programs, work, by_cursor):
    """Starts the server that others wrote, on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Server(f"http://127.0.0.1:{port}/v2", secrets.token_hex())
    command = [programs / "scim2-server", "--port", str(port), "--bearer-token", server.token]
    if by_cursor:
        supported = {"supported": True}
        config = {
            "schemas": [f"{SCHEMAS}:ServiceProviderConfig"],
            "patch": supported,
            "bulk": {"supported": False, "maxOperations": 0, "maxPayloadSize": 0},
            "filter": {"supported": True, "maxResults": 1000},
            "changePassword": supported,
            "sort": supported,
            "etag": supported,
            "authenticationSchemes": [],
            "pagination": {"cursor": True, "index": True, "defaultPaginationMethod": "index"},
        }
        path = work / "service_provider_config.json"
        path.write_text(json.dumps(config))
        command += ["--service-provider-config", path]
    with (work / "server.log").open("w") as log, running(command, stdout=log, stderr=log) as process:
        began = time.monotonic()
        while True:
            with contextlib.suppress(OSError):
                server.ask("GET", "ServiceProviderConfig")
                break
            if process.poll() is not None or time.monotonic() - began > SECONDS_TO_START:
                sys.exit(f"error: the server did not start; see {log.name}")
            time.sleep(0.05)
        yield server


def tester_on_sandbox(programs, program):
    """Their tester, a few times, since its values are random."""
    failures = 0
    with sandbox(program) as connection:
        for number in range(ROUNDS):
            server = connection()
            headers = {"SCIM_CLI_HEADERS": f"Authorization: Bearer {server.token}"}
            command = [programs / "scim2", "--url", server.base_url, "test"]
            outcome = subprocess.run(command, env={**os.environ, **headers}, capture_output=True, text=True)
            lines = outcome.stdout.splitlines()
            print(f"tester {number + 1}: exit code {outcome.returncode}, {len(lines)} lines", flush=True)
            if outcome.returncode != 0 or len(lines) < LEAST_LINES:
                failures += 1
                print(outcome.stdout, outcome.stderr)
    return failures


def client_on_other_server(programs, work):
    """The client's own test, which is a program of this repository."""
    with other_server(programs, work, by_cursor=True) as server:
        command = [os.environ.get("CARGO", "cargo"), "test", "--quiet", "--package", "stytch-b2b-tests", "--test", "scim2"]
        return int(subprocess.run([*command, "--target-dir", "target"], env=server.exports()).returncode != 0)


def fill(server):
    ids = {}
    for user in USERS:
        schemas = [f"{SCHEMAS}:User", *(name for name in user if name.startswith("urn:"))]
        status, made = server.ask("POST", "Users", body={"schemas": schemas, **user})
        if status != 201:
            sys.exit(f"error: {status} for the user {user}: {made}")
        ids[user["userName"]] = made["id"]
    for group in GROUPS:
        members = [{"value": ids[name]} for name in group.get("members", [])]
        body = {"schemas": [f"{SCHEMAS}:Group"], **group}
        body.pop("members", None)
        if members:
            body["members"] = members
        status, made = server.ask("POST", "Groups", body=body)
        if status != 201:
            sys.exit(f"error: {status} for the group {group}: {made}")


def outcome(server, kind, query):
    """What has to be equal in an answer."""
    status, answer = server.ask("GET", kind, query)
    if status != 200:
        return {"status": status, "scimType": answer.get("scimType")}
    name = "userName" if kind == "Users" else "displayName"
    names = sorted(resource[name] for resource in answer.get("Resources") or [])
    # The order of a list is nobody's business, so which resources are on a part of it is not either.
    total = answer["totalResults"]
    return {"status": status, "totalResults": total, "names": names if len(names) == total else len(names)}


def asked_the_same(programs, work, program):
    """Each question, asked of both."""
    failures = 0
    with sandbox(program) as connection, other_server(programs, work, by_cursor=False) as other:
        own = connection()
        fill(own)
        fill(other)
        differing = set()
        for kind, query in QUESTIONS:
            question = f"{kind}?{'&'.join(f'{name}={value}' for name, value in query.items())}"
            here, there = outcome(own, kind, query), outcome(other, kind, query)
            if here != there:
                differing.add(question)
            if here != there and question not in ACCEPTED:
                failures += 1
                print(f"{question}\n  sandbox: {here}\n  other:   {there}")
        for question in ACCEPTED.keys() - differing:
            failures += 1
            print(f"{question}\n  no difference any more")
    print(f"{len(QUESTIONS)} questions asked of both, {len(differing)} accepted or new differences", flush=True)
    return failures


def program_on_both(programs, work, program, command):
    failures = 0
    with sandbox(program) as connection, other_server(programs, work, by_cursor=False) as other:
        for server in (connection(), other):
            fill(server)
            failures += subprocess.run([command], env=server.exports()).returncode != 0
    return failures


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    program, work = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    work.mkdir(parents=True, exist_ok=True)
    programs = install(work)
    if len(sys.argv) == 4:
        failures = program_on_both(programs, work, program, pathlib.Path(sys.argv[3]).resolve())
    else:
        failures = tester_on_sandbox(programs, program)
        failures += client_on_other_server(programs, work)
        failures += asked_the_same(programs, work, program)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
