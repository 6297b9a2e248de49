/**
 * npm run bench neighbours [-- --short] [--only logs,cpu]: what a noisy customer of another host on the same deployment adds to a quiet one's
 * runs and pages, by noise: processor, memory, disk, logs, builds, calls of the API, each flat out. A run: from its trigger to its end, as the
 * server tells it; a page: its answers, one after another. p99 of a round, median over the rounds, milliseconds, beside the same without noise.
 */
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { RunStarted, RunView } from "@stoa/contract";
import { startDeployment } from "../test/try/deployment.ts";
import { median, percentile, reportFigure, round } from "./kit/figures.ts";
import { endBench } from "./kit/scratch.ts";
import { makeCalls, makeRuns, openBuilds, type Silence } from "./neighbours/make-noise.ts";
import { openStreet } from "./neighbours/open-street.ts";

interface Seen {
  runs: number[];
  pages: number[];
}

const { values } = parseArgs({ options: { short: { type: "boolean" }, only: { type: "string" } } });
const isShort = values.short ?? false;
const rounds = isShort ? 3 : 5;
/** Of few runs the p99 is the slowest, and tells of the machine: the short form finds what is loud, and judges nothing. */
const runsARound = isShort ? 30 : 100;
const pagesARun = 2;

const deployment = await startDeployment({ allow: [], slots: 6 });
const street = await openStreet(deployment);
const { client, base, installation } = street.quiet;

async function page(): Promise<number> {
  const began = performance.now();
  for (const path of ["/installations", `/installations/${installation}`, "/runs?limit=20"]) await client.get(`${base}${path}`);
  return performance.now() - began;
}

async function run(): Promise<number> {
  const { runId } = await client.send<RunStarted>("POST", `${base}/installations/${installation}/runs`, {});
  for (;;) {
    const { verdict, queuedAt, endedAt } = await client.get<RunView>(`${base}/runs/${runId}`);
    if (verdict !== null) return Date.parse(endedAt ?? "") - Date.parse(queuedAt);
    await wait(20);
  }
}

async function look(): Promise<Seen> {
  const seen: Seen = { runs: [], pages: [] };
  for (let count = 0; count < runsARound; count++) {
    seen.runs.push(await run());
    for (let pages = 0; pages < pagesARun; pages++) seen.pages.push(await page());
  }
  return seen;
}

let builds: ReturnType<typeof openBuilds> | undefined;
const noises: Record<string, () => Promise<Silence>> = {
  cpu: () => makeRuns(street, "cpu"),
  memory: () => makeRuns(street, "memory"),
  disk: () => makeRuns(street, "disk"),
  logs: () => makeRuns(street, "logs"),
  builds: async () => (await (builds ??= openBuilds(deployment, street)))(),
  calls: () => makeCalls(street),
};

async function noisy(make: () => Promise<Silence>): Promise<Seen> {
  const silence = await make();
  const seen = await look();
  await silence();
  return seen;
}

function report(name: string, calm: readonly Seen[], loud: readonly Seen[]): void {
  for (const what of ["runs", "pages"] as const) {
    const p99 = (all: readonly Seen[]): number => median(all.map((seen) => percentile(seen[what], 0.99)));
    const p50 = (all: readonly Seen[]): number => round(median(all.flatMap((seen) => seen[what])));
    const about = { unit: "ms p99", rounds, runsARound, p50: { calm: p50(calm), noisy: p50(loud) } };
    reportFigure({ name: `${what} beside a neighbour's ${name}`, ours: p99(loud), floor: p99(calm), atMost: 1.1, about });
  }
}

await look();
for (const name of values.only?.split(",") ?? Object.keys(noises)) {
  const make = noises[name];
  if (!make) throw new Error(`there is no noise "${name}"; there are: ${Object.keys(noises).join(", ")}`);
  const calm: Seen[] = [];
  const loud: Seen[] = [];
  for (let turn = 0; turn < rounds; turn++) {
    if (turn % 2 === 0) calm.push(await look());
    loud.push(await noisy(make));
    if (turn % 2 === 1) calm.push(await look());
  }
  report(name, calm, loud);
}
await deployment.stop();
endBench();
