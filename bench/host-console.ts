/**
 * npm run bench host-console [-- --runs 100000 --customers 900]: a whole deployment with a seeded year; how quickly a host's console answers over
 * HTTP about its customers (a third of them) and listings, p95 of 40 in milliseconds, each beside the floor (a request that reads nothing); bar 100.
 */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { CustomerHealthPage, HostView, SessionView } from "@stoa/contract";
import { createClient, places, type Client } from "@stoa/sdk";
import { startDeployment } from "../test/try/deployment.ts";
import { median, percentile, reportFigure, round } from "./kit/figures.ts";
import { endBench } from "./kit/scratch.ts";

const { values } = parseArgs({ options: { runs: { type: "string" }, customers: { type: "string" }, short: { type: "boolean" } } });
const runs = values.runs ?? (values.short ? "3000" : "100000");
const customers = values.customers ?? (values.short ? "60" : "900");
const root = fileURLToPath(new URL("..", import.meta.url));
const barMs = 100;
const rounds = 40;

const deployment = await startDeployment({ allow: [], slots: 2 });
try {
  const env = { ...process.env, ...deployment.env };
  execFileSync(`${root}bin/stoa`, ["seed", "--runs", runs, "--customers", customers], { cwd: root, env, stdio: ["ignore", 2, 2] });
  const session = await createClient({ url: deployment.url }).send<SessionView>("POST", "/v1/sessions", {
    code: deployment.operatorCode,
    frame: true,
  });
  const client = createClient({ url: deployment.url, token: session.token ?? "" });
  const { side, first } = await largest(client);
  const lists = ["", "?health=failing", "?sort=name", "?sort=failures", "?q=harbour", "?limit=200"].map(
    (query) => `/customer-health${query}`,
  );
  const weeks = ["?by=listing", "?by=week", "?by=both&weeks=52"].map((query) => `/listing-weeks${query}`);
  for (const path of [...lists, `/customers/${first}/health`, ...weeks]) await measure(client, side, path);
} finally {
  await deployment.stop();
}
endBench();

/** The side with the most customers, and the one of them in most trouble. */
async function largest(client: Client): Promise<{ side: string; first: string; total: number }> {
  const { items: hosts } = await client.get<{ items: HostView[] }>(`${places.operator()}/hosts`);
  const sides = await Promise.all(
    hosts
      .flatMap((host) => host.sides)
      .map(async ({ id }) => {
        const side = `/v1/sides/${id}`;
        const { total, items } = await client.get<CustomerHealthPage>(`${side}/customer-health`);
        return { side, total, first: items[0]?.id ?? "" };
      }),
  );
  const [most] = sides.toSorted((a, b) => b.total - a.total);
  if (!most) throw new Error("the seed made no host");
  return most;
}

/** Question and floor take turns, so that both see the same machine. */
async function measure(client: Client, side: string, path: string): Promise<void> {
  const { items = [], total } = await client.get<{ items?: unknown[]; total?: number }>(`${side}${path}`);
  const ours: number[] = [];
  const floor: number[] = [];
  for (let turn = 0; turn < rounds; turn++) {
    ours.push(await timed(() => client.get(`${side}${path}`)));
    floor.push(await timed(() => client.get("/v1/me")));
  }
  reportFigure({
    name: `host-console ${path.replace(/cus_\w+/, "{ref}")}`,
    ours: percentile(ours, 0.95),
    floor: percentile(floor, 0.95),
    judged: "ours",
    atMost: barMs,
    about: { unit: "ms p95", found: items.length, ...(total === undefined ? {} : { of: total }), p50: round(median(ours)) },
  });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
