"""All groups by the official Python SDK: how many, in how many seconds, and the process's largest memory in KiB."""

import resource
import sys
import time

from stytch import B2BClient

client = B2BClient(project_id="project-test-1", secret="secret-test-1", environment=sys.argv[1] + "/", suppress_warnings=True)
began, count, cursor = time.monotonic(), 0, None
while cursor != "":
    page = client.scim.connection.get_groups("organization-test-1", "scim-connection-test-1", cursor=cursor, limit=1000)
    count += len(page.scim_groups)
    cursor = page.next_cursor or ""
print(count, time.monotonic() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
