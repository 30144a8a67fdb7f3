// One call of the official Node SDK, and what there is to see of it.

import { inspect } from "node:util";
import stytch from "stytch";

const [call, base_url, project_id, secret, token] = process.argv.slice(2);
const client = new stytch.B2BClient({ project_id, secret, env: base_url + "/" });
const calls = {
  get: () => client.organizations.get({ organization_id: "organization-test-1" }),
  get_up: () => client.organizations.get({ organization_id: ".." }),
  search: () => client.organizations.search({}),
  create: () => client.organizations.create({ organization_name: "Acme" }),
  login: () => client.magicLinks.authenticate({ magic_links_token: token }),
};
let said;
try {
  const answer = await calls[call]();
  said = { ok: true, text: inspect(client, { depth: 5 }) + inspect(answer, { depth: 5 }) };
} catch (error) {
  said = { ok: false, text: `${error} ${inspect(error)}` };
}
console.log(JSON.stringify(said));
process.exit(0);
