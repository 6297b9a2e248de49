import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import { openRunWorld, runToEnd } from "./testing.ts";

const key = "broker-canary-8c1f";
const seen: (string | undefined)[] = [];
const service = createServer((request, response) => {
  seen.push(`${request.method} ${request.url} ${request.headers.authorization}`);
  response.end(`you sent ${request.headers.authorization}\n`);
});
service.listen(0, "127.0.0.1");
await once(service, "listening");
after(() => service.close());
const { port } = service.address() as AddressInfo;

const place = await openRunWorld({}, [`127.0.0.1:${port}`]);
await place.startRunner();

/** `ask METHOD PATH` says what came back; then the program looks for the secret wherever it can. */
const program = (asks: string): string => `
ask() { exec 5<>/dev/tcp/crm.stoa.internal/80; printf '%s %s HTTP/1.1\\r\\nHost: crm.stoa.internal\\r\\nConnection: close\\r\\n\\r\\n' "$1" "$2" >&5; cat <&5; exec 5>&-; }
${asks}
echo "at $STOA_HTTP_CRM"
env | sort
for file in /proc/[0-9]*/environ /proc/[0-9]*/cmdline /run/stoa/* /etc/hosts; do cat "$file" 2>/dev/null | tr '\\0' '\\n'; done > /tmp/all
echo "canary in the box: $(env | grep -c broker-canary) $(grep -rc 'broker-canary' /tmp/all | cut -d: -f2)"
`;

async function run(asks: string, raw?: string) {
  const http = {
    base: `http://127.0.0.1:${port}/v1`,
    auth: { header: "Authorization", value: "Bearer {api_key}" },
    allow: ["GET /contacts"],
  };
  const connections = [{ name: "crm", kind: "api-key", title: "CRM", fields: ["api_key"], http, ...(raw === undefined ? {} : { raw }) }];
  const published = await place.publish(program(asks), { connections, run: "bash /app/program.sh", retry: { attempts: 1, on: [] } });
  const customer = (await place.makeCustomer()).owner;
  const installationId = await place.install(customer, published, { api_key: key });
  return runToEnd(place, customer, installationId);
}

test("a program reaches its account without ever having the secret", async () => {
  seen.length = 0;
  const { view, log } = await run("ask GET /contacts");
  assert.equal(view.state, "succeeded", view.sentence ?? "");
  assert.deepEqual(seen, [`GET /v1/contacts Bearer ${key}`]);
  assert.match(log, /HTTP\/1\.1 200 OK[^]*you sent Bearer \*{18}/);
  assert.match(log, /at http:\/\/crm\.stoa\.internal\n/);
  assert.match(log, /canary in the box: 0 0/);
  assert.ok(!log.includes("STOA_SECRET_"));
  assert.deepEqual(
    view.contacted?.map((one) => [one.host, one.port, one.refused, one.bytesOut > 0]),
    [["127.0.0.1", port, null, true]],
  );
});

test("an undeclared request is refused, noted, and makes a failure one of policy", async () => {
  seen.length = 0;
  const { view, log } = await run("ask DELETE /contacts; exit 1");
  assert.deepEqual(seen, []);
  assert.deepEqual([view.failureClass, view.owner], ["policy", "publisher"]);
  assert.match(view.sentence ?? "", /"DELETE \/contacts", which it does not declare/);
  assert.match(log, /Not reached: 127\.0\.0\.1:\d+ \(DELETE \/contacts is not declared for the account crm\.\)/);
});

test("a program that gives its reason reads the secret itself, besides", async () => {
  const { view, log } = await run(`test "$STOA_SECRET_API_KEY" = "broker-"canary-8c1f && echo has it`, "Signs files with it.");
  assert.equal(view.state, "succeeded", view.sentence ?? "");
  assert.match(log, /has it/);
});

test("where the operator allows no program to read secrets, one that would is not started, and one that does not runs", async () => {
  place.deps.settings.rawSecrets = "deny";
  const read = await run("echo started", "Signs files with it.");
  assert.deepEqual([read.view.failureClass, read.log], ["policy", ""]);
  assert.match(read.view.sentence ?? "", /would read api_key itself, which this deployment does not allow/);
  assert.equal((await run("ask GET /contacts")).view.state, "succeeded");
  place.deps.settings.rawSecrets = "allow";
});

/** Speaks to the server its customer entered, and to one of the manifest's own. */
async function reach(mx: string, hosts: string[], languages: string[] = []) {
  const schema = { type: "object", properties: { mx: { type: "string", title: "Mail server" } } };
  const asked = `for at in $TARGETS; do exec 5<>"/dev/tcp/\${at%:*}/\${at#*:}" && printf 'EHLO\\n' >&5 && cat <&5; exec 5>&-; done; echo "connection to the server was reset" >&2; exit 1`;
  const published = await place.publish(`TARGETS="${mx}"\n${asked}`, {
    configs: { schema, uischema: null },
    secrets: [],
    network: { hosts, declared: true },
    run: "bash /app/program.sh",
    retry: { attempts: 1, on: [] },
    translations: { de: { "Mail server": "Postserver" }, fr: { "Mail server": "Serveur" } },
  });
  const customer = { ...(await place.makeCustomer()).owner, languages };
  return runToEnd(place, customer, await place.install(customer, published, { mx }));
}

test("an address its customer entered that may not be reached, or does not answer, is a setting to correct; the manifest's own is not", async () => {
  const inside = (await reach("127.0.0.1:255", ["{config.mx}"], ["de"])).view;
  assert.deepEqual([inside.verdict?.rule, inside.owner, inside.verdict?.fields], ["setting-address", "customer", ["mx"]]);
  assert.match(inside.sentence ?? "", /Postserver.*127\.0\.0\.1:255/, "in the installation's language, by which the field is found");
  const free = createServer();
  free.listen(0, "127.0.0.1");
  await once(free, "listening");
  const { port: gone } = free.address() as AddressInfo;
  free.close();
  place.deps.settings.rawSecrets = "allow";
  const own = (await reach(`127.0.0.1:${gone}`, [`127.0.0.1:${gone}`])).view;
  assert.deepEqual([own.verdict?.rule, own.owner, own.verdict?.fields], ["forbidden-address", "publisher", []]);
});
