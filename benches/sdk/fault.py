"""One call of the official Python SDK, and what there is to see of it."""

import json
import sys

from stytch import B2BClient

call, base_url, project_id, secret, token = sys.argv[1:]
client = B2BClient(project_id=project_id, secret=secret, environment=base_url + "/", suppress_warnings=True)
try:
    answer = {
        "get": lambda: client.organizations.get("organization-test-1"),
        "get_up": lambda: client.organizations.get(".."),
        "search": lambda: client.organizations.search(),
        "create": lambda: client.organizations.create(organization_name="Acme"),
        "login": lambda: client.magic_links.authenticate(magic_links_token=token),
    }[call]()
    print(json.dumps({"ok": True, "text": f"{client!r} {answer!r}"}))
except Exception as error:
    print(json.dumps({"ok": False, "text": f"{error} {error!r}"}))
