import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { createServer as createTcp, type AddressInfo } from "node:net";
import { after, test } from "node:test";
import type { HttpConnection, Manifest } from "@stoa/contract";
import { realClock, type Ctx } from "../../../base/index.ts";
import { editListing, reviewListing, setSimulator, submitListing } from "../../catalog/index.ts";
import { openRunWorld, runToEnd, type Published } from "./testing.ts";

const key = `simulated-${process.pid}-canary`;
const asked: string[] = [];
/** The publisher's simulator: it knows nothing of TLS, nor of the name it stands for. */
const simulator = createServer((request, response) => {
  asked.push(`${request.headers.host} ${request.method} ${request.url} ${request.headers.authorization ?? "-"}`);
  response.end(`simulated ${request.headers.host}\n`);
});
const greeter = createTcp((socket) => {
  socket.on("error", () => socket.destroy());
  socket.write("220 simulated\n");
  socket.once("data", (line) => socket.end(`250 ${line.toString()}`));
});
for (const server of [simulator, greeter]) {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  after(() => server.close());
}
const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port;
const at = `http://127.0.0.1:${portOf(simulator)}`;
const place = await openRunWorld({}, [`127.0.0.1:${portOf(simulator)}`, `127.0.0.1:${portOf(greeter)}`]);
await place.startRunner();

/** Lists what is published at the host's test side, too. */
async function listAtTest(published: Published): Promise<string> {
  const { publisher, integrationId } = published;
  const { listing } = await editListing(publisher, { integrationId, sideId: place.host.testSideId, content: {} });
  const { submission } = await submitListing(publisher, { listingId: listing.id });
  const reviewer: Ctx = {
    ...place.world.as({ kind: "side", hostId: place.host.hostId, sideId: place.host.testSideId }, "host_owner"),
    clock: realClock,
  };
  await reviewListing(reviewer, { listingId: listing.id, submissionId: submission?.id ?? "", decision: "approve" });
  return listing.id;
}

async function customerAt(side: "test" | "live"): Promise<Ctx> {
  const sideId = side === "test" ? place.host.testSideId : place.host.liveSideId;
  return { ...(await place.world.makeCustomer(sideId)).owner, clock: realClock };
}

async function runAt(side: "test" | "live", published: Published, config: Record<string, unknown> = {}) {
  const customer = await customerAt(side);
  const listingId = side === "test" ? await listAtTest(published) : published.listingId;
  const installationId = await place.install(customer, { ...published, listingId }, config);
  return runToEnd(place, customer, installationId);
}

async function publish(
  program: string,
  over: Partial<Manifest>,
  base = "bash",
  targets: Record<string, string> = { "api.example.com": at },
) {
  const published = await place.publish(program, { retry: { attempts: 1, on: [] }, ...over }, base);
  for (const [target, address] of Object.entries(targets))
    await setSimulator(published.publisher, { integrationId: published.integrationId, target, address });
  return published;
}

const network = { hosts: ["api.example.com:443"], declared: true };
/** Programs that insist on https://api.example.com and check its certificate, as they come. */
const programs: [base: string, run: string, program: string][] = [
  ["bash", "bash /app/program.sh", "curl -sS --max-time 20 https://api.example.com/v1/items"],
  [
    "python",
    "python3 /app/program.sh",
    "import urllib.request\nprint(urllib.request.urlopen('https://api.example.com/v1/items', timeout=20).read().decode())",
  ],
  ["node", "node /app/program.sh", "console.log(await (await fetch('https://api.example.com/v1/items')).text());"],
];

for (const [base, run, program] of programs) {
  test(`on a test side a ${base} program is answered by the simulator, over TLS it trusts`, async () => {
    asked.length = 0;
    const file = base === "node" ? `(async () => { ${program} })()` : program;
    const { view, log } = await runAt("test", await publish(file, { network, run }, base));
    assert.equal(view.state, "succeeded", `${view.sentence}\n${log}`);
    assert.match(log, /simulated api\.example\.com/);
    assert.deepEqual(asked, ["api.example.com GET /v1/items -"]);
    const simulatedBy = `127.0.0.1:${portOf(simulator)}`;
    const [contact] = view.contacted;
    assert.deepEqual([contact?.host, contact?.port, contact?.refused, contact?.simulatedBy], ["api.example.com", 443, null, simulatedBy]);
    assert.match(log, /On this test side api\.example\.com:443 is answered by the simulator http/);
  });
}

test("on the live side the same program is never answered by it, nor given an authority", async () => {
  asked.length = 0;
  const program = `curl -sS --max-time 5 https://api.example.com/v1/items; ls /run/stoa; echo "variables: $(env | grep -c 'CERT\\|CA_BUNDLE')"; exit 0`;
  const { view, log } = await runAt("live", await publish(program, { network, run: "bash /app/program.sh" }));
  assert.deepEqual([asked, view.contacted.map(({ simulatedBy }) => simulatedBy)], [[], [null]]);
  assert.doesNotMatch(log, /simulat|trust/);
  assert.match(log, /variables: 0$/m);
});

test("an undeclared host stays unreachable, simulated or not; a name below a wildcard and a port without TLS are answered", async () => {
  asked.length = 0;
  const program = `curl -sS --max-time 20 https://eu.api.example.com/a; curl -sS --max-time 20 http://plain.example.com/b
exec 5<>/dev/tcp/mail.example.com/25; read -r hello <&5; echo "HELO me" >&5; cat <&5; echo "$hello"
curl -sS --max-time 5 https://undeclared.example.com/c`;
  const targets = {
    "eu.api.example.com": at,
    "plain.example.com:80": at,
    "undeclared.example.com": at,
    "mail.example.com:25": `tcp://127.0.0.1:${portOf(greeter)}`,
  };
  const hosts = ["*.api.example.com:443", "plain.example.com:80", "mail.example.com:25"];
  const over = { network: { hosts, declared: true }, run: "bash /app/program.sh" };
  const { log } = await runAt("test", await publish(program, over, "bash", targets));
  assert.match(log, /simulated eu\.api\.example\.com[^]*simulated plain\.example\.com[^]*250 HELO me[^]*220 simulated/, log);
  assert.match(log, /Could not resolve host: undeclared\.example\.com/);
  assert.deepEqual(asked, ["eu.api.example.com GET /a -", "plain.example.com GET /b -"]);
});

test("an account that Stoa speaks for is answered by the simulator, which never gets the customer's secret", async () => {
  asked.length = 0;
  const http: HttpConnection = {
    base: "https://api.example.com/v1",
    auth: { header: "Authorization", value: "Bearer {api_key}" },
    allow: ["GET /contacts"],
  };
  const connections = [{ name: "crm", kind: "api-key" as const, title: "CRM", fields: ["api_key"], http }];
  const program = `curl -sS --max-time 20 "$STOA_HTTP_CRM/contacts"`;
  const { view, log } = await runAt("test", await publish(program, { connections, run: "bash /app/program.sh" }), { api_key: key });
  assert.equal(view.state, "succeeded", `${view.sentence}\n${log}`);
  assert.deepEqual(asked, ["api.example.com GET /v1/contacts Bearer simulated-api_key"]);
  assert.deepEqual(
    view.contacted.map((one) => [one.host, one.port, one.simulatedBy !== null]),
    [["api.example.com", 443, true]],
  );
});
