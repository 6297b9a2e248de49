/**
 * npm run bench run-lists [-- --runs 100000]: how quickly the lists of runs answer with a year of history and runs that wait, by scope and filter;
 * p95 of 40 calls each, in milliseconds; bar 100.
 */
import { parseArgs } from "node:util";
import { newId, transaction, VirtualClock, type Ctx } from "../server/base/index.ts";
import { countRunDays, enqueueRuns, defaultSettings, getRun, listRuns, recordPastRuns, type PastRun } from "../server/rooms/runs/index.ts";
import { makeRun } from "../server/rooms/runs/testing.ts";
import { openWorld } from "../server/testing/index.ts";
import { median, percentile, reportFigure, round } from "./kit/figures.ts";
import { failureTable, readId, type FailureClass, type RunQuery } from "@stoa/contract";

const { values } = parseArgs({ options: { runs: { type: "string" }, short: { type: "boolean" } } });
const count = Number(values.runs ?? (values.short ? 5_000 : 100_000));
const dayMs = 86_400_000;
const bar = 100;
const world = await openWorld();
world.clock.advance(Date.now() - world.clock.now());
const now = world.clock.now();

/** The same picks on every run of the bench. */
let seed = 1;
function pick(most: number): number {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed % most;
}

const hosts = await Promise.all([1, 2, 3].map(() => world.makeHost()));
const publishers = await Promise.all(Array.from({ length: 10 }, () => world.makePublisher(...hosts.map((host) => host.hostId))));
const customers: { customerId: string; sideId: string; hostId: string; owner: Ctx }[] = [];
for (let index = 0; index < 300; index++) {
  const host = hosts[index % 3] ?? hosts[0];
  if (host) customers.push({ ...(await world.makeCustomer(host.liveSideId)), sideId: host.liveSideId, hostId: host.hostId });
}
const integrations = Array.from({ length: 40 }, () => newId(world.clock));
const targets = customers.flatMap(({ customerId, sideId, hostId }, index) =>
  [0, 1].map((which) => ({
    customerId,
    sideId,
    hostId,
    publisherId: publishers[(index + which) % 10]?.publisherId ?? "",
    integrationId: integrations[(index * 7 + which) % 40] ?? "",
    installationId: newId(world.clock),
  })),
);
const sentences: Partial<Record<FailureClass, string>> = {
  upstream: "The other service did not answer: connection refused by api.example.com.",
};
const classes: FailureClass[] = ["upstream", "upstream", "upstream", "credentials", "configuration", "integration", "timeout", "policy"];

function pastRun(at: number): PastRun {
  const target = targets[pick(targets.length)] ?? targets[0];
  if (!target) throw new Error("no targets");
  const luck = pick(100);
  const outcome = luck < 90 ? "succeeded" : luck < 99 ? "failed" : "cancelled";
  const failureClass = outcome === "failed" ? (classes[pick(classes.length)] ?? "upstream") : null;
  const sentence =
    failureClass === null ? "Done: 12 created, 3 updated." : (sentences[failureClass] ?? failureTable[failureClass].sentence);
  const usage = { cpuUs: 90_000, memoryKibMs: 1_000_000, wallMs: 400 + pick(9_000), egressBytes: 2_000 };
  return {
    ...target,
    ...usage,
    runId: newId(new VirtualClock(at)),
    kind: "work",
    mode: "run",
    triggerKind: "cron",
    releaseId: null,
    queuedAt: at,
    startedAt: at + 300,
    endedAt: at + 300 + usage.wallMs,
    outcome,
    failureClass,
    rule: failureClass ?? "succeeded",
    owner: null,
    sentence,
    created: 12,
    updated: 3,
    skipped: 0,
    failed: 0,
  };
}

async function fill(): Promise<void> {
  const span = 365 * dayMs;
  for (let from = 0; from < count; from += 2_000) {
    const runs: PastRun[] = [];
    for (let index = from; index < Math.min(count, from + 2_000); index++)
      runs.push(pastRun(Math.floor(now - span + (index / count) * span)));
    await recordPastRuns(world.engine, runs);
  }
  const waiting = Array.from({ length: 2_000 }, () => targets[pick(targets.length)] ?? [])
    .flat()
    .map((target) => makeRun(world.clock, target));
  await enqueueRuns(world.engine, waiting, defaultSettings);
  await transaction(world.engine, ({ tx }) => tx.run("analyze runs.run, runs.ready"));
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function measure(name: string, work: () => Promise<unknown>): Promise<void> {
  const times: number[] = [];
  const floor: number[] = [];
  for (let turn = 0; turn < 40; turn++) {
    times.push(await timed(work));
    floor.push(await timed(() => transaction(world.operator, ({ tx }) => tx.row("select 1 as one"))));
  }
  const about = { unit: "ms p95", p50: round(median(times)) };
  reportFigure({
    name: `run-lists ${name}`,
    ours: percentile(times, 0.95),
    floor: percentile(floor, 0.95),
    judged: "ours",
    atMost: bar,
    about,
  });
}

const began = performance.now();
await fill();
console.error(`${count} runs written in ${Math.round((performance.now() - began) / 1_000)} s`);
const customer = customers[17];
if (!customer) throw new Error("no customer");
const publisher = publishers[3]?.owner;
if (!publisher) throw new Error("no publisher");
const list =
  (ctx: Ctx, query: RunQuery = {}) =>
  () =>
    listRuns(ctx, query);
const deep = await listRuns(world.operator, { to: new Date(now - 200 * dayMs).toISOString() });
await measure("operator, newest", list(world.operator));
await measure("operator, 200 days down", list(world.operator, { after: deep.next ?? "" }));
await measure("operator, failed", list(world.operator, { state: "failed" }));
await measure("operator, cancelled", list(world.operator, { state: "cancelled" }));
await measure("operator, class policy", list(world.operator, { class: "policy" }));
await measure("operator, class memory (none)", list(world.operator, { class: "memory" }));
await measure("operator, text found", list(world.operator, { q: "connection refused" }));
await measure("operator, text not found", list(world.operator, { q: "no such words" }));
await measure("operator, queued", list(world.operator, { state: "queued" }));
await measure("host, newest", list(hosts[0]?.owner ?? world.operator));
await measure("host, text not found", list(hosts[0]?.owner ?? world.operator, { q: "no such words" }));
await measure("publisher, failed", list(publisher, { state: "failed" }));
await measure("customer, newest", list(customer.owner));
await measure("customer, class policy", list(customer.owner, { class: "policy" }));
await measure("customer, text not found", list(customer.owner, { q: "no such words" }));
const first = (await listRuns(customer.owner, { state: "succeeded", limit: 1 })).items[0]?.id ?? "";
await measure("customer, one run", () => getRun(customer.owner, { runId: readId("run", first) ?? "" }));
await measure("operator, 30 days", () => countRunDays(world.operator, { days: 30 }));
await measure("customer, 365 days", () => countRunDays(customer.owner, { days: 365 }));
