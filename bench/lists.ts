/**
 * npm run bench lists [-- --runs 100000]: a whole deployment with a seeded year; how quickly the operator's lists answer over HTTP, searched and
 * filtered, p95 of 40 in milliseconds, each beside the floor (a request that reads nothing); and what a browser loads, as the server sends it,
 * before it can draw the console. Prints one JSON line a figure; exits 1 when one is over its bar.
 */
import { execFileSync } from "node:child_process";
import { request } from "node:http";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { SessionView } from "@stoa/contract";
import { createClient, places, type Client } from "@stoa/sdk";
import { buildPages } from "../test/journeys/open-journey.ts";
import { startDeployment } from "../test/try/deployment.ts";
import { weighFirstLoad } from "../web/test/first-load.ts";
import { median, percentile, reportFigure, round } from "./kit/figures.ts";
import { endBench } from "./kit/scratch.ts";

const { values } = parseArgs({ options: { runs: { type: "string" }, short: { type: "boolean" } } });
const runs = values.runs ?? (values.short ? "3000" : "100000");
const root = fileURLToPath(new URL("..", import.meta.url));
const barMs = 100;
const barBytes = 250_000;
const rounds = 40;
const monthsAgo = (count: number): string => new Date(Date.now() - count * 30 * 86_400_000).toISOString();

const lists = [
  "/hosts",
  "/publishers",
  "/customers",
  "/customers?q=harbour",
  "/listings",
  "/listings?q=contacts",
  "/listings?state=published&order=popular",
  "/installations",
  "/installations?q=mail",
  "/runs",
  `/runs?to=${monthsAgo(7)}`,
  "/runs?state=failed",
  "/runs?state=cancelled",
  "/runs?state=queued",
  "/runs?class=upstream",
  "/runs?class=memory",
  "/runs?q=refused",
  "/runs?q=nowhere-to-be-found",
  `/runs?state=failed&from=${monthsAgo(8)}&to=${monthsAgo(7)}`,
  "/run-days?days=30",
  "/queue",
  "/audit",
];

await buildPages();
const deployment = await startDeployment({ allow: [], slots: 2 });
try {
  execFileSync(`${root}bin/stoa`, ["seed", "--runs", runs], {
    cwd: root,
    env: { ...process.env, ...deployment.env },
    stdio: ["ignore", 2, 2],
  });
  const client = await signIn(deployment.url, deployment.operatorCode);
  for (const list of lists) await measure(client, list);
  await weigh(deployment.url, "the operator's home", ["places/workshops.tsx", "pages/operator/home-page.tsx"]);
  await weigh(deployment.url, "the operator's runs", ["places/workshops.tsx", "pages/lists/runs-page.tsx"]);
} finally {
  await deployment.stop();
}
endBench();

async function signIn(url: string, code: string): Promise<Client> {
  const session = await createClient({ url }).send<SessionView>("POST", "/v1/sessions", { code, frame: true });
  return createClient({ url, token: session.token ?? "" });
}

/** List and floor take turns, so that both see the same machine. */
async function measure(client: Client, list: string): Promise<void> {
  const { items = [] } = await client.get<{ items?: unknown[] }>(`${places.operator()}${list}`);
  const ours: number[] = [];
  const floor: number[] = [];
  for (let turn = 0; turn < rounds; turn++) {
    ours.push(await timed(() => client.get(`${places.operator()}${list}`)));
    floor.push(await timed(() => client.get("/v1/me")));
  }
  reportFigure({
    name: `lists ${list}`,
    ours: percentile(ours, 0.95),
    floor: percentile(floor, 0.95),
    judged: "ours",
    atMost: barMs,
    about: { unit: "ms p95", found: items.length, p50: round(median(ours)) },
  });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function weigh(url: string, name: string, modules: string[]): Promise<void> {
  const { files, fontBytes } = weighFirstLoad(`${root}web/dist`, modules);
  const sizes = await Promise.all(files.map((file) => sent(`${url}/${file.name === "index.html" ? "" : file.name}`)));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  reportFigure({
    name: `first load ${name}`,
    ours: bytes,
    peer: barBytes,
    atMost: 1,
    about: { unit: "bytes", fontBytes, files: files.length },
  });
}

/** Bytes of a body as it crosses the wire. */
function sent(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { headers: { accept: "text/html,*/*", "accept-encoding": "gzip" } }, (response) => {
      let bytes = 0;
      response.on("data", (chunk: Buffer) => (bytes += chunk.length)).on("end", () => resolve(bytes));
      if (response.statusCode !== 200) reject(new Error(`${url} answered ${response.statusCode}`));
    });
    asked.on("error", reject).end();
  });
}
