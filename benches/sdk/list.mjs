// All groups by the official Node SDK: how many, in how many seconds, and the process's largest memory in KiB.

import stytch from "stytch";

const client = new stytch.B2BClient({ project_id: "project-test-1", secret: "secret-test-1", env: process.argv[2] + "/" });
const began = performance.now();
let count = 0;
let cursor;
do {
  const page = await client.scim.connection.getGroups({
    organization_id: "organization-test-1",
    connection_id: "scim-connection-test-1",
    cursor,
    limit: 1000,
  });
  count += page.scim_groups.length;
  cursor = page.next_cursor;
} while (cursor);
console.log(count, (performance.now() - began) / 1000, process.resourceUsage().maxRSS);
process.exit(0);
