import assert from "node:assert/strict";
import { Resolver } from "node:dns/promises";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import fc from "fast-check";
import { transaction } from "../../../base/index.ts";
import { openWorld } from "../../../testing/index.ts";
import { startNameServer } from "../testing.ts";
import { addDomain } from "./add-domain.ts";
import { checkDueDomains } from "./check-due-domains.ts";
import type { DomainAsk } from "./look-at-domain.ts";
import { transitions } from "./states.ts";

const world = await openWorld();
const names = await startNameServer();
after(() => names.close());
/** Whoever stands at the names: says for each of them what is served there. */
const served = new Map<string, string>();
const server = createServer(({ headers }, answer) => {
  const proof = served.get(headers["x-name"] as string);
  answer.writeHead(proof === undefined ? 404 : 200).end(proof);
}).listen(0, "127.0.0.1");
await once(server, "listening");
after(() => void server.close());
const { port } = server.address() as AddressInfo;
const resolver = new Resolver();
resolver.setServers([names.address]);
const publicUrl = "https://stoa.example";
const ask: DomainAsk = {
  publicUrl,
  texts: async (name) => (await resolver.resolveTxt(name)).map((parts) => parts.join("")),
  address: (url) => fetch(`http://127.0.0.1:${port}`, { headers: { "x-name": new URL(url).hostname } }),
};

/** What DNS and the name are found to say, and how long after the look before. */
interface Event {
  record: "own" | "a rival's" | "none";
  leads: boolean;
  days: number;
}

const usual: Event = { record: "own", leads: true, days: 0.3 };
/** By these every step is taken. */
const told: Event[] = [
  { ...usual, record: "none" },
  { ...usual, leads: false },
  { ...usual, record: "none" },
  usual,
  { ...usual, record: "none" },
  usual,
  { ...usual, record: "none" },
  { ...usual, record: "none", days: 4 },
  usual,
  { ...usual, leads: false, days: 4 },
  usual,
  { ...usual, record: "none" },
  { ...usual, record: "a rival's" },
  usual,
];
/** A name that does not lead here is asked twice, a second apart, so only these may find that. */
const mayLeadElsewhere = new Set([1, 9]);

const events = fc.array(
  fc.record({
    record: fc.constantFrom<Event["record"][]>("own", "own", "a rival's", "none"),
    leads: fc.boolean(),
    days: fc.constant(0.3),
  }),
  { minLength: told.length, maxLength: told.length },
);

/** The states one side's name went through, as they were told. */
async function statesOf(id: string): Promise<string[]> {
  const rows = await transaction(world.engine, ({ tx }) =>
    tx.rows<{ state: string | null }>(
      "select data ->> 'state' as state from base.fact where type in ('domain.added', 'domain.changed') and subject = $1 order by subject_version",
      [id],
    ),
  );
  return ["new", ...rows.map(({ state }) => state ?? "waiting")];
}

test("whatever DNS and the name say, and whoever else proves it, a name moves by the table; every step of the table can be taken", async () => {
  const walks = [told, ...fc.sample(events, { seed: 5, numRuns: 4 })];
  const sides = [await world.makeHost(), await world.makeHost()];
  const add = (name: string) => Promise.all(sides.map(({ owner }) => addDomain(owner, { name, publicUrl })));
  const domains = await Promise.all(walks.map((_, at) => add(`n${at}.example`)));
  for (const step of told.keys()) {
    walks.forEach((walk, at) => say(domains[at] ?? [], walk[step] ?? usual, mayLeadElsewhere.has(step)));
    world.clock.advance((told[step]?.days ?? 0) * 86_400_000);
    while ((await checkDueDomains(world.engine, ask)) > 0);
  }
  const legal = transitions.map(([from, to]) => `${from} ${to}`);
  const ids = await transaction(world.engine, ({ tx }) => tx.rows<{ id: string }>("select id from identity.domain"));
  const went = await Promise.all(ids.map(({ id }) => statesOf(id)));
  const steps = new Set(went.flatMap((states) => states.slice(1).map((to, at) => `${states[at]} ${to}`)));
  assert.deepEqual([...steps].toSorted(), legal.toSorted());
});

type Added = Pick<Awaited<ReturnType<typeof addDomain>>, "name" | "record">;

function say([own, rival]: readonly Added[], { record, leads }: Event, mayLead: boolean): void {
  if (!own || !rival) return;
  const value = record === "own" ? own.record.value : record === "a rival's" ? rival.record.value : undefined;
  names.texts.set(own.record.name, value === undefined ? [] : [value]);
  const proof = (value ?? own.record.value).replace("stoa-domain=", "");
  if (leads || !mayLead) served.set(own.name, proof);
  else served.delete(own.name);
}
